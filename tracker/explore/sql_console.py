"""Ask the database in SQL, for reading only, and print what it says."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from tracker.errors import QueryError

ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
"""What a reading statement may do on SQLite; everything else is refused before it runs."""

REFUSED = "queries only read: this statement would write to the database or change it"


def run_select(engine: Engine, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one reading statement. Gives column names and rows. Raises QueryError."""
    return _ask_sqlite(engine, sql) if engine.dialect.name == "sqlite" else _ask_postgresql(engine, sql)


def _ask_sqlite(engine: Engine, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    def judge(action: int, name: str | None, *_: str | None) -> int:
        loads = action == sqlite3.SQLITE_FUNCTION and name == "load_extension"
        return sqlite3.SQLITE_OK if action in ALLOWED and not loads else sqlite3.SQLITE_DENY

    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if not isinstance(raw, sqlite3.Connection):
            raise TypeError(f"{raw!r} is not a connection to SQLite")
        raw.set_authorizer(judge)
        try:
            cursor = raw.execute(sql)
            return _columns(cursor.description), cursor.fetchall()
        except sqlite3.Error as error:
            raise QueryError(REFUSED if "not authorized" in str(error) else f"the query failed: {error}") from error
        finally:
            raw.set_authorizer(None)
            connection.invalidate()


def _ask_postgresql(engine: Engine, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    import psycopg

    with closing(engine.raw_connection()) as pooled:
        raw: Any = pooled.driver_connection
        raw.rollback()
        raw.read_only = True
        try:
            # prepare=True sends one statement by itself: nothing can end the reading transaction and go on
            cursor = raw.execute(sql, prepare=True)
            return _columns(cursor.description), cursor.fetchall() if cursor.description else []
        except psycopg.errors.ReadOnlySqlTransaction as error:
            raise QueryError(REFUSED) from error
        except psycopg.Error as error:
            raise QueryError(f"the query failed: {error.diag.message_primary or error}") from error
        finally:
            raw.rollback()
            raw.read_only = None


def _columns(description: Any) -> list[str]:
    if description is None:
        raise QueryError(REFUSED)
    return [column[0] for column in description]


def format_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    for row in (columns, *rows):
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([_cell(value) for value in row])
        yield out.getvalue()


def format_jsonl(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(columns, map(_value, row), strict=True)), ensure_ascii=False)


def format_json(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield "["
    lines = list(format_jsonl(columns, rows))
    yield from (f"  {line}{',' if n < len(lines) else ''}" for n, line in enumerate(lines, 1))
    yield "]"


def format_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Aligned columns, long cells cut at WIDEST characters."""
    cells = [[_short(_cell(value)) for value in row] for row in rows]
    widths = [max(len(name), *(len(row[n]) for row in cells), 0) for n, name in enumerate(columns)]
    numbers = [all(isinstance(row[n], int | float | Decimal | None) for row in rows) for n in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()

    yield line(columns)
    yield "  ".join("-" * width for width in widths)
    yield from map(line, cells)


WIDEST = 60


def _short(cell: str) -> str:
    cell = " ".join(cell.split())
    return cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…"


def _cell(value: Any) -> str:
    value = _value(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


FORMATS: dict[str, Callable[[Sequence[str], Sequence[Sequence[Any]]], Iterator[str]]] = {
    "table": format_table,
    "csv": format_csv,
    "json": format_json,
    "jsonl": format_jsonl,
}
