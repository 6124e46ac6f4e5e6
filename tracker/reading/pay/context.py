"""The words around a figure: its line, its sentence, the lines beside it, and the cues that stand in them."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from tracker.reading.pay.gigs import is_gig, is_study
from tracker.reading.pay.lines import Line
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.open_pay import leaves_pay_open
from tracker.reading.pay.rules import table
from tracker.reading.text import Text

_SHORT = 160
"""Characters of a line that may head others."""
_REACH = 320
"""Characters of a long line, from its near end, that speak of the lines beside it."""
_SELF_CONTAINED = 200
"""Characters from which on a line needs no head to say what its figures are."""
_WINDOW = 560
"""Characters before a figure, and half as many after it, that are read of its line: a long line is read in parts."""


_CODES = re.compile(
    r"\b(?:USD|CAD|AUD|NZD|SGD|HKD|TWD|MXN|COP|CLP|ARS|INR|PKR|SEK|NOK|DKK|ISK|JPY|CNY|GBP|EUR)\b"
    r"(?!\s(?:bonus|bonuses|allowance|stipend|equity|equivalent)\b)"
)
_NAMES = (
    ("US dollars", "USD"),
    ("US Dollars", "USD"),
    ("dólares", "USD"),
    ("pesos mexicanos", "MXN"),
    ("Canadian dollars", "CAD"),
)

_LONGEST_TITLE, _LEAST_TITLE, _CARD = 160, 12, 5
"""Characters of a title, at most and as many as tell it from other lines; lines of a listing's card."""
_BELOW = 24
"""Characters of a line that holds no more than the end of the line before it: "per month"."""

_START = attrgetter("start")


class Script(StrEnum):
    """Who writes so: kana is Japanese, Han alone is Chinese."""

    JAPANESE = "japanese"
    CHINESE = "chinese"
    TRADITIONAL_CHINESE = "traditional_chinese"
    OTHER = "other"


_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_TRADITIONAL = re.compile("[萬資臺灣這們個數據發應開職體驗對為與學習網業務時總額獎勵財貨費員間門廣東經專實報薦]")
_SIMPLIFIED = re.compile("[万资台湾这们个数据发应开职体验对为与学习网业务时总额奖励财货费员间门广东经专实报荐]")


@dataclass(slots=True)
class Context:
    """A text, whose lines are cut out once and in order."""

    text: Text
    title: str = ""
    paid: tuple[int, PayRange] | None = None
    """The last range that was taken for pay, and the number of its line."""
    _by_law: list[str] | None = None
    _gig: bool | None = None
    _study: bool | None = None
    _open: bool | None = None
    _script: Script | None = None
    _currencies: frozenset[str] | None = None
    _last: Line | None = None
    _parts: dict[int, Line] = field(default_factory=dict)

    @property
    def country_by_law(self) -> str | None:
        """The one country whose law the text names."""
        if self._by_law is None:
            laws = table("pay_currencies")["law"]
            self._by_law = [each for each, words in laws.items() if any(word in self.text.text for word in words)]
        return self._by_law[0] if len(self._by_law) == 1 else None

    @property
    def script(self) -> Script:
        """The East Asian script of the text."""
        if self._script is None:
            self._script = _find_script(self.text.text)
        return self._script

    @property
    def is_title(self) -> bool:
        """Whether the text is the title itself."""
        return len(self.text.blocks) == 1 and self.text.text != "" and self.title.startswith(self.text.text[:80])

    @property
    def gig(self) -> bool:
        """Whether the posting seeks performers, crew or participants for one engagement."""
        if self._gig is None:
            self._gig = is_gig(self.title, self.text.text)
        return self._gig

    @property
    def study(self) -> bool:
        """Whether the posting seeks people who take part in a study, a survey or an interview for a reward."""
        if self._study is None:
            self._study = is_study(self.title, self.text.text)
        return self._study

    @property
    def leaves_pay_open(self) -> bool:
        """Whether the text says that its pay is to be agreed."""
        if self._open is None:
            self._open = leaves_pay_open(self.text.text)
        return self._open

    @property
    def currencies_said(self) -> frozenset[str]:
        """The currencies whose codes or own words stand anywhere in the text."""
        if self._currencies is None:
            self._currencies = frozenset(_CODES.findall(self.text.text)) | {
                code for words, code in _NAMES if words in self.text.text
            }
        return self._currencies

    def paid_in(self, number: int) -> PayRange | None:
        """The last range that was taken for pay, where it stands in this line."""
        return self.paid[1] if self.paid and self.paid[0] == number else None

    def around(self, start: int, end: int) -> "ContextWindow":
        """What stands around text[start:end]."""
        number = max(bisect_right(self.text.blocks, start, key=_START) - 1, 0)
        line = self._line(number, start, end)
        sentence = line.sentence(start, end)
        return ContextWindow(self, number, line, *sentence, *line.cell(start, end, sentence))

    def _line(self, number: int, start: int, end: int) -> Line:
        """The line, or the part of it around the figure; the last one is kept while it still reaches far enough."""
        whole_start, whole_end = self.bounds(number)
        last = self._last
        fits = last is not None and whole_start <= last.start and last.end <= whole_end
        if last and fits and (last.end == whole_end or end + _WINDOW // 4 <= last.end) and last.start <= start:
            return last
        self._last = self.part(max(whole_start, start - _WINDOW), min(whole_end, end + _WINDOW // 2))
        return self._last

    def bounds(self, number: int) -> tuple[int, int]:
        blocks = self.text.blocks
        return (blocks[number].start, blocks[number].end) if blocks else (0, len(self.text.text))

    def part(self, start: int, end: int) -> Line:
        return Line(start, end, self.text.text[start:end])

    def head(self, number: int) -> Line:
        """A line that stands before others; of a long one its end."""
        if number not in self._parts:
            start, end = self.bounds(number)
            self._parts[number] = self.part(start if end - start <= _SHORT else max(start, end - _REACH), end)
        return self._parts[number]


@dataclass(slots=True)
class ContextWindow:
    """The line of one figure, its sentence text[start:end], and the lines beside."""

    context: Context
    number: int
    line: Line
    start: int
    end: int
    cell_start: int
    """Where the cell begins that holds the figure: at the last label before it, else where its sentence begins."""
    cell_end: int
    """Where the next label of its sentence begins, else where its sentence ends."""
    _heads: list[Line] | None = None

    @property
    def heads(self) -> list[Line]:
        """The lines before, nearest first, at most three and while they are short enough to head what follows."""
        if self._heads is None:
            self._heads = []
            for before in range(self.number - 1, max(self.number - 4, -1), -1):
                start, end = self.context.bounds(before)
                if end - start <= _SHORT or not self._heads:
                    self._heads.append(self.context.head(before))
                if end - start > _SHORT:
                    break
        return self._heads

    @property
    def is_title(self) -> bool:
        """Whether the line is a title: the title itself, or the short line that begins a text of several."""
        title = self.context.title
        if len(title) >= _LEAST_TITLE and self.number <= _CARD and self.line.words.startswith(title[:_LEAST_TITLE]):
            return self.whole_line() <= _LONGEST_TITLE
        if self.number > 0:
            return False
        if self.context.is_title:
            return True
        return len(self.context.text.blocks) > 1 and self.whole_line() <= _LONGEST_TITLE and self.line.words[-1:] != "."

    @property
    def near_heads(self) -> list[Line]:
        """The lines before, where the figure's own line is too short to say everything itself."""
        return self.heads if self.whole_line() <= _SELF_CONTAINED else []

    @property
    def after(self) -> Line | None:
        """The beginning of the next line that is not itself a row of figures: "$4,418 - $6,035 A", …"""
        for block in self.context.text.blocks[self.number + 1 : self.number + 6]:
            if block.end - block.start >= 48 or self.context.text.text[block.start] not in "$€£0123456789":
                return self.context.part(block.start, min(block.end, block.start + _REACH))
        return None

    @property
    def below(self) -> str:
        """The next line, where it is short; else nothing."""
        after = self.context.text.blocks[self.number + 1 : self.number + 2]
        return (
            self.context.text.text[after[0].start : after[0].end]
            if after and after[0].end - after[0].start <= _BELOW
            else ""
        )

    def before(self, at: int, reach: int) -> str:
        """The words of the line before a place, at most so many characters."""
        return self.line.slice(max(self.line.start, at - reach), at)

    def whole_line(self) -> int:
        """The length of the line, whatever part of it was read."""
        start, end = self.context.bounds(self.number)
        return end - start


def _find_script(text: str) -> Script:
    if text.isascii() or not _HAN.search(text):
        return Script.JAPANESE if _KANA.search(text) else Script.OTHER
    if _KANA.search(text):
        return Script.JAPANESE
    traditional, simplified = (len(each.findall(text, 0, 4000)) for each in (_TRADITIONAL, _SIMPLIFIED))
    return Script.TRADITIONAL_CHINESE if traditional > simplified else Script.CHINESE
