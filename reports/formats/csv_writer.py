"""Write a table as CSV: for scripts, or with the byte order mark without which Excel takes UTF-8 for something else."""

import csv
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pandas import DataFrame

from reports.formats.manifest import WrittenFile
from reports.formats.writer import FileLog
from reports.frames.values import TEXT_TYPES, csv_formatter, map_column
from reports.tables.table import ReportTable


class CsvTableWriter:
    def __init__(self, folder: Path, *, excel: bool) -> None:
        self.excel = excel
        # Scripts would find the mark in the name of the first column.
        self.encoding = "utf-8-sig" if excel else "utf-8"
        self.written = FileLog(folder, [])

    def begin_table(self, table: ReportTable) -> None:
        self.table = table
        self.file = (self.written.folder / table.path).open("w", encoding=self.encoding, newline="")
        self.file.write(",".join(table.columns) + "\n")
        columns = table.described_columns
        self.make = {name: _field_formatter(columns[name].type, self.excel) for name in table.columns}

    def add_chunk(self, chunk: DataFrame) -> None:
        columns = (map_column(make, chunk[name].tolist(), none="") for name, make in self.make.items())
        self.file.writelines(f"{','.join(row)}\n" for row in zip(*columns, strict=True))
        self.written.rows += len(chunk)

    def end_table(self) -> None:
        self.file.close()
        self.written.add_file(self.table.path)

    def close(self) -> Iterable[WrittenFile]:
        return self.written.files


_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_CONVERTED = re.compile(
    r"[\d.,]*\d[\d.,]*(?:e[+-]?\d+)?%?"  # 00123, 1E5, twenty digits
    rf"|(?:{_MONTH})[a-z]*[-/. ]?\d{{1,4}}|\d{{1,4}}[-/. ]?(?:{_MONTH})[a-z]*(?:[-/. ]\d{{1,4}})?"  # DEC1, 1-Dec
    r"|\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?|\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?|true|false",
    re.IGNORECASE | re.ASCII,
)
"""Text that Excel takes for a number, a date, a time or a truth value, and prints as another."""


def keep_as_text(value: str) -> str:
    """The text in the one form of CSV that Excel opens as it is printed."""
    return f'="{value}"' if _CONVERTED.fullmatch(value) else value


def _field_formatter(kind: str, excel: bool) -> Callable[[Any], str]:
    """Make the function that formats a value of this type between two commas, quoted where its words need it."""
    write = csv_formatter(kind)
    if kind not in TEXT_TYPES:
        return write
    made: list[str] = []
    to = csv.writer(LineSink(made), lineterminator="\n")

    def format_field(value: Any) -> str:
        words = write(value)
        to.writerow((keep_as_text(words) if excel else words, ""))  # a field that stands alone is quoted by other rules
        return made.pop()[:-2]

    return format_field


class LineSink:
    """What csv.writer writes to."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append
