"""CSV files of records: read with line numbers and every mistake named, written whole or not at all."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from spiders.file_validation import describe_mistakes
from tracker.errors import CsvError
from tracker.util.atomic_file import atomic_replace


class CsvRow(BaseModel):
    """One row of a CSV file. Cells are text, so values are converted to the types of the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Row = TypeVar("Row", bound=CsvRow)


def _require_cell(cell: Any) -> None:
    if cell == "":
        raise ValueError("which is empty")


def _require_amount(cell: Any) -> Any:
    _require_cell(cell)
    # float and exponents are numbers for Decimal too, and no amount that a source prints
    if isinstance(cell, str) and not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", cell, re.ASCII):
        raise ValueError("not an amount such as 1246 or 1102.50")
    return cell


def _require_full_date(cell: Any) -> Any:
    _require_cell(cell)
    if not isinstance(cell, str):
        return cell
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
        raise ValueError("not a full date such as 2023-07-01")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("not a day of the calendar") from None


Amount = Annotated[Decimal, BeforeValidator(_require_amount)]
FullDate = Annotated[date, BeforeValidator(_require_full_date)]


def read_csv(path: Path | Traversable, record: type[Row]) -> list[Row]:
    """Read the rows as records.

    A field with a default may be empty, or have no column. Raises CsvError naming file, line, column and value of every
    cell that cannot be read.
    """
    columns = record.model_fields
    may_lack = [name for name, field in columns.items() if not field.is_required()]
    rows = list(read_rows(path, [name for name in columns if name not in may_lack], may_lack))
    records, mistakes = parse_records(path.name, rows, record)
    if mistakes:
        raise CsvError(*mistakes)
    return records


def parse_records(
    file: str, rows: Sequence[tuple[int, Mapping[str, str]]], record: type[Row]
) -> tuple[list[Row], list[str]]:
    """Parse rows as records: those that can be read, and a sentence for every cell that cannot."""
    records, mistakes = [], []
    for line, row in rows:
        # an empty cell says nothing, which only a field with a default can mean
        cells = {name: text for name, text in row.items() if text or record.model_fields[name].is_required()}
        try:
            records.append(record.model_validate(cells))
        except ValidationError as error:
            mistakes += describe_mistakes(error, f"{file}, line {line}", record)
    return records, mistakes


def read_rows(
    path: Path | Traversable,
    required: Collection[str],
    optional: Collection[str] = (),
    *,
    aliases: Mapping[str, str] | None = None,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give line number and cells of each row, blanks around the cells stripped.

    `aliases`: other names of columns; where given, capitals and blanks in column names do not matter. Raises CsvError
    where the file is not a table of these columns.
    """
    try:
        # Excel begins its UTF-8 files with a byte order mark, which would be part of the first column's name.
        table = csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        names = list(table.fieldnames or ())
        if aliases is not None:
            plain = ["_".join(name.lower().split()) for name in names]
            names = [aliases.get(name, name) for name in plain]
        if mistakes := list(_find_header_mistakes(path.name, names, required, optional)):
            raise CsvError(*mistakes)
        table.fieldnames = names
        for row in table:
            if None in row or None in row.values():
                raise CsvError(f"{path.name}, line {table.line_num}, has more or fewer cells than its header")
            yield table.line_num, {name: text.strip() for name, text in row.items()}
    except OSError as error:
        raise CsvError(f"cannot read {path}: {error.strerror}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise CsvError(f"{path} is not a CSV file in UTF-8: {error}") from error


def write_csv(into: Path, records: Sequence[CsvRow]) -> None:
    """Write the records in the place of the file, in one step."""
    out = StringIO(newline="")
    table = csv.DictWriter(out, list(type(records[0]).model_fields), lineterminator="\n")
    table.writeheader()
    table.writerows(record.model_dump() for record in records)
    with atomic_replace(into, out.getvalue().encode()):
        pass


def _find_header_mistakes(
    file: str, names: Sequence[str], required: Collection[str], optional: Collection[str]
) -> Iterator[str]:
    for name in required:
        if name not in names:
            yield f"{file}, line 1, lacks the column {name}"
    for name in (*required, *optional):
        if names.count(name) > 1:
            yield f"{file}, line 1, names the column {name} twice"
    for name in names:
        if name not in required and name not in optional:
            yield f"{file}, line 1, names a column {name!r} that this table does not have"
