"""Find whether a figure is gross or net, pro rata, and for how many salaries a year."""

import re
from functools import cache

from db.vocabulary import PayBasis
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import lower, trie

_BEFORE, _AFTER = 48, 32
"""Characters on either side of a figure in which a word of its basis stands."""
_FEWEST, _MOST = 13, 18
"""Salaries a year that postings state beside the calendar's twelve."""
_MONTHS = re.compile(
    r"(?:(?<!\d)(?P<before>1[2-8])\s?(?:x\b|×|(?:brutto)?monatsgehälter|gehälter|mensualités|mensilità|pagas|salaries|mois\b|薪|months?\s?salary)"
    r"|(?:[x×*]|sur|à)\s?(?P<after>1[2-8])(?!\d|[.,]\d)(?:\s?(?:mois|薪|months|mal))?)",
    re.IGNORECASE,
)


@cache
def _basis_words() -> re.Pattern[str]:
    """Any word of a basis, in a group that is named for it; as a whole word where the script has blanks."""
    arms = []
    for name, words in table("pay_words")["basis"].items():
        spaced = trie(word for word in words if word[-1] < "\u0e00")
        glued = trie(word for word in words if word[-1] >= "\u0e00")
        arms.append(rf"(?P<{name}>(?<!\w)(?:{spaced})(?!\w){f'|{glued}' if glued else ''})")
    return re.compile("|".join(arms))


def _words_around(candidate: Candidate, window: ContextWindow) -> tuple[str, str]:
    """The words before the figure, nearest last, and those behind it, within its sentence."""
    before = window.line.slice(max(window.start, candidate.start - _BEFORE), candidate.start)
    after = window.line.slice(candidate.money_end, min(window.end, candidate.end + _AFTER))
    return lower(before), lower(after)


def find_basis(candidate: Candidate, window: ContextWindow) -> tuple[PayBasis, bool]:
    """Say whether the figure is gross or net, by the first word behind it, else by the last before it; and whether it
    is said to be a full-time job's, of which part-time work is paid a share."""
    before, after = _words_around(candidate, window)
    behind = [found.lastgroup or "" for found in _basis_words().finditer(after)]
    ahead = [found.lastgroup or "" for found in _basis_words().finditer(before)]
    said = next((name for name in [*behind, *reversed(ahead)] if name != "pro_rata"), None)
    return PayBasis(said) if said else PayBasis.UNSTATED, "pro_rata" in behind or "pro_rata" in ahead


def find_months(candidate: Candidate, window: ContextWindow) -> int | None:
    """Find how many salaries a year the sentence states, where they are more than twelve."""
    words = window.line.slice(max(window.start, candidate.start - _BEFORE), min(window.end, candidate.end + 2 * _AFTER))
    found = _MONTHS.search(words)
    months = int(found["before"] or found["after"]) if found else 0
    return months if _FEWEST <= months <= _MOST else None
