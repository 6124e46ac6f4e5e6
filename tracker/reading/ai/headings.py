"""Headings of the table, in the forms in which texts are searched for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.reading.ai.text_forms import fold, is_unspaced


@dataclass(frozen=True, slots=True)
class Heading:
    section: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class InlineHeading:
    """A heading in the middle of a flat text: its words in lower case."""

    words: str
    section: str


def list_phrases(row: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(words for phrases in row.get("phrases", {}).values() for words in phrases))


def escape_phrases(row: dict[str, Any]) -> Iterator[str]:
    for words in list_phrases(row):
        yield re.escape(words) if is_unspaced(words) else rf"\b{re.escape(words)}"


def index_inline(rows: dict[str, dict[str, Any]]) -> dict[str, tuple[InlineHeading, ...]]:
    """Headings inside a flat text, under their first words, longest first."""
    out: dict[str, dict[str, str]] = {}
    for name, row in rows.items():
        for words in [*row.get("inline", ()), *(each for each in list_phrases(row) if not is_unspaced(each))]:
            low = fold(words).lower()
            out.setdefault(low.split()[0], {}).setdefault(low, row.get("as", name))
    return {
        first: tuple(InlineHeading(*pair) for pair in sorted(group.items(), key=lambda pair: (-len(pair[0]), pair[0])))
        for first, group in out.items()
    }


def list_bracketed(row: dict[str, Any]) -> list[str]:
    """Headings that are too short to be one but in brackets."""
    return list(row.get("bracketed", ()))


def compile_unspaced(rows: dict[str, dict[str, Any]]) -> re.Pattern[str]:
    """Headings in scripts without blanks: right after a mark or a blank, or right before a colon or a bracket."""
    words = {each for row in rows.values() for each in list_phrases(row) if is_unspaced(each)}
    either = "|".join(re.escape(each) for each in sorted(words, key=lambda each: (-len(each), each)))
    marks = "\\s【■◆●▼◇□★☆・•<《「\\[(、.)。;!?~*#"
    short = "|".join(sorted(each for row in rows.values() for each in list_bracketed(row)))
    return re.compile(
        rf"(?:(?<=[{marks}])|\A)(?:{either})(?=[\s:】\]>》」)・(/])|(?:{either})(?=\s?[:】>》」\]])"
        rf"|(?<=[【\[<《「])(?:{short})(?=[】\]>》」])"
    )
