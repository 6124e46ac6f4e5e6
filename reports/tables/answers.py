"""Declare answers.csv: what studios were asked to comment on, and what they answered."""

from collections.abc import Mapping
from typing import Any

from db.queries.editorial import select_inquiry_answers
from reports.frames.values import to_date
from reports.prose import wording
from reports.redact import redact
from reports.tables.table import PageRows, ReportTable

QUOTE_LENGTH = 500
"""Characters of an answer in a sentence; answers.csv has the whole."""

ANSWERS = ReportTable(
    name="answers",
    title="What studios were asked to comment on, and what they answered",
    row_text="a time when a studio was asked to comment on a posting, and what it answered",
    columns=(
        "posting_id studio state words_read_on asked_at deadline_at answer answered_on answer_text sheet_sha256"
    ).split(),
    order=("posting_id", "asked_at", "sheet_sha256"),
    query=select_inquiry_answers,
    page_rows=PageRows(rank=lambda row: row["asked_at"]),
    view="answers",
)


def describe_answer(row: Mapping[str, Any], studio: str) -> str:
    """Say in a sentence for print that the studio was asked and what came of it. `row`: of answers.csv."""
    words = wording.load_sentences()["asked"]
    values = {
        "studio": studio,
        "asked": wording.format_date(to_date(row["asked_at"])),
        "deadline": wording.format_date(to_date(row["deadline_at"])),
        "answered": wording.format_date(to_date(row["answered_on"])) if row["answered_on"] else "",
        # contact details first: half an address, cut off, would no longer be known for one
        "words": _shorten_answer(redact(" ".join((row["answer_text"] or "").split()))),
    }
    return str(words[row["answer"] or "open"].format(**values))


def _shorten_answer(text: str) -> str:
    return text if len(text) <= QUOTE_LENGTH else f"{text[: QUOTE_LENGTH - 1].rstrip()}…"
