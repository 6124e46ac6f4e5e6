"""The forms of a text in which terms and patterns are looked for."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"[^\W_]+")
_BLANKED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256))
_MARKS = "•“”…™●→▪"
"""The most usual of those beyond Latin-1: where there are no others, there are no letters to look for among them."""
_FOLDS = (*((mark, "'") for mark in "’‘ʼ´"), *((mark, "-") for mark in "‑‐–—"), ("\n", " "))


def fold(words: str) -> str:
    """One form for apostrophes, hyphens and line ends, so that patterns need not name them all. Length is kept."""
    for mark, plain in _FOLDS:
        if mark in words:  # much faster than translate: most marks are in no text
            words = words.replace(mark, plain)
    return words


def lower(words: str) -> str:
    """Lower case of the same length: where a letter's lower case is longer, the letter stays."""
    low = words.lower()
    return low if len(low) == len(words) else "".join(c.lower() if len(c.lower()) == 1 else c for c in words)


def holds_any(low: str, signs: tuple[str, ...]) -> bool:
    """Whether one of the signs stands in the words."""
    for sign in signs:  # noqa: SIM110 (any() is half as fast here, where much of the time goes)
        if sign in low:
            return True
    return False


def tokens(words: str) -> list[str]:
    """Every run of letters and digits."""
    try:
        plain = words.encode("latin-1")
    except UnicodeEncodeError:
        wide = len(words) - len(words.encode("latin-1", "ignore"))
        if wide != sum(map(words.count, _MARKS)) and any(mark > "\xff" and mark.isalnum() for mark in set(words)):
            return TOKEN.findall(words)
        plain = words.encode("latin-1", "replace")  # what is replaced are marks: no token holds one
    return plain.translate(_BLANKED).decode("latin-1").split()  # four times as fast as the pattern


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in the forms that terms and patterns are looked for in, all of one length."""

    plain: str
    folded: str
    low: str
    """Folded, in lower case."""
    joined: str
    """In lower case, hyphens and slashes as blanks."""
    tokens: frozenset[str]
    """Those of the wanted runs of letters and digits that the words hold, in lower case."""

    @classmethod
    def of(cls, plain: str, wanted: frozenset[str]) -> "Words":
        folded = fold(plain)
        low = lower(folded)
        joined = low.replace("-", " ").replace("/", " ")
        return cls(plain, folded, low, joined, wanted.intersection(tokens(joined)))
