"""Record the reports that were written, those made public, and whom a channel told of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import Notification, Publication, Report


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report that was written."""

    id: int
    written_at: datetime
    as_of: datetime
    folder: str
    manifest_sha256: str


def record_report(
    session: Session,
    *,
    written_at: datetime,
    as_of: datetime,
    folder: str,
    manifest_sha256: str,
    held_back: bool = False,
    named_postings: Sequence[str] = (),
) -> None:
    """Record a report. `named_postings`: the ids that its sentences and charts name."""
    made = Report(
        written_at=written_at,
        as_of=as_of,
        folder=folder,
        manifest_sha256=manifest_sha256,
        held_back=held_back,
        named_postings=list(named_postings),
    )
    session.add(made)
    session.flush()


def last_report(session: Session) -> WrittenReport | None:
    """The report that was written last."""
    return _find_report(session, select(Report))


def record_publication(
    session: Session,
    *,
    published_at: datetime,
    as_of: datetime,
    corrected: bool,
    folder: str,
    manifest_sha256: str,
    files: dict[str, str],
    note: str,
) -> None:
    """Record a report that is made public, so that a later correction can name it. `files`: {name: SHA-256}."""
    session.add(
        Publication(
            published_at=published_at,
            as_of=as_of,
            corrected=corrected,
            folder=folder,
            manifest_sha256=manifest_sha256,
            files=files,
            note=note,
        )
    )


def record_notification(session: Session, report: int, channel: str, told_at: datetime) -> None:
    """Record that a channel took the message about a report."""
    session.add(Notification(report=report, channel=channel, told_at=told_at))


def last_notified_report(session: Session, channel: str) -> WrittenReport | None:
    """The latest report that a channel was told of."""
    told = select(Report).join(Notification, Notification.report == Report.id).where(Notification.channel == channel)
    return _find_report(session, told)


def _find_report(session: Session, reports: Select[Any]) -> WrittenReport | None:
    row = session.scalar(reports.order_by(Report.written_at.desc(), Report.id.desc()).limit(1))
    return (
        None if row is None else WrittenReport(**{each.name: getattr(row, each.name) for each in fields(WrittenReport)})
    )
