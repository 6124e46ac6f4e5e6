"""Narrow a query: some columns of its rows, some rows of them, in a fixed order."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, SelectBase, String, Subquery

from db.dialects.sql import collate_bytes, select_any

Order = Sequence[str] | Callable[[Subquery], Sequence[ColumnElement[Any]]]
"""Columns to sort by, or a function that gives what the rows are to be sorted by."""


def pick_columns(query: SelectBase, columns: Sequence[str] | Mapping[str, str]) -> Select[Any]:
    """Some columns of a query; a mapping gives them new names: {new: old}."""
    inner = query.subquery()
    names = columns if isinstance(columns, Mapping) else {name: name for name in columns}
    return select_any(*(inner.c[old].label(new) for new, old in names.items()))


def filter_rows(query: SelectBase, **values: str | Collection[str]) -> Select[Any]:
    """The rows of a query in which each of these columns has this value, or one of these."""
    inner = query.subquery()
    wanted = select_any(*inner.c)
    for name, value in values.items():
        wanted = wanted.where(inner.c[name] == value if isinstance(value, str) else inner.c[name].in_(sorted(value)))
    return wanted


def sort_rows(query: SelectBase, order: Order, columns: Sequence[str] = ()) -> Select[Any]:
    """The query's rows in a fixed order; of the named columns only, where some are named."""
    inner = query.subquery()
    wanted = select_any(*(inner.c[name] for name in columns or inner.c.keys()))
    return wanted.order_by(*(order(inner) if callable(order) else [_by_bytes(inner.c[name]) for name in order]))


def _by_bytes(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Text by its code points, unknown first: each database's own order of letters and of NULL differs."""
    return (collate_bytes(column) if isinstance(column.type, String) else column).nulls_first()
