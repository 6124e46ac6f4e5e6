"""What people corrected: what it was, what it is, why, and who said so."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection, Select

from db.queries.editorial import select_corrections
from db.queries.rows import pick_columns
from reports.frames import frames

FILE = "corrections.csv"
COLUMNS = (
    "posting_id studio corrected_version corrected_field old_value new_value reason corrected_by corrected_on added_at"
).split()
ORDER = ("posting_id", "added_at", "corrected_field")


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, named(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, named(as_of), COLUMNS, ORDER)


def named(as_of: datetime | None) -> Select[Any]:
    """Under the names of the report's columns, where `field` and `by` say too little."""
    full = {"corrected_version": "version", "corrected_field": "field", "corrected_by": "by"}
    return pick_columns(select_corrections(as_of), {name: full.get(name, name) for name in COLUMNS})


def in_words(row: Mapping[str, Any]) -> str:
    """pay_maximum was 900000, is 700000: misread (J. Doe, 2026-11-22)"""
    was, is_ = (row[name] or "empty" for name in ("old_value", "new_value"))
    field, by = row["corrected_field"], row["corrected_by"]
    return f"{field} was {was}, is {is_}: {row['reason']} ({by}, {row['corrected_on']})"


def later(connection: Connection, as_of: datetime) -> int:
    """How many corrections were made after a moment."""
    known, by_then = (len(connection.execute(select_corrections(at)).all()) for at in (None, as_of))
    return known - by_then
