"""A person's words -> a mask of the same length, however markup and encodings write them. Pure."""

import re
from collections.abc import Sequence
from html.entities import codepoint2name
from typing import Any
from urllib.parse import quote

from tracker.errors import WordsError

MASK = "x"
"""For each character, so that quotes stay where offsets say; a letter of every encoding, without meaning in markup."""
SHORTEST = 3

_BLANK = r"(?:\s|&nbsp;|&\#(?:32|160);|&\#x(?:20|a0);|\\u00a0|\\[nrt]|%20|%C2%A0|\+)"
_UNIT = re.compile(r"&#?\w{1,8};|\\u[0-9a-f]{4}|\\[nrt]|(?:%[0-9a-f]{2})+|.", re.IGNORECASE | re.DOTALL)
_IS_BLANK = re.compile(_BLANK, re.IGNORECASE)
_BEFORE = r"(?:(?<![^\W_])|(?<=\\[nrt])|(?<=\\u[0-9a-f]{4})|(?<=%[0-9a-f]{2}))"
_AFTER = r"(?![^\W_])"


class Mask:
    """Finds words and puts a mask in their place."""

    def __init__(self, words: Sequence[str]) -> None:
        for each in words:
            # Two letters stand in thousands of words that are nobody's name.
            if len("".join(each.split())) < SHORTEST:
                raise WordsError(f"{each!r} is too short to be told from other words")
        self.pattern = re.compile("|".join(_build_pattern(each) for each in words), re.IGNORECASE)

    def text(self, words: str) -> str:
        return self.pattern.sub(lambda found: _mask_match(found[0]), words)

    def bytes(self, data: bytes) -> bytes:
        """Of UTF-8, or of Latin-1 and its like; other bytes stay as they are."""
        return self.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def value(self, value: Any) -> Any:
        """Every text in JSON."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        return {name: self.value(each) for name, each in value.items()} if isinstance(value, dict) else value


def _build_pattern(words: str) -> str:
    return _BEFORE + f"{_BLANK}+".join("".join(map(_character_forms, token)) for token in words.split()) + _AFTER


def _character_forms(character: str) -> str:
    """The character as text, HTML, JSON and addresses write it, and as a byte of Latin-1."""
    code = ord(character)
    forms = {re.escape(character), rf"&\#0*{code};", rf"&\#x0*{code:x};", re.escape(quote(character, safe=""))}
    if code in codepoint2name:
        forms.add(f"&{codepoint2name[code]};")
    if code < 0x10000:
        forms.add(rf"\\u{code:04x}")
    if 0x80 <= code < 0x100:
        forms.add(chr(0xDC00 + code))
    return f"(?:{'|'.join(sorted(forms))})"


def _mask_match(found: str) -> str:
    return "".join(unit if _IS_BLANK.fullmatch(unit) else MASK for unit in _UNIT.findall(found))
