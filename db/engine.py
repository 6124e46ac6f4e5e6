"""Open a database: check its address, set SQLite's pragmas, and hand out sessions that write."""

import atexit
import contextlib
import logging
import os
import re
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from db.dialects.aggregates import register_aggregates
from db.errors import DatabaseError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

log = logging.getLogger(__name__)

BUSY_SECONDS = 30
TCP_OPTIONS = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""libpq's parameters: seconds, and milliseconds in the last. On a Unix socket all but the first do nothing."""
OLDEST_SQLITE = (3, 35)
"""The first that takes MATERIALIZED, without which the comparison with scale takes hours."""
_opened: "WeakKeyDictionary[Engine, int]" = WeakKeyDictionary()
"""The engines in use, and the process that opened each: a connection that a fork shares is not its to close."""


@atexit.register
def _close_connections() -> None:
    """Close what a command leaves open, upon which SQLite empties its log into the database's file."""
    for engine, pid in list(_opened.items()):
        if pid == os.getpid():
            engine.dispose()


def open_engine(url: str, *, create: bool = True, read_only: bool = False, limited: bool = False) -> Engine:
    """Open a database and see that it answers.

    Read in ordinary transactions; write through `write_sessions`.
    Without `create`, an SQLite file that is not there is an error; `read_only` refuses every write.
    `limited`: a PostgreSQL server that has not answered for a minute is taken for lost, as whoever holds a lease must.
    Raises DatabaseError.
    """
    address = parse_url(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=create and not read_only)
    engine = _create_engine(address, read_only)
    if limited and address.get_backend_name() == "postgresql":
        _limit_answers(engine)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise DatabaseError(_describe_failure(address, error)) from error
    _opened[engine] = os.getpid()
    return engine


def write_sessions(engine: Engine) -> "sessionmaker[Session]":
    """Make sessions that write.

    On SQLite their transactions take the write lock at once, waiting for it if need be: a transaction that reads first
    and writes later would fail where another process wrote in between.
    """
    from sqlalchemy.orm import sessionmaker  # `status` and `query` need none of it

    return sessionmaker(engine.execution_options(sqlite_begin="IMMEDIATE"))


def durable_sessions(engine: Engine) -> "sessionmaker[Session]":
    """Make sessions whose commits survive a power cut: a crawl's end, what a person gave, decided or was shown.

    SQLite in WAL mode otherwise leaves the last commits to the system's memory; PostgreSQL never does.
    """
    from sqlalchemy.orm import sessionmaker  # `status` and `query` need none of it

    return sessionmaker(engine.execution_options(sqlite_begin="IMMEDIATE", durable=True))


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
        # In WAL mode VACUUM writes the whole database into the log, which keeps that size until it is cut off.
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor.execute(statement)
        cursor.close()
    finally:
        connection.close()


def display_url(url: URL | str) -> str:
    """The database's address as it may be printed: without its password, also where that holds a / @ or #."""
    words = url if isinstance(url, str) else url.render_as_string(hide_password=True)
    words = re.sub(r"^(.*?//[^:/@]*):.*@", r"\1:***@", words, flags=re.DOTALL)
    return re.sub(r"([?&]\w*password=)[^&]*", r"\1***", words, flags=re.IGNORECASE)


def parse_url(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseError(f"{display_url(url)!r} is not a database URL such as sqlite:///labor-tracker.db") from error
    # Hosting services print these two; SQLAlchemy takes the first for psycopg2, which we do not use, and refuses the
    # second.
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    # An @ in a password ends it early, and its rest is taken for the host's name, which messages print.
    if address.host and "@" in address.host:
        raise DatabaseError(f"{display_url(address)}: in a password, @ is written %40, / %2F, # %23 and : %3A")
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
    if not file.exists():
        # Its owner's alone, and its log's likewise, which SQLite makes after it; who wants more readers says chmod.
        with contextlib.suppress(OSError):  # SQLite says better why a file cannot be made
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _create_engine(address: URL, read_only: bool) -> Engine:
    try:
        if address.get_backend_name() == "sqlite":
            return _create_sqlite_engine(address, read_only)
        options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
        # what the address says itself goes before
        waits = {name: value for name, value in TCP_OPTIONS.items() if name not in address.query}
        return create_engine(address, connect_args={**waits, **options}, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError) as error:
        raise DatabaseError(
            f"{display_url(address)} needs a driver that is not installed: pip install 'labor-tracker[postgresql]'"
        ) from error


def _limit_answers(engine: Engine) -> None:
    from db.dialects.answer_limit import LimitedConnection  # psycopg, which SQLite needs not

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return LimitedConnection.connect(*arguments, **options)


def _create_sqlite_engine(address: URL, read_only: bool) -> Engine:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise DatabaseError(
            f"{display_url(address)} needs SQLite {oldest} or later; this Python has {sqlite3.sqlite_version}"
        )
    # Reading needs no write: a file that one may not write, or whose folder one may not, is opened for reading alone.
    sealed = bool(address.database) and address.database != ":memory:" and _is_sealed(Path(str(address.database)))
    more: dict[str, Any] = {"creator": lambda: _connect_sealed(Path(str(address.database)))} if sealed else {}
    # an address may say how long to wait; what is given beside it would win
    waits = {} if "timeout" in address.query else {"timeout": BUSY_SECONDS}
    engine = create_engine(address, connect_args=waits, **more)
    engine.update_execution_options(sealed=sealed)
    read_only = read_only or sealed

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own BEGIN comes too late for transactions that read first; ours is below.
        connection.isolation_level = None
        _set_pragmas(connection, read_only)
        register_aggregates(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        # it cannot be changed within a transaction, and the connection is used for others too
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('durable') else 'NORMAL'}")
        connection.exec_driver_sql(f"BEGIN {options.get('sqlite_begin', 'DEFERRED')}")

    return engine


def _set_pragmas(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        _switch_to_wal(connection)


def connect_snapshot(engine: Engine) -> Connection:
    """Connect so that every query until the end of the transaction sees one state, whatever is written meanwhile."""
    level = "SERIALIZABLE" if engine.dialect.name == "sqlite" else "REPEATABLE READ"
    return engine.connect().execution_options(isolation_level=level)


def is_read_only(engine: Engine) -> bool:
    """Whether the database's file may not be written by this user."""
    return bool(engine.get_execution_options().get("sealed", False))


def _is_sealed(file: Path) -> bool:
    return file.exists() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def _connect_sealed(file: Path) -> sqlite3.Connection:
    """Open a file that may not be written; one without a log beside it as one that nobody changes, since a database in
    WAL mode cannot be read otherwise where its index may not be made."""
    address = f"file:{quote(str(file.resolve()))}?mode=ro"
    wal = file.with_name(f"{file.name}-wal")
    alone = not wal.exists() or not wal.stat().st_size
    for uri in (address, *([f"{address}&immutable=1"] if alone else [])):
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            failure = error
            continue
        return connection
    raise failure


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL, so that reports read while a crawl writes; where it cannot be had, keep what there is.

    In memory, and on file systems without shared memory, SQLite answers with another mode, however often it is asked.
    """
    # Where another process is switching it, SQLite reports a lock at once, whatever its busy timeout: so ask again for
    # as long as that.
    until = time.monotonic() + BUSY_SECONDS
    while (mode := connection.execute("PRAGMA journal_mode").fetchone()[0]) not in ("wal", "memory"):
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                log.info("SQLite keeps its journal in mode %s here: while one process writes, others wait", mode)
                return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _describe_failure(address: URL, error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()
    if "not a database" in cause[0]:
        return f"{display_url(address)}: the file is not an SQLite database"
    return f"{display_url(address)} cannot be opened: {cause[0]}"
