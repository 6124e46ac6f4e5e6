"""Read queries into frames of plain values: Decimal, date, datetime, bool, int, str, and None for unknown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, SelectBase

from db.queries.rows import Order, sort_rows
from reports.frames.columns import describe_columns
from reports.frames.values import CONVERTERS, map_column

ROWS_PER_CHUNK = 5_000
"""Rows held in memory at a time while a table is written."""


def read_frame(connection: Connection, statement: SelectBase, columns: Sequence[str], order: Order) -> pd.DataFrame:
    return concat_chunks(read_chunks(connection, statement, columns, order), columns)


def concat_chunks(parts: Iterable[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    given = list(parts)
    return pd.concat(given, ignore_index=True) if given else make_frame([], columns)


def read_chunks(
    connection: Connection, statement: SelectBase, columns: Sequence[str], order: Order
) -> Iterator[pd.DataFrame]:
    """Read the query's rows in a fixed order, a chunk at a time; only the named columns leave the database."""
    return map(convert_frame, read_raw_chunks(connection, statement, columns, order))


def read_raw_chunks(
    connection: Connection, statement: SelectBase, columns: Sequence[str], order: Order
) -> Iterator[pd.DataFrame]:
    """Read chunks with the values as the database gives them: what is only written need not be converted first."""
    wanted = sort_rows(statement, order, columns)
    with connection.execute(wanted.execution_options(yield_per=ROWS_PER_CHUNK)) as result:
        for rows in result.partitions():
            yield pd.DataFrame(dict(zip(columns, zip(*rows, strict=True), strict=True)), dtype=object)


def convert_frame(part: pd.DataFrame) -> pd.DataFrame:
    """Convert a chunk's values to plain ones. They may be plain already."""
    made = {name: map_column(CONVERTERS[describe_columns()[name].type], part[name]) for name in part.columns}
    return pd.DataFrame(made, columns=list(part.columns), dtype=object)


def pack_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Pack a frame's words, to be held until the report's end, in a third of the bytes that Python's own take."""
    words = [name for name in rows if pd.api.types.infer_dtype(rows[name], skipna=True) == "string"]
    return rows.astype(dict.fromkeys(words, "str"))


def unpack_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a packed frame's values as they were."""
    made = {name: [None if value is None or value != value else value for value in rows[name]] for name in rows}
    return pd.DataFrame(made, index=rows.index, columns=list(rows.columns), dtype=object)


def make_frame(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    given = zip(*rows, strict=True) if rows else ([] for _ in columns)
    made = {
        name: map_column(CONVERTERS[describe_columns()[name].type], values)
        for name, values in zip(columns, given, strict=True)
    }
    return pd.DataFrame(made, columns=list(columns), dtype=object)


def to_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
