"""Every posting, with its pay and its AI reading.

All columns of the view `postings` but description_text, which stays in the database.
"""

from collections.abc import Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.postings import select_postings
from reports.frames import frames

FILE = "postings.csv"
COLUMNS = (
    "posting_id studio brand board_key requisition origin title locations country url posted_on posted_on_basis"
    " first_seen_at last_seen_at state version_count ai_label ai_kinds mentions_ai_in_hiring any_keyword"
    " pay_minimum pay_maximum pay_currency pay_unit pay_hours pay_kind pay_scope"
    " pay_usd_year_minimum pay_usd_year_maximum pay_year_basis fx_rate fx_on pay_quote pay_flags reader"
).split()
ORDER = ("studio", "posting_id")


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, select_postings(as_of), COLUMNS, ORDER)


def parts(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    """As `chunks`, the values as the database gives them."""
    return frames.read_raw_chunks(connection, select_postings(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, select_postings(as_of), COLUMNS, ORDER)
