"""Tell postings for one engagement, and those whose stipend is the pay, from those for a post with perks."""

import re
from functools import cache

from tracker.reading.pay.rules import table
from tracker.reading.pay.words import lower, whole

_HEAD = 1200
"""Characters of a text in which it says what it seeks."""

_NOTICE = 400
"""Characters of a notice that says what it seeks and pays, and no more: there one word is enough."""


@cache
def gig_pattern(name: str) -> re.Pattern[str]:
    return re.compile(whole(table("pay_words")["gigs"][name]))


def is_gig(title: str, text: str) -> bool:
    """Whether a posting seeks performers, crew or participants: its title says so, or its beginning says so twice;
    a short notice once."""
    if gig_pattern("seeks").search(lower(title)):
        return True
    least = 1 if len(text) <= _NOTICE else 2
    return len({found[0] for found in gig_pattern("seeks").finditer(lower(text[:_HEAD]))}) >= least


def is_paid_in_stipends(title: str, text: str) -> bool:
    """Whether a posting is of those whose stipend is their pay: interns, fellows, performers, volunteers."""
    return (
        is_gig(title, text)
        or gig_pattern("in_stipends").search(lower(title)) is not None
        or (len(text) < _HEAD and gig_pattern("in_stipends").search(lower(text)) is not None)
    )
