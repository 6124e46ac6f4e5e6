"""What each column of each report table is: the one place that formats, the data dictionary and the page read."""

import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    type: str
    """text, words, url, integer, amount, rate, share, boolean, date or instant; columns.toml says what each is."""
    meaning: str
    source: str
    unit: str = ""


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("reports").joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def described(table: str = "") -> dict[str, Column]:
    """Every column by its name; of one table, with what is particular to it."""
    particular = _tables()["table"].get(table, {})
    return {name: Column(**entry | particular.get(name, {})) for name, entry in _tables()["column"].items()}


def title_of(table: ModuleType) -> str:
    """The first line of a table's docstring."""
    return (table.__doc__ or "").partition("\n")[0].strip().rstrip(".")


def dictionary(tables: Iterable[ModuleType]) -> str:
    """The data dictionary as Markdown."""
    return "".join(f"{line}\n" for line in _lines(tables))


def _lines(tables: Iterable[ModuleType]) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written by `python -m reports.columns`; change `reports/columns.toml` instead of this page."
    yield from ("", *_PREFACE)
    for table in tables:
        yield from ("", f"## {table.FILE}", "", f"{title_of(table)}.")
        yield from ("", f"Sorted by {', '.join(table.ORDER)}.", "")
        yield from ("| column | type | unit | meaning | source |", "|---|---|---|---|---|")
        columns = described(table.FILE.removesuffix(".csv"))
        yield from (_row(name, columns[name]) for name in table.COLUMNS)


_PREFACE = (
    "Files are UTF-8 with LF line ends and always a header. An empty cell is unknown, never zero. Amounts are plain",
    "numbers with a point and at most four decimal places; dates are ISO 8601; instants are UTC; booleans are true and",
    "false. E-mail addresses and telephone numbers in a posting's words are replaced by a mark in square brackets. A",
    "text that a spreadsheet would run as a formula (it begins with =, +, - or @) has an apostrophe before it. The",
    "descriptions of postings stay in the database (`description_text` of its view `postings`).",
)


def _row(name: str, column: Column) -> str:
    cells = (f"`{name}`", column.type, column.unit, column.meaning, column.source)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def main() -> None:
    from reports.write import TABLES

    sys.stdout.write(dictionary(TABLES))


if __name__ == "__main__":
    main()
