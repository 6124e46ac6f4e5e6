"""What one amount pays for: said beside the figure, said before it, or inferred by its size."""

from decimal import Decimal
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay.candidates import Group
from tracker.reading.pay.context import Around, Line
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import unit_after, unit_of

_OWN_BANDS = (Unit.HOUR, Unit.MONTH, Unit.YEAR)
_FAR = 3
"""Times the most of a band."""


def said_unit(group: Group, around: Around) -> Unit | None:
    """The unit said before the figure or soon after, in its sentence or in a line on pay that heads it."""
    line, reach = around.line, min(around.end, group.end + 60)
    before = [cue for cue in line.cues if cue.tag.unit and around.start <= cue.start and cue.end <= group.start]
    after = [cue for cue in line.cues if cue.tag.unit and group.end <= cue.start < reach]
    for cue in [*reversed(before), *after]:
        if _possible(group, cue.tag.unit):
            return cue.tag.unit
    return next((unit for head in around.near_heads if (unit := _headed(group, head))), None)


def _headed(group: Group, head: Line) -> Unit | None:
    if not head.may_pay:
        return None
    units = [cue.tag.unit for cue in head.cues if cue.tag.unit]
    if not units or not any(cue.tag.pay for cue in head.cues):
        return None
    return next((unit for unit in reversed(units) if _possible(group, unit)), None)


def _possible(group: Group, unit: Unit | None) -> bool:
    """Whether a unit that does not touch the figure can be its unit, by size alone."""
    if unit in _OWN_BANDS:
        low, high = band(group, unit.value)
        return low <= 2 * group.least and group.most <= high * 2
    if unit in (Unit.DAY, Unit.WEEK):
        return group.most <= band(group, "month")[1]
    return group.most < band(group, "year")[0]


def unit_below(group: Group, around: Around) -> Unit | None:
    """The unit that stands in the next line, and nothing else: a range broken over two lines."""
    if not group.is_range or group.end != around.context.bounds(around.number)[1] or not (below := around.below):
        return None
    found = unit_after().fullmatch(below)
    return unit_of(found) if found else None


def out_of_band(group: Group, unit: Unit | None) -> bool:
    """Whether a figure is far more than its unit pays anywhere: the posting printed one or the other wrong."""
    known = group.currency in table("pay_rules")["size"]
    return known and unit in (Unit.HOUR, Unit.MONTH) and group.least > _FAR * band(group, unit.value)[1]


def band(group: Group, unit: str) -> tuple[Decimal, Decimal]:
    """What a figure by the hour, month or year may be in the group's currency, by the tables."""
    return _band(group.currency or "USD", unit)


@cache
def _band(currency: str, unit: str) -> tuple[Decimal, Decimal]:
    rules = table("pay_rules")
    size = rules["size"].get(currency, 1)
    low, high = rules["band"][unit]
    if unit == "month" and currency in rules["month_most"]:
        return Decimal(low * size), Decimal(rules["month_most"][currency])
    return Decimal(low * size), Decimal(high * size)


def sure_year(group: Group) -> Decimal:
    """From here on a figure in the group's currency is a year's pay for certain."""
    return _sure_year(group.currency or "USD")


@cache
def _sure_year(currency: str) -> Decimal:
    rules = table("pay_rules")
    return Decimal(rules["sure"]["year"] * rules["size"].get(currency, 1))


def inferred_unit(group: Group) -> Unit | None:
    """The first unit whose band holds the whole figure; None between the bands."""
    low, high = group.least, group.most
    if high > 100 * low:
        low = high  # a misprinted end says nothing of the unit
    for unit in _OWN_BANDS:
        if unit is Unit.MONTH and (group.scaled or low >= sure_year(group)):
            continue
        least, most = band(group, unit.value)
        if least <= low and high <= most:
            return unit
    return None
