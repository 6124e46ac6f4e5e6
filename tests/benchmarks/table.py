"""What the program costs beside yardsticks, as one table: python -m tests.benchmarks.table [--large] [MEASURE ...]

Each measure is a ratio of two things done in turn, in one run, on one machine, in seconds of processor time; so that a
loaded machine changes it little. Its goal stands beside it. `--large` adds what needs a million postings and minutes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert

from db.engine import open_engine, write_sessions
from db.maintenance import migrate
from db.models import Studio, Version
from db.queries.as_of import AsOf
from db.queries.current import find_present
from db.vocabulary import Origin
from db.writes import crawls
from db.writes.postings import save_batch
from reports.report import resolve_as_of
from reports.tables.listed_postings import read_listed
from reports.tables.summary_stats import count_groups
from reports.tables.table import Snapshot
from spiders.posting import Place, Posting
from tests.benchmarks import big_database
from tests.factories import make_postings
from tests.fake_boards.server import FakeBoardServer
from tracker.explore.lake.console import open_lake_query
from tracker.explore.sql_console import BY_DEFAULT, run_select
from tracker.ingest.codec import encode_seen
from tracker.reading.ai import reader as ai
from tracker.reading.pay import reader as pay
from tracker.reading.text import from_description
from tracker.scales.store import store_scales

ROUNDS = 3
SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
BOARD, LARGE_BOARD = 300, 1_500
"""Postings of the boards that are crawled: of the larger one the start of a process is a small part."""
UNREAD = 10_000
"""Postings that are read again."""

BARE_SCRAPY = """
import json, os
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR"}
    async def start(self):
        for url in json.load(open(os.environ["URLS"])):
            yield scrapy.Request(url, dont_filter=True)
    def parse(self, response):
        yield {"url": response.url, "body": response.text}
"""
"""What a programmer would write to keep a board's answers as JSON lines, run by Scrapy's own command; robots.txt is
obeyed, as in every new project of Scrapy's and in ours."""


DUTIES = (
    "<h3>What you will do</h3><ul><li>Build machine learning models with the crew</li>"
    "<li>Use AI tools for schedules, and generative AI for drafts of storyboards</li></ul>"
)
"""In one of three postings, as on the boards that were measured."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table."""

    name: str
    value: str
    goal: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and those that it started cost."""

    cpu: float
    wall: float
    memory_mb: int
    """Of the largest process."""


def run(*command: object, url: str = "", folder: Path | None = None, **environment: str) -> Cost:
    """Run a program to its end, in a folder. Raises RuntimeError where it fails."""
    values = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
    values |= {"LABOR_TRACKER_DATABASE_URL": url, "LABOR_TRACKER_CONTACT": "tests@example.org", **environment}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(list(map(str, command)), env=values, cwd=folder, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{command}: {output.read().decode()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss >> 10)


def labor_tracker(*arguments: object, url: str, **environment: str) -> Cost:
    return run(sys.executable, "-m", "tracker.cli", *arguments, url=url, **environment)


def spend(step: Callable[[], Any]) -> float:
    """Seconds of this process's processor time."""
    start = time.process_time()
    step()
    return time.process_time() - start


def compare(one: Callable[[], float], other: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Do both in turn, after a first time that is not counted; gives the median ratio, and the median of each."""
    one(), other()
    pairs = [(one(), other()) for _ in range(rounds)]
    ones, others = zip(*pairs, strict=True)
    return median(a / b for a, b in pairs), median(ones), median(others)


class Bench:
    """Folder, databases and boards that several measures share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.built: dict[int, str] = {}

    def database(self, postings: int) -> str:
        """The address of a database of so many postings."""
        if postings not in self.built:
            url = f"sqlite:///{self.folder}/{postings}.db"
            run(sys.executable, big_database.__file__, url, postings)
            self.built[postings] = url
        return self.built[postings]

    # ---- crawls

    @contextmanager
    def board(self, postings: int) -> Iterator[tuple[FakeBoardServer, Callable[[], Cost], Callable[[], Cost]]]:
        """A board, a fresh crawl of it, and bare Scrapy's requests for the same addresses."""
        with FakeBoardServer(make_postings(postings)) as server:
            urls, out, number = self.folder / "urls.json", self.folder / "bare.jsonl", iter(range(1000))
            spider = self.folder / "bare.py"
            spider.write_text(BARE_SCRAPY)
            pattern = self.folder / "pattern.db"
            if not pattern.exists():
                labor_tracker("db", "upgrade", url=f"sqlite:///{pattern}")

            def crawl() -> Cost:
                file = self.folder / f"crawl-{next(number)}.db"
                file.write_bytes(pattern.read_bytes())
                server.requests.clear()
                arguments = ("crawl", "netflix", "--via", server.url, "--delay", "0")
                cost = labor_tracker(*arguments, url=f"sqlite:///{file}")
                asked = [f"{server.url}/https://{each.host}{each.path}" for each in server.requests]
                urls.write_text(json.dumps([url for url in asked if not url.endswith("robots.txt")]))
                self.crawled = file
                return cost

            def bare() -> Cost:
                return run(
                    sys.executable, "-m", "scrapy", "runspider", spider, "-O", out, folder=self.folder, URLS=str(urls)
                )

            yield server, crawl, bare

    def crawl_again(self, server: FakeBoardServer) -> Cost:
        """Crawl the board into the database of its last crawl."""
        return labor_tracker("crawl", "netflix", "--via", server.url, "--delay", "0", url=f"sqlite:///{self.crawled}")


def measure_crawl(bench: Bench) -> Iterator[Measure]:
    with bench.board(BOARD) as (_, crawl, bare):
        ratio, ours, theirs = compare(lambda: crawl().cpu, lambda: bare().cpu)
    yield Measure("fresh crawl / bare Scrapy", f"{ratio:.2f}", "<= 2.0", f"{ours:.2f} and {theirs:.2f} s")
    with bench.board(LARGE_BOARD) as (server, crawl, _):
        first = crawl()
        asked = len(server.requests)
        server.requests.clear()
        again = bench.crawl_again(server)
        share = len(server.requests) / asked
    what = f"unchanged board of {LARGE_BOARD:,} again / first crawl"
    yield Measure(f"{what}, requests", f"{share:.0%}", "<= 25%")
    yield Measure(what, f"{again.cpu / first.cpu:.0%}", "<= 25%", f"{again.cpu:.2f} and {first.cpu:.2f} s")


def measure_start(bench: Bench) -> Iterator[Measure]:
    with bench.board(1) as (server, crawl, bare):
        ratio, ours, theirs = compare(lambda: crawl().cpu, lambda: bare().cpu)
        again, unchanged, _ = compare(lambda: bench.crawl_again(server).cpu, lambda: bare().cpu)
    yield Measure("one-posting crawl / one request", f"{ratio:.2f}", "<= 1.5", f"{ours:.2f} and {theirs:.2f} s")
    # the readers' tables are loaded where something is to be read, which is a first crawl's cost alone
    yield Measure("one unchanged posting again / one request", f"{again:.2f}", "<= 1.5", f"{unchanged:.2f} s")
    cost = labor_tracker("status", url=bench.database(SMALL))
    yield Measure("status, processor seconds", f"{cost.cpu:.2f}", "< 0.5")


# ---- storing and reading


def make_boards_postings(count: int) -> list[Posting]:
    words, at = big_database.WORDS, datetime(2026, 11, 1, tzinfo=UTC)
    return [
        Posting(
            studio="acme", board_key=str(n), title=f"Rigger {n}", url=f"https://jobs.example/{n}",
            description=f"<p>{words * 20}</p><ul>" + f"<li>{words} {n}</li>" * 18 + "</ul>"
            f"<p>The range for this role is ${90 + n % 50},000 - ${180 + n % 50},000 a year.</p>"
            f"{DUTIES if n % 3 == 0 else ''}",
            places=(Place(text="Los Angeles, California, United States"),), requisition=f"R{n}",
            source_url="https://jobs.example/api", response_sha256="0" * 64, fetched_at=at,
        )
        for n in range(count)
    ]  # fmt: skip


def measure_storing(bench: Bench) -> Iterator[Measure]:
    count, number = 2_000, iter(range(100))
    seen = [encode_seen(posting, "0") for posting in make_boards_postings(count)]
    rows = [{column.name: getattr(each.version, column.name) for column in Version.__table__.columns} for each in seen]

    def opened() -> Any:
        engine = open_engine(f"sqlite:///{bench.folder}/store-{next(number)}.db")
        migrate.upgrade(engine)
        with write_sessions(engine).begin() as session:
            crawls.upsert_studios(session, [Studio(studio="acme", name="Acme")])
            crawls.open_crawl(session, "acme", datetime(2026, 11, 1, tzinfo=UTC), program="0")
        return engine

    def store() -> float:
        engine = opened()

        def batches() -> None:
            for at in range(0, count, 100):
                with write_sessions(engine).begin() as session:
                    save_batch(session, 1, "acme", Origin.BOARD, seen[at : at + 100])

        return spend(batches)

    def raw() -> float:
        engine = opened()
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO posting VALUES (1, 'acme:0', 'acme', '0', 'board', '', NULL)")
        full = [row | {"id": n, "posting": 1, "number": n, "crawl": 1} for n, row in enumerate(rows, 1)]

        def versions() -> None:
            with engine.begin() as connection:
                connection.execute(insert(Version.__table__), full)

        return spend(versions)

    ratio, ours, _ = compare(store, raw)
    yield Measure("store / raw executemany", f"{ratio:.2f}", "", f"{ours / count * 1e3:.2f} ms a posting (<= 3)")


def measure_readers(bench: Bench) -> Iterator[Measure]:
    texts = [(each.title, from_description(each.description)) for each in make_boards_postings(1_000)]
    plain = re.compile(r"\$[\d,]+|\b(?:AI|machine learning)\b", re.IGNORECASE)

    def search() -> float:
        return spend(lambda: [plain.findall(text.text) for _, text in texts])

    for name, goal, read in (
        ("pay", 6_000, lambda: [pay.read(title, text) for title, text in texts]),
        ("AI", 3_000, lambda: [ai.read(title, text) for title, text in texts]),
    ):
        ratio, ours, _ = compare(lambda read=read: spend(read), search)
        yield Measure(
            f"reading {name} / a regular expression", f"{ratio:.1f}", "", f"{1_000 / ours:,.0f} a second (>= {goal:,})"
        )


def measure_reread(bench: Bench) -> Iterator[Measure]:
    pattern = bench.folder / "unread.db"
    store_unread(f"sqlite:///{pattern}", UNREAD)

    def reread(jobs: int) -> float:
        copy = bench.folder / f"reread-{jobs}.db"
        copy.write_bytes(pattern.read_bytes())
        return labor_tracker("reread", "--jobs", jobs, url=f"sqlite:///{copy}").wall

    ratio, one, two = compare(lambda: reread(1), lambda: reread(2), rounds=1)
    yield Measure(
        "reread, one job / two jobs, wall", f"{ratio:.2f}", ">= 1.8", f"{one:.1f} and {two:.1f} s, idle cores"
    )


def store_unread(url: str, count: int) -> None:
    """A database with a crawl of so many postings, none of them read."""
    engine = open_engine(url)
    migrate.upgrade(engine)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    postings = make_boards_postings(count)
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [Studio(studio="acme", name="Acme")])
        crawl = crawls.open_crawl(session, "acme", at, program="0")
        for start in range(0, count, 100):
            seen = [encode_seen(posting, "0") for posting in postings[start : start + 100]]
            save_batch(session, crawl, "acme", Origin.BOARD, seen)
        keys = [posting.board_key for posting in postings]
        crawls.close_crawl(
            session, crawl, at, announced=count, listed_keys=keys, ended=True, faults=[], refused=None, requests=1
        )
    store_scales(engine)  # as every crawl does before its end: which agreements cover a job is not decided anew
    engine.dispose()


# ---- asking


def measure_questions(bench: Bench) -> Iterator[Measure]:
    small, large = bench.database(SMALL), bench.database(MIDDLE)
    for name, arguments in (
        ("status", ["status"]),
        ("explain", ["explain", "studio-00:0000080"]),
        ("explain as of a past date", ["explain", "studio-00:0000080", "--as-of", "2023-07-20"]),
        ("count of postings by studio", ["query", "select studio, count(*) from postings group by 1"]),
    ):
        ratio, ours, theirs = compare(
            lambda asked=arguments: labor_tracker(*asked, url=large).cpu,
            lambda asked=arguments: labor_tracker(*asked, url=small).cpu,
        )
        yield Measure(f"{name}, 100k / 10k", f"{ratio:.2f}", "<= 1.2", f"{ours:.2f} and {theirs:.2f} s")


def report(bench: Bench, postings: int, forms: str = "csv") -> Cost:
    return labor_tracker("report", "--out", bench.folder / "out", "--format", forms, url=bench.database(postings))


def measure_report(bench: Bench) -> Iterator[Measure]:
    large, small = report(bench, MIDDLE), report(bench, SMALL)
    ratio = large.cpu / MIDDLE / (small.cpu / SMALL)
    yield Measure("report (CSV) a posting, 100k / 10k", f"{ratio:.2f}", "<= 1.2", f"{small.cpu:.1f} s at 10k")
    yield Measure("report (CSV) at 100k, processor seconds", f"{large.cpu:.1f}", "<= 25", f"{large.memory_mb} MB")


MEDIANS = """select studio, ai_label, median(pay_usd_year_maximum) as middle from postings
group by studio, ai_label order by studio, ai_label"""
BY_STUDIO = """select studio, count(*), count(case when ai_label = 'core' then 1 end), count(pay_usd_year_maximum),
median(pay_usd_year_minimum), median(pay_usd_year_maximum) from postings where state = 'listed' group by studio"""


def measure_lake(bench: Bench) -> Iterator[Measure]:
    url, folder = bench.database(MIDDLE), bench.folder / "lake"
    first, again = (labor_tracker("lake", folder, url=url) for _ in range(2))
    written = first.cpu * 10_000 / MIDDLE
    yield Measure("lake, processor seconds for 10k postings", f"{written:.2f}", "<= 3", f"{first.memory_mb} MB at 100k")
    yield Measure("lake again, nothing new / first", f"{again.cpu / first.cpu:.0%}", "", f"{again.cpu:.1f} s")
    engine = open_engine(url, create=False)
    found: dict[str, list[Any]] = {}

    def ask_lake(sql: str = MEDIANS) -> float:
        def ask() -> None:
            with open_lake_query(str(folder), sql, BY_DEFAULT) as answer:
                found["lake"] = list(answer.rows)

        return spend(ask)

    def ask_database() -> float:
        return spend(lambda: found.update(database=run_select(engine, MEDIANS)[1]))

    ratio, ours, theirs = compare(ask_lake, ask_database)
    if found["lake"] != found["database"]:
        raise RuntimeError("the lake and the database answer differently")
    yield Measure(
        "medians by studio and label, DuckDB / SQLite", f"{ratio:.2f}", "<= 0.1", f"{ours:.3f} and {theirs:.2f} s"
    )

    def count_studios() -> None:
        with engine.connect() as connection:
            known = find_present(connection, AsOf.plain(resolve_as_of(connection, None)))
            count_groups(read_listed(Snapshot(connection=connection, as_of=known)), ["studio"])

    ratio, ours, theirs = compare(lambda: spend(count_studios), lambda: ask_lake(BY_STUDIO))
    yield Measure("the report's counts by studio / DuckDB's", f"{ratio:.1f}", "", f"{ours:.2f} and {theirs:.3f} s")
    engine.dispose()


def measure_large_report(bench: Bench) -> Iterator[Measure]:
    large, middle = (report(bench, count, "csv,parquet,html") for count in (LARGE, MIDDLE))
    ratio = large.cpu / LARGE / (middle.cpu / MIDDLE)
    yield Measure("report a posting, 1M / 100k", f"{ratio:.2f}", "<= 1.1", f"{large.cpu:.0f} s at 1M")
    memory = large.memory_mb / middle.memory_mb
    yield Measure("report's memory, 1M / 100k", f"{memory:.2f}", "<= 1.3", f"{large.memory_mb} MB at 1M (<= 600)")


MEASURES: dict[str, Callable[[Bench], Iterator[Measure]]] = {
    "crawl": measure_crawl,
    "start": measure_start,
    "storing": measure_storing,
    "readers": measure_readers,
    "reread": measure_reread,
    "questions": measure_questions,
    "report": measure_report,
    "lake": measure_lake,
}
LARGE_MEASURES = {"large_report": measure_large_report}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=f"of {', '.join(MEASURES | LARGE_MEASURES)}")
    parser.add_argument("--large", action="store_true", help="with a million postings, too")
    options = parser.parse_args(arguments)
    known = MEASURES | LARGE_MEASURES
    chosen = options.measures or [*MEASURES, *(LARGE_MEASURES if options.large else [])]
    if unknown := [name for name in chosen if name not in known]:
        parser.error(f"no measure is called {unknown[0]}")
    sys.stdout.write(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for name in chosen:
            for line in known[name](bench):
                sys.stdout.write(f"{line.name:<50} {line.value:>8}  goal {line.goal:<10} {line.detail}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
