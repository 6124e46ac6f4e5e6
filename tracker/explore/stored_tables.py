"""Bring the stored tables of the report up to date before a query reads their views."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.engine import connect_snapshot, is_read_only, write_sessions
from db.queries.as_of import AsOf
from db.queries.current import find_present
from db.queries.stored_tables import STORED, select_stamp, select_states
from db.writes.stored_tables import replace_stored
from reports.errors import NothingToReportError
from reports.report import resolve_as_of
from reports.tables.registry import VIEWED_TABLES
from reports.tables.table import Snapshot
from tracker import settings


def find_stored_names(sql: str) -> list[str]:
    """The stored tables that a query may read: those whose names stand in it, were it in a text alone."""
    return [name for name in STORED if re.search(rf"\b{name}\b", sql, re.IGNORECASE)]


def refresh_tables(engine: Engine, names: Collection[str] = tuple(STORED)) -> list[str]:
    """Store those of the tables anew that something has changed for; gives a sentence where that could not be done.

    Nothing is stored before the first crawl has ended, when there is nothing to report.
    """
    if not names:
        return []
    with connect_snapshot(engine) as connection:
        states = {row.name: row for row in connection.execute(select_states())}
        stamp = _make_stamp(connection)
        behind = [name for name in names if name not in states or states[name].stamp != stamp]
        if not behind:
            return []
        held = [
            f"{name} is {f'as of {states[name].as_of.isoformat()}' if name in states else 'empty'}" for name in behind
        ]
        if is_read_only(engine):
            return [_describe_stale(held)]
        try:
            moment = resolve_as_of(connection, None)
        except NothingToReportError:
            return []
        snapshot = Snapshot(connection=connection, as_of=find_present(connection, AsOf.plain(moment)))
        made = {table.name: table.read(snapshot) for table in VIEWED_TABLES if table.name in behind}
    try:
        with write_sessions(engine).begin() as session:
            for name, rows in made.items():
                replace_stored(session, name, _iter_cells(name, rows), as_of=moment, stamp=stamp)
    except DBAPIError:  # a role that may only read, or a database that somebody writes to for a long time
        return [_describe_stale(held)]
    return []


def _describe_stale(held: Sequence[str]) -> str:
    return (
        f"{'; '.join(held)}: the database may not be written, and these tables are stored in it when they are asked for"
    )


def _make_stamp(connection: Connection) -> str:
    return " ".join(map(str, (settings.VERSION, *connection.execute(select_stamp()).one())))


def _iter_cells(name: str, rows: DataFrame) -> Iterator[Mapping[str, Any]]:
    columns = list(STORED[name])
    for row in rows[columns].itertuples(index=False, name=None):
        yield {column: _to_plain(value) for column, value in zip(columns, row, strict=True) if value is not None}


def _to_plain(value: Any) -> str | int | float:
    """Write a value as the other views give it: instants to the microsecond, true as 1."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return int(value) if isinstance(value, int) else value if isinstance(value, float) else str(value)
