"""Read dated_events.csv: strikes, contracts and pay-transparency laws, each with its source.

The view `events` is made of these rows, and is made anew by a migration: a change to the file needs one, too.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Select, String, func, literal, union_all

from db.dialects.sql import iso_date, select_any
from db.queries.as_of import AsOf

LASTING = "strike"
"""The kind that marks every week until its end; a contract or law marks the week in which it begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedEvent:
    """Something dated that a series over time is to be read against."""

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

    def falls_between(self, first: date, last: date) -> bool:
        """Tell whether it marks one of these days, both included."""
        end = (self.ends_on or last) if self.kind == LASTING else self.begins_on
        return self.begins_on <= last and end >= first


@cache
def load_dated_events() -> tuple[DatedEvent, ...]:
    """Load all events, sorted by their first day."""
    text = files(__package__).joinpath("dated_events.csv").read_text(encoding="utf-8")
    return tuple(sorted(_parse_events(text.splitlines()), key=lambda event: (event.begins_on, event.event_id)))


def select_events(as_of: AsOf | None = None) -> Select[Any]:
    """Select the events that had begun."""
    rows = union_all(
        *(
            select_any(*(literal(value, String()).label(name) for name, value in _event_row(event).items()))
            for event in load_dated_events()
        )
    ).subquery("event")
    day = iso_date(func.current_date()) if as_of is None else literal(as_of.instant.date().isoformat())
    return select_any(*rows.c).where(rows.c.begins_on <= day)


def _event_row(event: DatedEvent) -> dict[str, str | None]:
    return {
        "event_id": event.event_id,
        "event_kind": event.kind,
        "event": event.name,
        "union": event.union or None,
        "jurisdiction": event.jurisdiction,
        "begins_on": event.begins_on.isoformat(),
        "ends_on": event.ends_on.isoformat() if event.ends_on else None,
        "source_title": event.source_title,
        "source_url": event.source_url,
        "note": event.note or None,
    }


def _parse_events(lines: list[str]) -> Iterator[DatedEvent]:
    for row in csv.DictReader(lines):
        begins, ends = row.pop("begins_on"), row.pop("ends_on")
        yield DatedEvent(
            **row, begins_on=date.fromisoformat(begins), ends_on=date.fromisoformat(ends) if ends else None
        )
