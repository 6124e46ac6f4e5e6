"""Every readable pay beside the union figures of its date."""

from collections.abc import Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection

from db import queries
from db.comparison import order
from reports import frames

FILE = "pay_vs_scale.csv"
COLUMNS = (
    "posting_id studio brand origin title url place posted_on posted_on_basis ai_label ai_kinds"
    " pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote fx_rate fx_on"
    " scale_id union agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_source_url"
    " agreement_covers_job measure low middle high basis"
).split()
ORDER = ("posting_id",)
"""Within a posting as db.comparison.order has it: pay by the hour, day or session is compared by the hour first."""


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.chunks(connection, queries.pay_vs_scale(as_of), COLUMNS, order)


def parts(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    """As `chunks`, the values as the database gives them."""
    return frames.parts(connection, queries.pay_vs_scale(as_of), COLUMNS, order)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read(connection, queries.pay_vs_scale(as_of), COLUMNS, order)
