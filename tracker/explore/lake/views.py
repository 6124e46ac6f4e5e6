"""What the lake holds of the database's views, and how each is parted: every one that is a query, with its names.

Those whose rows Python makes (db.queries.stored_tables) are left to `report --format parquet`: they would cost the lake
more than all the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Float, Integer, Numeric, Select, String, Subquery, func

from db.queries.as_of import AsOf
from db.queries.rows import sort_rows
from db.queries.views import VIEWS, list_view_columns, select_view
from reports.frames.values import CONVERTERS, TEXT_TYPES, clean_text
from reports.tables.registry import TABLES
from tracker.errors import LakeError
from tracker.explore.lake.manifest import JOINED
from tracker.explore.sql_console import choose_redaction

MONTH_OF = {"versions": "first_seen_at", "readings": "read_at", "crawls": "started_at"}
"""Views whose rows are added and never change, each with the instant by whose month it is parted."""
WORDS = "description_text"
"""Stands in `versions` alone, which are written once: elsewhere it would be written again with each new sighting."""


@dataclass(frozen=True, slots=True)
class LakeView:
    """One view and its partitions."""

    name: str
    columns: dict[str, str]
    """Each with its type, a key of partition_files.TYPES."""
    keys: tuple[str, ...]
    """studio, and month; none: one file for all."""
    joined: tuple[str, ...] = ()
    """Columns of the view that stand in `versions`, and are joined by posting_id and version when asked for."""

    @property
    def all_columns(self) -> dict[str, str]:
        """The view's columns in its order, those that are joined with the type `joined`."""
        kinds = self.columns | dict.fromkeys(self.joined, JOINED)
        return {name: kinds[name] for name in list_view_columns()[self.name]}

    def select_rows(self, as_of: AsOf, studios: list[str] | None, months: list[str] | None = None) -> Select[Any]:
        """Select the view's columns and, last, its month where it is parted by months, sorted by partition; of these
        studios and months only, where some are named."""
        inner = select_view(self.name, as_of).subquery()
        columns = [inner.c[name] for name in self.columns]
        if "month" in self.keys:
            columns.append(func.substr(inner.c[MONTH_OF[self.name]], 1, 7, type_=String()).label("month"))
        rows = inner.select().with_only_columns(*columns)
        if studios is not None:
            rows = rows.where(inner.c.studio.in_(studios))
        outer = rows.subquery()
        chosen = outer.select()
        if months is not None and "month" in self.keys:
            chosen = chosen.where(outer.c.month.in_(months))
        names = [name for name in dict.fromkeys((*self.keys, *self.columns)) if name != WORDS]
        return sort_rows(chosen, names)

    def choose_conversions(self) -> list[Callable[[str], str] | None]:
        """Choose for each column what makes a text of the database one to be printed; None: it holds numbers."""
        return [_choose_conversion(self.name, name) if kind == "text" else None for name, kind in self.columns.items()]


@cache
def list_lake_views() -> tuple[LakeView, ...]:
    return tuple(_describe(name, select_view(name, None).subquery()) for name in VIEWS)


def _describe(name: str, query: Subquery) -> LakeView:
    columns = {column.key: _type_of(name, column) for column in query.columns}
    joined = (WORDS,) if name != "versions" and WORDS in columns else ()
    columns = {name: kind for name, kind in columns.items() if name not in joined}
    if name in MONTH_OF:
        keys: tuple[str, ...] = ("studio", "month")
    else:
        # a row for each posting, or several; what has one for each studio, or none, is a small file
        keys = ("studio",) if {"studio", "posting_id"} <= columns.keys() else ()
    return LakeView(name, columns, keys, joined)


def _type_of(view: str, column: Any) -> str:
    for kind, word in ((Integer, "integer"), (Float, "number"), (Numeric, "number"), (String, "text")):
        if isinstance(column.type, kind):
            return word
    raise LakeError(f"{view}.{column.key} has no type that a lake can hold: {column.type!r}")


def _choose_conversion(view: str, column: str) -> Callable[[str], str]:
    """As the report that has the view's rows prints the column; without one, as `query --redact` does."""
    for table in TABLES:
        if table.view == view and column in table.columns:
            kind = table.described_columns[column].type
            return CONVERTERS[kind] if kind in TEXT_TYPES else clean_text
    take_out = choose_redaction(column)
    return lambda text: take_out(clean_text(text))
