"""What studios were asked to comment on, and what they answered."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.editorial import select_inquiry_answers
from reports.frames import frames
from reports.frames.values import to_date
from reports.prose import wording
from reports.redact import redact

FILE = "answers.csv"
COLUMNS = "posting_id studio asked_at deadline_at answer answered_on answer_text sheet_sha256".split()
ORDER = ("posting_id", "asked_at", "sheet_sha256")
QUOTE_LENGTH = 500
"""Characters of an answer in a sentence; answers.csv has the whole."""


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, select_inquiry_answers(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, select_inquiry_answers(as_of), COLUMNS, ORDER)


def said(row: Mapping[str, Any], studio: str) -> str:
    """That the studio was asked and what came of it, in a sentence for print."""
    words = wording.load_sentences()["asked"]
    known = {
        "studio": studio,
        "asked": wording.format_date(to_date(row["asked_at"])),
        "deadline": wording.format_date(to_date(row["deadline_at"])),
        "answered": wording.format_date(to_date(row["answered_on"])) if row["answered_on"] else "",
        "words": _short(redact(" ".join((row["answer_text"] or "").split()))),
    }
    return str(words[row["answer"] or "open"].format(**known))


def _short(text: str) -> str:
    return text if len(text) <= QUOTE_LENGTH else f"{text[: QUOTE_LENGTH - 1].rstrip()}…"
