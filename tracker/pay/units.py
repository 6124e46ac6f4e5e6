"""What one amount pays for: said beside the figure, said before it, or inferred by its size."""

from decimal import Decimal

from db.vocabulary import Unit
from tracker.pay.context import Around, Line
from tracker.pay.ranges import Group
from tracker.pay.tables import table

_OWN_BANDS = (Unit.HOUR, Unit.MONTH, Unit.YEAR)


def own_unit(group: Group) -> Unit | None:
    """The unit that touches the figure: "$40/hour", "60 000 € par an"."""
    return next((end.unit for end in group.ends if end.unit), None)


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
    units = [cue.tag.unit for cue in head.cues if cue.tag.unit]
    if not units or not any(cue.tag.pay for cue in head.cues):
        return None
    return next((unit for unit in reversed(units) if _possible(group, unit)), None)


def _possible(group: Group, unit: Unit | None) -> bool:
    """Whether a unit that does not touch the figure can be its unit, by size alone."""
    if unit in _OWN_BANDS:
        low, high = band(group, unit.value)
        return low <= 2 * min(group.values) and max(group.values) <= high * 2
    if unit in (Unit.DAY, Unit.WEEK):
        return max(group.values) <= band(group, "month")[1]
    return max(group.values) < band(group, "year")[0]


def band(group: Group, unit: str) -> tuple[Decimal, Decimal]:
    """What a figure by the hour, month or year may be in the group's currency, by the tables."""
    rules, currency = table("pay_rules"), group.currency or "USD"
    size = rules["size"].get(currency, 1)
    low, high = rules["band"][unit]
    if unit == "month" and currency in rules["month_most"]:
        return Decimal(low * size), Decimal(rules["month_most"][currency])
    return Decimal(low * size), Decimal(high * size)


def sure_year(group: Group) -> Decimal:
    """From here on a figure in the group's currency is a year's pay for certain."""
    rules = table("pay_rules")
    return Decimal(rules["sure"]["year"] * rules["size"].get(group.currency or "USD", 1))


def inferred_unit(group: Group) -> Unit | None:
    """The first unit whose band holds the whole figure; None between the bands."""
    low, high = min(group.values), max(group.values)
    if high > 100 * low:
        low = high  # a misprinted end says nothing of the unit
    in_thousands = any(end.scale > 1 for end in group.ends)
    for unit in _OWN_BANDS:
        if unit is Unit.MONTH and (in_thousands or low >= sure_year(group)):
            continue
        least, most = band(group, unit.value)
        if least <= low and high <= most:
            return unit
    return None
