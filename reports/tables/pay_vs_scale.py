"""Every readable pay beside the union figures of its date."""

from collections.abc import Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.comparison import comparison_order, select_pay_vs_scale
from db.queries.scales import select_union_scales
from reports.frames import frames

FILE = "pay_vs_scale.csv"
COLUMNS = (
    "posting_id studio brand origin title url place posted_on posted_on_basis ai_label ai_kinds"
    " pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote fx_rate fx_on"
    " scale_id union agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_source_url"
    " agreement_covers_job measure low middle high basis"
).split()
ORDER = ("posting_id",)
"""Within a posting by `comparison_order`: pay by hour, day or session is compared by the hour first."""

OF_FIGURE = {name: name for name in ("union", "agreement", "role")} | {
    f"scale_{name}": name
    for name in "kind amount currency unit effective_from effective_to confidence source_url".split()
}
"""What follows from scale_id alone, and what the view union_scales calls it."""


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, select_pay_vs_scale(as_of), COLUMNS, comparison_order)


def parts(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    """As `chunks`, the values as the database gives them. What follows from a figure's id is not fetched again with
    every row: these are most rows of a large report."""
    known = {row["scale_id"]: row for row in connection.execute(select_union_scales(as_of)).mappings()}
    fetched = [name for name in COLUMNS if name not in OF_FIGURE]
    for part in frames.read_raw_chunks(connection, select_pay_vs_scale(as_of), fetched, comparison_order):
        figures = [known[scale_id] for scale_id in part["scale_id"]]
        beside = {name: [figure[said] for figure in figures] for name, said in OF_FIGURE.items()}
        yield part.join(DataFrame(beside, dtype=object))[COLUMNS]


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, select_pay_vs_scale(as_of), COLUMNS, comparison_order)
