"""Tell postings that leave their pay to be agreed."""

import re
from functools import cache

from tracker.reading.pay.rules import table
from tracker.reading.pay.words import lower, whole

_FIRST_GLUED = "\u2e80"
"""The first character of the scripts that write without blanks."""


def leaves_pay_open(text: str) -> bool:
    """Whether a text says that its pay is to be agreed: "Salary: DOE", "Lön enligt överenskommelse"."""
    return _pattern().search(lower(text)) is not None


@cache
def _pattern() -> re.Pattern[str]:
    words = table("pay_words")["others"]
    return re.compile(rf"(?:{_anywhere(words['pay_nouns'])})[^\d.;!?\n]{{0,32}}(?:{_anywhere(words['open'])})")


def _anywhere(words: list[str]) -> str:
    """The words as whole words; those of scripts without blanks wherever they stand."""
    glued = [re.escape(word) for word in words if word[0] >= _FIRST_GLUED]
    return "|".join([whole(word for word in words if word[0] < _FIRST_GLUED), *glued])
