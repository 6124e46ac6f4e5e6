"""Declare trend.csv: AI jobs listed week by week, of each studio and kind.

The stock at the week's end stands apart from what flowed.

Weeks run from Monday to Sunday, UTC, from the one of a studio's first complete crawl. A week without a complete crawl
has no figures, since nothing is known of it; what changed meanwhile is counted in the next week that has one.

Every week is counted by the latest reading of what then stood on the board. Where that reading is another reader's than
the week before, `reader_changed` says so: the step may be the reader's and not the studio's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from pandas import DataFrame
from sqlalchemy import Connection

from db.queries import series
from db.queries.as_of import AsOf
from db.queries.dated_events import load_dated_events
from db.vocabulary import AiKind, Outcome
from reports.tables.summary_stats import name_small_counts, to_share
from reports.tables.table import PageRows, ReportTable, Snapshot
from reports.tables.trend_numbers import EPOCH, NEVER, Mask, Numbers, read_labels, read_runs, to_microseconds

COLUMNS = (
    "studio week_begins_on week_ends_on week_whole kind core_listed postings_listed share_core arrived no_longer_listed"
    " crawls_complete weeks_unknown_before reader reader_changed few events"
).split()
ALL_KINDS = "all"


def read_trend(snapshot: Snapshot) -> DataFrame:
    """Count every week of every studio."""
    boards = _read_boards(snapshot.connection, snapshot.as_of)
    rows = [row for board in boards for row in _board_rows(board, snapshot.as_of)]
    return DataFrame(rows, columns=COLUMNS, dtype=object)


TREND = ReportTable(
    name="trend",
    title=(
        "AI jobs listed week by week, of each studio and kind: the stock at the week's end, and apart from it what"
        " flowed"
    ),
    row_text="one week, studio and kind: AI jobs listed, arrived, no longer listed; empty where there was no crawl",
    columns=COLUMNS,
    key=("studio", "week_begins_on", "kind"),
    references={"studio": "studios"},
    order=("studio", "week_begins_on", "kind"),
    build=read_trend,
    view="trend",
    page_rows=PageRows(rank=lambda row: row["week_begins_on"], group_by="week_begins_on", only={"kind": (ALL_KINDS,)}),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """What is known of one studio: arrays of equal length for its visits, for its runs of sightings (one posting may
    have several), for its postings (which the others number) and for its versions. Moments are in microseconds."""

    studio: str
    visit: Numbers
    ended: Numbers
    complete: Mask
    run_posting: Numbers
    run_first: Numbers
    run_last: Numbers
    version_posting: Numbers
    version_from: Numbers
    version_until: Numbers
    core: Mask
    kinds: Numbers
    """A bit for each of AiKind."""
    reader: Numbers
    readers: list[str]

    @property
    def postings(self) -> int:
        return int(self.run_posting.max(initial=-1)) + 1

    def ended_of(self, visits: Numbers) -> Numbers:
        """Give when those visits ended; NEVER for one that is not known."""
        at = np.searchsorted(self.visit, visits)
        known = np.append(self.ended, NEVER)
        return np.where(np.append(self.visit, NEVER)[at] == visits, known[at], NEVER)

    def arrived(self) -> Numbers:
        """Give when each posting was first seen; NEVER for those that the first complete visit found there."""
        first = np.full(self.postings, NEVER)
        np.minimum.at(first, self.run_posting, self.run_first)
        begun = self.visit[self.complete][0]
        return np.where(first > begun, self.ended_of(first), NEVER)

    def gone(self) -> tuple[Numbers, Numbers]:
        """Give the postings, and the moments at which they were absent for the second time in a row."""
        complete = self.visit[self.complete]
        second = np.searchsorted(complete, self.run_last, side="right") + 1
        absent = np.append(complete, [NEVER, NEVER])[np.minimum(second, len(complete))]
        again = np.where(np.roll(self.run_posting, -1) == self.run_posting, np.roll(self.run_first, -1), NEVER)
        if len(again):
            again[-1] = NEVER
        left = (absent < again) & (absent != NEVER)
        return self.run_posting[left], self.ended_of(absent[left])

    def listed(self, moment: int) -> Mask:
        """Tell of each posting whether it is in the state listed."""
        known = self.ended <= moment
        last_complete = self.visit[known & self.complete].max()
        seen = (self.run_first <= self.visit[known].max()) & (self.run_last >= last_complete)
        found = np.zeros(self.postings, dtype=np.bool_)
        found[self.run_posting[seen]] = True
        return found


def _board_rows(board: Board, as_of: AsOf) -> Iterator[list[Any]]:
    if not board.complete.any():
        return
    arrived, (gone, gone_at) = board.arrived(), board.gone()
    had = [bit for bit, _ in enumerate(AiKind) if (board.kinds[board.core] >> bit & 1).any()]
    before, unknown = 0, 0
    readers: list[str] | None = None
    for monday, moment in _list_weeks(int(board.ended[board.complete].min()), as_of):
        visits = int(
            (board.complete & (board.ended > _midnight_microseconds(monday) - 1) & (board.ended <= moment)).sum()
        )
        head, tail = _week_cells(board, monday, as_of), [visits, unknown]
        # A week in which nobody came to the end of the list has no figures: a zero would say that the studio sought
        # nobody.
        if not visits:
            unknown += 1
            yield from (
                [*head, kind, *[None] * 5, *tail, None, None, None, _name_week_events(monday)]
                for kind in _name_kinds(had)
            )
            continue
        listed = board.listed(moment)
        current = (board.version_from <= moment) & (board.version_until > moment)
        standing = current & listed[board.version_posting]
        came = current & _is_between(arrived, before, moment)[board.version_posting]
        left = np.zeros(board.postings, dtype=np.bool_)
        left[gone[_is_between(gone_at, before, moment)]] = True
        went = current & left[board.version_posting]
        names = sorted({board.readers[code] for code in np.unique(board.reader[standing])})
        changed = None if readers is None or not names else names != readers
        for kind, mask in _kind_masks(board, had):
            number, whole = int((standing & mask).sum()), int(listed.sum())
            flow = [int((came & mask).sum()), int((went & mask).sum())]
            said = [
                "; ".join(names) or None,
                changed,
                name_small_counts({"postings_listed": whole}),
                _name_week_events(monday),
            ]
            yield [*head, kind, number, whole, to_share(number, whole), *flow, *tail, *said]
        before, unknown, readers = moment, 0, names or readers


def _name_kinds(bits: list[int]) -> list[str]:
    return [ALL_KINDS, *(str(list(AiKind)[bit]) for bit in bits)]


def _kind_masks(board: Board, bits: list[int]) -> Iterator[tuple[str, Mask]]:
    """Mask the versions of AI jobs: all, and those of each kind."""
    yield ALL_KINDS, board.core
    for bit in bits:
        yield str(list(AiKind)[bit]), board.core & (board.kinds >> bit & 1).astype(np.bool_)


def _is_between(moments: Numbers, after: int, until: int) -> Mask:
    return (moments > after) & (moments <= until)


def _week_cells(board: Board, monday: date, as_of: AsOf) -> list[Any]:
    sunday = monday + timedelta(days=6)
    return [
        board.studio,
        monday,
        sunday,
        _midnight_microseconds(monday + timedelta(days=7)) <= to_microseconds(as_of.instant) + 1,
    ]


def _list_weeks(first: int, as_of: AsOf) -> Iterator[tuple[date, int]]:
    """Mondays, and the last moment of each week that the report knows."""
    began = (EPOCH + timedelta(microseconds=first)).date()
    monday = began - timedelta(days=began.weekday())
    while monday <= as_of.instant.date():
        yield monday, min(_midnight_microseconds(monday + timedelta(days=7)) - 1, to_microseconds(as_of.instant))
        monday += timedelta(days=7)


def _name_week_events(monday: date) -> str | None:
    sunday = monday + timedelta(days=6)
    return " ".join(event.event_id for event in load_dated_events() if event.falls_between(monday, sunday)) or None


def _midnight_microseconds(day: date) -> int:
    return to_microseconds(datetime.combine(day, time(), UTC))


def _read_boards(connection: Connection, as_of: AsOf) -> Iterator[Board]:
    """Read each studio that was ever visited, in the order of their names."""
    visits = connection.execute(series.select_visits(as_of)).all()
    runs, labels = read_runs(connection, as_of), read_labels(connection, as_of)
    until, readers = labels.known_until(), [*labels.readers, ""]
    place = np.searchsorted(runs.posting, labels.posting)
    seen = np.append(runs.posting, -1)[place] == labels.posting
    studio_of_version = np.where(seen, np.append(runs.studio, -1)[place], -1)
    for studio in sorted({row.studio for row in visits}):
        mine = sorted((row for row in visits if row.studio == studio), key=lambda row: row.crawl_id)
        number = runs.studios.index(studio) if studio in runs.studios else -2
        own, version = runs.studio == number, studio_of_version == number
        known, local = np.unique(runs.posting[own], return_inverse=True)
        yield Board(
            studio=studio,
            visit=np.array([row.crawl_id for row in mine], dtype=np.int64),
            ended=np.array([to_microseconds(row.finished_at) for row in mine], dtype=np.int64),
            complete=np.array([row.outcome == Outcome.COMPLETE for row in mine], dtype=np.bool_),
            run_posting=local.astype(np.int64),
            run_first=runs.first_crawl[own],
            run_last=runs.last_crawl[own],
            version_posting=np.searchsorted(known, labels.posting[version]).astype(np.int64),
            version_from=labels.known_from[version],
            version_until=until[version],
            core=labels.core[version],
            kinds=labels.kinds[version],
            reader=labels.reader[version],
            readers=readers,
        )
