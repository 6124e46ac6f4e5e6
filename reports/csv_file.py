"""A table as CSV: for scripts, or with the byte order mark without which Excel takes UTF-8 for something else."""

import csv
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from pandas import DataFrame

from reports.cells import each, written_as
from reports.columns import described
from reports.manifest import WrittenFile
from reports.sink import Counted, stem


class CsvFiles:
    def __init__(self, folder: Path, *, excel: bool) -> None:
        self.encoding = "utf-8-sig" if excel else "utf-8"
        self.written = Counted(folder, [])

    def begin(self, table: ModuleType) -> None:
        self.table = table
        self.file = (self.written.folder / table.FILE).open("w", encoding=self.encoding, newline="")
        self.to = csv.writer(self.file, lineterminator="\n")
        self.to.writerow(table.COLUMNS)
        columns = described(stem(table))
        self.make = {name: written_as(columns[name].type) for name in table.COLUMNS}

    def add(self, part: DataFrame) -> None:
        self.to.writerows(zip(*(each(make, part[name]) for name, make in self.make.items()), strict=True))
        self.written.rows += len(part)

    def end(self) -> None:
        self.file.close()
        self.written.done(self.table.FILE)

    def close(self) -> Iterable[WrittenFile]:
        return self.written.files
