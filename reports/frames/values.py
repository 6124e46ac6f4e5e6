"""Convert one value of a report: from the database to a plain value, and to text. The same on every database."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any

from reports.redact import redact, redact_reference, redact_url

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters, marks that turn the direction of writing round, and halves of characters."""
_FORMULA = re.compile(r"[\t\n ]*[=+\-@＝＋－＠]")
_INNER_FORMULA = re.compile(r"([;|\t\n][;|\t\n\" ]*)(?=[=+\-@＝＋－＠])")
"""The same after what some spreadsheet takes for the end of a cell: where commas part decimals, the semicolon does."""


def clean_text(value: Any) -> str:
    shown = str(value)
    if shown.isprintable():  # and so has none of what is taken out
        return shown
    return _UNSEEN.sub("", shown.replace("\r\n", "\n").replace("\r", "\n"))


def redact_words(value: Any) -> str:
    return redact(clean_text(value))


def to_amount(value: Any, places: int = 4) -> Decimal:
    """Convert to the exact amount, without zeros at its end, so that equal amounts are written alike. Raises ValueError
    for what is no number: unknown is None, and never printed.
    """
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value} is no amount")
        if short := _format_short_float(value, places):
            return Decimal(short)
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()


def _format_short_float(value: float, places: int) -> str:
    """Format a number that has no more places than these and need not be rounded; otherwise give nothing."""
    whole, _, rest = float.__repr__(value + 0.0).partition(".")
    if rest == "0":
        return whole
    return f"{whole}.{rest}" if len(rest) <= places and rest.isdecimal() else ""


def to_rate(value: Any) -> Decimal:
    return to_amount(value, 10)


def to_date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def to_instant(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "text": clean_text,
    "words": redact_words,
    "reference": lambda value: redact_reference(clean_text(value)),
    "url": lambda value: redact_url(clean_text(value)),
    "integer": int,
    "amount": to_amount,
    "share": to_amount,
    "rate": to_rate,
    "boolean": bool,
    "date": to_date,
    "instant": to_instant,
}
"""What makes a value of the database plain, by the column's type."""
TEXT_TYPES = frozenset({"text", "words", "reference", "url"})
"""Types whose values may hold any character."""


def format_csv(value: Any) -> str:
    """Format a plain value as it stands in a CSV file; empty for unknown."""
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)


def csv_formatter(kind: str) -> Callable[[Any], str]:
    """Make the function that formats a value of this type, plain or as the database gives it."""
    make = CONVERTERS[kind]
    return _format_csv_amount if make is to_amount else lambda value: format_csv(make(value))


def _format_csv_amount(value: Any) -> str:
    if isinstance(value, float) and (short := _format_short_float(value, 4)):  # most of a large report
        return short
    return format_csv(to_amount(value))


def escape_formula(value: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula; spreadsheets do not show it."""
    if _INNER_FORMULA.search(value):
        value = _INNER_FORMULA.sub(r"\1'", value)
    return f"'{value}" if _FORMULA.match(value) else value


def map_column(make: Callable[[Any], Any], values: Iterable[Any], none: Any = None) -> list[Any]:
    """Make each value of a column, and `none` of None. Equal values are made once: large tables repeat themselves."""
    return list(map(_Memo(make, none).__getitem__, values))


class _Memo(dict[Any, Any]):
    def __init__(self, make: Callable[[Any], Any], none: Any) -> None:
        super().__init__({None: none})
        self.make = make

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self.make(value)
        return made
