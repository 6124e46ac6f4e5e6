"""INSERT … ON CONFLICT, which both databases spell alike and SQLAlchemy keeps apart."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.models import Base


def upsert_rows(session: Session, rows: Iterable[Base]) -> None:
    for row in rows:
        table, values = table_of(type(row)), _row_values(row)
        keys = [column.name for column in table.primary_key]
        rest = {name: value for name, value in values.items() if name not in keys}
        session.execute(
            # one statement, and not a look and then a write: on PostgreSQL another process may insert the row in
            # between
            dialect_insert(session, table).values(values).on_conflict_do_update(index_elements=keys, set_=rest)
        )
    session.expire_all()


def _row_values(row: Base) -> Mapping[str, Any]:
    """Every column's value, of a row that no session holds; an attribute that was not set has its default, so that it
    overwrites what was there."""
    # past the attributes' descriptors, which cost as much as the INSERT: nothing of such a row is to be loaded
    given = vars(row)
    return {
        name: default if (value := given.get(name)) is None else value
        for name, default in _column_defaults(type(row)).items()
    }


@cache
def _column_defaults(model: type[Base]) -> Mapping[str, Any]:
    """Each column's name, and what it holds where nothing was set."""
    return {
        column.name: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        for column in table_of(model).columns
    }


def row_values(row: Base) -> dict[str, Any]:
    """Every column's value but the key's, which the database gives; for rows that no session holds."""
    return {name: value for name, value in _row_values(row).items() if name != "id"}


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Insert rows of the same columns, many in one statement; gives their ids in the order of the rows."""
    if not rows:
        return []
    table = table_of(model)
    # SQLAlchemy promises ids in the order of the rows only where it is asked to sort them.
    statement = table.insert().returning(table.c.id, sort_by_parameter_order=True)
    # past the session, which holds no objects of these rows and would make some
    return session.connection().execute(statement, [dict(row) for row in rows]).scalars().all()


def replace_rows(session: Session, model: type[Base], rows: Iterable[Base]) -> None:
    """Make the table hold these rows and no others. Equal rows are left alone.

    Every command that opens the database brings several hundred scales along, which hardly ever differ: reading them
    costs a tenth of writing them, and takes no page of the file.
    """
    table = table_of(model)
    keys = [column.name for column in table.primary_key]
    wanted = {tuple(values[key] for key in keys): values for values in map(_row_values, rows)}
    present = {tuple(row[key] for key in keys): dict(row) for row in session.execute(select(table)).mappings()}
    if wanted == present:
        return
    session.execute(delete(table))
    if wanted:
        session.execute(table.insert(), [dict(values) for values in wanted.values()])
    session.expire_all()


def table_of(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table


def dialect_insert(session: Session, table: Table) -> Any:
    """The dialect's own INSERT, which knows ON CONFLICT; both databases spell it alike."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # a crawl into SQLite need not load its types and drivers

        return postgresql.insert(table)
    return sqlite.insert(table)
