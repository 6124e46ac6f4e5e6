"""Parse one amount: its number, and the mark, scale, unit and hours that touch it on either side."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay import numbers, words
from tracker.reading.pay.currencies import currency_of, is_bare, is_local, local_owner, marks
from tracker.reading.pay.rules import table

_SLASHES = ("/", "／", "+")
SYMBOLS = frozenset("$€£¥￥₹₩￦₽₪₺₴₫₱₦₸₾₡₲₵৳฿₮₭៛円元원")
"""Marks of one letter that are nothing but money."""
OPENINGS = frozenset(" *:([")
_EDGES = frozenset(["", *" \n*:([/"])
"""What stands before a mark of one letter: no longer mark holds it."""
_PLANS = frozenset({"401", "403", "457", "529"})
"""Paragraphs of the US tax code that name savings plans: 401(k), 403(b), 457(b), 529."""
_NOTHING_FOLLOWS = frozenset(["", "-", "–", "—", ":", ";", ")", "\n"])
"""What, right after a figure or one blank, says that neither scale nor mark nor unit follows."""
_NATIONS = {"US": "USD", "U.S.": "USD", "USA": "USD", "AU": "AUD", "NZ": "NZD", "HK": "HKD"}
"""Nations before a bare mark and a blank: "US $40"."""
_NUMBER_WORDS = dict(
    zip("one two three four five six seven eight ten twelve".split(), [1, 2, 3, 4, 5, 6, 7, 8, 10, 12], strict=True)
)
_LEAST_SHIFT, _MOST_SHIFT, _LONG_SESSION = 6, 16, 5
"""Hours of a working day that a bare "/8" may name, and the most hours of what is a session rather than a day."""
_CENTS = re.compile(r"\scents?(?=\s?/|\s(?:a|an|per|each)\s)")
"""Hundredths of a dollar or euro before what each of them pays: "5 cents a word"."""
_WEEKS, _LEAST_WEEK = frozenset({40, 45, 48, 50, 54, 55, 60, 66, 72}), 400
"""Hours of a working week behind a slash, and the least that is a week's pay: "$1,750/60"."""
_MIL_IS_THOUSAND = frozenset("ES MX AR CO CL PE EC UY PY BO VE CR GT DO PA SV HN NI CU BR PT AO MZ RO MD".split()) | {
    None
}
"""Countries where "mil" is a thousand; elsewhere "$150 mil" is a business's millions."""
_COVERS = re.compile(
    r"""
    (?:\s(?:bruts?|nets?|nett|brutto|netto|netti|neto|netos|bruto|brutos|lordi|gross|flat|cash|each))?\s?(?P<link>[,(–-]\s?(?:for\s)?|for\s|per\s|pro\s|pour\s|für\s|por\s|voor\s|för\s|za\s|за\s|pentru\s|na\s|untuk\s|cho\s|/\s?|@\s?)
    (?:(?:up\sto|about|approx(?:imately|\.)?|around|roughly|max\.?|ca\.?|circa|~|a\sfull|the\sfirst|an?|each|every)\s?){0,2}
    (?:(?P<n>\d{1,3}(?:[.,]\d{1,2})?)|(?P<word>one|two|three|four|five|six|seven|eight|ten|twelve|half\san|an))
    (?:\s?(?:[-–]|to)\s?(?P<most>\d{1,2}(?:[.,]\d)?))?
    [\s-]?(?P<total>total\s)?(?P<what>hours?|hrs?\.?|h(?=\s|$|[,.;)])|minutes?|mins?\.?|stunden|std\.?|minuten|minuti|minutos|minuter|minutter|minut|minuuttia|heures?|horas?|ore|uur|uren|timmar|timer|godzin(?:y)?|hodin(?:y)?|часов|часа|годин(?:и)?|tuntia|jam|giờ|tiếng|min(?=\s|$|[,.;)]))
    (?!\sof\s(?:(?:\w+\s)?(?:recordings?|audio|speech|footage|video|content|data|material|music|finished)))
    (?![^\W\d_])(?!\s?(?:per|a|each|/|p\.?w|weekly|every|in\s(?:a|an|the|any|each|total\sper)|par|pro|por|die|of\spto|notice)(?:\s|w|\.))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FOR_WEEKS = re.compile(
    r"(?:\s(?:total|flat|all[\s-]in|in\stotal))?\sfor\s(?:(?:the|a|an|all|up\sto|about|our|this)\s)?(?:full\s|entire\s|whole\s)?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1[01])[\s-](?:weeks?|months?|days?|nights?|weekends?)\b"
    r"(?!\s(?:a|per|each|every|of\s(?:annual|paid|vacation))\b)",
    re.IGNORECASE,
)
"""A lump sum's engagement: "£2,200 for the five weeks", "$900 for a three-day shoot"."""
_COVERING = (" for ", " pro ", " voor", " net", " untu", " cho ")
_BARE_SHIFT = re.compile(
    r"\s?/\s?(\d{1,2})(?![\d.,%:]*\d|\s?[kK%]|\s?(?:per|an?\s|/|hour|hr|h\b|weeks?|days?|months?))"
)


@dataclass(slots=True)
class Amount:
    """One printed figure with what is attached to it: text[start:end]."""

    start: int
    end: int
    value: Decimal
    scale: int = 1
    currency: str | None = None
    """An ISO code, or a bare mark that several currencies share."""
    grouped: bool = False
    unit: Unit | None = None
    hours: Decimal | None = None
    quantity: int | None = None
    """How many pieces one figure pays for, where these are several: "for every 100 images"."""
    misprint: bool = False
    is_counting: bool = False
    """Whether its unit follows without a link, as what a number counts does: "10 hrs"."""
    is_shift: bool = False
    """Whether a slash and the hours of a day stand behind it: "$250/8"."""
    plus: bool = False
    """Whether a plus sign says "and more"."""
    ambiguous: Decimal | None = None
    money_end: int = 0
    """Where the figure with its mark ends, and the words of its unit begin."""
    scale_word: str = ""

    @property
    def priced(self) -> bool:
        """Whether it is printed as prices are, with its thousands set apart and two decimals."""
        return self.grouped and self.value.as_tuple().exponent == -2

    @property
    def full(self) -> Decimal:
        if self.scale == 1:
            return self.value
        full = self.value * self.scale
        return full.to_integral_value() if full == full.to_integral_value() else full

    @property
    def marked(self) -> bool:
        return self.currency is not None or self.scale > 1


@cache
def _scales() -> dict[str, int]:
    return dict(table("pay_currencies")["scales"])


@cache
def own_scales() -> frozenset[str]:
    """Scales that are so rarely anything else than money that they need no mark."""
    return frozenset(table("pay_currencies")["money"]["scales"])


@cache
def _marked_scales() -> frozenset[str]:
    return frozenset(table("pay_currencies")["money"]["marked_scales"])


@cache
def _after() -> re.Pattern[str]:
    found, scales = words.trie(marks()), words.trie(_scales())
    far = words.trie(table("pay_currencies")["money"]["after_a_blank"])
    return re.compile(
        rf"(?P<price>(?:,-|,–|,—|\.-|\.–|:-)(?!\s?\d))?"
        rf"(?:(?P<scale>(?i:{scales}))(?=[^\W\d_]{{3}}(?!\w)|[€£$円元원₽]|원|(?<=[万萬만億亿억])\d|(?![^\W_])|[\u2e80-\uffff])|\+?\s(?P<far>(?i:{far}))(?!\w|\.\w)|\s(?P<tk>T)(?=€|EUR|CHF|\s€))?"
        rf"(?P<plus>\+)?\s?\(?(?P<mark>(?:{found})(?![^\W\d_])(?!\s?[0-9])|(?:{words.trie(_cjk_marks())}))?\)?"
    )


@cache
def _cjk_marks() -> tuple[str, ...]:
    """Marks of scripts without blanks, after which other words may follow at once."""
    return tuple(mark for mark in marks() if mark[-1] >= "\u0e00" and mark[-1].isalpha())


@cache
def mark_ends() -> frozenset[str]:
    """What a mark, or a bracket after it, can end with."""
    return frozenset([*OPENINGS, *(mark[-1] for mark in marks() if mark)])


def make_amount(
    text: str, start: int, end: int, hinted: bool = True, country: str | None = None, floor: int = 0
) -> Amount | None:
    """Parse the number at text[start:end] with what touches it; None where it is no amount."""
    if end - start == 3 and _is_plan(text, start, end):
        return None
    number, start = _read_number(text, start, end)
    if number is None:
        return None
    amount = Amount(start, end, number.value, grouped=number.grouped, ambiguous=number.ambiguous, money_end=end)
    if hinted:
        _read_before(text, amount, country, floor)
    before = text[amount.start - 1 : amount.start]
    if amount.currency is None and before and ((before.isalnum() and before < "\u2e80") or before in "_#@"):
        return None
    if hinted:
        _read_after(text, amount, country)
    return amount


def _is_plan(text: str, start: int, end: int) -> bool:
    named = text[start:end] in _PLANS and text[end : end + 2].strip(" (").lower().startswith(("k", "b", "("))
    return named and text[start - 1 : start] not in {*SYMBOLS, "-", "–", "—"}


def _read_number(text: str, start: int, end: int) -> tuple[numbers.Number | None, int]:
    """The number of a run; where blanks have joined two numbers ("2024 100 000"), the last that makes sense."""
    printed = text[start:end]
    number = numbers.parse(printed)
    while number is None and " " in printed:
        start += printed.index(" ") + 1
        printed = text[start:end]
        number = numbers.parse(printed)
    return number, start


def _counts(mark: str, country: str | None) -> bool:
    """Whether a mark counts in this country: letters that are marks in few countries are letters elsewhere."""
    return not is_local(mark) or local_owner(mark, country) is not None


def _read_before(text: str, amount: Amount, country: str | None, floor: int) -> None:
    """A mark before the figure, and a code before a bare mark: "$", "CA$", "PLN ", "USD $", "$["."""
    ahead = text[max(floor, amount.start - 14) : amount.start]
    near = ahead.rstrip(" *[(")
    if near[-1:] == ":" and len(near) > 1:
        near = near[:-1].rstrip(" ")
    if len(ahead) - len(near) > 8 or not (mark := _mark_at_end(near)) or not _counts(mark, country):
        return
    near = near[: len(near) - len(mark)]
    amount.currency = marks()[mark]
    rest = near.rstrip(" :)*")
    if is_bare(amount.currency) and len(near) - len(rest) <= 2:
        if (code := _code_at_end(rest)) and not is_local(code):
            amount.currency, near = marks()[code], rest[: len(rest) - len(code)]
        elif near == f"{rest} " and (
            nation := next(
                (each for each in _NATIONS if rest.endswith(each) and not rest[: -len(each)][-1:].isalnum()), None
            )
        ):
            amount.currency, near = _NATIONS[nation], rest[: len(rest) - len(nation)]
    amount.start -= len(ahead) - len(near)


def _code_at_end(before: str) -> str | None:
    code = None if before[-1:].islower() else _mark_at_end(before)
    return code if code and code.isupper() else None


def _mark_at_end(before: str) -> str | None:
    known = marks()
    last = before[-1:]
    if last not in mark_ends():
        return None
    if last in known and before[-2:-1] in _EDGES:
        return last
    near = before[-_longest_mark() :]  # no mark so short holds a blank
    for length in range(len(near) - near.rfind(" ") - 1, 0, -1):
        mark = before[-length:]
        if mark in known and not (mark[0].isalpha() and before[-length - 1 : -length].isalpha() and mark[0] < "\u2e80"):
            return mark
    return None


@cache
def _longest_mark() -> int:
    return min(max(map(len, marks())), 7)


def _read_after(text: str, amount: Amount, country: str | None) -> None:
    """A scale, a mark and a unit after the figure: "k", " million", "€", " PLN", "/hr", " brut par an"."""
    if text[amount.end : amount.end + 2].lstrip(" ")[:1] in _NOTHING_FOLLOWS:
        return
    if amount.currency is None and (cents := _CENTS.match(text, amount.end)):
        amount.value, amount.end = amount.value / 100, cents.end()
        amount.scale_word = "cents"
        amount.currency = "EUR" if currency_of(country) == "EUR" else "$"
    found = _after().match(text, amount.end)
    if found is not None and found.end() > amount.end:
        _take_scale_and_mark(text, amount, found, country)
    amount.plus = amount.plus or _plus_ends(text, amount.end)
    amount.money_end = amount.end
    unit = words.unit_after().match(text, amount.end) if _unit_may_follow(text, amount.end) else None
    if unit and not (
        text[unit.end() - 1].isupper() and text[unit.end() : unit.end() + 1].isupper()
    ):  # no "PA" in "PAYE"
        amount.unit = words.unit_of(unit, currency_of(country) or amount.currency)
        amount.hours = _hours(unit["hours"])
        amount.is_counting = bool(unit["alone"])
        amount.end = unit.end()
    elif not _read_many(text, amount):
        _read_hours(text, amount)


_HUNDREDS = {
    "hundred": 100,
    "cien": 100,
    "thousand": 1000,
    "tausend": 1000,
    "mille": 1000,
    "mil": 1000,
    "dozen": 12,
    "百": 100,
    "千": 1000,
}
_HUNDREDS |= {"万": 10_000, "萬": 10_000}
_TENS = {"ten": 10, "twenty": 20, "fifty": 50}


def _read_many(text: str, amount: Amount) -> bool:
    """Read how many pieces a figure pays for at once; whether it pays for several."""
    if amount.currency is None or not _unit_may_follow(text, amount.end):
        return False
    found = words.many_after().match(text, amount.end)
    if found is None:
        return False
    printed = found["n"].lower().removeprefix("a ")
    counted = _HUNDREDS.get(printed) or _TENS.get(printed) or int(re.sub(r"\D", "", printed))
    if counted < 2:
        return False
    amount.unit, amount.quantity, amount.end = Unit.PIECE, counted, found.end()
    return True


def _read_hours(text: str, amount: Amount) -> None:
    """Read the hours that the figure pays: "$250/8", "$187 for up to 10 hours", "45 € pro 45 Minuten"."""
    near = text[amount.end : amount.end + 5]
    if (
        amount.currency is None
        and "/" not in near
        and not near.startswith((" for ", " pro ", " voor", " net", " untu", " cho "))
    ):
        return
    if (
        amount.currency
        and near.startswith((" for ", " tota", " flat", " all", " in t"))
        and (lump := _FOR_WEEKS.match(text, amount.end))
    ):
        amount.unit, amount.end = Unit.PROJECT, lump.end()
        return
    if amount.full >= 40 and "/" in near and (bare := _BARE_SHIFT.match(text, amount.end)):
        hours = int(bare[1])
        if amount.currency and hours in _WEEKS and amount.value >= _LEAST_WEEK:
            amount.unit, amount.hours, amount.end = Unit.WEEK, Decimal(hours), bare.end()
            return
        if _LEAST_SHIFT <= hours <= _MOST_SHIFT and amount.scale == 1:
            amount.unit, amount.hours, amount.end = Unit.DAY, Decimal(hours), bare.end()
            amount.is_shift = 60 <= amount.value < 1900
            return
    found = _COVERS.match(text, amount.end)
    if found is None or (amount.scale > 1 and not found["total"]):
        return
    hours_covered = _covered(found)
    if hours_covered is None:
        return
    if hours_covered > _MOST_SHIFT or (found["total"] and hours_covered > _LONG_SESSION * 2):
        if not (found["total"] or (found["link"].strip() == "for" and hours_covered <= 200)):
            return
        amount.unit = Unit.PROJECT
    else:
        amount.unit = Unit.SESSION if hours_covered <= _LONG_SESSION else Unit.DAY
    amount.hours, amount.end = hours_covered, found.end()


def _covered(found: re.Match[str]) -> Decimal | None:
    printed = found["n"]
    word = (found["word"] or "").lower()
    hours = (
        Decimal(printed.replace(",", "."))
        if printed
        else Decimal({"half an": "0.5", "an": "1"}.get(word) or _NUMBER_WORDS[word])
    )
    if found["what"].lower().startswith("min"):
        hours = (hours / 60).quantize(Decimal("0.01")).normalize() + 0
    return hours if hours > 0 else None


def _unit_may_follow(text: str, at: int) -> bool:
    """A cheap test of whether what follows a figure begins as a unit does, or as a word that may stand before one."""
    near = text[at : at + 6]
    rest = near.lstrip(" ,*(")
    at += len(near) - len(rest)
    return (rest[:1].isalpha() or rest[:1] in _SLASHES) and words.unit_begins().match(text, at) is not None


def _take_scale_and_mark(text: str, amount: Amount, found: re.Match[str], country: str | None) -> None:
    scale, mark = (found["scale"] or found["far"] or found["tk"] or "").lower(), found["mark"]
    if mark and not _counts(mark, country):
        mark = None
    if scale and _is_count(text, found.end("scale") if found["scale"] else found.end("far")):
        scale = ""
    if scale and not (amount.currency or mark or _ENDS_RANGE.search(text, max(0, amount.start - 14), amount.start)):
        lone = _scales()[scale] >= 1_000_000 and scale not in own_scales()
        if lone or (
            scale in _marked_scales()
            and not (
                (scale == "w" and _is_chinese(text, amount)) or (scale in ("tr", "jt") and country in ("VN", "ID"))
            )
        ):
            scale = ""
    if scale == "t" and mark and marks()[mark] in ("EUR", "CHF"):
        amount.scale, amount.scale_word = 1000, "k"
        if amount.ambiguous is not None:
            amount.value = amount.ambiguous
    elif scale:
        _apply_scale(amount, scale, country)
    if mark and (amount.currency is None or (is_bare(amount.currency) and not is_bare(marks()[mark]))):
        amount.currency = marks()[mark]
    if scale in ("lpa", "cpa"):
        amount.currency, amount.unit = amount.currency or "INR", Unit.YEAR
    amount.plus = bool(found["plus"])
    taken = ("mark", "plus", "far", "scale", "price", "tk")
    amount.end = (
        found.end()
        if mark
        else max(
            [
                amount.end,
                *(found.end(name) for name in taken if found[name] and (name not in ("scale", "far", "tk") or scale)),
            ]
        )
    )


_ENDS_RANGE = re.compile(r"[$€£¥₹₩]\s?\d[\d.,]*\s?[-–—~]\s?$")
"""Before the second end of a range whose first has the mark: "$3-5M"."""
_COUNTERS = re.compile(
    r"(?:件|人|名|部|社|台|戸|回|点|店|箇所|カ所|ヶ所|ユーザー|ダウンロード|DL|フォロワー|字|家|个|個|次|条|條|用户|用戶|粉丝|명|건|개|회|대|팀|곳|다운로드)"
)
"""What is counted in ten thousands beside money: postings, people, copies."""


def _is_count(text: str, at: int) -> bool:
    """Whether a scale without a mark counts things: "2,000万件", "500만 명"."""
    return at > 0 and _COUNTERS.match(text, at + (text[at : at + 1] == " ")) is not None


def _is_chinese(text: str, amount: Amount) -> bool:
    """Whether Chinese words stand beside a figure with w for 万: "年薪20-30W"."""
    near = text[max(0, amount.start - 12) : amount.end + 6]
    return any("\u4e00" <= letter <= "\u9fff" for letter in near)


def _plus_ends(text: str, at: int) -> bool:
    """Whether a plus sign after a blank ends what is said: "$80,000 +", and not "$80,000 + bonus"."""
    rest = text[at : at + 12].lstrip(" ")
    if not rest.startswith("+"):
        return False
    rest = rest[1:].lstrip(" ")
    if rest.startswith("per diem"):
        return False
    return not rest or rest[0] in "\n.,;)/|" or rest.startswith(("per ", "p.a", "pa ", "a year", "a "))


def _apply_scale(amount: Amount, scale: str, country: str | None) -> None:
    amount.scale, amount.scale_word = _scales()[scale], scale
    if scale == "mil" and country not in _MIL_IS_THOUSAND:
        amount.scale = 1_000_000
    if amount.scale == 1_000 and amount.value >= 10_000:
        amount.scale, amount.misprint = 1, True
    elif amount.ambiguous is not None and amount.scale != 10_000:
        amount.value = amount.ambiguous


def _hours(printed: str | None) -> Decimal | None:
    if not printed:
        return None
    return Decimal(_NUMBER_WORDS.get(printed.lower()) or printed.replace(",", "."))
