"""Writing corrections: the value that a person gives stands beside what was read, never in its place."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from db.models import AiClause, AiEvidence, Correction, PayRange, Posting, Publication, Reading, Version
from db.queries.as_of import AsOf
from db.queries.postings import select_postings, select_versions
from db.writes.readings import save_reading

Correct = Callable[[Version, Reading, Sequence[PayRange], Mapping[str, str]], None]
"""Put corrected values, by field, into a copy of a reading, and what follows from them. Ranges: the reading's."""


def current_values(
    session: Session, posting_ids: Collection[str], as_of: AsOf | None = None
) -> dict[str, dict[str, Any]]:
    """What the view postings says of some postings, as of a moment."""
    rows = session.execute(select_postings(as_of, posting_ids)).mappings()
    return {row["posting_id"]: dict(row) for row in rows}


def newest_version(session: Session, posting_id: str) -> int:
    """The id of the version that the view postings shows."""
    ids = select(Version.id).join(Posting, Posting.id == Version.posting).where(Posting.posting_id == posting_id)
    numbers = select_versions().subquery()
    newest = select(numbers.c.number).where(numbers.c.posting_id == posting_id).order_by(numbers.c.number.desc())
    return session.scalars(ids.where(Version.number == newest.limit(1).scalar_subquery())).one()


def newest_number(session: Session, posting_id: str) -> int:
    """The number of that version."""
    return session.get_one(Version, newest_version(session, posting_id)).number


def all_of(session: Session) -> list[tuple[Correction, str, int]]:
    """Each correction with its posting's id and its version's number."""
    rows = session.execute(
        select(Correction, Posting.posting_id, Version.number)
        .join(Version, Version.id == Correction.version)
        .join(Posting, Posting.id == Version.posting)
        .order_by(Correction.id)
    )
    return [(row, posting_id, number) for row, posting_id, number in rows]


def publications(session: Session) -> Sequence[Publication]:
    return session.scalars(select(Publication).order_by(Publication.published_at, Publication.id)).all()


def as_published(publication: Publication) -> AsOf:
    """The moment whose state of knowledge a report that was made public shows."""
    if publication.corrected:
        return AsOf.amended(publication.as_of, publication.published_at)
    return AsOf.plain(publication.as_of)


def corrected_versions(session: Session, versions: Collection[int]) -> Sequence[int]:
    """Those of these versions that a person has corrected."""
    return session.scalars(select(Correction.version).where(Correction.version.in_(versions)).distinct()).all()


def save_correction(session: Session, rows: Iterable[Correction], correct: Correct) -> None:
    """Keep corrections, and correct every reading of the versions that they are of."""
    rows = list(rows)
    session.add_all(rows)
    session.flush()
    for version in dict.fromkeys(row.version for row in rows):
        reapply_correction(session, version, rows[0].added_at, correct)


def reapply_correction(session: Session, version_id: int, at: datetime, correct: Correct) -> None:
    """Correct each reading of a version that does not have the version's last correction in it yet."""
    corrections = session.scalars(
        select(Correction).where(Correction.version == version_id).order_by(Correction.id)
    ).all()
    if not corrections:
        return
    values = {row.field: row.new_value for row in corrections}
    for reading in session.scalars(
        select(Reading).where(Reading.version == version_id, Reading.corrects.is_(None)).order_by(Reading.id)
    ).all():
        name = _name(reading, corrections[-1].id)
        if session.scalar(select(Reading.id).where(Reading.version == version_id, Reading.reader == name)) is None:
            _correct(session, reading, name, at, values, correct)


def _name(reading: Reading, correction: int) -> str:
    """The corrected reading's reader, the pay reader first as ever: it has to fit its column."""
    name = f"{reading.reader}, correction {correction}"
    return name if len(name) <= 80 else f"{reading.reader.partition(',')[0]}, correction {correction} of {reading.id}"


def _correct(
    session: Session, reading: Reading, name: str, at: datetime, values: Mapping[str, str], correct: Correct
) -> None:
    made = _copy(reading, {"id"})
    made.reader, made.read_at, made.corrects = name, max(at, reading.read_at), reading.id
    ranges, evidence = (_copies(session, kind, reading.id) for kind in (PayRange, AiEvidence))
    made.ai_clauses = _copies(session, AiClause, reading.id)
    correct(session.get_one(Version, reading.version), made, ranges, values)
    save_reading(session, reading.version, made, ranges, evidence)


def _copies(session: Session, kind: Any, reading: int) -> list[Any]:
    rows = session.scalars(select(kind).where(kind.reading == reading).order_by(kind.position))
    return [_copy(row, {"id", "reading"}) for row in rows]


def _copy(row: Any, without: Collection[str]) -> Any:
    columns = inspect(type(row)).columns.keys()
    return type(row)(**{name: getattr(row, name) for name in columns if name not in without})
