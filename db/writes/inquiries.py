"""What studios were asked to comment on, what they answered, and until when nothing of it may be published."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import InquiryError
from db.models import Answer, Inquiry, Posting
from db.vocabulary import AnswerKind


def record_inquiry(session: Session, posting_id: str, inquiry: Inquiry) -> None:
    """Keep that the studio was asked. Raises InquiryError for a posting that is not known."""
    inquiry.posting = _find_posting(session, posting_id).id
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
        .where(Inquiry.posting == _find_posting(session, posting_id).id)
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


def list_embargoes(session: Session, now: datetime) -> Sequence[tuple[str, datetime]]:
    """The postings under embargo at that moment, and until when: what was said last of a posting counts."""
    rows = session.execute(
        select(Posting.posting_id, Inquiry.embargo_until)
        .join(Posting, Posting.id == Inquiry.posting)
        .where(Inquiry.embargo_until.is_not(None))
        .order_by(Inquiry.asked_at, Inquiry.id)
    )
    latest = {posting_id: until for posting_id, until in rows if until is not None}
    return sorted((posting_id, until) for posting_id, until in latest.items() if until > now)


def _find_posting(session: Session, posting_id: str) -> Posting:
    found = session.scalar(select(Posting).where(Posting.posting_id == posting_id))
    if found is None:
        raise InquiryError(f"no posting {posting_id!r} is known; a posting's id is studio:board_key")
    return found
