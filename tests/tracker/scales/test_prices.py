"""Dollars of one month in the money of another: by the published index alone, with its basis."""

from decimal import Decimal

import pytest

from tracker.errors import ScalesError
from tracker.scales.prices import load_price_index, restate_dollars


def test_dollars_are_restated_by_the_index_and_say_how() -> None:
    real = restate_dollars(Decimal(26470), "2023-07", "2026-05")
    # 335.123 / 305.691, as the bureau published both
    assert real.amount == Decimal("29018.54")
    assert real.basis.startswith("335.123 (2026-05) / 305.691 (2023-07): CPI-U")
    assert restate_dollars(Decimal(26470), "2023-07").amount == real.amount
    assert restate_dollars(Decimal(10), "2020-01", "2020-01").amount == 10


@pytest.mark.parametrize("month", ["2025-10", "1999-01", "2030-01", "July 2023"])
def test_a_month_without_an_index_is_refused_and_none_is_made_up(month: str) -> None:
    with pytest.raises(ScalesError, match="no price index"):
        restate_dollars(Decimal(1), month)
    with pytest.raises(ScalesError, match="no price index"):
        restate_dollars(Decimal(1), "2023-07", month)


def test_the_index_has_every_month_but_the_one_that_was_not_published() -> None:
    index = load_price_index()
    first, last = min(index), max(index)
    months = [f"{year}-{month:02}" for year in range(int(first[:4]), int(last[:4]) + 1) for month in range(1, 13)]
    assert set(months) - set(index) == {"2025-10"} | {month for month in months if month > last}
    assert all(Decimal(200) < value < Decimal(400) for value in index.values())
