"""Make of a query's rows a file that is no text: an Excel workbook, or Parquet."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from xlsxwriter import Workbook

from reports.formats.xlsx_writer import ROWS_AT_MOST, WORKBOOK_OPTIONS, truncate_cell
from reports.frames.values import clean_text
from tracker.errors import QueryError


def render_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Make one sheet: numbers as numbers, all else as text. Raises QueryError for more rows than Excel has."""
    # an instant of the workbook's making would make two files of the same rows differ
    made = BytesIO()
    book = Workbook(made, WORKBOOK_OPTIONS)
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - Excel knows no zones
    sheet = book.add_worksheet("query")
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name)
    for number, row in enumerate(rows, 1):
        if number > ROWS_AT_MOST:
            raise QueryError(f"a sheet of Excel has {ROWS_AT_MOST:,} rows below its header: ask for less, or for csv")
        for place, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(number, place, value)
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(number, place, float(value))
            elif value is not None:
                sheet.write_string(number, place, truncate_cell(clean_text(_to_text(value))))
    book.close()
    return made.getvalue()


def render_parquet(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Make a file with each column in the type of its values; as text where they are of several."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    made = BytesIO()
    pq.write_table(pa.Table.from_arrays(list(map(_make_array, values)), names=_tell_apart(columns)), made)
    return made.getvalue()


def _make_array(values: Sequence[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # SQLite holds values of any type in one column
        return pa.array([None if value is None else _to_text(value) for value in values], pa.string())


def _tell_apart(columns: Sequence[str]) -> list[str]:
    """Number names that stand twice: who reads Parquet asks for a column by its name."""
    return [f"{name}_{columns[:n].count(name) + 1}" if name in columns[:n] else name for n, name in enumerate(columns)]


def _to_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


FILE_FORMATS: dict[str, Callable[[Sequence[str], Iterable[Sequence[Any]]], bytes]] = {
    "xlsx": render_xlsx,
    "parquet": render_parquet,
}
