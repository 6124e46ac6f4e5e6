"""Use the tracker from Python: `from tracker.api import open_database`. See docs/python.md.

What is here keeps its names; the modules behind it may change with any edition.
"""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from db import engine as engines
from db.maintenance import migrate
from db.queries.as_of import AsOf
from db.queries.current import find_present
from reports.frames.columns import Column
from reports.receipt.receipt import Receipt, read_receipt
from reports.receipt.text import render_text
from reports.report import resolve_as_of
from reports.tables.registry import TABLES
from reports.tables.table import ReportTable, Snapshot
from tracker import settings
from tracker.editorial.as_of_check import check_as_of
from tracker.errors import SelectionError
from tracker.explore.find_posting import find_posting
from tracker.explore.sql_console import run_select
from tracker.explore.stored_tables import find_stored_names, refresh_tables
from tracker.reading.jsonl import read_record
from tracker.util.instants import parse_instant
from tracker.util.suggestions import ask_whether_meant, suggest_names

__all__ = ["Database", "Explanation", "open_database", "read"]

When = str | date | datetime
"""A date, which means its end in UTC, or an instant with its time zone."""

_DTYPES = {
    **dict.fromkeys(("amount", "share", "rate"), "float64"),
    "integer": "Int64",
    "boolean": "boolean",
    "date": "datetime64[s]",  # nanoseconds end at the year 2262
    "instant": "object",
}
"""pandas' types by the type that columns.toml gives; every other column is text."""


def open_database(url: str | None = None) -> "Database":
    """Open a database for reading: `sqlite:///labor-tracker.db`, `postgresql://…`, or the one that is configured.

    Raises db.errors.DatabaseError for one that is not there, not ours, or of another edition.
    """
    engine = engines.open_engine(settings.DATABASE_URL if url is None else url, create=False, read_only=True)
    try:
        migrate.require_current(engine)
    except Exception:
        engine.dispose()
        raise
    return Database(engine)


def read(posting: Mapping[str, Any]) -> dict[str, Any]:
    """Read pay and AI in one posting, without a database, as `labor-tracker read` does.

    `posting` has "id", "title" and "description" (HTML or text), and if known "studio", "locations", "country",
    "language" and "stated_pay". Raises tracker.errors.BadRecordError.
    """
    return dict(json.loads(json.dumps(read_record(dict(posting), 1))))  # words of a vocabulary become plain text


@dataclass(frozen=True, slots=True)
class Explanation:
    """A posting's receipt: `print` gives its text, `data` its parts as plain values."""

    receipt: Receipt

    @property
    def data(self) -> dict[str, Any]:
        return self.receipt.to_dict()

    def __str__(self) -> str:
        return "\n".join(render_text(self.receipt))


class Database:
    """A database opened for reading. Use it in `with`, or call `close`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        """SQLAlchemy's engine, for what is not here."""

    def __enter__(self) -> "Database":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    @property
    def tables(self) -> dict[str, str]:
        """What `table` takes, each with what one row is."""
        return {table.name: table.row_text for table in TABLES}

    def columns(self, name: str) -> dict[str, Column]:
        """Type, unit, meaning and source of a table's columns, as the data dictionary has them."""
        return _find_table(name).described_columns

    def table(
        self, name: str, *, as_of: When | None = None, since: When | None = None, exact: bool = False
    ) -> pd.DataFrame:
        """Read a table of the report: the rows and columns of the file `NAME.csv` that `report --as-of` writes.

        `as_of`: by default the end of the last crawl. `since`: where the table `changes` and the news in `leads` begin.
        `exact`: amounts as Decimal and dates as Python's own instead of pandas' types.
        Raises SelectionError for a table that there is not, NothingToReportError before the first crawl, and
        tracker.errors.AsOfError for an `as_of` after the end of the last crawl, as every command does.
        """
        table = _find_table(name)
        with engines.connect_snapshot(self.engine) as connection:
            moment = resolve_as_of(connection, _find_moment(connection, as_of))
            snapshot = Snapshot(
                connection=connection,
                as_of=find_present(connection, AsOf.plain(moment)),
                since=None if since is None else _to_instant(since),
            )
            rows = table.read(snapshot)
        return rows if exact else _convert_types(rows, table.described_columns)

    def query(self, sql: str) -> pd.DataFrame:
        """Run a SQL query that only reads, as `labor-tracker query` does. Raises tracker.errors.QueryError.

        Where it reads a view of stored rows (docs/cookbook.md), these are brought up to date first, or a warning says
        of when they are.
        """
        if names := find_stored_names(sql):
            writing = engines.open_engine(self.engine.url.render_as_string(hide_password=False), create=False)
            try:
                for note in refresh_tables(writing, names):
                    warnings.warn(note, stacklevel=2)
            finally:
                writing.dispose()
        columns, rows = run_select(self.engine, sql)
        return pd.DataFrame(rows, columns=pd.Index(columns))

    def explain(self, posting: str, *, as_of: When | None = None) -> Explanation:
        """Explain what each number of a posting rests on: by posting_id, the board's key, or the posting's address.

        Raises NoSuchPostingError, SelectionError where it may be several, or tracker.errors.AsOfError.
        """
        with engines.connect_snapshot(self.engine) as connection:
            moment = _find_moment(connection, as_of)
            known = None if moment is None else AsOf.plain(moment)
            return Explanation(read_receipt(connection, find_posting(connection, posting), known))


def _find_table(name: str) -> ReportTable:
    by_name = {table.name: table for table in TABLES}
    if name not in by_name:
        raise SelectionError(f"no table is called {name}{ask_whether_meant(suggest_names(name, by_name))}")
    return by_name[name]


def _find_moment(connection: Connection, as_of: When | None) -> datetime | None:
    moment = None if as_of is None else _to_instant(as_of)
    check_as_of(connection, moment)
    return moment


def _to_instant(value: When) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return parse_instant(value.isoformat() if isinstance(value, date) else value)


def _convert_types(rows: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Give each column pandas' type for it; what is unknown is NA, NaN or NaT, never zero."""
    made = rows.astype({name: _DTYPES.get(columns[name].type, "string") for name in rows.columns})
    for name in rows.columns:
        if columns[name].type == "instant":  # in columns without any, pandas sees no time zone
            made[name] = pd.to_datetime(rows[name], utc=True)
    return made
