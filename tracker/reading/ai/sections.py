"""Which part of a posting each of its words stands in."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from tracker.reading.ai.rules import Table, table
from tracker.reading.ai.text_forms import Words, fold, lower
from tracker.reading.text import Block, BlockKind, Text

_BULLETS = "•·▪●✔✅|"
# Every way a sentence ends begins with one of these characters, so that the search skips from one to the next.
_END = re.compile(
    rf"[.!?…;。！？；{_BULLETS}*–-](?:(?<=[。！？；])|(?<=[.!?…])[\"”»)\]]{{0,2}}\s+(?=[^\sa-z])|(?<=;)\s+|(?<=[{_BULLETS}])\s+|(?<=\s[*–-])\s(?=[A-Z]))"
)
_NO_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|Inc|Ltd|Mr|Ms|Mrs|Dr|Sr|Jr|St|No|U\.S|Ph\.D|B\.S|M\.S|z\.B|bzw|ca|approx|incl)\.|\b[A-Z]\.)$"
)
_LONG_ITEM_LIST = 240
_LONG = 300
_LONGEST_HEADING = 90
_SHORT = 40
_LONGEST_WORD = 40
_PARAGRAPHS = 3
"""Paragraphs from which on a short notice has an opening that is not the whole."""
_CAPITALISED = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-ÝĀ-ŽА-ЯЄІЇҐΑ-Ω][\w'-]*")
_IN_COMPOUND = re.compile(r"(?<=\w['-])")
"""Right before a compound's last part: "Skills" in "AI-Skills" is no heading."""
_AFTER_HEADING = re.compile(
    r"(?:\s[^\W\d_]{1,12}){1,4}\s?:|\s?[:?…]|\.{3}|\s[-–—•*(A-ZÀ-ÖØ-ÝĀ-ŽА-ЯЄІЇҐΑ-Ω\d]|\s[^\w\s]"
)
_OPENERS = "•·▪●✔✅|([*-–—>:\u200b"
_COLON_HEADING = re.compile(r"(?<=[.!?;)] )([A-ZÀ-ÖØ-ÝĀ-ŽА-ЯЄІЇҐ][^.!?:;,()\d]{2,40}):(?= )")
"""A heading between two sentences of a short text: its colon is what shows that it is one."""
_BRACKETS = " -_*#~=】]>》」』〕)"
_DECORATION = re.compile(r"^(?:[\W_]+|[一二三四五六七八九十\d]{1,2}[、.)]\s?)+")
"""Marks and numbers before a heading's words."""
_IN_SENTENCE = re.compile("[:。；！？，、]")
_NARROW, _WIDE, _MANY = 40, 100, 20


class Outline:
    """The parts of a text and the sentences of each, found when they are first asked for."""

    def __init__(self, text: Text, words: Words, known: Table) -> None:
        self.text, self.words, self.known = text, words, known

    @cached_property
    def sections(self) -> list[tuple[int, int, str]]:
        """(start, end, section) of each stretch of the text, in order, headings left out.

        What stands before the first heading is the intro; a text without any has none: it is a whole, or short.
        """
        words, known = self.words, self.known
        out: list[tuple[int, int, str]] = []
        section, headings = "intro", _inline_candidates(words, known)
        for block in unwrapped(self.text):
            # not the beginning of a long block: it would be a heading where it happens to end with a colon
            short = block.end - block.start <= _LONGEST_HEADING
            heading = words.folded[block.start : block.end] if short else ""
            if named := _find_opened_section(block.kind, heading):
                section = named
            elif block.kind is BlockKind.PARAGRAPH or block.end - block.start > _LONG:
                out += _inline(block, words, headings, section, known)
                section = out[-1][2]
            else:
                out.append((block.start, block.end, section))
        if section != "intro":
            return out
        if len(words.plain) > known.decide["short_notice"]:
            return [(start, end, "whole") for start, end, _ in out]
        opening = _count_opening(out, words, known)
        return [(start, end, "intro" if at < opening else "short") for at, (start, end, _) in enumerate(out)]

    @cached_property
    def sentences(self) -> list[tuple[int, int, str]]:
        """(start, end, section) of each sentence of the text, in order."""
        longest = int(self.known.decide["longest_sentence"])
        return [
            (start, end, section)
            for first, last, section in self.sections
            for start, end in sentences(self.words.plain, first, last, longest)
        ]


def _count_opening(blocks: Sequence[tuple[int, int, str]], words: Words, known: Table) -> int:
    """How many paragraphs of a short notice say what the employer is, before the one that first speaks to the reader.

    None where nothing speaks to a reader: then its grammar does not tell.
    """
    if len(blocks) < _PARAGRAPHS:
        return 0
    for at, (start, end, _) in enumerate(blocks):
        if known.reader.search(words.low, start, end):
            return at
        if known.seeks.search(words.low, start, end):
            return 0
    return 0


def unwrapped(text: Text) -> Sequence[Block]:
    """The blocks, lines of one wrapped paragraph or item joined.

    A text is wrapped where it has many lines and none is long; a line was broken where the next one's first word would
    not have fitted.
    """
    blocks = text.blocks
    width = max((block.end - block.start for block in blocks), default=0)
    if not _NARROW <= width <= _WIDE or len(blocks) < _MANY:
        return blocks
    out: list[Block] = []
    last = 0
    for block in blocks:
        first = text.text.find(" ", block.start, block.end)
        word = (first if first > 0 else block.end) - block.start
        if out and block.kind is BlockKind.PARAGRAPH and last + 1 + word > width - 2 * (out[-1].kind is BlockKind.ITEM):
            out[-1] = Block(out[-1].kind, out[-1].start, block.end)
        else:
            out.append(block)
        last = block.end - block.start
    return out


def _find_opened_section(kind: BlockKind, words: str) -> str | None:
    """The section that a block opens, where it is a heading that the table knows."""
    if kind is BlockKind.ITEM:
        return None
    words = _DECORATION.sub("", words).rstrip(_BRACKETS)
    if not 0 < len(words) <= _LONGEST_HEADING or not words[0].isalnum():
        return None
    if kind is BlockKind.HEADING or words[-1] in ":?":
        return section_of(words)
    # a Chinese or Japanese sentence is as short as a heading, but it ends, or has a comma
    if len(words) <= _SHORT and words[-1] not in ".!;," and not _IN_SENTENCE.search(words):
        return section_of(words)
    return None


@lru_cache(maxsize=4096)
def section_of(heading: str) -> str | None:
    """The section that a heading opens; None where the table knows none."""
    words = _DECORATION.sub("", fold(heading)).strip(" :*_#-–—.").lower()
    return next((each.section for each in table().headings if each.pattern.search(words)), None)


def _inline(
    block: Block, words: Words, headings: list[int], section: str, known: Table
) -> Iterator[tuple[int, int, str]]:
    """The stretches of a block that holds headings; of a short one, only what stands at its beginning opens one."""
    last = block.start
    for start, named in _inline_headings(words, block, headings, known):
        if start > last:
            yield last, start, section
        section, last = named, start
    yield last, block.end, section


def _inline_candidates(words: Words, known: Table) -> list[int]:
    """Where a heading of the table may stand, in order."""
    return sorted({at for each, places in words.found.items() if each in known.inline_words for at in places})


def _inline_headings(words: Words, block: Block, headings: list[int], known: Table) -> list[tuple[int, str]]:
    """(start, section) of each heading in the middle of the words, in order."""
    folded = words.folded
    if block.end - block.start <= _LONG:
        first = _CAPITALISED.match(folded, block.start, block.end)
        opened = words.unspaced and known.unspaced_inline.match(folded, block.start, block.end)
        # a short text that opens with a heading is a posting made flat: it holds the others, too
        if not opened and not (first and _find_named_section(folded, first, block.start, known)):
            return [
                (each.start(1), section)
                for each in _COLON_HEADING.finditer(folded, block.start + 1, block.end)
                if (section := section_of(each[1]))
            ]
    found: list[tuple[int, str]] = []
    for at in headings[bisect_left(headings, block.start) : bisect_left(headings, block.end)]:
        word = None if _IN_COMPOUND.match(folded, at) else _CAPITALISED.match(folded, at, block.end)
        if word and (named := _find_named_section(folded, word, block.start, known)):
            found.append((at, named))
    if words.unspaced:
        cued = known.unspaced_inline.finditer(folded, block.start, block.end)
        found = sorted([*found, *((cue.start(), known.unspaced_sections[cue[0]]) for cue in cued)])
    return found


def _find_named_section(folded: str, word: re.Match[str], start: int, known: Table) -> str | None:
    """The section that a heading beginning with this word opens."""
    for heading in known.inline.get(word[0].lower(), ()):
        if _stands_alone(folded, word.start(), heading.words, start, known):
            return heading.section
    return None


def _stands_alone(folded: str, at: int, words: str, start: int, known: Table) -> bool:
    """Whether a heading stands there: a capital, a digit or a mark after it, no word before it that takes a noun."""
    end = at + len(words)
    if lower(folded[at:end]) != words or not _AFTER_HEADING.match(folded, end):
        return False
    if at == start or not folded[at - 1].isspace():
        return at == start or folded[at - 1] in _OPENERS
    if folded[end : end + 2].strip().startswith((":", "?")):
        return True
    before = folded[max(start, at - _LONGEST_WORD) : at].rsplit(maxsplit=1)
    return not before or before[-1].lower() not in known.not_before


def sentences(words: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of words[start:end], none longer than `longest`, white space trimmed."""
    for first, last in stretches(words, start, end):
        yield from within(words, first, last, longest)


def stretches(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) between the ends of sentences: one sentence each, or a list whose marks were lost."""
    begin = start
    for cut in _END.finditer(words, start, end):
        stop = cut.start() + (cut[0][0] in ".!?…;。！？；") * len(cut[0].rstrip())
        if stop >= begin and not _NO_END.search(words, max(begin, stop - 12), stop):
            yield begin, stop
            begin = cut.end()
    yield begin, end


def within(words: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch. A very long one is a list without its bullets: cut before words that open items."""
    begin = start
    if end - start > _LONG_ITEM_LIST:
        for cut in table().item_opener.finditer(words, start, end):
            yield from _iter_pieces(words, begin, cut.start(), longest)
            begin = cut.end()
    yield from _iter_pieces(words, begin, end, longest)


def _iter_pieces(words: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while end - start > longest:
        blank = words.rfind(" ", start + 1, start + longest)
        cut = blank if blank > 0 else start + longest
        yield from _trim_span(words, start, cut)
        start = cut
    yield from _trim_span(words, start, end)


def _trim_span(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
