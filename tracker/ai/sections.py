"""Which part of a posting each of its words stands in."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tracker.ai.table import Table, fold, table
from tracker.text import Block, BlockKind, Text

_END = re.compile(r"(?<=[.!?…])[\"”»)\]]{0,2}\s+(?=[^\sa-z])|(?<=[;•·|])\s+|\s+(?=[•·▪●✔✅])|\s+[-–*] (?=[A-Z])")
_NO_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|Inc|Ltd|Mr|Ms|Mrs|Dr|Sr|Jr|St|No|U\.S|Ph\.D|B\.S|M\.S|z\.B|bzw|ca|approx|incl)\.|\b[A-Z]\.)$"
)
_LONG_ITEM_LIST = 240
_LONGEST_HEADING = 90


def sections(text: Text, known: Table) -> list[tuple[int, int, str]]:
    """(start, end, section) of each stretch of `text`, in order, headings left out."""
    out: list[tuple[int, int, str]] = []
    section = "intro"
    for block in text.blocks:
        words = text.text[block.start : block.end]
        if _may_be_heading(block, words) and (named := section_of(words)):
            section = named
            if block.kind is BlockKind.HEADING or words.endswith((":", "?")) or len(words) <= 40:
                continue
        if len(words) > 300:
            out += _inline(block, words, section, known)
            section = out[-1][2]
        else:
            out.append((block.start, block.end, section))
    return out


def _may_be_heading(block: Block, words: str) -> bool:
    if len(words) > _LONGEST_HEADING or block.kind is BlockKind.ITEM:
        return False
    return (
        block.kind is BlockKind.HEADING or words.endswith((":", "?")) or (len(words) <= 60 and words[-1] not in ".!;,")
    )


@lru_cache(maxsize=4096)
def section_of(heading: str) -> str | None:
    """The section that a heading opens; None where the table knows none."""
    words = fold(heading).strip(" :*_#-–—.").lower()
    return next((each.section for each in table().headings if each.pattern.search(words)), None)


def _inline(block: Block, words: str, section: str, known: Table) -> Iterator[tuple[int, int, str]]:
    last = 0
    for cue in known.inline.finditer(fold(words)):
        if cue.start() > last:
            yield block.start + last, block.start + cue.start(), section
        section = known.inline_sections[cue[1].lower()]
        last = cue.start()
    yield block.start + last, block.end, section


def sentences(words: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of words[start:end], none longer than `longest`, white space trimmed."""
    begin = start
    for cut in _END.finditer(words, start, end):
        if not _NO_END.search(words, max(begin, cut.start() - 12), cut.start()):
            yield from _items(words, begin, cut.start(), longest)
            begin = cut.end()
    yield from _items(words, begin, end, longest)


def _items(words: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A very long sentence is a list whose bullets were lost: cut before words that open items."""
    begin = start
    if end - start > _LONG_ITEM_LIST:
        for cut in table().item_opener.finditer(words, start, end):
            yield from _pieces(words, begin, cut.start(), longest)
            begin = cut.end()
    yield from _pieces(words, begin, end, longest)


def _pieces(words: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while end - start > longest:
        blank = words.rfind(" ", start + 1, start + longest)
        cut = blank if blank > 0 else start + longest
        yield from _trimmed(words, start, cut)
        start = cut
    yield from _trimmed(words, start, end)


def _trimmed(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
