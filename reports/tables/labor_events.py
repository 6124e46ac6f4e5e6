"""Declare events.csv: strikes, contracts and pay-transparency laws that a series over time is to be read against."""

from pandas import DataFrame

from reports.frames.frames import make_frame
from reports.tables.dated_events import load_dated_events
from reports.tables.table import PageRows, ReportTable, Snapshot

COLUMNS = "event_id event_kind event union jurisdiction begins_on ends_on source_title source_url note".split()


def build_events(snapshot: Snapshot) -> DataFrame:
    """Make a row of each event that had begun."""
    rows = [
        [
            event.event_id, event.kind, event.name, event.union or None, event.jurisdiction, event.begins_on,
            event.ends_on, event.source_title, event.source_url, event.note or None,
        ]
        for event in load_dated_events()
        if event.begins_on <= snapshot.as_of.instant.date()
    ]  # fmt: skip
    return make_frame(rows, COLUMNS)


LABOR_EVENTS = ReportTable(
    name="events",
    title=(
        "Strikes, contracts and pay-transparency laws that a series over time is to be read against, each with its"
        " source"
    ),
    row_text="a strike, a contract or a pay-transparency law, with its dates and source",
    columns=COLUMNS,
    key=("event_id",),
    order=("begins_on", "event_id"),
    build=build_events,
    page_rows=PageRows(rank=lambda row: row["begins_on"], group_by="event_id", at_most=1000),
)
