"""The forms of a text in which terms and patterns are looked for."""

import re
from functools import cached_property

from tracker.reading.ai.word_scanner import WordScanner

UNSPACED = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Chinese, Japanese and Korean letters, as a regular expression's range: a term may begin or end right beside them."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_MEETING = re.compile(rf"(?<=[{UNSPACED}])(?=[a-z\d])|(?<=[a-z\d])(?=[{UNSPACED}])", re.IGNORECASE)
_BLANKED = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(256)).encode("latin-1")
"""Each byte of Latin-1 in lower case, marks as blanks."""
_MARK = re.compile(rf"[\W_{UNSPACED}]")
_MARKS = "’•“”–…™‘—●→▪"
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


def blank_marks(words: str) -> bytes | str:
    """The words in lower case, of the same length: everything but letters and digits is a blank, and so are Chinese,
    Japanese and Korean letters. In Latin-1 where that holds all letters: to search bytes is much faster.
    """
    try:
        return words.encode("latin-1").translate(_BLANKED)
    except UnicodeEncodeError:
        pass
    marked = words
    # the usual marks are taken out first: to look at each letter costs more than all else here
    for mark in _MARKS:
        if mark in marked:
            marked = marked.replace(mark, " ")
    try:
        return marked.encode("latin-1").translate(_BLANKED)
    except UnicodeEncodeError:
        if any(mark > "\xff" and mark.isalnum() for mark in set(marked)):
            return mark_blanks(words)
        return marked.encode("latin-1", "replace").translate(_BLANKED)


def mark_blanks(words: str) -> str:
    """As blank_marks, always a string."""
    return _MARK.sub(" ", lower(fold(words)))


def whole_word(word: str) -> str:
    """A word as a WordScanner finds it whole."""
    return f" {mark_blanks(word)} "


class Words:
    """The same words in the forms that terms and patterns are looked for in, all of one length."""

    def __init__(self, plain: str, scanner: WordScanner) -> None:
        self.plain = plain
        self.blanked = blank_marks(plain)
        """What a WordScanner searches."""
        self.found = scanner.find(self.blanked)
        """Where each of the scanner's words that stands there begins."""

    @cached_property
    def folded(self) -> str:
        return fold(self.plain)

    @cached_property
    def low(self) -> str:
        """Folded, in lower case."""
        return lower(self.folded)

    @cached_property
    def unspaced(self) -> bool:
        """Whether Chinese, Japanese or Korean letters stand in the words."""
        return isinstance(self.blanked, str) and is_unspaced(self.plain)
