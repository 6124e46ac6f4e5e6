"""When to crawl, when to report and whom to tell, from labor-tracker.toml or from a schedule file."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker import settings
from tracker.config.load import read_schedule_file
from tracker.config.model import WEEKDAYS, ScheduleTables, TellTable

if TYPE_CHECKING:
    from tracker.publishing.notify.notifier import NotifyConfig

__all__ = ["WEEKDAYS", "ScheduleConfig", "load_config"]


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """The schedule's part of the configuration, as the scheduler uses it."""

    timezone: ZoneInfo
    grace: timedelta
    studios: str | tuple[str, ...]
    crawl_at: tuple[int, int]
    spread_minutes: int
    at_once: int
    weekday: str
    report_at: tuple[int, int]
    folder: Path
    site: Path | None
    """The site's folder; None: no site is written."""
    embargo_until: datetime | None
    tell: TellTable
    file: Path | None
    """The schedule file; None: labor-tracker.toml and the environment."""

    @property
    def telling(self) -> "NotifyConfig":
        """Whom to tell, and how."""
        # imported late: messages load pandas, and `status --check` runs every minute
        from tracker.publishing.notify.notifier import NotifyConfig

        return NotifyConfig(**self.tell.model_dump())

    @property
    def studio_names(self) -> tuple[str, ...]:
        """The studios that are listed by name."""
        return () if isinstance(self.studios, str) else self.studios


def load_config(file: Path | None) -> ScheduleConfig:
    """Read a schedule file; None takes labor-tracker.toml. Raises ConfigFileError with every mistake."""
    tables = read_schedule_file(file, settings.ENVIRONMENT) if file else settings.LOADED.config
    return _make_schedule(tables, file)


def _make_schedule(tables: ScheduleTables, file: Path | None) -> ScheduleConfig:
    crawl, report = tables.crawl, tables.report
    return ScheduleConfig(
        timezone=tables.timezone,
        grace=timedelta(minutes=tables.misfire_grace_minutes),
        studios=crawl.studios,
        crawl_at=(crawl.at.hour, crawl.at.minute),
        spread_minutes=crawl.spread_minutes,
        at_once=crawl.at_once,
        weekday=report.weekday,
        report_at=(report.at.hour, report.at.minute),
        folder=report.folder,
        site=report.site,
        embargo_until=report.embargo_until,
        tell=tables.tell,
        file=file,
    )
