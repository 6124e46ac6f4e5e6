"""Load what each column of each report table is from columns.toml, whose words formats, dictionary and page use."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from db import vocabulary


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    type: str
    """text, words, url, integer, amount, rate, share, boolean, date or instant; columns.toml says what each is."""
    meaning: str
    source: str
    unit: str = ""
    vocabulary: str = ""
    """The class of db.vocabulary of which each value is a word; empty: free."""

    @property
    def allowed_words(self) -> list[str]:
        """List the words that a value may be; none: any."""
        words: Iterable[Any] = getattr(vocabulary, self.vocabulary) if self.vocabulary else ()
        return [str(word) for word in words]


@cache
def _load_columns() -> dict[str, Any]:
    return tomllib.loads(files("reports.tables").joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def describe_columns(table: str = "") -> dict[str, Column]:
    """Describe every column by its name; for one table, with what is particular to it."""
    particular = _load_columns()["table"].get(table, {})
    return {name: Column(**entry | particular.get(name, {})) for name, entry in _load_columns()["column"].items()}
