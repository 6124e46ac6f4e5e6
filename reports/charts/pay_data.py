"""Collect what a chart of pay draws: ranges, and beside each the union figures in force on its posting's date.

A chart has one unit. What is advertised by the year stands among years, what is advertised by the hour, or by a day of
stated hours, among hours; nothing is carried from one to the other. A session, shift or visit is drawn nowhere:
contracts pay a call as a whole, so that an hour of it beside an hour at scale would say the opposite of
minimum_call_ratio. The marks are those that an opening sentence may use: in force, neither inferred nor third-hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pandas import DataFrame

from db.queries.comparison.measures import CALLS, WEEKS_A_YEAR
from reports.frames.frames import make_frame, to_records
from reports.frames.values import to_amount
from reports.prose.comparison_sentences import SHORT_UNITS, comparison_sort_key, is_quotable, may_lead

Row = Mapping[str, Any]

COLUMNS = (
    "posting_id studio name title origin state words_read_on posted_on pay_minimum pay_maximum pay_currency"
    " pay_unit pay_hours pay_kind pay_scope pay_flags fx_rate fx_on drawn_unit drawn_minimum drawn_maximum"
    " scale_id union agreement role scale_kind scale_amount scale_currency scale_unit scale_effective_from"
    " scale_effective_to scale_source_url agreement_covers_job measure drawn_scale"
).split()
MARKS_EACH = 2
"""Figures beside one posting: each is written under its bar, and more would be a column of print."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """The unit of a chart, and what in it a posting pays and a figure is worth; None: not to be had in it."""

    name: str
    unit: str
    measures: frozenset[str]
    pay: Callable[[Row], tuple[Decimal | None, Decimal | None] | None]
    scale: Callable[[Row, Mapping[str, Decimal | None]], Decimal | None]


def _yearly_pay(row: Row) -> tuple[Decimal | None, Decimal | None] | None:
    return (row["pay_usd_year_minimum"], row["pay_usd_year_maximum"]) if row["pay_unit"] == "year" else None


def _hourly_pay(row: Row) -> tuple[Decimal | None, Decimal | None] | None:
    hours = Decimal(1) if row["pay_unit"] == "hour" else row["pay_hours"]
    rate = Decimal(1) if row["pay_currency"] == "USD" else row["fx_rate"]
    if row["pay_unit"] not in SHORT_UNITS or row["pay_unit"] in CALLS or not hours or not rate:
        return None
    low, high = (
        None if row[end] is None else to_amount(row[end] * rate / hours) for end in ("pay_minimum", "pay_maximum")
    )
    return low, high


def _yearly_scale(row: Row, hours: Mapping[str, Decimal | None]) -> Decimal | None:
    weeks = WEEKS_A_YEAR if row["measure"] == "full_year_ratio" else 1
    return to_amount(row["scale_amount"] * weeks)


def _hourly_scale(row: Row, hours: Mapping[str, Decimal | None]) -> Decimal | None:
    stated = Decimal(1) if row["scale_unit"] == "hour" else hours.get(row["scale_id"])
    return to_amount(row["scale_amount"] / stated) if stated else None


BY_YEAR = Basis(
    name="pay_by_year",
    unit="US dollars a year",
    measures=frozenset({"health_threshold_multiple", "full_year_ratio"}),
    pay=_yearly_pay,
    scale=_yearly_scale,
)
BY_HOUR = Basis(
    name="pay_by_hour",
    unit="US dollars an hour",
    measures=frozenset({"hourly_ratio"}),
    pay=_hourly_pay,
    scale=_hourly_scale,
)


def chart_data(
    basis: Basis, postings: DataFrame, compared: DataFrame, scales: DataFrame, names: Mapping[str, str]
) -> DataFrame:
    """Make a row for each posting and mark, and one for a posting without; `postings`: the notable ones, in their
    order.
    """
    tiers = dict(zip(scales["scale_id"], scales["tier"], strict=True))
    hours = dict(zip(scales["scale_id"], scales["hours"], strict=True))
    marks: dict[str, list[dict[str, Any]]] = {}
    for row in to_records(compared):
        worth = basis.scale(row, hours) if _is_drawable(row, basis, tiers) else None
        if worth is not None:
            marks.setdefault(row["posting_id"], []).append(row | {"drawn_scale": worth})
    for rows in marks.values():
        rows.sort(key=lambda row: _mark_sort_key(row, tiers))
    found: list[dict[str, Any]] = []
    for row in to_records(postings):
        ends = basis.pay(row)
        if ends is None or ends == (None, None):
            continue
        mine = {"name": names.get(row["studio"], row["studio"]), "drawn_unit": basis.unit}
        mine |= {"drawn_minimum": ends[0], "drawn_maximum": ends[1]}
        found += [row | mine | mark for mark in marks.get(row["posting_id"], [{}])[:MARKS_EACH]]
    return make_frame([[row.get(name) for name in COLUMNS] for row in found], COLUMNS)


def _mark_sort_key(row: Row, tiers: Mapping[str, str]) -> tuple[Any, ...]:
    """Sort the marks of a posting as its sentences have their figures: what covers the job, then what may lead."""
    covered, *others = comparison_sort_key(row, row["pay_unit"])
    return covered, not may_lead(row, tiers), others


def _is_drawable(row: Row, basis: Basis, tiers: Mapping[str, str]) -> bool:
    return row["measure"] in basis.measures and row["scale_currency"] == "USD" and is_quotable(row, tiers)
