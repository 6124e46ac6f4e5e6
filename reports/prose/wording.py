"""How numbers and dates are said in a sentence. No number is ever said to be more than it is."""

import tomllib
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from db.vocabulary import PayFlag
from reports.frames.values import text

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "C$"}
_MONTHS = "January February March April May June July August September October November December".split()
_TITLE_LENGTH = 110


@cache
def sentences() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8"))


def money(value: Decimal, currency: str | None) -> str:
    """$300,000; $187.50; SEK 40,000; 40,000 of an unknown currency."""
    shown = f"{value:,.0f}" if value == value.to_integral_value() else _cents(value)
    if currency is None:
        return f"{shown} (currency not stated)"
    return f"{_SIGNS[currency]}{shown}" if currency in _SIGNS else f"{currency} {shown}"


def _cents(value: Decimal) -> str:
    shown = f"{value:,.4f}".rstrip("0")
    return shown if len(shown.partition(".")[2]) >= 2 else f"{value:,.2f}"


def multiple(value: Decimal, places: int = 2) -> str:
    """Rounded, but never up to the next whole: 33.999 is 33.99, as its floor is 33."""
    step = Decimal(1).scaleb(-places)
    rounded = value.quantize(step, ROUND_HALF_UP)
    if rounded.to_integral_value(ROUND_DOWN) > value.to_integral_value(ROUND_DOWN):
        rounded = value.quantize(step, ROUND_DOWN)
    return f"{rounded:,}"


DOUBTFUL = frozenset({PayFlag.LIKELY_MISPRINT, PayFlag.SOURCES_DISAGREE})
"""Flags of pay that is in the files, and that nothing is made of: nobody knows which figure is meant."""


def flagged(flags: str | None, *any_of: str) -> bool:
    return not set(any_of).isdisjoint((flags or "").split())


def doubtful(flags: str | None) -> bool:
    return flagged(flags, *DOUBTFUL)


def several(flags: str | None) -> bool:
    """The posting states several ranges: low and high may be those of two of them."""
    return flagged(flags, PayFlag.SEVERAL_RANGES)


def no_one_range(flags: str | None) -> bool:
    """The two ends are not known to be those of one range."""
    return doubtful(flags) or several(flags)


def places(measure: str) -> int:
    """Days and weeks are said to a tenth, ratios to a hundredth."""
    return 1 if measure in ("scale_days", "scale_weeks") else 2


def floor(value: Decimal) -> str:
    return f"{value.to_integral_value(ROUND_DOWN):,}"


def percent(part: int, whole: int) -> str:
    share = Decimal(100 * part) / Decimal(whole)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1][:3]} {value.year}"


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


def title(value: str) -> str:
    plain = " ".join(text(value).split())
    return plain if len(plain) <= _TITLE_LENGTH else f"{plain[: _TITLE_LENGTH - 1].rstrip()}…"
