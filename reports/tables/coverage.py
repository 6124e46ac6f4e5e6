"""Declare coverage.csv: every board, when it was visited, how that ended, and what is held of it."""

from pandas import DataFrame

from db.queries.crawls import select_coverage
from reports.frames.frames import read_frame
from reports.tables.table import ReportTable, Snapshot

COLUMNS = (
    "studio name family board last_crawl_at last_outcome last_reason last_complete_at announced listed"
    " postings_listed with_pay with_description crawls_complete crawls_suspect crawls_incomplete crawls_failed"
    " words_not_reread words_unseen_since"
).split()
ORDER = ("studio",)


def read_coverage(snapshot: Snapshot) -> DataFrame:
    """Read it whole, for the file and the page."""
    return read_frame(snapshot.connection, select_coverage(snapshot.as_of), COLUMNS, ORDER)


COVERAGE = ReportTable(
    name="coverage",
    title="Every board: when it was visited, how that ended, and what is held of it",
    row_text="a studio: how its crawls ended, and how much of its board is known",
    columns=COLUMNS,
    key=("studio",),
    order=ORDER,
    build=read_coverage,
    view="coverage",
)
