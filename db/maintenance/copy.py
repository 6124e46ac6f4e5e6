"""Copy a database to another, of the same kind or not: how a tracker moves from SQLite to PostgreSQL."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from db.engine import display_url
from db.errors import DatabaseError
from db.maintenance import migrate
from db.models import Base

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table that stands in both databases with the same rows."""

    name: str
    rows: int
    sha256: str
    """Of all rows in the order of the primary key, as Python's values."""


def copy_database(source: Engine, target: Engine) -> list[CopiedTable]:
    """Copy every row, with its ids, into an empty database, in one transaction; then compare both, table by table.

    Nobody may write to the source meanwhile: rows that come later are not copied, and differ. Raises DatabaseError, and
    then leaves the target without a row.
    """
    if not migrate.is_empty(target):
        raise DatabaseError(f"{display_url(target.url)} holds tables already: give a database that is empty")
    migrate.upgrade(target)
    tables = Base.metadata.sorted_tables
    with source.connect() as read, target.begin() as write:
        for table in tables:
            _copy_table(read, write, table)
        if target.dialect.name == "postgresql":
            continue_sequences(write, tables)
        return [_compare_table(read, write, table) for table in tables]


def _copy_table(read: Connection, write: Connection, table: Table) -> None:
    # the migrations fill some tables with rows of their own; the source's are the ones that count
    write.execute(table.delete())
    for rows in _stream_rows(read, table):
        write.execute(insert(table), rows)


def _stream_rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Rows in the order of the primary key, so that a row comes after those of its table that it names."""
    streaming = connection.execution_options(stream_results=True)
    found = streaming.execute(select(table).order_by(*table.primary_key)).mappings()
    for rows in found.partitions(ROWS_AT_ONCE):
        yield [dict(row) for row in rows]


def continue_sequences(write: Connection, tables: list[Table]) -> None:
    """Let new rows get ids beyond the copied ones: rows that bring their id do not move a sequence."""
    for table in tables:
        key = table.autoincrement_column
        if key is None:
            continue
        sequence = write.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
        last = write.scalar(select(func.max(key)))
        if sequence and last:
            write.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _compare_table(read: Connection, write: Connection, table: Table) -> CopiedTable:
    ours, theirs = (_digest_rows(connection, table) for connection in (read, write))
    if ours != theirs:
        raise DatabaseError(
            f"{table.name} differs after copying ({ours[0]} rows here, {theirs[0]} there): is something writing?"
        )
    return CopiedTable(table.name, *ours)


def _digest_rows(connection: Connection, table: Table) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    for rows in _stream_rows(connection, table):
        count += len(rows)
        for row in rows:
            digest.update(repr(sorted(row.items())).encode("utf-8", "backslashreplace"))
    return count, digest.hexdigest()
