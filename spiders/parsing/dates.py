"""Dates as boards write them for people, where the words name the month: no order of figures is guessed."""

import re
from datetime import date

from spiders.parsing.json_fields import parse_iso_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})\b",  # "Jul. 27, 2026", "October  2, 2026"
        rf"(?P<day>\d{{1,2}})[-\s]{_MONTH}[-\s](?P<year>\d{{4}})\b",  # "27-Jul-2026", "27 July 2026"
        rf"{_MONTH}-(?P<day>\d{{1,2}})-(?P<year>\d{{4}})\b",  # "Jul-28-2026"
        rf"[A-Za-z]{{3}} {_MONTH} (?P<day>\d{{1,2}}) [\d:]{{8}} [A-Z]{{2,5}} (?P<year>\d{{4}})\b",  # Java's own
    )
)


def parse_written_date(words: str | None) -> date | None:
    """The date that the words name in English, or in ISO form; None where they name none."""
    if not words:
        return None
    if on := parse_iso_date(words):
        return on
    for form in _FORMS:
        if (found := form.search(words)) and (on := _make_matched_date(found)):
            return on
    return None


def _make_matched_date(found: re.Match[str]) -> date | None:
    month = found["month"][:3].lower()
    try:
        return date(int(found["year"]), _MONTHS.index(month) + 1, int(found["day"]))
    except ValueError:
        return None
