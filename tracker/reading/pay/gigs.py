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
    gigs = table("pay_words")["gigs"]
    return re.compile(whole([*gigs[name], *(gigs["of_posts"] if name == "seeks" else ())]))


def is_gig(title: str, text: str) -> bool:
    """Whether a posting seeks performers, crew or participants: its title says so, or its beginning says so twice;
    a short notice once."""
    if _signs(lower(title)):
        return True
    least = 1 if len(text) <= _NOTICE else 2
    return len(_signs(lower(text[:_HEAD]))) >= least


def _signs(words: str) -> set[str]:
    """What is sought, but for phrases of other posts that hold such a word: "horas extras" are no extras."""
    return {found[0] for found in gig_pattern("seeks").finditer(words)} - set(table("pay_words")["gigs"]["of_posts"])


def is_study(title: str, text: str) -> bool:
    """Whether a posting seeks people to take part in a study, a survey or an interview: by its title, or at once."""
    studies = gig_pattern("studies")
    return studies.search(lower(title)) is not None or studies.search(lower(text[:_NOTICE])) is not None


def is_paid_in_stipends(title: str, text: str) -> bool:
    """Whether a posting is of those whose stipend is their pay: interns, fellows, performers, volunteers."""
    return (
        is_gig(title, text)
        or gig_pattern("in_stipends").search(lower(title)) is not None
        or (len(text) < _HEAD and gig_pattern("in_stipends").search(lower(text)) is not None)
    )
