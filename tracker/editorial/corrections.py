"""Store a file of corrections, all of it or none, checked against what is stored; apply it to readings."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import models
from db.engine import durable_sessions
from db.vocabulary import PayFlag
from db.writes import corrections, leases
from tracker.editorial.correction_file import (
    FIELDS,
    CorrectionRow,
    equals_stored,
    make_comparable,
    parse_value,
    read_corrections,
)
from tracker.errors import CorrectionsError
from tracker.reading.jsonl import load_place, load_stated_pay
from tracker.reading.pay import reader as pay
from tracker.reading.pay.annualize import CORRECTION, annualize_pay
from tracker.reading.pay.model import PayRange
from tracker.reading.text import from_description
from tracker.scales.store import cover_versions

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """A report that was made public with a value that is now corrected."""

    row: CorrectionRow
    published_at: datetime
    as_of: datetime
    folder: str
    note: str


def add_corrections(engine: Engine, file: Path) -> tuple[list[CorrectionRow], list[Touched]]:
    """Store a file of corrections, all of it or none. Gives them, and the published reports that had an old value.

    Raises CorrectionsError with every mistake.
    """
    rows = read_corrections(file, datetime.now(UTC).date())
    with durable_sessions(engine).begin() as session:
        # A correction is known from when it was added: it is stamped under the lock, like what crawls store.
        leases.serialize_timestamps(session)
        at = datetime.now(UTC)
        # All of the file or nothing, and each old value is compared: a row written for another version must not change
        # today's.
        now = corrections.current_values(session, {row.posting for row in rows})
        mistakes = [mistake for row in rows for mistake in _check_against_stored(file, row, now)]
        if mistakes := mistakes or list(_check_ranges(file, rows, now)):
            raise CorrectionsError(*mistakes)
        touched = list(_find_touched_reports(session, rows))
        made = [_make_correction(session, row, at) for row in rows]
        corrections.save_correction(session, made, apply_correction)
        for version in sorted({each.version for each in made}):
            cover_versions(session, [version])
    return rows, touched


def _check_against_stored(file: Path, row: CorrectionRow, now: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Compare a row with what is stored, `now`, and put its new value there for the rows after it."""
    where = f"{file.name}, line {row.line}"
    if row.posting not in now:
        yield f"{where}: no posting {row.posting!r} is known; a posting's id is studio:board_key"
        return
    stored = now[row.posting][row.field]
    if not equals_stored(row.field, row.old_value, stored):
        yield (
            f"{where}: {row.field} of {row.posting} is {_quote_value(stored)}, "
            f"and the file's old value is {_quote_value(row.old_value)}"
        )
    elif equals_stored(row.field, row.new_value, stored):
        yield f"{where}: {row.field} of {row.posting} is {_quote_value(stored)} already"
    now[row.posting][row.field] = parse_value(row.field, row.new_value)


def _quote_value(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    number = isinstance(value, int | float | Decimal)
    return repr(f"{Decimal(str(value)).normalize():f}" if number else str(value))


def _check_ranges(file: Path, rows: Iterable[CorrectionRow], now: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        low, high = (make_comparable(now[row.posting][name]) for name in ("pay_minimum", "pay_maximum"))
        if low is not None and high is not None and low > high:
            yield (
                f"{file.name}: {row.posting} would have a pay_minimum of {_quote_value(low)} above "
                f"its pay_maximum of {_quote_value(high)}"
            )


def _find_touched_reports(session: Session, rows: Sequence[CorrectionRow]) -> Iterator[Touched]:
    """Find published reports that knew the posting and had its old value."""
    for publication in corrections.publications(session):
        then = corrections.current_values(session, {row.posting for row in rows}, corrections.as_published(publication))
        for row in rows:
            if row.posting in then and equals_stored(row.field, row.old_value, then[row.posting][row.field]):
                about = {name: getattr(publication, name) for name in ("published_at", "as_of", "folder", "note")}
                yield Touched(row=row, **about)


def _make_correction(session: Session, row: CorrectionRow, at: datetime) -> models.Correction:
    return models.Correction(
        version=corrections.newest_version(session, row.posting),
        field=row.field,
        old_value=row.old_value,
        new_value=row.new_value,
        reason=row.reason,
        by=row.by,
        corrected_on=row.corrected_on,
        added_at=at,
    )


# ---- the corrected reading


def apply_correction(
    version: models.Version, reading: models.Reading, ranges: Sequence[models.PayRange], values: Mapping[str, str]
) -> None:
    """Put corrected values into a copy of a reading, and compute again what follows from them."""
    for name, words in values.items():
        value = parse_value(name, words)
        if name == "brand":
            reading.corrected_brand = value or ""
        elif name in ("title", "posted_on"):
            setattr(reading, f"corrected_{name}", value)
        else:
            setattr(reading, name, value or "" if name == "ai_kinds" else value)
    paid = any(FIELDS[name].is_pay for name in values)
    _reckon(version, reading, ranges, corrected=paid)
    if paid:
        reading.pay_flags = " ".join(sorted({*reading.pay_flags.split(), PayFlag.CORRECTED}))


def _reckon(
    version: models.Version, reading: models.Reading, ranges: Sequence[models.PayRange], *, corrected: bool
) -> None:
    on = reading.corrected_posted_on or version.posted_on or version.fetched_at.date()
    paid = reading.pay_minimum is not None or reading.pay_maximum is not None
    head = PayRange(
        minimum=reading.pay_minimum,
        maximum=reading.pay_maximum,
        currency=reading.pay_currency,
        unit=reading.pay_unit if paid else None,
        hours=reading.pay_hours,
        week_hours=_find_week_hours(version, reading, ranges),
        flags=tuple(flag for flag in map(PayFlag, reading.pay_flags.split()) if not corrected or flag in OF_THE_JOB),
        quote="",
        rule=CORRECTION if corrected else "",
    )
    normal = annualize_pay(head, on, version.country)
    for name in ("year_minimum", "year_maximum", "year_basis", "hour_minimum", "hour_maximum", "hour_basis"):
        setattr(reading, f"pay_{name}", getattr(normal, name))
    reading.pay_usd_year_minimum, reading.pay_usd_year_maximum = normal.usd_year_minimum, normal.usd_year_maximum
    reading.fx_rate, reading.fx_on = normal.fx_rate, normal.fx_on


OF_THE_JOB = frozenset({PayFlag.PART_TIME, PayFlag.PRO_RATA})
"""Flags that say what the job is, and hold whatever figure a person puts in the place of the one that was read."""


def _find_week_hours(
    version: models.Version, reading: models.Reading, ranges: Sequence[models.PayRange]
) -> Decimal | None:
    """The hours of the working week that the version's words state."""
    if reading.has_week_hours:
        return next((each.week_hours for each in ranges if each.week_hours), None)
    # A reading from before the column: ask today's reader, whose answer may differ from that of the reading corrected.
    log.warning(
        "version %d of posting %d: the reading that is corrected kept no hours of the working week; "
        "today's reader is asked for them",
        version.number,
        version.posting,
    )
    found = pay.read(
        version.title,
        from_description(version.description_html),
        places=[load_place(each) for each in version.places],
        country=version.country,
        stated=[load_stated_pay(each) for each in version.stated_pay],
        employment_type=version.employment_type,
    )
    return next((each.week_hours for each in found.ranges if each.week_hours), None)


def reapply_all(session: Session, versions: Collection[int], at: datetime) -> None:
    """Apply versions' corrections to their new readings: what a person corrected stays corrected."""
    corrected = corrections.corrected_versions(session, versions)
    for version in corrected:
        corrections.reapply_correction(session, version, at, apply_correction)
    cover_versions(session, corrected)


# ---- what to check again


def check_corrections(engine: Engine) -> Iterator[str]:
    """Name each correction whose posting has a newer version with the old value."""
    with Session(engine) as session:
        for row, posting_id, number in corrections.all_of(session):
            now = corrections.current_values(session, {posting_id}).get(posting_id)
            newest = corrections.newest_number(session, posting_id)
            old = _quote_value(row.old_value)
            if now and newest > number and equals_stored(row.field, row.old_value, now[row.field]):
                yield (
                    f"{posting_id}: {row.field} was corrected from {old} to {_quote_value(row.new_value)} in version "
                    f"{number}, and version {newest} has {old} again: is it wrong there too?"
                )
