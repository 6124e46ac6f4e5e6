"""The union figures that a comparison of this report stands on."""

from collections.abc import Collection, Iterator
from datetime import datetime

from pandas import DataFrame
from sqlalchemy import Connection, SelectBase, select

from db.queries import postings as queries
from reports.frames import frames

FILE = "scales_used.csv"
COLUMNS = (
    "scale_id union agreement role kind amount currency unit hours effective_from effective_to confidence tier"
    " source_title source_url note"
).split()
ORDER = ("union", "agreement", "role", "unit", "effective_from", "scale_id")


def _used(as_of: datetime) -> SelectBase:
    scales, compared = queries.union_scales(as_of).subquery(), queries.pay_vs_scale(as_of).subquery()
    return select(scales).where(scales.c.scale_id.in_(select(compared.c.scale_id)))


def of(connection: Connection, as_of: datetime, scale_ids: Collection[str]) -> DataFrame:
    scales = queries.union_scales(as_of).subquery()
    statement = select(scales).where(scales.c.scale_id.in_(sorted(scale_ids)))
    return frames.read(connection, statement, COLUMNS, ORDER)


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    return frames.chunks(connection, _used(as_of), COLUMNS, ORDER)


def frame(connection: Connection, as_of: datetime) -> DataFrame:
    return frames.read(connection, _used(as_of), COLUMNS, ORDER)
