"""The words of a range as they stand: its quote, its label, its place."""

import re

from tracker.reading.pay import contact_spans
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.job_words import LEVEL_CODE, levels
from tracker.reading.pay.lines import Line
from tracker.reading.pay.range_places import names_group
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import cue_pattern, lower, tags, with_cjk

_WORD = re.compile(r"[^\W_]+")
_PLAIN = frozenset(
    "range the for this role is of usd position min max mid minimum maximum low high expected estimated target "
    "starting full time gross brut brutto band scale your our us job and in total new hire anticipated per".split()
)
"""Words that, beside pay words alone, tell nothing of a range."""
_PLACE = re.compile(
    r"(?:\b(?:in|for|across)\s)((?:the\s)?[A-Z][\w.,'’ -]{1,60}?)\s(?:is|are|will be|ranges?|of|salary|pay|base)\b"
    r"[^.]{0,40}$"
)

_PLACE_FIRST = re.compile(
    r"\W{0,3}((?:[Oo]utside(?:\sof)?\s|(?:[Ii]n|[Ww]ithin|[Aa]cross)\s(?=[A-Zt]))(?:the\s)?(?:state\sof\s)?"
    r"[A-Z][\w.'’ -]{1,40}),"
)
"""The place that begins a sentence: "In California, the range is …", "Outside of London, …"."""
_PLACE_AFTER = re.compile(
    r"\s(?:in|within)\s((?:the\s)?[A-Z][\w.'’-]*(?:(?:,?\s|\s?&\s)[A-Z][\w.'’-]*){0,8}?)(?=\s?(?:$|//|[;|)]|\.(?:\s|$)))"
)


def find_quote(candidate: Candidate, window: ContextWindow) -> tuple[int, int]:
    """The sentence of the figure, shortened at blanks to the longest quote; the whole line where it is short."""
    start, end = _quote_bounds(candidate, window)
    return contact_spans.bounds(window.context.text.text, start, end, keep=(candidate.start, candidate.end))


def _quote_bounds(candidate: Candidate, window: ContextWindow) -> tuple[int, int]:
    longest = table("pay_rules")["text"]["longest_quote"]
    line, start, end = window.line, window.start, window.end
    if window.whole_line() <= longest // 2:
        start, end = line.start, line.end
    while end > start and line.words[end - 1 - line.start] == " ":
        end -= 1
    while start < candidate.start and line.words[start - line.start] == " ":
        start += 1
    if end - start <= longest:
        return start, end
    spare = max(0, longest - (candidate.end - candidate.start))
    first = max(start, candidate.start - spare * 2 // 3)
    last = min(end, first + longest) if candidate.end - first <= longest else candidate.end
    return _at_blank(line, first, candidate.start, start), _back_to_blank(
        line, candidate.end, max(last, candidate.end), end
    )


def _at_blank(line: Line, first: int, limit: int, start: int) -> int:
    if first == start:
        return first
    blank = line.words.find(" ", first - line.start, limit - line.start)
    return line.start + blank + 1 if blank >= 0 else first


def _back_to_blank(line: Line, limit: int, last: int, end: int) -> int:
    if last == end:
        return last
    blank = line.words.rfind(" ", limit - line.start, last - line.start)
    return line.start + blank if blank >= 0 else last


def find_label(candidate: Candidate, window: ContextWindow) -> str | None:
    """What stands before the range with a colon or a dash, or the short line that heads it: a zone, a level."""
    before = window.before(candidate.start, 64)
    said = before.rstrip(" *_(")
    if said.endswith((":", "–", "—", "-")):
        said = _BEHIND_FIGURE.sub("", re.split(r"[:;.–—]\s|\s[-/|]\s", said[:-1])[-1]).strip(" *_-•(")
        if label := _telling_label(said) if 2 <= len(said) <= 60 else None:
            return label
    if code := _LEVEL_BEFORE.search(before):
        return code[1]
    if group := _group_beside(candidate, window):
        return group
    if not before.strip(" *_-•") and window.heads and len(window.heads[0].words) <= 80:
        return _telling_label(window.heads[0].words.strip(" *_:"))
    return None


_BEHIND_FIGURE = re.compile(r"^.*\d{2}.*[,、，]\s")
_LEVEL_BEFORE = re.compile(rf"(?:^|[\s,;:|•/(])({LEVEL_CODE})[\s*:(–-]{{0,3}}$", re.IGNORECASE)
_BESIDE = re.compile(r"(?:^|[,:：;|•/、(]|\b(?:and|or|und|bzw\.?|oder|et|ou)\s)\s?([^\d,;:：/|•、()]{2,48}?)[\s*]*$")
_NOTE_AFTER = re.compile(
    r"\s?(?:[(\[]([^()\[\]\n\d]{2,48})[)\]]|für\s([^\W\d_][^\d,;:.()]{2,24})|for\s([^\W\d_][^\d,;:.()]{2,32}))"
)


def _group_beside(candidate: Candidate, window: ContextWindow) -> str | None:
    """Whom a range is for, right before it without a mark, or right behind it: "Mid 14 000 zł", "15 € (Bachelor)"."""
    before = _BESIDE.search(window.line.slice(max(window.start, candidate.start - 64), candidate.start))
    if before and names_group(before[1]):
        return before[1].strip()
    after = _NOTE_AFTER.match(window.line.slice(candidate.end, min(window.end, candidate.end + 64)))
    said = next((each for each in after.groups() if each), "") if after else ""
    return said.strip() if said and names_group(said) else None


def _telling_label(words: str) -> str | None:
    """A label that says more than that this is pay."""
    low = lower(words)
    if levels().fullmatch(low):
        return words
    known = tags()
    rest = cue_pattern(with_cjk(low)).sub(lambda cue: cue[0] if known[cue[0]].label else " ", low)
    return words if any(len(word) > 1 and word not in _PLAIN for word in _WORD.findall(rest)) else None


def find_place(candidate: Candidate, window: ContextWindow) -> str | None:
    """The place named in the sentence as "in Burbank, CA is $…", or right after as "$… in New York"."""
    near = window.before(candidate.start, 110)
    if (named := _PLACE.search(near)) and not any(letter.isdigit() for letter in near[named.end(1) :]):
        return named[1].strip(" ,")
    ahead = window.line.slice(window.start, candidate.start)
    if (found := _PLACE_FIRST.match(ahead)) and not any(letter.isdigit() for letter in ahead[found.end(1) :]):
        return found[1].strip(" ,")  # behind another figure it is that one's: "for Leeds is £30k and for York £28k"
    after = _PLACE_AFTER.match(window.line.slice(candidate.end, min(window.end, candidate.end + 200)))
    return _telling_label(after[1]) if after else None
