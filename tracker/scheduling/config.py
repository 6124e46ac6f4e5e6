"""A schedule file, read and checked."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.errors import ConfigFileError
from tracker.publishing.notify.notifier import NotifyConfig

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """A schedule file, read and checked."""

    timezone: ZoneInfo
    grace: timedelta
    studios: str | tuple[str, ...]
    crawl_at: tuple[int, int]
    spread_minutes: int
    at_once: int
    weekday: str
    report_at: tuple[int, int]
    folder: Path
    embargo_until: datetime | None
    telling: NotifyConfig
    file: Path | None
    """None: the packaged schedule."""

    @property
    def named(self) -> tuple[str, ...]:
        """The studios that the file lists by name."""
        return () if isinstance(self.studios, str) else self.studios


def load_config(file: Path | None) -> ScheduleConfig:
    """Read a schedule file; None reads the packaged one. Raises ConfigFileError."""
    where = str(file) if file else "the packaged schedule"
    try:
        words = (
            file.read_text("utf-8")
            if file
            else resources.files(__package__).joinpath("schedule.toml").read_text("utf-8")
        )
        data = tomllib.loads(words)
    except OSError as error:
        raise ConfigFileError(f"{where} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigFileError(f"{where} is not TOML: {error}") from error
    return _plan(data, where, file)


def _plan(data: dict[str, Any], where: str, file: Path | None) -> ScheduleConfig:
    crawl, report = _table(data, "crawl", where), _table(data, "report", where)
    studios = crawl.get("studios", "named")
    if not (studios in ("named", "all") or (isinstance(studios, list) and all(isinstance(s, str) for s in studios))):
        raise ConfigFileError(f'{where}: crawl.studios is {studios!r}, not "named", "all" or a list of studios')
    weekday = report.get("weekday", "mon")
    if weekday not in WEEKDAYS:
        raise ConfigFileError(f"{where}: report.weekday is {weekday!r}, not one of {', '.join(WEEKDAYS)}")
    try:
        zone = ZoneInfo(str(data.get("timezone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigFileError(f"{where}: timezone {data['timezone']!r} is not known") from error
    return ScheduleConfig(
        timezone=zone,
        grace=timedelta(minutes=_whole(data, "misfire_grace_minutes", 60, 1, where)),
        studios=studios if isinstance(studios, str) else tuple(studios),
        crawl_at=_clock(crawl, "at", "03:00", where),
        spread_minutes=_whole(crawl, "spread_minutes", 240, 1, where),
        at_once=_whole(crawl, "at_once", 2, 1, where),
        weekday=weekday,
        report_at=_clock(report, "at", "09:00", where),
        folder=Path(str(report.get("folder", "reports-out"))),
        embargo_until=_instant(report, "embargo_until", where),
        telling=_telling(_table(data, "tell", where), where),
        file=file,
    )


def _telling(data: dict[str, Any], where: str) -> NotifyConfig:
    known = {"always", "email_to", "email_from", "webhook", "feed"}
    if unknown := sorted(set(data) - known):
        raise ConfigFileError(f"{where}: tell has no {unknown[0]!r}; it has {', '.join(sorted(known))}")
    to, sender, feed = data.get("email_to", []), data.get("email_from", ""), data.get("feed")
    if not (isinstance(to, list) and all(isinstance(each, str) and "@" in each for each in to)):
        raise ConfigFileError(f"{where}: tell.email_to is {to!r}, not a list of e-mail addresses")
    if not isinstance(sender, str) or (to and "@" not in sender):
        raise ConfigFileError(f"{where}: tell.email_from is {sender!r}, not an e-mail address")
    if feed is not None and not isinstance(feed, str):
        raise ConfigFileError(f"{where}: tell.feed is {feed!r}, not the path of a file")
    return NotifyConfig(
        always=_yes(data, "always", where),
        email_to=tuple(to),
        email_from=sender,
        webhook=_yes(data, "webhook", where),
        feed=Path(feed) if feed else None,
    )


def _yes(data: dict[str, Any], name: str, where: str) -> bool:
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise ConfigFileError(f"{where}: tell.{name} is {value!r}, not true or false")
    return value


def _instant(data: dict[str, Any], name: str, where: str) -> datetime | None:
    value = data.get(name)
    if value is not None and not (isinstance(value, datetime) and value.tzinfo):
        raise ConfigFileError(f"{where}: {name} is {value!r}, not an instant with its time zone: 2026-12-01T06:00:00Z")
    return value


def _table(data: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise ConfigFileError(f"{where}: {name} is {table!r}, not a table")
    return table


def _whole(data: dict[str, Any], name: str, default: int, least: int, where: str) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ConfigFileError(f"{where}: {name} is {value!r}, not a whole number of at least {least}")
    return value


def _clock(data: dict[str, Any], name: str, default: str, where: str) -> tuple[int, int]:
    value = data.get(name, default)
    try:
        parsed = datetime.strptime(value, "%H:%M")  # noqa: DTZ007 - a time of day, no date
    except (TypeError, ValueError) as error:
        raise ConfigFileError(f'{where}: {name} is {value!r}, not a time of day like "03:00"') from error
    return parsed.hour, parsed.minute
