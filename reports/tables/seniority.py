"""A job's level from its title, and its kind of employment from the board's words, by the words of seniority.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NOT_STATED = "not stated"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None


@cache
def entries(kind: str) -> tuple[Entry, ...]:
    """`kind`: level or employment_type."""
    rows = tomllib.loads(files(__package__).joinpath("seniority.toml").read_text(encoding="utf-8"))[kind]
    return tuple(
        Entry(row["name"], _any(row["words"]), _any(row["unless"]) if "unless" in row else None) for row in rows
    )


def level(title: str) -> str:
    return _first("level", title) or NOT_STATED


def employment_type(words: str | None) -> str:
    """Of a board that says nothing: not stated; of words that the table does not know: other."""
    return (_first("employment_type", words) or OTHER) if words else NOT_STATED


def _first(kind: str, text: str) -> str | None:
    for entry in entries(kind):
        if entry.words.search(text) and not (entry.unless and entry.unless.search(text)):
            return entry.name
    return None


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
