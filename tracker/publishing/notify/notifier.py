"""After a report, say what changed: by e-mail, to a webhook, in a feed. Nobody is told twice, and nothing is left out.

Each way has its own memory of the last report that it told of, so that what one way could not hand over today is in
its next message.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db.engine import write_sessions
from db.writes.reports import WrittenReport, last_notified_report, last_report, record_notification
from reports.digest import Digest, make_digest
from tracker import settings
from tracker.editorial.inquiries import embargo_reason
from tracker.errors import NotifyError
from tracker.publishing.notify import email, webhook
from tracker.publishing.notify.atom import add_entry


@dataclass(frozen=True, slots=True)
class NotifyConfig:
    """The table [tell] of a schedule file."""

    always: bool = False
    """Also where nothing changed."""
    email_to: tuple[str, ...] = ()
    email_from: str = ""
    webhook: bool = False
    feed: Path | None = None

    @property
    def ways(self) -> Mapping[str, Callable[[Digest, WrittenReport], None]]:
        asked = {"e-mail": bool(self.email_to), "webhook": self.webhook, "feed": self.feed is not None}
        made = {"e-mail": self._send_mail, "webhook": self._post_message, "feed": self._add_to_feed}
        return {name: made[name] for name, wanted in asked.items() if wanted}

    def _send_mail(self, said: Digest, report: WrittenReport) -> None:
        if not settings.SMTP:
            raise NotifyError("e-mail is asked for, and LABOR_TRACKER_SMTP is not set")
        email.send_email(settings.SMTP, sender=self.email_from, to=self.email_to, said=said, key=report.manifest_sha256)

    def _post_message(self, said: Digest, report: WrittenReport) -> None:
        if not settings.WEBHOOK:
            raise NotifyError("a webhook is asked for, and LABOR_TRACKER_WEBHOOK is not set")
        webhook.post_message(settings.WEBHOOK, said)

    def _add_to_feed(self, said: Digest, report: WrittenReport) -> None:
        if self.feed:
            add_entry(self.feed, said, key=report.manifest_sha256, at=report.written_at)


def send_notifications(
    engine: Engine, telling: NotifyConfig, now: datetime | None = None, *, embargo_until: datetime | None = None
) -> Iterator[tuple[str, bool]]:
    """Tell of the latest report by every way that has not; a line each, and whether it went well."""
    at = now or datetime.now(UTC)
    with write_sessions(engine)() as session:
        report = last_report(session)
    if report is None:
        raise NotifyError("there is nothing to tell: no report was written yet")
    if held := embargo_reason(engine, embargo_until, at):
        yield f"nobody is told: {held}", True
        return
    for name, hand_over in telling.ways.items():
        yield _notify_channel(engine, telling, name, report, hand_over, at)


def _notify_channel(
    engine: Engine,
    telling: NotifyConfig,
    name: str,
    report: WrittenReport,
    hand_over: Callable[[Digest, WrittenReport], None],
    at: datetime,
) -> tuple[str, bool]:
    with write_sessions(engine)() as session:
        last = last_notified_report(session, name)
    # Each channel remembers the last report that it told of, so that what it could not send today is in its next
    # message.
    if last and last.id == report.id:
        return f"{name}: told before", True
    with engine.connect() as connection:
        said = make_digest(
            connection,
            last.as_of if last else None,
            report.as_of,
            folder=report.folder,
            public_url=settings.PUBLIC_URL,
        )
    if not (said.changed or telling.always):
        return f"{name}: nothing changed, nobody is told", True
    try:
        hand_over(said, report)
    except (NotifyError, OSError, ValueError) as error:
        return f"{name}: not told: {error}", False
    # After it was sent: a kill in between tells twice, which is better than not at all.
    with write_sessions(engine).begin() as session:
        record_notification(session, report.id, name, at)
    return f"{name}: told", True
