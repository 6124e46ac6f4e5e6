"""Read what a figure pays for where no unit is named: a lump sum for an engagement, or each of the things it names."""

import re
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.currencies import size_of
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import wage
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import ceiling_of
from tracker.reading.pay.words import lower

_LEAST_LUMP = 5
"""Dollars from which on a lone figure can be a lump sum."""
_MORE_THAN_AN_HOUR = 60
"""Dollars from which on a notice's lump sum may have cents: "109,50 € brut"."""
_HOURS_OF_A_DAY = 8
_LEAST_REWARD = 1
"""Dollars from which on it can be a study's reward."""
_FEE_REACH = 48
_EACH_THING = re.compile(
    r"\s?(?:[/／]\s?|,?\s?(?:per|pro|je|par|por|za|za každ(?:ý|ou)|за|pr\.|för varje|voor elke|per ogni)\s)"
    r"(?P<words>(?:[\w’'-]+\s){0,2}[^\W\d_][\w’'-]{2,})",
    re.IGNORECASE,
)
"""A price for each of what no table knows: "0.04 USD per HIT", "$90 / explainer"."""
_THING_AHEAD = re.compile(r"\b(?:per|pro|par|por|je|za)\s(?P<words>[^\W\d_][\w’'-]{2,})\s?[:=]\s?$", re.IGNORECASE)


def find_lump_unit(
    candidate: Candidate, unit: Unit | None, inferred: bool, verdict: Verdict, window: ContextWindow
) -> Unit | None:
    """Give the unit of what is paid for an engagement or by the thing, where the figure has none of its own."""
    if not inferred or candidate.currency is None or not verdict.pay:
        return None
    if _pays_each_thing(candidate, verdict, window):
        return Unit.PIECE
    if not _is_lump(candidate, unit, verdict, window):
        return None
    certain = verdict.sure and verdict.tight and not verdict.unsure and window.context.paid is None
    if certain and (unit is None or (unit is Unit.HOUR and candidate.least >= _HOURS_OF_A_DAY * wage(candidate).hour)):
        return Unit.PROJECT  # more than hours pay, and less than a month: "compenso 250 €"
    engaged = (
        window.context.gig or window.context.study or (window.context.is_title and wage(candidate).custom is Unit.YEAR)
    )
    return Unit.PROJECT if engaged or _is_fee(candidate, verdict, window) else None


def _is_lump(candidate: Candidate, unit: Unit | None, verdict: Verdict, window: ContextWindow) -> bool:
    """Whether a figure without a unit can be a lump sum: a lone one, or a range that is called a fee."""
    # "at least 85 €" for extras is a day's by custom, which nothing here says
    if unit is Unit.YEAR or candidate.bound == "least":
        return False
    if candidate.is_range or candidate.bound:
        return _is_fee(candidate, verdict, window)
    size = size_of(candidate.currency)
    if window.context.study and candidate.least >= _LEAST_REWARD * size:
        return True
    whole_sum = candidate.least == candidate.least.to_integral_value()
    cents = window.context.gig and unit is not Unit.MONTH and candidate.least >= _MORE_THAN_AN_HOUR * size
    whole_sum = whole_sum or cents
    return (
        whole_sum
        and candidate.least >= _LEAST_LUMP * size
        # farther from its word only where nothing else is the pay: a fitting's fee stands behind the day's
        and (verdict.tight or not verdict.sure or (not verdict.unsure and window.context.paid is None))
    )


def _is_fee(candidate: Candidate, verdict: Verdict, window: ContextWindow) -> bool:
    """Whether the word that governs a figure names what is paid once: a fee, an honorarium, a budget."""
    if not verdict.sure or candidate.most > ceiling_of(candidate.country, candidate.currency).month * 3:
        return False
    start = max(window.cell_start, candidate.start - _FEE_REACH)
    return gig_pattern("fee").search(lower(window.line.slice(start, candidate.start))) is not None


def _pays_each_thing(candidate: Candidate, verdict: Verdict, window: ContextWindow) -> bool:
    """Whether a small figure behind a word of pay is a price by a thing that the tables do not know."""
    if not verdict.sure or (verdict.unsure and not window.context.gig) or candidate.most > wage(candidate).month:
        return False
    found = _EACH_THING.match(window.line.slice(candidate.end, candidate.end + 60))
    found = found or _THING_AHEAD.search(window.before(candidate.start, 40))
    return found is not None and not _no_things().search(lower(found["words"]))


@cache
def _no_things() -> re.Pattern[str]:
    """What "per" names that nobody is paid by: a law, a guide, a person."""
    words = "|".join(map(re.escape, table("pay_words")["between"]["no_things"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
