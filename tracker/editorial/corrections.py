"""corrections.csv -> the database, all of it or none; what a person corrects is checked against what is stored."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import leases, models
from db.engine import write_sessions
from db.vocabulary import AiKind, AiLabel, PayFlag, PayKind, PayScope, Unit
from db.writes import corrections
from spiders.posting import Place, StatedPay
from tracker.errors import CorrectionsError
from tracker.reading.pay import reader as pay
from tracker.reading.pay.annualize import CORRECTION, normalise
from tracker.reading.pay.model import PayRange
from tracker.reading.text import collapse, from_description

COLUMNS = ("posting", "field", "old_value", "new_value", "reason", "by", "date")
_ALSO = {"posting_id": "posting", "corrected_on": "date", "on": "date"}


# ---- values


def _amount(words: str) -> Decimal:
    amount = Decimal(words)
    if not amount.is_finite() or not 0 <= amount < 10**10 or amount != round(amount, 4):
        raise ValueError("an amount is a plain number under ten thousand million, with at most four decimal places")
    return amount


def _hours(words: str) -> Decimal:
    hours = _amount(words)
    if not hours:
        raise ValueError("hours are more than 0; where none are stated, it is empty")
    return hours


def _currency(words: str) -> str:
    if len(words) != 3 or not (words.isascii() and words.isalpha() and words.isupper()):
        raise ValueError("a currency is three capital letters, such as USD")
    return words


def _kinds(words: str) -> str:
    return " ".join(sorted({AiKind(word) for word in words.split()}))


@dataclass(frozen=True, slots=True)
class Field:
    """A column of postings.csv that may be corrected."""

    read: Callable[[str], Any]
    """Words -> the value. Raises ValueError, or decimal.InvalidOperation."""
    may_be_empty: bool = True
    is_pay: bool = False


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "title": Field(collapse, may_be_empty=False),
        "brand": Field(collapse),
        "posted_on": Field(date.fromisoformat, may_be_empty=False),
        "pay_minimum": Field(_amount, is_pay=True),
        "pay_maximum": Field(_amount, is_pay=True),
        "pay_currency": Field(_currency, is_pay=True),
        "pay_unit": Field(Unit, is_pay=True),
        "pay_hours": Field(_hours, is_pay=True),
        "pay_kind": Field(PayKind, is_pay=True),
        "pay_scope": Field(PayScope, is_pay=True),
        "ai_label": Field(AiLabel, may_be_empty=False),
        "ai_kinds": Field(_kinds),
    }
)
"""What follows from these (figures a year and an hour, in dollars, multiples) follows from the corrected ones."""


def _value(field: str, words: str) -> Any:
    """None for empty words. Raises ValueError."""
    if not words.strip():
        if not FIELDS[field].may_be_empty:
            raise ValueError("it may not be empty")
        return None
    try:
        return FIELDS[field].read(words.strip())
    except InvalidOperation as error:
        raise ValueError("that is no number") from error


def _plain(value: Any) -> Any:
    """A value of the view postings, to be compared."""
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else (str(value) if value else None)


def _same(field: str, words: str, stored: Any) -> bool:
    return bool(_plain(_value(field, words)) == _plain(stored))


# ---- the file


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    line: int
    posting: str
    field: str
    old_value: str
    new_value: str
    reason: str
    by: str
    date: date


def read_corrections(file: Path, today: date) -> list[Row]:
    """Read corrections.csv; every row is checked by itself. Raises CorrectionsError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened, strict=True)
            names = [_column(name) for name in rows.fieldnames or []]
            if sorted(names) != sorted(COLUMNS):
                raise CorrectionsError(
                    f"{file}: the columns are {', '.join(names) or 'none'}, and have to be {', '.join(COLUMNS)}"
                )
            rows.fieldnames = names
            found = [_row(file, rows.line_num, row, today) for row in rows]
    except (csv.Error, UnicodeDecodeError) as error:
        raise CorrectionsError(f"{file} is no CSV file in UTF-8: {error}") from error
    if not found:
        raise CorrectionsError(f"{file} holds no correction")
    return found


def _column(name: str) -> str:
    plain = "_".join(name.strip().lower().split())
    return _ALSO.get(plain, plain)


def _row(file: Path, line: int, row: Mapping[Any, Any], today: date) -> Row:
    where = f"{file}, line {line}"
    if None in row or None in row.values():
        raise CorrectionsError(f"{where}: there are not {len(COLUMNS)} values")
    words = {name: str(value).strip() for name, value in row.items()}
    for name in ("posting", "reason", "by"):
        if not words[name]:
            raise CorrectionsError(f"{where}: {name} is empty")
    if words["field"] not in FIELDS:
        raise CorrectionsError(f"{where}: {words['field']!r} cannot be corrected; what can is {', '.join(FIELDS)}")
    for name in ("old_value", "new_value"):
        try:
            _value(words["field"], words[name])
        except ValueError as error:
            raise CorrectionsError(f"{where}: {name} {words[name]!r} is no {words['field']}: {error}") from error
    day = _day(where, words.pop("date"), today)
    return Row(line=line, date=day, **words)


def _day(where: str, words: str, today: date) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise CorrectionsError(f"{where}: {words!r} is no date such as 2026-11-22") from error
    if day > today:
        raise CorrectionsError(f"{where}: the date {day} is yet to come")
    return day


# ---- into the database


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """A report that was made public with a value that is now corrected."""

    row: Row
    published_at: datetime
    as_of: datetime
    folder: str
    note: str


def add(engine: Engine, file: Path) -> tuple[list[Row], list[Touched]]:
    """Take a file of corrections, all of it or none; gives them, and the published reports that had an old value.

    Raises CorrectionsError.
    """
    rows = read_corrections(file, datetime.now(UTC).date())
    with write_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        at = datetime.now(UTC)
        now = corrections.current_values(session, {row.posting for row in rows})
        for row in rows:
            _check(file, row, now)
        _check_ranges(file, rows, now)
        touched = list(_touched(session, rows))
        corrections.save_correction(session, [_stored(session, row, at) for row in rows], apply_correction)
    return rows, touched


def _check(file: Path, row: Row, now: Mapping[str, dict[str, Any]]) -> None:
    """Against what is stored, with the rows before this one in it."""
    where = f"{file}, line {row.line}"
    if row.posting not in now:
        raise CorrectionsError(f"{where}: no posting {row.posting!r} is known; a posting's id is studio:board_key")
    stored = now[row.posting][row.field]
    if not _same(row.field, row.old_value, stored):
        raise CorrectionsError(
            f"{where}: {row.field} of {row.posting} is {_said(stored)}, "
            f"and the file's old value is {_said(row.old_value)}"
        )
    if _same(row.field, row.new_value, stored):
        raise CorrectionsError(f"{where}: {row.field} of {row.posting} is {_said(stored)} already")
    now[row.posting][row.field] = _value(row.field, row.new_value)


def _said(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    number = isinstance(value, int | float | Decimal)
    return repr(f"{Decimal(str(value)).normalize():f}" if number else str(value))


def _check_ranges(file: Path, rows: Iterable[Row], now: Mapping[str, dict[str, Any]]) -> None:
    for row in rows:
        low, high = (_plain(now[row.posting][name]) for name in ("pay_minimum", "pay_maximum"))
        if low is not None and high is not None and low > high:
            raise CorrectionsError(
                f"{file}: {row.posting} would have a pay_minimum of {_said(low)} above its pay_maximum of {_said(high)}"
            )


def _touched(session: Session, rows: Sequence[Row]) -> Iterator[Touched]:
    """The rule: a report is touched where its as-of knew the posting, and its value was the old one."""
    for publication in corrections.publications(session):
        then = corrections.current_values(session, {row.posting for row in rows}, corrections.as_published(publication))
        for row in rows:
            if row.posting in then and _same(row.field, row.old_value, then[row.posting][row.field]):
                about = {name: getattr(publication, name) for name in ("published_at", "as_of", "folder", "note")}
                yield Touched(row=row, **about)


def _stored(session: Session, row: Row, at: datetime) -> models.Correction:
    return models.Correction(
        version=corrections.newest_version(session, row.posting),
        field=row.field,
        old_value=row.old_value,
        new_value=row.new_value,
        reason=row.reason,
        by=row.by,
        corrected_on=row.date,
        added_at=at,
    )


# ---- the corrected reading


def apply_correction(version: models.Version, reading: models.Reading, values: Mapping[str, str]) -> None:
    """Put corrected values into a copy of a reading, and reckon again what follows from them."""
    for name, words in values.items():
        value = _value(name, words)
        if name == "brand":
            reading.corrected_brand = value or ""
        elif name in ("title", "posted_on"):
            setattr(reading, f"corrected_{name}", value)
        else:
            setattr(reading, name, value or "" if name == "ai_kinds" else value)
    paid = any(FIELDS[name].is_pay for name in values)
    _reckon(version, reading, corrected=paid)
    if paid:
        reading.pay_flags = " ".join(sorted({*reading.pay_flags.split(), PayFlag.CORRECTED}))


def _reckon(version: models.Version, reading: models.Reading, *, corrected: bool) -> None:
    on = reading.corrected_posted_on or version.posted_on or version.fetched_at.date()
    paid = reading.pay_minimum is not None or reading.pay_maximum is not None
    head = PayRange(
        minimum=reading.pay_minimum,
        maximum=reading.pay_maximum,
        currency=reading.pay_currency,
        unit=reading.pay_unit if paid else None,
        hours=reading.pay_hours,
        week_hours=_week_hours(version),
        quote="",
        rule=CORRECTION if corrected else "",
    )
    normal = normalise(head, on)
    for name in ("year_minimum", "year_maximum", "year_basis", "hour_minimum", "hour_maximum", "hour_basis"):
        setattr(reading, f"pay_{name}", getattr(normal, name))
    reading.pay_usd_year_minimum, reading.pay_usd_year_maximum = normal.usd_year_minimum, normal.usd_year_maximum
    reading.fx_rate, reading.fx_on = normal.fx_rate, normal.fx_on


def _week_hours(version: models.Version) -> Decimal | None:
    """The hours of the working week that the version's words state: a reading does not keep them."""
    stated = [
        StatedPay(**{**each, **{end: Decimal(each[end]) for end in ("minimum", "maximum") if each[end] is not None}})
        for each in version.stated_pay
    ]
    places = [Place(**place) for place in version.places]
    found = pay.read(
        version.title, from_description(version.description_html), places=places, country=version.country, stated=stated
    )
    return next((each.week_hours for each in found.ranges if each.week_hours), None)


def reapply(session: Session, version_id: int, at: datetime) -> None:
    """What a person corrected stays corrected when the version is read anew."""
    corrections.reapply_correction(session, version_id, at, apply_correction)


# ---- what to look at again


def check_corrections(engine: Engine) -> Iterator[str]:
    """A line on each correction whose posting has since a version that has the old value again."""
    with Session(engine) as session:
        for row, posting_id, number in corrections.all_of(session):
            now = corrections.current_values(session, {posting_id}).get(posting_id)
            newest = corrections.newest_number(session, posting_id)
            if now and newest > number and _same(row.field, row.old_value, now[row.field]):
                yield (
                    f"{posting_id}: {row.field} was corrected from {_said(row.old_value)} to {_said(row.new_value)} in "
                    f"version {number}, and version {newest} has {_said(row.old_value)} again: is it wrong there too?"
                )
