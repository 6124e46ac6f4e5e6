"""A CSV file of records: read with every fault named, written whole or not at all."""

import csv
import re
from collections.abc import Iterator, Sequence
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
    """The rows as records, read as the fields' types say. A field with a default may be empty, or have no column.

    Raises TableError naming file, line, column and value of every cell that cannot be read.
    """
    columns: dict[str, Field[Any]] = {field.name: field for field in fields(record)}  # type: ignore[arg-type]
    kinds = {name: _kind(hint) for name, hint in get_type_hints(record).items() if name in columns}
    records, faults = [], []
    for line, row in _rows(path, columns):
        cells = {name: text for name, text in row.items() if text or not _may_lack(columns[name])}
        values = {name: _value(kinds[name], text) for name, text in cells.items()}
        wrong = {name: value for name, value in values.items() if isinstance(value, _Fault)}
        faults += [f"{path.name}, line {line}, column {name}: {row[name]!r} {fault}" for name, fault in wrong.items()]
        if not wrong:
            records.append(record(**values))
    if faults:
        raise CsvError(*faults)
    return records


def write_csv(into: Path, records: Sequence[Any]) -> None:
    """Put the records in the file's place at once."""
    out = StringIO(newline="")
    table = csv.DictWriter(out, [field.name for field in fields(records[0])], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(record) for record in records)
    with atomic_replace(into, out.getvalue().encode()):
        pass


class _Fault(str):
    """Why a cell cannot be read, in words that follow its value."""

    __slots__ = ()


def _value(kind: type, text: str) -> Any:
    if not text:
        return _Fault("is empty")
    if issubclass(kind, StrEnum):
        return kind(text) if text in list(kind) else _Fault(f"is none of {', '.join(kind)}")
    if kind is Decimal:
        known = re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text, re.ASCII)
        return Decimal(text) if known else _Fault("is not an amount such as 1246 or 1102.50")
    return _date(text) if kind is date else text


def _date(text: str) -> date | _Fault:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return _Fault("is not a full date such as 2023-07-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _Fault("is not a day of the calendar")


def _kind(hint: Any) -> type:
    """The type of a field, without its None."""
    found = next(each for each in get_args(hint) if each is not type(None)) if isinstance(hint, UnionType) else hint
    return found if isinstance(found, type) else str


def _may_lack(field: Field[Any]) -> bool:
    return field.default is not MISSING


def _rows(path: Path | Traversable, columns: dict[str, Field[Any]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row, blanks around them stripped."""
    try:
        table = csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        if faults := list(_header_faults(path.name, table.fieldnames or (), columns)):
            raise CsvError(*faults)
        for row in table:
            if None in row or None in row.values():
                raise CsvError(f"{path.name}, line {table.line_num}, has more or fewer cells than its header")
            yield table.line_num, {name: text.strip() for name, text in row.items()}
    except OSError as error:
        raise CsvError(f"cannot read {path}: {error.strerror}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise CsvError(f"{path} is not a CSV file in UTF-8: {error}") from error


def _header_faults(file: str, names: Sequence[str], columns: dict[str, Field[Any]]) -> Iterator[str]:
    for name, field in columns.items():
        if name not in names and not _may_lack(field):
            yield f"{file}, line 1, lacks the column {name}"
        if names.count(name) > 1:
            yield f"{file}, line 1, names the column {name} twice"
    for name in names:
        if name not in columns:
            yield f"{file}, line 1, names a column {name!r} that this table does not have"
