"""Amounts -> ranges: which two figures are the ends of one range, and which stand alone."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from db.vocabulary import Unit
from tracker.reading.pay import words
from tracker.reading.pay.amount_parsing import Amount, own_scales
from tracker.reading.pay.words import lower

_FURTHEST = 28
"""Characters between the two ends of a range: the longest separator of the tables, with marks and blanks."""
_FILLERS = (" of", " de", " a", " the", " is")
_BESIDE = re.compile(r"[^\n.;]{0,40}?(?:/|\||\bor\b)[^\n.;]{0,24}")
"""Between two ranges of which a reader takes one."""
_NOTE = 104
_BRACKETS = re.compile(rf"^\s?(?:\[[^\]\n]{{1,{_NOTE - 4}}}\]|\([^)\n]{{1,{_NOTE - 4}}}\))")
"""A note in brackets on the first end of a range: "$60,000 [entry] to $80,000 [senior]"."""


_NO_WIDTH = re.compile("[\u200b-\u200f\u00ad\u2060]")
"""What is printed as nothing, and stands beside dashes of some sites."""
_THEN_UP_TO = re.compile(
    r",\s(?:bis(?:\szu)?|up\sto|jusqu['’]à|hasta|fino\sa|até|tot|do|upp\still|op\stil)\s", re.IGNORECASE
)
_STEP = re.compile(
    r"[,;–-]?\s?(?:to\s|and\s|bis\s)?(?P<step>step|level|stage|point|stufe|échelon|nivel|livello|trin|steg|schaal|stopień)"
    r"\s?\w{1,3}\s?[:=(–-]?\s?",
    re.IGNORECASE,
)
"""The step of a pay scale between the ends: "Step 1: $28.10, Step 5: $34.55"."""
_WORDED = re.compile(
    r"[^\d\n;:]{2,90}\s(?:and|to|und|bis|et|à|y|e|a|en|till|och)\s(?:up\sto\s)?[^\w\n]{0,2}"
    r"|\s(?:and|und|et|y|e|en|och),\s[^\d\n;:]{2,90},\s[^\w\n]{0,2}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Candidate:
    """One range or one figure: text[start:end]. An end that is not stated is None."""

    start: int
    end: int
    low: Amount | None
    high: Amount | None
    bound: str = ""
    """"least" or "most" for a figure with one open end, "middle" for one between two others."""
    currency: str | None = None
    """What it was decided to be, printed or inferred."""
    country: str | None = None
    """The posting's country."""
    form: float = 0
    """How much its form alone says that it is pay, where no word does."""
    ends: tuple[Amount, ...] = field(init=False)
    is_range: bool = field(init=False)
    least: Decimal = field(init=False)
    most: Decimal = field(init=False)
    marked: bool = field(init=False)
    """Whether a mark of money stands at one of its ends."""
    money_end: int = field(init=False)
    """Where the figure itself ends, and the words of its unit begin."""
    unit: Unit | None = field(init=False)
    """The unit that touches it: "$40/hour", "60 000 € par an"."""

    def __post_init__(self) -> None:
        low, high = self.low or self.high, self.high or self.low
        if low is None or high is None:
            raise ValueError("a group has at least one figure")
        self.is_range = low is not high
        self.ends = (low, high) if self.is_range else (low,)
        self.least = self.most = low.full
        if low is not high:
            self.least, self.most = sorted((low.full, high.full))
        own = own_scales()
        self.marked = any(end.currency is not None or end.scale_word in own for end in self.ends)
        self.unit = low.unit or high.unit
        self.money_end = max(low.money_end, high.money_end)

    @property
    def scaled(self) -> bool:
        """Whether an end is printed in thousands or more."""
        return self.ends[0].scale > 1 or self.ends[-1].scale > 1

    @property
    def scaled_to_millions(self) -> bool:
        return any(end.scale >= 1_000_000 for end in self.ends)

    def in_thousands(self) -> None:
        for end in self.ends:
            end.scale = 1000
        self.least, self.most = self.least * 1000, self.most * 1000

    def open(self, bound: str) -> None:
        """Leave one end of a lone figure open: the highest where it is the least, and the other way round."""
        self.bound = bound
        self.low, self.high = (self.low, None) if bound == "least" else (None, self.high)


_AGES = frozenset("歳才세岁歲")
_SLASHED = re.compile(r"\s?[/／]\s?(?:[\u2e80-\ud7af]|h(?:ou)?rs?\b)")


def slashed_unit(candidate: Candidate, text: str, offset: int = 0) -> bool:
    """Whether a slash and a Chinese, Japanese or Korean unit touch the figure, which then needs no mark: "150/天"."""
    return _SLASHED.match(text, candidate.money_end - offset) is not None


def find_candidates(text: str, found: list[Amount]) -> list[Candidate]:
    """Join neighbours that a range word or a dash joins; the rest stand alone, with "from" or "up to" if it is said."""
    joined: list[Candidate] = []
    at = 0
    for each in found:
        _read_unit_behind_group(text, each)
    while at < len(found):
        first, second = found[at], found[at + 1] if at + 1 < len(found) else None
        third = found[at + 2] if at + 2 < len(found) else None
        if second and third and not (second.marked or second.unit) and _are_steps(text, first, third):
            found.pop(at + 1)  # the number of the step
            second, third = third, found[at + 2] if at + 2 < len(found) else None
        if twins := _twin_ends(text, found[at : at + 4]):
            joined += twins
            at += 4
        elif second and _is_range(text, first, second) and not (third and _belongs_to_next(text, first, second, third)):
            _share_marks(first, second)
            _mend_digits(text, first, second)
            _mend_digits(text, second, first)
            joined.append(_order_ends(first, second))
            at += 2
            if at < len(found) and _continues_range(text, joined[-1], found[at]):
                joined[-1] = Candidate(joined[-1].start, found[at].end, joined[-1].low, found[at])
                at += 1
        else:
            if second and _is_alternative(text, first, second):
                first.currency, first.unit = first.currency or second.currency, first.unit or second.unit
            joined.append(_make_single(text, first))
            at += 1
    for one, other in pairwise(joined):
        _share_thousands(text, one, other)
    return joined


_OPEN, _CLOSED = re.compile(r"\s?\(\s?"), re.compile(r"\s?\)\s?(?:to|and|[-–—])\s?", re.IGNORECASE)


def _twin_ends(text: str, found: list[Amount]) -> list[Candidate]:
    """Two ranges whose ends stand in pairs: "$145,000 ($69.71/hr) - $180,000 ($86.54/hr)"."""
    if len(found) < 4 or found[1].unit is None or found[1].unit is not found[3].unit:
        return []
    low, low_twin, high, high_twin = found
    if low.unit is low_twin.unit or high.unit is high_twin.unit or not low.full < high.full < low.full * 4:
        return []
    if not (
        _OPEN.fullmatch(text, low.end, low_twin.start)
        and _CLOSED.fullmatch(text, low_twin.end, high.start)
        and _OPEN.fullmatch(text, high.end, high_twin.start)
    ):
        return []
    _share_marks(low, high)
    return [_order_ends(low, high), _order_ends(low_twin, high_twin)]


_AFTER_STOP = re.compile(r"[.!?]\s+([^\W\d_])")
"""The first letter behind a full stop: a capital begins a sentence, and so ends a range."""


def _continues_range(text: str, pair: Candidate, third: Amount) -> bool:
    """A range printed with its middle: $134,000 - $178,000 - $223,000."""
    between = text[pair.end : third.start]
    dashed = len(between) <= 4 and between.strip(" ") in ("-", "–", "—")
    return dashed and third.currency is not None and pair.most < third.full < pair.most * 3


def _share_thousands(text: str, one: Candidate, other: Candidate) -> None:
    """Thousands printed once for two ranges side by side: £90-110 (Leeds) / €100-120k (Lyon)."""
    if not (one.is_range and other.is_range and one.marked and other.marked) or one.scaled == other.scaled:
        return
    plain, scaled = (one, other) if other.scaled else (other, one)
    alike = scaled.least <= plain.least * 4000 and plain.least * 250 <= scaled.least
    if plain.unit is None and plain.most < 1000 and alike and _BESIDE.fullmatch(text, one.end, other.start):
        plain.in_thousands()


def _belongs_to_next(text: str, first: Amount, second: Amount, third: Amount) -> bool:
    """Whether a number that carries no mark only stands before a range: "Group 12 - $35.12 to $44.31"."""
    if first.marked or first.unit or first.grouped or second.currency is None or second.value < first.value * 2:
        return False
    prefixed = not text[second.start].isdigit()
    return prefixed and not second.scale > 1 and _is_range(text, second, third)


def _is_range(text: str, first: Amount, second: Amount) -> bool:
    if not 0 <= second.start - first.end <= _FURTHEST + _NOTE or not _could_be_money(first, second):
        return False
    if second.currency is None and text[second.end : second.end + 1] in _AGES:
        return False  # "年収例:500万円/28歳"
    between = _BRACKETS.sub("", text[first.end : second.start], count=1)
    if not between.isascii():
        between = _NO_WIDTH.sub("", between)
    if _are_steps(text, first, second):
        return True
    if first.unit is not None and second.unit is not None and first.unit is not second.unit:
        return False
    if len(between) > _FURTHEST:
        return _is_worded_range(text, first, second, between)
    if not between.strip(" "):
        return _is_glued(first, second)
    if "\n" in between:
        return _over_lines(text, first, second, between)
    if second.full < first.full and second.currency is None and first.unit is not None:
        return False
    if _THEN_UP_TO.fullmatch(between):
        return first.currency is not None and second.currency is not None and first.full < second.full < first.full * 4
    if (begins := _AFTER_STOP.search(between)) and begins[1].isupper():
        return False  # "$28.75 per hour. A $1,500 bonus": the article, not the Italian or Spanish "to"
    if found := words.separator().fullmatch(between):
        slashed = "/" in found[0]
        return not slashed or (
            (first.currency is not None or second.scale > 1) and second.full < first.full * max(second.scale, 1) * 2
        )
    if words.alternative().fullmatch(between):
        alike = first.full < second.full < first.full * 4 and second.currency is not None
        return alike and _has_words_before(words.range_named(), text, first, 120)
    if words.joiner().fullmatch(between):
        return _has_words_before(words.between_before(), text, first, 60) or _has_words_before(
            words.range_named(), text, first, 40
        )
    return _is_worded_range(text, first, second, between)


def _are_steps(text: str, first: Amount, second: Amount) -> bool:
    """Whether two figures are the steps of one pay scale: "Step 1: $28.10, Step 5: $34.55"."""
    if not 0 < second.start - first.end <= _FURTHEST or first.currency is None or second.currency is None:
        return False
    found = _STEP.fullmatch(text, first.end, second.start)
    named = found is not None and found["step"].lower() in lower(text[max(0, first.start - 16) : first.start])
    return named and first.full < second.full < first.full * 3


def _is_worded_range(text: str, first: Amount, second: Amount, between: str) -> bool:
    """Two ends with words between: "between $105,000 in the lowest market and $160,000 in the highest"."""
    if first.currency is None or second.currency is None or not first.full < second.full < first.full * 4:
        return False
    return bool(_WORDED.fullmatch(between)) and _has_words_before(words.between_before(), text, first, 40)


_GROUP = re.compile(r"\s?\((?:[^()\d\n]|\b\d\b){2,40}\)")
"""Whom a figure is for, in brackets behind it: "14 € (Bachelor) pro Stunde"."""


def _read_unit_behind_group(text: str, amount: Amount) -> None:
    """Give a figure the unit that stands behind the brackets that say whom it is for."""
    if "(" not in text[amount.end : amount.end + 2]:
        return
    if amount.unit is None and amount.currency and (group := _GROUP.match(text, amount.end)):
        unit = words.unit_after().match(text, group.end())
        amount.unit = words.unit_of(unit, amount.currency) if unit else None


def _has_words_before(words_before: re.Pattern[str], text: str, first: Amount, reach: int) -> bool:
    return bool(words_before.search(lower(text[max(0, first.start - reach) : first.start])))


def _is_alternative(text: str, first: Amount, second: Amount) -> bool:
    alike = first.scale == second.scale and second.currency is not None and first.full <= second.full <= first.full * 4
    group = _GROUP.match(text, first.end) if alike else None
    return alike and words.alternative().fullmatch(text, group.end() if group else first.end, second.start) is not None


def _could_be_money(first: Amount, second: Amount) -> bool:
    """A cheap test that dismisses years, versions and scores before any expression is tried."""
    if first.marked or second.marked or first.unit or second.unit:
        high = second.value * max(second.scale, first.scale)
        return (
            first.currency is not None
            or second.scale > 1
            or high <= first.full * 20
            or _shares_thousands(first, second)
        )
    if _shares_thousands(first, second):
        return True
    if first.value < 1000 or second.value < 1000:
        return False
    return (
        first.grouped
        or first.value >= 10_000
        or (second.value > 2100 and first.value < second.value <= first.value * 4)
    )


def _shares_thousands(first: Amount, second: Amount) -> bool:
    """Thousands printed at the second end alone: 20-25,000."""
    return second.grouped and 8 <= first.value < 1000 and first.value * 1000 < second.full < first.value * 4000


def _is_glued(first: Amount, second: Amount) -> bool:
    """Two prices set side by side, whose dash was lost: $137,000$200,000."""
    both = first.currency is not None and second.currency is not None
    return both and 1000 <= first.full < second.full < first.full * 3


def _over_lines(text: str, first: Amount, second: Amount, between: str) -> bool:
    """A range broken over two lines: a dash is left at the break, or the first line has said that a range is coming."""
    if (
        first.currency is None
        or not (second.currency or second.grouped)
        or not first.full < second.full < first.full * 4
    ):
        return False
    joined = between.replace("\n", " ")
    if words.separator().fullmatch(joined):
        return True
    return (between == "\n" or bool(words.joiner().fullmatch(joined))) and _has_words_before(
        words.range_before(), text, first, 80
    )


def _share_marks(first: Amount, second: Amount) -> None:
    """What is printed once for both ends: the thousands of $200-700k, the currency of 190,000-220,000 USD."""
    if (
        first.scale == 1
        and second.scale > 1
        and first.value < 1000
        and not first.misprint
        and first.value * second.scale <= second.full
    ):
        first.scale = second.scale
        if first.ambiguous is not None:
            first.value = first.ambiguous
    if (
        second.scale == 1
        and first.scale > 1
        and second.value < 1000
        and second.value > first.value
        and not second.misprint
    ):
        second.scale = first.scale
    if (
        first.scale == 1
        and second.grouped
        and first.value < 1000
        and first.value * 1000 < second.full < first.value * 4000
    ):
        first.value = first.value * 1000  # $110-145,000
    if first.scale == 1 and second.scale >= 10_000 and first.value < 10_000:
        first.scale = second.scale  # 1.2-1.5万, 4,500 ~ 6,000만원
    if (
        first.scale > 1
        and first.scale_word
        and not second.scale_word
        and second.scale == 1
        and second.value <= 10_000
        and first.scale >= 10_000
    ):
        second.scale = first.scale
    if second.scale_word == "cents" and first.currency is None:
        first.value /= 100  # "50 to 75 cents a word"
    first.unit, first.hours = first.unit or second.unit, first.hours or second.hours
    second.unit, second.hours = first.unit, first.hours


def _mend_digits(text: str, one: Amount, other: Amount) -> None:
    """A group that lost a digit beside one that did not: in $100,00 - $720,000 the first is a hundred thousand."""
    lost = "," in text[one.start : one.end] and not one.grouped and one.value.as_tuple().exponent == -2
    if lost and other.grouped and one.scale == 1 and one.full * 100 < other.full:
        one.value, one.misprint = (one.value * 1000).to_integral_value(), True


def _order_ends(first: Amount, second: Amount) -> Candidate:
    if first.full == 0:
        return Candidate(first.start, second.end, None, second, "most")  # a zero is a form's way to leave the end empty
    if first.full <= second.full:
        return Candidate(first.start, second.end, first, second)
    first.misprint = True
    return Candidate(first.start, second.end, second, first)


def _make_single(text: str, amount: Amount) -> Candidate:
    before = _bound_before(text, amount) if amount.marked or amount.value >= 1000 else ""
    if before == "middle":
        return Candidate(amount.start, amount.end, amount, amount, "middle")
    ended = text[amount.end - 1] == "."
    after = words.bound_after().match(text, amount.end) if amount.marked and not ended else None
    if after and amount.unit is None and (unit := words.unit_after().match(text, after.end())):
        amount.unit, amount.end = words.unit_of(unit, amount.currency), unit.end()  # "$150 minimum per project"
    if before == "most" or (after and after["most"]):
        return Candidate(amount.start, amount.end, None, amount, "most")
    if amount.plus or (after and after["least"]) or before == "least":
        return Candidate(amount.start, amount.end, amount, None, "least")
    return Candidate(amount.start, amount.end, amount, amount)


_ENGLISH_DO = re.compile(r"\b(?:can|could|will|would|only|to|i|we|i'll|we'll|i’ll|we’ll) do$")


def _bound_before(text: str, amount: Amount) -> str:
    """ "least" or "most", where the words before the figure end in "from", "up to" or the like."""
    printed = lower(text[max(0, amount.start - 32) : amount.start]).rstrip(" :*(")
    ahead = printed.rstrip(" :*(~")  # "~" is a word of its own in "up~$2000", and elsewhere says nothing
    shorter = [ahead.removesuffix(filler) for filler in _FILLERS if ahead.endswith(filler)]
    for said in (printed, *([ahead] if ahead != printed else ()), *shorter):
        for word, bound in words.bounds().get(said[-1:], ()):
            if word == "do" and _ENGLISH_DO.search(said):
                continue  # "I can do $30": in Polish and Czech "do" is "up to"
            if said.endswith(word) and (word[0] >= "\u0e00" or not said[: -len(word)][-1:].isalnum()):
                return bound
    return ""
