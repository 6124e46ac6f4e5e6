"""Opening a database, bringing its tables up to date, and refusing one that is not ours."""

import sqlite3
import time
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from db.errors import DbError

VERSION_TABLE = "labor_tracker_version"
"""Alembic's table under a name of our own, so that another program's database is not taken for ours."""

BUSY_SECONDS = 30
OLDEST_SQLITE = (3, 35)
"""The first that takes MATERIALIZED, without which the comparison with scale takes hours."""
UPGRADE_LOCK = 7_227_180_423
"""The key of the PostgreSQL advisory lock under which tables are changed; any number no other program uses."""


class DatabaseError(DbError):
    """The database cannot be used; the message is one sentence for the person at the terminal."""


def open_engine(url: str, *, create: bool = True, read_only: bool = False) -> Engine:
    """Open a database and see that it answers.

    Reading happens in ordinary transactions; what writes goes through `store.sessions`.
    Without `create`, an SQLite file that is not there is an error; `read_only` refuses every write.
    Raises DatabaseError.
    """
    address = _parsed(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=create and not read_only)
    engine = _engine(address, read_only)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise DatabaseError(_refusal(address, error)) from error
    return engine


def find_engine(url: str) -> Engine | None:
    """Open a database that is there and holds our tables; None where there is none. Raises DatabaseError."""
    address = _parsed(url)
    if address.get_backend_name() == "sqlite" and address.database and not Path(address.database).exists():
        return None
    engine = open_engine(url, create=False)
    if is_empty(engine):
        engine.dispose()
        return None
    require_current(engine)
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the tables and views up to date; two processes may do so at once. Raises DatabaseError."""
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        present = _revision(connection)
        if present != _script().get_current_head():
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def require_current(engine: Engine) -> None:
    """Raises DatabaseError, saying what to do, for a database that is not ours, older or newer than this program."""
    with engine.connect() as connection:
        present = _revision(connection)
    if present is None:
        raise DatabaseError(f"{display_url(engine.url)} holds no tables yet: run `labor-tracker db upgrade`")
    if present != _script().get_current_head():
        raise DatabaseError(f"{display_url(engine.url)} was made by an older program: run `labor-tracker db upgrade`")


def vacuum(engine: Engine) -> None:
    """Give back unused room. Raises DatabaseError where another process is at work in the database."""
    try:
        if engine.dialect.name == "sqlite":
            _vacuum_file(engine)
        else:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
    except (DBAPIError, sqlite3.Error) as error:
        raise DatabaseError(
            f"{display_url(engine.url)} cannot be vacuumed: {getattr(error, 'orig', None) or error}"
        ) from error


def _vacuum_file(engine: Engine) -> None:
    """Past SQLAlchemy, whose connections begin a transaction with every statement."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor.execute(statement)
        cursor.close()
    finally:
        connection.close()


def is_empty(engine: Engine) -> bool:
    """Whether there are no tables yet. Raises DatabaseError for a database that is not ours, or newer."""
    with engine.connect() as connection:
        return _revision(connection) is None


def display_url(url: URL) -> str:
    """The database's address as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


def _parsed(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseError(f"{url!r} is not a database URL such as sqlite:///labor-tracker.db") from error
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError(f"{display_url(address)}: only sqlite:/// and postgresql+psycopg:// databases can be used")
    return address


def _check_file(address: URL, *, create: bool) -> None:
    if not address.database or address.database == ":memory:":
        return
    file = Path(address.database)
    if not file.parent.is_dir():
        raise DatabaseError(f"{display_url(address)}: the folder {file.parent} does not exist")
    if file.is_dir():
        raise DatabaseError(f"{display_url(address)}: {file} is a folder, not a file")
    if not create and not file.exists():
        raise DatabaseError(f"{display_url(address)}: there is no such file yet; `labor-tracker crawl` makes one")


def _engine(address: URL, read_only: bool) -> Engine:
    try:
        if address.get_backend_name() == "sqlite":
            return _sqlite(address, read_only)
        options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
        return create_engine(address, connect_args={"connect_timeout": 10, **options}, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError) as error:
        raise DatabaseError(
            f"{display_url(address)} needs a driver that is not installed: pip install 'labor-tracker[postgresql]'"
        ) from error


def _sqlite(address: URL, read_only: bool) -> Engine:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise DatabaseError(
            f"{display_url(address)} needs SQLite {oldest} or later; this Python has {sqlite3.sqlite_version}"
        )
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own BEGIN comes too late for transactions that read first; ours is below.
        connection.isolation_level = None
        _pragmas(connection, read_only)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")

    return engine


def _pragmas(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn a new file to WAL. Where another process is turning it, SQLite says at once that it is locked, whatever its
    busy timeout: so it is asked again for as long as that."""
    until = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _refusal(address: URL, error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()
    if "not a database" in cause[0]:
        return f"{display_url(address)}: the file is not an SQLite database"
    return f"{display_url(address)} cannot be opened: {cause[0]}"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _script() -> ScriptDirectory:
    return _read_migrations(_config().get_main_option("script_location") or "")


@cache
def _read_migrations(location: str) -> ScriptDirectory:
    """Read the migrations once a process: each command asks two to four times for the newest revision."""
    config = Config()
    config.set_main_option("script_location", location)
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none. Raises DatabaseError for what is not ours, or newer."""
    tables = inspect(connection).get_table_names()
    name = display_url(connection.engine.url)
    if VERSION_TABLE not in tables:
        if tables:
            raise DatabaseError(f"{name} is not a labor-tracker database: it holds {', '.join(sorted(tables)[:3])}")
        return None
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    present = context.get_current_revision()
    if present is not None and present not in {script.revision for script in _script().walk_revisions()}:
        raise DatabaseError(f"{name} was made by a newer program (its tables are {present}): update labor-tracker")
    return present
