"""Ask the database in SQL, for reading only."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import Engine

from reports.redact import redact, redact_reference, redact_url
from tracker.errors import QueryError
from tracker.explore.select_only import REFUSED, check_select
from tracker.util.suggestions import ask_whether_meant, suggest_names

ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
"""What a reading statement may do on SQLite; everything else is refused before it runs."""

TERMINAL_ROWS = 1_000
"""Rows that a terminal is given; a file or a pipe gets all."""
MAX_BYTES = 500_000_000
_BATCH = 500
_STEPS = 10_000
"""SQLite's instructions between two looks at the clock."""
_LONGEST_VALUE = 50_000_000


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one query may take; each is said where it bites."""

    seconds: float = 300
    rows: int | None = None
    """Further rows are left off; None: all are given."""
    size: int | None = MAX_BYTES
    """Bytes of all values together; None: any number, for who holds no more than a row."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    columns: list[str]
    rows: list[tuple[Any, ...]]
    cut: bool
    """Whether there are further rows."""


class QueryStream:
    """An answer whose rows come from the database as they are asked for. `cut`: see QueryResult, once they are read."""

    def __init__(self, cursor: Any, limits: QueryLimits, clock: "QueryClock") -> None:
        self.columns, self.cut = _columns(cursor.description), False
        self._cursor, self._limits, self._clock = cursor, limits, clock

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        count = size = 0
        while some := self._fetch():
            for row in some:
                if self._limits.rows is not None and count >= self._limits.rows:
                    self.cut = True
                    return
                count += 1
                if self._limits.size is not None:
                    size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
                    if size > self._limits.size:
                        raise QueryError(f"the answer is larger than {self._limits.size // 1_000_000} MB: {_TOO_LARGE}")
                yield tuple(row)

    def _fetch(self) -> list[Any]:
        with self._clock:
            found: list[Any] = self._cursor.fetchmany(_BATCH)
            return found


_TOO_LARGE = "ask for less of it, or for --format csv, which holds no more than a row"


class QueryClock:
    """How long the database has worked; not how long the reader of its answer took, who may be a person at a pager."""

    def __init__(self, seconds: float) -> None:
        self.left, self._since = seconds, monotonic()

    def __enter__(self) -> None:
        self._since = monotonic()

    def __exit__(self, *_: object) -> None:
        self.left -= monotonic() - self._since

    def is_over(self) -> bool:
        return monotonic() - self._since > self.left


BY_DEFAULT = QueryLimits()


def run_select(engine: Engine, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one reading statement. Gives column names and rows. Raises QueryError."""
    result = run_query(engine, sql, BY_DEFAULT)
    return result.columns, result.rows


def run_query(engine: Engine, sql: str, limits: QueryLimits) -> QueryResult:
    """Run one reading statement within limits, and hold its whole answer. Raises QueryError."""
    with open_query(engine, sql, limits) as answer:
        rows = list(answer.rows)
        return QueryResult(answer.columns, rows, cut=answer.cut)


def open_query(engine: Engine, sql: str, limits: QueryLimits) -> AbstractContextManager[QueryStream]:
    """Run one reading statement within limits; its rows are read inside the context. Raises QueryError."""
    return (_query_sqlite if engine.dialect.name == "sqlite" else _query_postgresql)(engine, sql, limits)


@contextmanager
def _query_sqlite(engine: Engine, sql: str, limits: QueryLimits) -> Iterator[QueryStream]:
    def authorize(action: int, name: str | None, *_: str | None) -> int:
        loads = action == sqlite3.SQLITE_FUNCTION and name == "load_extension"
        # full text search asks for it whether somebody has written meanwhile
        looks = action == sqlite3.SQLITE_PRAGMA and name == "data_version"
        return sqlite3.SQLITE_OK if (action in ALLOWED and not loads) or looks else sqlite3.SQLITE_DENY

    clock = QueryClock(limits.seconds)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if not isinstance(raw, sqlite3.Connection):
            raise TypeError(f"{raw!r} is not a connection to SQLite")
        # One value may otherwise grow to a gigabyte within SQLite (zeroblob, group_concat), before any row can be
        # counted.
        raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        # FTS5 declares its table when it is first read, which to the authorizer is a change of the schema
        raw.execute("SELECT 1 FROM postings_search LIMIT 0")
        # SQLite asks for each table, function and write while it compiles: what is refused here never runs.
        raw.set_authorizer(authorize)
        raw.set_progress_handler(clock.is_over, _STEPS)
        try:
            with clock:
                cursor = raw.execute(sql)
            yield QueryStream(cursor, limits, clock)
        except sqlite3.Error as error:
            if "interrupted" in str(error):
                raise QueryError(_too_long(limits)) from error
            raise QueryError(REFUSED if "not authorized" in str(error) else _describe_failure(str(error))) from error
        finally:
            raw.set_progress_handler(None, 0)
            raw.set_authorizer(None)
            # The limit on values stays with the connection: so no pool gets it back.
            connection.invalidate()


@contextmanager
def _query_postgresql(engine: Engine, sql: str, limits: QueryLimits) -> Iterator[QueryStream]:
    import psycopg

    check_select(sql)
    with closing(engine.raw_connection()) as pooled:
        raw: Any = pooled.driver_connection
        raw.rollback()
        raw.read_only = True
        try:
            raw.execute("SELECT set_config('statement_timeout', %s, true)", [str(max(1, int(limits.seconds * 1000)))])
            # on the server, so that no more rows come than are asked for; and one statement alone, in a transaction
            # that reads: nothing can end it and go on
            with raw.cursor(name="labor_tracker_query") as cursor:
                cursor.itersize = _BATCH
                cursor.execute(sql)
                yield QueryStream(cursor, limits, QueryClock(limits.seconds))  # the server holds the limit
        except psycopg.errors.ReadOnlySqlTransaction as error:
            raise QueryError(REFUSED) from error
        except psycopg.errors.QueryCanceled as error:
            raise QueryError(_too_long(limits)) from error
        except psycopg.Error as error:
            raise QueryError(_describe_failure(error.diag.message_primary or str(error))) from error
        finally:
            raw.rollback()
            raw.read_only = None


_NO_SUCH_TABLE = re.compile(r'no such table: (?:main\.)?(\w+)|relation "(?:\w+\.)?(\w+)" does not exist')
_NO_SUCH_COLUMN = re.compile(r'no such column: (?:\w+\.)?(\w+)|column "?(?:\w+\.)?(\w+)"? does not exist')


def _describe_failure(message: str) -> str:
    """What the database said of a query, and the view or column that was probably meant."""
    # only where something is amiss: the queries behind the views cost more to load than `status` costs
    from db.queries.views import list_view_columns as view_columns

    meant: list[str] = []
    if missing := _NO_SUCH_TABLE.search(message):
        meant = suggest_names(missing[1] or missing[2], view_columns())
    elif missing := _NO_SUCH_COLUMN.search(message):
        columns = {column for names in view_columns().values() for column in names}
        meant = suggest_names(missing[1] or missing[2], sorted(columns))
    elif message.startswith("fts5:"):
        return f"the query failed: {message}: in postings_search, put a word that holds signs in quotation marks"
    elif "user-defined aggregate" in message:  # all that SQLite passes on
        return "the query failed: median and percentile take numbers, and percentile a percent from 0 to 100"
    return f"the query failed: {message}{ask_whether_meant(meant)}"


def find_powers(engine: Engine) -> str | None:
    """What PostgreSQL's role of this connection could do beside reading, a few words; None where it cannot, on SQLite
    too, where the program refuses it."""
    if engine.dialect.name == "sqlite":
        return None
    with engine.connect() as connection:
        name, powerful = connection.exec_driver_sql(
            "SELECT current_user, rolsuper OR rolcreaterole OR rolcreatedb OR "
            "has_table_privilege(current_user, 'crawl', 'INSERT') FROM pg_roles WHERE rolname = current_user"
        ).one()
    return (
        f"the role {name} may do more than read; `labor-tracker db readonly-role` prints one that cannot"
        if powerful
        else None
    )


def redact_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Mask people's data in every text. Keys and addresses stay whole, but for what leads to a person in them."""
    takes_out = list(map(choose_redaction, columns))
    return (
        tuple(
            take_out(value) if isinstance(value, str) else value for take_out, value in zip(takes_out, row, strict=True)
        )
        for row in rows
    )


def choose_redaction(column: str) -> Callable[[str], str]:
    """Choose what masks people's data in the texts of a column of this name."""
    if _OURS.search(column):
        return str
    # long digits in a key are no telephone number
    take_out = redact_reference if _KEY.search(column) else redact
    return lambda text: redact_url(text) if _URL.match(text) else take_out(text)


_KEY = re.compile(r"(?:^|_)(?:id|key|requisition|archive|record)$|^archive_")
_OURS = re.compile(r"(?:^|_)(?:sha256|fingerprint|at|on)$")
"""Digests and times, in which nobody else's words stand."""
_URL = re.compile(r"(?:https?|mailto|tel):\S+$", re.IGNORECASE)


def _too_long(limits: QueryLimits) -> str:
    return f"the query ran longer than {limits.seconds:g} seconds and was ended"


def _columns(description: Any) -> list[str]:
    if description is None:
        raise QueryError(REFUSED)
    return [column[0] for column in description]
