"""CSV files of records: read with line numbers and every mistake named, written whole or not at all."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, asdict, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from tracker.errors import CsvError
from tracker.util.atomic_file import atomic_replace

Record = TypeVar("Record")


def read_csv(path: Path | Traversable, record: type[Record]) -> list[Record]:
    """Read the rows as records of a dataclass, by the types of its fields.

    A field with a default may be empty, or have no column. Raises CsvError naming file, line, column and value of every
    cell that cannot be read.
    """
    columns: dict[str, Field[Any]] = {field.name: field for field in fields(record)}  # type: ignore[arg-type]
    may_lack = {name for name, field in columns.items() if field.default is not MISSING}
    rows = list(read_rows(path, [name for name in columns if name not in may_lack], may_lack))
    records, mistakes = parse_records(path.name, rows, record)
    if mistakes:
        raise CsvError(*mistakes)
    return records


def parse_records(
    file: str, rows: Sequence[tuple[int, Mapping[str, str]]], record: type[Record]
) -> tuple[list[Record], list[str]]:
    """Parse rows as records of a dataclass: those that can be read, and a sentence for every cell that cannot."""
    columns: dict[str, Field[Any]] = {field.name: field for field in fields(record)}  # type: ignore[arg-type]
    kinds = {name: _find_type(hint) for name, hint in get_type_hints(record).items() if name in columns}
    may_lack = {name for name, field in columns.items() if field.default is not MISSING}
    records, mistakes = [], []
    for line, row in rows:
        cells = {name: text for name, text in row.items() if text or name not in may_lack}
        values = {name: _parse_cell(kinds[name], text) for name, text in cells.items()}
        wrong = {name: value for name, value in values.items() if isinstance(value, _Mistake)}
        mistakes += [f"{file}, line {line}, column {name}: {row[name]!r} {why}" for name, why in wrong.items()]
        if not wrong:
            records.append(record(**values))
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


def write_csv(into: Path, records: Sequence[Any]) -> None:
    """Write the records in the place of the file, in one step."""
    out = StringIO(newline="")
    table = csv.DictWriter(out, [field.name for field in fields(records[0])], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(record) for record in records)
    with atomic_replace(into, out.getvalue().encode()):
        pass


class _Mistake(str):
    """Why a cell cannot be read; follows its value in a sentence."""

    __slots__ = ()


def _parse_cell(kind: type, text: str) -> Any:
    if not text:
        return _Mistake("is empty")
    if issubclass(kind, StrEnum):
        return kind(text) if text in list(kind) else _Mistake(f"is none of {', '.join(kind)}")
    if kind is Decimal:
        known = re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text, re.ASCII)
        return Decimal(text) if known else _Mistake("is not an amount such as 1246 or 1102.50")
    return _parse_full_date(text) if kind is date else text


def _parse_full_date(text: str) -> date | _Mistake:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return _Mistake("is not a full date such as 2023-07-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _Mistake("is not a day of the calendar")


def _find_type(hint: Any) -> type:
    """The type of a field, without its None."""
    found = next(each for each in get_args(hint) if each is not type(None)) if isinstance(hint, UnionType) else hint
    return found if isinstance(found, type) else str


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
