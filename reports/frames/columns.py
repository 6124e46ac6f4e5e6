"""What each column of each report table is: the one place that formats, the data dictionary and the page read."""

import tomllib
from collections.abc import Sequence
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
def _load_columns() -> dict[str, Any]:
    return tomllib.loads(files("reports.tables").joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def describe_columns(table: str = "") -> dict[str, Column]:
    """Every column by its name; of one table, with what is particular to it."""
    particular = _load_columns()["table"].get(table, {})
    return {name: Column(**entry | particular.get(name, {})) for name, entry in _load_columns()["column"].items()}


def title_of(table: ModuleType) -> str:
    """The first line of a table's docstring."""
    return (table.__doc__ or "").partition("\n")[0].strip().rstrip(".")


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribedFile:
    """A CSV file of a report, as datapackage.json and the data dictionary describe it."""

    path: str
    title: str
    columns: Sequence[str]
    order: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".csv")


def file_of(table: ModuleType) -> DescribedFile:
    order = f"Sorted by {', '.join(table.ORDER)}."
    return DescribedFile(path=table.FILE, title=title_of(table), columns=table.COLUMNS, order=order)
