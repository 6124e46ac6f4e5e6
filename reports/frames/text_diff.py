"""Compare two versions of a text, sentence by sentence or word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[^\s\da-z])|\n+")
_LONGEST = 4_000
"""Sentences of one version that are compared; comparing costs the product of both numbers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of sentences that one version has in the place of the other's; either may be empty."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


def split_sentences(text: str) -> list[str]:
    """Split a text into its sentences and lines, in order."""
    return [part.strip() for part in _END.split(text) if part and part.strip()][:_LONGEST]


def diff_sentences(old: str, new: str) -> Iterator[Difference]:
    """List what was removed and what was added, in the order of the text. White space alone is no difference."""
    before, after = ([" ".join(each.split()) for each in split_sentences(text)] for text in (old, new))
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Difference(tuple(before[i:j]), tuple(after[k:m]))


_WORD = re.compile(r"\s+|[^\W_]+(?:[.,'’][^\W_]+)*|[\W_]", re.UNICODE)
_MOST_WORDS = 3_000
"""Words of one side that are compared; comparing costs the product of both numbers."""


KEPT, REMOVED, ADDED = "kept", "removed", "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other with one fate: kept, removed or added."""

    fate: str
    words: str


def diff_words(old: str, new: str) -> Iterator[Run]:
    """The words of both texts in order: those that stay, and between them what was removed and what was added."""
    before, after = _split_words(old), _split_words(new)
    if len(before) > _MOST_WORDS or len(after) > _MOST_WORDS:
        yield Run(REMOVED, old)
        yield Run(ADDED, new)
        return
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run(KEPT, "".join(before[i:j]))
            continue
        if i < j:
            yield Run(REMOVED, "".join(before[i:j]))
        if k < m:
            yield Run(ADDED, "".join(after[k:m]))


def _split_words(text: str) -> list[str]:
    return _WORD.findall(text)
