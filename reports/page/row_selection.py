"""Of each table that has no place of its own on the page, the few rows that the page shows; the file has all.

Tables go by in parts. Held are the rows to be shown, and those of the one posting that the next part may continue.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from pandas import DataFrame

from reports.formats.writer import stem
from reports.frames import frames
from reports.tables import ai_vs_other, answers, changes, corrections, labor_events, leads, pay_history, trend

ROWS_AT_MOST = 50
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which rows: those of the highest `first`, whole groups while they fit, in the order of the file."""

    table: ModuleType
    together: str = "posting_id"
    """The rows of one such value stand together or not at all. In the file they follow each other, or it is one part.
    """
    first: Callable[[Mapping[str, Any]], Any]
    fits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values that a row of the page has in these columns."""
    several: bool = False
    """Only groups of more than one row."""
    at_most: int = ROWS_AT_MOST


CHOICES = (
    Selection(table=leads, first=lambda row: -row["rank"]),
    Selection(table=changes, first=lambda row: row["noted_at"]),
    Selection(table=pay_history, first=lambda row: row["first_seen_at"], several=True),
    Selection(
        table=ai_vs_other,
        together="studio",
        first=lambda row: row["core_listed"],
        fits={"by": ("all", "country", "level", "employment_type")},
    ),
    Selection(
        table=trend, together="week_begins_on", first=lambda row: row["week_begins_on"], fits={"kind": (trend.ALL,)}
    ),
    Selection(table=labor_events, together="event_id", first=lambda row: row["begins_on"], at_most=1000),
    Selection(table=answers, first=lambda row: row["asked_at"]),
    Selection(table=corrections, first=lambda row: row["added_at"]),
)


@dataclass
class SelectedRows:
    choice: Selection
    in_file: int = 0
    suitable: int = 0
    """Rows of the file that the page would show, were there room."""
    groups: dict[Any, list[Row]] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        found = sorted((row for rows in self.groups.values() for row in rows), key=lambda row: row["at_"])
        return found[: self.choice.at_most]

    def through(self, parts: Iterable[DataFrame]) -> Iterator[DataFrame]:
        """The same parts; of each, what may be shown is kept as it goes by."""
        last: tuple[Any, list[Row]] | None = None
        for part in parts:
            last = self._take(part, last)
            yield part
        if last:
            self._close(dict([last]))

    def _take(self, part: DataFrame, last: tuple[Any, list[Row]] | None) -> tuple[Any, list[Row]] | None:
        open_: dict[Any, list[Row]] = dict([last]) if last else {}
        for at, row in enumerate(frames.to_records(part), self.in_file):
            if all(row[name] in values for name, values in self.choice.fits.items()):
                open_.setdefault(row[self.choice.together], []).append(row | {"at_": at})
        self.in_file += len(part)
        last = open_.popitem() if open_ else None
        self._close(open_)
        return last

    def _close(self, groups: dict[Any, list[Row]]) -> None:
        """These have no more rows: count them, and keep of all only what there is room for."""
        whole = {key: rows for key, rows in groups.items() if len(rows) > 1 or not self.choice.several}
        self.suitable += sum(map(len, whole.values()))
        every = self.groups | whole
        ranked = sorted(every, key=lambda key: max(map(self.choice.first, every[key])), reverse=True)
        self.groups, room = {}, self.choice.at_most
        for key in ranked:
            if room > 0 and (len(every[key]) <= room or not self.groups):
                self.groups[key] = every[key]
            room -= len(every[key])


@dataclass
class PageSelections:
    """Of every table that has a choice, what was picked of it."""

    of: dict[str, SelectedRows] = field(
        default_factory=lambda: {stem(each.table): SelectedRows(each) for each in CHOICES}
    )

    def through(self, table: ModuleType, parts: Iterator[DataFrame]) -> Iterator[DataFrame]:
        picked = self.of.get(stem(table))
        return picked.through(parts) if picked else parts
