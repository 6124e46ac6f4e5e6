"""From a query to frames of plain values: Decimal, date, datetime, bool, int, str, and None for unknown."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, SelectBase, Subquery, select

from db.sql import collate_bytes
from reports.frames.values import PLAIN, each
from reports.tables.columns import described

AT_ONCE = 5_000
"""Rows held in memory at a time while a table is written."""

_TEXT = frozenset({"text", "words", "url", "date", "instant"})
"""Types that the database gives as text."""


Order = Sequence[str] | Callable[[Subquery], Sequence[ColumnElement[Any]]]
"""Columns to sort by, each by its bytes; or what the rows are to be sorted by."""


def read(connection: Connection, statement: SelectBase, columns: Sequence[str], order: Order) -> pd.DataFrame:
    return joined(chunks(connection, statement, columns, order), columns)


def joined(parts: Iterable[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    given = list(parts)
    return pd.concat(given, ignore_index=True) if given else make_frame([], columns)


def chunks(
    connection: Connection, statement: SelectBase, columns: Sequence[str], order: Order
) -> Iterator[pd.DataFrame]:
    """The query's rows in a fixed order, a part at a time; only the named columns leave the database."""
    return map(typed, raw_chunks(connection, statement, columns, order))


def raw_chunks(
    connection: Connection, statement: SelectBase, columns: Sequence[str], order: Order
) -> Iterator[pd.DataFrame]:
    """As `chunks`, with the values as the database gives them: what is only written need not be made plain first."""
    inner = statement.subquery()
    wanted = select(*(inner.c[name] for name in columns)).order_by(*by(inner, order))
    with connection.execute(wanted.execution_options(yield_per=AT_ONCE)) as result:
        for rows in result.partitions():
            yield pd.DataFrame(dict(zip(columns, zip(*rows, strict=True), strict=True)), dtype=object)


def typed(part: pd.DataFrame) -> pd.DataFrame:
    """A part with plain values. They may be plain already."""
    made = {name: each(PLAIN[described()[name].type], part[name]) for name in part.columns}
    return pd.DataFrame(made, columns=list(part.columns), dtype=object)


def by(inner: Subquery, order: Order) -> Sequence[ColumnElement[Any]]:
    return order(inner) if callable(order) else [_sorted(inner, name) for name in order]


def _sorted(inner: Subquery, name: str) -> ColumnElement[Any]:
    """By bytes, unknown first, on every database alike."""
    column: ColumnElement[Any] = inner.c[name]
    return (collate_bytes(column) if described()[name].type in _TEXT else column).nulls_first()


def make_frame(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    given = zip(*rows, strict=True) if rows else ([] for _ in columns)
    made = {name: each(PLAIN[described()[name].type], values) for name, values in zip(columns, given, strict=True)}
    return pd.DataFrame(made, columns=list(columns), dtype=object)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
