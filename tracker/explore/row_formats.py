"""Format rows of any columns as lines of text: what `query` and the commands that list things print."""

import csv
import html
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from reports.frames.values import clean_text, escape_formula
from tracker.util.terminal import terminal_text


def format_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for row in chain([columns], rows):
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([_csv_cell(value) for value in row])
        yield out.getvalue()


def format_jsonl(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        line = json.dumps(dict(zip(columns, map(_value, row), strict=True)), ensure_ascii=False, default=str)
        yield line if line.isprintable() else "".join(map(_escape_steering, line))


def format_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield "["
    before = None
    for line in format_jsonl(columns, rows):
        if before is not None:
            yield f"  {before},"
        before = line
    if before is not None:
        yield f"  {before}"
    yield "]"


def format_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Aligned columns, long cells cut at WIDEST characters; how wide a column is, its last row may decide."""
    rows = list(rows)
    cells = [[_short(_cell(value)) for value in row] for row in rows]
    widths = [max(len(name), *(len(row[n]) for row in cells), 0) for n, name in enumerate(columns)]
    numbers = [all(isinstance(row[n], int | float | Decimal | None) for row in rows) for n in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()

    yield line(columns)
    yield "  ".join("-" * width for width in widths)
    yield from map(line, cells)


def format_vertical(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A column a line, uncut, each row under its number: for rows too wide for a terminal."""
    width = max(map(len, columns), default=0)
    for number, row in enumerate(rows, 1):
        yield f"-- {number} --"
        for name, value in zip(columns, row, strict=True):
            yield f"{name.rjust(width)}: {terminal_text(' '.join(_cell(value).split()))}".rstrip()


def format_markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A table of GitHub's Markdown; whatever a posting says, none of it becomes markup."""
    for number, row in enumerate(chain([columns], rows)):
        yield f"| {' | '.join(map(_markdown_cell, row))} |"
        if number == 0:
            yield "|" + " --- |" * len(columns)


def _markdown_cell(value: Any) -> str:
    if not isinstance(value, str):
        return _cell(value)
    words = html.escape(terminal_text(" ".join(value.split())), quote=False)
    return "".join(f"\\{each}" if each in "\\`*_[]|~" else each for each in words)


WIDEST = 60


def _short(cell: str) -> str:
    cell = terminal_text(" ".join(cell[: WIDEST * 20].split()))
    return cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…"


def _escape_steering(character: str) -> str:
    """JSON lets some characters stand as they are that a terminal might obey."""
    return character if terminal_text(character) == character else json.dumps(character)[1:-1]


def _csv_cell(value: Any) -> str:
    return escape_formula(clean_text(value)) if isinstance(value, str) else _cell(value)


def _cell(value: Any) -> str:
    value = _value(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


FORMATS: dict[str, Callable[[Sequence[str], Iterable[Sequence[Any]]], Iterator[str]]] = {
    "table": format_table,
    "csv": format_csv,
    "json": format_json,
    "jsonl": format_jsonl,
    "md": format_markdown,
    "vertical": format_vertical,
}
