"""Describe the columns of the database's views: Datasette shows these words, and the data dictionary lists them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from db.queries import views
from db.queries.stored_tables import AS_OF, STORED
from reports.frames.columns import describe_columns
from reports.tables.registry import VIEWED_TABLES

_AS_OF_MEANING = "The instant of which the stored rows are, in UTC: the end of the last crawl when they were made."


def describe_rows(name: str) -> str:
    """Say what the rows of a view are."""
    table = next((table for table in VIEWED_TABLES if table.view == name), None)
    return f"{table.title}." if table is not None else str(_load_views()[name]["rows"])


def describe_view(name: str) -> dict[str, str]:
    """Give each column of a view its meaning, in the view's order; nothing where nobody has described it."""
    return {column: _find_meaning(name, column) for column in views.list_view_columns()[name]}


def _find_meaning(view: str, column: str) -> str:
    own = _load_views().get(view, {})
    if column in own and column not in ("shared", "rows"):
        return str(own[column])
    if view in STORED and column == AS_OF:
        return _AS_OF_MEANING
    table = next((table for table in VIEWED_TABLES if table.view == view), None)
    if table is not None and column in table.columns:
        return table.described_columns[column].meaning
    # a bare name means different things in two tables: it is taken for the common one only where views.toml says so
    return describe_columns()[column].meaning if column in own.get("shared", ()) else ""


@cache
def _load_views() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("views.toml").read_text(encoding="utf-8"))
