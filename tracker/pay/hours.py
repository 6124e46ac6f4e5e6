"""The hours that a posting states: of its working week, and of the session or day that it pays."""

import re
from collections.abc import Iterator
from decimal import Decimal

_NUMBER = r"(?P<hours>[1-9]\d?(?:[.,]\d{1,2})?)"
_WORDS = dict(zip("one two three four five six seven eight nine ten twelve".split(), [*range(1, 11), 12], strict=True))
_HOURS = r"(?:h(?:ou)?rs?|h|heures?|stunden|std|horas|ore|uur|uren|timmar|godzin|óra)"
_DIGIT = re.compile(r"[1-9]")
_STEMS = ("week", "wk", "semaine", "hebdo", "woche", "semana", "settiman", "vecka", "tydzień", "tygodniowo")
_WEEK = re.compile(
    rf"(?<![\d.,–—-])(?<!\d [-–—] )(?<!\d to ){_NUMBER}[\s-]?{_HOURS}\.?[\s/-]{{0,3}}(?:of work )?"
    r"(?:(?:per|a|an|each|par|pro|por|alla|la|i|na|in der)[\s-])?(?:work(?:ing)?[\s-]?)?"
    rf"(?:{'|'.join(_STEMS)})$",
    re.IGNORECASE,
)
_SESSION = re.compile(
    rf"(?:(?<![\d.,–—-])(?P<digits>\d{{1,2}}(?:[.,]\d{{1,2}})?)|(?<!\w)(?P<word>{'|'.join(_WORDS)}))[\s-]?(?:hours?|hrs?)\b",
    re.IGNORECASE,
)


def week_hours(text: str) -> Decimal | None:
    """The working week, where a text states exactly one: "40 hour work week", "37.5 hours a week", "35 h/semaine"."""
    stated = {Decimal(found["hours"].replace(",", ".")) for found in _weeks(text)}
    hours = stated.pop() if len(stated) == 1 else None
    return hours if hours and 1 <= hours <= 80 else None


def _weeks(text: str) -> Iterator[re.Match[str]]:
    """Where hours of a week are stated; the expression is tried only just before a word for the week."""
    for stem in _STEMS:
        at = text.find(stem[1:])
        while at > 0:
            digit = _DIGIT.search(text, max(0, at - 40), at)
            if digit and (found := _WEEK.search(text, digit.start(), at + len(stem) - 1)):
                yield found
            at = text.find(stem[1:], at + 1)


def covered_hours(sentence: str) -> Decimal | None:
    """The hours of the session, shift or day that the sentence speaks of, where it names exactly one number of hours."""
    stated = {
        Decimal(found["digits"].replace(",", ".")) if found["digits"] else Decimal(_WORDS[found["word"].lower()])
        for found in _SESSION.finditer(sentence)
    }
    hours = stated.pop() if len(stated) == 1 else None
    return hours if hours and 0 < hours <= 24 else None
