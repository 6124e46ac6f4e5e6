"""What the words between a figure and a word that may govern it cost: the cheapest word governs the figure."""

import re
from functools import cache

from tracker.reading.pay.rules import table

_TOKEN = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*|[^\w\s]")
LIST, _DIGITS, _WORD, _GLUE = 3.0, 2.0, 1.0, 3.0
_GLUED = re.compile(r"[a-zß-öø-ÿ)][A-Z][a-z]")


@cache
def _free() -> frozenset[str]:
    return frozenset(table("pay_words")["attachment"]["free"])


@cache
def _lists() -> frozenset[str]:
    return frozenset(table("pay_words")["attachment"]["lists"])


@cache
def _marks() -> dict[str, float]:
    return dict(table("pay_words")["attachment"]["marks"])


_OTHER_MARK = 0.5


def gap_cost(gap: str) -> float:
    """Give the cost of the words between a figure and a word that may govern it."""
    if not gap or gap == " ":
        return 0.0
    cost, free, lists, marks = 0.0, _free(), _lists(), _marks()
    for token in _TOKEN.findall(gap):
        first = token[0]
        if first.isalpha():
            low = token.lower()
            if low in lists:
                cost += LIST
            elif low not in free:
                cost += _WORD if first < "\u2e80" else 0.25 * len(token)
        elif first.isdigit():
            cost += _DIGITS
        else:
            cost += marks.get(first, _OTHER_MARK)
    if _GLUED.search(gap):
        cost += _GLUE
    return cost
