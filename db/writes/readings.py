"""Write what was read of versions: readings, and the exchange rates they used."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from db.dialects.sql import select_any
from db.models import AiClause, AiEvidence, ExchangeRate, JobCoverage, PayRange, Publication, Reading, Version
from db.queries.as_of import AsOf, latest_reading
from db.writes.present import refresh_versions
from db.writes.upsert import insert_rows, row_values, table_of, upsert_rows

ReadingRows = tuple[Reading, Sequence[PayRange], Sequence[AiEvidence]]
"""A reading, its ranges and its evidence, without ids, positions and foreign keys."""


def save_reading(
    session: Session, version_id: int, reading: Reading, ranges: Sequence[PayRange], evidence: Sequence[AiEvidence]
) -> None:
    """Keep one reader's reading of a version beside those of other readers."""
    save_readings(session, [(version_id, (reading, ranges, evidence))])


def save_readings(session: Session, given: Sequence[tuple[int, ReadingRows]]) -> None:
    """Keep a reading of each of these versions, by their ids."""
    add_readings(session, given)
    refresh_versions(session, [version for version, _ in given])


def add_readings(session: Session, given: Sequence[tuple[int, ReadingRows]]) -> None:
    """The same of versions that are not known yet: `posting_now` has no part in them before their crawl ends."""
    readings = [row_values(reading) | {"version": version} for version, (reading, _, _) in given]
    ids = insert_rows(session, Reading, readings)
    for kind, parts in (
        (PayRange, [ranges for _, (_, ranges, _) in given]),
        (AiEvidence, [evidence for _, (_, _, evidence) in given]),
        (AiClause, [reading.ai_clauses for _, (reading, _, _) in given]),
    ):
        rows = [
            row_values(row) | {"reading": reading, "position": position}
            for reading, its in zip(ids, parts, strict=True)
            for position, row in enumerate(its, 1)
        ]
        if rows:
            session.connection().execute(table_of(kind).insert(), rows)


def upsert_rates(session: Session, rows: Iterable[ExchangeRate]) -> None:
    """Insert or overwrite."""
    upsert_rows(session, rows)


def latest_reading_of(session: Session, version_id: int) -> Reading:
    """The reading of a version that was stored last."""
    return session.scalars(
        select(Reading).where(Reading.version == version_id).order_by(Reading.id.desc()).limit(1)
    ).one()


READINGS_KEPT = 2
"""Of each version, so many of the latest; and the first, by which a report as of an early date knows it."""


def drop_old_readings(session: Session) -> int:
    """Drop readings that are older than the last of their version, and that no published report shows; gives how many.

    A corrected reading goes with the one that it corrects.
    """
    old = session.execute(_select_old()).all()
    named = _find_published(session, {row.version for row in old})
    copies: dict[int, list[int]] = defaultdict(list)
    for some in _in_batches([row.id for row in old]):
        for row in session.execute(select(Reading.id, Reading.corrects).where(Reading.corrects.in_(some))):
            copies[row.corrects].append(row.id)
    gone = [each for row in old if not named & {row.id, *copies[row.id]} for each in (row.id, *copies[row.id])]
    for some in _in_batches(gone):
        for kind in (PayRange, AiEvidence, AiClause, JobCoverage):
            session.execute(delete(kind).where(kind.reading.in_(some)))
        session.execute(delete(Reading).where(Reading.id.in_(some)))
    return len(gone)


def _select_old() -> Select[Any]:
    """The readings that readers made by themselves, but for each version's first and its last ones."""
    by_age = (Reading.read_at.desc(), Reading.id.desc())
    first = (Reading.read_at, Reading.id)
    ranked = (
        select(
            Reading.id,
            Reading.version,
            func.row_number().over(partition_by=Reading.version, order_by=by_age).label("latest"),
            func.row_number().over(partition_by=Reading.version, order_by=first).label("first"),
        )
        .where(Reading.corrects.is_(None))
        .subquery()
    )
    old = select_any(ranked.c.id, ranked.c.version).where(ranked.c.latest > READINGS_KEPT, ranked.c.first > 1)
    return old.order_by(ranked.c.id)


def _find_published(session: Session, versions: Collection[int]) -> set[int]:
    """The readings of these versions that a published report shows."""
    found: set[int] = set()
    for report in session.scalars(select(Publication)).all():
        as_of = AsOf.amended(report.as_of, report.published_at) if report.corrected else AsOf.plain(report.as_of)
        for some in _in_batches(sorted(versions)):
            shown = select_any(latest_reading(as_of).label("reading")).select_from(Version)
            found.update(filter(None, session.scalars(shown.where(Version.id.in_(some)))))
    return found


def _in_batches(keys: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
