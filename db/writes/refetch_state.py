"""What is stored of postings' details: when they were asked, and by what a board can be asked whether they changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Crawl, JobCoverage, Posting, Publication, Reading, Report, Sighting, Validator, Version
from db.queries.as_of import latest_reading
from db.vocabulary import AiLabel, Covers, Outcome
from db.writes.upsert import row_values, table_of


@dataclass(kw_only=True, frozen=True, slots=True)
class Detail:
    """The detail of one posting."""

    list_fingerprint: str
    """Of the list's row when the detail was last asked."""
    asked_at: datetime | None
    """None: its own page was gone when it was last asked."""
    listed: bool
    """Whether the posting was seen at the last complete crawl, or since."""
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    program: str | None = None
    """The version of the program that read the detail whole, of those that come with a validator."""
    read_at: datetime | None = None
    """When it was read whole."""
    watched: bool = False
    """Its newest version is an AI posting, or an agreement with a comparison covers the job, or likely does."""
    in_report: bool = False
    """The last report, or the last one made public, names it in a sentence or a chart."""


def refetch_details(session: Session, studio: str) -> dict[str, Detail]:
    """By board key."""
    named = _named_in_reports(session)
    rows = [row._asdict() for row in session.execute(_of(studio))]
    return {row.pop("board_key"): _make_detail(row, row.pop("posting_id") in named) for row in rows}


def _make_detail(row: dict[str, Any], in_report: bool) -> Detail:
    flags = {name: bool(row[name]) for name in ("listed", "watched")}
    return Detail(**row | flags, in_report=in_report)


def _named_in_reports(session: Session) -> set[str]:
    """The ids of the postings that the last report names, and the last one that was made public."""
    public = session.scalar(
        select(Publication.manifest_sha256).order_by(Publication.published_at.desc(), Publication.id.desc()).limit(1)
    )
    last = select(func.max(Report.id)).scalar_subquery()
    named = select(Report.named_postings).where(or_(Report.id == last, Report.manifest_sha256 == public))
    return {posting_id for names in session.scalars(named) for posting_id in names or ()}


def replace_validators(session: Session, given: Sequence[tuple[int, Validator | None]]) -> None:
    """Keep what came with postings' details, by the postings' keys, in the place of what came before."""
    if not given:
        return
    session.execute(delete(Validator).where(Validator.posting.in_([posting for posting, _ in given])))
    rows = [row_values(validator) | {"posting": posting} for posting, validator in given if validator]
    if rows:
        session.connection().execute(table_of(Validator).insert(), rows)


def _of(studio: str) -> Select[Any]:
    seen = select(Sighting.posting, func.max(Sighting.last_crawl).label("crawl"))
    of_it = Posting.studio == studio
    last = seen.join(Posting, Posting.id == Sighting.posting).where(of_it).group_by(Sighting.posting).subquery()
    return (
        select(
            Posting.board_key,
            Posting.posting_id,
            Posting.list_fingerprint,
            Posting.detail_at.label("asked_at"),
            case((last.c.crawl >= _last_complete(studio), literal(1)), else_=literal(0)).label("listed"),
            _watched().label("watched"),
            *(getattr(Validator, name) for name in ("url", "etag", "last_modified", "program", "read_at")),
        )
        .outerjoin(last, last.c.posting == Posting.id)
        .outerjoin(Validator, Validator.posting == Posting.id)
        .where(of_it)
    )


def _watched() -> ColumnElement[int]:
    """1 where the newest version is an AI posting, or one that an agreement covers."""
    # of this posting alone: the newest versions of a database of many studios are not laid out for one of them
    version, label, covered = aliased(Version), aliased(Version), aliased(Version)
    newest = select(func.max(version.id)).where(version.posting == Posting.id).correlate(Posting).scalar_subquery()
    ai = (
        select(Reading.id)
        .join(label, Reading.id == latest_reading(None, label))
        .where(label.id == newest, Reading.ai_label.in_((AiLabel.CORE, AiLabel.ADJACENT)))
        .correlate(Posting)
    )
    covers = (
        select(JobCoverage.id)
        .join(covered, covered.id == JobCoverage.version)
        .where(covered.id == newest, JobCoverage.covers.in_((Covers.YES, Covers.LIKELY)))
        .correlate(Posting)
    )
    return case((or_(ai.exists(), covers.exists()), literal(1)), else_=literal(0))


def _last_complete(studio: str) -> ColumnElement[int]:
    complete = select(func.max(Crawl.id)).where(Crawl.studio == studio, Crawl.outcome == Outcome.COMPLETE)
    return func.coalesce(complete.scalar_subquery(), 0)
