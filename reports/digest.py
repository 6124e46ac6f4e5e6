"""Say what changed between two reports, in a few lines for a message."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.crawls import select_studios
from db.queries.postings import select_postings
from db.vocabulary import Event
from reports.frames import frames
from reports.prose import wording
from reports.tables.changes import CHANGES
from reports.tables.table import Snapshot

AI = ("core", "adjacent")
POSTINGS_NAMED = 5
"""Postings named in a message; changes.csv has all."""
EVENTS = (
    Event.ARRIVED,
    Event.PAY_CHANGED,
    Event.TEXT_CHANGED,
    Event.NO_LONGER_LISTED,
    Event.BACK_AGAIN,
    Event.REPOSTED,
)
"""What is told first comes first."""
POSTING = "posting_id studio title ai_label state url".split()


@dataclass(frozen=True, slots=True)
class Digest:
    title: str
    lines: tuple[str, ...]
    changed: bool

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def make_digest(connection: Connection, since: datetime | None, as_of: datetime, *, folder: str) -> Digest:
    """Sum up changes.csv of that time, AI postings first; without `since`, what is listed at all."""
    words, known = wording.load_sentences()["news"], AsOf.plain(as_of)
    postings = frames.read_frame(connection, select_postings(known), POSTING, ("posting_id",))
    where = words["where"].format(folder=folder)
    if since is None:
        return Digest(_first_report_title(postings, as_of), (where,), changed=True)
    found = CHANGES.read(Snapshot(connection=connection, as_of=known, since=since))
    ai = set(postings["posting_id"][postings["ai_label"].isin(AI)])
    of_ai = found[found["posting_id"].isin(ai)]
    counted = _count_events(of_ai, "AI posting")
    every = ", ".join(_count_events(found, "posting"))
    headline = ", ".join(counted) or words["nothing_of_ai" if len(found) else "nothing"]
    title = f"{headline} ({wording.format_date(as_of.date())})"
    names = {row.studio: row.name for row in connection.execute(select_studios(known))}
    span = words["span" if every else "still"].format(
        since=wording.format_date(since.date()), as_of=wording.format_date(as_of.date()), counts=every
    )
    return Digest(title, (span, *_list_changes(of_ai, names), where), changed=not found.empty)


def _first_report_title(postings: DataFrame, as_of: datetime) -> str:
    listed = postings[postings["state"] == "listed"]
    return str(
        wording.load_sentences()["news"]["first"].format(
            ai=f"{listed['ai_label'].isin(AI).sum():,}",
            listed=f"{len(listed):,}",
            as_of=wording.format_date(as_of.date()),
        )
    )


def _count_events(found: DataFrame, noun: str) -> list[str]:
    """1 AI posting arrived, 2 AI postings no longer listed; a posting that changed in two fields counts once."""
    once = found[["posting_id", "event"]].drop_duplicates()
    count = Counter(once["event"])
    words = wording.load_sentences()["news"]["event"]
    return [
        f"{count[event]:,} {noun}{'s' if count[event] != 1 else ''} {words[event]}" for event in EVENTS if count[event]
    ]


def _list_changes(found: DataFrame, names: Mapping[str, str]) -> Iterator[str]:
    words = wording.load_sentences()["news"]["event"]
    rank = {str(event): number for number, event in enumerate(EVENTS)}
    once = found.drop_duplicates(["posting_id", "event"])
    rows: list[dict[str, Any]] = sorted(
        frames.to_records(once), key=lambda row: (rank[row["event"]], row["posting_id"])
    )
    for row in rows[:POSTINGS_NAMED]:
        studio = names.get(row["studio"], row["studio"])
        yield f"- {studio}: “{wording.shorten_title(row['title'])}” {words[row['event']]} <{row['url']}>"
    if len(rows) > POSTINGS_NAMED:
        yield wording.load_sentences()["news"]["more"].format(count=f"{len(rows) - POSTINGS_NAMED:,}")
