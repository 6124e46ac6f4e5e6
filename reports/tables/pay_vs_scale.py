"""Declare pay_vs_scale.csv: a posting's readable pay beside each union figure of its date."""

from collections.abc import Iterator

from pandas import DataFrame

from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.comparison.ranking import comparison_order
from db.queries.scales import select_union_scales
from reports.frames.frames import read_raw_chunks
from reports.tables.table import ReportTable, Snapshot

COLUMNS = (
    "posting_id studio brand origin title url place posted_on posted_on_basis state words_read_on"
    " ai_label ai_kinds occupation pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote"
    " fx_rate fx_on scale_id union agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_tier scale_source_url"
    " scale_second_source_url scale_second_source_tier agreement_covers_job measure low middle high basis"
    " coverage_reason coverage_quote"
    " comparison_reason low_percentiles high_percentiles rank_for_posting"
    " pay_minimum_real pay_maximum_real scale_amount_real real_basis"
).split()

SCALE_COLUMNS = {name: name for name in ("union", "agreement", "role")} | {
    f"scale_{name}": name
    for name in (
        "kind amount currency unit effective_from effective_to confidence tier source_url second_source_url"
        " second_source_tier"
    ).split()
}
"""What follows from scale_id alone, and what the view union_scales calls it."""


def stream_comparisons(snapshot: Snapshot) -> Iterator[DataFrame]:
    """Give the rows with the values as the database has them, sorted within a posting by `comparison_order`."""
    # most rows of a large report are these: what follows from scale_id is joined here, and not fetched with every row
    rows = snapshot.connection.execute(select_union_scales(snapshot.as_of)).mappings()
    scales = {row["scale_id"]: row for row in rows}
    fetched = [name for name in COLUMNS if name not in SCALE_COLUMNS]
    comparisons = select_pay_vs_scale(snapshot.as_of)
    for chunk in read_raw_chunks(snapshot.connection, comparisons, fetched, comparison_order):
        its_scales = [scales[scale_id] for scale_id in chunk["scale_id"]]
        joined = {name: [scale[column] for scale in its_scales] for name, column in SCALE_COLUMNS.items()}
        yield chunk.join(DataFrame(joined, dtype=object))[COLUMNS]


PAY_VS_SCALE = ReportTable(
    name="pay_vs_scale",
    title="Every readable pay beside the union figures of its date",
    row_text="one posting's pay beside one union figure: low, middle, high, and the basis in words",
    columns=COLUMNS,
    key=("posting_id", "scale_id", "measure", "basis"),
    references={"posting_id": "postings", "scale_id": "scales_used"},
    order=("posting_id",),
    stream=stream_comparisons,
    view="pay_vs_scale",
    renamed={"union": "union_name"},
)
