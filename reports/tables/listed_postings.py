"""Read the postings listed into columns of numbers and codes, from which tables and charts count them.

A report holds these of every posting listed at once, since a median needs every figure: some fifty bytes each, where
rows of Python's own objects take ten times that.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from db.queries.postings import select_listed_postings
from reports.frames import frames
from reports.prose import wording
from reports.tables.seniority import NOT_STATED, classify_employment, find_level
from reports.tables.table import Snapshot

SEVERAL = "several places"


class WordColumn:
    """A column of words, each kept once, and for every row the number of its word; -1 is none."""

    def __init__(self, make: Callable[[Any], str | None]) -> None:
        self.make = make
        self.numbers: dict[str | None, int] = {None: -1}
        self.rows = array("i")

    def extend(self, values: Iterable[Any]) -> None:
        numbers, make = self.numbers, self.make
        self.rows.extend(numbers.setdefault(make(value), len(numbers) - 1) for value in values)

    def to_categorical(self) -> "pd.Categorical[Any]":
        """Give the column with its words in the order of text, in which groups are sorted."""
        words = sorted(word for word in self.numbers if word is not None)
        places = {word: place for place, word in enumerate(words)}
        # the place of -1 is the last one
        recoded = np.array([*(places[word] for word in self.numbers if word is not None), -1], dtype=np.int32)
        codes = recoded[np.frombuffer(self.rows, dtype=np.int32)]
        return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(words))


def _keep(word: str | None) -> str | None:
    return word


def _place_group(locations: str | None) -> str:
    return SEVERAL if locations and "; " in locations else locations or NOT_STATED


# A crawl's postings repeat each other's words, but not all their titles: so many are kept, whatever the board says.
_WORDS_KEPT = 20_000
_WORDS: Mapping[str, tuple[str, Callable[[Any], str | None]]] = {
    "studio": ("studio", _keep),
    "ai_label": ("ai_label", _keep),
    "pay_kind": ("pay_kind", _keep),
    "pay_scope": ("pay_scope", _keep),
    "country": ("country", lambda country: country or NOT_STATED),
    "place": ("locations", _place_group),
    "level": ("title", lru_cache(_WORDS_KEPT)(find_level)),
    "employment_type": ("employment_type", lru_cache(_WORDS_KEPT)(classify_employment)),
}
"""Each column of words, the column that it is made of, and how."""


def read_listed(snapshot: Snapshot) -> DataFrame:
    """Read the postings listed, one a row: the words of _WORDS; any_keyword, with_pay; low and high in US dollars a
    year, and the width: how many times its bottom the top of the range is, as posted; unknown where the posting states
    a single amount, several ranges, or a likely misprint."""
    words = {name: WordColumn(make) for name, (_, make) in _WORDS.items()}
    figures = {name: array("d") for name in ("low", "high", "width")}
    marks = {name: array("b") for name in ("any_keyword", "with_pay")}
    result = snapshot.connection.execute(
        select_listed_postings(snapshot.as_of).execution_options(yield_per=frames.ROWS_PER_CHUNK)
    )
    names = list(result.keys())
    for rows in result.partitions():
        given = dict(zip(names, zip(*rows, strict=True), strict=True))
        for name, column in words.items():
            column.extend(given[_WORDS[name][0]])
        low, high = given["pay_minimum"], given["pay_maximum"]
        figures["low"].extend(map(_to_float, given["pay_usd_year_minimum"]))
        figures["high"].extend(map(_to_float, given["pay_usd_year_maximum"]))
        figures["width"].extend(map(_range_width, low, high, given["pay_flags"]))
        marks["any_keyword"].extend(value == 1 for value in given["any_keyword"])
        marks["with_pay"].extend(a is not None or b is not None for a, b in zip(low, high, strict=True))
    columns: dict[str, Any] = {name: column.to_categorical() for name, column in words.items()}
    columns |= {name: np.frombuffer(column, dtype=np.float64) for name, column in figures.items()}
    columns |= {name: np.frombuffer(column, dtype=np.bool_) for name, column in marks.items()}
    return DataFrame(columns)


def _to_float(amount: Any) -> float:
    return nan if amount is None else float(amount)


_is_not_one_range = lru_cache(_WORDS_KEPT)(wording.is_not_one_range)


def _range_width(minimum: Any, maximum: Any, flags: str | None) -> float:
    # a single amount is no range of width 1: it would halve the median
    if minimum is None or maximum is None or not 0 < minimum < maximum or _is_not_one_range(flags):
        return nan
    return float(maximum) / float(minimum)
