"""Weigh what speaks for pay where no word says what the money is."""

import re
from decimal import Decimal
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay.beside_pay import EXTRAS, begins_cell, is_apart, is_cut_off, is_included, is_too_small
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.job_words import role_pattern
from tracker.reading.pay.lines import Cue
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import sure_year, wage
from tracker.reading.pay.words import lower, trie, whole

_ROW = 72
"""Characters beside its figures that a row of a table holds; what says more is a sentence, and must speak of pay."""


_ALONE, _BY_ITSELF = 36, 12


GROSS = re.compile(
    r"[\s,*(]{0,3}(?:gross|net\b|brutto|netto|brut|bruts|bruto|brutos|neto|lordi|lordo|hrubého|brüt|p\.\s?a\.|per annum"
    r"|pro rata|ote\b|ctc\b|税前|세전|nett|\+\s?vat|b2b|uop|clt\b|pj\b)",
    re.IGNORECASE,
)


OF_TIME = frozenset({Unit.HOUR, Unit.WEEK, Unit.FORTNIGHT, Unit.HALF_MONTH, Unit.MONTH, Unit.YEAR})


_BOUND_LABEL = re.compile(r"\b(?:min(?:imum)?|max(?:imum)?|mindest\w*|höchst\w*)\s?[:=]\s?\*{0,2}\s?$", re.IGNORECASE)


@cache
def _offer() -> re.Pattern[str]:
    """A line that heads all that an employer gives."""
    return re.compile(rf"(?:our |the |your )?(?:{trie(table('pay_words')['form']['offer'])})", re.IGNORECASE)


@cache
def _by_experience() -> re.Pattern[str]:
    """What stands behind pay, and behind no price."""
    words = trie(table("pay_words")["form"]["by_experience"])
    return re.compile(rf"[\s,(*–-]{{1,4}}(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _level_label() -> re.Pattern[str]:
    return re.compile(rf"{whole(table('pay_words')['form']['levels'])}[\s*]?[:–-]\s?$", re.IGNORECASE)


_FOR_DOING = re.compile(r"(?:flat\s)?for\s(?:the\s|an?\s|all\s|each\s)?[a-z-]+ing\b")
"""What a notice pays a lone figure for: "Get $50 for recording 300 phrases"."""


def form_score(candidate: Candidate, unit: Unit | None, window: ContextWindow, named: bool = False) -> float:
    """Weigh what speaks for pay where no word says what the money is: its unit, its size, how alone it stands.

    `named`: whether a word in the same cell names the unit.
    """
    chinese = candidate.scaled and candidate.currency in ("CNY", "TWD") and not window.context.text.text.isascii()
    if not candidate.marked and not chinese and not _is_timed_range(candidate):
        return 0
    own, size = candidate.unit, candidate.end - candidate.start
    lone_scale = not candidate.is_range and candidate.ends[0].scale_word in _TEN_THOUSANDS
    yearly = unit is Unit.YEAR and candidate.most >= sure_year(candidate)
    score = 1.0 + candidate.is_range + (2 if own is not None else 1.5 if named else 0)
    monthly = unit is Unit.MONTH and wage(candidate).custom is Unit.MONTH
    if fits_bounds(candidate, own) if own is not None else yearly or monthly:
        score += 1
    elif own is not None and own in OF_TIME:
        score -= 2  # "Up to $130 a month" is a fare card, and nobody's wage
    if candidate.most > candidate.least * 12:
        score -= 3
    cell = window.cell_end - window.cell_start - size
    sides = _sides(candidate, window)
    if window.whole_line() - size <= _BY_ITSELF or sides == _BOTH:
        score += 2.5
    elif window.whole_line() - size <= _ALONE or (own is not None and cell <= 24):
        score += 2
    elif cell <= _ROW or sides or _continues(candidate, window):
        score += 1
    if own is None and candidate.bound and _BOUND_LABEL.search(window.before(candidate.start, 16)):
        score += 1  # "Bay Area minimum: $114,000"
    if yearly and any(_offer().fullmatch(head.words.strip(" *_:")) for head in window.near_heads[:2]):
        score += 1
    if candidate.bound == "most" and window.number == 0 and candidate.end == window.line.end:
        score += 0.5  # a card's first line that ends with its pay: "PHP developer - up to $2,000"
    if _level_label().search(window.before(candidate.start, 24)):
        score += 1
    elif window.context.gig and not candidate.is_range and _follows_trade(candidate, window):
        score += 2  # "Featured extra $250, general extras $120"
    if window.is_title:
        score += 1.5
    elif window.number <= 3 and window.whole_line() <= 120:
        score += 0.5
    if (
        window.line.slice(max(window.line.start, candidate.start - 3), candidate.start)
        .rstrip(" (")
        .endswith(("+", "&"))
    ):
        score -= 3  # what is paid on top of something is not the pay
    if unit is Unit.PROJECT and own is None and window.context.gig:
        score += 1.5  # a lump sum in a notice for one engagement
    if not candidate.is_range and window.context.gig:
        after = lower(window.line.slice(candidate.end, candidate.end + 32)).lstrip(" ,(")
        score += 1.5 * (gig_pattern("paid_so").match(after) is not None or _FOR_DOING.match(after) is not None)
        score += named and own is None  # "Günlük 1.000 TL": the day stands before the figure
    if lone_scale and candidate.ends[0].currency is None and not window.is_title:
        score -= 1.5  # ten thousand of something: followers, copies, users
    after = window.line.slice(candidate.end, min(window.line.end, candidate.end + 40))
    if _by_experience().match(after):
        score += 2
    if EXTRAS.match(f"+{after}" if candidate.bound == "least" else after):
        score += 2  # the plus of "£150k+ cash/equity" is the figure's own
    if GROSS.match(after) or GROSS.search(window.line.slice(candidate.money_end, candidate.end)):
        score += 1.5
    if any(cue.tag.not_pay for cue in window.line.cues if _stands_by(candidate, cue, window)):
        score -= 2.5
    return score


def _follows_trade(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a trade, in four words at most, stands right before a figure in its cell or in a list."""
    trade = _LISTED.split(window.line.slice(max(window.start, candidate.start - 48), candidate.start))[-1]
    return len(trade.split()) <= 4 and role_pattern().search(trade) is not None


_LISTED = re.compile(r"[,;/|•.+]\s")


_TEN_THOUSANDS = frozenset("万萬만億亿억")


_BOTH = 2


_SEPARATOR = re.compile(r"(?:^|\s)(?:[|•·●▪‣/]|[-–—])$")


_SEPARATOR_AFTER = re.compile(r"\s?(?:[|•·●▪‣]|\s[-–—/]\s)|\s?$")


def _sides(candidate: Candidate, window: ContextWindow) -> int:
    """On how many sides a mark of lists cuts the figure off: "London | £150k+ | Hybrid" on both."""
    before = window.before(candidate.start, 8).rstrip(" *_")
    after = window.line.slice(candidate.end, candidate.end + 4)
    begins = not before or bool(_SEPARATOR.search(before))
    if not before and not after.strip():
        return 0  # a line of its own
    return begins + bool(_SEPARATOR_AFTER.match(after)) if begins or after.lstrip()[:1] in "|•·●" else 0


def _stands_by(candidate: Candidate, cue: Cue, window: ContextWindow) -> bool:
    """Whether a word stands near the figure in its cell, and is not paid on top of it."""
    if is_too_small(candidate, cue) or is_cut_off(candidate, cue, window) or is_included(cue, window):
        return False
    if cue.end <= candidate.start:
        return window.cell_start <= cue.start and candidate.start - cue.end <= 60
    if not candidate.end <= cue.start < window.cell_end or cue.start - candidate.end > 40:
        return False
    gap = window.line.slice(candidate.end, cue.start)
    return not begins_cell(candidate, cue, gap, window) and not is_apart(candidate, gap)


def fits_bounds(candidate: Candidate, unit: Unit) -> bool:
    """Whether a figure's size is usual for the unit that stands beside it."""
    floor = wage(candidate)
    hour = floor.hour
    low, high = {
        Unit.HOUR: (hour * Decimal("0.6"), hour * 40),
        Unit.DAY: (hour * 4, hour * 400),
        Unit.NIGHT: (hour * 4, hour * 400),
        Unit.WEEK: (hour * 10, hour * 1500),
        Unit.FORTNIGHT: (hour * 20, hour * 3000),
        Unit.HALF_MONTH: (hour * 20, hour * 3000),
        Unit.MONTH: (floor.month * Decimal("0.3"), max(floor.month_top, floor.month * 12)),
        Unit.YEAR: (floor.month * 4, floor.month * 600),
    }.get(unit, (hour, hour * 4000))
    return low <= candidate.most and candidate.least <= high


def _continues(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether the line before holds a range that was taken for pay, of the same currency and size: the row above."""
    number, above = window.context.paid or (-1, None)
    if above is None or window.number - number not in (0, 1) or above.currency != candidate.currency:
        return False
    low, high = above.minimum, above.maximum
    return (
        low is not None
        and high is not None
        and low < high
        and low <= candidate.least * 3
        and candidate.most <= high * 3
    )


def _is_timed_range(candidate: Candidate) -> bool:
    """Whether thousands without a mark have a unit of time beside them and its size: "15-20k per month" in India."""
    unit = candidate.unit
    scaled = candidate.is_range and candidate.scaled and candidate.country is not None
    return scaled and unit in OF_TIME and unit is not None and fits_bounds(candidate, unit)
