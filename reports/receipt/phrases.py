"""Words that every rendering of a receipt shares."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.prose.wording import load_sentences

Row = Mapping[str, Any]

ORIGIN_PHRASES = {
    "board": "The employer’s words, on its own board",
    "archive": "The employer’s words, from an archived page",
    "supplied": "From a page that a person supplied",
    "press": "As the press has it",
    "reconstructed": "Reconstructed: our own words around known facts",
}

DATE_BASES = {
    "published": "the board’s own date of publication",
    "text": "a date in the posting’s words",
    "relative": "counted back from words like “3 days ago”",
    "first_seen": "the day we first saw it",
    "created": "when the board made the record",
    "captured": "the day an archive captured the page, which may be later",
    "supplied": "as the person says who supplied the page",
    "corrected": "corrected by a person",
}

RANGE_POSITIONS = {
    "above": "the whole range lies above the figure",
    "across": "the range lies across the figure",
    "under": "the whole range lies under the figure",
}
"""Where a range lies. That it lies under a figure of an agreement which does not cover the job breaks nothing."""


def describe_date_basis(posting: Row) -> str:
    """Say what the posting's date rests on."""
    return DATE_BASES.get(posting["posted_on_basis"], str(posting["posted_on_basis"]))


def describe_source(row: Row) -> str:
    """Say where pay was read that has no place in the description. `row`: of the view pay_ranges."""
    return "the title" if row["source"] == "text" else "the board’s data"


def list_warnings(flags: str | None) -> str:
    """Say in words which flags of pay have to be known before printing; what is routine is not among them."""
    return "; ".join(_word_flags(flags, "warning"))


def list_routine_flags(flags: str | None) -> str:
    return "; ".join(_word_flags(flags, "routine"))


def _word_flags(flags: str | None, kind: str) -> list[str]:
    words: dict[str, str] = load_sentences()["flag"][kind]
    return [words[flag] for flag in (flags or "").split() if flag in words]


def group_passages(ranges: Iterable[Row]) -> list[list[Row]]:
    """Give each passage once: every range that was read from it."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in ranges:
        found.setdefault((row["quote"], row["start"], row["source"]), []).append(row)
    return list(found.values())
