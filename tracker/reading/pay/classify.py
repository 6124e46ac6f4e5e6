"""Is this money the job's pay, and what kind? Decided by the words that govern it."""

import re
from dataclasses import dataclass
from functools import cache

from db.vocabulary import NotPayKind, PayKind, PayScope
from tracker.reading.pay.candidates import Group
from tracker.reading.pay.context import Around, Cue, Line
from tracker.reading.pay.rules import table

# Between a figure and a noun after it that names what the money is: at most three plain words.
_TIGHT_AFTER = re.compile(r"[\s*)]{0,3}(?:[\w’'-]{1,16}\s){0,3}[\s*(]{0,2}")
_LINKED = re.compile(r"\s(?:in|of|for|towards?|as)\s(?:(?:a|an|your|our|annual|the)\s)?", re.IGNORECASE)
"""Between a lone figure and the noun that says what it is: "$1,500 in bonuses", "$5,000 for relocation"."""
_BREAKS = re.compile(
    r"\b(?:and|plus|with|not|as|while|et|und|y|or|depending|based|commensurate|dependent|but|for|to|in|is|of|from|at|on|per)\b",
    re.IGNORECASE,
)
# Between a noun and the figure that it governs: "bonus of $5,000", "stipend: $200", "budget (up to $500".
_TIGHT_BEFORE = re.compile(
    r"[\s*:()~–—-]{0,4}(?:(?:of|is|are|up|to|worth|a|an|the|from|between|at|about|approximately|over|more|than|not|no|lower|less|below|totaling"
    r"|totalling|amount|value|valued|target|annual|annually|monthly|yearly|in|for|this|role|position|job|will|be|range"
    r"|ranges|starting|expected|offered|usd|de|von|di|van|bis|zu|jusqu|hasta|dès|à|partir|ab|desde|od|från|vanaf)[\s*:(]{1,3}){0,7}",
    re.IGNORECASE,
)
_LABELLED = 48
"""Characters of a line that holds no more than "Minimum: $80,000"."""
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


def judge(group: Group, around: Around) -> Verdict:
    """Weigh what follows the figure, then what stands before it in its sentence, its line, the lines beside."""
    if _too_much(group):
        return Verdict(False, not_pay=NotPayKind.OTHER, rule="business_size")
    left = [c for c in around.line.cues if around.start <= c.start and c.end <= group.start and c.tag.speaks]
    if verdict := _after(group, around, left):
        return verdict
    return _before(group, around, left) if left else _further(group, around)


def _too_much(group: Group) -> bool:
    most_of_range, most_alone = _most(group.currency or "USD")
    highest = group.most
    return highest > most_of_range or (not group.is_range and highest >= most_alone)


@cache
def _most(currency: str) -> tuple[int, int]:
    """The highest end of a range, and a lone figure, that are no longer pay, in whole units of the currency."""
    rules = table("pay_rules")
    size = rules["size"].get(currency, 1)
    return rules["most"]["year"] * size, 1_500_000 * size


def _after(group: Group, around: Around, left: list[Cue]) -> Verdict | None:
    """A noun right after the figure: "$1,500 annual education stipend", "$130,000 base salary", "$120K OTE"."""
    for cue in around.line.cues:
        if cue.start < group.end or not cue.tag.speaks:
            continue
        gap = around.line.slice(group.end, cue.start)
        if cue.start >= around.end or len(gap) > 48 or not _TIGHT_AFTER.fullmatch(gap):
            return None
        if cue.tag.pay:
            return Verdict(True, sure=True, rule="noun_after", tight=True)
        if not group.is_range and _LINKED.fullmatch(gap):
            return Verdict(False, not_pay=cue.tag.not_pay, rule="noun_after")
        if left and left[-1].tag.pay and _prefers_left(group, around, left[-1], gap):
            return None
        if _BREAKS.search(gap) and (group.is_range or any(each.tag.pay for each in left)):
            return None
        return Verdict(False, not_pay=cue.tag.not_pay, rule="noun_after")
    return None


def _prefers_left(group: Group, around: Around, nearest: Cue, gap: str) -> bool:
    """Whether the pay word before a figure governs it rather than the other word some way after it."""
    if (group.is_range or _BREAKS.search(gap)) and len(gap.split()) > 1:
        return True
    return bool(gap.split()) and bool(_TIGHT_BEFORE.fullmatch(around.line.slice(nearest.end, group.start)))


def _before(group: Group, around: Around, left: list[Cue]) -> Verdict:
    nearest = left[-1]
    pays = any(cue.tag.pay for cue in left)
    if not group.is_range and any(cue.tag.hard for cue in left):
        return Verdict(False, not_pay=_first_not_pay(left), rule="noun_before")
    tight = _TIGHT_BEFORE.fullmatch(around.line.slice(nearest.end, group.start)) is not None
    if nearest.tag.pay:
        return Verdict(True, sure=True, rule="noun_before", tight=tight)
    if pays and group.is_range and not tight:
        return Verdict(True, sure=True, rule="noun_before")
    return Verdict(False, not_pay=nearest.tag.not_pay, rule="noun_before")


def _first_not_pay(cues: list[Cue]) -> NotPayKind | None:
    return next((cue.tag.not_pay for cue in reversed(cues) if cue.tag.not_pay), None)


def _further(group: Group, around: Around) -> Verdict:
    """Nothing in the sentence speaks: the sentences before it in the line, the lines that head it, the line after."""
    earlier = [c for c in around.line.cues if around.start - _REACH <= c.start < around.start and c.tag.speaks]
    if earlier:
        return _weak(group, earlier, "sentence_before")
    first = _starts(group, around.line) or (bool(group.bound) and around.whole_line() <= _LABELLED)
    for head in around.heads:
        cues = [cue for cue in head.cues if cue.tag.speaks and cue.start >= head.end - _REACH]
        if cues and (group.marked or any(cue.tag.pay for cue in cues)):
            return _weak(group, cues, "line_before", tight=first)
    if (
        group.is_range
        and first
        and (after := around.after)
        and any(c.tag.pay for c in after.cues if c.start < after.start + 120)
    ):
        return Verdict(True, sure=True, rule="line_after")
    return Verdict(True, rule="form")


def _starts(group: Group, line: Line) -> bool:
    """Whether the figure begins its line, but for marks."""
    return not line.words[: group.start - line.start].strip(" *_-•:(~")


def _weak(group: Group, cues: list[Cue], rule: str, tight: bool = False) -> Verdict:
    if cues[-1].tag.pay or ((group.is_range or group.unit) and any(cue.tag.pay for cue in cues)):
        return Verdict(True, sure=True, rule=rule, tight=tight)
    if group.is_range or (tight and cues[-1].tag.not_pay is not NotPayKind.OTHER):
        return Verdict(True, rule="form")
    return Verdict(False, not_pay=cues[-1].tag.not_pay, rule=rule)


def kind_and_scope(group: Group, around: Around) -> tuple[PayKind, PayScope]:
    """What the figure covers: nearest word first, then the rest of the paragraph, then the lines around it."""
    cues = around.line.cues
    near = [cue for cue in cues if around.start <= cue.start < around.end]
    if not any(cue.tag.market for cue in cues) and (kind := _kind(group, near)):
        return kind, PayScope.THIS_POST
    wide = [*(cue for head in reversed(around.near_heads[:2]) if head.may_pay for cue in head.cues), *cues]
    if not any(cue.tag.market for cue in wide):
        return _kind(group, wide) or PayKind.UNSTATED, PayScope.THIS_POST
    after = around.after
    kinds = {cue.tag.kind for cue in [*wide, *(after.cues if after else [])] if cue.tag.kind}
    kind = PayKind.TOTAL if PayKind.TOTAL in kinds else _kind(group, wide) or PayKind.UNSTATED
    return kind, PayScope.MARKET_RANGE


def _kind(group: Group, cues: list[Cue]) -> PayKind | None:
    """The nearest word of a kind before the figure, unless one touches it from behind: "$120K OTE"."""
    touching = [cue for cue in cues if cue.tag.pay and 0 <= cue.start - group.end <= 24]
    if touching and touching[0].tag.kind:
        return touching[0].tag.kind
    before = [cue.tag.kind for cue in cues if cue.tag.kind and cue.end <= group.start]
    after = [cue.tag.kind for cue in cues if cue.tag.kind and cue.start >= group.end + (24 if touching else 0)]
    return before[-1] if before else after[0] if after and not touching else None
