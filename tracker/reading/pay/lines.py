"""A line of a text: its cues of money, its sentences, and the cells that labels begin."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from tracker.reading.pay.words import Tag, cue_pattern, lower, signs_of_pay, tags, with_cjk

# A full stop ends a sentence before a capital, unless it ends an abbreviation: one capital, or one of the words below.
_STOP = re.compile(
    r"""
    [.!?;•|·●。；！？\u2600-\u27bf\U0001f300-\U0001faff] (?:
        (?<= [ ][•|·●] ) | (?<= [。；！？\u2600-\u27bf\U0001f300-\U0001faff] ) | (?<= [!?] ) (?= [ ] )
      | (?<= [.!?;] ) (?= [\s*_"”’)]{1,4} [^\W\d_a-zß-öø-ÿ] )
      | (?<= [a-zß-öø-ÿ]{4}[.;] ) (?= [ ][\d$€£₹¥] ) | (?<= [a-zß-öø-ÿ]{2}[.] ) (?= [ ][$€£₹¥] )
    )
    """,
    re.VERBOSE,
)


_LABEL = re.compile(
    r"(?<![^\s*•|/(\[—–-])(?=[^\W\d_a-zß-öø-ÿа-яґєії])[^\W\d_][\w/&'’+.-]*(?:\s(?:[^\W\d_][\w/&'’+.-]*|[&/–-]|\([^)\n]{1,40}\))){0,4}[\s*]{0,2}[:：](?!//|\d\d)"
)
"""A label: up to five words, of which the first begins with a capital, and a colon. It begins a cell of its line."""


_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:approx|incl|excl|e\.g|i\.e|min|max|vs|no|St|Inc|Ltd|ca|etc|hr|yr|Mio|Std|brutto|p\.a|Rs|Rp|No|Nr|inkl|zzgl|bzw|mtl|Kč|мес|тыс|руб|грн|godz|mies|tys|pr|md|Tk|L|p\.m|tim|mån|Php|RM|kr|max|мін|min|ggf|evtl))$"
)


_GLUED = re.compile(r"[A-Z](?<=[a-zß-öø-ÿ)].)(?=[a-z]|[A-Z]{2})")
"""Where a lost line break has glued two lines: "AgricultureSalary Range"."""


_APART = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in map(chr, range(128)))
"""ASCII with a blank for all that is in no word."""


class Cue(NamedTuple):
    start: int
    end: int
    tag: Tag


@dataclass(slots=True)
class Line:
    """One block of the text or a part of it: text[start:end]. Cues and sentence ends are found once, on demand."""

    start: int
    end: int
    words: str
    _cues: list[Cue] | None = None
    _stops: list[int] | None = None
    _may_pay: bool | None = None
    _labels: list[int] | None = None

    @property
    def cues(self) -> list[Cue]:
        if self._cues is None:
            self._cues = self._found(0, len(self.words))
            if not any(cue.tag.pay for cue in self._cues):
                self._unglue()
        return self._cues

    @property
    def may_pay(self) -> bool:
        """A cheap test of whether a cue of pay may stand in it: most lines of prose hold none, and say so by it."""
        if self._may_pay is None:
            self._may_pay = self._cues is not None or _may_pay(self.words)
        return self._may_pay

    def _unglue(self) -> None:
        """Look again where a line break was lost, for a word glued to another is no whole word."""
        if glued := [found.start() for found in _GLUED.finditer(self.words)]:
            parts = zip([0, *glued], [*glued, len(self.words)], strict=True)
            self._cues = [cue for start, end in parts for cue in self._found(start, end)]

    def _found(self, start: int, end: int) -> list[Cue]:
        """The cues of words[start:end]."""
        known, low, at = tags(), lower(self.words[start:end]), self.start + start
        found = cue_pattern(with_cjk(low)).finditer(low)
        return [Cue(at + m.start(), at + m.end(), known[m[0]]) for m in found]

    @property
    def stops(self) -> list[int]:
        """Where sentences begin, in order; the first is the line's own beginning."""
        if self._stops is None:
            ends = [found.end() for found in _STOP.finditer(self.words) if self._ends(found.end())]
            self._stops = [self.start, *(self.start + end for end in ends)]
        return self._stops

    def _ends(self, at: int) -> bool:
        """Whether a mark ends a sentence, and not an abbreviation before a capital; `at`: where the mark ends."""
        return self.words[at - 1] != "." or not _ABBREVIATION.search(self.words[max(0, at - 9) : at - 1])

    def sentence(self, at: int, to: int) -> tuple[int, int]:
        """The sentence that holds text[at:to]."""
        first = bisect_right(self.stops, at) - 1
        after = bisect_right(self.stops, to - 1)
        return self.stops[max(first, 0)], self.stops[after] if after < len(self.stops) else self.end

    @property
    def labels(self) -> list[int]:
        """Where labels begin, in order."""
        if self._labels is None:
            marked = ":" in self.words or "：" in self.words
            self._labels = [self.start + each.start() for each in _LABEL.finditer(self.words)] if marked else []
        return self._labels

    def cell(self, at: int, to: int, sentence: tuple[int, int]) -> tuple[int, int]:
        """The part of a sentence between two labels that holds text[at:to]."""
        start, end = sentence
        for label in self.labels:
            if start < label < at:
                start = label
            elif to <= label < end:
                return start, label
        return start, end

    def slice(self, start: int, end: int) -> str:
        """text[start:end], as far as it lies in the line."""
        at = self.start
        return self.words[start - at if start > at else 0 : end - at if end > at else 0]


def _may_pay(words: str) -> bool:
    if not words.isascii() or _GLUED.search(words):
        return True
    return not signs_of_pay().isdisjoint(words.lower().translate(_APART).split())
