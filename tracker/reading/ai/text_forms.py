"""The forms of a text in which terms and patterns are looked for."""

import re
from dataclasses import dataclass

UNSPACED = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Chinese, Japanese and Korean letters, as a regular expression's range: a term may begin or end right beside them."""
PREFIX = 5
"""Letters by which a stem is looked up."""

TOKEN = re.compile(rf"[^\W_{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_MEETING = re.compile(rf"(?<=[{UNSPACED}])(?=[a-z\d])|(?<=[a-z\d])(?=[{UNSPACED}])", re.IGNORECASE)
_BLANKED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256))
_MARKS = "•“”…™●→▪"
"""The most usual of those beyond Latin-1: where there are no others, there are no letters to look for among them."""
_FOLDS = (*((mark, "'") for mark in "’‘ʼ´"), *((mark, "-") for mark in "‑‐–—"), ("\n", " "))
_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}


def fold(words: str) -> str:
    """Give apostrophes, hyphens, line ends and full-width letters one form each; length is kept."""
    for mark, plain in _FOLDS:
        if mark in words:  # much faster than translate: most marks are in no text
            words = words.replace(mark, plain)
    return words.translate(_FULL_WIDTH) if is_unspaced(words) else words


def is_unspaced(words: str) -> bool:
    """Whether any letter of the words belongs to a script in which words stand side by side."""
    if words.isascii():
        return False
    return _UNSPACED.search(words) is not None


def spaced(words: str) -> str:
    """The words with a blank where Chinese, Japanese or Korean letters meet others: for patterns that ask for words."""
    return _MEETING.sub(" ", words) if is_unspaced(words) else words


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
    """Every run of letters and digits; Chinese, Japanese and Korean letters end a run and are in none."""
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
    """Those of the wanted runs of letters and digits that the words hold, in lower case, and of the first PREFIX
    letters of such runs."""
    unspaced: bool
    """Whether Chinese, Japanese or Korean letters stand in the words."""

    @classmethod
    def of(cls, plain: str, wanted: frozenset[str]) -> "Words":
        folded = fold(plain)
        low = lower(folded)
        joined = low.replace("-", " ").replace("/", " ")
        return cls(plain, folded, low, joined, _pick_wanted(tokens(joined), wanted), is_unspaced(folded))


_UNWANTED: dict[frozenset[str], set[str]] = {}
"""For each set of wanted tokens, those that neither it nor their first letters are in: most of any text."""
_MOST_UNWANTED = 20_000


def _pick_wanted(there: list[str], wanted: frozenset[str]) -> frozenset[str]:
    """The wanted ones of the tokens and of their first letters."""
    unwanted = _UNWANTED.setdefault(wanted, set())
    rest = set(there) - unwanted  # unlike -=, this looks at the smaller one only
    found = set()
    for token in rest:
        first = token[:PREFIX]
        if token in wanted:
            found.add(token)
            if first in wanted:
                found.add(first)
        elif first in wanted:
            found.add(first)
        elif len(unwanted) < _MOST_UNWANTED:
            unwanted.add(token)
    return frozenset(found)
