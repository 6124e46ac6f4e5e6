"""Workers visit what was asked for, whoever asks, each studio once, and die without leaving anything behind."""

import signal
from pathlib import Path

from tests.fake_boards.server import FakeBoardServer
from tests.tracker.workers.conftest import GREENHOUSE, Fleet, make_board, until

OUTCOMES = "select studio, outcome from crawls order by 1"


def test_two_workers_visit_what_was_asked_for_and_end_in_order(fleet: Fleet) -> None:
    boards = [make_board(name) for name in ("one", "two")]
    boards += [make_board(name, host=GREENHOUSE) for name in ("red", "blue")]
    fleet.write_studios([studio for studio, _ in boards])
    with FakeBoardServer([each for _, postings in boards for each in postings]) as server:
        fleet.via = server.url
        asked = fleet.run("crawl", "--queue", "one", "two", "red", "blue")
        assert (asked.returncode, asked.stdout) == (0, "4 studios wait to be crawled\n"), asked.stderr
        lanes = "select lock, queueing_lock from procrastinate.procrastinate_jobs order by 1"
        waiting = [f"lane:{host}" for host in (GREENHOUSE, "one.recruitee.com", "two.recruitee.com")]
        with fleet.engine.connect() as connection:
            assert connection.exec_driver_sql(lanes).all() == [(lock, lock) for lock in waiting]
        workers = [fleet.start_worker() for _ in range(2)]
        until(lambda: len(fleet.rows("select 1 from crawls")) == 4, "four crawls")
        assert fleet.rows(OUTCOMES) == [(name, "complete") for name in ("blue", "one", "red", "two")]
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait() for worker in workers] == [0, 0], workers[0].output()
    assert fleet.scalar("select count(*) from procrastinate.procrastinate_jobs") == 0
    assert fleet.scalar("select count(*) from procrastinate.procrastinate_workers") == 0


def test_workers_need_postgresql(tmp_path: Path, fleet: Fleet) -> None:
    for command in (["work"], ["crawl", "--queue", "netflix"], ["reread", "--queue"], ["report", "--queue"]):
        done = fleet.run(*command, LABOR_TRACKER_DATABASE_URL=f"sqlite:///{tmp_path}/mine.db")
        assert done.returncode == 2
        assert "workers share a PostgreSQL database, and sqlite:///" in done.stderr
    assert not (tmp_path / "mine.db").exists()
