"""An exception as a person may read it: one bounded sentence, no traceback, no SQL."""

from sqlalchemy.exc import SQLAlchemyError

from db.errors import DbError, database_reason
from spiders.errors import SpidersError
from spiders.parsing.bounds import clean_line
from tracker.errors import TrackerError

OUR_ERRORS = (SpidersError, DbError, TrackerError)
"""Base classes of the errors whose message is a sentence for a person. No crawl meets those of reports."""


def describe_error(error: BaseException) -> str:
    """What went wrong, in at most 500 characters."""
    if isinstance(error, SQLAlchemyError):
        return clean_line(database_reason(error))
    if isinstance(error, OSError) and error.strerror:
        return clean_line(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
    words = str(error)
    if isinstance(error, OUR_ERRORS) and words:
        return clean_line(words)
    return clean_line(f"{type(error).__name__}: {words}" if words else type(error).__name__)
