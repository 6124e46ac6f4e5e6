"""Declare postings.csv: every column of the view `postings` but description_text, which stays in the database."""

from collections.abc import Iterator

from pandas import DataFrame

from db.queries.postings import select_postings
from db.vocabulary import AiLabel, State
from reports.frames.frames import read_raw_chunks
from reports.tables.table import PageRows, ReportTable, Snapshot

COLUMNS = (
    "posting_id studio brand board_key requisition origin title locations country url posted_on posted_on_basis"
    " first_seen_at last_seen_at state words_read_on version_count ai_label ai_kinds mentions_ai_in_hiring any_keyword"
    " pay_minimum pay_maximum pay_currency pay_unit pay_hours pay_kind pay_scope"
    " pay_usd_year_minimum pay_usd_year_maximum pay_year_basis fx_rate fx_on pay_quote pay_flags reader"
).split()
ROWS_ON_PAGE = 5_000
"""Of more AI postings listed the page has those that advertise most a year."""
ORDER = ("studio", "posting_id")


def stream_postings(snapshot: Snapshot) -> Iterator[DataFrame]:
    """Give the rows with the values as the database has them: what is only written need not be converted first."""
    return read_raw_chunks(snapshot.connection, select_postings(snapshot.as_of), COLUMNS, ORDER)


POSTINGS = ReportTable(
    name="postings",
    title="Every posting, with its pay and its AI reading",
    row_text="a posting: what it says, when it was seen, its pay as read and as posted, its AI label",
    columns=COLUMNS,
    key=("posting_id",),
    order=ORDER,
    stream=stream_postings,
    view="postings",
    page_rows=PageRows(
        rank=lambda row: float(row["pay_usd_year_maximum"] or row["pay_usd_year_minimum"] or 0),
        only={"ai_label": (str(AiLabel.CORE), str(AiLabel.ADJACENT)), "state": (str(State.LISTED),)},
        at_most=ROWS_ON_PAGE,
    ),
)
