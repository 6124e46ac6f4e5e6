"""Currency, date -> dollars a unit, by the European Central Bank's published rates. Reads only a packaged file."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from zipfile import ZipFile

from currency_converter import CURRENCY_FILE

SOURCE = "European Central Bank, euro foreign exchange reference rates"
OLDEST_DAYS = 7
"""A rate is used for at most this many days after its publication: the bank's longest pause is Easter's four."""

_PLACES = Decimal("1e-10")
_NOT_PUBLISHED = frozenset({"", "N/A"})


@dataclass(kw_only=True, frozen=True, slots=True)
class Rate:
    """What one unit of a currency was in US dollars."""

    currency: str
    usd: Decimal
    """US dollars for one unit, to ten places."""
    published_on: date
    source: str = SOURCE


def usd_rate(currency: str, on: date) -> Rate | None:
    """Find the last rate published on or before a date, at most seven days back; never a later or an interpolated one.

    A dollar needs no rate: for "USD" the answer is None, as it is where no rate is known.
    """
    days, rows = _load_rates()
    at = bisect_right(days, on)
    while at and on - days[at - 1] <= timedelta(days=OLDEST_DAYS):
        at -= 1
        if (usd := _dollars_per_unit(rows[at], currency)) is not None:
            return Rate(currency=currency, usd=usd, published_on=days[at])
    return None


def last_published_on() -> date:
    """The day of the newest rate in the packaged file."""
    return _load_rates()[0][-1]


def _dollars_per_unit(row: dict[str, str], currency: str) -> Decimal | None:
    """US dollars a unit = (dollars a euro) / (units a euro); the file's own digits, divided once."""
    if currency == "USD" or "USD" not in row:
        return None
    if currency == "EUR":
        return Decimal(row["USD"])
    if currency not in row:
        return None
    return (Decimal(row["USD"]) / Decimal(row[currency])).quantize(_PLACES, ROUND_HALF_EVEN)


@cache
def _load_rates() -> tuple[list[date], list[dict[str, str]]]:
    """The file's days, oldest first, and what was published on each: currency -> units for one euro."""
    with ZipFile(CURRENCY_FILE) as packed:
        lines = [line for name in packed.namelist() for line in packed.read(name).decode("utf-8").splitlines()]
    heads = [head.strip() for head in lines[0].split(",")]
    days: dict[date, dict[str, str]] = {}
    for line in lines[1:]:
        day, *values = (value.strip() for value in line.split(","))
        named = zip(heads[1:], values, strict=False)
        days[date.fromisoformat(day)] = {head: value for head, value in named if head and value not in _NOT_PUBLISHED}
    return sorted(days), [days[day] for day in sorted(days)]
