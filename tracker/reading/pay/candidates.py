"""Amounts -> ranges: which two figures are the ends of one range, and which stand alone."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from db.vocabulary import Unit
from tracker.reading.pay import words
from tracker.reading.pay.amount_scales import own_scales
from tracker.reading.pay.printed_amount import Amount
from tracker.reading.pay.range_ends import (
    GROUP,
    are_steps,
    belongs_to_next,
    is_alternative,
    is_range,
    mend_digits,
    share_marks,
)
from tracker.reading.pay.words import lower

_FILLERS = (" of", " de", " a", " the", " is")
_BESIDE = re.compile(r"[^\n.;]{0,40}?(?:/|\||\bor\b)[^\n.;]{0,24}")
"""Between two ranges of which a reader takes one."""


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
        if second and third and not (second.marked or second.unit) and are_steps(text, first, third):
            found.pop(at + 1)  # the number of the step
            second, third = third, found[at + 2] if at + 2 < len(found) else None
        if twins := _twin_ends(text, found[at : at + 4]):
            joined += twins
            at += 4
        elif second and is_range(text, first, second) and not (third and belongs_to_next(text, first, second, third)):
            share_marks(first, second)
            mend_digits(text, first, second)
            mend_digits(text, second, first)
            joined.append(_order_ends(first, second))
            at += 2
            if at < len(found) and _continues_range(text, joined[-1], found[at]):
                joined[-1] = Candidate(joined[-1].start, found[at].end, joined[-1].low, found[at])
                at += 1
        else:
            if second and is_alternative(text, first, second):
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
    share_marks(low, high)
    return [_order_ends(low, high), _order_ends(low_twin, high_twin)]


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


def _read_unit_behind_group(text: str, amount: Amount) -> None:
    """Give a figure the unit that stands behind the brackets that say whom it is for."""
    if "(" not in text[amount.end : amount.end + 2]:
        return
    if amount.unit is None and amount.currency and (group := GROUP.match(text, amount.end)):
        unit = words.unit_after().match(text, group.end())
        amount.unit = words.unit_of(unit, amount.currency) if unit else None


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
