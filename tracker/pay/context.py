"""The words around a figure: its line, its sentence, the lines before, and the cues that stand in them."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from tracker.pay.words import Tag, cue_pattern, tags
from tracker.text import Text

# A full stop ends a sentence before a capital, unless it ends an abbreviation: one capital, or one of the words below.
_STOP = re.compile(r"[.!?;•|]")
_OPENS = re.compile(r"[\s*_\"”’)]{1,4}[^\W\d_a-zß-öø-ÿ]")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:approx|incl|excl|e\.g|i\.e|min|max|vs|no|St|Inc|Ltd|ca|etc|hr|yr|Mio|Std|brutto|p\.a|Rs))$"
)


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    tag: Tag


@dataclass(slots=True)
class Line:
    """One block of the text; cues and sentence ends are found once, on demand."""

    start: int
    end: int
    words: str
    _cues: list[Cue] | None = None
    _stops: list[int] | None = None

    @property
    def cues(self) -> list[Cue]:
        if self._cues is None:
            known, low = tags(), lower(self.words)
            found = cue_pattern().finditer(low)
            self._cues = [Cue(self.start + m.start(), self.start + m.end(), known[m[0]]) for m in found]
        return self._cues

    @property
    def stops(self) -> list[int]:
        """Where sentences begin, in order; the first is the line's own beginning."""
        if self._stops is None:
            ends = [found.start() for found in _STOP.finditer(self.words) if self._ends(found.start())]
            self._stops = [self.start, *(self.start + end + 1 for end in ends)]
        return self._stops

    def _ends(self, at: int) -> bool:
        """Whether the mark at a place of the line ends a sentence."""
        if self.words[at] in "•|":
            return self.words[at - 1 : at] == " "
        if not _OPENS.match(self.words, at + 1):
            return self.words[at] in "!?" and self.words[at + 1 : at + 2] == " "
        return self.words[at] != "." or not _ABBREVIATION.search(self.words[max(0, at - 8) : at])

    def sentence(self, at: int, to: int) -> tuple[int, int]:
        """The sentence that holds text[at:to]."""
        first = bisect_right(self.stops, at) - 1
        after = bisect_right(self.stops, to - 1)
        return self.stops[max(first, 0)], self.stops[after] if after < len(self.stops) else self.end


@dataclass(slots=True)
class Context:
    text: Text
    _lines: dict[int, Line] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def number_of(self, at: int) -> int:
        """The number of the block in which a position lies."""
        if not self._starts:
            self._starts = [block.start for block in self.text.blocks] or [0]
        return max(bisect_right(self._starts, at) - 1, 0)

    def line(self, number: int) -> Line:
        if number not in self._lines:
            blocks = self.text.blocks
            start, end = (blocks[number].start, blocks[number].end) if blocks else (0, len(self.text.text))
            self._lines[number] = Line(start, end, self.text.text[start:end])
        return self._lines[number]

    def heads(self, number: int, most: int = 3) -> list[Line]:
        """The lines before, nearest first, while they are short enough to head what follows."""
        found: list[Line] = []
        for before in range(number - 1, max(number - 1 - most, -1), -1):
            line = self.line(before)
            if line.end - line.start > 160 and found:
                break
            found.append(line)
            if line.end - line.start > 160:
                break
        return found


def lower(words: str) -> str:
    """Lower case of the same length."""
    low = words.lower()
    if len(low) == len(words):
        return low
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in words)
