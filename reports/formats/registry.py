"""List the formats that a report can be written in, and make their writers."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from reports.formats.csv_writer import CsvTableWriter
from reports.formats.parquet_writer import ParquetTableWriter
from reports.formats.writer import TableWriter
from reports.formats.xlsx_writer import XlsxTableWriter

FORMATS = ("csv", "xlsx", "parquet", "html")
DEFAULT = ("csv", "html")


def add_required_formats(formats: Collection[str]) -> frozenset[str]:
    """Add CSV to the page: its sentences name the CSV files that their numbers stand in."""
    return frozenset(formats) | ({"csv"} if "html" in formats else set())


def make_writers(
    folder: Path, formats: Collection[str], *, excel: bool, as_of: datetime, since: datetime | None, program: str
) -> list[TableWriter]:
    found: list[TableWriter] = []
    if "csv" in formats:
        found.append(CsvTableWriter(folder, excel=excel))
    if "xlsx" in formats:
        found.append(XlsxTableWriter(folder, as_of=as_of, since=since, program=program))
    if "parquet" in formats:
        found.append(ParquetTableWriter(folder))
    return found
