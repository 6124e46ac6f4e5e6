"""Restate US dollars in the newest money of which the price index is known, each with its basis."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from db.dialects.sql import format_amount, iso_instant, number, rounded
from db.models import Crawl, PriceIndex
from db.queries.as_of import AsOf
from db.queries.comparison.text_columns import join_text

Column = ColumnElement[Any]

DOLLARS = "USD"


def select_newest_price_month(as_of: AsOf | None) -> Select[Any]:
    """The month (2026-05) in whose money real values are given; empty where no index is known."""
    # what is known now is known as of the last crawl: a report of that instant has the same money of today
    last = select(func.substr(iso_instant(func.max(Crawl.finished_at)), 1, 7)).scalar_subquery()
    by = last if as_of is None else f"{as_of.instant:%Y-%m}"
    return select(func.max(PriceIndex.month).label("month")).where(PriceIndex.month <= by)


class Prices:
    """The price index of a posting's month and of the newest month known by a report's date.

    No month is interpolated: a posting of a month without an index has no real values.
    """

    def __init__(self, as_of: AsOf | None) -> None:
        newest = select_newest_price_month(as_of).subquery("newest_month")
        self.then = PriceIndex
        self.now = (
            select(PriceIndex.month, PriceIndex.value)
            .join(newest, newest.c.month == PriceIndex.month)
            .cte("newest_prices")
        )

    def join_prices(self, rows: Select[Any], posted_on: Column) -> Select[Any]:
        """Join both months; `posted_on`: YYYY-MM-DD."""
        return rows.outerjoin(self.then, self.then.month == func.substr(posted_on, 1, 7)).outerjoin(
            self.now, literal(1) == 1
        )

    def restate(self, amount: Column, currency: Column) -> Column:
        """The amount in the newest money; none of another currency, or of a month without an index."""
        factor = number(self.now.c.value) / number(self.then.value)
        return case((currency == DOLLARS, rounded(amount * factor)))

    def basis(self) -> Column:
        """313.049 (2024-04) ..., how the real values came about."""
        return join_text(
            "US dollars of ", self.now.c.month, ": × ", format_amount(self.now.c.value), " / ",
            format_amount(self.then.value), " (", self.then.month, "), CPI-U of the Bureau of Labor Statistics",
        )  # fmt: skip
