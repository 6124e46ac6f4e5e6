"""Rates are the bank's own, dated, and never from the future."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tracker.reading.exchange_rates import last_published_on, usd_rate


def test_a_rate_is_the_quotient_of_the_published_figures() -> None:
    # Published on Friday 21 July 2023 (ECB): 1.1123 dollars and 0.86706 pounds for one euro.
    rate = usd_rate("GBP", date(2023, 7, 21))
    assert rate is not None
    assert rate.usd == Decimal("1.2828408645")
    euro = usd_rate("EUR", date(2023, 7, 21))
    assert euro is not None
    assert euro.usd == Decimal("1.1123")


def test_a_weekend_takes_the_friday_before() -> None:
    sunday = usd_rate("CAD", date(2023, 7, 23))
    friday = usd_rate("CAD", date(2023, 7, 21))
    assert sunday == friday
    assert friday is not None
    assert friday.published_on == date(2023, 7, 21)


def test_a_rate_is_never_later_than_the_date_nor_older_than_a_week() -> None:
    newest = last_published_on()
    assert usd_rate("EUR", newest + timedelta(days=7)) is not None
    assert usd_rate("EUR", newest + timedelta(days=8)) is None
    assert usd_rate("EUR", date(1998, 12, 31)) is None


@pytest.mark.parametrize("currency", ["USD", "XXX", "", "usd"])
def test_no_rate_where_none_is_needed_or_known(currency: str) -> None:
    assert usd_rate(currency, date(2023, 7, 21)) is None


def test_a_currency_that_the_bank_stopped_quoting_has_no_rate() -> None:
    assert usd_rate("RUB", date(2022, 2, 1)) is not None
    assert usd_rate("RUB", date(2023, 2, 1)) is None
