"""Open a database: check its address, set SQLite's pragmas, and hand out sessions that write."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from db.errors import DatabaseError

BUSY_SECONDS = 30
OLDEST_SQLITE = (3, 35)
"""The first that takes MATERIALIZED, without which the comparison with scale takes hours."""


def open_engine(url: str, *, create: bool = True, read_only: bool = False) -> Engine:
    """Open a database and see that it answers.

    Read in ordinary transactions; write through `write_sessions`.
    Without `create`, an SQLite file that is not there is an error; `read_only` refuses every write.
    Raises DatabaseError.
    """
    address = parse_url(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=create and not read_only)
    engine = _create_engine(address, read_only)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise DatabaseError(_describe_failure(address, error)) from error
    return engine


def write_sessions(engine: Engine) -> sessionmaker[Session]:
    """Make sessions that write.

    On SQLite their transactions take the write lock at once, waiting for it if need be: a transaction that reads first
    and writes later would fail where another process wrote in between.
    """
    return sessionmaker(engine.execution_options(sqlite_begin="IMMEDIATE"))


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
    # past SQLAlchemy, whose connections begin a transaction with every statement; VACUUM runs in none
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor.execute(statement)
        cursor.close()
    finally:
        connection.close()


def display_url(url: URL) -> str:
    """The database's address as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


def parse_url(url: str) -> URL:
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


def _create_engine(address: URL, read_only: bool) -> Engine:
    try:
        if address.get_backend_name() == "sqlite":
            return _create_sqlite_engine(address, read_only)
        options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
        return create_engine(address, connect_args={"connect_timeout": 10, **options}, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError) as error:
        raise DatabaseError(
            f"{display_url(address)} needs a driver that is not installed: pip install 'labor-tracker[postgresql]'"
        ) from error


def _create_sqlite_engine(address: URL, read_only: bool) -> Engine:
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
        _set_pragmas(connection, read_only)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")

    return engine


def _set_pragmas(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        _switch_to_wal(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL, so that reports read while a crawl writes."""
    # Where another process is switching it, SQLite reports a lock at once, whatever its busy timeout: so ask again for
    # as long as that.
    until = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _describe_failure(address: URL, error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()
    if "not a database" in cause[0]:
        return f"{display_url(address)}: the file is not an SQLite database"
    return f"{display_url(address)} cannot be opened: {cause[0]}"
