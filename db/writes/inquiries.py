"""What studios were asked to comment on, what they answered, and until when nothing of it may be published."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from db.models import Answer, Inquiry, Posting
from db.sql import as_text, iso_date, iso_instant, select_any
from db.vocabulary import AnswerKind


class InquiryError(ValueError):
    """An inquiry or an answer that cannot be recorded as given."""


def inquiry_answers(as_of: datetime | None = None) -> Select[Any]:
    """Each time a studio was asked about a posting, and the latest that was recorded of its answer by then."""
    rank = func.row_number().over(partition_by=Answer.inquiry, order_by=(Answer.recorded_at.desc(), Answer.id.desc()))
    known = select(Answer.id, Answer.inquiry, rank.label("rank"))
    if as_of is not None:
        known = known.where(Answer.recorded_at <= as_of)
    ranked, latest = known.subquery("ranked"), aliased(Answer)
    rows = (
        select_any(
            Posting.posting_id,
            Posting.studio,
            Inquiry.id.label("inquiry_id"),
            iso_instant(Inquiry.asked_at).label("asked_at"),
            iso_instant(Inquiry.deadline_at).label("deadline_at"),
            as_text(latest.kind).label("answer"),
            iso_date(latest.answered_on).label("answered_on"),
            latest.answer_text,
            Inquiry.sheet_sha256,
        )
        .join(Posting, Posting.id == Inquiry.posting)
        .outerjoin(ranked, and_(ranked.c.inquiry == Inquiry.id, ranked.c.rank == 1))
        .outerjoin(latest, latest.id == ranked.c.id)
    )
    return rows.where(Inquiry.asked_at <= as_of) if as_of is not None else rows


def record_inquiry(session: Session, posting_id: str, inquiry: Inquiry) -> None:
    """Keep that the studio was asked. Raises InquiryError for a posting that is not known."""
    inquiry.posting = _posting(session, posting_id).id
    session.add(inquiry)
    session.flush()


def record_answer(
    session: Session,
    posting_id: str,
    *,
    at: datetime,
    by: str,
    kind: AnswerKind,
    answered_on: date | None = None,
    words: str | None = None,
) -> Inquiry:
    """Keep what came of the posting's latest inquiry. Raises InquiryError where there is none to answer."""
    asked = session.scalars(
        select(Inquiry)
        .where(Inquiry.posting == _posting(session, posting_id).id)
        .order_by(Inquiry.asked_at.desc(), Inquiry.id.desc())
        .limit(1)
    ).first()
    if asked is None:
        raise InquiryError(f"nobody was asked about {posting_id!r} yet; labor-tracker ask {posting_id} does that first")
    if kind is AnswerKind.NO_ANSWER and at < asked.deadline_at:
        raise InquiryError(f"the deadline for {posting_id!r} is {asked.deadline_at:%Y-%m-%d %H:%M %Z}: still to come")
    session.add(
        Answer(inquiry=asked.id, recorded_at=at, recorded_by=by, kind=kind, answered_on=answered_on, answer_text=words)
    )
    session.flush()
    return asked


def embargoes(session: Session, now: datetime) -> Sequence[tuple[str, datetime]]:
    """The postings under embargo at that moment, and until when: what was said last of a posting counts."""
    rows = session.execute(
        select(Posting.posting_id, Inquiry.embargo_until)
        .join(Posting, Posting.id == Inquiry.posting)
        .where(Inquiry.embargo_until.is_not(None))
        .order_by(Inquiry.asked_at, Inquiry.id)
    )
    latest = {posting_id: until for posting_id, until in rows if until is not None}
    return sorted((posting_id, until) for posting_id, until in latest.items() if until > now)


def _posting(session: Session, posting_id: str) -> Posting:
    found = session.scalar(select(Posting).where(Posting.posting_id == posting_id))
    if found is None:
        raise InquiryError(f"no posting {posting_id!r} is known; a posting's id is studio:board_key")
    return found
