"""Ways of reaching a person, which no quote may cut in two: half of a telephone number is no longer known for one.

Whoever prints a quote takes them out of it by their shape, and by the word before them ("Tel:", "Recruiter:"). A quote
therefore ends before them, or begins behind them, where it does not hold the whole. They are found generously: what is
taken for one by mistake is left out of a quote that had to be cut beside it anyway.
"""

import re

_REACH = 240
"""Characters on either side of a cut that are looked at; longer than anything found below."""

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
_WHOLES = tuple(re.compile(pattern, re.VERBOSE | re.IGNORECASE) for pattern in (_ADDRESS, _NUMBER, _NAMED))


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
    """What reaches across a place, and would be cut there."""
    first, last = max(0, at - _REACH), min(len(text), at + _REACH)
    found = (each for whole in _WHOLES for each in whole.finditer(text, first, last))
    return next((each.span() for each in found if each.start() < at < each.end()), None)
