"""Describe the columns of the database's views: Datasette shows these words, and the data dictionary lists them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from db.queries import views
from reports.frames.columns import describe_columns
from reports.tables.registry import TABLES


def describe_view(name: str) -> dict[str, str]:
    """Give each column of a view its meaning, in the view's order; nothing where nobody has described it."""
    return {column: _find_meaning(name, column) for column in views.list_view_columns()[name]}


def _find_meaning(view: str, column: str) -> str:
    own = _load_views().get(view, {})
    if column in own and column != "shared":
        return str(own[column])
    table = next((table for table in TABLES if table.view == view), None)
    if table is not None and table.view_columns.get(column, column) in table.columns:
        return table.described_columns[table.view_columns.get(column, column)].meaning
    # a bare name means different things in two tables: it is taken for the common one only where views.toml says so
    return describe_columns()[column].meaning if column in own.get("shared", ()) else ""


@cache
def _load_views() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("views.toml").read_text(encoding="utf-8"))
