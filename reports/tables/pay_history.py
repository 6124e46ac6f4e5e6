"""Declare pay_history.csv: each posting's pay over time."""

from db.queries.history import select_pay_history
from reports.tables.table import PageRows, ReportTable

PAY_HISTORY = ReportTable(
    name="pay_history",
    title="Each posting's pay over time: a row where it is first stated, and one for each version that changes it",
    row_text="a posting's pay from one date to another",
    columns=(
        "posting_id studio state words_read_on version first_seen_at until_at title pay_minimum pay_maximum"
        " pay_currency pay_unit pay_hours pay_kind pay_scope pay_usd_year_minimum pay_usd_year_maximum pay_year_basis"
        " pay_quote reader reader_changed"
    ).split(),
    order=("posting_id", "version"),
    query=select_pay_history,
    page_rows=PageRows(rank=lambda row: row["first_seen_at"], repeated_only=True),
    view="pay_history",
)
