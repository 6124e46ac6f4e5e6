"""Ask a studio to comment before publishing, and record what it answers."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import durable_sessions
from db.errors import InquiryError
from db.models import Inquiry
from db.queries.crawls import select_studios
from db.queries.editorial import select_inquiry_answers
from db.vocabulary import AnswerKind
from db.writes import inquiries, leases
from reports.frames import frames
from reports.receipt.inquiry_sheet import render_inquiry_sheet
from reports.receipt.receipt import read_receipt
from reports.tables.answers import ANSWERS, describe_answer


def create_inquiry(
    engine: Engine,
    posting_id: str,
    *,
    by: str,
    deadline_at: datetime,
    embargo_until: datetime | None = None,
    now: datetime | None = None,
) -> str:
    """Keep that the studio is asked, and give the sheet to send. Raises InquiryError, NoSuchPostingError."""
    with durable_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        at = now or datetime.now(UTC)
        if deadline_at <= at:
            raise InquiryError(f"the deadline {deadline_at:%Y-%m-%d %H:%M %Z} has passed")
        text = render_inquiry_sheet(
            read_receipt(session.connection(), posting_id), asked_at=at, deadline_at=deadline_at
        )
        inquiry = Inquiry(
            asked_at=at,
            asked_by=by,
            deadline_at=deadline_at,
            embargo_until=embargo_until,
            sheet=text,
            sheet_sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        inquiries.record_inquiry(session, posting_id, inquiry)
    return text


def record_answer(
    engine: Engine,
    posting_id: str,
    *,
    by: str,
    kind: AnswerKind,
    words: str = "",
    answered_on: date | None = None,
    now: datetime | None = None,
) -> str:
    """Record what came of the posting's latest inquiry, and say it. Raises InquiryError."""
    if kind is AnswerKind.ANSWERED and not words.strip():
        raise InquiryError("the answer is empty; --no-answer records that none came")
    with durable_sessions(engine).begin() as session:
        leases.serialize_timestamps(session)
        at = now or datetime.now(UTC)
        if answered_on and answered_on > at.date():
            raise InquiryError(f"{answered_on} is still to come")
        given = answered_on or at.date() if kind is AnswerKind.ANSWERED else None
        inquiries.record_answer(
            session, posting_id, at=at, by=by, kind=kind, answered_on=given, words=words.strip() or None
        )
    return list(describe_inquiry(engine, posting_id))[-1]


def describe_inquiry(engine: Engine, posting_id: str | None = None) -> Iterator[str]:
    """Each inquiry and what came of it, the oldest first, in a sentence with the posting's id before it."""
    with engine.connect() as connection:
        names = {row.studio: row.name for row in connection.execute(select_studios())}
        rows = frames.read_frame(connection, select_inquiry_answers(), ANSWERS.columns, ("asked_at", "posting_id"))
    for row in frames.to_records(rows):
        if posting_id in (None, row["posting_id"]):
            yield f"{row['posting_id']}: {describe_answer(row, names.get(row['studio'], row['studio']))}"


def embargo_reason(engine: Engine, embargo_until: datetime | None, now: datetime) -> str:
    """What holds pages and messages back at that moment; nothing where nothing does. `embargo_until`: a schedule's or
    a report's own."""
    if embargo_until and embargo_until > now:
        return f"the embargo ends on {embargo_until:%Y-%m-%d %H:%M %Z}"
    with Session(engine) as session:
        found = inquiries.list_embargoes(session, now)
    return "; ".join(f"{posting_id} is under embargo until {until:%Y-%m-%d %H:%M %Z}" for posting_id, until in found)
