"""Killed anywhere: crawl, reread, report, site and migration end, at the next run, as one does that was never stopped.

A program is killed by itself, with SIGKILL, at its n-th step: a statement, the end of a transaction, a file opened or
put in its place. The steps are drawn at random from all that a whole run takes; the seed is printed.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, inspect, text

from db.engine import open_engine
from db.maintenance import migrate
from db.queries import views
from tests.cli_runner import ForkServer
from tests.factories import make_posting
from tests.fake_boards.server import FakeBoardServer
from tracker.archive.check import check_archives
from tracker.archive.warc_reader import read_warc
from tracker.demo.boards.fixtures import FakePosting
from tracker.explore.sql_console import run_select

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("KILLS_SEED", random.SystemRandom().randrange(10**6)))
"""Printed with each failure; set KILLS_SEED to draw the same steps again."""

STEPPING = """
import os, signal
import tracker.ingest.reread
from sqlalchemy import Engine, event
from tracker.cli import main

steps = 0
def step(*_):
    global steps
    steps += 1
    if steps == int(os.environ["KILL_AT"]):
        os.kill(os.getpid(), signal.SIGKILL)
def files(name, arguments):
    if name == "os.rename" or name == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa"):
        step()
tracker.ingest.reread.AT_ONCE = 3
for name in ("before_cursor_execute", "commit"):
    event.listen(Engine, name, step)
sys.addaudithook(files)
try:
    main(sys.argv[1:])
finally:
    with open("steps.txt", "w") as file:
        file.write(str(steps))
"""
"""labor-tracker, which counts its steps, and kills itself at the one that KILL_AT names."""


@dataclass
class Program:
    """labor-tracker, and where it is to be killed."""

    folder: Path
    server: ForkServer
    draw: random.Random = field(default_factory=lambda: random.Random(SEED))

    def run(self, database: str, *arguments: str, at: int = 0) -> "subprocess.CompletedProcess[str]":
        """`at`: the step at which it kills itself."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
        environment = clean | {"LABOR_TRACKER_DATABASE_URL": database, "KILL_AT": str(at)}
        return self.server.run(arguments, folder=self.folder, environment=environment, code=STEPPING)

    def whole(self, database: str, *arguments: str) -> int:
        """Run it to its end; gives the steps that it took."""
        done = self.run(database, *arguments)
        assert done.returncode == 0, done.stderr
        return int((self.folder / "steps.txt").read_text())

    def killed(self, steps: int, database: str, *arguments: str) -> int:
        """Kill it at one of so many steps; gives which."""
        at = self.draw.randint(1, steps)
        done = self.run(database, *arguments, at=at)
        assert done.returncode == -signal.SIGKILL, done.stderr
        return at


@pytest.fixture
def program(tmp_path: Path, fork_server: ForkServer) -> Program:
    sys.stdout.write(f"KILLS_SEED={SEED}\n")
    return Program(tmp_path, fork_server)


@pytest.fixture
def fresh(new_database: Callable[..., str], request: pytest.FixtureRequest) -> Callable[[], str]:
    """New databases with our tables."""
    return lambda: new_database(upgraded=True)


def rounds(few: int, url: str) -> range:
    """So many on SQLite, and a third of them on PostgreSQL, where each takes longer."""
    return range(few if url.startswith("sqlite") else few // 3)


def kept(url: str) -> dict[str, Any]:
    """What a database holds, without ids and times; SQLite's own check of the file goes first."""
    if url.startswith("sqlite"):
        with closing(_opened(url)) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    engine = open_engine(url, create=False)
    try:
        return {name: sorted(map(repr, run_select(engine, sql)[1])) for name, sql in KEPT.items()}
    finally:
        engine.dispose()


KEPT = {
    "postings": "select posting_id, origin, title, locations, url, state, version_count, description_text, ai_label,"
    " ai_kinds, any_keyword, pay_minimum, pay_maximum, pay_currency, pay_unit, pay_quote from postings",
    "rows": "select posting_id, list_fingerprint from posting",
    "versions": "select posting_id, number, content_sha256, title, description_text, response_sha256 from versions",
    "ranges": "select posting_id, version, position, minimum, maximum, quote, rule, reader from pay_ranges",
    "evidence": "select posting_id, version, position, quote, weight, rule, reader from ai_evidence",
    "pay": "select posting_id, version, pay_minimum, pay_maximum, reader, reader_changed from pay_history",
    "reposts": "select posting_id, earlier_posting_id, score, reasons from reposts",
    "boilerplate": "select studio, number, sentences from boilerplate",
    "doubled": "select version, reader, count(*) from reading group by version, reader having count(*) > 1",
    "last": "select last_outcome, last_reason, announced, listed, postings_listed, with_pay from coverage",
    "open": "select 1 from crawl where finished_at is null",
    "scales": "select count(*) from union_scales",
}


# ---- crawl


def jobs() -> list[FakePosting]:
    """Day 2: one is edited, one is gone, one of its words is put up again, and one is new."""
    made = [
        make_posting(
            n,
            title=_CRAFTS[n % 6].title(),
            description_html="".join(f"<p>The {_CRAFTS[n % 6]} sees to the {place}.</p>" for place in _PLACES)
            + f"<p>The range for this role is $90,000 - $1{n:02},000.</p>",
        )
        for n in range(8)
    ]
    made[0].to_day, made[6].from_day, made[7].from_day = 1, 2, 2
    made[2].edits = {2: {"title": "Head Glazier", "description_html": "<p>Glaze doors.</p><p>$30 - $40 per hour.</p>"}}
    made[7].description_html = "<p>Keep the ladders.</p>"
    return made


_CRAFTS = "glazier painter rigger cook driver tailor".split()
_PLACES = ("northern front of the house", "garden at the back of it", "workshop by the old mill", "long attic above it")


def test_a_crawl_killed_anywhere_is_made_good_by_the_next(program: Program, fresh: Callable[[], str]) -> None:
    with FakeBoardServer(jobs()) as server:
        crawl = ["crawl", "netflix", "--via", server.url, "--delay", "0", "--refresh", "--archive", "archive"]

        def begun() -> str:
            """A database of day 1; on SQLite always the same one, copied."""
            server.day, url, pattern = 1, fresh(), program.folder / "day-1.db"
            if pattern.exists():
                copy(f"sqlite:///{pattern}", url)
            else:
                program.whole(url, *crawl)
                if url.startswith("sqlite"):
                    copy(url, f"sqlite:///{pattern}")
            server.day = 2
            return url

        url = begun()
        steps = program.whole(url, *crawl)
        expected = kept(url)
        assert len(expected["versions"]) == 9
        assert [claim.split(", ")[:2] for claim in expected["reposts"]] == [
            ["('netflix:790000000006'", "'netflix:790000000000'"]
        ]
        for _ in rounds(6, url):
            url = begun()
            at = program.killed(steps - 5, url, *crawl)
            change(url, "delete from host_lock")  # it runs out in two minutes
            program.whole(url, *crawl)
            assert kept(url) == expected, f"killed at step {at} of {steps}"
    # later crawls refer to answers of earlier ones, some of which were killed
    reports = [read_warc(file) for file in (program.folder / "archive").rglob("*.warc.gz")]
    assert any(exchange.original for report in reports for exchange in report.exchanges)
    assert [damage for report in reports for damage in report.damage] == []
    problems = [line for line, is_problem in check_archives([program.folder / "archive"]) if is_problem]
    assert [line for line in problems if " repeats " in line] == []


def copy(one: str, other: str) -> None:
    """Of SQLite: with what stands in its log still, as a program ends here without closing its connections."""
    with closing(_opened(one)) as source, closing(_opened(other)) as target:
        source.backup(target)


def _opened(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"))


def change(url: str, *statements: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


# ---- clip


def test_a_clip_killed_anywhere_is_stored_by_the_next(program: Program, fresh: Callable[[], str]) -> None:
    (program.folder / "page.html").write_text("<h1>Voice</h1><p>The pay for the session is $300.</p>")
    clip = ["clip", "page.html", "--studio", "Acme", "--by", "W. Witness", "--archive", "archive"]
    url = fresh()
    steps, expected = program.whole(url, *clip), kept(url)
    assert len(expected["versions"]) == 1
    for _ in rounds(6, url):
        url = fresh()
        at = program.killed(steps - 2, url, *clip)
        assert rows(url, "select count(*) from clips") in ([(0,)], [(1,)])
        program.whole(url, *clip)
        assert kept(url) == expected, f"killed at step {at} of {steps}"


# ---- reread and report


@pytest.fixture
def crawled(program: Program, fresh: Callable[[], str]) -> str:
    url = fresh()
    with FakeBoardServer(jobs()) as server:
        for server.day in (1, 2):
            program.whole(url, "crawl", "netflix", "--via", server.url, "--delay", "0")
    return url


def test_a_reread_killed_anywhere_goes_on_at_the_next(program: Program, crawled: str) -> None:
    expected, ended = kept(crawled), "select count(*) from reread"
    grow_old = (
        "update reading set reader = 'pay 0, ai 0, row ' || (select count(*) from reading r where r.id <= reading.id)"
    )
    change(crawled, grow_old)
    steps = program.whole(crawled, "reread")
    assert kept(crawled) == expected
    for number in rounds(3, crawled):
        change(crawled, grow_old)
        at = program.killed(steps - 2, crawled, "reread")
        program.whole(crawled, "reread")
        assert kept(crawled) == expected, f"killed at step {at} of {steps}"
        assert rows(crawled, ended) == [(number + 2,)]


def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    engine = open_engine(url, create=False)
    try:
        return run_select(engine, sql)[1]
    finally:
        engine.dispose()


def test_a_report_killed_anywhere_is_no_half_report_and_the_next_is_whole(program: Program, crawled: str) -> None:
    report = ["report", "--out", "out", "--format", "csv"]
    steps, folder = program.whole(crawled, *report), program.folder / "out"
    whole = {file.name: file.read_bytes() for file in folder.iterdir()}
    database = kept(crawled)
    for _ in rounds(3, crawled):
        (folder / "postings.csv").write_text("from another day")
        at = program.killed(steps - 2, crawled, *report)
        left = {file.name: file.read_bytes() for file in folder.iterdir()}
        put = left["postings.csv"] != b"from another day"
        assert not put or "manifest.json" not in left or left == whole, f"killed at step {at} of {steps}"
        program.whole(crawled, *report)
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == whole
        assert kept(crawled) == database


def test_a_site_killed_anywhere_is_brought_up_to_date_by_the_next(program: Program, crawled: str) -> None:
    site, folder = ["site", "--out", "site"], program.folder / "site"

    def contents() -> dict[str, bytes]:
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    steps = program.whole(crawled, *site)
    whole = contents()
    for _ in rounds(3, crawled):
        for name in ("index.html", "postings/nobody/gone.html"):  # one to be written again, one that is no page of it
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("from another day")
        (folder / "site.json").write_text('{"files": {"postings/nobody/gone.html": "0"}}')
        at = program.killed(steps - 2, crawled, *site)
        torn = {
            name
            for name, data in contents().items()
            if name in whole and data not in (whole[name], b"from another day")
        }
        assert torn <= {"site.json"}, f"killed at step {at} of {steps}: {torn}"
        program.whole(crawled, *site)
        assert contents() == whole, f"killed at step {at} of {steps}"


# ---- migration


def test_a_migration_killed_anywhere_is_made_again(
    program: Program, new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an empty database, and of one with the tables of an earlier program."""
    steps, expected = 0, shape(new_database(upgraded=True))
    for number in rounds(3, new_database(upgraded=False)):
        url = new_database(upgraded=False)
        if not number % 2:
            made_by_an_earlier_program(url, monkeypatch)
        steps = steps or program.whole(new_database(upgraded=False), "db", "upgrade")
        at = program.killed(steps // 2, url, "db", "upgrade")
        program.whole(url, "db", "upgrade")
        assert shape(url) == expected, f"killed at step {at} of {steps}"
        assert rows(url, "select name from studio") == ([] if number % 2 else [("Acme",)])


def made_by_an_earlier_program(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(url)
    with monkeypatch.context() as patch, engine.begin() as connection:
        patch.setattr(views, "create_all", lambda _: None)
        config = migrate._alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(text("insert into studio (studio, name, named_in_article) values ('acme', 'Acme', '1')"))
    engine.dispose()


def shape(url: str) -> dict[str, list[str]]:
    """The tables' and views' columns."""
    engine: Engine = open_engine(url)
    tables = MetaData()
    tables.reflect(engine)
    found = {
        name: sorted(f"{column.name} {column.type}" for column in table.c) for name, table in tables.tables.items()
    }
    found["views"] = sorted(inspect(engine).get_view_names())
    engine.dispose()
    beside_index = {"postings_search_source"} if url.startswith("sqlite") else set()
    assert set(found["views"]) == set(views.list_view_columns()) | beside_index
    return found
