"""Workers on bad days: killed, stopped past their leases, without a database for a while. Everything is done, once."""

import os
import random
import shutil
import signal
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from db.engine import open_engine
from tests.cli_runner import ForkServer
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tests.postgresql import PostgresqlServer
from tests.tracker.workers.conftest import Fleet, children, make_board, until
from tracker.demo.boards.messages import BoardResponse

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("KILLS_SEED", random.SystemRandom().randrange(10**6)))
"""Printed with each failure; set KILLS_SEED to draw the same moments again."""
LANES = int(os.environ.get("LANES", "60"))
"""LANES=200 takes some ten minutes on a machine that does much else."""
KILLS = 5
DELAY = 0.25
SLACK = 0.02
"""A request that left in time may arrive a little sooner after the one before, which was held up on its way."""


class CountingServer(FakeBoardServer):
    """Counts how many requests of one host are answered at once."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.peak: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._counting = threading.Lock()

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> BoardResponse:
        host = target.split("//")[-1].split("/")[0]
        with self._counting:
            self._now[host] += 1
            self.peak[host] = max(self.peak[host], self._now[host])
        try:
            return super().handle(method, target, headers, body)
        finally:
            with self._counting:
                self._now[host] -= 1


def smallest_gap_s(server: FakeBoardServer) -> float:
    arrivals = defaultdict(list)
    for request in server.requests:
        arrivals[request.host].append(request.at)
    return min(later - earlier for times in arrivals.values() for earlier, later in pairwise(times))


def test_many_lanes_are_done_though_workers_are_killed_five_times(fleet: Fleet) -> None:
    sys.stdout.write(f"KILLS_SEED={SEED}\n")
    draw = random.Random(SEED)
    boards = [make_board(f"board{number}") for number in range(LANES)]
    fleet.write_studios([studio for studio, _ in boards])
    fleet.hold_s = 10
    options = ("--queue", "crawl", "--at-once", "4")
    with CountingServer([each for _, postings in boards for each in postings]) as server:
        fleet.via, fleet.delay = server.url, DELAY
        assert fleet.run("crawl", "--queue", *(studio["name"] for studio, _ in boards)).returncode == 0
        workers = [fleet.start_worker(*options) for _ in range(2)]
        for count in sorted(draw.sample(range(5, LANES - 20), KILLS)):
            until(lambda count=count: count_complete(fleet) >= count, f"{count} studios", 900)
            struck = workers.pop(draw.randrange(2))
            struck.kill()
            struck.wait()
            workers.append(fleet.start_worker(*options))
        until(lambda: count_complete(fleet) == LANES, "every studio", 900)
        until(lambda: fleet.scalar("select count(*) from procrastinate.procrastinate_jobs") == 0, "the last job")
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
        assert (max(server.peak.values()), smallest_gap_s(server) >= DELAY - SLACK) == (1, True), smallest_gap_s(server)
    complete = Counter(studio for studio, outcome in fleet.rows(OUTCOMES) if outcome == "complete")
    assert set(complete.values()) == {1}  # none that was complete was visited again
    assert {reason for (reason,) in fleet.rows("select reason from crawls where outcome <> 'complete'")} <= {CUT_OFF}
    sys.stdout.write(f"{len(fleet.rows(OUTCOMES)) - LANES} crawls were cut off, gap {smallest_gap_s(server):.3f} s\n")


OUTCOMES = "select studio, outcome from crawls"
CUT_OFF = "interrupted: the program was stopped before the crawl ended"


def count_complete(fleet: Fleet) -> int:
    return int(fleet.scalar("select count(distinct studio) from crawl where outcome = 'complete'"))


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for child in children(pid):
        yield from family(child)


def test_a_worker_stopped_past_its_leases_writes_nothing_more_and_works_on(fleet: Fleet) -> None:
    studio, postings = make_board("one")
    fleet.write_studios([studio])
    fleet.hold_s = 6
    with FakeBoardServer(postings) as server:
        server.faults = [Fault(path="/api/offers", kind="hang", until=1, seconds=3)]
        fleet.via = server.url
        assert fleet.run("crawl", "--queue", "one").returncode == 0
        first = fleet.start_worker("--queue", "crawl")
        until(lambda: any(request.path.startswith("/api") for request in server.requests), "its request")
        stopped = list(family(first.pid))
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        second = fleet.start_worker("--queue", "crawl")
        until(lambda: count_complete(fleet) == 1, "another worker's crawl")
        second.send_signal(signal.SIGTERM)
        assert second.wait() == 0
        held = fleet.rows("select posting_id, number from versions"), fleet.rows(OUTCOMES)
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        until(lambda: "and another crawl may be visiting" in first.output()[1], "the end of the first crawl")
        assert (fleet.rows("select posting_id, number from versions"), fleet.rows(OUTCOMES)) == held
        assert sorted(fleet.rows(OUTCOMES)) == [("one", "complete"), ("one", "failed")]
        # it was taken for dead, and is not known any more: it has to begin anew
        assert fleet.run("crawl", "--queue", "one").returncode == 0
        until(lambda: len(fleet.rows(OUTCOMES)) == 3, "the first worker's next crawl")
        first.send_signal(signal.SIGTERM)
        assert first.wait() == 0


def test_a_restart_of_the_database_in_mid_crawl_ends_no_worker(tmp_path: Path, fork_server: ForkServer) -> None:
    # not in pytest's folder, into which the server's own user may not look where the tests run as root
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = PostgresqlServer(folder)
    server.start_once()
    server.create_database("fleet", "pattern")
    engine = open_engine(server.url("fleet"))
    fleet = Fleet(tmp_path, fork_server, server.url("fleet"), engine)
    try:
        boards = [make_board(name) for name in ("one", "two")]
        fleet.write_studios([studio for studio, _ in boards])
        fleet.hold_s = 8
        with FakeBoardServer([each for _, postings in boards for each in postings]) as board_server:
            board_server.faults = [Fault(path="/api/offers", kind="hang", until=2, seconds=1)]
            fleet.via = board_server.url
            assert fleet.run("crawl", "--queue", "one", "two").returncode == 0
            worker = fleet.start_worker("--queue", "crawl")
            until(lambda: sum(each.path.startswith("/api") for each in board_server.requests) == 2, "two requests")
            server._run("pg_ctl", "-w", "-s", "-m", "fast", "-D", str(server.data), "restart")
            engine.dispose()
            until(lambda: count_complete(fleet) == 2, "both studios")
            until(lambda: fleet.scalar("select count(*) from procrastinate.procrastinate_jobs") == 0, "the last job")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait() == 0
    finally:
        fleet.close()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_what_a_host_asks_for_is_kept_by_the_next_worker(fleet: Fleet) -> None:
    studio, postings = make_board("one")
    fleet.write_studios([studio])
    with FakeBoardServer(postings) as server:
        server.faults = [Fault(kind="503", retry_after=3600, robots=True)]
        fleet.via = server.url
        for number in (1, 2):
            assert fleet.run("crawl", "--queue", "one").returncode == 0
            worker = fleet.start_worker("--queue", "crawl")
            until(lambda number=number: fleet.scalar("select failures from crawl_request") == 1, "a failure")
            worker.send_signal(signal.SIGTERM)
            worker.wait()
            if number == 1:
                asked = len(server.requests)
        assert len(server.requests) == asked
    assert "asked not to be visited before " in worker.output()[1] + worker.output()[0]


def test_a_reread_in_parts_by_two_workers_gives_the_same_report(fleet: Fleet) -> None:
    boards = [make_board(name, 12) for name in ("one", "two", "three")]
    fleet.write_studios([studio for studio, _ in boards])
    with FakeBoardServer([each for _, postings in boards for each in postings]) as server:
        done = fleet.run("crawl", "one", "two", "three", "--via", server.url, "--delay", "0")
        assert done.returncode == 0, done.stderr
    with fleet.engine.begin() as connection:
        connection.exec_driver_sql("update reading set reader = 'an older one'")
        connection.exec_driver_sql("update posting_now set read_at = '2026-11-01T00:00:00Z'")
    fleet.engine.dispose()
    url, name = fleet.url, fleet.url.partition("@/")[2].partition("?")[0]
    admin = create_engine(url.replace(name, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"create database {name}_alone template {name}")
    admin.dispose()
    assert fleet.run("reread", "--queue").stdout == "3 studios wait to be read again\n"
    workers = [fleet.start_worker("--queue", "read", "--at-once", "1") for _ in range(2)]
    until(lambda: fleet.scalar("select count(*) from procrastinate.procrastinate_jobs") == 0, "three studios")
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        worker.wait()
    reports = []
    for database in (name, f"{name}_alone"):
        fleet.url = url.replace(name, database)
        done = fleet.run("reread")
        assert done.stdout == ("0 versions read\n" if database == name else "36 versions read\n")
        made = open_engine(fleet.url)
        with made.begin() as connection:  # all else has to be equal
            for table, column in (("reading", "read_at"), ("reread", "finished_at"), ("posting_now", "read_at")):
                connection.exec_driver_sql(
                    f"update {table} set {column} = (select max(finished_at) + interval '1 s' from crawl)"
                )
        made.dispose()
        folder = fleet.folder / database
        write_report(fleet, folder)
        reports.append({file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()})
    assert sorted(reports[0]) == sorted(reports[1])
    assert [str(file) for file, words in reports[0].items() if words != reports[1][file]] == []


def write_report(fleet: Fleet, folder: Path) -> None:
    """Have a worker write it."""
    assert fleet.run("report", "--queue", "--out", folder).stdout == "the report waits to be written\n"
    worker = fleet.start_worker("--queue", "report")
    # what a report is complete with comes last
    until(lambda: (folder / "manifest.json").exists(), "the report")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0
