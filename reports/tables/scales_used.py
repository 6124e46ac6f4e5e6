"""The union figures that a comparison of this report stands on."""

from collections.abc import Collection, Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.rows import filter_rows
from db.queries.scales import select_union_scales, select_used_scales
from reports.frames import frames

FILE = "scales_used.csv"
COLUMNS = (
    "scale_id union agreement role kind amount currency unit hours effective_from effective_to confidence tier"
    " source_title source_url note"
).split()
ORDER = ("union", "agreement", "role", "unit", "effective_from", "scale_id")


def of(connection: Connection, as_of: datetime, scale_ids: Collection[str]) -> DataFrame:
    used = filter_rows(select_union_scales(as_of), scale_id=scale_ids)
    return frames.read_frame(connection, used, COLUMNS, ORDER)


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.read_chunks(connection, select_used_scales(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read_frame(connection, select_used_scales(as_of), COLUMNS, ORDER)
