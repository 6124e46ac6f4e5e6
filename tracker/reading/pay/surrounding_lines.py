"""Decide what a figure is where no word of its cell governs it: by the sentences before it and the lines above."""

import re

from db.vocabulary import NotPayKind
from tracker.reading.pay.beside_pay import PERKS, is_too_small
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.job_words import role_pattern
from tracker.reading.pay.lines import Cue, Line
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.words import lower

_LABELLED = 48
"""Characters of a line that holds no more than "Minimum: $80,000"."""
_SHORT_LINE = 80
"""Characters of a line that a heading governs whatever stands in it."""
_REACH = 240
"""Characters back in the same line in which an earlier sentence still speaks of the figure."""


def classify_by_lines(candidate: Candidate, window: ContextWindow) -> Verdict:
    """Nothing in the cell speaks: the words before it in the line, the lines that head it, the line after."""
    if row := _row_beside(candidate, window):
        candidate.unit = row.unit
        return Verdict(True, sure=True, rule="row_beside")
    before = window.context.paid
    if (
        before
        and 0 <= window.number - before[0] <= 3
        and candidate.bound
        and before[1].rule.startswith(("least", "most"))
    ):
        return Verdict(True, sure=True, rule="sentence_before", tight=_starts(candidate, window.line))
    earlier = [
        c
        for c in window.line.cues
        if window.cell_start - _REACH <= c.start < window.cell_start and c.tag.speaks and not c.tag.weak
    ]
    if earlier and (verdict := _of_line(candidate, window, earlier)):
        return verdict
    first = _starts(candidate, window.line) or (bool(candidate.bound) and window.whole_line() <= _LABELLED)
    alone = first or candidate.is_range or candidate.unit or window.whole_line() <= _SHORT_LINE
    for head in window.heads if alone else ():
        cues = [cue for cue in head.cues if cue.tag.speaks and not cue.tag.weak and cue.start >= head.end - _REACH]
        if (
            candidate.unit
            and cues
            and not any(cue.tag.pay for cue in cues)
            and cues[-1].tag.not_pay is NotPayKind.OTHER
        ):
            continue
        if cues and (candidate.marked or any(cue.tag.pay for cue in cues)):
            return _weigh(candidate, cues, "line_before", tight=first)
    if (
        candidate.is_range
        and first
        and (after := window.after)
        and any(c.tag.pay and not c.tag.weak for c in after.cues if c.start < after.start + 120)
    ):
        return Verdict(True, sure=True, rule="line_after")
    return Verdict(True, rule="form")


_ROW_BEGINS = re.compile(r"[,;.，；。、/|+]")


def _row_beside(candidate: Candidate, window: ContextWindow) -> PayRange | None:
    """The pay before in the same line, where a trade and a figure follow it: "$19.50 an hour, scare actors $21"."""
    paid = window.context.paid_in(window.number)
    if paid is None or candidate.is_range or candidate.unit or not candidate.marked or paid.unit is None:
        return None
    figure = paid.maximum or paid.minimum or 0
    if paid.currency != candidate.currency or not figure <= candidate.least * 4 or not candidate.least <= figure * 4:
        return None
    trade = lower(_ROW_BEGINS.split(window.before(candidate.start, 40))[-1]).strip(" :–-")
    return paid if role_pattern().search(trade) and len(trade.split()) <= 4 else None


def _of_line(candidate: Candidate, window: ContextWindow, earlier: list[Cue]) -> Verdict | None:
    """What the words before the figure's cell say: all of its own sentence, of earlier sentences no more than pay."""
    own = [cue for cue in earlier if cue.start >= window.start]
    if own or not (candidate.unit or candidate.is_range) or any(cue.tag.pay for cue in earlier):
        return _weigh(candidate, own or earlier, "sentence_before")
    return None


def _starts(candidate: Candidate, line: Line) -> bool:
    """Whether the figure begins its line, but for marks."""
    return not line.words[: candidate.start - line.start].strip(" *_-•:(~")


def _weigh(candidate: Candidate, cues: list[Cue], rule: str, tight: bool = False) -> Verdict:
    if not candidate.is_range and cues[-1].tag.not_pay in PERKS and not is_too_small(candidate, cues[-1]):
        return Verdict(False, not_pay=cues[-1].tag.not_pay, rule=rule)
    if cues[-1].tag.pay or ((candidate.is_range or candidate.unit) and any(cue.tag.pay for cue in cues)):
        return Verdict(True, sure=True, rule=rule, tight=tight, unsure=not cues[-1].tag.pay)
    if candidate.is_range or (tight and cues[-1].tag.not_pay is not NotPayKind.OTHER):
        return Verdict(True, rule="form")
    return Verdict(False, not_pay=cues[-1].tag.not_pay, rule=rule)
