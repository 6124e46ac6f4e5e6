"""Declare events.csv: strikes, contracts and pay-transparency laws that a series over time is to be read against."""

from db.queries.dated_events import select_events
from reports.tables.table import PageRows, ReportTable

LABOR_EVENTS = ReportTable(
    name="events",
    title=(
        "Strikes, contracts and pay-transparency laws that a series over time is to be read against, each with its"
        " source"
    ),
    row_text="a strike, a contract or a pay-transparency law, with its dates and source",
    columns="event_id event_kind event union jurisdiction begins_on ends_on source_title source_url note".split(),
    key=("event_id",),
    order=("begins_on", "event_id"),
    query=select_events,
    view="events",
    renamed={"union": "union_name"},
    page_rows=PageRows(rank=lambda row: row["begins_on"], group_by="event_id", at_most=1000),
)
