"""By what one can tell that nothing changed of a studio, or in one of its months, without reading its rows."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, String, func, literal, select, union_all
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, as_int, iso_instant, select_any
from db.models import (
    Answer,
    Base,
    Clip,
    Comparison,
    Correction,
    Crawl,
    Inquiry,
    JobCoverage,
    Posting,
    Reading,
    Redaction,
    Repost,
    Signatory,
    Studio,
    UnionScale,
    Version,
)
from db.queries.as_of import AsOf, finished_by

SHARED_TABLES: tuple[type[Base], ...] = (UnionScale, Comparison, Signatory)
"""Small tables on which rows of every studio rest."""


def select_changes_by_month(as_of: AsOf | None = None) -> CompoundSelect[Any]:
    """Count, by studio and month, what adds rows or changes them: studio, month, what, count, last_id, last_at.

    `month`: of when a crawl began, a page was given or a version read (2026-11); empty where the month says nothing.
    `studio`: empty of redactions in words that are no posting's. Rows are added with growing ids, so that the count
    and the last id tell one state from another.
    """
    return union_all(
        _count("crawls", _crawls(as_of)),
        _count("clips", _of_postings(Clip, Clip.clipped_at).where(_by(as_of, Clip.clipped_at))),
        _count("readings", _of_postings(Reading, Reading.read_at).where(_by(as_of, Reading.read_at))),
        _count("job_coverage", _of_postings(JobCoverage)),
        _count("corrections", _of_postings(Correction)),
        _count("redactions", _redactions()),
        _count("reposts", select_any(Posting.studio, _NO_TEXT.label("at"), Repost.id, _NO_TEXT.label("known_at"))
               .join(Posting, Posting.id == Repost.posting)),
        _count("inquiries", _inquiries(Inquiry.id, Inquiry.asked_at).where(_by(as_of, Inquiry.asked_at))),
        _count("answers", _inquiries(Answer.id, Answer.recorded_at).join(Answer, Answer.inquiry == Inquiry.id)
               .where(_by(as_of, Answer.recorded_at))),
    )  # fmt: skip


def select_studio_rows() -> Select[Any]:
    """Each studio's own row, as text: what its postings' rows take from it."""
    columns = [column for column in Studio.__table__.columns if column.name != "named_in_article"]
    return select_any(*columns, as_int(Studio.named_in_article)).order_by(Studio.studio)


def select_shared_rows() -> list[Select[Any]]:
    """Every row of the tables that all studios share, in a fixed order."""
    tables = [Base.metadata.tables[each.__tablename__] for each in SHARED_TABLES]
    return [select_any(*table.columns).order_by(*table.primary_key.columns) for table in tables]


_NO_TEXT = literal("", String())


def _by(as_of: AsOf | None, at: Expression) -> Any:
    return literal(True) if as_of is None else at <= as_of.instant


def _crawls(as_of: AsOf | None) -> Select[Any]:
    rows = select_any(
        Crawl.studio,
        iso_instant(Crawl.started_at).label("at"),
        Crawl.id,
        iso_instant(Crawl.finished_at).label("known_at"),
    )
    return rows.where(finished_by(as_of))


def _of_postings(table: Any, at: Expression | None = None) -> Select[Any]:
    """Rows of a table of versions. From the posting on: the indexes lead there without reading a version's words."""
    text = _NO_TEXT if at is None else iso_instant(at)
    rows = select_any(Posting.studio, text.label("at"), table.id, _NO_TEXT.label("known_at")).select_from(Posting)
    return rows.join(Version, Version.posting == Posting.id).join(table, table.version == Version.id)


def _redactions() -> Select[Any]:
    version, posting = aliased(Version), aliased(Posting)
    studio = func.coalesce(posting.studio, "", type_=String()).label("studio")
    rows = select_any(studio, _NO_TEXT.label("at"), Redaction.id, _NO_TEXT.label("known_at")).select_from(Redaction)
    return rows.outerjoin(version, version.id == Redaction.version).outerjoin(posting, posting.id == version.posting)


def _inquiries(key: Expression, at: Expression) -> Select[Any]:
    rows = select_any(Posting.studio, _NO_TEXT.label("at"), key.label("id"), iso_instant(at).label("known_at"))
    return rows.select_from(Inquiry).join(Posting, Posting.id == Inquiry.posting)


def _count(what: str, rows: Select[Any]) -> Select[Any]:
    each = rows.subquery(f"each_{what}")
    # named in an inner query: PostgreSQL takes two substr(…) with parameters of their own for two expressions
    monthly = select(each.c.studio, func.substr(each.c.at, 1, 7).label("month"), each.c.id, each.c.known_at).subquery()
    return select_any(
        monthly.c.studio, monthly.c.month, literal(what, String()).label("what"), func.count().label("count"),
        func.max(monthly.c.id).label("last_id"), func.max(monthly.c.known_at).label("last_at"),
    ).group_by(monthly.c.studio, monthly.c.month)  # fmt: skip
