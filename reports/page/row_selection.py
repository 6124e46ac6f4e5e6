"""Select the rows of each table that the page shows, while the table is written; the CSV file has all of them.

Held are the rows to be shown, and those of the one group that the next chunk may continue.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pandas import DataFrame

from reports.frames import frames
from reports.tables.table import PageRows, ReportTable

Row = dict[str, Any]


@dataclass
class SelectedRows:
    table: ReportTable
    page_rows: PageRows
    in_file: int = 0
    suitable: int = 0
    """Rows of the file that the page would show, were there room."""
    groups: dict[Any, list[Row]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    """By the word of `count_by`, the groups that have a row of it."""
    row_counts: Counter[str] = field(default_factory=Counter)
    """By the same word, the rows."""

    @property
    def selected_rows(self) -> list[Row]:
        found = sorted((row for rows in self.groups.values() for row in rows), key=lambda row: row["at_"])
        return found[: self.page_rows.at_most]

    def watch(self, parts: Iterable[DataFrame]) -> Iterator[DataFrame]:
        """Give the same chunks; keep of each the rows that may be shown."""
        last: tuple[Any, list[Row]] | None = None
        for part in parts:
            last = self._take_chunk(part, last)
            yield part
        if last:
            self._close_groups(dict([last]))

    def _take_chunk(self, part: DataFrame, last: tuple[Any, list[Row]] | None) -> tuple[Any, list[Row]] | None:
        open_: dict[Any, list[Row]] = dict([last]) if last else {}
        numbered = part.assign(at_=range(self.in_file, self.in_file + len(part)))
        for name, values in self.page_rows.only.items():
            numbered = numbered[numbered[name].isin(values)]
        for row in frames.to_records(numbered):
            open_.setdefault(row[self.page_rows.group_by], []).append(row)
        self.in_file += len(part)
        last = open_.popitem() if open_ else None
        self._close_groups(open_)
        return last

    def _close_groups(self, groups: dict[Any, list[Row]]) -> None:
        """Close groups that have no more rows: count them, and keep of all only what there is room for."""
        whole = {key: rows for key, rows in groups.items() if len(rows) > 1 or not self.page_rows.repeated_only}
        self.suitable += sum(map(len, whole.values()))
        if count_by := self.page_rows.count_by:
            for rows in whole.values():
                self.counts.update(set(map(count_by, rows)))
                self.row_counts.update(map(count_by, rows))
        every = self.groups | whole
        ranked = sorted(every, key=lambda key: max(map(self.page_rows.rank, every[key])), reverse=True)
        self.groups, room = {}, self.page_rows.at_most
        for key in ranked:
            if room > 0 and (len(every[key]) <= room or not self.groups):
                self.groups[key] = every[key]
            room -= len(every[key])


@dataclass
class PageSelections:
    """The rows selected of each table that has a section on the page, by the table's name."""

    by_table: dict[str, SelectedRows] = field(default_factory=dict)

    def watch(self, table: ReportTable, chunks: Iterator[DataFrame]) -> Iterator[DataFrame]:
        """Give the same chunks; select the rows that the page shows of them."""
        if table.page_rows is None:
            return chunks
        selected = self.by_table[table.name] = SelectedRows(table, table.page_rows)
        return selected.watch(chunks)
