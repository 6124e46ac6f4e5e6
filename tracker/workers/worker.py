"""A worker: takes jobs from the queue until it is told to end, whatever becomes of the database meanwhile."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.sql import queries
from procrastinate.worker import Worker
from psycopg.errors import ForeignKeyViolation, RaiseException
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.errors import DbError
from tracker.crawling.host_lease import HOLD
from tracker.errors import TrackerError, WorkersError
from tracker.scheduling.runner import Child
from tracker.workers.lanes import LaneMap
from tracker.workers.queue import find_missing_lanes, make_worker_app, open_queue
from tracker.workers.tasks import Work, add_tasks

log = logging.getLogger(__name__)

POLL_S = 1.0
"""Nobody is told when another worker frees a lock, so the queue is asked each second."""
HEARTBEAT_S = 10.0
STALLED_S = HOLD.total_seconds() + 30
"""A worker that was silent for so long counts as dead. Not sooner: the leases of what it ran have run out by then, and
what was cut off is due again."""
MAINTENANCE_S = 30.0
TRIES = 5
"""A job whose worker died so often is given up: it may be what kills them."""
KEEP_FAILED_HOURS = 24 * 30
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NEVER_S = 86_400.0
"""Between two looks for jobs that somebody wants aborted: nobody asks for it, and each look costs computing time."""
_LOST_STATES = ("08", "57P", "53300")
"""PostgreSQL's: connection lost, server going down or starting, too many connections."""
_AGAIN_S = (0.5, 1.0, 2.0, 5.0)
_NO_JOB = {"id": None}
"""What a fetch answers where no job waits."""
_KNOWS_WORKER = "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE id = %(worker_id)s) AS known"


class PatientConnector(PsycopgConnector):
    """Asks again when the connection is lost: a restart of the database ends no worker and loses no end of a job."""

    stopping = False
    """Then what fails is not tried for ever."""
    on_unknown_worker: Callable[[], Awaitable[None]] | None = None
    """Called where a worker asks for a job that the database does not know, or knows no more."""

    def __init__(self, **options: Any) -> None:
        super().__init__(pool_factory=_make_pool, **options)

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        await self._ask(super().execute_query_async, query, arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> Any:
        return await self._ask(super().execute_query_one_async, query, arguments)

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> Any:
        return await self._ask(super().execute_query_all_async, query, arguments)

    async def _ask(self, ask: Callable[..., Any], query: Any, arguments: dict[str, Any]) -> Any:
        tries = 0
        while True:
            try:
                return await ask(query, **arguments)
            except ConnectorException as error:
                if query == queries["finish_job"] and isinstance(error.__cause__, RaiseException):
                    log.info("a job that has ended here was given to another worker before")
                    return None
                unknown = query == queries["fetch_job"] and isinstance(error.__cause__, ForeignKeyViolation)
                if unknown and self.on_unknown_worker:
                    await self.on_unknown_worker()
                    return _NO_JOB  # the next look asks by the new number
                if not _is_lost_connection(error) or (self.stopping and tries >= len(_AGAIN_S)):
                    raise
                log.warning("the queue cannot be asked now: %s", error.__cause__ or error)
                await asyncio.sleep(_AGAIN_S[min(tries, len(_AGAIN_S) - 1)])
                tries += 1


def _make_pool(**options: Any) -> AsyncConnectionPool:
    # a connection that was lost shows when it is used, and is asked again: no question beforehand with each query
    return AsyncConnectionPool(**options | {"check": None})


class Maintenance:
    """Brings back the jobs of dead workers, and the lanes that nobody has put into the queue.

    Every worker does so beside its jobs: a job of the queue for it would wait behind crawls of hours.
    """

    def __init__(self, app: App, engine: Engine, lanes: LaneMap) -> None:
        self.app, self.engine, self.lanes = app, engine, lanes
        self.in_hand: set[int] = set()
        self.worker: Worker | None = None
        if isinstance(app.connector, PatientConnector):
            app.connector.on_unknown_worker = self.register_anew
        self._missing: set[int] = set()
        """Jobs that the database gives to this worker, which does not know them, at the last look."""

    async def note_job(self, call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
        """Remember which jobs this worker has in hand; Procrastinate's middleware."""
        number = context.job.id or 0
        self.in_hand.add(number)
        try:
            return await call_next()
        finally:
            self.in_hand.discard(number)

    async def run_forever(self) -> None:
        """Look after the queue every few seconds."""
        while True:
            await asyncio.sleep(MAINTENANCE_S)
            try:
                await self.keep_registered()
                await self.recover_jobs()
                await asyncio.to_thread(self.defer_due_lanes)
                await self.app.job_manager.delete_old_jobs(
                    KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
                )
            except (ConnectorException, SQLAlchemyError, TrackerError, DbError) as error:
                log.warning("the queue cannot be looked after now: %s", error.__cause__ or error)

    def defer_due_lanes(self) -> None:
        """Put lanes back into the queue of which a studio is due, whatever became of their jobs."""
        if find_missing_lanes(self.engine, self.lanes):
            with open_queue(self.engine) as queue:
                queue.defer_due_lanes(self.lanes)

    async def keep_registered(self) -> None:
        """Register anew where the others took this worker for dead, as after a long sleep: else it would show in no
        status. What it had in hand they have put back."""
        if self.worker and self.worker.worker_id:
            known = await self.app.connector.execute_query_one_async(_KNOWS_WORKER, worker_id=self.worker.worker_id)
            if not known["known"]:
                await self.register_anew()

    async def register_anew(self) -> None:
        """Give this worker a number that the database knows. Its jobs go on meanwhile."""
        if self.worker:
            self.worker.worker_id = await self.app.job_manager.register_worker()
            log.warning("this worker was taken for dead, and is now worker %d", self.worker.worker_id)

    async def recover_jobs(self) -> None:
        """Put jobs back that nobody works at."""
        manager = self.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
            log.warning("job %s: its worker has died", job.lock or job.task_name)
            await self._recover(job)
        await manager.prune_stalled_workers(STALLED_S)
        number = (self.worker and self.worker.worker_id) or 0
        mine = await manager.list_jobs_async(status=Status.DOING.value, worker_id=number)
        # Given to us, and the answer was lost; or done, and nobody could be told. Twice missed, as one may have just
        # begun.
        missing = {job.id for job in mine if job.id} - self.in_hand
        for job in mine:
            if job.id in missing & self._missing:
                await self._recover(job)
        self._missing = missing

    async def _recover(self, job: Job) -> None:
        manager = self.app.job_manager
        if job.attempts + 1 >= TRIES:
            log.error("job %s is given up: %d workers have died of it", job.lock or job.task_name, TRIES)
            await manager.finish_job(job, Status.FAILED, delete_job=False)
            return
        try:
            # not "now": by a clock that is ahead the job would be put off, and hold up its lane
            await manager.retry_job(job, retry_at=LONG_AGO)
        except UniqueViolation:
            # another waits with the same queueing lock, and does what this one left
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException as error:
            log.info("job %s was brought back by another worker: %s", job.id, error.__cause__ or error)


class QueueWorker:
    """Runs jobs of some queues, several at once, and sees to what other workers left."""

    def __init__(
        self,
        engine: Engine,
        lanes: LaneMap,
        queues: Sequence[str],
        at_once: int,
        start: Callable[[Sequence[str]], Child],
        crawl_options: Sequence[str] = (),
    ) -> None:
        self.engine, self.lanes, self.queues, self.at_once = engine, lanes, queues, at_once
        self.work = Work(engine, lanes, ThreadPoolExecutor(at_once), start, crawl_options)
        self.stop_asked = asyncio.Event()
        self.app = make_worker_app(engine, PatientConnector)
        add_tasks(self.app)
        self.maintenance = Maintenance(self.app, engine, lanes)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT; running commands are then told to end, and what they left is put back."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        async with self.app.open_async():
            maintenance = asyncio.create_task(self.maintenance.run_forever())
            while not self.stop_asked.is_set():
                try:
                    await self._run_once()
                except ConnectorException as error:
                    if not _is_lost_connection(error):
                        raise WorkersError(f"the queue cannot be asked: {error.__cause__ or error}") from error
                    log.warning("the worker begins anew: %s", error.__cause__ or error)
                    await asyncio.sleep(POLL_S)
            maintenance.cancel()
            with suppress(asyncio.CancelledError):
                await maintenance

    async def _run_once(self) -> None:
        worker: Any = Worker(
            self.app,
            queues=list(self.queues),
            concurrency=self.at_once,
            fetch_job_polling_interval=POLL_S,
            abort_job_polling_interval=NEVER_S,
            listen_notify=False,
            # what is done is seen in the crawls; a table that only grows makes fetching slow
            delete_jobs="successful",
            worker_middleware=[self.maintenance.note_job],
            additional_context={"work": self.work},
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=STALLED_S,
        )
        self.maintenance.worker = worker
        running = asyncio.create_task(worker.run())
        asked = asyncio.create_task(self.stop_asked.wait())
        await asyncio.wait([running, asked], return_when=asyncio.FIRST_COMPLETED)
        worker.stop()
        asked.cancel()
        await running

    def _stop(self) -> None:
        log.info("told to end")
        PatientConnector.stopping = True
        self.stop_asked.set()
        self.work.stop()


def _is_lost_connection(error: ConnectorException) -> bool:
    cause = error.__cause__
    if not isinstance(cause, psycopg.OperationalError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(_LOST_STATES)
