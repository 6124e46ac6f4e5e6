"""Procrastinate's tables, in a schema of their own beside ours, so that no query and no copy of our data meets them.

Whoever opens the queue first makes them, and brings them up to date: they belong to the extra and not to our
migrations, which every database has, also where nobody uses workers.
"""

from pathlib import Path
from typing import Any

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from db.engine import display_url
from db.errors import database_reason
from tracker.errors import WorkersError

SCHEMA = "procrastinate"
_RECORD = f"{SCHEMA}.labor_tracker_schema"
_LOCK = 7_227_180_425
"""The key of the PostgreSQL advisory lock under which the tables are made; any number no other program uses."""


def ensure_schema(engine: Engine) -> None:
    """Make Procrastinate's tables, or bring them to the installed version. Raises WorkersError."""
    migrations = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    newest = migrations[-1].name
    try:
        with engine.connect() as connection:
            if _read_version(connection) == newest:
                return
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            present = _read_version(connection)
            if present == newest:
                return
            if present is not None and present > newest:
                raise WorkersError(f"{display_url(engine.url)}: the queue was made by a newer Procrastinate; update it")
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
            _apply(connection, present, migrations)
            # its own index of locks begins with the id, and finds a lock by reading all of it
            connection.execute(
                text(f"CREATE INDEX IF NOT EXISTS labor_tracker_lock ON {SCHEMA}.procrastinate_jobs (lock)")
            )
            connection.execute(text(f"CREATE TABLE IF NOT EXISTS {_RECORD} (migration text NOT NULL)"))
            connection.execute(text(f"DELETE FROM {_RECORD}"))  # noqa: S608 - our name
            connection.execute(text(f"INSERT INTO {_RECORD} VALUES (:name)"), {"name": newest})  # noqa: S608 - our name
    except DBAPIError as error:
        raise WorkersError(f"{display_url(engine.url)}: the queue cannot be made: {database_reason(error)}") from error


def _read_version(connection: Connection) -> str | None:
    """The last migration of Procrastinate's that was applied; None where there are no tables."""
    if connection.scalar(text("SELECT to_regclass(:name)"), {"name": _RECORD}) is None:
        return None
    found: str | None = connection.scalar(text(f"SELECT migration FROM {_RECORD}"))  # noqa: S608 - our name
    return found


def _apply(connection: Connection, present: str | None, migrations: list[Path]) -> None:
    later = [file.read_text(encoding="utf-8") for file in migrations if present is not None and file.name > present]
    driver: Any = connection.connection.driver_connection
    for script in later if present is not None else [SchemaManager.get_schema()]:
        driver.execute(script)  # past SQLAlchemy, for which a % in it would begin a parameter
