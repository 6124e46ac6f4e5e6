"""A wrong unit in a board's data: every family that gives pay as data, and every unit that a sum cannot have."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from db.vocabulary import PayFlag, Unit
from spiders.boards import ashby, greenhouse, icims, lever
from spiders.parsing import jsonld
from spiders.parsing.compose import make_stated_pay
from spiders.posting import StatedPay
from tracker.reading.pay.annualize import NormalizedPay, annualize_pay
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

NO_WORDS = from_description("<p>You paint backgrounds.</p>")
UNITS = ("hour", "day", "week", "month", "year")
TITLES = dict(zip(UNITS, ("Hourly rate", "Daily rate", "Weekly pay", "Monthly salary", "Annual salary"), strict=True))
LEVER = {"hour": "per-hour-wage", "day": "per-day-wage", "week": "per-week-salary"}
ICIMS = dict(zip(UNITS, ("Hr", "Day", "Wk", "Mo", "Yr"), strict=True))

Maker = Callable[[int, int, str], tuple[StatedPay, ...]]

FAMILIES: dict[str, Maker] = {
    "greenhouse": lambda low, high, unit: tuple(
        greenhouse._parse_pay_ranges(
            {
                "pay_input_ranges": [
                    {
                        "min_cents": low * 100,
                        "max_cents": high * 100,
                        "currency_type": "USD",
                        "title": TITLES[unit],
                    }
                ]
            }
        )
    ),
    "lever": lambda low, high, unit: lever._parse_salary_range(
        {
            "salaryRange": {
                "min": low,
                "max": high,
                "currency": "USD",
                "interval": LEVER.get(unit, f"per-{unit}-salary"),
            }
        }
    ),
    "ashby": lambda low, high, unit: tuple(
        ashby._parse_compensation_tiers(
            {
                "compensation": {
                    "summaryComponents": [
                        {
                            "minValue": low,
                            "maxValue": high,
                            "currencyCode": "USD",
                            "interval": f"1 {unit.upper()}",
                            "compensationType": "Salary",
                        }
                    ]
                }
            }
        )
    ),
    "icims": lambda low, high, unit: icims._parse_pay_fields(
        {"Pay Range": f"USD ${low:,}.00 - USD ${high:,}.00 /{ICIMS[unit]}."}
    ),
    "pages with JSON-LD": lambda low, high, unit: jsonld.read_stated_pay(
        {
            "baseSalary": {
                "currency": "USD",
                "value": {"minValue": low, "maxValue": high, "unitText": unit.upper()},
            }
        }
    ),
    "families with fields of their own": lambda low, high, unit: make_stated_pay({}, low, high, "USD", unit),
}
WRONG = [
    (120_000, 150_000, "hour"),
    (120_000, 150_000, "day"),
    (120_000, 150_000, "week"),
    (120_000, 150_000, "month"),
    (22, 28, "year"),
    (22, 28, "month"),
    (12_000_000, 15_000_000, "year"),
]
"""A year's sum by the hour, day, week and month; an hour's by the year and month; cents that pass for dollars."""


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("low", "high", "unit"), WRONG)
def test_a_sum_that_no_such_unit_pays_is_flagged_and_makes_no_year(family: str, low: int, high: int, unit: str) -> None:
    stated = FAMILIES[family](low, high, unit)
    assert [(each.minimum, each.unit) for each in stated] == [(low, unit)]
    pay = read("Painter", NO_WORDS, country="US", stated=stated).headline
    assert pay is not None
    assert PayFlag.IMPLAUSIBLE in pay.flags
    assert annualize_pay(pay, date(2026, 10, 1), "US") == NormalizedPay()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_words_are_printed_where_the_data_cannot_be(family: str) -> None:
    stated = FAMILIES[family](120_000, 150_000, "hour")
    words = from_description("<p>Salary: $120,000 - $150,000 a year</p>")
    reading = read("Painter", words, country="US", stated=stated)
    assert reading.headline is not None
    assert (reading.headline.minimum, reading.headline.unit) == (Decimal(120_000), Unit.YEAR)
    assert PayFlag.SOURCES_DISAGREE in reading.flags


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("low", "high", "unit"), [(22, 28, "hour"), (4_000, 5_000, "month"), (70_000, 90_000, "year")])
def test_what_can_be_pay_is_believed(family: str, low: int, high: int, unit: str) -> None:
    pay = read("Painter", NO_WORDS, country="US", stated=FAMILIES[family](low, high, unit)).headline
    assert pay is not None
    assert PayFlag.IMPLAUSIBLE not in pay.flags


def test_without_a_currency_the_country_s_own_bounds_what_can_be_pay() -> None:
    stated = [StatedPay(minimum=Decimal(120_000), maximum=Decimal(150_000), unit="hour", text=json.dumps({}))]
    for country, implausible in (("US", True), ("ID", False)):
        pay = read("Painter", NO_WORDS, country=country, stated=stated).headline
        assert pay is not None
        assert (PayFlag.IMPLAUSIBLE in pay.flags) == implausible
