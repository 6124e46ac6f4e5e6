"""Whether a figure can be what the words make of it, by size and form: the surer the words, the less form must say."""

from db.vocabulary import Unit
from tracker.reading.pay.candidates import Group
from tracker.reading.pay.classify import Verdict
from tracker.reading.pay.context import Around
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import band, sure_year

_SHORT_UNITS = {Unit.HOUR, Unit.DAY, Unit.SESSION, Unit.SHIFT, Unit.EPISODE, Unit.SCRIPT}
"""Units in which little but work is paid: "$250/day + 10%." says enough by itself."""
_ROW = 72
"""Characters beside its figures that a row of a table holds; what says more is a sentence, and must speak of pay."""


def believable(group: Group, verdict: Verdict, unit: Unit | None, inferred: bool, around: Around) -> bool:
    rules = table("pay_rules")
    if unit and group.most < rules["least"].get(unit.value, 0):
        return False
    if not group.marked and not (group.is_range and group.scaled):
        return _bare(group, verdict, unit)
    if unit is None and group.most < band(group, "hour")[0]:
        return False
    if not verdict.sure:
        return _by_form(group, unit, around)
    if group.is_range or (unit is not None and (not inferred or unit is Unit.YEAR)):
        return True
    if unit is None:
        return verdict.tight and group.bound == "least"
    return unit is Unit.MONTH and verdict.tight and group.currency in rules["monthly"]["currencies"]


def _by_form(group: Group, unit: Unit | None, around: Around) -> bool:
    """Marked money of which no word says what it is: yearly, by the hour in words, or all that its line says."""
    low, high, yearly, own = group.least, group.most, sure_year(group), group.unit
    alone = around.whole_line() - (group.end - group.start) <= 36
    if not group.is_range and own in _SHORT_UNITS:
        return alone or around.end - around.start - (group.end - group.start) <= 24
    if not group.is_range:
        return alone and (own is not None or (unit is Unit.YEAR and low >= yearly))
    if own is not None:
        return high <= low * 12 and (own in (Unit.HOUR, Unit.YEAR) or alone)
    row = around.end - around.start - (group.end - group.start) <= _ROW or _continues(group, around)
    return row and unit is Unit.YEAR and high <= low * 12 and high >= yearly


def _continues(group: Group, around: Around) -> bool:
    """Whether the line before holds a range that was taken for pay, of the same currency and size: the row above."""
    number, above = around.context.paid or (-1, None)
    if above is None or number + 1 != around.number or above.currency != group.currency:
        return False
    low, high = above.minimum, above.maximum
    return low is not None and high is not None and low < high and low <= group.least * 3 and group.most <= high * 3


def _bare(group: Group, verdict: Verdict, unit: Unit | None) -> bool:
    """Figures without any mark of money: only right beside a pay word, and with a unit of their own or yearly."""
    own, grouped = group.unit, group.ends[0].grouped
    if not verdict.sure:
        return group.is_range and unit is Unit.YEAR and all(end.priced for end in group.ends)
    if group.is_range and own in (None, Unit.YEAR):
        return unit is Unit.YEAR and (grouped or verdict.tight)
    if own is not None:
        return verdict.tight
    return verdict.tight and unit is Unit.YEAR and (verdict.rule.startswith("noun") or grouped or bool(group.bound))
