"""Declare corrections.csv: what people corrected, what it was, what it is, why, and who said so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select

from db.queries.as_of import AsOf
from db.queries.editorial import select_corrections
from db.queries.rows import pick_columns
from reports.tables.table import PageRows, ReportTable

COLUMNS = (
    "posting_id studio state words_read_on corrected_version corrected_field old_value new_value reason corrected_by"
    " corrected_on added_at"
).split()
QUERY_COLUMNS = {"corrected_version": "version", "corrected_field": "field", "corrected_by": "by"}
"""What the query calls the columns for which a file, read alone, needs a longer name."""


def select_named_corrections(as_of: AsOf | None) -> Select[Any]:
    """Select the corrections under the names of the report's columns."""
    return pick_columns(select_corrections(as_of), {name: QUERY_COLUMNS.get(name, name) for name in COLUMNS})


CORRECTIONS = ReportTable(
    name="corrections",
    title="What people corrected: what it was, what it is, why, and who said so",
    row_text="a value that a person corrected: what it was, what it is, why",
    columns=COLUMNS,
    order=("posting_id", "added_at", "corrected_field"),
    query=select_named_corrections,
    page_rows=PageRows(rank=lambda row: row["added_at"]),
    view="corrections",
)


def describe_correction(row: Mapping[str, Any]) -> str:
    """Say it in words: pay_maximum was 900000, is 700000: misread (J. Doe, 2026-11-22). `row`: of corrections.csv."""
    was, is_ = (row[name] or "empty" for name in ("old_value", "new_value"))
    field, by = row["corrected_field"], row["corrected_by"]
    return f"{field} was {was}, is {is_}: {row['reason']} ({by}, {row['corrected_on']})"


def count_later_corrections(connection: Connection, instant: datetime) -> int:
    """Count the corrections that were made after a report's date."""
    known, by_then = (len(connection.execute(select_corrections(at)).all()) for at in (None, AsOf.plain(instant)))
    return known - by_then
