"""Strikes, contracts and pay-transparency laws that a series over time is to be read against, each with its source."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from pandas import DataFrame
from sqlalchemy import Connection

from reports.frames import frames

FILE = "events.csv"
COLUMNS = "event_id event_kind event union jurisdiction begins_on ends_on source_title source_url note".split()
ORDER = ("begins_on", "event_id")
LASTING = "strike"
"""The kind that marks every week until its end; a contract or law marks the week in which it begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    event_id: str
    kind: str
    """strike, contract or pay_transparency_law"""
    name: str
    union: str
    jurisdiction: str
    """ISO 3166, or EU."""
    begins_on: date
    ends_on: date | None
    """The last day. None: not known, or not over."""
    source_title: str
    source_url: str
    note: str

    def marks(self, first: date, last: date) -> bool:
        """Whether it falls into these days."""
        end = (self.ends_on or last) if self.kind == LASTING else self.begins_on
        return self.begins_on <= last and end >= first


@cache
def events() -> tuple[Event, ...]:
    text = files(__package__).joinpath("labor_events.csv").read_text(encoding="utf-8")
    return tuple(sorted(_read(text.splitlines()), key=lambda event: (event.begins_on, event.event_id)))


def _read(lines: list[str]) -> Iterator[Event]:
    for row in csv.DictReader(lines):
        begins, ends = row.pop("begins_on"), row.pop("ends_on")
        yield Event(**row, begins_on=date.fromisoformat(begins), ends_on=date.fromisoformat(ends) if ends else None)


def chunks(connection: Connection, as_of: datetime) -> Iterator[DataFrame]:
    yield frame(connection, as_of)


def frame(_connection: Connection, as_of: datetime) -> DataFrame:
    """Those that had begun."""
    rows = [
        [
            event.event_id, event.kind, event.name, event.union or None, event.jurisdiction, event.begins_on,
            event.ends_on, event.source_title, event.source_url, event.note or None,
        ]
        for event in events()
        if event.begins_on <= as_of.date()
    ]  # fmt: skip
    return frames.make_frame(rows, COLUMNS)
