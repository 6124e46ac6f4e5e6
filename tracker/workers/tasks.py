"""What workers do: visit a lane, read a studio's postings again, write a report; each command in its own process."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from procrastinate import App, JobContext
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.queries.crawl_requests import select_due_requests
from db.writes.crawl_requests import note_failure, reopen_request
from db.writes.reports import last_report
from tracker.errors import WorkersError
from tracker.scheduling.jobs import DueCommands
from tracker.scheduling.runner import Child, JobRunner
from tracker.workers.lanes import LaneMap

log = logging.getLogger(__name__)

MOST_STUDIOS = 50
"""So many studios of a lane are visited before it goes to the end of the queue, so that no lane starves another."""
LONGEST_S = 1800.0
"""A lane likewise goes to the end of the queue after this."""
PUBLISHING = ("report", "site", "tell")
"""The commands that a job of the queue may name."""


@dataclass(frozen=True, slots=True)
class QueuedCommands:
    """Commands that a job of the queue asks for."""

    name: str
    """By this name no other worker, and no scheduler, runs them meanwhile."""
    arguments: Sequence[tuple[str, ...]]
    find_due: Callable[[Session], datetime | None] = lambda session: datetime.now(UTC)

    def commands(self, now: datetime) -> Sequence[tuple[str, ...]]:
        """What to run."""
        return self.arguments

    def due_at(self, session: Session, now: datetime) -> datetime | None:
        """Since when it is asked for; None where that is done."""
        return self.find_due(session)


@dataclass
class Work:
    """What the tasks of one worker share."""

    engine: Engine
    lanes: LaneMap
    pool: ThreadPoolExecutor
    start: Callable[[Sequence[str]], Child]
    """Starts a command of the program in a process of its own."""
    crawl_options: Sequence[str] = ()
    """Options of `crawl` for every board."""
    most_studios: int = MOST_STUDIOS
    longest_s: float = LONGEST_S
    running: set[JobRunner] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Tell every running command to end in order."""
        self.stopping.set()
        for runner in list(self.running):
            runner.stop()

    def run(self, job: DueCommands) -> int | None:
        """Run a job where it is due and nobody else runs it; gives its exit code, None where it was not run."""
        runner = JobRunner(self.engine, start=self.start)
        self.running.add(runner)
        try:
            if self.stopping.is_set():
                return None
            return runner.run_if_free(job)
        finally:
            self.running.discard(runner)

    def crawl_lane(self, lane: str) -> bool:
        """Visit the studios of a lane that are due, one after the other; gives whether some are left."""
        until = monotonic() + self.longest_s
        with Session(self.engine) as session:
            # asked of this lane alone: thousands of others may wait
            asked = select_due_requests(self.lanes.studios.get(lane, ()))
            due = [row.studio for row in session.execute(asked)]
        for number, studio in enumerate(due):
            # the first is visited in any case: else a lane could go round for ever
            if self.stopping.is_set() or (number and (number == self.most_studios or monotonic() >= until)):
                return True
            if self._crawl_studio(studio) and self.stopping.is_set():
                return True
        return False

    def _crawl_studio(self, studio: str) -> int | None:
        def find_due(session: Session) -> datetime | None:
            row = session.execute(select_due_requests([studio])).one_or_none()
            return row.due_at if row else None

        code = self.run(QueuedCommands(f"crawl {studio}", [("crawl", studio, *self.crawl_options)], find_due))
        if code:
            with write_sessions(self.engine).begin() as session:
                # a board is not to blame for a worker that was told to end
                (reopen_request if self.stopping.is_set() else note_failure)(session, studio)
        return code


async def crawl_lane(context: JobContext, lane: str) -> None:
    """Visit what is due of a lane. What the database says is due, is: a job that runs twice does nothing twice."""
    work = _get_work(context)
    if await _run_in_thread(work, lambda: work.crawl_lane(lane)):
        await _defer_again(context)


async def reread_studio(context: JobContext, studio: str) -> None:
    """Read a studio's stored postings again."""
    await _run_job(context, QueuedCommands(f"reread {studio}", [("reread", studio)]))


async def publish_report(context: JobContext, commands: list[list[str]], due_at: str | None = None) -> None:
    """Write a report, and what follows it, as long as all goes well.

    `due_at`: only where none was written since that instant.
    """
    if refused := [words for words in commands if not words or words[0] not in PUBLISHING]:
        raise WorkersError(f"a job of the queue asks for {refused[0]!r}, which is none of {', '.join(PUBLISHING)}")

    def find_due(session: Session) -> datetime | None:
        due = datetime.fromisoformat(due_at) if due_at else datetime.now(UTC)
        last = last_report(session)
        return None if due_at and last and last.written_at >= due else due

    await _run_job(context, QueuedCommands("queued report", [tuple(words) for words in commands], find_due))


async def _run_job(context: JobContext, job: QueuedCommands) -> None:
    work = _get_work(context)
    code = await _run_in_thread(work, lambda: work.run(job))
    if code and work.stopping.is_set():
        await _defer_again(context)
    elif code:
        raise WorkersError(f"{job.name} ended with exit code {code}")


async def _defer_again(context: JobContext) -> None:
    """Put the job at the end of the queue; it begins after this one, which has its lock, has ended."""
    job = context.job
    again = context.app.configure_task(job.task_name, queue=job.queue, lock=job.lock, queueing_lock=job.queueing_lock)
    try:
        await again.defer_async(**job.task_kwargs)
    except AlreadyEnqueued:
        log.info("the rest of %s waits already", job.lock)


async def _run_in_thread(work: Work, call: Callable[[], Any]) -> Any:
    # in a pool of the worker's own: the loop's has fewer threads than a worker may have jobs in hand
    return await asyncio.get_running_loop().run_in_executor(work.pool, call)


def _get_work(context: JobContext) -> Work:
    work = context.additional_context["work"]
    if not isinstance(work, Work):
        raise TypeError(f"{work!r} is not a Work")
    return work


def add_tasks(app: App) -> None:
    """Teach a worker's application the tasks. None of them is retried by the engine, which would put it off."""
    for task in (crawl_lane, reread_studio, publish_report):
        app.task(name=task.__name__, pass_context=True)(task)
