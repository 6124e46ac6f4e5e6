"""Workers visit what was asked for, whoever asks, and die without leaving anything behind."""

import signal
from pathlib import Path

from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tests.tracker.workers.conftest import GREENHOUSE, Fleet, children, make_board, until

OUTCOMES = "select studio, outcome from crawls order by 1, 2"


def test_a_worker_visits_what_was_asked_for_and_ends_in_order(fleet: Fleet) -> None:
    """A failed board holds up no other of its lane, and a lane that another worker frees is found without notice."""
    boards = [make_board("one"), *(make_board(name, host=GREENHOUSE) for name in ("red", "blue", "green"))]
    fleet.write_studios([studio for studio, _ in boards])
    with FakeBoardServer([each for _, postings in boards for each in postings]) as server:
        server.faults = [Fault(host=GREENHOUSE, path="/red/", kind="404")]
        fleet.via = server.url
        asked = fleet.run("crawl", "--queue", "one", "red", "blue")
        assert (asked.returncode, asked.stdout) == (0, "3 studios wait to be crawled\n"), asked.stderr
        waiting = [f"lane:{host}" for host in (GREENHOUSE, "one.recruitee.com")]
        assert fleet.rows(JOBS) == [(lock, lock, "todo") for lock in waiting]
        with fleet.engine.begin() as connection:
            connection.exec_driver_sql(HELD)
        worker = fleet.start_worker("--queue", "crawl")
        until(lambda: fleet.rows(OUTCOMES) == [("one", "complete")], "the lane that is free")
        with fleet.engine.begin() as connection:
            connection.exec_driver_sql("delete from procrastinate.procrastinate_jobs where task_name = 'elsewhere'")
        until(lambda: len(fleet.rows(OUTCOMES)) == 3, "the lane that was freed")
        assert fleet.rows(OUTCOMES) == [("blue", "complete"), ("one", "complete"), ("red", "failed")]
        assert fleet.run("crawl", "--queue", "green").returncode == 0
        until(lambda: len(fleet.rows(OUTCOMES)) == 4, "the third studio of the lane")
        until(lambda: fleet.rows(JOBS) == [], "the end of the lane")
        assert fleet.rows("select studio, failures from crawl_request where failures > 0") == [("red", 1)]
        assert fleet.scalar("select not_before - now() > interval '14 minutes' from crawl_request where failures = 1")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait() == 0, worker.output()
    assert fleet.scalar("select count(*) from procrastinate.procrastinate_workers") == 1


JOBS = "select lock, queueing_lock, status::text from procrastinate.procrastinate_jobs order by 1"
HELD = """
with w as (
    insert into procrastinate.procrastinate_workers (last_heartbeat) values (now() + interval '1 h') returning id
)
insert into procrastinate.procrastinate_jobs (queue_name, task_name, lock, status, worker_id)
select 'elsewhere', 'elsewhere', 'lane:boards-api.greenhouse.io', 'doing', id from w
"""


def test_workers_need_postgresql(tmp_path: Path, fleet: Fleet) -> None:
    for command in (["work"], ["crawl", "--queue", "netflix"], ["reread", "--queue"], ["report", "--queue"]):
        done = fleet.run(*command, LABOR_TRACKER_DATABASE_URL=f"sqlite:///{tmp_path}/mine.db")
        assert done.returncode == 2
        assert "workers share a PostgreSQL database, and sqlite:///" in done.stderr
    assert not (tmp_path / "mine.db").exists()


def test_a_crawl_dies_with_its_worker_and_another_goes_on(fleet: Fleet) -> None:
    studio, postings = make_board("one")
    fleet.write_studios([studio])
    fleet.hold_s = 8
    with FakeBoardServer(postings) as server:
        server.faults = [Fault(path="/api/offers", kind="hang", until=1)]
        fleet.via = server.url
        assert fleet.run("crawl", "--queue", "one").returncode == 0
        first = fleet.start_worker("--queue", "crawl")
        until(lambda: fleet.scalar("select count(*) from crawl") == 1, "a crawl")
        until(lambda: any(request.path.startswith("/api") for request in server.requests), "its request")
        (crawl,) = [child for server_process in children(first.pid) for child in children(server_process)]
        first.kill()
        first.wait()
        until(lambda: not Path(f"/proc/{crawl}").exists() or is_dead(crawl), "the end of the crawl")
        fleet.start_worker("--queue", "crawl")
        until(lambda: fleet.rows(OUTCOMES) == [("one", "complete"), ("one", "failed")], "the second crawl")
        reason = fleet.scalar("select reason from crawls where outcome = 'failed'")
        assert reason.startswith("interrupted: ")


def is_dead(pid: int) -> bool:
    """Whether a process has ended, though nobody may have asked for its exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_two_schedulers_leave_each_crawl_and_report_to_workers_once(fleet: Fleet) -> None:
    studio, _ = make_board("one")
    fleet.write_studios([studio])
    shared = {"LABOR_TRACKER_WORKERS": "true", "LABOR_TRACKER_CRAWL_STUDIOS": "one,netflix"}
    first, second = (fleet.run("schedule", "--once", **shared) for _ in range(2))
    assert first.stdout == "crawl one: left to a worker\ncrawl netflix: left to a worker\n", first.stderr
    assert (second.returncode, second.stdout) == (0, ""), second.stderr
    with fleet.engine.begin() as connection:  # as if both had been crawled
        connection.exec_driver_sql("update crawl_request set failures = 3")
        connection.exec_driver_sql("delete from procrastinate.procrastinate_jobs")
    third, fourth = (fleet.run("schedule", "--once", **shared) for _ in range(2))
    assert (third.stdout, fourth.stdout) == ("report: left to a worker\n", ""), third.stderr
    assert fleet.rows("select queue_name, lock from procrastinate.procrastinate_jobs") == [("report", "report")]
    state = fleet.run("status").stdout
    assert "no worker is at work\njobs of report, todo: 1\nlongest waiting: report, " in state


def test_sqlite_needs_no_procrastinate(tmp_path: Path, fleet: Fleet) -> None:
    asked = {"LABOR_TRACKER_DATABASE_URL": f"sqlite:///{tmp_path}/mine.db"}
    for command in (["db", "upgrade"], ["schedule", "--print"], ["status"], ["status", "--json"], ["reread"]):
        done = fleet.server.run(
            command, folder=tmp_path, environment=fleet.environment(asked), code=WITHOUT_PROCRASTINATE
        )
        assert done.returncode == 0, done.stderr
    done = fleet.server.run(["work"], folder=tmp_path, environment=fleet.environment({}), code=WITHOUT_PROCRASTINATE)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: workers need what is not installed: pip install 'labor-tracker[workers]'\n",
    )


WITHOUT_PROCRASTINATE = """
sys.modules["procrastinate"] = sys.modules["psycopg_pool"] = None
from tracker.cli import main
main(sys.argv[1:], prog_name="labor-tracker")
"""
