"""Which postings a person is asked to judge: the least certain labels first, or a random sample to measure by."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AiEvidence, Posting, Reading, Studio, Verdict, Version
from db.queries.as_of import CurrentPostings
from tracker.reading.ai.confidence import Weighed, margin


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One posting to judge: its newest version, and that version's latest reading."""

    posting_id: str
    studio: str
    """Its full name."""
    title: str
    version: int
    reading: int


def least_certain(session: Session, reviewer: str) -> list[ReviewItem]:
    """Every posting that the reviewer has not judged, the least certain label first."""
    judged = _judged(session, reviewer, blind=False)
    left = [each for each in _all(session) if each.posting_id not in judged]
    evidence = _evidence(session)
    return sorted(left, key=lambda each: (margin(each.title, evidence[each.reading]), _lot(0, each.posting_id)))


def random_sample(session: Session, reviewer: str, many: int, seed: int) -> list[ReviewItem]:
    """What the reviewer has not judged blind of the `many` postings that the seed draws.

    The same seed draws the same postings in the same order, as long as the database holds the same. A posting whose
    label the reviewer has seen among the uncertain ones stays in: leaving the hard ones out would flatter the reader.
    """
    drawn = sorted(_all(session), key=lambda each: _lot(seed, each.posting_id))[:many]
    judged = _judged(session, reviewer, blind=True)
    return [each for each in drawn if each.posting_id not in judged]


def _lot(seed: int, posting_id: str) -> str:
    return hashlib.sha256(f"{seed}:{posting_id}".encode()).hexdigest()


def _all(session: Session) -> Iterable[ReviewItem]:
    columns = (Posting.posting_id, Studio.name, Version.title, Version.id, Reading.id)
    rows = CurrentPostings(None).rows(*(column.expression for column in columns))
    rows = rows.join(Studio, Studio.studio == Posting.studio).where(Reading.id.is_not(None))
    return [ReviewItem(*row) for row in session.execute(rows)]


def _judged(session: Session, reviewer: str, *, blind: bool) -> set[str]:
    """The postings that the reviewer has judged; `blind`: only those judged so."""
    query = select(Posting.posting_id).join(Version, Version.posting == Posting.id)
    query = query.join(Verdict, Verdict.version == Version.id).where(Verdict.reviewer == reviewer)
    return set(session.scalars(query.where(Verdict.blind) if blind else query))


def _evidence(session: Session) -> dict[int, list[Weighed]]:
    """By the reading's id."""
    found: dict[int, list[Weighed]] = defaultdict(list)
    query = select(AiEvidence.reading, AiEvidence.field, AiEvidence.section, AiEvidence.rule, AiEvidence.weight)
    for reading, where, section, rule, weight in session.execute(query.execution_options(yield_per=5_000)):
        found[reading].append((where, section, rule, weight))
    return found
