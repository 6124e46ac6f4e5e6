"""The engine's traps: each is shown to be there, and that we are not caught in it."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.worker import Worker
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from db import models
from db.engine import open_engine
from db.vocabulary import Outcome
from tests.postgresql import NewDatabase
from tracker.errors import WorkersError
from tracker.scheduling.runner import Child
from tracker.workers import queue as worker_queue
from tracker.workers import worker
from tracker.workers.lanes import LaneMap
from tracker.workers.queue import lane_lock, make_worker_app, open_queue
from tracker.workers.schema import ensure_schema
from tracker.workers.state import read_queue_state
from tracker.workers.tasks import Work, add_tasks
from tracker.workers.worker import STALLED_S, TRIES, Maintenance, PatientConnector

LANE = "a.example"
LANES = LaneMap({f"studio-{number}": [LANE] for number in range(300)} | {"alone": ["b.example"]})


@pytest.fixture(scope="module")
def shared_engine(postgresql_databases: NewDatabase) -> Iterator[Engine]:
    # with the engine's schema in sight, as its triggers need
    url = f"{postgresql_databases(upgraded=True)}&options=-csearch_path%3Dpublic,procrastinate"
    engine = open_engine(url)
    ensure_schema(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(shared_engine: Engine) -> Engine:
    with shared_engine.begin() as connection:
        for table in (
            "procrastinate.procrastinate_jobs",
            "procrastinate.procrastinate_workers",
            "crawl_request",
            "crawl",
            "studio",
        ):
            connection.execute(text(f"delete from {table}"))
    return shared_engine


def jobs(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        sql = "select lock, status::text from procrastinate.procrastinate_jobs order by id"
        return [tuple(row) for row in connection.execute(text(sql))]


def with_app(engine: Engine, do: Callable[[App], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        app = make_worker_app(engine, PatientConnector)
        async with app.open_async():
            return await do(app)

    return asyncio.run(run())


def begin_job(engine: Engine, *, silent_s: float) -> None:
    """A worker takes what waits, and is then silent for so long."""

    async def begin(app: App) -> None:
        number = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=number)

    with_app(engine, begin)
    with engine.begin() as connection:
        ago = {"ago": timedelta(seconds=silent_s)}
        connection.execute(
            text("update procrastinate.procrastinate_workers set last_heartbeat = now() - cast(:ago as interval)"), ago
        )


def recover(engine: Engine) -> None:
    async def look(app: App) -> None:
        await Maintenance(app, engine, LANES).recover_jobs()

    with_app(engine, look)


def test_a_lane_waits_once_however_many_of_its_studios_are_asked_for(engine: Engine) -> None:
    """Thousands of jobs in one lane would make each fetch slow."""
    with open_queue(engine) as queue:
        assert queue.request_crawls(LANES, list(LANES.of_studio)) == 301
        for _ in range(3):
            assert queue.defer_due_lanes(LANES) == []
            assert not queue.defer("crawl_lane", "crawl", lane_lock(LANE), lane=LANE)
    assert sorted(jobs(engine)) == [(lane_lock(LANE), "todo"), (lane_lock("b.example"), "todo")]


def test_a_fetch_looks_at_few_of_the_thousands_that_wait(engine: Engine) -> None:
    lanes = LaneMap({f"studio-{number}": [f"{number}.example"] for number in range(worker_queue.MANY)})
    with open_queue(engine) as queue:
        queue.request_crawls(lanes, list(lanes.of_studio))
    with engine.connect() as connection:
        counted = "select reltuples from pg_class where oid = 'procrastinate.procrastinate_jobs'::regclass"
        assert connection.scalar(text(counted)) == worker_queue.MANY
        connection.execute(text("set local enable_seqscan = off"))
        asked = "explain select 1 from procrastinate.procrastinate_jobs where lock = 'lane:1.example'"
        assert "labor_tracker_lock" in "".join(connection.scalars(text(asked)))


def test_what_is_put_off_holds_up_its_lane_so_nothing_is(engine: Engine) -> None:
    async def fetch(app: App) -> Any:
        number = await app.job_manager.register_worker()
        return await app.job_manager.fetch_job(queues=None, worker_id=number)

    with open_queue(engine) as queue:
        later = queue.app.configure_task("t", lock="x", schedule_in={"hours": 1}, allow_unknown=True)
        later.defer()
        queue.defer("crawl_lane", "crawl", "x", same="other", lane="x")
        assert with_app(engine, fetch) is None
        with engine.begin() as connection:
            connection.execute(text("delete from procrastinate.procrastinate_jobs"))
        queue.request_crawls(LANES, ["alone"])
        begin_job(engine, silent_s=STALLED_S + 1)
    recover(engine)  # with the instant of another machine's clock it would be put off
    with engine.connect() as connection:
        put_off = text(
            "select count(*) from procrastinate.procrastinate_jobs where scheduled_at > now() - interval '1d'"
        )
        assert connection.scalar(put_off) == 0
    assert with_app(engine, fetch).task_name == "crawl_lane"


def test_a_dead_worker_s_job_comes_back_by_us_alone(engine: Engine) -> None:
    with open_queue(engine) as queue:
        queue.request_crawls(LANES, ["alone"])
    begin_job(engine, silent_s=STALLED_S - 10)
    recover(engine)
    assert jobs(engine) == [(lane_lock("b.example"), "doing")]
    for _ in range(TRIES - 1):
        with engine.begin() as connection:
            connection.execute(text("update procrastinate.procrastinate_workers set last_heartbeat = '2000-01-01'"))
        recover(engine)
        assert jobs(engine) == [(lane_lock("b.example"), "todo")]
        begin_job(engine, silent_s=0)
    with engine.begin() as connection:
        connection.execute(text("update procrastinate.procrastinate_workers set last_heartbeat = '2000-01-01'"))
    recover(engine)  # it may be what kills them
    assert jobs(engine) == [(lane_lock("b.example"), "failed")]


def test_a_dead_worker_s_job_gives_way_to_the_one_that_waits(engine: Engine) -> None:
    with open_queue(engine) as queue:
        queue.request_crawls(LANES, ["alone"])
        begin_job(engine, silent_s=STALLED_S + 1)
        assert queue.defer("crawl_lane", "crawl", lane_lock("b.example"), lane="b.example")

    async def retry(app: App) -> None:
        (stalled,) = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S)
        await app.job_manager.retry_job(stalled)

    with pytest.raises(UniqueViolation):
        with_app(engine, retry)
    recover(engine)
    assert jobs(engine) == [(lane_lock("b.example"), "todo")]


def test_a_job_whose_end_nobody_could_be_told_comes_back(engine: Engine) -> None:
    """The worker lives, and does not know the job: nobody else would ever take it."""
    with open_queue(engine) as queue:
        queue.request_crawls(LANES, ["alone"])

    async def lose(app: App) -> list[list[tuple[str, str]]]:
        maintenance = Maintenance(app, engine, LANES)
        maintenance.worker = Worker(app)
        maintenance.worker.worker_id = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=None, worker_id=maintenance.worker.worker_id)
        assert job
        assert job.id
        maintenance.in_hand.add(job.id)
        seen = []
        for forget in (False, True, False):
            if forget:
                maintenance.in_hand.clear()
            await maintenance.recover_jobs()
            seen.append(jobs(engine))
        return seen

    lock = lane_lock("b.example")
    assert with_app(engine, lose) == [[(lock, "doing")], [(lock, "doing")], [(lock, "todo")]]


def test_a_worker_that_was_taken_for_dead_is_refused_and_registers_anew(engine: Engine) -> None:
    """Its other jobs go on meanwhile, and it shows in the status although no job waits."""
    with open_queue(engine) as queue:
        queue.request_crawls(LANES, ["alone"])

    async def fetch(app: App) -> Any:
        with pytest.raises(ConnectorException) as refused:
            await app.job_manager.fetch_job(queues=None, worker_id=10**9)
        assert isinstance(refused.value.__cause__, worker.ForeignKeyViolation)
        maintenance = Maintenance(app, engine, LANES)
        running = maintenance.worker = Worker(app)
        numbers = []
        for ask in (app.job_manager.fetch_job, None):
            running.worker_id = 10**9
            if ask:
                assert await ask(queues=None, worker_id=running.worker_id) is None
            else:
                await maintenance.keep_registered()
            numbers.append(running.worker_id)
        await maintenance.keep_registered()  # it is known, and keeps its number
        assert running.worker_id == numbers[-1]
        return numbers, await app.job_manager.fetch_job(queues=None, worker_id=running.worker_id)

    numbers, job = with_app(engine, fetch)
    assert job.lock == lane_lock("b.example")
    state = read_queue_state(engine, LANES, timedelta(hours=1))
    assert state
    assert [each["worker"] for each in state.workers] == numbers


def test_lanes_are_put_there_in_one_statement_or_each_for_itself_where_one_waits(engine: Engine) -> None:
    names = ["c.example", "d.example", "e.example"]
    with open_queue(engine) as queue:
        assert queue.defer_lanes(names[:2]) == names[:2]
        assert queue.defer_lanes(names) == ["e.example"]  # as where two schedulers look at once
    assert jobs(engine) == [(lane_lock(name), "todo") for name in names]
    with engine.connect() as connection:
        begun = "select count(distinct at) from procrastinate.procrastinate_events"
        assert connection.scalar(text(begun)) == 2


@pytest.mark.parametrize("limit", [{"most_studios": 1}, {"longest_s": 0.0}], ids=["studios", "time"])
def test_the_rest_of_a_long_lane_goes_to_the_end_of_the_queue(engine: Engine, limit: dict[str, Any]) -> None:
    visited = []

    def start(command: Sequence[str]) -> Child:
        visited.append(command[1])
        now, studio = datetime.now(UTC), command[1]
        with Session(engine) as session:
            session.add(models.Studio(studio=studio, name=studio, named_in_article=False))
            session.flush()
            crawl = {"started_at": now, "finished_at": now, "outcome": Outcome.COMPLETE, "program": "0"}
            session.add(models.Crawl(studio=studio, **crawl))
            session.commit()
        return subprocess.Popen(["true"])

    async def work_until_empty(app: App) -> None:
        add_tasks(app)
        with ThreadPoolExecutor(1) as pool:
            work = Work(engine, LANES, pool, start=start, **limit)
            await app.run_worker_async(wait=False, listen_notify=False, additional_context={"work": work})

    names = ["studio-1", "studio-2", "alone"]
    with open_queue(engine) as queue:
        queue.request_crawls(LANES, names[:2])
        queue.request_crawls(LANES, names[2:])
    with_app(engine, work_until_empty)
    assert visited == ["studio-1", "alone", "studio-2"]


def test_an_older_program_refuses_a_newer_queue(engine: Engine) -> None:
    record = "procrastinate.labor_tracker_schema"
    with engine.begin() as connection:
        present = connection.scalar(text(f"select migration from {record}"))
        connection.execute(text(f"update {record} set migration = '99.00.00_01_pre.sql'"))
    with pytest.raises(WorkersError, match="newer Procrastinate"):
        ensure_schema(engine)
    with engine.begin() as connection:
        connection.execute(text(f"update {record} set migration = :present"), {"present": present})
    ensure_schema(engine)


def test_the_state_names_workers_jobs_and_lanes_that_are_late(engine: Engine) -> None:
    hour = timedelta(hours=1)
    with open_queue(engine) as queue:
        queue.request_crawls(LANES, ["alone", "studio-1", "studio-2"])
    state = read_queue_state(engine, LANES, hour)
    assert state
    assert (state.lanes_late, state.find_problems(hour)) == ([], [])
    begin_job(engine, silent_s=90)
    with engine.begin() as connection:
        connection.execute(text("update crawl_request set due_at = '2026-11-01T00:00:00Z' where studio <> 'alone'"))
        connection.execute(text("update procrastinate.procrastinate_events set at = now() - interval '2 hours'"))
    state = read_queue_state(engine, LANES, hour)
    assert state
    lines = "\n".join(state.as_lines())
    assert "last heard of 90 s ago, lane:b.example" in lines
    assert "jobs of crawl, doing: 1\njobs of crawl, todo: 1" in lines
    assert f"longest waiting: lane:{LANE}, 7200 s" in lines
    assert f"late: {LANE}, 2 studios" in lines
    assert [(each.kind, each.about) for each in state.find_problems(hour)] == [("lane", LANE), ("worker", "")]
