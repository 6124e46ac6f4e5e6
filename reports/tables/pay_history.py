"""Each posting's pay over time: a row where it is first stated, and one for each version that changes it."""

from collections.abc import Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.history import select_pay_history
from reports.frames import frames

FILE = "pay_history.csv"
COLUMNS = (
    "posting_id studio version first_seen_at until_at title pay_minimum pay_maximum pay_currency pay_unit pay_hours"
    " pay_kind pay_scope pay_usd_year_minimum pay_usd_year_maximum pay_year_basis pay_quote reader reader_changed"
).split()
ORDER = ("posting_id", "version")


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, select_pay_history(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, select_pay_history(as_of), COLUMNS, ORDER)
