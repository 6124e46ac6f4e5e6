"""Declare covered_jobs.csv: the agreements that cover an advertised job, with or without pay."""

from db.queries.covered_jobs import select_covered_jobs
from reports.tables.table import PageRows, ReportTable

COVERED_JOBS = ReportTable(
    name="covered_jobs",
    title="Agreements that cover an advertised job, surely or likely, or that its own words deny; also without pay",
    row_text="an agreement that covers a posting's job (yes, likely), or that its own words deny (no), with the "
    "agreement's minimum on the posting's date; also of postings that state no pay",
    columns=(
        "posting_id studio brand origin title url place posted_on posted_on_basis state words_read_on"
        " agreement_covers_job coverage_reason coverage_quote coverage_rule union agreement role scale_unit"
        " scale_id scale_kind scale_amount scale_currency scale_effective_from scale_effective_to scale_status"
        " scale_confidence scale_source_url pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope"
    ).split(),
    key=("posting_id", "coverage_rule", "scale_unit"),
    references={"posting_id": "postings", "scale_id": "scales_used"},
    order=("posting_id", "coverage_rule", "scale_unit"),
    query=select_covered_jobs,
    page_rows=PageRows(
        rank=lambda row: (row["agreement_covers_job"] == "yes", row["posting_id"]),
        only={"agreement_covers_job": ("yes", "likely")},
    ),
    view="covered_jobs",
    renamed={"union": "union_name"},
)
