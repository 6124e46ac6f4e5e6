"""Units are turned into others only by a stated assumption, and some never."""

import csv
import re
from datetime import date
from decimal import Decimal
from importlib.resources import files
from math import prod
from typing import Any

import pytest

from db.vocabulary import Unit
from tracker.reading.pay.annualize import NormalizedPay, annualize_pay
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.work_years import find_work_year

ON = date(2023, 7, 21)


def pay(
    amount: str | tuple[str | None, str | None], unit: Unit | None, currency: str | None = "USD", **more: Any
) -> PayRange:
    low, high = amount if isinstance(amount, tuple) else (amount, amount)
    bounds = {"minimum": Decimal(low) if low else None, "maximum": Decimal(high) if high else None}
    return PayRange(**bounds, currency=currency, unit=unit, quote="", rule="", **more)


def test_an_hour_becomes_a_year_by_the_assumed_hours_in_words() -> None:
    normal = annualize_pay(pay("40", Unit.HOUR), ON, "US")
    assert normal.year_minimum == normal.year_maximum == Decimal("83200")
    assert normal.year_basis == (
        "40 USD an hour × 2,080 hours a year"
        " (assumed: 52 weeks of 40 hours, the Bureau of Labor Statistics' year-round full-time year)"
    )
    assert normal.usd_year_minimum == Decimal("83200")
    assert normal.fx_rate is None
    assert normal.fx_on is None


@pytest.mark.parametrize(
    ("country", "hour", "words"),
    [
        ("FR", "30", "1,820 hours a year (assumed: 52 weeks of 35 hours, Code du travail, L3121-27)"),
        ("GB", "28", "1,950 hours a year (assumed: 52 weeks of 37.5 hours, "),
        ("KR", "21.7703", "2,508 hours a year (assumed: 12 months of 209 paid hours, "),
        ("NL", "26.25", "2,080 hours a year (assumed: 52 weeks of 40 hours; no rule of NL is known here)"),
        (None, "26.25", "2,080 hours a year (assumed: 52 weeks of 40 hours; no single country is stated)"),
    ],
)
def test_a_year_has_the_hours_of_its_country_and_says_whose(country: str | None, hour: str, words: str) -> None:
    yearly = annualize_pay(pay("54600", Unit.YEAR, "EUR"), ON, country)
    assert yearly.hour_minimum == Decimal(hour)
    assert words in (yearly.hour_basis or "")
    monthly = annualize_pay(pay("4550", Unit.MONTH, "EUR"), ON, country)
    assert monthly.hour_minimum == Decimal(hour)
    hourly = annualize_pay(pay("30", Unit.HOUR, "EUR"), ON, country)
    assert words in (hourly.year_basis or "")
    assert f"{hourly.year_minimum / 30:,.0f} hours" in words if hourly.year_minimum else False


def test_each_work_year_is_the_product_it_names_and_has_a_source() -> None:
    lines = files("tracker.reading.pay").joinpath("work_years.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len({row["country"] for row in rows}) == len(rows) >= 20
    for row in rows:
        factors = [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", row["reckoned"])]
        assert prod(factors) == Decimal(row["hours"]), row
        assert row["source_url"].startswith("http"), row
        assert row["rule"]
        assert row["source_title"]
        assert row["basis"] in ("law", "official", "agreements", "statistics")
        # what rests on somebody else's word says so beside every figure that is reckoned by it
        assert row["tier"] in ("primary", "secondary")
        assert ("; second-hand)" in find_work_year(row["country"]).words) == (row["tier"] == "secondary")


def test_a_stated_week_beats_the_assumption() -> None:
    normal = annualize_pay(pay(("40", "50"), Unit.HOUR, week_hours=Decimal("37.5")), ON)
    assert (normal.year_minimum, normal.year_maximum) == (Decimal("78000"), Decimal("97500"))
    assert normal.year_basis is not None
    assert "37.5 hours that the posting states" in normal.year_basis
    yearly = annualize_pay(pay("78000", Unit.YEAR, week_hours=Decimal("37.5")), ON)
    assert yearly.hour_minimum == Decimal("40")


@pytest.mark.parametrize(
    ("unit", "year"), [(Unit.DAY, "26000"), (Unit.WEEK, "5200"), (Unit.MONTH, "1200"), (Unit.YEAR, "100")]
)
def test_days_weeks_and_months_become_years(unit: Unit, year: str) -> None:
    assert annualize_pay(pay("100", unit), ON).year_minimum == Decimal(year)


@pytest.mark.parametrize(
    "unit", [Unit.SESSION, Unit.SHIFT, Unit.EPISODE, Unit.SCRIPT, Unit.PROJECT, Unit.WORD, Unit.PIECE, None]
)
def test_what_is_paid_by_the_piece_is_never_a_year(unit: Unit | None) -> None:
    assert annualize_pay(pay("300", unit), ON) == NormalizedPay()


def test_a_session_of_stated_hours_is_an_hour_and_still_no_year() -> None:
    normal = annualize_pay(pay("300", Unit.SESSION, hours=Decimal(2)), ON)
    assert normal.hour_minimum == Decimal("150")
    assert normal.hour_basis == "300 USD a session ÷ 2 hours that the posting states for one session"
    assert normal.year_minimum is None


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK])
def test_a_day_or_week_without_stated_hours_is_no_hour(unit: Unit) -> None:
    assert annualize_pay(pay("187", unit), ON).hour_minimum is None
    assert annualize_pay(pay("200", unit, hours=Decimal(8)), ON).hour_minimum == Decimal("25")


def test_a_week_takes_the_stated_working_week() -> None:
    assert annualize_pay(pay("1000", Unit.WEEK, week_hours=Decimal(40)), ON).hour_minimum == Decimal("25")
    assert annualize_pay(pay("200", Unit.DAY, week_hours=Decimal(40)), ON).hour_minimum is None


def test_dollars_by_the_dated_rate() -> None:
    normal = annualize_pay(pay(("50000", "60000"), Unit.YEAR, "EUR"), date(2023, 7, 23))
    assert normal.fx_rate == Decimal("1.1123")
    assert normal.fx_on == date(2023, 7, 21)
    assert (normal.usd_year_minimum, normal.usd_year_maximum) == (Decimal("55615"), Decimal("66738"))


def test_a_session_s_hour_has_the_rate_by_which_it_is_set_beside_dollars() -> None:
    normal = annualize_pay(pay("300", Unit.SESSION, "GBP", hours=Decimal(2)), ON)
    assert normal.hour_minimum == Decimal("150")
    assert (normal.fx_rate, normal.fx_on) == (Decimal("1.2828408645"), ON)
    assert normal.usd_year_minimum is None
    assert annualize_pay(pay("300", Unit.SESSION, "GBP"), ON).fx_rate is None


@pytest.mark.parametrize("currency", ["KES", None])
def test_no_dollars_without_a_rate(currency: str | None) -> None:
    normal = annualize_pay(pay("50000", Unit.YEAR, currency), ON)
    assert normal.year_minimum == Decimal("50000")
    assert (normal.usd_year_minimum, normal.fx_rate, normal.fx_on) == (None, None, None)


def test_an_open_end_stays_open() -> None:
    normal = annualize_pay(pay((None, "650000"), Unit.YEAR), ON)
    assert (normal.year_minimum, normal.year_maximum, normal.usd_year_minimum) == (None, Decimal("650000"), None)
    assert normal.year_basis == "up to 650,000 USD a year, as posted"


def test_amounts_are_exact_to_four_places() -> None:
    normal = annualize_pay(pay("100000", Unit.YEAR), ON)
    assert normal.hour_minimum == Decimal("48.0769")
