"""Tell the money beside pay from the pay: what is paid on top of it, what it includes, and what another thing costs."""

import re
from functools import cache

from db.vocabulary import NotPayKind, Unit
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.lines import Cue
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import sure_year
from tracker.reading.pay.words import lower, trie

PERKS = (NotPayKind.ALLOWANCE, NotPayKind.BENEFIT, NotPayKind.STIPEND)
EXTRAS = re.compile(
    r"[\s*)]{0,3}(?:\+|plus|and)\s?(?:[\w.,%–-]+\s){0,3}(?:super\b|superannuation|bonus|bonuses|benefits|cash/(?:equity|stock)|commission|car\b"
    r"|package|tips|equity|stocks?\b|shares|options|rsus?\b|private|pension|ote\b|comm\b|allowance|overtime|holiday pay"
    r"|vat\b|btw|mwst|kit\b|expenses|usage|buyout|royalt|variable|prime|comisiones|beneficios|housing|meals?\b|travel|credit|food|accommodation|spesen)",
    re.IGNORECASE,
)
"""What stands beside pay and is paid on top of it."""
_ADDS = re.compile(
    r"[+&]|\b(?:plus|and|with|including|incl|as well|und|sowie|zzgl|et|y|e|och|og|oraz|mais|más|zusätzlich"
    r"|additional|additionally|extra|on top|further"
    r"|avec|com|con|mit|met|med|cu|compris|inkl|inklusive"
    r"|less|minus|before|excluding|exclusive of|excl|not including|without|subject to|abzüglich|abzgl|ohne|hors|sin"
    r"|senza|zonder|exkl|uden|utan|bez)\b",
    re.IGNORECASE,
)


def adds(gap: str) -> bool:
    """Whether what follows is paid on top of the figure or taken off it: "$80,000 plus bonus", "£3,000 less fees"."""
    return _ADDS.search(gap) is not None


def is_apart(candidate: Candidate, gap: str) -> bool:
    """Whether what follows is another thing: paid on top, or next in a list behind a figure that is whole by itself."""
    whole = candidate.is_range or candidate.unit is not None
    return adds(gap) or (whole and ("," in gap or ";" in gap))


_OF_TIME = frozenset({Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.FORTNIGHT, Unit.HALF_MONTH, Unit.MONTH, Unit.YEAR})
_PLUS_BEFORE = re.compile(
    r"(?:\+|＋|&|\b(?:plus|and|und|et|y|e|och|og|oraz|más|mais|più|zzgl\.?))\s?\(?$", re.IGNORECASE
)
_GLUED_PLUS = re.compile(r"\S.*[+＋]$")


def is_on_top(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a lone figure is an extra beside the pay: "+ £50 travel", "plus $100 kit", "(leaders +20,000円/月)"."""
    if candidate.is_range:
        return False
    before = window.before(candidate.start, 24)
    label = lower(window.line.slice(window.cell_start, candidate.start)).strip(" :*_-")
    if window.context.paid is not None and label and gig_pattern("fees").fullmatch(label):
        return True  # "SESSION: $600. FITTING: $90/hr"
    listed = before.rstrip()[-1:] in (",", ";") and window.context.paid_in(window.number) is not None
    if not listed and not _PLUS_BEFORE.search(before):
        return False
    after = lower(window.line.slice(candidate.end, candidate.end + 24)).strip(" ")
    if listed:
        return gig_pattern("fees").match(after) is not None  # "$500/day, $250 fitting"
    if _is_another_rate(candidate, before, window):
        return False
    glued = _GLUED_PLUS.match(before) is not None
    signed = before.rstrip(" (（").lower().endswith(("+", "＋", "&", "plus"))  # "and" joins two rates as well
    if candidate.unit is not None and (glued or (signed and candidate.unit in _OF_TIME and before.strip("（( +＋"))):
        return True
    return gig_pattern("perks").match(after) is not None or gig_pattern("extras").match(after) is not None


def _is_another_rate(candidate: Candidate, before: str, window: ContextWindow) -> bool:
    """Whether a word joins a second rate of the same unit: "$450/week for rehearsals and $550/week for the run"."""
    paid = window.context.paid_in(window.number)
    same = paid is not None and candidate.unit is not None and paid.unit is candidate.unit
    return same and before.rstrip(" (")[-1:].isalpha() and not before.rstrip(" (").lower().endswith("plus")


_VOUCHER = re.compile(r"\b(?:VR|VA|VT)\s?(?:de|:|-|–)?\s?$")


def is_voucher(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether Brazil's letters for meal, food and travel vouchers stand before the figure; elsewhere they are words."""
    return candidate.currency == "BRL" and _VOUCHER.search(window.before(candidate.start, 8)) is not None


def begins_cell(candidate: Candidate, cue: Cue, gap: str, window: ContextWindow) -> bool:
    """Whether a word behind the figure begins what a lost line break had set apart: "$40 per hour Bonus for …"."""
    if gap != " " or not (candidate.unit or (candidate.is_range and candidate.least >= sure_year(candidate))):
        return False
    return window.line.slice(cue.start, cue.start + 1).isupper() and not window.line.slice(cue.start, cue.end).isupper()


@cache
def _included() -> re.Pattern[str]:
    words = [*table("pay_words")["included"]["words"], *table("pay_words")["included"]["apart"]]
    spaced, glued = (trie(word for word in words if (word[0] >= "\u2e80") is apart) for apart in (False, True))
    return re.compile(
        rf"\s?(?:(?:and|&|et|und|y|e)\s\w+\s)?(?:is\s|are\s|ist\s|est\s|all\s)?(?:(?:{spaced})(?!\w)|{glued})"
    )


def is_included(cue: Cue, window: ContextWindow) -> bool:
    """Whether the figure has in it what a word behind it names: "8,000円(交通費込み)", "$400, travel included"."""
    after = lower(window.line.slice(cue.end, cue.end + 32))
    return cue.tag.not_pay in PERKS and _included().match(after) is not None


_ASIDE = re.compile(
    r"\b(?:before|excl\w*|not|without|w/o|plus|no|ohne|hors|sin|senza|sem|zonder|exkl\w*|zzgl|non)\b|\+", re.IGNORECASE
)


def is_set_aside(cue: Cue, window: ContextWindow) -> bool:
    """Whether a word stands in brackets that say what the figure leaves out: "(before commission)"."""
    before = window.line.slice(max(window.line.start, cue.start - 40), cue.start)
    return "(" in before and _ASIDE.search(before.rpartition("(")[2]) is not None


def is_too_small(candidate: Candidate, cue: Cue) -> bool:
    """Whether a figure is far more than an allowance or a stipend: a range of a year's pay."""
    small = cue.tag.not_pay in (NotPayKind.ALLOWANCE, NotPayKind.STIPEND) or cue.tag.heading
    return small and candidate.least >= sure_year(candidate)


def is_cut_off(candidate: Candidate, cue: Cue, window: ContextWindow) -> bool:
    """Whether a list mark stands before a year's pay with extras behind it: "90 properties - $85,000 + company car".

    So is a range in brackets: "our $400M client seeks a manager ($130k-$145k + bonus)".
    """
    if candidate.least < sure_year(candidate) or cue.tag.not_pay is not NotPayKind.OTHER:
        return False
    gap = window.line.slice(cue.end, candidate.start).rstrip()
    after = window.line.slice(candidate.end, candidate.end + 40)
    marks = (" -", " –", " |", " •", "(") if candidate.is_range else (" -", " –", " |", " •")
    return gap.endswith(marks) and EXTRAS.match(after) is not None
