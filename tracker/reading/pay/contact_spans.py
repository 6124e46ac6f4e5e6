"""Ways of reaching a person, which no quote may cut in two: half of a telephone number is no longer known for one.

Whoever prints a quote takes them out of it by their shape, and by the word before them ("Tel:", "Recruiter:"). A quote
therefore ends before them, or begins behind them, where it does not hold the whole. They are found generously: what is
taken for one by mistake is left out of a quote that had to be cut beside it anyway.
"""

import re
from dataclasses import dataclass

_ADDRESS = r"""
    \S{0,80} (?: @ | [ ]? [(\[{] [ ]? (?: at | @ ) [ ]? [)\]}] [ ]? ) \S{1,80}
    (?: [ ]? [(\[{] [ ]? (?: dot | \. ) [ ]? [)\]}] [ ]? \S{1,40} ){0,5}
"""
_NUMBER = r"""
    (?: \b (?: tel | telephone | phone | mobile | cell | fax | whatsapp | signal | call | text | dial | ring )
        (?: [ ] (?: no | nr | number | us | me | him | her | them ) )? (?: [ ] (?: at | on ) )? [ ]? [.:\#]{0,2} [ ]?
        [+(]{0,2} \d [\d ()+./-]{5,46}
      | (?<! [\d.,$€£¥₹] ) [+(]{0,2} (?= (?: \d [ ()+./-]{0,3} ){7} ) \d [\d ()+./-]{5,46}
    )
"""
_NAMED = r"""
    \b (?: recruiter | hiring [ ] manager | talent [ ] partner | contact (?: [ ] person )? ) [ ]? [:–—] [ ]?
    (?: (?: mr | ms | mrs | mx | dr ) \.? [ ] )?
    (?-i: [^\W\d_a-zß-öø-ÿ] [\w'’-]{1,30} (?:
        [ ] (?: (?: van | von | de | del | da | di | la | der | den ) [ ] ){0,2} [^\W\d_a-zß-öø-ÿ] [\w'’.-]{0,30}
    ){1,2} )
"""


@dataclass(frozen=True, slots=True)
class _Whole:
    pattern: re.Pattern[str]
    hints: tuple[str, ...]
    """One of these is in every one of them, in small letters: most cuts have none near, and no pattern is tried."""
    reach: int
    """Characters on either side of a cut that are looked at; longer than what is found."""
    run: frozenset[str] = frozenset()
    """Or the cut lies between two of these characters."""

    def near(self, text: str, at: int) -> bool:
        around = text[max(0, at - self.reach) : at + self.reach].lower()
        return (text[at - 1] in self.run and text[at] in self.run) or any(hint in around for hint in self.hints)

    def across(self, text: str, at: int) -> tuple[int, int] | None:
        found = (each.span() for each in self.pattern.finditer(text, max(0, at - self.reach), at + self.reach))
        return next((span for span in found if span[0] < at < span[1]), None)


def _whole(pattern: str, hints: str, reach: int, run: str = "") -> _Whole:
    return _Whole(re.compile(pattern, re.VERBOSE | re.IGNORECASE), tuple(hints.split("|")), reach, frozenset(run))


_WHOLES = (
    _whole(_ADDRESS, "@|[at|(at|{at|[ at|( at|{ at", 240),
    _whole(_NUMBER, "tel|phone|mobile|cell|fax|whatsapp|signal|call|text|dial|ring", 80, "0123456789 ()+./-"),
    _whole(_NAMED, "recruiter|hiring manager|talent partner|contact", 180),
)


def bounds(text: str, start: int, end: int, *, keep: tuple[int, int]) -> tuple[int, int]:
    """text[start:end] without what it holds in part at either end; `keep` is never shortened."""
    while (cut := _across(text, start)) and start < keep[0]:
        start = min(cut[1], keep[0])
        start += len(text[start : keep[0]]) - len(text[start : keep[0]].lstrip(" "))
    while (cut := _across(text, end)) and end > keep[1]:
        end = max(cut[0], keep[1])
        end = keep[1] + len(text[keep[1] : end].rstrip(" "))
    return start, end


def _across(text: str, at: int) -> tuple[int, int] | None:
    """What reaches across a place, and would be cut there. Nothing does across the end of a line."""
    if not 0 < at < len(text) or "\n" in text[at - 1 : at + 1]:
        return None
    return next((cut for whole in _WHOLES if whole.near(text, at) and (cut := whole.across(text, at))), None)
