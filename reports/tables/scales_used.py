"""Declare scales_used.csv: the union figures that a comparison of this report, or a covered job in it, stands on."""

from pandas import DataFrame
from sqlalchemy import select

from db.queries.covered_jobs import select_covered_jobs
from db.queries.rows import filter_rows
from db.queries.scales import select_union_scales
from reports.frames.frames import read_frame
from reports.tables.table import ReportTable, Snapshot
from reports.tables.totals import total_comparisons

COLUMNS = (
    "scale_id union agreement role kind amount currency unit hours effective_from effective_to confidence tier"
    " source_title source_url second_source_title second_source_url second_source_tier note"
).split()
ORDER = ("union", "agreement", "role", "unit", "effective_from", "scale_id")


def read_scales_used(snapshot: Snapshot) -> DataFrame:
    """Read the figures by the ids that the comparisons and the covered jobs have."""
    covered = select(select_covered_jobs(snapshot.as_of).subquery().c.scale_id).distinct()
    of_jobs = {scale_id for scale_id in snapshot.connection.scalars(covered) if scale_id}
    used = snapshot.once(total_comparisons).scale_ids | of_jobs
    rows = filter_rows(select_union_scales(snapshot.as_of), scale_id=used)
    return read_frame(snapshot.connection, rows, COLUMNS, ORDER)


SCALES_USED = ReportTable(
    name="scales_used",
    title="The union figures that a comparison of this report stands on",
    row_text="a union figure that the report uses, with its source, dates and confidence",
    columns=COLUMNS,
    key=("scale_id",),
    order=ORDER,
    build=read_scales_used,
    view="scales_used",
    renamed={"union": "union_name"},
)
