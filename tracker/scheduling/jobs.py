"""What a schedule does again and again: a crawl of each studio, and the report. What is due follows from what is
stored, so that a missed run is caught up once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from db.queries.crawl_requests import CUT_OFF_TIMES
from db.queries.crawls import select_crawl_ends, select_last_start
from db.writes.reports import last_report
from tracker.scheduling.config import WEEKDAYS, ScheduleConfig
from tracker.scheduling.local_time import LocalTime

REPORT = "report"


class DueCommands(Protocol):
    """Commands that are run when they are due."""

    @property
    def name(self) -> str: ...

    @property
    def commands(self) -> Callable[[datetime], Sequence[tuple[str, ...]]]:
        """Arguments of labor-tracker for a run at that moment, one after the other as long as they go well."""

    def due_at(self, session: Session, now: datetime) -> datetime | None:
        """Since when they are; None where they are not."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is done again and again."""

    name: str
    at: LocalTime
    commands: Callable[[datetime], Sequence[tuple[str, ...]]]
    """Arguments of labor-tracker for a run at that moment, one after the other as long as they go well."""
    last: Callable[[Session], datetime | None]
    """When it was last begun, by what is stored."""
    studio: str = ""
    """Whose board it crawls; empty for another kind of job."""
    cut_off: Callable[[Session, datetime], datetime | None] = lambda session, since: None
    """When its last run since that moment was cut off and is to be begun again at once; None where it was not."""

    def due_at(self, session: Session, now: datetime) -> datetime | None:
        """The latest time of it that has passed without a run since, or when that run was cut off; else None."""
        # The latest time alone: what was missed for a week is made up for by one crawl, which sees the board as it is
        # now.
        fired = self.at.find_latest(now)
        last = self.last(session)
        if fired is None or last is None or last < fired:
            return fired
        return self.cut_off(session, fired)


def make_jobs(config: ScheduleConfig, studios: Sequence[str]) -> list[Job]:
    """The crawl of each studio at its own minute, and the report."""
    return [_crawl_job(config, studio) for studio in studios] + [_report_job(config)]


def _crawl_job(config: ScheduleConfig, studio: str) -> Job:
    # By a digest of the name, so that a studio keeps its minute whatever other studios are added.
    digest = int.from_bytes(hashlib.sha256(studio.encode()).digest()[:8])
    minutes = config.crawl_at[0] * 60 + config.crawl_at[1] + digest % config.spread_minutes
    hour, minute = divmod(minutes % (24 * 60), 60)

    def last_start(session: Session) -> datetime | None:
        last: datetime | None = session.scalar(select_last_start(studio))
        return last

    def cut_off(session: Session, since: datetime) -> datetime | None:
        ends = [row.cut_off_at for row in session.execute(select_crawl_ends(studio, since))]
        times = len(ends) - ends.count(None)
        return ends[0] if ends and times <= CUT_OFF_TIMES else None

    at = LocalTime(config.timezone, hour, minute)
    return Job(f"crawl {studio}", at, lambda now: [("crawl", studio)], last_start, studio, cut_off)


def _report_job(config: ScheduleConfig) -> Job:
    def last_written(session: Session) -> datetime | None:
        report = last_report(session)
        return None if report is None else report.written_at

    def commands(now: datetime) -> list[tuple[str, ...]]:
        report = ["report", "--out", str(config.folder / now.astimezone(config.timezone).date().isoformat())]
        if config.embargo_until:
            report += ["--embargo-until", config.embargo_until.isoformat()]
        embargoed = config.embargo_until is not None and config.embargo_until > now
        named = ("--config", str(config.file)) if config.file else ()
        # Left out and not lost: each channel remembers the last report that it told of, and its next message has what
        # this one could not say (decision 37).
        tell = [("tell", *named)] if config.telling.ways and not embargoed else []
        # before anybody is told: messages link to the site's pages
        site = [("site", "--out", str(config.site))] if config.site and not embargoed else []
        # what other programs read of the database is then as fresh as the report; last, as no message waits for it
        return [tuple(report), *site, *tell, ("db", "refresh")]

    at = LocalTime(config.timezone, *config.report_at, weekday=WEEKDAYS.index(config.weekday))
    return Job(REPORT, at, commands, last_written)
