"""What boards answered is kept whole, opens with public tools, and gives the same rows again without network."""

import gzip
import hashlib
import os
import random
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import Settings
from sqlalchemy import MetaData, select
from warcio.archiveiterator import ArchiveIterator
from warcio.indexer import Indexer

from db.engine import open_engine
from db.maintenance import migrate
from tests.cli_runner import ForkServer
from tests.factories import NETFLIX_HOST, make_posting
from tests.fake_boards.faults import Fault
from tests.fake_boards.server import FakeBoardServer
from tracker.archive import recorder as archive
from tracker.archive import replay as chains
from tracker.archive import warc_records
from tracker.archive.check import check_archives
from tracker.archive.warc_reader import read_warc, record_at
from tracker.archive.warc_records import compress_member, format_warc_date
from tracker.archive.warc_writer import WarcWriter
from tracker.demo.boards.fixtures import FakePosting, demo_postings
from tracker.errors import ArchiveError

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        sys.stderr.write(f"NETWORK {event} {arguments}")
        sys.stderr.flush()
        __import__("os")._exit(99)
sys.addaudithook(refuse)
from tracker.cli import main
main()
"""
"""The program, which ends at once with code 99 where it touches a socket's far end, or a name server."""


def netflix(count: int = 12) -> list[FakePosting]:
    """Each with a range of its own."""
    words = "<p>Glaze window {0}.</p><p>The range for this role is $90,000 - $1{0:02},000.</p>"
    return [make_posting(n, title=f"Glazier {n}", description_html=words.format(n)) for n in range(count)]


def crawl(run, server: FakeBoardServer, *more: object, studios: tuple[str, ...] = ("netflix",), **environment: str):
    return run("crawl", *studios, "--via", server.url, "--delay", 0, "--archive", "kept", *more, **environment)


def files(folder: Path) -> list[Path]:
    """In the order of their crawls: of two of one second the name does not tell which was first."""
    found = (folder / "kept").rglob("*.warc.gz")
    return sorted(found, key=lambda file: (file.name.split("-")[1], file.stat().st_mtime_ns))


STORED_WHEN = {"reading": "read_at", "posting_now": "read_at"}
"""The times of storing."""


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without the times of storing."""
    engine, tables = open_engine(url, create=False), MetaData()
    try:
        tables.reflect(engine)
        with engine.connect() as connection:
            return {
                name: sorted(
                    map(
                        tuple,
                        connection.execute(select(*(c for c in table.columns if c.name != STORED_WHEN.get(name)))),
                    ),
                    key=repr,
                )
                for name, table in tables.tables.items()
                # how the index of words is laid out follows from what was added together
                if name not in (migrate.VERSION_TABLE, "host_lock") and not name.startswith("postings_search")
            }
    finally:
        engine.dispose()


@pytest.fixture
def replay(tmp_path: Path, fork_server: ForkServer):
    """`crawl --replay` into another database, where every touch of the network ends the program."""

    def labor_tracker(database: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
        environment = clean | {"LABOR_TRACKER_DATABASE_URL": database}
        command = ["crawl", "--replay", *arguments]
        return fork_server.run(command, folder=tmp_path, environment=environment, code=NO_NETWORK)

    return labor_tracker


# ---- the same rows again


def test_a_chain_of_crawls_with_faults_gives_the_same_rows_again(run, replay, new_database) -> None:
    """Day 1 with a 429; day 2 with a posting edited, one gone, one new; day 3 broken by a 503; day 4 whole again."""
    jobs = netflix()
    jobs[0].to_day, jobs[1].from_day = 1, 2
    jobs[2].edits = {2: {"description_html": "<p>Glaze doors.</p><p>The range for this role is $1 - $2 per hour.</p>"}}
    first, second = new_database(upgraded=True), new_database(upgraded=True)
    with FakeBoardServer(jobs) as server:
        server.faults = [Fault(path="000005", kind="429", until=1, retry_after=1)]
        assert crawl(run, server, database=first).returncode == 0
        server.day = 2
        assert crawl(run, server, "--refresh", database=first).returncode == 0
        server.faults = [Fault(path="00000[6789]", kind="503", retry_after=0)]
        server.day = 3
        broken = crawl(run, server, "--refresh", database=first)
        assert broken.stdout.startswith("netflix: incomplete")
        server.faults = []
        server.day = 4
        assert crawl(run, server, database=first).returncode == 0
        asked = [request.status for request in server.requests]
        again = replay(second, "kept")
        assert len(server.requests) == len(asked)
    assert asked.count(304) > 10, "what was recorded holds answers without a body"
    assert again.stderr == ""
    outcomes = [line.split(": ")[2] for line in again.stdout.splitlines()]
    assert outcomes == ["complete", "complete", "incomplete", "complete"]
    before, after = dump(first), dump(second)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert len(before["version"]) == 13
    assert len(before["crawl"]) == 4
    assert all(before[name] for name in ("reading", "pay_range", "sighting", "posting"))


def visual_effects(key: str, site: str, **more: Any) -> FakePosting:
    return FakePosting(
        studio=site,
        family="workday",
        host="netflix.wd108.myworkdayjobs.com",
        board=f"netflix/{site}",
        key=key,
        title=f"Matte painter {key}",
        description_html="<p>Paint.</p>",
        **more,
    )


def test_a_replay_asks_what_was_asked_then_and_one_robots_txt_serves_two_boards(
    run, replay, tmp_path: Path, rows
) -> None:
    """The second visit asked an old detail again, which is not old for the replay: it found an edit, which stays."""
    second = f"sqlite:///{tmp_path}/second.db"
    edits = {2: {"description_html": "<p>Paint.</p><p>The range for this role is $90,000 - $95,000.</p>"}}
    jobs = [visual_effects("JR1", "Netflix", edits=edits), visual_effects("JR2", "Netflix")]
    with FakeBoardServer([*jobs, visual_effects("JR3", "Eyeline")]) as server:
        assert crawl(run, server, studios=("netflix-workday", "eyeline")).returncode == 0
        assert [request.path for request in server.requests].count("/robots.txt") == 1
        with closing(sqlite3.connect(tmp_path / "labor-tracker.db")) as base, base:
            base.execute("update posting set detail_at = '2020-01-01T00:00:00.000000Z' where board_key = 'JR1'")
        server.day = 2
        done = crawl(run, server, studios=("netflix-workday",))
    assert "0 new, 1 changed, 1 unchanged" in done.stdout
    assert replay(second, "kept").returncode == 0
    for sql in (
        "select posting_id, version_count, first_seen_at, last_seen_at, description_text from postings order by 1",
        "select studio, started_at, outcome, arrived, changed, unchanged, requests from crawls order by started_at",
    ):
        assert rows(sql, second) == rows(sql)
    assert run("archive", "check", "kept").returncode == 0


FAULTS = {
    "a list that changed its shape": [Fault(path="/jobs\\?", kind="shape")],
    "a robots.txt that cannot be read": [Fault(path="robots", kind="503", robots=True, retry_after=0)],
    "a wait that is too long": [Fault(path="/jobs\\?", kind="429", retry_after=4000)],
    "details that go wrong, each in its way": [
        Fault(path="000001", kind="drop"),  # breaks off
        Fault(path="000002", kind="redirect"),
        Fault(path="000003", kind="bomb", megabytes=60),
        Fault(path="000004", kind="404"),
        Fault(path="000005", kind="empty"),
        Fault(path="000006", kind="503", retry_after="Mon, 24 Jul 2023 12:00:30 GMT"),  # long past
        Fault(path="000007", kind="latin1"),
    ],
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_faults_are_replayed_as_they_were(run, replay, tmp_path: Path, faults: list[Fault]) -> None:
    with FakeBoardServer(netflix(9)) as server:
        server.faults = faults
        was = crawl(run, server)
    again = replay(f"sqlite:///{tmp_path}/second.db", *files(tmp_path))
    assert "NETWORK" not in again.stderr
    assert again.stdout.partition(".warc.gz: ")[2] == was.stdout.partition("netflix: ")[2]
    assert (again.returncode, was.returncode) == (1, 1)
    assert dump(f"sqlite:///{tmp_path}/second.db") == dump(f"sqlite:///{tmp_path}/labor-tracker.db")
    assert run("archive", "check", "kept").returncode == 0


def test_the_check_of_a_database_checks_the_configured_archive(run, tmp_path: Path) -> None:
    with FakeBoardServer(netflix(2)) as server:
        crawl(run, server)
    assert run("db", "check", LABOR_TRACKER_ARCHIVE="kept").returncode == 0
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:-40])
    damaged = run("db", "check", LABOR_TRACKER_ARCHIVE="kept")
    assert (damaged.returncode, damaged.stderr) == (1, "")
    assert file.name in damaged.stdout
    assert run("db", "check", LABOR_TRACKER_ARCHIVE="not-there-yet").returncode == 0


def test_every_family_is_replayed(run, replay, tmp_path: Path, rows) -> None:
    """Those with POST among them, and several studios side by side."""
    with FakeBoardServer(demo_postings()) as server:
        assert crawl(run, server, studios=("netflix", "disney", "pixar", "ubisoft", "realeyes")).returncode == 0
    second = f"sqlite:///{tmp_path}/second.db"
    assert replay(second, "kept").returncode == 0
    for view in ("postings", "pay_history"):
        assert sorted(rows(f"select * from {view}"), key=repr) == sorted(
            rows(f"select * from {view}", second), key=repr
        )
    assert rows("select studio, archive, started_at, finished_at, requests from crawls order by 1") == rows(
        "select studio, archive, started_at, finished_at, requests from crawls order by 1", second
    )


def test_only_the_studios_named_are_replayed(run, replay, tmp_path: Path, rows) -> None:
    with FakeBoardServer(demo_postings()) as server:
        assert crawl(run, server, studios=("netflix", "realeyes")).returncode == 0
    second = f"sqlite:///{tmp_path}/second.db"
    assert replay(second, "kept", "realeyes").returncode == 0
    assert rows("select distinct studio from postings", second) == [("realeyes",)]
    refused = replay(second, "kept", "disney")
    assert refused.returncode == 2
    assert "none of the archives is of 'disney'; they are of" in refused.stderr


def test_what_was_not_recorded_is_a_named_fault(run, replay, tmp_path: Path) -> None:
    """The second day asked for one detail alone; without the first day's, the others are unknown."""
    jobs = netflix(4)
    jobs[3].from_day = 2
    with FakeBoardServer(jobs) as server:
        crawl(run, server)
        server.day = 2
        crawl(run, server)
    alone = replay(f"sqlite:///{tmp_path}/second.db", files(tmp_path)[1])
    assert alone.returncode == 1
    assert f"is not in the archive {files(tmp_path)[1].name}" in alone.stdout
    assert "incomplete" in alone.stdout


def test_an_archive_is_not_replayed_over_what_came_after_it(run, replay, tmp_path: Path) -> None:
    first = f"sqlite:///{tmp_path}/labor-tracker.db"
    with FakeBoardServer(netflix(3)) as server:
        crawl(run, server)
    before = dump(first)
    again = replay(first, "kept")
    assert again.returncode == 1
    assert "is older than what the database has of netflix" in again.stderr
    assert again.stdout == ""
    assert dump(first) == before


def test_made_up_words_stay_made_up(fork_server: ForkServer, tmp_path: Path, run, replay, rows) -> None:
    """An archive says of what origin its words are."""
    with FakeBoardServer(netflix(2)) as server:
        script = (
            "from scrapy.settings import Settings; from tracker.crawling.runner import crawl_boards\n"
            "from db.vocabulary import Origin\n"
            "s = Settings(); s.setmodule('tracker.settings')\n"
            f"s.setdict({{'VIA': '{server.url}', 'DOWNLOAD_DELAY': 0}}, 99)\n"
            "s.setdict({'ARCHIVE': 'kept', 'HTTPCACHE_ENABLED': True}, 99)\n"
            "crawl_boards(s, ['netflix'], refresh=False, origin=Origin.RECONSTRUCTED)"
        )
        fork_server.run([], folder=tmp_path, environment=os.environ, code=script).check_returncode()
        second = f"sqlite:///{tmp_path}/second.db"
        assert replay(second, "kept").returncode == 0
        assert rows("select distinct origin from postings", second) == [("reconstructed",)]
        crawl(run, server)
    mixed = replay(f"sqlite:///{tmp_path}/third.db", "kept")
    assert mixed.returncode == 1
    assert "replay them into databases of their own" in mixed.stderr


def test_the_past_is_replayed_as_of_then_and_without_waiting(run, replay, tmp_path: Path, rows) -> None:
    """Archives as of July 2023, with longer waits than a test may last: the details were fresh then."""
    jobs = netflix(4)
    jobs[3].from_day = 2
    with FakeBoardServer(jobs) as server:
        server.faults = [Fault(path="000002", kind="503", until=1, retry_after=0)]
        for day in (1, 2):
            server.day = day
            assert crawl(run, server).returncode == 0
    for day, file in enumerate(files(tmp_path)):
        rewrite(file, tmp_path / f"{day}.warc.gz", datetime(2023, 7, 24 + day, tzinfo=UTC))
    second = f"sqlite:///{tmp_path}/second.db"
    done = replay(second, tmp_path / "1.warc.gz", tmp_path / "0.warc.gz")
    assert done.returncode == 0, done.stdout
    assert rows("select arrived, unchanged, requests, started_at from crawls order by 1", second) == [
        (1, 3, 3, "2023-07-25T00:00:00.000000Z"),
        (3, 0, 6, "2023-07-24T00:00:00.000000Z"),
    ]
    assert {at[:10] for (at,) in rows("select fetched_at from versions", second)} == {"2023-07-24", "2023-07-25"}


def rewrite(file: Path, to: Path, at: datetime) -> None:
    """The same answers as of another day, each asking for a wait of 115 seconds."""
    found = read_warc(file)
    writer = WarcWriter(to, found.about | {"started": format_warc_date(at), "isPartOf": to.name}, at)
    for each in found.exchanges:
        head, _, body = record_at(file, each.offset).block.partition(b"\r\n\r\n")
        asked = (f"{each.method} / HTTP/1.1\r\n\r\n".encode(), each.body)
        writer.write_response(each.url, at, head + b"\r\nRetry-After: 115\r\n\r\n", body, asked, "")
    writer.close(at, {"finished": format_warc_date(at)})


def test_no_credential_is_written(tmp_path: Path) -> None:
    headers = {"Proxy-Authorization": "Basic aHVzaA==", "X-Odd": "a\r\nb"}
    request = Request("https://acme.example/a?b=c#d", method="POST", body=b"{}", headers=headers)
    first = b"POST /a?b=c HTTP/1.1\r\nHost: acme.example\r\n"
    assert archive._format_request(request) == (first + b"X-Odd: a b\r\nContent-Length: 2\r\n\r\n", b"{}")
    settings = Settings({"ARCHIVE": str(tmp_path), "ARCHIVE_MAX_BYTES": 1, "VIA": "http://me:hush@127.0.0.1:1/m"})
    recorder = archive.WarcRecorder(settings)
    recorder.begin_crawl("acme", refresh=False)
    recorder.close_spider(Spider("acme"))
    [file] = tmp_path.rglob("*.warc.gz")
    assert read_warc(file).about["gateway"] == "http://127.0.0.1:1/m"


# ---- what is kept


@pytest.fixture
def kept(run, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The file of a crawl of a board that faltered, and the address of its gateway."""
    with FakeBoardServer(netflix(4)) as server:
        server.faults = [
            Fault(path="000002", kind="429", until=1, retry_after=0),
            Fault(path="000001", kind="redirect"),
        ]
        crawl(run, server, LABOR_TRACKER_CONTACT="desk@paper.example")
    [file] = files(tmp_path)
    return file, server_address(run, tmp_path)


def server_address(run, folder: Path) -> str:
    engine = open_engine(f"sqlite:///{folder / 'labor-tracker.db'}")
    with engine.connect() as connection:
        address: str = connection.exec_driver_sql("select via from crawl").scalar_one()
    engine.dispose()
    return address


def records(file: Path) -> list[tuple[Any, dict[str, str], bytes]]:
    """As a public tool reads them, each digest checked."""
    with file.open("rb") as stream:
        return [
            (record, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def test_public_tools_open_it_and_every_digest_is_right(kept) -> None:
    file, _ = kept
    found = records(file)
    assert [record.rec_type for record, _, _ in found][:3] == ["warcinfo", "response", "request"]
    assert all(record.digest_checker.passed for record, _, _ in found)
    assert {record.rec_headers.protocol for record, _, _ in found} == {"WARC/1.1"}
    out = BytesIO()
    with file.open("rb") as stream:
        Indexer(["offset", "warc-type", "http:status"], [str(file)], None).process_one(stream, Text(out), file.name)
    assert out.getvalue().count(b"\n") == len(found)
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.count("digest pass")) == (0, len(found))


class Text:
    """A text stream for warcio's indexer."""

    def __init__(self, out: BytesIO) -> None:
        self.out = out

    def write(self, words: str) -> None:
        self.out.write(words.encode())


def test_every_answer_is_kept_with_its_request(kept) -> None:
    file, gateway = kept
    found = records(file)
    answers = [
        (headers["WARC-Target-URI"], record.http_headers.get_statuscode())
        for record, headers, _ in found
        if record.rec_type == "response"
    ]
    assert answers[0] == (f"https://{NETFLIX_HOST}/robots.txt", "200")
    assert [status for url, status in answers if "000002" in url] == ["429", "200"]
    assert [status for url, status in answers if "000001" in url] == ["302"]
    by_id = {headers["WARC-Record-ID"]: headers for _, headers, _ in found}
    asked = [(record, headers) for record, headers, _ in found if record.rec_type == "request"]
    assert len(asked) == len(answers)
    for record, headers in asked:
        answer = by_id[headers["WARC-Concurrent-To"]]
        assert answer["WARC-Target-URI"] == headers["WARC-Target-URI"]
        assert record.http_headers.get_header("Host") == NETFLIX_HOST
        assert record.http_headers.get_header("Accept-Encoding") == "gzip, deflate"
        assert record.http_headers.get_header("User-Agent").endswith("(+desk@paper.example)")
    info = found[0][2].decode()
    assert f"gateway: {gateway}\r\n" in info
    rest = b"".join(repr(record.http_headers).encode() + body for record, _, body in found[1:])
    assert gateway.encode() not in rest
    assert b"127.0.0.1" not in rest


def test_a_body_that_was_posted_is_kept(run, tmp_path: Path) -> None:
    with FakeBoardServer(demo_postings()) as server:
        crawl(run, server, studios=("disney",))
    [file] = files(tmp_path)
    posted = [body for record, _, body in records(file) if record.http_headers and "POST" in repr(record.http_headers)]
    assert posted
    assert all(b'"offset"' in body for body in posted)


def test_a_version_leads_to_the_answer_it_was_read_from(kept, rows, tmp_path: Path) -> None:
    file, _ = kept
    versions = rows("select posting_id, archive, archive_record, response_sha256, fetched_at from versions")
    assert len(versions) == 3
    found = {headers["WARC-Record-ID"]: (headers, body) for _, headers, body in records(file)}
    for posting_id, name, record_id, digest, fetched_at in versions:
        assert tmp_path / "kept" / name == file
        headers, body = found[record_id]
        assert posting_id.partition(":")[2] in headers["WARC-Target-URI"]
        assert hashlib.sha256(body).hexdigest() == digest == headers["WARC-Payload-SHA256"]
        assert headers["WARC-Date"] == fetched_at
    assert rows("select archive from crawls") == [(f"netflix/{file.name}",)]


def test_an_answer_is_kept_and_given_back_to_the_byte(tmp_path: Path) -> None:
    """Compressed as it came, with odd headers, an unknown status and a byte that is no ASCII; two in their order."""
    recorder = archive.WarcRecorder(Settings({"ARCHIVE": str(tmp_path), "ARCHIVE_MAX_BYTES": 10**6}))
    recorder.begin_crawl("acme", refresh=True)
    request = Request("https://acme.example/jobs?b=2&a=1", method="POST", body=b'{"offset": 0}')
    headers = {"Content-Encoding": ["gzip"], "Set-Cookie": ["a=1", "b=2"], "X-Name": [b"caf\xe9"], "X-Empty": [""]}
    answers = [
        Response(request.url, status=599, headers=headers, body=gzip.compress(b"one"), protocol="HTTP/1.0"),
        Response(request.url, status=200, headers={"Content-Type": "text/html"}, body=b"\r\n\r\ntwo"),
    ]
    for answer in answers:
        recorder.store_response(Spider("acme"), request, answer)
    recorder.close_spider(Spider("acme"))
    [recorded] = chains.load_recorded_crawls([tmp_path])["acme"]
    replayer = chains.ReplayStorage(Settings(recorded.scrapy_settings()))
    same = Request("https://acme.example/jobs?a=1&b=2", method="POST", body=b'{"offset": 0}')
    again = [replayer.retrieve_response(Spider("acme"), same) for _ in answers]
    assert replayer.retrieve_response(Spider("acme"), same) is None
    assert replayer.retrieve_response(Spider("acme"), same.replace(body=b'{"offset": 1}')) is None
    assert [(a.status, a.headers, a.body) for a in again if a] == [(a.status, a.headers, a.body) for a in answers]
    assert same.meta["archive_record"] == request.meta["archive_record"]
    assert same.meta["fetched_at"] == request.meta["fetched_at"]
    [first, _] = [record for record, _, _ in records(recorded.file) if record.rec_type == "response"]
    assert first.http_headers.protocol == "HTTP/1.0"
    with recorded.file.open("rb") as stream:
        [body, _] = [r.content_stream().read() for r in ArchiveIterator(stream) if r.rec_type == "response"]
    assert body == b"one"


def test_nothing_is_archived_unasked(run, rows, tmp_path: Path) -> None:
    with FakeBoardServer(netflix(2)) as server:
        run("crawl", "netflix", "--via", server.url, "--delay", 0)
    assert list(tmp_path.rglob("*.warc.gz")) == []
    assert rows("select archive, archive_record from versions") == [(None, None)] * 2


def test_the_environment_may_ask_for_it(run, tmp_path: Path) -> None:
    with FakeBoardServer(netflix(2)) as server:
        run("crawl", "netflix", "--via", server.url, "--delay", 0, LABOR_TRACKER_ARCHIVE=str(tmp_path / "kept"))
    assert len(files(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_stops_the_crawl_before_it_begins(run, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "netflix").write_text("a file where the studio's folder should be")
    with FakeBoardServer(netflix(2)) as server:
        done = crawl(run, server)
        assert server.requests == []
    assert done.returncode == 1
    assert "cannot be begun" in done.stdout


# ---- the file


AT = datetime(2023, 7, 25, 6, tzinfo=UTC)
ABOUT = {
    "software": "labor-tracker/0",
    "studio": "acme",
    "isPartOf": "acme-1",
    "part": "1",
    "started": format_warc_date(AT),
}


def write(file: Path, many: int = 3, **about: str) -> WarcWriter:
    writer = WarcWriter(file, ABOUT | {"origin": "board"} | about, AT)
    for n in range(many):
        request = (b"GET /%d HTTP/1.1\r\nHost: acme.example\r\n\r\n" % n, b"")
        writer.write_response(
            f"https://acme.example/{n}", AT, b"HTTP/1.1 200 OK\r\n\r\n", b"answer %d" % n, request, ""
        )
    return writer


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    file = tmp_path / "acme.warc.gz"
    write(file).close(AT, {"finished": format_warc_date(AT)})
    return file


def test_a_whole_file_has_no_problem(whole: Path) -> None:
    found = read_warc(whole)
    assert found.problems == []
    assert (found.records, len(found.exchanges), found.first_at) == (8, 3, AT)
    assert found.sha256 == hashlib.sha256(whole.read_bytes()).hexdigest()


def test_every_flipped_byte_is_found(whole: Path, tmp_path: Path) -> None:
    data, changed = whole.read_bytes(), tmp_path / "changed.warc.gz"
    for at in range(len(data)):
        changed.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert read_warc(changed).problems, f"byte {at}"


def test_a_file_cut_anywhere_is_found(whole: Path, tmp_path: Path) -> None:
    data, cut = whole.read_bytes(), tmp_path / "cut.warc.gz"
    for length in range(len(data)):
        cut.write_bytes(data[:length])
        assert read_warc(cut).problems, f"cut to {length} bytes"


def members(data: bytes) -> list[bytes]:
    head = data[:10]
    return [head + part for part in data.split(head)[1:]]


def test_a_record_taken_out_doubled_or_moved_is_found(whole: Path, tmp_path: Path) -> None:
    each, other = members(whole.read_bytes()), tmp_path / "other.warc.gz"
    assert len(each) == 8
    for changed in (each[:3] + each[5:], each[:3] + each[1:], [*each[:1], *each[3:5], *each[1:3], *each[5:]]):
        other.write_bytes(b"".join(changed))
        assert read_warc(other).problems
    other.write_bytes(b"".join(each) + each[1])
    assert any("stands after" in problem for problem in read_warc(other).problems)


def test_after_a_damaged_record_the_others_are_still_read(whole: Path, tmp_path: Path) -> None:
    each, other = members(whole.read_bytes()), tmp_path / "other.warc.gz"
    each[1] = each[1][:40] + bytes(20) + each[1][60:]
    other.write_bytes(b"".join(each))
    found = read_warc(other)
    assert found.records == 7
    assert [exchange.url for exchange in found.exchanges] == ["https://acme.example/1", "https://acme.example/2"]


@pytest.mark.parametrize("data", [b"", b"no archive at all", b"\x1f\x8b" * 400, bytes(4000)])
def test_what_is_no_archive_is_named(run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other.warc.gz").write_bytes(data)
    done = run("archive", "check", "other.warc.gz")
    assert done.returncode == 1
    assert "other.warc.gz" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_record_that_inflates_without_end_costs_bounded_memory(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(warc_records, "LONGEST_RECORD", 1_000_000)
    file = tmp_path / "bomb.warc.gz"
    file.write_bytes(compress_member(bytes(40_000_000)))
    [problem, *_] = read_warc(file).problems
    assert "inflates to more" in problem


def test_check_prints_count_and_dates_and_ends_with_1_on_a_problem(run, whole: Path, tmp_path: Path) -> None:
    stamp = "2023-07-25T06:00:00.000000Z"
    well = run("archive", "check", "acme.warc.gz")
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    assert (well.returncode, well.stdout) == (0, f"acme.warc.gz: 8 records, {stamp} to {stamp}, sha256 {digest}\n")
    whole.write_bytes(whole.read_bytes()[:-30])
    torn = run("archive", "check", tmp_path)
    assert torn.returncode == 1
    assert "is torn: its end is not there" in torn.stdout
    assert run("archive", "check").returncode == 2
    assert "there is no such archive" in run("archive", "check", "nowhere").stderr


# ---- a stop in the middle


def test_a_kill_leaves_whole_records_and_the_chain_goes_on_as_it_did(run, start, replay, tmp_path: Path, rows) -> None:
    first, second = f"sqlite:///{tmp_path / 'labor-tracker.db'}", f"sqlite:///{tmp_path / 'second.db'}"
    with FakeBoardServer(netflix(8)) as server:
        server.faults = [Fault(path="000004", kind="hang", until=1, seconds=60)]
        child = start("crawl", "netflix", "--via", server.url, "--delay", 0, "--archive", "kept")
        reached = threading.Event()
        threading.Thread(target=watch, args=(tmp_path / "labor-tracker.db", reached), daemon=True).start()
        assert reached.wait(60)
        child.kill()
        child.wait()
        forget_locks(first)
        server.faults = []
        assert crawl(run, server).returncode == 0
    killed = min(files(tmp_path), key=lambda file: read_warc(file).first_at or AT)
    found = read_warc(killed)
    assert found.damage == []
    assert found.unfinished == ["there is no closing record: the crawl goes on, was stopped, or the file was cut"]
    assert len(found.exchanges) == 6
    again = replay(second, "kept")
    assert "failed: 0 listed" in again.stdout
    assert "interrupted: the program was stopped" in again.stdout
    states = "select posting_id, state, version_count, first_seen_at from postings order by 1"
    assert rows(states) == rows(states, second)
    ends = "select studio, started_at, finished_at, outcome, reason from crawls order by started_at"
    assert rows(ends) == rows(ends, second)


def watch(database: Path, reached: threading.Event) -> None:
    """Until the four postings before the hanging answer are stored."""
    while not database.exists():
        pass
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as connection:
        while not reached.is_set():
            with suppress(sqlite3.OperationalError):  # the table is not there yet
                [(stored,)] = connection.execute("select count(*) from posting")
                if stored == 4:
                    reached.set()


def forget_locks(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("delete from host_lock")
    engine.dispose()


def test_beyond_its_bound_a_file_goes_on_in_the_next(fork_server: ForkServer, tmp_path: Path, replay) -> None:
    with FakeBoardServer(netflix(10)) as server:
        script = "from tracker import settings; settings.ARCHIVE_MAX_BYTES = 4000; from tracker.cli import main; main()"
        command = ["crawl", "netflix", "--via", server.url, "--delay", 0, "--archive", "kept"]
        done = fork_server.run(command, folder=tmp_path, environment=os.environ, code=script)
        assert done.returncode == 0, done.stderr
        asked = len(server.requests)
    found = [read_warc(file) for file in (tmp_path / "kept").rglob("*.warc.gz")]
    assert len(found) > 2
    assert sum(len(each.exchanges) for each in found) == asked
    assert all(not each.problems and each.file.stat().st_size < 8000 for each in found)
    second = f"sqlite:///{tmp_path}/second.db"
    last = max(found, key=lambda each: int(each.about["part"]))
    first = next(each for each in found if each.about["part"] == "1")
    lacking = replay(second, last.file)
    assert "is not given" in lacking.stderr
    assert replay(second, first.file).returncode == 0  # the others are found beside it
    assert dump(second) == dump(f"sqlite:///{tmp_path}/labor-tracker.db")
    last.file.unlink()
    assert any("which is not beside it" in line for line, _ in check_archives([tmp_path / "kept"]))


def test_a_damaged_archive_is_not_replayed(run, replay, whole: Path, tmp_path: Path) -> None:
    data = whole.read_bytes()
    whole.write_bytes(data[:700] + b"?" + data[701:])
    refused = replay(f"sqlite:///{tmp_path}/second.db", whole)
    assert refused.returncode == 1
    assert f"{whole} is not replayed: the record at byte" in refused.stderr
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArchiveError, match="there is no archive"):
        chains.load_recorded_crawls([tmp_path / "empty"])


@pytest.mark.parametrize("name", ["isPartOf", "part", "studio", "started", "origin"])
def test_a_file_that_does_not_say_whose_it_is_is_not_replayed(tmp_path: Path, name: str) -> None:
    about = {**ABOUT, "origin": "board"}
    for number, words in enumerate(({**about, name: "?"}, {key: about[key] for key in about if key != name})):
        if (name, number) in (("studio", 0), ("isPartOf", 0)):
            continue
        file = tmp_path / f"{number}.warc.gz"
        WarcWriter(file, words, AT).close(AT, {"finished": format_warc_date(AT)})
        with pytest.raises(ArchiveError, match=f"its '{name}' is missing or cannot be read"):
            chains.load_recorded_crawls([file])


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    """A limit on the size of files, as a full disk: what could not be written whole is not there, and is said."""
    file = tmp_path / "acme.warc.gz"
    writer = write(file)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    request = (b"GET /late HTTP/1.1\r\n\r\n", b"")
    answer = ("https://acme.example/late", AT, b"HTTP/1.1 200 OK\r\n\r\n", random.randbytes(9000), request, "")
    resource.setrlimit(resource.RLIMIT_FSIZE, (writer.size + 3000, hard))
    try:
        with pytest.raises(ArchiveError, match="cannot be written: File too large"):
            writer.write_response(*answer)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not any("torn" in problem for problem in read_warc(file).problems)
    writer.write_response(*answer)
    writer.close(AT, {"finished": format_warc_date(AT)})
    found = read_warc(file)
    assert (found.problems, len(found.exchanges)) == ([], 4)


@pytest.mark.parametrize("option", [["--via", "http://127.0.0.1:9"], ["--refresh"], ["--archive", "x"], ["--all"]])
def test_a_replay_takes_all_else_from_the_archive(replay, whole: Path, tmp_path: Path, option: list[str]) -> None:
    refused = replay(f"sqlite:///{tmp_path}/second.db", whole, *option)
    assert refused.returncode == 2
    assert "--replay takes everything else from the archives" in refused.stderr
