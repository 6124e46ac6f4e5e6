"""Is this money the job's pay, and what kind? Decided by the words that govern it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from db.vocabulary import NotPayKind, PayKind, PayScope, Unit
from tracker.pay.context import Context, Cue, Line
from tracker.pay.ranges import Group
from tracker.pay.tables import table
from tracker.pay.words import Tag

# Between a figure and a noun after it that names what the money is: at most three plain words.
_TIGHT_AFTER = re.compile(r"[\s*)]{0,3}(?:[\w’'-]{1,16}\s){0,3}[\s*(]{0,2}")
_BREAKS = re.compile(
    r"\b(?:and|plus|with|not|as|while|et|und|y|or|depending|based|commensurate|dependent|but|for|to|in|is|of|from|at|on|per)\b",
    re.IGNORECASE,
)
# Between a noun and the figure that it governs: "bonus of $5,000", "stipend: $200", "budget (up to $500".
_TIGHT_BEFORE = re.compile(
    r"[\s*:(~–—-]{0,4}(?:(?:of|is|are|up|to|worth|a|an|the|from|between|at|about|approximately|over|more|than|totaling|totalling|amount|value|valued|target|annual|annually|monthly|yearly|in|for|de|von|di|van|bis|zu|jusqu|hasta)[\s*:(]{1,3}){0,5}",
    re.IGNORECASE,
)
_REACH = 240
"""Characters back in the same line in which an earlier sentence still speaks of the figure."""


@dataclass(slots=True)
class Verdict:
    pay: bool
    sure: bool = False
    """Whether a pay word governs the figure, rather than nothing speaking against it."""
    not_pay: NotPayKind | None = None
    rule: str = ""
    tight: bool = False
    """Whether the pay word touches the figure."""


def judge(group: Group, context: Context, line: Line, heads: list[Line], follow: Line | None) -> Verdict:
    """Weigh, in this order: what follows the figure, what stands before it in the sentence, the line, the lines before."""
    if _too_much(group):
        return Verdict(False, not_pay=NotPayKind.OTHER, rule="business_size")
    start, end = line.sentence(group.start, group.end)
    left = [cue for cue in line.cues if start <= cue.start and cue.end <= group.start and _speaks(cue.tag)]
    if verdict := _after(group, context, line, end, left):
        return verdict
    if left:
        return _before(group, context, left)
    return _further(group, line, start, heads, follow)


def _speaks(tag: Tag) -> bool:
    return tag.pay or tag.not_pay is not None


def _too_much(group: Group) -> bool:
    money = table("pay_rules")
    currency = group.currency or "USD"
    size = Decimal(money["size"].get(currency, 1))
    most = max(group.values)
    if most > money["most"]["year"] * size:
        return True
    return not group.is_range and most >= 1_500_000 * size


def _after(group: Group, context: Context, line: Line, end: int, left: list[Cue]) -> Verdict | None:
    """A noun right after the figure: "$1,500 annual education stipend", "$130,000 base salary", "$120K OTE"."""
    for cue in line.cues:
        if cue.start < group.end or not _speaks(cue.tag):
            continue
        gap = context.text.text[group.end : cue.start]
        if cue.start >= end or len(gap) > 48 or not _TIGHT_AFTER.fullmatch(gap):
            return None
        if cue.tag.pay:
            return Verdict(True, sure=True, rule="noun_after", tight=True)
        if left and left[-1].tag.pay and (group.is_range or _BREAKS.search(gap)) and len(gap.split()) > 1:
            return None
        if _BREAKS.search(gap) and (group.is_range or any(each.tag.pay for each in left)):
            return None
        return Verdict(False, not_pay=cue.tag.not_pay, rule="noun_after")
    return None


def _before(group: Group, context: Context, left: list[Cue]) -> Verdict:
    nearest = left[-1]
    pays = any(cue.tag.pay for cue in left)
    if not group.is_range and any(cue.tag.hard for cue in left):
        return Verdict(False, not_pay=_first_not_pay(left), rule="noun_before")
    tight = _TIGHT_BEFORE.fullmatch(context.text.text[nearest.end : group.start]) is not None
    if nearest.tag.pay:
        return Verdict(True, sure=True, rule="noun_before", tight=tight)
    if pays and group.is_range and not tight:
        return Verdict(True, sure=True, rule="noun_before")
    return Verdict(False, not_pay=nearest.tag.not_pay, rule="noun_before")


def _first_not_pay(cues: list[Cue]) -> NotPayKind | None:
    return next((cue.tag.not_pay for cue in reversed(cues) if cue.tag.not_pay), None)


def _further(group: Group, line: Line, start: int, heads: list[Line], follow: Line | None) -> Verdict:
    """Nothing in the sentence speaks: the sentences before it in the line, the lines that head it, the line after."""
    earlier = [cue for cue in line.cues if start - _REACH <= cue.start < start and _speaks(cue.tag)]
    if earlier:
        return _weak(group, earlier, "sentence_before")
    first = _starts(group, line)
    for head in heads:
        cues = [cue for cue in head.cues if _speaks(cue.tag) and cue.start >= head.end - _REACH]
        if cues:
            return _weak(group, cues, "line_before", tight=first)
    if (
        group.is_range
        and first
        and follow
        and any(cue.tag.pay for cue in follow.cues if cue.start < follow.start + 120)
    ):
        return Verdict(True, sure=True, rule="line_after")
    return Verdict(True, rule="form")


def _starts(group: Group, line: Line) -> bool:
    """Whether the figure begins its line, but for marks."""
    return not line.words[: group.start - line.start].strip(" *_-•:(~")


def _weak(group: Group, cues: list[Cue], rule: str, tight: bool = False) -> Verdict:
    own = any(end.unit for end in group.ends)
    if cues[-1].tag.pay or ((group.is_range or own) and any(cue.tag.pay for cue in cues)):
        return Verdict(True, sure=True, rule=rule, tight=tight)
    if group.is_range or (tight and cues[-1].tag.not_pay is not NotPayKind.OTHER):
        return Verdict(True, rule="form")
    return Verdict(False, not_pay=cues[-1].tag.not_pay, rule=rule)


def unit_from_words(group: Group, line: Line, heads: list[Line]) -> Unit | None:
    """The unit said before the figure, in its sentence, its line or the lines that head it, where it can be that unit."""
    start, end = line.sentence(group.start, group.end)
    before = [cue for cue in line.cues if cue.tag.unit and start <= cue.start and cue.end <= group.start]
    after = [cue for cue in line.cues if cue.tag.unit and group.end <= cue.start < min(end, group.end + 60)]
    for cue in [*reversed(before), *after]:
        if _possible(group, cue.tag.unit):
            return cue.tag.unit
    for head in heads:
        for cue in reversed(head.cues):
            if cue.tag.unit and _possible(group, cue.tag.unit) and any(each.tag.pay for each in head.cues):
                return cue.tag.unit
    return None


def _possible(group: Group, unit: Unit | None) -> bool:
    """Whether a unit that does not touch the figure can be its unit, by size alone."""
    low, high = band(group, _band_of(unit))
    if unit in (Unit.HOUR, Unit.MONTH, Unit.YEAR):
        slack = Decimal(2)
        return low / slack <= min(group.values) and max(group.values) <= high * slack
    if unit in (Unit.DAY, Unit.WEEK):
        return max(group.values) <= band(group, "month")[1]
    return max(group.values) < band(group, "year")[0]


def _band_of(unit: Unit | None) -> str:
    return unit.value if unit in (Unit.HOUR, Unit.MONTH, Unit.YEAR) else "year"


def band(group: Group, unit: str) -> tuple[Decimal, Decimal]:
    """What a figure by the hour, month or year may be in the group's currency, by the tables."""
    rules = table("pay_rules")
    currency = group.currency or "USD"
    size = Decimal(rules["size"].get(currency, 1))
    low, high = rules["band"][unit]
    if unit == "month":
        high = rules["month_most"].get(currency, high)
        return low * size, high if currency in rules["month_most"] else high * size
    return low * size, high * size


def sure_year(group: Group) -> Decimal:
    """From here on a figure in the group's currency is a year's pay for certain."""
    rules = table("pay_rules")
    return Decimal(rules["sure"]["year"] * rules["size"].get(group.currency or "USD", 1))


def inferred_unit(group: Group) -> Unit | None:
    """The first unit whose band holds the whole figure; None between the bands."""
    values = group.values
    if max(values) > 100 * min(values):
        values = [max(values)]  # a misprinted end says nothing of the unit
    for unit in (Unit.HOUR, Unit.MONTH, Unit.YEAR):
        low, high = band(group, unit.value)
        in_thousands = any(end.scale > 1 for end in group.ends)
        if unit is Unit.MONTH and (in_thousands or min(values) >= sure_year(group)):
            continue
        if low <= min(values) and max(values) <= high:
            return unit
    return None


def kind_and_scope(group: Group, line: Line, heads: list[Line], follow: Line | None) -> tuple[PayKind, PayScope]:
    """What the figure covers: nearest word first, then the rest of the paragraph, then the lines around it."""
    start, end = line.sentence(group.start, group.end)
    near = [cue for cue in line.cues if start <= cue.start < end]
    wide = [cue for cue in line.cues if abs(cue.start - group.start) <= 600]
    around = [cue for each in heads[:2] for cue in each.cues if cue.start >= each.end - 400]
    after = [cue for cue in follow.cues if cue.start <= follow.start + 160] if follow else []
    market = any(cue.tag.market for cue in [*wide, *around])
    kind = _kind(group, near) or _kind(group, [*wide, *around]) if not market else _market_kind(wide, after, near)
    return kind or PayKind.UNSTATED, PayScope.MARKET_RANGE if market else PayScope.THIS_POST


def _market_kind(wide: list[Cue], after: list[Cue], near: list[Cue]) -> PayKind | None:
    kinds = {cue.tag.kind for cue in [*near, *wide, *after] if cue.tag.kind}
    return PayKind.TOTAL if PayKind.TOTAL in kinds or not kinds else next(iter(kinds))


def _kind(group: Group, cues: list[Cue]) -> PayKind | None:
    """The nearest word of a kind before the figure, unless one touches it from behind: "$120K OTE"."""
    touching = [cue for cue in cues if cue.tag.pay and 0 <= cue.start - group.end <= 24]
    if touching and touching[0].tag.kind:
        return touching[0].tag.kind
    before = [cue.tag.kind for cue in cues if cue.tag.kind and cue.end <= group.start]
    after = [cue.tag.kind for cue in cues if cue.tag.kind and cue.start >= group.end + (24 if touching else 0)]
    return before[-1] if before else after[0] if after and not touching else None
