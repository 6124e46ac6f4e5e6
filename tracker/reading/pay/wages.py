"""Minimum wages by country: what bounds what can be pay there, and in which unit pay is customarily stated."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from db.vocabulary import Unit
from tracker.reading.pay.currencies import size_of

_LEAST_SHARE, _MOST_SHARE = Decimal("0.5"), 140
"""Of the hourly floor: the least and the most that an hour is believed to pay."""
_PART_OF_TIME = Decimal("0.2")
"""Of a full-time month or year: the least that part-time work is believed to be paid."""


@dataclass(frozen=True, slots=True)
class Wage:
    """The least that full-time work pays somewhere, and what figures without a unit are there."""

    country: str | None
    currency: str
    hour: Decimal
    month: Decimal
    custom: Unit
    month_top: Decimal
    """The most that a figure without a unit is read as a month's."""


@cache
def _load_wages() -> list[Wage]:
    lines = files(__package__).joinpath("wages.csv").read_text(encoding="utf-8").splitlines()
    return [
        Wage(
            row["country"],
            row["currency"],
            Decimal(row["hour"]),
            Decimal(row["month"]),
            Unit(row["custom"]),
            Decimal(row["month_top"]),
        )
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
    ]


@cache
def wage_of(country: str | None, currency: str | None) -> Wage:
    """Find the floor of pay in a country and currency.

    Where the currency is not the country's own, the floor is that of the currency's lowest-paid country, for who pays
    in foreign money pays by no local law.
    """
    known = [each for each in _load_wages() if each.currency == currency]
    own = [each for each in known if each.country == country]
    if own:
        return own[0]
    if known and country is None:
        return known[0]
    if known:
        lowest = min(known, key=lambda each: each.month)
        custom = _customary_unit(country) if currency in ("USD", "EUR") else lowest.custom
        return Wage(lowest.country, lowest.currency, lowest.hour, lowest.month, custom, known[0].month_top)
    size = size_of(currency)
    return Wage(
        country, currency or "", Decimal(2) * size, Decimal(300) * size, _customary_unit(country), Decimal(8000) * size
    )


@cache
def ceiling_of(country: str | None, currency: str | None) -> Wage:
    """Find whose wages bound pay from above: the country's own, else those of the currency's best-paid country."""
    known = [each for each in _load_wages() if each.currency == currency]
    own = [each for each in known if each.country == country]
    return own[0] if own else max(known, key=lambda each: each.month) if known else wage_of(country, currency)


@cache
def _customary_unit(country: str | None) -> Unit:
    """The unit in which pay is customarily stated in a country, whatever the currency."""
    return next((each.custom for each in _load_wages() if each.country == country), Unit.YEAR)


def breaks_bounds(least: Decimal, most: Decimal, unit: Unit | None, currency: str | None, country: str | None) -> bool:
    """Whether no job pays so much, or so little, in that unit, currency and country."""
    if unit is None or currency is None:
        return False
    low, high = _bounds_of(unit, currency, country)
    return most < low or least > high


@cache
def _bounds_of(unit: Unit, currency: str, country: str | None) -> tuple[Decimal, Decimal]:
    """The least and the most that any job pays; asked for every figure, so that it is reckoned once."""
    floor = wage_of(country, currency)
    abroad = floor.country != country or country is None
    share = _LEAST_SHARE / 4 if abroad else _LEAST_SHARE
    hour, month = floor.hour, floor.month
    top = ceiling_of(country, currency)
    return {
        Unit.HOUR: (hour * share, top.hour * _MOST_SHARE),
        Unit.FINISHED_HOUR: (hour * Decimal("0.1"), top.hour * 200),
        Unit.DAY: (hour * share * 2, top.hour * _MOST_SHARE * 12),
        Unit.NIGHT: (hour * share * 2, top.hour * _MOST_SHARE * 12),
        Unit.SHIFT: (hour * share * 2, top.hour * _MOST_SHARE * 12),
        Unit.WEEK: (hour * 5 * share, top.hour * 3500),
        Unit.FORTNIGHT: (hour * 10 * share, top.hour * 7000),
        Unit.HALF_MONTH: (hour * 10 * share, top.hour * 7000),
        Unit.MONTH: (month * share * _PART_OF_TIME, top.month * 30),
        Unit.YEAR: (month * 12 * _PART_OF_TIME * share * 2, top.month * 12 * 400),
        Unit.WORD: (Decimal(0), top.hour),
        Unit.PIECE: (Decimal(0), top.month * 4),
    }.get(unit, (hour * Decimal("0.05"), top.month * 300))
