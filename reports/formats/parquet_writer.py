"""Write a table as Parquet: exact decimals, dates as dates, instants in UTC, and each column's meaning beside it."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pandas import DataFrame

from reports.formats.manifest import WrittenFile
from reports.formats.writer import FileLog
from reports.frames.columns import Column
from reports.frames.frames import convert_frame
from reports.tables.table import ReportTable

ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "words": pa.string(),
    "reference": pa.string(),
    "url": pa.string(),
    "integer": pa.int64(),
    "amount": pa.decimal128(24, 4),
    "share": pa.decimal128(24, 4),
    "rate": pa.decimal128(24, 10),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
}
"""By the type that columns.toml gives."""


class ParquetTableWriter:
    def __init__(self, folder: Path) -> None:
        self.written = FileLog(folder, [])

    def begin_table(self, table: ReportTable) -> None:
        self.name, self.schema = f"{table.name}.parquet", arrow_schema(table)
        self.to = pq.ParquetWriter(self.written.folder / self.name, self.schema, compression="zstd")

    def add_chunk(self, chunk: DataFrame) -> None:
        chunk = convert_frame(chunk)
        columns = [pa.array(chunk[field.name], type=field.type, from_pandas=True) for field in self.schema]
        self.to.write_table(pa.Table.from_arrays(columns, schema=self.schema))
        self.written.rows += len(chunk)

    def end_table(self) -> None:
        self.to.close()
        self.written.add_file(self.name)

    def close(self) -> Iterable[WrittenFile]:
        return self.written.files


def arrow_schema(table: ReportTable) -> pa.Schema:
    columns = table.described_columns
    return pa.schema([_arrow_field(name, columns[name]) for name in table.columns])


def _arrow_field(name: str, column: Column) -> pa.Field:
    said = {"meaning": column.meaning, "unit": column.unit, "source": column.source}
    return pa.field(name, ARROW_TYPES[column.type], metadata={key: value for key, value in said.items() if value})
