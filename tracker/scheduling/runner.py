"""When to crawl and when to report. What is due follows from what is stored, so that a missed run is caught up once."""

import hashlib
import logging
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor as Workers
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import leases, models
from db.vocabulary import Outcome
from db.writes import crawls as store
from tracker.crawling.host_lease import HOLD, RENEW_S
from tracker.scheduling.config import ScheduleConfig

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is done again and again: the crawl of a studio, or the report."""

    name: str
    trigger: CronTrigger
    commands: Callable[[datetime], Sequence[tuple[str, ...]]]
    """Arguments of labor-tracker for a run at that moment, one after the other as long as they go well."""
    last: Callable[[Session], datetime | None]
    """When it was last begun, by what is stored."""

    def due_at(self, session: Session, now: datetime) -> datetime | None:
        """The latest fire time that has passed without a run since; None where there is none."""
        fired = _latest_fire(self.trigger, now)
        last = self.last(session)
        return fired if fired and (last is None or last < fired) else None


def jobs(plan: ScheduleConfig, studios: Sequence[str]) -> list[Job]:
    """The crawl of each studio at its own minute, and the report."""
    return [_crawl_job(plan, studio) for studio in studios] + [_report_job(plan)]


def _crawl_job(plan: ScheduleConfig, studio: str) -> Job:
    digest = int.from_bytes(hashlib.sha256(studio.encode()).digest()[:8])
    minutes = plan.crawl_at[0] * 60 + plan.crawl_at[1] + digest % plan.spread_minutes
    hour, minute = divmod(minutes % (24 * 60), 60)

    def last(session: Session) -> datetime | None:
        visits = (models.Crawl.studio == studio, models.Crawl.outcome.is_distinct_from(Outcome.CLIPPED))
        return session.scalar(select(func.max(models.Crawl.started_at)).where(*visits))

    trigger = CronTrigger(hour=hour, minute=minute, timezone=plan.timezone)
    return Job(f"crawl {studio}", trigger, lambda now: [("crawl", studio)], last)


def _report_job(plan: ScheduleConfig) -> Job:
    def last(session: Session) -> datetime | None:
        return session.scalar(select(func.max(models.Report.written_at)))

    hour, minute = plan.report_at
    trigger = CronTrigger(day_of_week=plan.weekday, hour=hour, minute=minute, timezone=plan.timezone)

    def commands(now: datetime) -> list[tuple[str, ...]]:
        report = ["report", "--out", str(plan.folder / now.astimezone(plan.timezone).date().isoformat())]
        if plan.embargo_until:
            report += ["--embargo-until", plan.embargo_until.isoformat()]
        tell = [("tell", "--config", str(plan.file))] if plan.telling.ways and not _embargoed(plan, now) else []
        return [tuple(report), *tell]

    return Job("report", trigger, commands, last)


def _embargoed(plan: ScheduleConfig, now: datetime) -> bool:
    return plan.embargo_until is not None and plan.embargo_until > now


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
            return self._run_all(job, claim, holder) if due else None
        finally:
            with store.sessions(self.engine).begin() as session:
                leases.release_lease(session, claim, holder)

    def stop(self) -> None:
        """Tell every running job to end in order; they close their crawls as incomplete."""
        self.stopping.set()
        for child in list(self.children):
            child.send_signal(signal.SIGTERM)

    def _claim(self, claim: str, holder: str) -> bool:
        now = datetime.now(UTC)
        with store.sessions(self.engine).begin() as session:
            return leases.acquire_lease(session, claim, holder, now + HOLD, now)

    def _run_all(self, job: Job, claim: str, holder: str) -> int:
        log.info("%s begins", job.name)
        code = 0
        for command in job.commands(datetime.now(UTC)):
            code = self._run(command, claim, holder)
            if code or self.stopping.is_set():
                break
        (log.info if code == 0 else log.error)("%s ended with exit code %d", job.name, code)
        return code

    def _run(self, command: Sequence[str], claim: str, holder: str) -> int:
        child = subprocess.Popen([sys.executable, "-m", "tracker.cli", *command])  # noqa: S603 - our own program
        self.children.add(child)
        try:
            while True:
                try:
                    code = child.wait(RENEW_S)
                    break
                except subprocess.TimeoutExpired:
                    with store.sessions(self.engine).begin() as session:
                        leases.renew_lease(session, claim, holder, datetime.now(UTC) + HOLD)
        finally:
            self.children.discard(child)
        return code


def run_once(engine: Engine, plan: ScheduleConfig, todo: Sequence[Job]) -> list[tuple[str, int]]:
    """Run what is due, the report last. Gives what was run, with exit codes."""
    runner = Runner(engine)
    crawls, others = [j for j in todo if j.name != "report"], [j for j in todo if j.name == "report"]
    with ThreadPoolExecutor(plan.at_once) as pool:
        codes = list(pool.map(runner.run_if_due, crawls))
    codes += [runner.run_if_due(job) for job in others]
    return [(job.name, code) for job, code in zip(crawls + others, codes, strict=True) if code is not None]


def run_forever(engine: Engine, plan: ScheduleConfig, todo: Sequence[Job]) -> None:
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


def describe_schedule(engine: Engine, plan: ScheduleConfig, todo: Sequence[Job]) -> list[str]:
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
