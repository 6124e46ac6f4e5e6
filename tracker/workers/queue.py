"""The queue: Procrastinate's application on our database, and what is put into it."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.dialects.answer_limit import LimitedAsyncConnection, LimitedConnection
from db.engine import TCP_OPTIONS, write_sessions
from db.queries.crawl_requests import select_due_requests
from db.queries.job_queue import analyze_jobs, select_busy_locks
from db.queries.readings import select_studios_with_postings
from db.writes.crawl_requests import request_crawls
from tracker.errors import WorkersError
from tracker.ingest.texts import in_batches
from tracker.workers.lanes import LaneMap
from tracker.workers.schema import SCHEMA, ensure_schema

log = logging.getLogger(__name__)

LANES_AT_ONCE = 500
"""Put into the queue in one statement."""
MANY = 200
"""After so many new jobs the database counts them at once, and not when its autovacuum comes by."""


class JobQueue:
    """The queue as those see it who put jobs into it. No job is ever put off: it would hold up its whole lane."""

    def __init__(self, engine: Engine, app: App) -> None:
        self.engine, self.app = engine, app

    def request_crawls(self, lanes: LaneMap, studios: Sequence[str], due_at: datetime | None = None) -> int:
        """Ask for crawls of these studios; gives of how many. See `db.writes.crawl_requests`."""
        with write_sessions(self.engine).begin() as session:
            asked = request_crawls(session, studios, due_at)
        self.defer_due_lanes(lanes)
        return asked

    def defer_due_lanes(self, lanes: LaneMap) -> list[str]:
        """Put each lane of which a studio is due into the queue, where it neither waits nor runs; gives those."""
        done = [
            lane
            for some in in_batches(find_missing_lanes(self.engine, lanes), LANES_AT_ONCE)
            for lane in self.defer_lanes(some)
        ]
        if len(done) >= MANY:
            # planned by the statistics of an empty table, a fetch with 5,000 lanes waiting takes 0.8 s instead of 0.001
            with self.engine.begin() as connection:
                connection.execute(analyze_jobs())
        return done

    def defer_lanes(self, lanes: Sequence[str]) -> list[str]:
        """Put lanes into the queue in one statement; gives those that did not wait already."""
        if len(lanes) > 1:
            jobs = [
                Job(
                    id=None,
                    queue="crawl",
                    lock=lane_lock(lane),
                    queueing_lock=lane_lock(lane),
                    task_name="crawl_lane",
                    task_kwargs={"lane": lane},
                )
                for lane in lanes
            ]
            try:
                self.app.job_manager.batch_defer_jobs(jobs)
            except (AlreadyEnqueued, ConnectorException) as error:
                # Another has just put one of them there, for which the whole statement is refused: each for itself.
                log.info("%d lanes are put into the queue one by one: %s", len(lanes), error.__cause__ or error)
            else:
                return list(lanes)
        return [lane for lane in lanes if self.defer("crawl_lane", "crawl", lane_lock(lane), lane=lane)]

    def request_reading(self, studios: Sequence[str]) -> int:
        """Have these studios' postings read again; all studios', where none is named. Gives of how many."""
        with Session(self.engine) as session:
            names = studios or session.scalars(select_studios_with_postings()).all()
        return sum(self.defer("reread_studio", "read", f"reread:{name}", studio=name) for name in names)

    def request_report(self, commands: Sequence[Sequence[str]], due_at: datetime | None = None) -> bool:
        """Have a report written, and what follows it; False where the same waits already.

        `due_at`: only where none is written after that instant until then.
        """
        same = json.dumps([*map(list, commands), due_at and due_at.isoformat()])
        given = {"commands": [list(words) for words in commands], "due_at": due_at and due_at.isoformat()}
        # one at a time: it is the lock that makes the second wait
        return self.defer("publish_report", "report", "report", same=f"report:{same}", **given)

    def defer(self, task: str, queue: str, lock: str, *, same: str = "", **arguments: Any) -> bool:
        """Put a job into the queue; False where one like it waits already.

        `lock`: of jobs with the same one, one runs at a time. `same`: what those are alike in; the lock, if empty.
        """
        job = self.app.configure_task(task, queue=queue, lock=lock, queueing_lock=same or lock, allow_unknown=True)
        try:
            job.defer(**arguments)
        except AlreadyEnqueued:
            return False
        except ConnectorException as error:
            raise WorkersError(f"the queue cannot be written: {error.__cause__ or error}") from error
        return True


@contextmanager
def open_queue(engine: Engine) -> Iterator[JobQueue]:
    """Open the queue for those who put jobs into it. Raises WorkersError."""
    ensure_schema(engine)
    app = App(connector=SyncPsycopgConnector(**_pool_options(engine, LimitedConnection)))
    try:
        app.open()
    except ConnectorException as error:
        raise WorkersError(f"the queue cannot be opened: {error.__cause__ or error}") from error
    try:
        yield JobQueue(engine, app)
    finally:
        app.close()


def make_worker_app(engine: Engine, connector: type[PsycopgConnector] = PsycopgConnector) -> App:
    """The application of a worker, which opens it in its event loop."""
    ensure_schema(engine)
    return App(connector=connector(**_pool_options(engine, LimitedAsyncConnection)))


def find_missing_lanes(engine: Engine, lanes: LaneMap) -> list[str]:
    """The lanes of which a studio is due and which neither wait nor run, those asked for first before."""
    with Session(engine) as session:
        due = [row.studio for row in session.execute(select_due_requests())]
        busy = set(session.scalars(select_busy_locks())) if due else set()
    return [lane for lane in lanes.select_lanes(due) if lane_lock(lane) not in busy]


def lane_lock(lane: str) -> str:
    """Its lock, both while it waits and while it runs."""
    return f"lane:{lane}"


def _pool_options(engine: Engine, connection_class: type) -> dict[str, Any]:
    arguments = dict(engine.dialect.create_connect_args(engine.url)[1])
    options = f"{arguments.get('options', '')} -c search_path={SCHEMA}".strip()
    return {
        # each query is one statement: a transaction around it is two journeys more
        "kwargs": {**TCP_OPTIONS, **arguments, "options": options, "autocommit": True},
        "connection_class": connection_class,
        "min_size": 1,
        "max_size": 4,
        "timeout": 15.0,
    }
