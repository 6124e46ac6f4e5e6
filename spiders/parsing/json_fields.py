"""Taking a board's answer apart: what must be there, what may be there, and dates in the forms that boards use."""

import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from spiders.errors import ShapeError

_SPACE = re.compile(r"\s+")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAYS_AGO = re.compile(r"posted (today|yesterday|(\d+) days? ago)", re.IGNORECASE)

_CURRENCY = re.compile(r"[A-Z]{3}|[A-Z]{0,2}[$€£¥₹₩₽₪₺₴₫₱]")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+,\d{1,2}")
"""Thousands set apart by points, or cents behind a comma: no amount of money has three decimals."""
_MOST_VALUES = 3_000_000
_MOST_DIGITS = 100


def read_json(body: bytes) -> Any:
    """Parse an answer that has to be JSON; numbers with a point come as Decimal, NaN and the infinities as None."""
    if not body.strip():
        raise ShapeError("an empty answer where JSON belongs")
    # Counted before it is parsed: thirty megabytes of empty lists take a gigabyte, while those of a real board are
    # words, with few of these marks.
    if sum(map(body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise ShapeError(f"more than {_MOST_VALUES:,} values in one answer")
    try:
        return json.loads(body, parse_float=_bounded_decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        kind = "HTML" if body.lstrip()[:1] == b"<" else "something that is not JSON"
        raise ShapeError(f"{kind} where JSON belongs") from error


def _bounded_decimal(words: str) -> Decimal | None:
    """1E+999999999 is a valid number, of which int() would write out every digit."""
    number = Decimal(words)
    return number if abs(number.adjusted()) < _MOST_DIGITS else None


def require(row: Any, name: str, kind: type | tuple[type, ...] = (str, int)) -> Any:
    """Give the field that a board of this family always has, of the type it always has."""
    if not isinstance(row, dict):
        raise ShapeError(f"{_shorten_repr(row)} stands where a record with {name!r} belongs")
    if row.get(name) is None:
        raise ShapeError(f"{name!r} is missing")
    if not isinstance(row[name], kind) or isinstance(row[name], bool):
        raise ShapeError(f"{name!r} is {_shorten_repr(row[name])}")
    return row[name]


def optional(row: Any, *names: str) -> str | None:
    """Give the words at the end of a path of names, white space collapsed; None where there are none."""
    for name in names:
        row = row.get(name) if isinstance(row, dict) else None
    return collapse_spaces(str(row)) or None if isinstance(row, str | int) and not isinstance(row, bool) else None


def collapse_spaces(words: str) -> str:
    return _SPACE.sub(" ", words).strip()


def parse_number(value: Any) -> Decimal | None:
    """An amount as data; None for what is none. Zero is what boards write for "not stated"."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    printed = value.strip() if isinstance(value, str) else str(value)
    if isinstance(value, str) and _EUROPEAN.fullmatch(printed):
        printed = printed.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(printed.replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < 10**12 else None


def parse_currency(words: str | None) -> str | None:
    """A currency's code in capitals, or the mark that stands in its place; None for what is neither."""
    named = (words or "").strip().upper()
    return named if _CURRENCY.fullmatch(named) else None


def parse_iso_date(words: Any) -> date | None:
    """The date that begins an ISO date or time, padded or not (2026-5-19)."""
    found = _ISO_DATE.match(words.strip()) if isinstance(words, str) else None
    return _make_date(*map(int, found.groups())) if found else None


def parse_epoch_date(seconds: Any) -> date | None:
    """The UTC date of a Unix time in seconds, or in milliseconds where seconds would be centuries away."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | Decimal):
        return None
    try:
        whole = int(seconds)
        if abs(whole) >= 10**11:  # the seconds of year 5138: these are milliseconds
            whole //= 1000
        return datetime.fromtimestamp(whole, UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def parse_relative_date(words: Any, today: date) -> date | None:
    """ "Posted 3 Days Ago" as a date; None for "30+ Days Ago", which names no day."""
    found = _DAYS_AGO.match(words.strip()) if isinstance(words, str) else None
    if not found:
        return None
    days = {"today": 0, "yesterday": 1}.get(found[1].lower(), int(found[2] or 0))
    return today - timedelta(days=min(days, 36500))


def fingerprint(row: Any, without: frozenset[str] = frozenset()) -> str:
    """A digest of a list's row, whatever the order of its fields, leaving out the fields named."""
    if isinstance(row, dict):
        row = {name: value for name, value in row.items() if name not in without}
    words = json.dumps(row, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(words.encode()).hexdigest()


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shorten_repr(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 60 else words[:57] + "..."
