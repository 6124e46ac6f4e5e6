"""Find a job's level from its title, and its kind of employment from the board's words, by seniority.toml."""

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
def load_entries(kind: str) -> tuple[Entry, ...]:
    """`kind`: level or employment_type."""
    rows = tomllib.loads(files(__package__).joinpath("seniority.toml").read_text(encoding="utf-8"))[kind]
    return tuple(
        Entry(row["name"], _compile_words(row["words"]), _compile_words(row["unless"]) if "unless" in row else None)
        for row in rows
    )


def find_level(title: str) -> str:
    return _match_first("level", title) or NOT_STATED


def classify_employment(words: str | None) -> str:
    """Classify the board's words: none are "not stated", words that the table does not know are "other"."""
    return (_match_first("employment_type", words) or OTHER) if words else NOT_STATED


def _match_first(kind: str, text: str) -> str | None:
    for entry in load_entries(kind):
        if entry.words.search(text) and not (entry.unless and entry.unless.search(text)):
            return entry.name
    return None


def _compile_words(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
