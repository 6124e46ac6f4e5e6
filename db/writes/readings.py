"""Write what was read of versions: readings, and the exchange rates they used."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.dialects.upsert import upsert_rows
from db.models import AiEvidence, ExchangeRate, PayRange, Reading
from db.writes.present import refresh_versions


def save_reading(
    session: Session, version_id: int, reading: Reading, ranges: Sequence[PayRange], evidence: Sequence[AiEvidence]
) -> None:
    """Keep one reader's reading of a version beside those of other readers."""
    add_reading(session, version_id, reading, ranges, evidence)
    refresh_versions(session, [version_id])


def add_reading(
    session: Session, version_id: int, reading: Reading, ranges: Sequence[PayRange], evidence: Sequence[AiEvidence]
) -> None:
    """The same of a version that is not known yet: `posting_now` has no part in it before its crawl or clip ends."""
    reading.version = version_id
    session.add(reading)
    session.flush()
    for position, money in enumerate(ranges, 1):
        money.reading, money.position = reading.id, position
    for position, sentence in enumerate(evidence, 1):
        sentence.reading, sentence.position = reading.id, position
    session.add_all([*ranges, *evidence])
    session.flush()


def upsert_rates(session: Session, rows: Iterable[ExchangeRate]) -> None:
    """Insert or overwrite."""
    upsert_rows(session, rows)


def latest_reading_of(session: Session, version_id: int) -> Reading:
    """The reading of a version that was stored last."""
    return session.scalars(
        select(Reading).where(Reading.version == version_id).order_by(Reading.id.desc()).limit(1)
    ).one()
