"""Write tables, whatever the format: each chunk once, into every writer."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pandas import DataFrame

from reports.formats.manifest import WrittenFile
from reports.tables.table import ReportTable


class TableWriter(Protocol):
    def begin_table(self, table: ReportTable) -> None:
        """Begin a table; the one before has ended."""

    def add_chunk(self, chunk: DataFrame) -> None:
        """Add the next rows of it, the values plain or as the database gives them."""

    def end_table(self) -> None:
        """End the table."""

    def close(self) -> Iterable[WrittenFile]:
        """Close after the last table, and list what was written."""


def file_sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@dataclass
class FileLog:
    """The files a writer has written so far, and the rows of the one at hand."""

    folder: Path
    files: list[WrittenFile]
    rows: int = 0

    def add_file(self, name: str) -> None:
        self.files.append(WrittenFile(name=name, rows=self.rows, sha256=file_sha256(self.folder / name)))
        self.rows = 0


def write_table(table: ReportTable, chunks: Iterable[DataFrame], writers: Sequence[TableWriter]) -> Iterable[int]:
    """Let a table go by, into every writer; gives the number of rows of each part when it is written."""
    for writer in writers:
        writer.begin_table(table)
    for chunk in chunks:
        for writer in writers:
            writer.add_chunk(chunk)
        yield len(chunk)
    for writer in writers:
        writer.end_table()
