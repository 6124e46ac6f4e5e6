"""The errors of this room, and why a database refused.

Each message is one sentence for the person at the terminal, without SQL.

DbError
├── DatabaseError      the database cannot be opened, is not ours, or is of another version
├── ClockError         this machine's clock stands before what is stored
├── OtherOriginError   a clip of a posting whose stored words have another origin
└── InquiryError       an inquiry or an answer that cannot be recorded as given
"""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_LONGEST = 300
_WORDS = {
    "database or disk is full": "the disk is full",
    "attempt to write a readonly database": "the database may not be written",
    "unable to open database file": "the database's file cannot be opened",
    "disk I/O error": "the disk failed",
    "database is locked": "another process kept the database locked",
}
"""SQLite's own words, said for people."""
_PASSING_SQLITE = ("database is locked", "database table is locked")
_PASSING_STATES = ("08", "57P", "40", "55P03", "53300")
"""Beginnings of PostgreSQL's states: connection lost, server going down or starting, deadlock, lock, too many."""


class DbError(Exception):
    """The database cannot do what was asked; the command line prints the message and exits with 1."""


class DatabaseError(DbError):
    """The database cannot be opened, is not ours, or is of another version."""


class ClockError(DbError, ValueError):
    """This machine's clock stands before what is stored."""


class OtherOriginError(DbError, ValueError):
    """A clip of a posting whose stored words have another origin."""


class InquiryError(DbError, ValueError):
    """An inquiry or an answer that cannot be recorded as given."""


def database_reason(error: SQLAlchemyError) -> str:
    """What the database said, without the statement and its values."""
    cause = str(getattr(error, "orig", None) or error).strip()
    line = next((words for words in cause.splitlines() if words.strip()), type(error).__name__)
    line = " ".join(line.split())[:_LONGEST]
    return next((ours for theirs, ours in _WORDS.items() if theirs in line), f"the database said: {line}")


def is_passing(error: BaseException) -> bool:
    """Whether it may go well when it is tried again: the database is locked, starting, or was restarted."""
    if not isinstance(error, DBAPIError):
        return False
    if any(words in str(error.orig) for words in _PASSING_SQLITE):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # psycopg has none where no connection could be made
        return type(error.orig).__module__.startswith("psycopg") and type(error.orig).__name__ == "OperationalError"
    return error.connection_invalidated or str(state).startswith(_PASSING_STATES)
