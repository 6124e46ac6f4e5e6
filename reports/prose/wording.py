"""Format numbers and dates for sentences. No number is ever said to be more than it is."""

import tomllib
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from db.vocabulary import PayFlag
from reports.frames.values import clean_text

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "C$"}
_MONTHS = "January February March April May June July August September October November December".split()
_TITLE_LENGTH = 110


@cache
def load_sentences() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8"))


def format_money(value: Decimal, currency: str | None) -> str:
    """$300,000; $187.50; SEK 40,000; 40,000 of an unknown currency."""
    shown = f"{value:,.0f}" if value == value.to_integral_value() else _format_cents(value)
    if currency is None:
        return f"{shown} (currency not stated)"
    return f"{_SIGNS[currency]}{shown}" if currency in _SIGNS else f"{currency} {shown}"


def _format_cents(value: Decimal) -> str:
    shown = f"{value:,.4f}".rstrip("0")
    return shown if len(shown.partition(".")[2]) >= 2 else f"{value:,.2f}"


def format_multiple(value: Decimal, places: int = 2) -> str:
    """Round, with as many more places as keep it from the next whole: 33.999 is 33.999, whose floor is 33, and neither
    34.00 nor, cut off, 33.99."""
    whole = value.to_integral_value(ROUND_DOWN)
    for more in range(places, places + 12):
        rounded = value.quantize(Decimal(1).scaleb(-more), ROUND_HALF_UP)
        if rounded.to_integral_value(ROUND_DOWN) == whole:
            break
    return f"{rounded:,}"


DOUBTFUL = frozenset({PayFlag.LIKELY_MISPRINT, PayFlag.IMPLAUSIBLE, PayFlag.SOURCES_DISAGREE})
"""Flags of pay that is in the files, and that nothing is made of: nobody knows which figure is meant."""


UNSURE = DOUBTFUL | {PayFlag.ATTACHMENT_UNSURE, PayFlag.CURRENCY_ASSUMED, PayFlag.SEVERAL_PIECES}
"""Flags of pay that gets no sentence: whether it is this job's pay, in which currency, or for how many pieces, is no
part of the sentence."""


def has_flag(flags: str | None, *any_of: str) -> bool:
    return not set(any_of).isdisjoint((flags or "").split())


def is_doubtful(flags: str | None) -> bool:
    return has_flag(flags, *DOUBTFUL)


def is_unsure(flags: str | None) -> bool:
    return has_flag(flags, *UNSURE)


def states_several_ranges(flags: str | None) -> bool:
    """Tell whether the posting states several ranges: low and high may be those of two of them."""
    return has_flag(flags, PayFlag.SEVERAL_RANGES)


def is_not_one_range(flags: str | None) -> bool:
    """Tell whether the two ends are not known to be those of one range."""
    return is_doubtful(flags) or states_several_ranges(flags)


def measure_places(measure: str) -> int:
    """Give the places of a measure: days and weeks are said to a tenth, ratios to a hundredth."""
    return 1 if measure.startswith(("scale_days", "scale_weeks")) else 2


def format_floor(value: Decimal) -> str:
    return f"{value.to_integral_value(ROUND_DOWN):,}"


def format_percent(part: int, whole: int) -> str:
    share = Decimal(100 * part) / Decimal(whole)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def format_date(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def format_short_date(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1][:3]} {value.year}"


def format_instant(value: datetime) -> str:
    """Say to the minute: 25 July 2023, 06:10 UTC."""
    return f"{format_date(value.date())}, {value:%H:%M} UTC"


def format_date_span(first: date | None, last: date | None) -> str:
    """Say from when to when, both included: 1 Jul 2022 to 8 Nov 2023."""
    if first is None:
        return "start not known"
    return f"{format_short_date(first)} to {format_short_date(last)}" if last else f"from {format_short_date(first)}"


def to_possessive(name: str) -> str:
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


def shorten_title(value: str) -> str:
    plain = " ".join(clean_text(value).split())
    return plain if len(plain) <= _TITLE_LENGTH else f"{plain[: _TITLE_LENGTH - 1].rstrip()}…"
