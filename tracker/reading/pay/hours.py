"""The hours that a posting states: of its working week, and of the session or day that it pays."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from tracker.reading.pay.prefilter import Run

_WORDS = dict(zip("one two three four five six seven eight nine ten twelve".split(), [*range(1, 11), 12], strict=True))
_HOURS = r"(?:h(?:ou)?rs?|h|heures?|stunden|std|horas|ore|uur|uren|timmar|godzin|óra)"
_LINK = r"(?:(?:per|a|an|each|par|pro|por|alla|la|i|na|in der)[\s-])?(?:work(?:ing)?[\s-]?)?"
_WEEK = re.compile(
    rf"[\s-]?{_HOURS}\.?[\s/-]{{0,3}}(?:of work )?{_LINK}"
    r"(?:week|wk|semaine|hebdo|woche|semana|settiman|vecka|tydzień|tygodniowo)",
    re.IGNORECASE,
)
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
"""Ten hours and more in words. A part-time week is often spelt out; unread, a year of it would count as full. Fewer are
what a posting gives to training or a mentor: "two hours a week"."""
_LONGEST_SPELT = len("seventy-seven and a half ") + 1
"""With the letter before, which must be no part of the number."""
_INITIALS = frozenset("hHsSuUtTóÓoOgG")
_RANGE_BEFORE = ("-", "–", "—", " to", " bis", " à")
"""Before hours that are the second end of a range: "20 to 30 hours a week" states no one week."""
_SESSION = re.compile(
    rf"(?:(?<![\d.,–—-])(?P<digits>\d{{1,2}}(?:[.,]\d{{1,2}})?)|(?<!\w)(?P<word>{'|'.join(_WORDS)}))[\s-]?(?:hours?|hrs?)\b",
    re.IGNORECASE,
)


def week_hours(text: str, numbers_at: Iterable[Run]) -> Decimal | None:
    """The working week, where a text states exactly one: "40 hour work week", "37.5 hours a week", "35 h/semaine"."""
    short = [
        (start, end)
        for start, end, _ in numbers_at
        if end - start <= 5 and text[end : end + 2].lstrip(" -")[:1] in _INITIALS
    ]
    stated = {hours for start, end in short if (hours := _hours_of_a_week(text, start, end))}
    stated = stated or {hours for at in _find_hour_words(text) if (hours := _spelt_hours_of_a_week(text, at))}
    return stated.pop() if len(stated) == 1 else None


def _hours_of_a_week(text: str, start: int, end: int) -> Decimal | None:
    if not _WEEK.match(text, end):
        return None
    if _ends_a_range(text, start):
        return None
    printed = text[start:end].replace(",", ".")
    hours = Decimal(printed) if printed.replace(".", "", 1).isdecimal() else Decimal(0)
    return hours if 1 <= hours <= 80 else None


def _ends_a_range(text: str, start: int) -> bool:
    return text[max(0, start - 5) : start].rstrip().endswith(_RANGE_BEFORE)


def _find_hour_words(text: str) -> Iterator[int]:
    """Yield where "hour" stands: a plain search, since an expression for each number costs half of a reading's time."""
    for word in ("hour", "Hour", "HOUR", "hrs"):
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)


def _spelt_hours_of_a_week(text: str, at: int) -> Decimal | None:
    """The spelt number right before the word of hours at `at`, where these are a week's."""
    begin = max(0, at - _LONGEST_SPELT)
    found = _SPELT_NUMBER.search(text[begin:at])
    if found is None or not _WEEK.match(text, at - 1) or _ends_a_range(text, begin + found.start()):
        return None
    return _spelt_hours(found)


def _spelt_hours(found: re.Match[str]) -> Decimal:
    parts = (found["tens"], found["ones"], found["teens"])
    whole = sum(_SPELT[part.lower()] for part in parts if part)
    return Decimal(whole) + (Decimal("0.5") if found["half"] else 0)


def covered_hours(sentence: str) -> Decimal | None:
    """The hours of the session, shift or day that a sentence speaks of, where it names exactly one number of hours."""
    stated = {
        Decimal(found["digits"].replace(",", ".")) if found["digits"] else Decimal(_WORDS[found["word"].lower()])
        for found in _SESSION.finditer(sentence)
    }
    hours = stated.pop() if len(stated) == 1 else None
    return hours if hours and 0 < hours <= 24 else None
