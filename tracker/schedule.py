"""When to crawl and when to report. What is due follows from what is stored, so that a missed run is caught up once."""

import hashlib
import logging
import signal
import subprocess
import sys
import threading
import tomllib
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.executors.pool import ThreadPoolExecutor as Workers
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import models, store
from db.vocabulary import Outcome
from tracker.turns import HOLD, RENEW_S

log = logging.getLogger(__name__)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class ScheduleError(ValueError):
    """A schedule file that cannot be followed; names the file, the key and the value."""


@dataclass(frozen=True, slots=True)
class Plan:
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

    @property
    def named(self) -> tuple[str, ...]:
        """The studios that the file lists by name."""
        return () if isinstance(self.studios, str) else self.studios


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is done again and again: the crawl of a studio, or the report."""

    name: str
    trigger: CronTrigger
    command: Callable[[datetime], tuple[str, ...]]
    """Arguments of labor-tracker for a run at that moment."""
    last: Callable[[Session], datetime | None]
    """When it was last begun, by what is stored."""

    def due_at(self, session: Session, now: datetime) -> datetime | None:
        """The latest fire time that has passed without a run since; None where there is none."""
        fired = _latest_fire(self.trigger, now)
        last = self.last(session)
        return fired if fired and (last is None or last < fired) else None


def read_plan(file: Path | None) -> Plan:
    """Read a schedule file; None reads the packaged one. Raises ScheduleError."""
    where = str(file) if file else "the packaged schedule"
    try:
        words = (
            file.read_text("utf-8")
            if file
            else resources.files("tracker.data").joinpath("schedule.toml").read_text("utf-8")
        )
        data = tomllib.loads(words)
    except OSError as error:
        raise ScheduleError(f"{where} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ScheduleError(f"{where} is not TOML: {error}") from error
    return _plan(data, where)


def _plan(data: dict[str, Any], where: str) -> Plan:
    crawl, report = _table(data, "crawl", where), _table(data, "report", where)
    studios = crawl.get("studios", "named")
    if not (studios in ("named", "all") or (isinstance(studios, list) and all(isinstance(s, str) for s in studios))):
        raise ScheduleError(f'{where}: crawl.studios is {studios!r}, not "named", "all" or a list of studios')
    weekday = report.get("weekday", "mon")
    if weekday not in WEEKDAYS:
        raise ScheduleError(f"{where}: report.weekday is {weekday!r}, not one of {', '.join(WEEKDAYS)}")
    try:
        zone = ZoneInfo(str(data.get("timezone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ScheduleError(f"{where}: timezone {data['timezone']!r} is not known") from error
    return Plan(
        timezone=zone,
        grace=timedelta(minutes=_whole(data, "misfire_grace_minutes", 60, 1, where)),
        studios=studios if isinstance(studios, str) else tuple(studios),
        crawl_at=_clock(crawl, "at", "03:00", where),
        spread_minutes=_whole(crawl, "spread_minutes", 240, 1, where),
        at_once=_whole(crawl, "at_once", 2, 1, where),
        weekday=weekday,
        report_at=_clock(report, "at", "09:00", where),
        folder=Path(str(report.get("folder", "reports-out"))),
    )


def _table(data: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise ScheduleError(f"{where}: {name} is {table!r}, not a table")
    return table


def _whole(data: dict[str, Any], name: str, default: int, least: int, where: str) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ScheduleError(f"{where}: {name} is {value!r}, not a whole number of at least {least}")
    return value


def _clock(data: dict[str, Any], name: str, default: str, where: str) -> tuple[int, int]:
    value = data.get(name, default)
    try:
        parsed = datetime.strptime(value, "%H:%M")  # noqa: DTZ007 - a time of day, no date
    except (TypeError, ValueError) as error:
        raise ScheduleError(f'{where}: {name} is {value!r}, not a time of day like "03:00"') from error
    return parsed.hour, parsed.minute


def jobs(plan: Plan, studios: Sequence[str]) -> list[Job]:
    """The crawl of each studio at its own minute, and the report."""
    return [_crawl_job(plan, studio) for studio in studios] + [_report_job(plan)]


def _crawl_job(plan: Plan, studio: str) -> Job:
    digest = int.from_bytes(hashlib.sha256(studio.encode()).digest()[:8])
    minutes = plan.crawl_at[0] * 60 + plan.crawl_at[1] + digest % plan.spread_minutes
    hour, minute = divmod(minutes % (24 * 60), 60)

    def last(session: Session) -> datetime | None:
        visits = (models.Crawl.studio == studio, models.Crawl.outcome.is_distinct_from(Outcome.CLIPPED))
        return session.scalar(select(func.max(models.Crawl.started_at)).where(*visits))

    trigger = CronTrigger(hour=hour, minute=minute, timezone=plan.timezone)
    return Job(f"crawl {studio}", trigger, lambda now: ("crawl", studio), last)


def _report_job(plan: Plan) -> Job:
    def last(session: Session) -> datetime | None:
        return session.scalar(select(func.max(models.Report.written_at)))

    hour, minute = plan.report_at
    trigger = CronTrigger(day_of_week=plan.weekday, hour=hour, minute=minute, timezone=plan.timezone)

    def command(now: datetime) -> tuple[str, ...]:
        return "report", "--out", str(plan.folder / now.astimezone(plan.timezone).date().isoformat())

    return Job("report", trigger, command, last)


def _latest_fire(trigger: CronTrigger, now: datetime) -> datetime | None:
    fired, after = None, now - timedelta(days=8)
    while (following := trigger.get_next_fire_time(fired, after)) and following <= now:
        fired, after = following, following + timedelta(seconds=1)
    return fired


class Runner:
    """Runs jobs, each in a process of its own, never one twice at once, whatever number of schedulers there is."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.children: set[subprocess.Popen[bytes]] = set()
        self.stopping = threading.Event()

    def run_if_due(self, job: Job) -> int | None:
        """Run the job where it is due and nobody else runs it. Gives its exit code, None where it was not run."""
        holder, claim = uuid.uuid4().hex, f"schedule: {job.name}"
        if self.stopping.is_set() or not self._claim(claim, holder):
            return None
        try:
            with Session(self.engine) as session:
                due = job.due_at(session, datetime.now(UTC))
            return self._run(job, claim, holder) if due else None
        finally:
            with store.sessions(self.engine).begin() as session:
                store.release(session, claim, holder)

    def stop(self) -> None:
        """Tell every running job to end in order; they close their crawls as incomplete."""
        self.stopping.set()
        for child in list(self.children):
            child.send_signal(signal.SIGTERM)

    def _claim(self, claim: str, holder: str) -> bool:
        now = datetime.now(UTC)
        with store.sessions(self.engine).begin() as session:
            return store.acquire(session, claim, holder, now + HOLD, now)

    def _run(self, job: Job, claim: str, holder: str) -> int:
        log.info("%s begins", job.name)
        child = subprocess.Popen([sys.executable, "-m", "tracker.cli", *job.command(datetime.now(UTC))])  # noqa: S603 - our own program
        self.children.add(child)
        try:
            while True:
                try:
                    code = child.wait(RENEW_S)
                    break
                except subprocess.TimeoutExpired:
                    with store.sessions(self.engine).begin() as session:
                        store.renew(session, claim, holder, datetime.now(UTC) + HOLD)
        finally:
            self.children.discard(child)
        (log.info if code == 0 else log.error)("%s ended with exit code %d", job.name, code)
        return code


def run_once(engine: Engine, plan: Plan, todo: Sequence[Job]) -> list[tuple[str, int]]:
    """Run what is due, the report last. Gives what was run, with exit codes."""
    runner = Runner(engine)
    crawls, others = [j for j in todo if j.name != "report"], [j for j in todo if j.name == "report"]
    with ThreadPoolExecutor(plan.at_once) as pool:
        codes = list(pool.map(runner.run_if_due, crawls))
    codes += [runner.run_if_due(job) for job in others]
    return [(job.name, code) for job, code in zip(crawls + others, codes, strict=True) if code is not None]


def run_forever(engine: Engine, plan: Plan, todo: Sequence[Job]) -> None:
    """Catch up what was missed, then follow the clock until SIGTERM or SIGINT."""
    runner, over = Runner(engine), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    clock = BackgroundScheduler(timezone=plan.timezone, executors={"default": Workers(plan.at_once)})
    rules = {"coalesce": True, "max_instances": 1, "misfire_grace_time": int(plan.grace.total_seconds())}
    for job in todo:
        clock.add_job(runner.run_if_due, job.trigger, [job], id=job.name, **rules)
        clock.add_job(runner.run_if_due, args=[job], id=f"catch up: {job.name}", **rules)
    clock.start()
    over.wait()
    runner.stop()
    clock.shutdown(wait=True)


def lines(engine: Engine, plan: Plan, todo: Sequence[Job]) -> list[str]:
    """The next fire time of each job, with its time zone, and whether it is due now."""
    now = datetime.now(plan.timezone)
    found = []
    with Session(engine) as session:
        for job in todo:
            following = job.trigger.get_next_fire_time(None, now)
            due = job.due_at(session, now)
            late = f"  (due since {due:%Y-%m-%d %H:%M %Z})" if due else ""
            found.append((following, f"{following:%Y-%m-%d %H:%M %Z}  {job.name}{late}"))
    return [line for _, line in sorted(found)]
