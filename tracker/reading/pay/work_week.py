"""Find the working week that a posting states, and whether its job is no full-time one.

A year of an hourly wage is a wage times a year's hours. Where the words give one number of hours a week, these count;
where they give a range, a bound or an estimate below a full-time week, or call the job part-time and give none, nobody
knows the year, and none may be reckoned from the hour.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from tracker.reading.pay.prefilter import Run
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import bounds, lower, trie

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy".split()
_SPELT = {word: at for at, word in enumerate([*_ONES, *_TEENS], start=1)} | {
    word: 10 * at for at, word in enumerate(_TENS, start=2)
}
_SPELT_NUMBER = re.compile(
    rf"(?<![\w-])(?:(?P<tens>{'|'.join(_TENS)})(?:[\s-](?P<ones>{'|'.join(_ONES)}))?|(?P<teens>{'|'.join(_TEENS)}))"
    r"(?P<half> and a half)?(?=[\s-]$)",
    re.IGNORECASE,
)
"""Ten hours and more in words: fewer are what a posting gives to training or a mentor, "two hours a week"."""
_LONGEST_SPELT = len("seventy-seven and a half ") + 1
"""With the letter before, which must be no part of the number."""
_RANGE_BEFORE = re.compile(
    r"(?:(?P<digits>(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?)|(?P<word>[a-z]+))\s?(?:[^\W\d_]{1,8}\.?)?\s?"
    r"(?:[-–—−~〜～]|\\-|\b(?:to|or|bis|oder|à|ou|a|al|o|tot|do|till|til|eller|и|до|til|dan|sampai|đến)\b|から|至|到)\s?$"
)
_MORE_AFTER = re.compile(r"\s?(?:\+|plus\b|or more|oder mehr|and up|minimum|以上|から|이상)", re.IGNORECASE)
_LESS_AFTER = re.compile(r"\s?(?:or less|or fewer|max(?:imum)?\b|以内|以下|まで|이하)", re.IGNORECASE)
_FEWER_BEFORE = re.compile(
    r"(?:less than|fewer than|under|below|<|weniger als|unter|moins de|menos de|meno di|max\.?)\s?$"
)
_FULL_TIME = re.compile(r"full[- ]time\W{0,3}(?:\w+\W{1,3}){0,2}(?:\d[\d.]*\s?[-–]\s?)?$")
_SENTENCE = 110
"""Characters before hours a week that say whose hours they are."""
_SHORT_LINE = 64
"""Characters of a line that says no more than the kind of employment: "Part-time, remote"."""
_ENGLISH = 900
"""Characters of an English text that hold the word "the" at least once."""


class WorkWeek(NamedTuple):
    """The working week of a job, as far as its posting states it."""

    hours: Decimal | None = None
    """The one number of hours a week that the posting states."""
    is_open: bool = False
    """Whether the job is part-time, or its hours vary, and no one number is stated."""


class _Hours(NamedTuple):
    least: Decimal | None
    most: Decimal | None
    exact: bool


def find_work_week(text: str, title: str, numbers_at: Iterable[Run], employment_type: str | None = None) -> WorkWeek:
    """Find the one week that the words state; where they state none, say whether the job is a part-time one.

    `numbers_at`: the runs of digits in the text; `employment_type`: as the board prints it.
    """
    low = lower(text)
    stated = _without_asides(list(_find_stated(text, low, numbers_at)))
    full = Decimal(table("work_week")["week"]["full_time"])
    called = _calls_part_time(title) or _calls_part_time(employment_type or "")
    one = {each.least for each in stated if each.exact}
    if len(one) == 1 and all(each.exact for each in stated):
        hours = one.pop()
        # "39 hours for full-time staff" says nothing of a job that the board calls part-time
        return WorkWeek(None, True) if called and hours is not None and hours >= full else WorkWeek(hours)
    if stated:
        return WorkWeek(None, called or any(each.least is None or each.least < full for each in stated))
    return WorkWeek(None, called or _says_part_time(low))


_ASIDE = 10


def _without_asides(stated: list[_Hours]) -> list[_Hours]:
    """Drop a few hours a week beside a longer week: those are what one may work at home, or gives to a team."""
    week = [each for each in stated if (each.most or each.least or 0) >= _ASIDE]
    return week or stated


# ---- hours a week


@cache
def _hours_of_week() -> re.Pattern[str]:
    """What follows a number of hours a week: " hours per week", "-hour work week", "h/semaine", "Wochenstunden"."""
    words = table("work_week")["week"]
    hours, links, weeks = trie(words["hours"]), trie(words["links"]), trie(words["weeks"])
    return re.compile(
        rf"\+?[\s-]?(?:(?:working|work|paid|billable|net)\s)?(?:{hours})(?:\s?\(\w+\))?\.?"
        rf"(?:[\s/-]{{0,3}}(?:or more|or less|minimum|maximum|max|min)?[\s/-]{{0,3}}(?:(?:{links})[\s-]?){{0,2}}"
        rf"(?:(?:work(?:ing)?|calendar)[\s-]?)?(?:{weeks})|\s?wochenstunden)(?![^\W\d_])"
        r"|\s?wochenstunden|[\s-]?(?:horas semana|uurs?-?week|stunden-?woche|h-?woche)",
        re.IGNORECASE,
    )


@cache
def _week_before() -> re.Pattern[str]:
    """What stands before a number of hours a week: "Weekly hours: ", "wöchentlich ", "週"."""
    words = table("work_week")["week"]["before"]
    return re.compile(rf"(?:{trie(words)})\s?[:：]?\s?(?:\w{{2,14}}\s|[~<]){{0,2}}$", re.IGNORECASE)


@cache
def _initials() -> frozenset[str]:
    """How a word of hours can begin, in either case: a cheap first test of what follows a number."""
    first = {word[0] for word in table("work_week")["week"]["hours"]}
    return frozenset(letter for each in (*first, "w", "b", "n", "p") for letter in (each, each.upper()))


def _find_stated(text: str, low: str, numbers_at: Iterable[Run]) -> Iterator[_Hours]:
    """Yield each number or range of hours a week that the text states of its job. `low`: the text in lower case."""
    initials = _initials()
    labelled = "week:" in low or "weekly hours" in low
    for start, end, _ in numbers_at:
        if end - start > 5:
            continue
        follows = text[end : end + 1]
        if follows in " +-":
            follows = text[end + 1 : end + 3].lstrip(" -")[:1]
        if (follows in initials or labelled) and (found := _read_digits(text, start, end, labelled)):
            yield found
    yield from _find_spelt(text, low)


def _read_digits(text: str, start: int, end: int, labelled: bool) -> _Hours | None:
    """Read a number that hours a week follow, or that the words of a week announce: "weekly hours: 20"."""
    printed = text[start:end].rstrip(".,").replace(",", ".")
    if not printed.replace(".", "", 1).isdecimal() or text[start - 1 : start] in ("$", "€", "£", "."):
        return None
    behind = _hours_of_week().match(text, end)
    if behind is None and not (labelled or _hours_word().match(text, end)):
        return None
    if behind is None and not _is_labelled(text, start, end):
        return None
    return _weigh(text, start, behind.end() if behind else end, Decimal(printed))


def _is_labelled(text: str, start: int, end: int) -> bool:
    """Whether words of a week stand before the number, which is no amount and no count of days."""
    before = text[max(text.rfind("\n", 0, start) + 1, start - 40) : start]
    ranged = _RANGE_BEFORE.search(before.lower())
    label = before[: ranged.start()] if ranged else before
    if not _week_before().search(label):
        return False
    return label.isascii() or _hours_word().match(text, end) is not None


@cache
def _hours_word() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{trie(table('work_week')['week']['hours'])})", re.IGNORECASE)


def _find_spelt(text: str, low: str) -> Iterator[_Hours]:
    """Yield hours in words, by a plain search for "hour": an expression for each word costs half of the time."""
    at = low.find("hour")
    while at >= 0:
        begin = max(0, at - _LONGEST_SPELT)
        found = _SPELT_NUMBER.search(text[begin:at])
        if found and (behind := _hours_of_week().match(text, at - 1)):
            hours = _weigh(text, begin + found.start(), behind.end(), _spelt_hours(found))
            if hours:
                yield hours
        at = low.find("hour", at + 1)


def _spelt_hours(found: re.Match[str]) -> Decimal:
    parts = (found["tens"], found["ones"], found["teens"])
    return Decimal(sum(_SPELT[part.lower()] for part in parts if part)) + (Decimal("0.5") if found["half"] else 0)


def _weigh(text: str, start: int, end: int, hours: Decimal) -> _Hours | None:
    """Say what the words on both sides make of a number of hours; None where they are not this job's week."""
    words = table("work_week")
    if not words["week"]["least"] <= hours <= words["week"]["most"] or _is_of_others(text, start, end):
        return None
    before = lower(text[max(0, start - 32, text.rfind("\n", 0, start) + 1) : start])
    found = _weigh_neighbours(text, before, start, end, hours)
    least = found.least or 0
    if not found.exact and least >= words["week"]["called_full_time"] and _FULL_TIME.search(before):
        return None  # "full-time, 30-40 hours a week": the employer's own word counts
    return found


def _weigh_neighbours(text: str, before: str, start: int, end: int, hours: Decimal) -> _Hours:
    """Say whether hours are exact, one end of a range, a bound or an estimate, by the words that touch them."""
    if least := _range_begin(before, hours):
        return _Hours(least, hours, exact=False)
    after, behind = text[end : end + 12], text[start:end]
    if _FEWER_BEFORE.search(before) or _LESS_AFTER.match(after) or _bound_of(before) == "most":
        return _Hours(None, hours, exact=False)
    if "+" in behind or _MORE_AFTER.match(after) or "or more" in behind or _bound_of(before) == "least":
        return _Hours(hours, None, exact=False)
    about = tuple(table("work_week")["about"]["words"])
    return _Hours(hours, hours, exact=not before.rstrip(" :").endswith(about))


def _range_begin(before: str, most: Decimal) -> Decimal | None:
    """The lower end of a range whose upper end follows: "15 to ", "fifteen to "."""
    found = _RANGE_BEFORE.search(before)
    if not found:
        return None
    least = Decimal(found["digits"].replace(",", ".")) if found["digits"] else Decimal(_SPELT.get(found["word"], 0))
    return least if 0 < least < most else None


def _bound_of(before: str) -> str:
    """ "least" or "most", where the words end in "at least", "up to" or the like."""
    said = before.rstrip(" :*(~")
    for word, bound in bounds().get(said[-1:], ()):
        if said.endswith(word) and (word[0] >= "\u0e00" or not said[: -len(word)][-1:].isalnum()):
            return bound
    return ""


def _is_of_others(text: str, start: int, end: int) -> bool:
    """Whether the sentence speaks of who may have a benefit, or of hours given to learning."""
    words = table("work_week")["others"]
    begin = max(0, start - _SENTENCE, text.rfind("\n", 0, start) + 1)
    before = lower(text[begin:start]).rpartition(". ")[2]
    after = lower(text[end : end + 40]).partition("\n")[0].partition(". ")[0]
    if any(word in before for word in words["words"]) or "eligib" in after or "qualif" in after:
        return True
    return any(after.lstrip(" ").startswith(word) for word in words["given"])


# ---- part-time work


def _calls_part_time(words: str) -> bool:
    """Whether a title or a board's kind of employment says part-time, and not that one may choose."""
    if not words:
        return False
    low = lower(words)
    return _part_time().search(low) is not None and _full_time().search(low) is None


@cache
def _part_time() -> re.Pattern[str]:
    return re.compile(trie(table("work_week")["part_time"]["words"]))


@cache
def _full_time() -> re.Pattern[str]:
    return re.compile(trie(table("work_week")["part_time"]["full_time"]))


@cache
def _of_job() -> re.Pattern[str]:
    return re.compile(rf"[\s,/–-]{{1,3}}(?:\w+\s)?(?:{trie(table('work_week')['part_time']['of_job'])})\b(?!ers)")


@cache
def _before_job() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{trie(table('work_week')['part_time']['before_job'])})[\s:]{{1,2}}$")


def _says_part_time(low: str) -> bool:
    """Whether a line or a sentence of a text in lower case calls this job part-time, and no other says full-time."""
    # four out of five texts are English: plain searches in the place of sixty words
    english = low.count(" the ") * _ENGLISH > len(low)
    if english and "part-time" not in low and "part time" not in low and "casual" not in low and "zero" not in low:
        return False
    found = any(_is_of_job(low, each) for each in _part_time().finditer(low))
    return found and _full_time().search(low) is None


def _is_of_job(low: str, found: re.Match[str]) -> bool:
    begin, end = low.rfind("\n", 0, found.start()) + 1, low.find("\n", found.end())
    before = low[max(begin, found.start() - 24) : found.start()].rstrip(" -/,")
    if any(re.search(rf"\b{word}$", before) for word in table("work_week")["part_time"]["unless"]):
        return False
    end = len(low) if end < 0 else end
    if end - begin <= _SHORT_LINE or not found[0].isascii():
        return True
    return bool(_of_job().match(low, found.end(), end) or _before_job().search(low, begin, found.start()))
