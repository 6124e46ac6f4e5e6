"""Choose the postings that get a sentence of their own."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from pandas import DataFrame

from reports.frames.frames import to_records
from reports.prose.wording import is_unsure

Row = Mapping[str, Any]

NOTABLE_EACH = 2
"""Postings of one studio that get a sentence: those with the highest pay a year."""
NOTABLE_AT_MOST = 12


def choose_headlines(core: DataFrame) -> list[str]:
    """Choose the posting_ids that get a sentence: of each studio the core postings with the highest pay a year, then
    those whose pay cannot be said a year, one of each studio and unit; what is listed comes before what is not. The
    first is the one that opens the report. Pay that is likely a misprint or implausible, that two sources state
    differently, or whose reading is unsure, gets none.
    """
    paid = [row for row in to_records(core) if row["pay_minimum"] is not None or row["pay_maximum"] is not None]
    rows = [row for row in paid if not is_unsure(row["pay_flags"])]
    yearly = sorted((row for row in rows if _top_usd_year(row) is not None), key=_yearly_sort_key)
    others = sorted((row for row in rows if _top_usd_year(row) is None), key=_amount_sort_key)
    chosen = _take_per_group(yearly, lambda row: row["studio"], NOTABLE_EACH)
    chosen += _take_per_group(others, lambda row: (row["studio"], row["pay_unit"]), 1)
    return [row["posting_id"] for row in chosen[:NOTABLE_AT_MOST]]


def _top_usd_year(row: Row) -> Decimal | None:
    high, low = row["pay_usd_year_maximum"], row["pay_usd_year_minimum"]
    return high if high is not None else low if low is not None else None


def _yearly_sort_key(row: Row) -> tuple[Any, ...]:
    return (row["state"] != "listed", -(_top_usd_year(row) or 0), row["posting_id"])


def _amount_sort_key(row: Row) -> tuple[Any, ...]:
    amount = row["pay_minimum"] if row["pay_maximum"] is None else row["pay_maximum"]
    return (row["state"] != "listed", str(row["pay_unit"]), -amount, row["posting_id"])


def _take_per_group(rows: Iterable[dict[str, Any]], key: Callable[[Row], Hashable], most: int) -> list[dict[str, Any]]:
    taken: dict[Hashable, int] = {}
    chosen = []
    for row in rows:
        group = key(row)
        taken[group] = taken.get(group, 0) + 1
        if taken[group] <= most:
            chosen.append(row)
    return chosen
