"""Write all tables into one Excel workbook, a sheet each, behind a first sheet that says what they are.

Cells are typed: numbers as numbers, dates as dates, and text as text whatever it begins with, so that nothing in a
posting becomes a formula or a link.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pandas import DataFrame
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.errors import TooManyRowsError
from reports.formats.manifest import WrittenFile, format_instant
from reports.formats.writer import FileLog
from reports.frames.columns import Column
from reports.frames.frames import convert_frame
from reports.tables.table import ReportTable

FILE = "report.xlsx"
ABOUT = "about"
ROWS_AT_MOST = 1_048_575
"""Below the header: Excel's last row is the 1,048,576th."""
TEXT_AT_MOST = 32_767
CUT = " … (cut here: the CSV file has all)"
FIRST_YEAR = 1900
"""Excel knows no day before; such a date is written as text."""

WIDTHS = {
    "integer": 11,
    "amount": 13,
    "share": 9,
    "rate": 12,
    "boolean": 8,
    "date": 11,
    "instant": 19,
    "text": 18,
    "reference": 18,
}
"""In characters, by type; words and addresses, of which one sees the beginning, get WIDE."""
WIDE = 40
FORMATS = {
    "integer": "#,##0",
    "amount": "#,##0.####",
    "share": "0.0%",
    "rate": "0.0000######",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm:ss",
}
"""Excel's codes. An integer of #,##0.#### would end in a point: see `_number`."""


class XlsxTableWriter:
    def __init__(self, folder: Path, *, as_of: datetime, since: datetime | None, program: str) -> None:
        self.written, self.as_of, self.since, self.program = FileLog(folder, []), as_of, since, program
        self.book = Workbook(str(folder / FILE), WORKBOOK_OPTIONS)
        self.book.set_properties(
            # The clock's time would make two files of the same report differ.
            {"title": f"Report as of {format_instant(as_of)}", "created": as_of.replace(tzinfo=None)}
        )
        self.header = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.formats = {kind: self.book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.about = self.book.add_worksheet(ABOUT)
        self.tables: list[tuple[ReportTable, int]] = []

    def begin_table(self, table: ReportTable) -> None:
        self.table, self.rows = table, 0
        columns = table.described_columns
        self.writers = [self._cell_writer(columns[name]) for name in table.columns]
        self._add_sheet()

    def add_chunk(self, chunk: DataFrame) -> None:
        chunk = convert_frame(chunk)
        if self.rows + len(chunk) > ROWS_AT_MOST:
            # on two sheets, a sort or a sum of one of them would be taken for one of the table
            raise TooManyRowsError(
                f"nothing was written: {self.table.name} has more than {ROWS_AT_MOST:,} rows, all that a sheet of "
                "Excel holds; --format parquet has them all, and so has csv"
            )
        for row in zip(*(chunk[name] for name in self.table.columns), strict=True):
            for column, (value, write) in enumerate(zip(row, self.writers, strict=True)):
                if value is not None:
                    write(self.sheet, self.row, column, value)
            self.row += 1
        self.rows += len(chunk)

    def end_table(self) -> None:
        self._finish_sheet()
        self.tables.append((self.table, self.rows))

    def close(self) -> Iterable[WrittenFile]:
        self._write_about_sheet()
        self.book.close()
        self.written.rows = sum(rows for _, rows in self.tables)
        self.written.add_file(FILE)
        return self.written.files

    def _add_sheet(self) -> None:
        """Begin the table's sheet with its header."""
        self.sheet, self.row = self.book.add_worksheet(self.table.name), 1
        self.sheet.freeze_panes(1, 1)
        for number, (column, kind) in enumerate(self._column_types()):
            self.sheet.set_column(number, number, WIDTHS.get(kind, WIDE))
            self.sheet.write_string(0, number, column, self.header)

    def _finish_sheet(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.table.columns) - 1)

    def _column_types(self) -> Iterator[tuple[str, str]]:
        columns = self.table.described_columns
        return ((name, columns[name].type) for name in self.table.columns)

    def _cell_writer(self, column: Column) -> Callable[[Worksheet, int, int, Any], object]:
        style = self.formats.get(column.type)
        if column.type == "amount":
            whole = self.formats["integer"]
            return lambda sheet, row, at, value: sheet.write_number(
                row, at, float(value), whole if value == int(value) else style
            )
        if column.type in ("share", "rate", "integer"):
            return lambda sheet, row, at, value: sheet.write_number(row, at, float(value), style)
        if column.type in ("date", "instant"):
            return lambda sheet, row, at, value: _write_date_cell(sheet, row, at, value, style)
        if column.type == "boolean":
            return lambda sheet, row, at, value: sheet.write_boolean(row, at, value)
        return lambda sheet, row, at, value: sheet.write_string(row, at, truncate_cell(value))

    def _write_about_sheet(self) -> None:
        self.about.set_column(0, 1, 26)
        self.about.set_column(2, 3, 20)
        self.about.set_column(4, 4, 110)
        for number, (cells, style) in enumerate(self._about_rows()):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    self.about.write_number(number, column, cell, self.formats["integer"])
                else:
                    self.about.write_string(number, column, cell, style)

    def _about_rows(self) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        yield ("As of", format_instant(self.as_of)), None
        if self.since:
            yield ("Changes since", format_instant(self.since)), None
        yield ("Made by", f"labor-tracker {self.program}"), None
        yield from (((line,), None) for line in _NOTES)
        yield (), None
        yield ("Sheet", "Rows", "", "", "What it holds"), self.header
        yield from (((table.name, rows, "", "", f"{table.title}."), None) for table, rows in self.tables)
        yield (), None
        yield ("Sheet", "Column", "Unit", "Source", "Meaning"), self.header
        for table, _ in self.tables:
            columns = table.described_columns
            for name in table.columns:
                column = columns[name]
                yield (table.name, name, column.unit, column.source, column.meaning), self.wrapped


WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
_NOTES = (
    "An empty cell is unknown, never zero. Instants are UTC.",
    "manifest.json beside this file names every file of the report with its digest.",
)


def _write_date_cell(sheet: Worksheet, row: int, at: int, value: date, style: Any) -> None:
    if value.year < FIRST_YEAR:
        sheet.write_string(row, at, value.isoformat())
    else:
        sheet.write_datetime(row, at, value, style)


def truncate_cell(value: str) -> str:
    return value if len(value) <= TEXT_AT_MOST else value[: TEXT_AT_MOST - len(CUT)] + CUT
