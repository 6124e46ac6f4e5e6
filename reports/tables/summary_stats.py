"""Count groups of postings: how many state pay, and the medians of what they state.

A median of a handful is an anecdote with a decimal point: fewer than AT_LEAST figures give none. The count stands
beside it either way, and `few` names the counts of a row that are that small.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from pandas import DataFrame

from reports.frames.values import to_amount

AT_LEAST = 5

COUNTED = (
    "listed with_pay share_with_pay low_count low_median_usd_year high_count high_median_usd_year width_count"
    " width_median"
).split()
_MEDIANS = {"low_median_usd_year": "low", "high_median_usd_year": "high", "width_median": "width"}


def count_groups(postings: DataFrame, by: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """COUNTED, by each group's key."""
    groups = postings.groupby(list(by), sort=True, dropna=False, observed=True)
    numbers = groups[list(_MEDIANS.values())]
    made = pd.concat(
        [groups.size(), groups["with_pay"].sum(), numbers.count(), numbers.median()],
        axis=1,
        keys=("listed", "with_pay", "count", "median"),
    )
    return {
        _group_key(group): _group_row(dict(zip(made.columns, row, strict=True)))
        for group, row in zip(made.index, made.itertuples(index=False, name=None), strict=True)
    }


EMPTY_COUNTS: Mapping[str, Any] = {name: None if "median" in name or "share" in name else 0 for name in COUNTED}
"""What is counted of no postings."""


def to_share(part: int, whole: int) -> Decimal | None:
    return to_amount(Decimal(part) / Decimal(whole)) if whole else None


def to_median(count: int, value: float) -> Decimal | None:
    return to_amount(float(value)) if count >= AT_LEAST else None


def name_small_counts(counts: Mapping[str, int]) -> str | None:
    """Name the counts that are above none and below AT_LEAST."""
    return " ".join(name for name, count in counts.items() if 0 < count < AT_LEAST) or None


def _group_key(group: Any) -> tuple[Any, ...]:
    return group if isinstance(group, tuple) else (group,)


def _group_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    number, paid = int(row["listed", 0]), int(row["with_pay", "with_pay"])
    made: dict[str, Any] = {"listed": number, "with_pay": paid, "share_with_pay": to_share(paid, number)}
    for name, column in _MEDIANS.items():
        made[f"{column}_count"] = count = int(row["count", column])
        made[name] = to_median(count, row["median", column])
    return made
