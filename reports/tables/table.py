"""Define a report table, declared once, and the snapshot of the database that its rows are read from.

One ReportTable in a module of this folder and one line in registry.py make a table: every format, datapackage.json,
the data dictionary, README's list, the descriptions in Datasette and the page's section follow from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from pandas import DataFrame
from sqlalchemy import Connection, Select

from db.queries.as_of import AsOf
from reports.frames.columns import Column, describe_columns
from reports.frames.frames import concat_chunks, convert_frame, read_chunks

Result = TypeVar("Result")


@dataclass(kw_only=True, eq=False)
class Snapshot:
    """The database as of one instant, and the results that several tables share.

    The connection's transaction is what makes it one state.
    """

    connection: Connection
    as_of: AsOf
    since: datetime | None = None
    """Where tables of what changed begin; None: at the first crawl."""
    results: dict[Any, Any] = field(default_factory=dict, repr=False)

    def once(self, read: "Callable[[Snapshot], Result]") -> Result:
        """Call `read` with this snapshot the first time; afterwards give the same result again."""
        if read not in self.results:
            self.results[read] = read(self)
        return cast(Result, self.results[read])

    def supply(self, read: "Callable[[Snapshot], Result]", result: Result) -> None:
        """Keep a result of `read` that was made on the way, so that `once` need not call it."""
        self.results[read] = result


@dataclass(frozen=True, kw_only=True, eq=False)
class TableFile:
    """A CSV file of the report: its name, what it holds, and what its rows are known by."""

    name: str
    title: str
    columns: Sequence[str]
    """Each is described in columns.toml, under [column.NAME] or, for this file, [table.FILE.NAME]."""
    key: Sequence[str] = ()
    """The columns by which rows are told apart."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Columns that name a row of another table, by the column of the same name."""
    folder: str = ""
    order_text: str = ""
    """How the rows are sorted, as a sentence."""

    @property
    def path(self) -> str:
        """Give the file's name inside the report's folder, with slashes."""
        return f"{self.folder}/{self.name}.csv" if self.folder else f"{self.name}.csv"

    @property
    def described_columns(self) -> dict[str, Column]:
        """Type, unit, meaning and source of each column, in the order of the file."""
        described = describe_columns(self.name)
        return {name: described[name] for name in self.columns}


@dataclass(frozen=True, kw_only=True)
class PageRows:
    """Which rows of a table the page shows: those of the highest rank, whole groups while they fit, in file order.

    The words of the section stand in sentences.toml under [section.NAME].
    """

    rank: Callable[[Mapping[str, Any]], Any]
    group_by: str = "posting_id"
    """Rows with one value here are shown together or not at all. In the file they follow each other, or the table is
    read whole."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The values that a row of the page has in these columns."""
    repeated_only: bool = False
    """Leave out groups of a single row."""
    at_most: int = 50
    count_by: Callable[[Mapping[str, Any]], str] | None = None
    """Count the groups, and the rows, of the whole file by this word of a row, whatever rows the page shows."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ReportTable(TableFile):
    """One table of the report. Its rows come from exactly one of `query`, `stream` and `build`.

    `query`: sorted by `order` in the database, written in chunks. `stream`: chunks made in another way, in that order.
    `build`: the whole table at once, read once for its file, the charts and the page.
    """

    row_text: str
    """What one row is, for README's list: a posting's pay from one date to another."""
    order: Sequence[str]
    query: Callable[[AsOf | None], Select[Any]] | None = None
    stream: Callable[[Snapshot], Iterator[DataFrame]] | None = None
    build: Callable[[Snapshot], DataFrame] | None = None
    page_rows: PageRows | None = None
    """None: the page has no section for the table, or one of its own making."""
    view: str = ""
    """The database's view whose columns these are, as of now; empty: there is none."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """New names of columns by the old ones, which `columns`, `order` and what makes the rows use. The file has both for
    one edition, the new one first; the view has the new one alone."""

    def __post_init__(self) -> None:
        if sum(way is not None for way in (self.query, self.stream, self.build)) != 1:
            raise ValueError(f"{self.name}: a table has one of query, stream and build")
        both = ((self.renamed[name], name) if name in self.renamed else (name,) for name in self.columns)
        object.__setattr__(self, "columns", [name for names in both for name in names])
        object.__setattr__(self, "order_text", self.order_text or f"Sorted by {', '.join(self.order)}.")

    def read_chunks(self, snapshot: Snapshot) -> Iterator[DataFrame]:
        """Give the rows in order, a chunk at a time; values are plain, or as the database gives them."""
        if self.query is not None:
            # In chunks: a report of 100,000 postings is meant to stay within 500 MB.
            names = [name for name in self.columns if name not in self.renamed.values()]
            chunks = read_chunks(snapshot.connection, self.query(snapshot.as_of), names, self.order)
            yield from map(self._add_renamed, chunks)
        elif self.stream is not None:
            yield from map(self._add_renamed, self.stream(snapshot))
        else:
            yield self.read(snapshot)

    def read(self, snapshot: Snapshot) -> DataFrame:
        """Read the whole table with plain values; a second call with one snapshot costs nothing."""
        return snapshot.once(self._read_whole)

    def _read_whole(self, snapshot: Snapshot) -> DataFrame:
        if self.build is not None:
            return self._add_renamed(self.build(snapshot))
        return concat_chunks(map(convert_frame, self.read_chunks(snapshot)), self.columns)

    def _add_renamed(self, rows: DataFrame) -> DataFrame:
        if not self.renamed:
            return rows
        return rows.assign(**{new: rows[old] for old, new in self.renamed.items()})[list(self.columns)]
