"""Write what the rules of coverage answer for versions of postings, and for versions as a person corrected them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, exists, func, literal
from sqlalchemy.orm import Session

from db.dialects.sql import select_any
from db.models import JobCoverage, Posting, Reading, Version
from db.queries.job_coverage import is_corrected_job


@dataclass(frozen=True, slots=True)
class UnansweredJob:
    """What decides a coverage that these rules have not decided. `reading`: the corrected one whose words count."""

    version: int
    reading: int | None
    facts: Mapping[str, Any]
    """Keyword arguments of tracker.scales.coverage.Job."""


def read_unanswered_jobs(
    session: Session, rules_sha256: str, limit: int, versions: Collection[int] | None = None
) -> list[UnansweredJob]:
    """Read versions, and corrected readings of them, that these rules have not answered for, oldest first; of
    these versions only, where some are named."""
    found: list[UnansweredJob] = []
    for as_corrected in (False, True):
        query = _select_jobs(rules_sha256, as_corrected=as_corrected)
        if versions is not None:
            query = query.where(Version.id.in_(versions))
        rows = session.execute(query.limit(limit - len(found))).all()
        found += [_make_job(row) for row in rows]
    return found


def _select_jobs(rules_sha256: str, *, as_corrected: bool) -> Select[Any]:
    """Select versions as published, or with what a person corrected in a reading of them."""
    reading = func.coalesce(Reading.id, 0) if as_corrected else literal(0)
    same = func.coalesce(JobCoverage.reading, 0) == reading
    answered = exists().where(JobCoverage.version == Version.id, JobCoverage.rules_sha256 == rules_sha256, same)
    brand, title, posted_on = (
        func.coalesce(corrected, published) if as_corrected else published
        for corrected, published in (
            (Reading.corrected_brand, Version.brand),
            (Reading.corrected_title, Version.title),
            (Reading.corrected_posted_on, Version.posted_on),
        )
    )
    jobs = (
        select_any(
            Version.id.label("version"),
            reading.label("reading"),
            Posting.studio,
            brand.label("brand"),
            Version.hiring_organization,
            title.label("title"),
            Version.country,
            Version.locations,
            posted_on.label("posted_on"),
            Version.fetched_at,
            Version.description_text,
        )
        .select_from(Version)
        .join(Posting, Posting.id == Version.posting)
        .where(~answered)
        .order_by(Version.id)
    )
    if not as_corrected:
        return jobs
    return jobs.join(Reading, Reading.version == Version.id).where(is_corrected_job()).order_by(Reading.id)


def _make_job(row: Any) -> UnansweredJob:
    facts = {
        "studio": row.studio,
        "brand": row.brand or None,  # a brand that a person took out is empty
        "hiring_organization": row.hiring_organization,
        "title": row.title,
        "country": row.country,
        "places": row.locations,
        "posted_on": row.posted_on or row.fetched_at.date(),
        "text": row.description_text,
    }
    return UnansweredJob(row.version, row.reading or None, facts)


def replace_coverage(
    session: Session, rules_sha256: str, answers: Sequence[tuple[UnansweredJob, Iterable[Mapping[str, Any]]]]
) -> None:
    """Put these answers in the place of earlier ones: rule, covers, reason, quote and occupation of each.

    One of a job's answers is without a rule, so that it is not asked again.
    """
    for reading in (None, *(job.reading for job, _ in answers if job.reading is not None)):
        versions = [job.version for job, _ in answers if job.reading == reading]
        same = JobCoverage.reading.is_(None) if reading is None else JobCoverage.reading == reading
        session.execute(delete(JobCoverage).where(JobCoverage.version.in_(versions), same))
    session.add_all(
        JobCoverage(version=job.version, reading=job.reading, rules_sha256=rules_sha256, **row)
        for job, rows in answers
        for row in rows
    )
