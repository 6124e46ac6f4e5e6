"""The text as one byte a letter, in which numbers are found and most of them dismissed at a tenth of the cost."""

import re

# Each repetition consumes its own separator, so that a run is matched once, from left to right. An expression that
# begins with one letter, and not with its repetition, is searched five times as fast. An empty group tells that money
# may stand beside: a mark before it, or an opening behind a mark; a mark, a scale or a unit after it.
_RUN = re.compile(
    rb"0(?:(?<=[A$?]0)()|(?<=[A$? (.rt][ (]0)()|)"
    rb"0*(?:[,.]0+| 000(?!0))*"
    rb"(?:(?=[A$?k/]|[ ,][A$?kpt/(-])()|)"
)


Run = tuple[int, int, bool]
"""A run of digits and the separators of numbers, text[start:end], and whether money may stand beside it."""


def _classes() -> bytes:
    """Latin-1 -> the class of each letter: a digit, a capital, what may stand beside money; "?" is what lies beyond.

    Lower case: k, h and m can touch a figure from behind; p, a, e, l, z, d, f, y and t begin what follows a blank;
    r, s, o and t end a mark.
    """
    told = {"0": "0123456789", ",": ",'", "$": "$£¥", "(": "*:([)", "k": "khm", "p": "paelzdfy", "r": "rso"}
    known = {letter: kind for kind, letters in told.items() for letter in letters} | {each: each for each in " ?/-.t"}
    return "".join(known.get(each, "A" if each.isupper() else "\n") for each in map(chr, range(256))).encode()


_CLASSES = _classes()


def shape(text: str) -> bytes:
    """The class of every letter of a text, at the letter's place, and a line's end behind them."""
    return text.replace("’", "'").encode("latin-1", "replace").translate(_CLASSES) + b"\n"


def runs(letters: bytes) -> list[Run]:
    """Every number of a text, from left to right."""
    return [(found.start(), found.end(), found.lastindex is not None) for found in _RUN.finditer(letters)]
