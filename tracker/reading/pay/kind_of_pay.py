"""Say what a figure covers: base or total, a session or its use, this post or a market."""

import re

from db.vocabulary import PayKind, PayScope
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.lines import Cue


def kind_and_scope(candidate: Candidate, window: ContextWindow) -> tuple[PayKind, PayScope]:
    """Say what the figure covers: nearest word first, then the rest of the paragraph, then the lines around it."""
    cues = window.line.cues
    near = [cue for cue in cues if window.cell_start <= cue.start < window.cell_end]
    if not any(cue.tag.market for cue in cues) and (kind := _kind(candidate, near, window)):
        return kind, PayScope.THIS_POST
    wide = [*(cue for head in reversed(window.near_heads[:2]) if head.may_pay for cue in head.cues), *cues]
    if not any(cue.tag.market for cue in wide):
        return _kind(candidate, wide, window, far=True) or PayKind.UNSTATED, PayScope.THIS_POST
    after = window.after
    kinds = {cue.tag.kind for cue in [*wide, *(after.cues if after else [])] if cue.tag.kind}
    kind = PayKind.TOTAL if PayKind.TOTAL in kinds else _kind(candidate, wide, window) or PayKind.UNSTATED
    return kind, PayScope.MARKET_RANGE


def _parts(candidate: Candidate, cue: Cue, window: ContextWindow) -> bool:
    """Whether a list mark stands between a figure and a word behind it, which then names the next one."""
    return re.search(r"[,;|/+&(]", window.line.slice(candidate.end, cue.start)) is not None


_NEAR_KINDS = frozenset({PayKind.SESSION, PayKind.USAGE})
"""Kinds that a word gives to the figure beside it alone."""


def _kind(candidate: Candidate, cues: list[Cue], window: ContextWindow, far: bool = False) -> PayKind | None:
    """The nearest word of a kind before the figure, unless one touches it from behind: "$120K OTE"."""
    touching = [
        cue
        for cue in cues
        if cue.tag.pay and 0 <= cue.start - candidate.money_end <= 24 and not _parts(candidate, cue, window)
    ]
    if touching and touching[0].tag.kind:
        return touching[0].tag.kind
    fits = [cue for cue in cues if cue.tag.kind and not (far and cue.tag.kind in _NEAR_KINDS)]
    before = [cue.tag.kind for cue in fits if cue.end <= candidate.start]
    after = [
        cue.tag.kind
        for cue in fits
        if cue.start >= candidate.end + (24 if touching else 0)
        and not (cue.tag.kind in _NEAR_KINDS and _parts(candidate, cue, window))
    ]
    return before[-1] if before else after[0] if after and not touching else None
