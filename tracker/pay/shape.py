"""The text as one byte a letter, in which numbers are found and most of them dismissed at a tenth of the cost."""

import re

# Each repetition consumes its own separator, so that a run is matched once, from left to right. An expression that
# begins with one letter, and not with its repetition, is searched five times as fast.
_RUN = re.compile(rb"00*(?:[,.]0+| 000(?!0))*")


def _classes() -> bytes:
    """Latin-1 -> the class of each letter: a digit, a capital, what may stand beside money; "?" is what lies beyond.

    Lower case: k, h and m can touch a figure from behind; p, a, e, l, z, d and t begin what follows a blank; r, s, o
    and t end a mark.
    """
    told = {"0": "0123456789", ",": ",'", "$": "$£¥", "(": "*:([)", "k": "khm", "p": "paelzd", "r": "rso"}
    known = {letter: kind for kind, letters in told.items() for letter in letters} | {each: each for each in " ?/-.t"}
    return "".join(known.get(each, "A" if each.isupper() else "\n") for each in map(chr, range(256))).encode()


_CLASSES = _classes()
_MARK, _OPENING, _BEFORE_OPENING = b"A$?", b" (", b"A$? (.rt"
_BEHIND, _BEHIND_BLANK = b"A$?k/", b"A$?kpt/(-"


def shape(text: str) -> bytes:
    """The class of every letter of a text, at the letter's place, and a line's end behind them."""
    return text.replace("’", "'").encode("latin-1", "replace").translate(_CLASSES) + b"\n"


def runs(letters: bytes) -> list[tuple[int, int]]:
    """Every run of digits and the separators of numbers, from left to right."""
    return [found.span() for found in _RUN.finditer(letters)]


def may_be_money(letters: bytes, start: int, end: int) -> bool:
    """Whether the letters beside a number leave room for a mark, a scale or a unit; beside most numbers they do not."""
    before, after = letters[start - 1], letters[end]
    if before in _MARK or after in _BEHIND:
        return True
    if before in _OPENING and letters[start - 2] in _BEFORE_OPENING:
        return True
    return after in b" ," and letters[end + 1] in _BEHIND_BLANK
