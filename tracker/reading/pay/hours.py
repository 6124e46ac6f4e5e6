"""The hours of the session, shift or day that a sentence speaks of."""

import re
from decimal import Decimal

_WORDS = dict(zip("one two three four five six seven eight nine ten twelve".split(), [*range(1, 11), 12], strict=True))
_SESSION = re.compile(
    rf"(?:(?<![\d.,–—-])(?P<digits>\d{{1,2}}(?:[.,]\d{{1,2}})?)|(?<!\w)(?P<word>{'|'.join(_WORDS)}))[\s-]?(?:hours?|hrs?)\b",
    re.IGNORECASE,
)


def covered_hours(sentence: str) -> Decimal | None:
    """The hours of the session, shift or day that a sentence speaks of, where it names exactly one number of hours."""
    stated = {
        Decimal(found["digits"].replace(",", ".")) if found["digits"] else Decimal(_WORDS[found["word"].lower()])
        for found in _SESSION.finditer(sentence)
    }
    hours = stated.pop() if len(stated) == 1 else None
    return hours if hours and 0 < hours <= 24 else None
