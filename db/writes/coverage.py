"""Write what the rules of coverage answer for versions of postings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from db.models import JobCoverage, Posting, Version
from db.vocabulary import Covers


def read_unanswered_jobs(session: Session, rules_sha256: str, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """Read versions that these rules have not answered for, oldest first, with what decides their coverage."""
    answered = exists().where(JobCoverage.version == Version.id, JobCoverage.rules_sha256 == rules_sha256)
    rows = session.execute(
        select(
            Version.id,
            Posting.studio,
            Version.brand,
            Version.hiring_organization,
            Version.title,
            Version.country,
            Version.locations,
            Version.posted_on,
            Version.fetched_at,
            Version.description_text,
        )
        .join(Posting, Posting.id == Version.posting)
        .where(~answered)
        .order_by(Version.id)
        .limit(limit)
    )
    return [
        (
            row.id,
            {
                "studio": row.studio,
                "brand": row.brand,
                "hiring_organization": row.hiring_organization,
                "title": row.title,
                "country": row.country,
                "places": row.locations,
                "posted_on": row.posted_on or row.fetched_at.date(),
                "text": row.description_text,
            },
        )
        for row in rows
    ]


def replace_coverage(
    session: Session, rules_sha256: str, answers: Sequence[tuple[int, Iterable[Mapping[str, Any]]]]
) -> None:
    """Put these answers in the place of earlier ones. `answers`: version id -> rule, covers, reason, quote of each.

    A version without an answer gets one row without a rule, so that it is not asked again.
    """
    if not answers:
        return
    session.execute(delete(JobCoverage).where(JobCoverage.version.in_([version for version, _ in answers])))
    nothing = {"rule": None, "covers": Covers.NO, "reason": "", "quote": None}
    session.add_all(
        JobCoverage(version=version, rules_sha256=rules_sha256, **row)
        for version, rows in answers
        for row in (list(rows) or [nothing])
    )
