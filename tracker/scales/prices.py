"""Restate dollars of one month in the money of another, by the bundled consumer price index. Pure."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from tracker.errors import ScalesError
from tracker.scales.load import packaged_file

CENT = Decimal("0.01")
INDEX = "CPI-U, US city average, all items, not seasonally adjusted (Bureau of Labor Statistics, CUUR0000SA0)"


@dataclass(frozen=True, slots=True)
class RealValue:
    """An amount in the money of another month, and in words how it came about."""

    amount: Decimal
    factor: Decimal
    basis: str


def restate_dollars(amount: Decimal, month: str, into: str | None = None) -> RealValue:
    """Restate US dollars of a month (YYYY-MM) in the money of `into`, the newest month known where it is not given.

    Raises ScalesError for a month without an index: none is interpolated.
    """
    index = load_price_index()
    newest = max(index)
    there = into or newest
    for each in (month, there):
        if each not in index:
            raise ScalesError(f"no price index of {each!r} is known; it is known from {min(index)} to {newest}")
    factor = index[there] / index[month]
    basis = f"{index[there]} ({there}) / {index[month]} ({month}): {INDEX}"
    return RealValue((amount * factor).quantize(CENT, ROUND_HALF_EVEN), factor, basis)


@cache
def load_price_index() -> Mapping[str, Decimal]:
    """Load the index by month."""
    lines = packaged_file("cpi_u.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    index = {row["month"]: Decimal(row["index"]) for row in rows}
    if wrong := [month for month in index if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", month)]:
        raise ScalesError(f"cpi_u.csv: {wrong[0]!r} is not a month")
    return index
