"""Amounts -> ranges: which two figures are the ends of one range, and which stand alone."""

from dataclasses import dataclass
from decimal import Decimal

from tracker.pay import words
from tracker.pay.context import lower
from tracker.pay.scan import Amount

_FURTHEST = 28
"""Characters between the two ends of a range: the longest separator of the tables, with marks and blanks."""


@dataclass(slots=True)
class Group:
    """One range or one figure: text[start:end]. An end that is not stated is None."""

    start: int
    end: int
    low: Amount | None
    high: Amount | None
    bound: str = ""
    """"least" or "most" for a figure with one open end."""
    currency: str | None = None
    """What it was decided to be, printed or inferred."""

    @property
    def ends(self) -> list[Amount]:
        return [end for end in (self.low, self.high) if end is not None]

    @property
    def is_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low is not self.high

    @property
    def marked(self) -> bool:
        return any(end.currency for end in self.ends)

    @property
    def values(self) -> list[Decimal]:
        return [end.full for end in self.ends]


def groups(text: str, found: list[Amount]) -> list[Group]:
    """Join neighbours that a range word or a dash joins; the rest stand alone with "from" or "up to" where it is said."""
    joined: list[Group] = []
    at = 0
    while at < len(found):
        first, second = found[at], found[at + 1] if at + 1 < len(found) else None
        if second and _is_range(text, first, second):
            _share(first, second)
            joined.append(_ordered(first, second))
            at += 2
            if at < len(found) and _continues(text, joined[-1], found[at]):
                joined[-1] = Group(joined[-1].start, found[at].end, joined[-1].low, found[at])
                at += 1
        else:
            joined.append(_alone(text, first))
            at += 1
    return joined


def _continues(text: str, group: Group, third: Amount) -> bool:
    """A range printed with its middle: $134,000 - $178,000 - $223,000."""
    between = text[group.end : third.start]
    dashed = len(between) <= 4 and between.strip(" ") in ("-", "–", "—")
    return dashed and third.currency is not None and max(group.values) < third.full < max(group.values) * 3


def _is_range(text: str, first: Amount, second: Amount) -> bool:
    if not 0 <= second.start - first.end <= _FURTHEST or not _could_be_money(first, second):
        return False
    between = text[first.end : second.start]
    if not between.strip(" "):
        return _glued(first, second)
    if "\n" in between:
        return _over_lines(text, first, second, between)
    if found := words.separator().fullmatch(between):
        return "/" not in found[0] or (first.currency is not None and second.full < first.full * 2)
    if not words.joiner().fullmatch(between):
        return False
    return bool(words.between_before().search(lower(text[max(0, first.start - 60) : first.start])))


def _could_be_money(first: Amount, second: Amount) -> bool:
    """A cheap test that dismisses years, versions and scores before any expression is tried."""
    if first.marked or second.marked or first.unit or second.unit:
        return True
    return first.value >= 1000 and second.value >= 1000 and (first.grouped or first.value >= 10_000)


def _glued(first: Amount, second: Amount) -> bool:
    """Two prices set side by side, whose dash was lost: $137,000$200,000."""
    both = first.currency is not None and second.currency is not None
    return both and 1000 <= first.full < second.full < first.full * 3


def _over_lines(text: str, first: Amount, second: Amount, between: str) -> bool:
    """A range broken over two lines, where the first line has said that a range is coming."""
    if not first.marked or not second.marked or not first.full < second.full < first.full * 4:
        return False
    if words.separator().fullmatch(between.replace("\n", " ")) or between.strip(" *" + "\n") in ("-", "–", "—", "to"):
        return True
    return between == "\n" and bool(words.between_before().search(lower(text[max(0, first.start - 80) : first.start])))


def _share(first: Amount, second: Amount) -> None:
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
    first.unit, first.hours = first.unit or second.unit, first.hours or second.hours
    second.unit, second.hours = first.unit, first.hours


def _ordered(first: Amount, second: Amount) -> Group:
    if first.full <= second.full:
        return Group(first.start, second.end, first, second)
    first.misprint = True
    return Group(first.start, second.end, second, first)


def _alone(text: str, amount: Amount) -> Group:
    ahead = lower(text[max(0, amount.start - 32) : amount.start])
    before = words.bound_before().search(ahead) if amount.marked or amount.value >= 1000 else None
    after = words.bound_after().match(text, amount.end) if amount.marked else None
    if text[amount.end - 1] == "+" or (after and after["least"]) or (before and before["least"]):
        return Group(amount.start, amount.end, amount, None, "least")
    if (before and before["most"]) or (after and after["most"]):
        return Group(amount.start, amount.end, None, amount, "most")
    return Group(amount.start, amount.end, amount, amount)
