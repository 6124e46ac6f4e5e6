"""Query what people did: pages they supplied, values they corrected, studios they asked, reports they published."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from db.dialects.sql import as_int, as_text, iso_date, iso_instant, select_any
from db.models import Answer, Clip, Correction, Inquiry, Posting, Publication, Redaction, Report, Version
from db.queries.as_of import AsOf
from db.queries.words_age import select_marks


def select_clips(as_of: AsOf | None = None) -> Select[Any]:
    """Every page that a person gave, and who; a page given twice has two rows."""
    rows = (
        select_any(
            Posting.posting_id,
            Posting.studio,
            Version.number.label("version"),
            as_text(Posting.origin).label("origin"),
            Clip.supplied_by,
            iso_date(Clip.supplied_on).label("supplied_on"),
            iso_instant(Clip.clipped_at).label("clipped_at"),
            Clip.given,
            Version.url,
            iso_instant(Clip.captured_at).label("captured_at"),
            Clip.sha256,
            Clip.archive,
            Clip.archive_record,
        )
        .join(Version, Version.id == Clip.version)
        .join(Posting, Posting.id == Version.posting)
    )
    return rows if as_of is None else rows.where(Clip.clipped_at <= as_of.instant)


def select_corrections(as_of: AsOf | None = None) -> Select[Any]:
    """Every value that a person corrected, with what it was before."""
    until = as_of.corrections_until if as_of else None
    marks = select_marks(as_of).subquery("marks")
    rows = (
        select_any(
            Correction.id.label("correction_id"),
            Posting.posting_id,
            Posting.studio,
            marks.c.state,
            marks.c.words_read_on,
            Version.number.label("version"),
            Correction.field,
            Correction.old_value,
            Correction.new_value,
            Correction.reason,
            Correction.by,
            iso_date(Correction.corrected_on).label("corrected_on"),
            iso_instant(Correction.added_at).label("added_at"),
        )
        .join(Version, Version.id == Correction.version)
        .join(Posting, Posting.id == Version.posting)
        .outerjoin(marks, marks.c.posting == Posting.id)
    )
    return rows if until is None else rows.where(Correction.added_at <= until)


def select_publications(as_of: AsOf | None = None) -> Select[Any]:
    """Every report that was made public."""
    rows = select_any(
        Publication.id.label("published_id"),
        iso_instant(Publication.published_at).label("published_at"),
        iso_instant(Publication.as_of).label("as_of"),
        as_int(Publication.corrected).label("corrected"),
        Publication.folder,
        Publication.manifest_sha256,
        Publication.note,
    )
    return rows if as_of is None else rows.where(Publication.published_at <= as_of.instant)


def select_redactions(as_of: AsOf | None = None) -> Select[Any]:
    """Every place out of which a person's data were taken. Words that are gone are gone from earlier reports too, so
    all are known, whatever the moment."""
    return (
        select_any(
            Redaction.id.label("redaction_id"),
            Posting.posting_id,
            Version.number.label("version"),
            iso_instant(Redaction.redacted_at).label("redacted_at"),
            Redaction.by,
            Redaction.reason,
            Redaction.fields,
            Redaction.archive_record,
            Redaction.sha256_before,
            Redaction.sha256_after,
        )
        .select_from(Redaction)
        .outerjoin(Version, Version.id == Redaction.version)
        .outerjoin(Posting, Posting.id == Version.posting)
    )


def select_inquiry_answers(as_of: AsOf | None = None) -> Select[Any]:
    """Each time a studio was asked about a posting, and the latest that was recorded of its answer by then."""
    rank = func.row_number().over(partition_by=Answer.inquiry, order_by=(Answer.recorded_at.desc(), Answer.id.desc()))
    known = select(Answer.id, Answer.inquiry, rank.label("rank"))
    if as_of is not None:
        known = known.where(Answer.recorded_at <= as_of.instant)
    ranked, latest, marks = known.subquery("ranked"), aliased(Answer), select_marks(as_of).subquery("marks")
    rows = (
        select_any(
            Posting.posting_id,
            Posting.studio,
            marks.c.state,
            marks.c.words_read_on,
            Inquiry.id.label("inquiry_id"),
            iso_instant(Inquiry.asked_at).label("asked_at"),
            iso_instant(Inquiry.deadline_at).label("deadline_at"),
            as_text(latest.kind).label("answer"),
            iso_date(latest.answered_on).label("answered_on"),
            latest.answer_text,
            Inquiry.sheet_sha256,
        )
        .join(Posting, Posting.id == Inquiry.posting)
        .outerjoin(marks, marks.c.posting == Posting.id)
        .outerjoin(ranked, and_(ranked.c.inquiry == Inquiry.id, ranked.c.rank == 1))
        .outerjoin(latest, latest.id == ranked.c.id)
    )
    return rows.where(Inquiry.asked_at <= as_of.instant) if as_of is not None else rows


def select_last_report(as_of: datetime) -> Select[Any]:
    """The moment of the last report before this one: what has changed since begins there. One whose page was held
    back is passed over, as nobody has seen what had changed by then."""
    return select_any(func.max(Report.as_of)).where(Report.as_of < as_of, ~Report.held_back)
