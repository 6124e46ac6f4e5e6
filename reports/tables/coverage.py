"""Every board: when it was visited, how that ended, and what is held of it."""

from collections.abc import Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.crawls import select_coverage
from reports.frames import frames

FILE = "coverage.csv"
COLUMNS = (
    "studio name family board last_crawl_at last_outcome last_reason last_complete_at announced listed"
    " postings_listed with_pay with_description crawls_complete crawls_suspect crawls_incomplete crawls_failed"
).split()
ORDER = ("studio",)


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, select_coverage(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, select_coverage(as_of), COLUMNS, ORDER)
