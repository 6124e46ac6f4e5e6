"""Declare ai_clauses.csv: what postings say of a worker's work or likeness and AI, of tools and of hiring by AI."""

from db.queries.postings import select_ai_clauses
from reports.tables.table import PageRows, ReportTable

AI_CLAUSES = ReportTable(
    name="ai_clauses",
    title="What postings say of workers and AI: training, replicas, protection, tools, hiring",
    row_text="a sentence that says that a worker's work or likeness may train an AI or be replicated, that it will "
    "not, that AI tools must be used, or that AI is used in hiring",
    columns=(
        "posting_id studio brand origin title url state words_read_on"
        " version position kind field quote quote_start quote_end rule reader"
    ).split(),
    key=("posting_id", "position"),
    references={"posting_id": "postings"},
    order=("posting_id", "position"),
    query=select_ai_clauses,
    page_rows=PageRows(
        rank=lambda row: (row["kind"] == "protects_from_ai", row["posting_id"]),
        only={"kind": ("trains_ai", "digital_replica", "protects_from_ai")},
    ),
    view="ai_clauses",
)
