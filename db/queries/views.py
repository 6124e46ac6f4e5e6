"""The public face of the database: every query of db/queries/postings.py as it stands now, under its own name."""

from functools import cache

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from db.queries.postings import PUBLIC

# PostgreSQL in a style of parameters that leaves percent signs as they are
_DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLiteDialect(),
    "postgresql": PGDialect(paramstyle="named"),  # type: ignore[no-untyped-call]
}


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """The names of each view's columns."""
    return {name: tuple(query(None).selected_columns.keys()) for name, query in PUBLIC.items()}


def definition(name: str, dialect: str) -> str:
    """A view as SQL."""
    compiled = PUBLIC[name](None).compile(dialect=_DIALECTS[dialect], compile_kwargs={"literal_binds": True})
    return f"CREATE VIEW {name} AS {compiled}"


def create_all(connection: Connection) -> None:
    for name in PUBLIC:
        connection.exec_driver_sql(definition(name, connection.dialect.name))


def drop_all(connection: Connection) -> None:
    for name in PUBLIC:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
