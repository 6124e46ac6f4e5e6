"""The road from a board's answer to a row, over real HTTP: what is kept, what is counted, what a fault may change."""

import contextlib
import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine
from db.writes import crawls
from tests.cli_runner import ForkServer
from tests.factories import FIRST_KEY, make_postings
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting, demo_postings
from tracker.demo.run import demo_studios


@pytest.fixture
def server() -> Iterator[FakeBoardServer]:
    with FakeBoardServer(make_postings(14)) as server:
        yield server


def crawl(run, server, *more, **environment):
    return run("crawl", "netflix", "--via", server.url, "--delay", 0, *more, **environment)


def details(server):
    return [request for request in server.requests if "/jobs/" in request.path]


def test_the_demo_s_boards_are_kept_whole_on_both_days(run, rows) -> None:
    jobs = demo_postings()
    names = {
        "Netflix": "netflix",
        "The Walt Disney Company": "disney",
        "Pixar": "pixar",
        "Ubisoft": "ubisoft",
        "Realeyes": "realeyes",
    }
    assert list(names.values()) == demo_studios()
    with FakeBoardServer(jobs) as server:
        for day in (1, 2):
            server.day = day
            done = run("crawl", *names.values(), "--via", server.url, "--delay", 0, "--refresh")
            assert done.returncode == 0, done.stderr
            listed = rows("select studio, board_key, title from postings where state = 'listed'")
            today = [job.on(day) for job in jobs]
            expected = {(names[job.studio], job.key, job.title) for job in today if job}
            assert set(listed) == expected
    assert rows("select count(*) from postings where description_text = ''") == [(0,)]
    left = {job.key for job in jobs if job.to_day == 1}
    assert {key for (key,) in rows("select board_key from postings where state = 'not_seen'")} == left
    edited = {(job.key, 2) for job in jobs if any("title" in e or "description_html" in e for e in job.edits.values())}
    twice = set(rows("select board_key, version_count from postings where version_count > 1"))
    markup_alone = {("790100000119", 2)}
    assert twice == edited - markup_alone


def test_a_second_crawl_of_an_unchanged_board_asks_for_no_detail(run, rows, server) -> None:
    assert crawl(run, server).returncode == 0
    assert len(details(server)) == 14
    server.requests.clear()
    again = crawl(run, server)
    assert again.stdout == "netflix: complete: 14 listed of 14 announced, 0 new, 0 changed, 14 unchanged\n"
    assert details(server) == []
    assert rows("select count(*) from versions") == [(14,)]


def test_a_posting_on_netflix_s_two_boards_is_one_posting(run, rows) -> None:
    second = [
        FakePosting(
            studio="Netflix",
            family="workday",
            host="netflix.wd108.myworkdayjobs.com",
            board="netflix/Netflix",
            key=requisition,
            title="Rigger",
            description_html="<p>Rig creatures.</p>",
            requisition=requisition,
        )
        for requisition in ("JR1", "JR77")
    ]
    with FakeBoardServer([*make_postings(3), *second]) as server:
        assert run("crawl", "netflix-workday", "netflix", "--via", server.url, "--delay", 0).returncode == 0
    shown = rows("select posting_id from postings order by 1")
    assert [posting for (posting,) in shown] == [
        "netflix-workday:JR77",
        "netflix:790000000000",
        "netflix:790000000001",
        "netflix:790000000002",
    ]
    listed = rows("select studio, listed, postings_listed from coverage order by 1")
    assert listed == [("netflix", 3, 3), ("netflix-workday", 2, 1)]


def test_nothing_is_asked_twice_and_robots_txt_is_asked_first(run, server) -> None:
    crawl(run, server)
    assert server.requests[0].path == "/robots.txt"
    asked = Counter((request.method, request.host, request.path) for request in server.requests)
    assert max(asked.values()) == 1


def test_the_posting_says_where_its_words_come_from(run, rows, server) -> None:
    crawl(run, server)
    [(origin, state, minimum, maximum, unit, quote)] = rows(
        "select origin, state, pay_minimum, pay_maximum, pay_unit, pay_quote from postings "
        "where posting_id = 'netflix:790000000003'"
    )
    assert (origin, state, minimum, maximum, unit) == ("board", "listed", 100000, 200000, "year")
    assert quote == "The range for this role is $100,000 - $200,000."
    [(via,)] = rows("select distinct via from crawl")
    assert via == server.url


FAULTS = [
    ("the list answers 503", [Fault(path="/jobs\\?", kind="503", retry_after=0)], "failed", "answered 503"),
    ("one detail answers 403", [Fault(path="000003", kind="403")], "incomplete", "790000000003"),
    ("the board lists none", [Fault(path="/jobs\\?", kind="none_listed")], "suspect", "listed 0"),
]
"""One fault for each outcome: tests/spiders/test_faults.py has every fault of every family and what it amounts to, and
tests/db/test_crawls.py what each outcome does to a posting's state.
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer) -> Path:
    """The database of one complete crawl of the Netflix board."""
    folder = tmp_path_factory.mktemp("kept")
    environment = os.environ | {"LABOR_TRACKER_DATABASE_URL": f"sqlite:///{folder / 'labor-tracker.db'}"}
    with FakeBoardServer(make_postings(14)) as server:
        command = ["crawl", "netflix", "--via", server.url, "--delay", "0"]
        fork_server.run(command, folder=folder, environment=environment).check_returncode()
    return folder / "labor-tracker.db"


@pytest.mark.parametrize(("faults", "outcome", "says"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_is_named_and_changes_no_posting_s_state(run, rows, kept, tmp_path, faults, outcome, says) -> None:
    shutil.copy(kept, tmp_path / "labor-tracker.db")
    with FakeBoardServer(make_postings(14)) as server:
        server.faults = list(faults)
        for _ in range(1 if outcome == "suspect" else 2):
            done = crawl(run, server, "--refresh")
            assert done.returncode == 1
            assert done.stdout.startswith(f"netflix: {outcome}")
            assert says in done.stdout
    assert rows("select distinct state, version_count from postings") == [("listed", 1)]
    assert rows("select count(*) from postings") == [(14,)]
    [(last_outcome, last_reason)] = rows("select last_outcome, last_reason from coverage")
    assert last_outcome == outcome
    assert says in last_reason


def test_a_gateway_that_is_down_is_named(run, rows) -> None:
    done = run("crawl", "netflix", "--via", "http://127.0.0.1:9", "--delay", 0)
    assert done.returncode == 1
    assert "the gateway http://127.0.0.1:9 refused the connection" in done.stdout
    assert rows("select outcome from crawls") == [("failed",)]


def test_absent_once_is_not_seen_and_twice_is_no_longer_listed(run, rows) -> None:
    jobs = make_postings(14)
    jobs[0].to_day = 1
    with FakeBoardServer(jobs) as server:
        crawl(run, server)
        server.day = 2
        states = []
        for _ in range(2):
            assert crawl(run, server, LABOR_TRACKER_CONFIRM_HOURS="0").returncode == 0
            states += rows("select state from postings where posting_id = 'netflix:790000000000'")
        assert states == [("not_seen",), ("no_longer_listed",)]
        server.day = 1
        crawl(run, server)
        assert rows("select state, version_count from postings where posting_id = 'netflix:790000000000'") == [
            ("listed", 1)
        ]


def test_a_posting_whose_own_page_is_gone_is_absent_and_is_asked_again(run, rows) -> None:
    """The list names it all along."""
    state = "select state, version_count from postings where posting_id = 'netflix:790000000001'"
    with FakeBoardServer(make_postings(3)) as server:
        crawl(run, server)
        for more, fault, expected in (
            ("--refresh", "410", "not_seen"),
            ("", "404", "no_longer_listed"),
            ("", "", "listed"),
        ):
            server.faults = [Fault(path="000001", kind=fault)] if fault else []
            server.requests.clear()
            assert crawl(run, server, *more.split(), LABOR_TRACKER_CONFIRM_HOURS="0").returncode == 0
            assert any("000001" in request.path for request in details(server))
            assert rows(state) == [(expected, 1)]


def test_killed_in_the_middle_the_next_crawl_ends_as_if_nothing_had_happened(run, start, rows, tmp_path: Path) -> None:
    """tests/tracker/test_kills.py kills at every kind of step."""
    with FakeBoardServer(make_postings(14)) as server:
        server.requests = Counted(5)
        child = start("crawl", "netflix", "--via", server.url, "--delay", 0, "--refresh")
        assert server.requests.reached.wait(60)
        child.kill()
        child.wait()
        # what the killed crawl held at the host is free again once its time has run out
        forget_locks(tmp_path)
        done = crawl(run, server)
        assert done.returncode == 0, done.stdout
    wanted = [(f"netflix:{FIRST_KEY + n}", "listed", 1) for n in range(14)]
    assert rows("select posting_id, state, version_count from postings order by posting_id") == wanted
    assert ("failed", "interrupted: the program was stopped before the crawl ended") in rows(
        "select outcome, reason from crawls"
    )


def test_stopped_past_its_lease_a_crawl_writes_nothing_more(start, new_database) -> None:
    """SIGSTOP, the lease runs out, SIGCONT: the row stays open, and the next crawl closes it as interrupted."""
    url = new_database(upgraded=True)
    engine = open_engine(url)
    with FakeBoardServer(make_postings(40)) as server:
        server.requests = Counted(8)
        child = start("crawl", "netflix", "--via", server.url, "--delay", 0.1, database=url)
        assert server.requests.reached.wait(60)
        end_lease(engine, child)
        before = count_versions(engine)
        child.send_signal(signal.SIGCONT)
        done = child.complete()
        assert done.returncode == 1, done.stderr
        assert count_versions(engine) == before
        assert "interrupted: the lease of explore.jobs.netflix.net ran out" in done.stdout
        assert start("crawl", "netflix", "--via", server.url, "--delay", 0, database=url).complete().returncode == 0
    with engine.connect() as connection:
        ends = connection.exec_driver_sql("select outcome, reason from crawl order by id").fetchall()
        held = connection.exec_driver_sql("select count(*) from host_lock where holder <> ''").scalar()
        unread = connection.exec_driver_sql("select count(*) from posting_now where reading is null").scalar()
    versions = count_versions(engine)
    engine.dispose()
    assert [outcome for outcome, _ in ends] == ["failed", "complete"]
    assert ends[0].reason == crawls.INTERRUPTED
    assert (held, unread, versions) == (0, 0, 40)


def end_lease(engine: Engine, child: Any) -> None:
    """Stop a crawl, and let the time of its lease run out. It may have been stopped while it held the database."""
    impatient = "SET lock_timeout = 300" if engine.dialect.name == "postgresql" else "PRAGMA busy_timeout = 300"
    for _ in range(20):
        child.send_signal(signal.SIGSTOP)
        with contextlib.suppress(DBAPIError), engine.connect() as connection:
            connection.exec_driver_sql(impatient)
            connection.exec_driver_sql("update host_lock set until_at = '2023-07-25T06:00:00.000000Z'")
            connection.commit()
            return
        child.send_signal(signal.SIGCONT)
    raise AssertionError("the database was never free")


def count_versions(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("select count(*) from version").scalar_one())


def test_retry_after_holds_for_the_next_process(run, rows) -> None:
    with FakeBoardServer(make_postings(2)) as server:
        server.faults = [Fault(path=r"/jobs\?", kind="429", retry_after=3600)]
        assert crawl(run, server).returncode == 1
        asked = len(server.requests)
        again = crawl(run, server)
        assert again.returncode == 1
        assert "explore.jobs.netflix.net asked not to be visited before " in again.stdout
        assert len(server.requests) == asked
    assert rows("select count(*) from host_lock where holder <> ''") == [(0,)]


@pytest.mark.parametrize(("delay", "asks", "pause"), [(7, "", 7), (1, "Crawl-delay: 60\n", 60)])
def test_the_pause_after_the_last_request_stands_in_the_database(run, rows, delay, asks, pause) -> None:
    robots = {"explore.jobs.netflix.net": f"User-agent: *\nDisallow: /\n{asks}"}
    with FakeBoardServer(make_postings(1), robots=robots) as server:
        assert run("crawl", "netflix", "--via", server.url, "--delay", delay).returncode == 1
    [(begun, following)] = rows("select started_at, next_at from crawls, host_lock")
    assert datetime.fromisoformat(following) - datetime.fromisoformat(begun) >= timedelta(seconds=pause)


class Counted(list):
    """A server's requests; says when there are so many."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self.many, self.reached = many, threading.Event()

    def append(self, request: object) -> None:
        super().append(request)
        if len(self) >= self.many:
            self.reached.set()


def forget_locks(folder: Path) -> None:
    with sqlite3.connect(folder / "labor-tracker.db") as connection:
        connection.execute("delete from host_lock")


def test_two_crawls_of_one_board_take_turns(run, rows) -> None:
    with FakeBoardServer(make_postings(4)) as server:
        outcomes = []
        threads = [threading.Thread(target=lambda: outcomes.append(crawl(run, server).returncode)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes == [0, 0]
        spans = rows("select started_at, finished_at from crawls order by started_at")
        assert spans[0][1] <= spans[1][0]
        assert rows("select count(*), max(version_count) from postings") == [(4, 1)]


WRONG_USE = [
    (["crawl", "no-such-studio"], 2, "no studio is called 'no-such-studio'"),
    (["crawl", "weta-fx"], 2, "weta-fx has no board that can be crawled"),
    (["crawl", "netflix", "--delay", "0"], 2, "--delay 0: less than a second is allowed only with --via"),
    (["crawl", "netflix", "--delay", "0", "--via", "http://example.org"], 2, "less than a second"),
    (["crawl", "netflix", "--via", "nonsense"], 2, "'nonsense'"),
    (["crawl", "netflix", "--delay", "abc"], 2, "'abc' is not a number of seconds"),
    (["report", "--as-of", "yesterday"], 2, "'yesterday' is neither a date"),
    (["report", "--as-of", "2026-11-22T09:00:00"], 2, "has no time zone"),
    (["report"], 1, "labor-tracker crawl"),
    (["query", "select 1"], 1, "labor-tracker crawl"),
    (["query"], 2, "give a SQL query"),
    (["explain", "netflix:1"], 1, "labor-tracker crawl"),
    (["schedule", "--config", "nowhere.toml"], 1, "nowhere.toml cannot be read"),
    (["read", "nowhere.jsonl"], 2, "nowhere.jsonl"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), WRONG_USE, ids=[" ".join(case[0]) for case in WRONG_USE])
def test_wrong_use_gets_one_clear_sentence_and_the_right_exit_code(run, arguments, code, says) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_ours_is_refused_and_left_alone(run, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table recipes (name text)")
    before = file.read_bytes()
    for arguments in (["crawl", "netflix"], ["status"], ["db", "upgrade"], ["report"]):
        done = run(*arguments, database=f"sqlite:///{file}")
        assert done.returncode == 1
        assert "is not a labor-tracker database" in done.stderr
    file_after = sqlite3.connect(file).execute("select name from sqlite_master").fetchall()
    assert file_after == [("recipes",)]
    assert before


def test_read_gives_pay_and_ai_without_a_database(run, tmp_path: Path) -> None:
    record = {
        "id": "a",
        "title": "Machine Learning Engineer",
        "description": "<h3>What you'll do</h3><ul><li>Train machine learning models that generate video.</li></ul>"
        "<p>The salary range is $150,000 - $200,000 per year.</p>",
        "locations": ["Los Angeles, CA"],
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    done = run("read", "in.jsonl", "--text")
    [out] = [json.loads(line) for line in done.stdout.splitlines()]
    [pay] = out["pay"]
    assert (pay["minimum"], pay["maximum"], pay["currency"], pay["unit"]) == (150000, 200000, "USD", "year")
    assert out["text"][pay["start"] : pay["end"]] == pay["quote"]
    assert out["ai"]["label"] == "core"
    assert all(each["quote"] in out["text"] or each["field"] == "title" for each in out["ai"]["evidence"])
    assert list(tmp_path.glob("*.db")) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "line 1 is not JSON"), ("[]", "line 1 is not a JSON object"), ('{"title": "x"}', 'line 1 has no "id"')],
)
def test_read_names_a_line_that_is_not_a_record(run, tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "in.jsonl").write_text(line)
    done = run("read", "in.jsonl")
    assert done.returncode == 1
    assert says in done.stderr


def test_every_format_of_a_query_says_the_same(run, server) -> None:
    crawl(run, server)
    sql = "select studio, count(*) as n from postings group by 1"
    out = {form: run("query", sql, "--format", form).stdout for form in ("table", "csv", "json", "jsonl")}
    assert list(csv.DictReader(io.StringIO(out["csv"]))) == [{"studio": "netflix", "n": "14"}]
    assert json.loads(out["json"]) == [json.loads(out["jsonl"])] == [{"studio": "netflix", "n": 14}]
    assert out["table"].split() == ["studio", "n", "-------", "--", "netflix", "14"]


def test_a_query_that_would_write_is_refused(run, rows, server) -> None:
    crawl(run, server)
    done = run("query", "delete from posting")
    assert done.returncode == 1
    assert "queries only read" in done.stderr
    assert rows("select count(*) from postings") == [(14,)]


def test_the_road_is_the_same_on_postgresql(run, rows, postgresql_databases, server, tmp_path: Path) -> None:
    url = postgresql_databases(upgraded=False)
    assert crawl(run, server, database=url).returncode == 0
    assert crawl(run, server).returncode == 0
    for folder, database in (("p", url), ("s", "")):
        assert run("report", "--format", "csv", "--out", folder, database=database).returncode == 0
    sql = "select posting_id, state, pay_minimum, pay_maximum, pay_unit, ai_label, pay_quote from postings order by 1"
    assert rows(sql, url) == rows(sql)
    assert (tmp_path / "p" / "pay_vs_scale.csv").read_bytes() == (tmp_path / "s" / "pay_vs_scale.csv").read_bytes()
    refused = run("query", "delete from posting", database=url)
    assert refused.returncode == 1
    assert "queries only read" in refused.stderr
    assert len(rows("select * from postings", url)) == 14


def test_after_a_crawl_the_views_compare_with_scale_and_a_report_s_basket_changes_nothing(run, rows, server) -> None:
    crawl(run, server)
    assert rows("select count(*) from version where id not in (select version from job_coverage)") == [(0,)]
    compared = "select distinct measure from pay_vs_scale order by 1"
    before = rows(compared)
    assert ("health_threshold_multiple",) in before
    assert run("report", "--format", "csv", "--out", "writers", "--basket", "context").returncode == 0
    assert rows(compared) == before
    assert "no basket is called 'nowhere'" in run("report", "--basket", "nowhere").stderr
