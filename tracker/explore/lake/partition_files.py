"""Write sorted rows of a view into Parquet files, one a partition, each named by the digest of its content."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from reports.formats.writer import file_sha256
from reports.frames.values import map_column
from tracker.explore.lake.manifest import LakeFile

ROWS_PER_GROUP = 5_000
"""Rows of a file that are held in memory at a time; files are cut into row groups of as many."""
TYPES: dict[str, pa.DataType] = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}

Row = Sequence[Any]
Convert = Callable[[Any], Any]


def name_partition(view: str, keys: Mapping[str, str]) -> str:
    """Name a partition's folder: versions/studio=netflix/month=2026-11, as DuckDB, Arrow and Spark read it."""
    return "/".join([view, *(f"{name}={quote(value, safe='')}" for name, value in keys.items())])


class PartitionWriter:
    """Writes one view's rows, which come sorted by partition, into files below a folder of this machine."""

    def __init__(self, folder: Path, view: str, columns: Mapping[str, str], convert: Sequence[Convert | None]) -> None:
        self.folder, self.view = folder, view
        self.schema = pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])
        self.convert = convert

    def write(
        self, rows: Iterable[Row], keys: Sequence[str], key_of: Callable[[Row], tuple[str, ...]]
    ) -> Iterator[tuple[str, LakeFile, Path]]:
        """Write the rows, whose first columns are the schema's; gives each file's name in the lake, what it holds, and
        where it lies."""
        for key, its_rows in groupby(rows, key_of):
            file = self.folder / "partition.parquet"
            count = 0
            with pq.ParquetWriter(file, self.schema, compression="zstd") as to:
                for part in _iter_groups(its_rows):
                    # by the partition's own count, never by how rows came: else a part written again would differ
                    to.write_table(self._make_table(part), row_group_size=ROWS_PER_GROUP)
                    count += len(part)
            digest = file_sha256(file)
            folder = name_partition(self.view, dict(zip(keys, key, strict=True)))
            yield f"{folder}/{digest[:16]}.parquet", LakeFile(count, file.stat().st_size, digest), file

    def _make_table(self, rows: list[Row]) -> pa.Table:
        columns = list(zip(*rows, strict=True))[: len(self.schema)]
        made = [
            pa.array(map_column(convert, values) if convert else values, type=field.type)
            for field, convert, values in zip(self.schema, self.convert, columns, strict=True)
        ]
        return pa.Table.from_arrays(made, schema=self.schema)


def _iter_groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) == ROWS_PER_GROUP:
            yield part
            part = []
    if part:
        yield part
