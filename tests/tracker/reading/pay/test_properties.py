"""Whatever amount is printed, in whatever locale, currency, unit and form of range: it is read back."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from db.vocabulary import Unit
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

LOCALES: dict[str, Callable[[str], str]] = {
    "1,234.56": lambda plain: plain,
    "1.234,56": lambda plain: plain.replace(",", "_").replace(".", ",").replace("_", "."),
    "1 234,56": lambda plain: plain.replace(",", " ").replace(".", ","),
    "1'234.56": lambda plain: plain.replace(",", "'"),
    "1234.56": lambda plain: plain.replace(",", ""),
}
BEFORE = {"$": "USD", "US$": "USD", "CA$": "CAD", "£": "GBP", "€": "EUR", "₹": "INR", "PLN ": "PLN", "CHF ": "CHF"}
AFTER = {
    " €": "EUR",
    "€": "EUR",
    " EUR": "EUR",
    " USD": "USD",
    " zł": "PLN",
    " PLN": "PLN",
    " CHF": "CHF",
    " SEK": "SEK",
}
UNITS = {
    "per hour": Unit.HOUR,
    "/hr": Unit.HOUR,
    "an hour": Unit.HOUR,
    "a day": Unit.DAY,
    "per week": Unit.WEEK,
    "a month": Unit.MONTH,
    "per month": Unit.MONTH,
    "per year": Unit.YEAR,
    "annually": Unit.YEAR,
    "a year": Unit.YEAR,
    "per session": Unit.SESSION,
    "per episode": Unit.EPISODE,
    "per project": Unit.PROJECT,
    "brut par an": Unit.YEAR,
    "par mois": Unit.MONTH,
    "pro Stunde": Unit.HOUR,
    "pro Jahr": Unit.YEAR,
    "al mes": Unit.MONTH,
    "al mese": Unit.MONTH,
    "por mês": Unit.MONTH,
    "per maand": Unit.MONTH,
    "miesięcznie": Unit.MONTH,
    "i månaden": Unit.MONTH,
    "óránként": Unit.HOUR,
    "havonta": Unit.MONTH,
    "all'anno": Unit.YEAR,
    "al año": Unit.YEAR,
    "pro Tag": Unit.DAY,
    "la journée": Unit.DAY,
    "i timmen": Unit.HOUR,
    "za godzinę": Unit.HOUR,
    "per uur": Unit.HOUR,
    "à hora": Unit.HOUR,
    "per shift": Unit.SHIFT,
    "per script": Unit.SCRIPT,
}
FORMS = [
    "{} - {}",
    "{} – {}",
    "{}—{}",
    "{}-{}",
    "from {} to {}",
    "between {} and {}",
    "{} to {}",
    "entre {} et {}",
    "{} bis {}",
    "{} à {}",
    "{} a {}",
    "{} hasta {}",
    "zwischen {} und {}",
    "entre {} y {}",
    "tra {} e {}",
    "tussen {} en {}",
    "mellan {} och {}",
    "{} till {}",
    "{} tot {}",
    "od {} do {}",
]
BOUNDS = {
    "up to {}": False,
    "no more than {}": False,
    "jusqu'à {}": False,
    "bis zu {}": False,
    "hasta {}": False,
    "from {}": True,
    "at least {}": True,
    "not lower than {}": True,
    "à partir de {}": True,
    "mindestens {}": True,
    "desde {}": True,
    "vanaf {}": True,
}
"""Words for a range of which one end is stated, and whether that is the lower one."""
SIZES = {
    Unit.HOUR: (8, 900),
    Unit.DAY: (40, 9_000),
    Unit.WEEK: (100, 20_000),
    Unit.MONTH: (300, 37_500),  # beyond, a figure is implausible, and weak words are not believed
    Unit.YEAR: (9_000, 2_000_000),
    Unit.SESSION: (20, 30_000),
    Unit.EPISODE: (100, 90_000),
    Unit.PROJECT: (100, 200_000),
    Unit.SHIFT: (40, 9_000),
    Unit.SCRIPT: (100, 90_000),
}


@st.composite
def printed(draw: st.DrawFn) -> tuple[str, Decimal, Decimal, str, Unit]:
    """A sentence with a range of pay, and what it says: minimum, maximum, currency, unit."""
    words, unit = draw(st.sampled_from(sorted(UNITS.items())))
    least, most = SIZES[unit]
    low = draw(st.integers(least, most))
    high = draw(st.integers(low + 1, min(most * 2, low * 3 + 1)))
    decimals = ".00" if draw(st.booleans()) else ""
    locale = LOCALES[draw(st.sampled_from(sorted(LOCALES)))]
    before = draw(st.booleans())
    mark, currency = draw(st.sampled_from(sorted((BEFORE if before else AFTER).items())))
    ends = [locale(f"{each:,}{decimals}") for each in (low, high)]
    marked = [f"{mark}{end}" if before else f"{end}{mark}" for end in ends]
    form = draw(st.sampled_from(FORMS))
    return f"The salary is {form.format(*marked)} {words}.", Decimal(low), Decimal(high), currency, unit


class Figure(NamedTuple):
    printed: str
    amount: Decimal
    currency: str
    unit_words: str
    unit: Unit


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """One figure in a locale, with its mark, and the words of its unit."""
    words, unit = draw(st.sampled_from(sorted(UNITS.items())))
    least, most = SIZES[unit]
    amount = draw(st.integers(least, min(most, 1_400_000)))  # a lone figure beyond is taken for a business's
    locale = LOCALES[draw(st.sampled_from(sorted(LOCALES)))]
    before = draw(st.booleans())
    mark, currency = draw(st.sampled_from(sorted((BEFORE if before else AFTER).items())))
    number = locale(f"{amount:,}{'.00' if draw(st.booleans()) else ''}")
    return Figure(f"{mark}{number}" if before else f"{number}{mark}", Decimal(amount), currency, words, unit)


@given(printed())
def test_any_printed_range_is_read_back(case: tuple[str, Decimal, Decimal, str, Unit]) -> None:
    words, low, high, currency, unit = case
    ranges = read("", from_description(words), country="US").ranges
    assert [(each.minimum, each.maximum, each.currency, each.unit) for each in ranges] == [
        (low, high, currency, unit)
    ], words


@given(figures(), st.sampled_from(sorted(BOUNDS)) | st.just("{}"))
def test_any_printed_figure_is_read_back_with_its_open_end(figure: Figure, form: str) -> None:
    words = f"The salary is {form.format(figure.printed)} {figure.unit_words}."
    ranges = read("", from_description(words), country="US").ranges
    low = figure.amount if BOUNDS.get(form, True) else None
    high = None if BOUNDS.get(form, False) else figure.amount
    assert [(each.minimum, each.maximum, each.currency, each.unit) for each in ranges] == [
        (low, high, figure.currency, figure.unit)
    ], words


@given(st.integers(100, 2_000), st.integers(1, 400), st.sampled_from(["~", "～", "-", "〜"]))
def test_any_range_in_ten_thousands_of_yen_is_read_back(low: int, more: int, dash: str) -> None:
    (pay,) = read("", from_description(f"年収{low}万円{dash}{low + more}万円"), country="JP").ranges
    assert (pay.minimum, pay.maximum, pay.currency, pay.unit) == (low * 10_000, (low + more) * 10_000, "JPY", Unit.YEAR)


@given(st.integers(3, 60), st.integers(1, 30))
def test_any_range_in_lakhs_is_read_back(low: int, more: int) -> None:
    for printed in (f"{low} - {low + more} LPA", f"₹{low},50,000 - ₹{low + more},50,000 per annum"):
        (pay,) = read("", from_description(f"Salary: {printed}"), country="IN").ranges
        half = Decimal("0.5") if "LPA" not in printed else 0
        assert (pay.minimum, pay.maximum) == ((low + half) * 100_000, (low + more + half) * 100_000), printed
        assert (pay.currency, pay.unit) == ("INR", Unit.YEAR)


@given(st.integers(9, 990), st.integers(1, 400), st.sampled_from(["$", "£", "€"]), st.sampled_from(["k", "K"]))
def test_any_range_in_thousands_is_read_back(low: int, more: int, mark: str, thousand: str) -> None:
    for form in (f"{mark}{low}{thousand} - {mark}{low + more}{thousand}", f"{mark}{low}-{low + more}{thousand}"):
        ranges = read("", from_description(f"Salary: {form} a year"), country="US").ranges
        assert [(each.minimum, each.maximum) for each in ranges] == [(low * 1000, (low + more) * 1000)], form


@given(st.text(max_size=400))
def test_text_without_digits_says_nothing_of_pay(words: str) -> None:
    assume(not any(letter.isdigit() or letter.isnumeric() for letter in words))
    reading = read("", from_description(words), country="US")
    assert reading.ranges == ()
    assert reading.not_pay == ()


PIECES = st.sampled_from(
    "$ € £ USD k K M million - – to and from between up 1 12 1,000 50,000 100.000 2.5 401(k) per hour a year salary "
    "pay bonus equity \n . , : ( ) % + * session two hours 40 week CAD kr zł 年収 万円 max min".split(" ")
)


@given(st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300))
def test_whatever_the_text_quotes_are_slices_and_numbers_are_numbers(words: str) -> None:
    text = from_description(words)
    reading = read("", text, country="US")
    for each in (*reading.ranges, *reading.not_pay):
        assert each.start is not None
        assert each.end is not None
        assert text.text[each.start : each.end] == each.quote
        assert each.quote
        assert len(each.quote) <= 300
        assert each.minimum is not None or each.maximum is not None
    for pay in reading.ranges:
        assert pay.minimum is None or pay.maximum is None or 0 < pay.minimum <= pay.maximum


@given(st.lists(printed(), min_size=1, max_size=3), st.sampled_from([" ", "  ", "\t", "\u00a0", " \u2009"]))
def test_white_space_and_markup_change_nothing(
    cases: list[tuple[str, Decimal, Decimal, str, Unit]], blank: str
) -> None:
    lines = [case[0] for case in cases]
    plain = from_description("\n".join(lines))
    expected = read("", plain, country="US")
    for other in (
        "\n".join(lines).replace(" ", blank),
        blank.join(["", *"\n\n".join(lines).split(" "), ""]),
        "".join(f"<div><p>{words}</p></div>" for words in lines),
        f"<ul>{''.join(f'<li><b>{words}</b></li>' for words in lines)}</ul>",
        "<br>".join(lines),
        plain.text,
    ):
        text = from_description(other)
        assert text.text == plain.text
        assert read("", text, country="US") == expected
