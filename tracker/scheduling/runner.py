"""Run what is due, each job in a process of its own, once or until stopped."""

import contextlib
import logging
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.writes import leases
from tracker import settings
from tracker.crawling.host_lease import HOLD, RENEW_S
from tracker.scheduling.config import ScheduleConfig
from tracker.scheduling.jobs import REPORT, DueCommands, Job

log = logging.getLogger(__name__)

WAKE_S = 30
"""Between two looks at what is due."""
CLAIM = "schedule: "
"""Begins the names of the leases by which two schedulers never run one job at once."""
KILL_AFTER_S = 120
"""A job that was told to end and goes on is killed after this."""


class Child(Protocol):
    """A command that runs in a process of its own, as subprocess.Popen has it."""

    def wait(self, timeout: float | None = None) -> int:
        """Give the exit code. Raises subprocess.TimeoutExpired."""

    def poll(self) -> int | None: ...

    def send_signal(self, sig: int) -> None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


def start_process(command: Sequence[str]) -> Child:
    """Start labor-tracker with these arguments."""
    program = [sys.executable, "-m", "tracker.cli", "--log-format", settings.LOG_STYLE]
    return subprocess.Popen([*program, *command])  # noqa: S603 - our own program


class JobRunner:
    """Runs jobs, never one twice at once, whatever number of schedulers there is."""

    def __init__(
        self,
        engine: Engine,
        *,
        limit: timedelta = settings.JOB_LIMIT,
        ping: Callable[[], None] | None = None,
        start: Callable[[Sequence[str]], Child] = start_process,
    ) -> None:
        self.engine = engine
        self.start = start
        self.ping = ping
        """Called after each job that went well."""
        self.limit = limit
        """A job that takes longer is ended, so that it holds up no other for ever."""
        self.children: set[Child] = set()
        self.stopping = threading.Event()
        self.ran: dict[str, datetime] = {}
        """For each job the time that it was last run for here: one that fails before it stores anything would be due
        again at once, and for ever."""

    def run_if_due(self, job: DueCommands) -> int | None:
        """Run the job where it is due and nobody else runs it. Gives its exit code, None where it was not run."""
        return None if self.find_due(job) is None else self.run_if_free(job)

    def run_if_free(self, job: DueCommands) -> int | None:
        """The same for a job that was found due a moment ago."""
        if self.stopping.is_set():
            return None
        with self._hold_lease(job) as claim:
            return self._run_all(job, claim) if claim else None

    def find_due(self, job: DueCommands) -> datetime | None:
        """Since when the job is due and was not run here; None where it is not due, or has to wait for another."""
        with Session(self.engine) as session:
            return self._find_due(session, job)

    def _find_due(self, session: Session, job: DueCommands) -> datetime | None:
        due = job.due_at(session, datetime.now(UTC))
        if due is None or self.ran.get(job.name) == due:
            return None
        # a report tells of crawls that have ended, whichever scheduler runs them
        if job.name == REPORT and leases.held_leases(session, f"{CLAIM}crawl "):
            return None
        return due

    def stop(self) -> None:
        """Tell every running job to end in order; they close their crawls as incomplete."""
        self.stopping.set()
        for child in list(self.children):
            child.send_signal(signal.SIGTERM)

    @contextlib.contextmanager
    def stopped_with_us(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.stop()
            raise

    @contextlib.contextmanager
    def _hold_lease(self, job: DueCommands) -> Iterator[tuple[str, int] | None]:
        """Hold the job's lease; gives its name and token, None where another scheduler has it or has run the job."""
        name = f"{CLAIM}{job.name}"
        with write_sessions(self.engine).begin() as session:
            token = leases.acquire_lease(session, name, uuid.uuid4().hex, HOLD)
            # asked under the lease, in its transaction: the run that held it until now may have been this one
            due = self._find_due(session, job) if token is not None else None
            if due is None:
                session.rollback()
                token = None
            else:
                self.ran[job.name] = due
        try:
            yield None if token is None else (name, token)
        finally:
            if token is not None:
                with write_sessions(self.engine).begin() as session:
                    leases.release_lease(session, name, token)

    def _run_all(self, job: DueCommands, claim: tuple[str, int]) -> int:
        log.info("%s begins", job.name)
        code = 0
        for command in job.commands(datetime.now(UTC)):
            code = self._run_command(command, claim)
            if code or self.stopping.is_set():
                break
        (log.info if code == 0 else log.error)("%s ended with exit code %d", job.name, code)
        if code == 0 and self.ping and not self.stopping.is_set():
            self.ping()
        return code

    def _run_command(self, command: Sequence[str], claim: tuple[str, int]) -> int:
        until = monotonic() + self.limit.total_seconds()
        child = self.start(command)
        self.children.add(child)
        try:
            while True:
                try:
                    return child.wait(max(0.0, min(RENEW_S, until - monotonic())))
                except subprocess.TimeoutExpired:
                    if monotonic() >= until:
                        return self._end_child(child, command)
                    self._renew_lease(claim)
        finally:
            if child.poll() is not None:  # else stop() has to find it
                self.children.discard(child)

    def _end_child(self, child: Child, command: Sequence[str]) -> int:
        log.error("%s goes on after %s and is ended", " ".join(command), self.limit)
        child.terminate()
        try:
            return child.wait(KILL_AFTER_S)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()

    def _renew_lease(self, claim: tuple[str, int]) -> None:
        try:
            with write_sessions(self.engine).begin() as session:
                leases.renew_lease(session, *claim, HOLD)
        except SQLAlchemyError as error:
            # the child goes on, and the next renewal may come in time; at worst the claim runs out
            log.warning("%s could not be renewed: %s", claim[0], error)


def run_once(
    engine: Engine, config: ScheduleConfig, jobs: Sequence[Job], ping: Callable[[], None] | None = None
) -> list[tuple[str, int]]:
    """Run what is due, the report last, or not at all where another scheduler still crawls, which then reports.

    Gives what was run, with exit codes.
    """
    runner = JobRunner(engine, ping=ping)
    crawls, others = [job for job in jobs if job.name != REPORT], [job for job in jobs if job.name == REPORT]
    # a signal that ends us ends what we started: the pool waits for it
    with ThreadPoolExecutor(config.at_once) as pool, runner.stopped_with_us():
        codes = list(pool.map(runner.run_if_due, crawls))
        codes += [runner.run_if_due(job) for job in others]
    return [(job.name, code) for job, code in zip(crawls + others, codes, strict=True) if code is not None]


def run_forever(
    engine: Engine, config: ScheduleConfig, jobs: Sequence[Job], ping: Callable[[], None] | None = None
) -> None:
    """Catch up what was missed, then follow the clock until SIGTERM or SIGINT."""
    runner = JobRunner(engine, ping=ping)
    pool = ThreadPoolExecutor(config.at_once)
    follow_clock(_Waker(runner, pool, jobs, config.grace), runner.stop)
    pool.shutdown(wait=True, cancel_futures=True)


def follow_clock(wake: Callable[[], None], stop: Callable[[], None] = lambda: None) -> None:
    """Call `wake` now and every half minute, never twice at once, until SIGTERM or SIGINT; then `stop`."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    # APScheduler only wakes us: its own triggers leave out and repeat times where clocks change, and forget what a
    # sleeping machine missed. What is due is reckoned anew at each look.
    clock = BackgroundScheduler(timezone=UTC)
    clock.add_job(
        wake, IntervalTrigger(seconds=WAKE_S, timezone=UTC), next_run_time=datetime.now(UTC),
        coalesce=True, max_instances=1, misfire_grace_time=None,
    )  # fmt: skip
    clock.start()
    over.wait()
    stop()
    clock.shutdown(wait=True)


class _Waker:
    """Hands what is due to the pool, each job once at a time, the report when no crawl of ours goes on."""

    def __init__(self, runner: JobRunner, pool: ThreadPoolExecutor, jobs: Sequence[Job], grace: timedelta) -> None:
        self.runner, self.pool, self.jobs, self.grace = runner, pool, jobs, grace
        self.running: dict[str, Future[int | None]] = {}

    def __call__(self) -> None:
        self.running = {name: future for name, future in self.running.items() if not future.done()}
        for job in self.jobs:
            waits = job.name == REPORT and any(name != REPORT for name in self.running)
            if job.name in self.running or waits or self.runner.stopping.is_set():
                continue
            try:
                due = self.runner.find_due(job)
            except SQLAlchemyError as error:
                log.warning("what is due cannot be read now: %s", error)
                return
            if due:
                self._submit_job(job, due)

    def _submit_job(self, job: DueCommands, due: datetime) -> None:
        if datetime.now(UTC) - due > self.grace:
            log.info("%s was due at %s and is caught up", job.name, f"{due:%Y-%m-%d %H:%M} UTC")
        future = self.pool.submit(self.runner.run_if_due, job)
        future.add_done_callback(_log_failure)
        self.running[job.name] = future


def _log_failure(future: "Future[int | None]") -> None:
    if not future.cancelled() and (error := future.exception()):
        log.error("a job could not be run: %s", error)


def describe_schedule(engine: Engine, config: ScheduleConfig, jobs: Sequence[Job]) -> list[str]:
    """The next time of each job, with its time zone, and whether it is due now."""
    now = datetime.now(UTC)
    lines = []
    with Session(engine) as session:
        for job in jobs:
            following = job.at.find_next(now)
            due = job.due_at(session, now)
            since = f"  (due since {due.astimezone(config.timezone):%Y-%m-%d %H:%M %Z})" if due else ""
            lines.append((following, f"{following.astimezone(config.timezone):%Y-%m-%d %H:%M %Z}  {job.name}{since}"))
    return [line for _, line in sorted(lines)]
