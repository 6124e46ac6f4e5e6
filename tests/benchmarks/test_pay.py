"""Reading pay, beside a plain expression and JobSpy's `extract_salary`, on the same texts: speed and accuracy.

JobSpy is not part of the project and holds libraries back (numpy 1.26.3, which is built for Python up to 3.12).
To measure beside it, give the run an environment of its own:

    python3.11 -m venv /tmp/yardstick
    /tmp/yardstick/bin/pip install -e '.[dev]' python-jobspy==1.1.82
    /tmp/yardstick/bin/python -m pytest -m benchmark --capture=no tests/benchmarks/test_pay.py

Without it, our figures are printed alone. Times are processor times of the fastest of twenty rounds on one core: what
else the machine does slows most of them.
"""

import re
import time
import warnings
from collections.abc import Callable

import pytest

from tracker.reading.pay.reader import read
from tracker.reading.text import Text, from_description

Truth = tuple[str, str, str, str] | None
"""unit, minimum, maximum, currency."""

LABELLED: list[tuple[str, Truth]] = [
    ("The salary range for this role is $120,000 - $150,000.", ("year", "120000", "150000", "USD")),
    ("Base pay: $98,500-$131,200 plus bonus and equity.", ("year", "98500", "131200", "USD")),
    ("Compensation: $150K – $175K", ("year", "150000", "175000", "USD")),
    ("The pay range is $85,000 to $102,000 a year.", ("year", "85000", "102000", "USD")),
    ("We pay between $90,000 and $110,000 annually.", ("year", "90000", "110000", "USD")),
    ("Pay: $70,000.00 - $85,000.00 per year", ("year", "70000", "85000", "USD")),
    ("Annual Salary Range\n$196,750—$243,290 USD", ("year", "196750", "243290", "USD")),
    ("US: $147000 - $210000 (USD) + 15% bonus target", ("year", "147000", "210000", "USD")),
    ("The range for this role is $200-700k.", ("year", "200000", "700000", "USD")),
    ("The range for this role is $310k-$1.8M.", ("year", "310000", "1800000", "USD")),
    ("The base salary is 184,000 USD - 287,500 USD.", ("year", "184000", "287500", "USD")),
    ("Minimum:\n$80,000\nMaximum:\n$120,000", ("year", "80000", "120000", "USD")),
    ("Interns are paid $40/hour - $110/hour.", ("hour", "40", "110", "USD")),
    ("Hourly pay: $22.20-27.00 / hr", ("hour", "22.2", "27", "USD")),
    ("Pay is $16.25 per hour plus tips.", ("hour", "16.25", "16.25", "USD")),
    ("The monthly salary is $4,418.00 - $6,035.00.", ("month", "4418", "6035", "USD")),
    ("The weekly rate is $2,350 - $2,900 per week.", ("week", "2350", "2900", "USD")),
    ("Performers earn $1,204 per day.", ("day", "1204", "1204", "USD")),
    ("The session takes two hours and pays $300.", ("session", "300", "300", "USD")),
    ("A flat fee of $2,500 for the project.", ("project", "2500", "2500", "USD")),
    ("The salary range is CA$ 73,000 - CA$ 119,000.", ("year", "73000", "119000", "CAD")),
    ("Salary: £45-55k per year", ("year", "45000", "55000", "GBP")),
    ("Rémunération : 55-70K€ brut annuel", ("year", "55000", "70000", "EUR")),
    ("Salaire : de 40 000 € à 42 000 € bruts annuels", ("year", "40000", "42000", "EUR")),
    ("Gehalt: 50.000 – 65.000 € brutto pro Jahr", ("year", "50000", "65000", "EUR")),
    ("Salario: 30.000 € - 35.000 € brutos anuales", ("year", "30000", "35000", "EUR")),
    ("Wynagrodzenie: 12 000 - 16 000 zł brutto miesięcznie", ("month", "12000", "16000", "PLN")),
    ("年収450万円～600万円", ("year", "4500000", "6000000", "JPY")),
    ("We raised $50 - $75 million in our last round.", None),
    ("You will manage a budget of $500,000 - $600,000.", None),
    ("A sign-on bonus of $5,000 - $10,000.", None),
    ("Deals of $100K - $500K with large customers.", None),
    ("We offer a 401(k) and a $1,000 home office stipend.", None),
    ("Part-time, 10-15 hours a week, and 3 - 5 years of experience.", None),
    ("Our games cost $20 - $60 and sell in 36 countries.", None),
    ("Life insurance from $50,000 - $250,000.", None),
]
PLAIN = (
    "The craft of our studio is one of people who plan the week with the crew, order what we need and keep the books. "
    "We have done so since 1998, with partners in many places, and we look for somebody who likes films and lists. "
    "You bring patience, an eye for detail, 5+ years at a desk like ours and the wish to tell stories well. "
)
"""Two dozen numbers in 4,000 characters: more than twice as many as real postings hold."""
HOSTILE = {
    "digits": "7" * 20_000,
    "dollars": "$" * 20_000,
    "commas": "," * 20_000,
    "blanks": " " * 20_000,
    "1 - 1 - 1": ("1 - " * 5_000)[:20_000],
    "$1 - $1": ("$1 - " * 4_000)[:20_000],
    "pay pay pay": ("salary $100,000 " * 1_250)[:20_000],
}
Reader = Callable[[Text], Truth]


def ours(text: Text) -> Truth:
    pay = read("", text, country="US").headline
    if pay is None or pay.minimum is None or pay.maximum is None:
        return None
    return str(pay.unit), f"{pay.minimum.normalize():f}", f"{pay.maximum.normalize():f}", str(pay.currency)


def jobspy() -> Reader:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        util = pytest.importorskip("jobspy.util")
    units = {"hourly": "hour", "monthly": "month", "yearly": "year"}

    def theirs(text: Text) -> Truth:
        unit, low, high, currency = util.extract_salary(text.text)
        return (units.get(unit, unit), f"{low:g}", f"{high:g}", currency) if unit else None

    return theirs


_PLAIN_RANGE = re.compile(
    r"([$€£])\s?(\d[\d,.]*)\s?(k?)\s?(?:-|–|—|to)\s?[$€£]?\s?(\d[\d,.]*)\s?(k?)(?:\s?(?:/|per|an?)\s?(hour|hr|day|week|month|year))?",
    re.IGNORECASE,
)
_MARKS = {"$": "USD", "€": "EUR", "£": "GBP"}


def plain_expression(text: Text) -> Truth:
    """Read what one expression finds: a mark, two figures, and a unit behind them or by their size."""
    found = _PLAIN_RANGE.search(text.text)
    if found is None:
        return None
    mark, low, thousands, high, more_thousands, unit = found.groups()
    scale = 1000 if thousands or more_thousands else 1
    ends = [float(end.replace(",", "").rstrip(".")) * scale for end in (low, high) if end.count(".") < 2]
    if len(ends) < 2:
        return None
    said = {"hr": "hour"}.get((unit or "").lower(), (unit or "").lower())
    return said or ("hour" if ends[1] < 350 else "year"), f"{ends[0]:g}", f"{ends[1]:g}", _MARKS[mark]


def padded(words: str) -> Text:
    """The words in the midst of a posting of about 4,000 characters."""
    return from_description("\n".join([PLAIN * 3, PLAIN * 3, words, PLAIN * 3, PLAIN * 3]))


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(20):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def measure(name: str, reader: Reader) -> int:
    """Print speed and accuracy of a reader; give how many of the labelled texts it reads right."""
    texts = [padded(words) for words, _ in LABELLED] * 5
    rate = len(texts) / seconds(lambda: [reader(text) for text in texts])
    right = [reader(from_description(words)) == truth for words, truth in LABELLED]
    stated = [each for each, (_, truth) in zip(right, LABELLED, strict=True) if truth]
    silent = [each for each, (_, truth) in zip(right, LABELLED, strict=True) if not truth]
    print(  # noqa: T201
        f"\n{name:<28} {rate:>9,.0f} postings of {len(texts[0].text):,} characters a second;"
        f" right {sum(stated)} of {len(stated)} stated, {sum(silent)} of {len(silent)} silent",
        end="",
    )
    return sum(right)


@pytest.mark.benchmark
def test_our_speed_and_accuracy() -> None:
    assert measure("labor-tracker", ours) == len(LABELLED)


@pytest.mark.benchmark
def test_the_yardstick_s_speed_and_accuracy() -> None:
    assert measure("JobSpy 1.1.82", jobspy()) <= len(LABELLED)


@pytest.mark.benchmark
def test_a_plain_expression_s_speed_and_accuracy() -> None:
    assert measure("a plain expression", plain_expression) < len(LABELLED)


@pytest.mark.benchmark
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text(name: str) -> None:
    text = from_description(HOSTILE[name])
    spent = seconds(lambda: read("", text, country="US"))
    print(f"\n{name:<28} {spent * 1000:>9.1f} ms for {len(text.text):,} characters", end="")  # noqa: T201
    assert ours(text) is None or name == "pay pay pay"
