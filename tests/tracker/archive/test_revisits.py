"""An answer that came again unchanged is stored once, and leads to itself from every later crawl."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import Settings
from sqlalchemy import Engine
from warcio.archiveiterator import ArchiveIterator

from tracker.archive.check import check_archives
from tracker.archive.erasure import erase_words
from tracker.archive.recorder import WarcRecorder
from tracker.archive.replay import ReplayStorage, load_recorded_crawls
from tracker.archive.revisits import LONGEST_AGE, EarlierAnswers
from tracker.archive.warc_reader import read_warc
from tracker.archive.warc_records import REVISIT_PROFILE
from tracker.errors import ArchiveError

LIST = "https://acme.example/jobs"
BODY = b'{"jobs": [' + b", ".join(b'{"title": "Grip %d", "ask": "Ana Lopez"}' % n for n in range(100)) + b"]}"


def record_crawl(folder: Path, *bodies: bytes, url: str = LIST) -> Path:
    """One crawl whose answers have these bodies; gives its file."""
    recorder, spider = WarcRecorder(Settings({"ARCHIVE": str(folder), "ARCHIVE_MAX_BYTES": 10**8})), Spider("acme")
    recorder.read_earlier("acme")
    recorder.begin_crawl("acme", refresh=False)
    for n, body in enumerate(bodies):
        headers = {"Content-Type": "application/json", "X-Count": str(n)}
        recorder.store_response(spider, Request(url), Response(url, headers=headers, body=body))
    recorder.close_spider(spider)
    return folder / recorder.name


def replayed(folder: Path) -> list[tuple[bytes, bytes | None]]:
    """The bodies of each crawl's answers, and one of their headers, as a replay gives them."""
    found = []
    for recorded in load_recorded_crawls([folder])["acme"]:
        storage = ReplayStorage(Settings(recorded.scrapy_settings()))
        while answer := storage.retrieve_response(Spider("acme"), Request(LIST)):
            found.append((answer.body, answer.headers["X-Count"]))
    return found


def problems(folder: Path) -> list[str]:
    return [line for line, is_problem in check_archives([folder]) if is_problem]


@pytest.fixture
def two_crawls(tmp_path: Path) -> tuple[Path, Path]:
    first = record_crawl(tmp_path, BODY)
    return first, record_crawl(tmp_path, BODY, BODY + b"\n")


def test_unchanged_answer_is_stored_once_and_read_by_replay_and_public_tools(
    two_crawls: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = two_crawls
    with second.open("rb") as opened:
        found = [(each.rec_type, each.rec_headers) for each in ArchiveIterator(opened, check_digests="raise")]
    assert [kind for kind, _ in found] == ["warcinfo", "revisit", "request", "response", "request", "metadata"]
    [original] = [each for each in read_warc(first).exchanges if each.url == LIST]
    fields = dict(found[1][1].headers)
    assert fields["WARC-Profile"] == REVISIT_PROFILE
    assert (fields["WARC-Refers-To"], fields["WARC-Refers-To-Date"]) == (original.record_id, original.date)
    assert fields["WARC-Refers-To-Target-URI"] == LIST
    assert fields["WARC-Payload-SHA256"] == original.sha256
    for file in two_crawls:
        done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(file)], capture_output=True, timeout=60)
        assert done.returncode == 0, done.stdout
    assert problems(tmp_path) == []
    assert replayed(tmp_path) == [(BODY, b"0"), (BODY, b"0"), (BODY + b"\n", b"1")]


def test_a_third_crawl_refers_to_the_first_whose_body_it_is(two_crawls: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = two_crawls
    third = record_crawl(tmp_path, BODY)
    assert [each.original.file for each in read_warc(third).exchanges if each.original] == [first.name]
    first.unlink()
    assert [line.rpartition(": ")[2] for line in problems(tmp_path)] == [
        f"the record at byte {each.exchanges[0].offset} repeats an answer of {first.name}, which is not beside it"
        for each in map(read_warc, sorted([second, third]))
    ]
    with pytest.raises(
        ArchiveError, match=f"is not replayed: .* repeats an answer of {first.name}, which is not beside"
    ):
        load_recorded_crawls([tmp_path])
    # its body is nowhere else: stored whole again
    assert all(each.original is None for each in read_warc(record_crawl(tmp_path, BODY)).exchanges)


def test_what_is_short_old_from_elsewhere_or_changed_is_stored_whole(tmp_path: Path) -> None:
    file = record_crawl(tmp_path, BODY, b"short")
    earlier, now = EarlierAnswers(file.parent, "acme"), datetime.now(UTC)
    assert earlier.find_original(LIST, BODY, now)
    for url, body, at in (
        (LIST, b"short", now),
        (LIST, BODY, now + LONGEST_AGE),
        (f"{LIST}?page=2", BODY, now),
        (LIST, BODY + b" ", now),
    ):
        assert earlier.find_original(url, body, at) is None
    damaged = bytearray(file.read_bytes())
    damaged[-40] ^= 1
    file.write_bytes(damaged)
    assert EarlierAnswers(file.parent, "acme").find_original(LIST, BODY, now) is None


def test_person_taken_out_of_an_answer_is_out_of_what_repeats_it(
    engine: Engine, two_crawls: tuple[Path, Path], tmp_path: Path
) -> None:
    first, _ = two_crawls
    lines = list(erase_words(engine, [tmp_path], ["Ana Lopez"], by="A. Editor", reason="asked for", unfinished=False))
    assert [line.partition(":")[0] for line in lines[:-1]] == sorted(file.name for file in two_crawls)
    assert problems(tmp_path) == []
    masked = BODY.replace(b"Ana Lopez", b"xxx xxxxx")
    assert replayed(tmp_path) == [(masked, b"0"), (masked, b"0"), (masked + b"\n", b"1")]
    # the board still names her: no body of hers is left to be referred to
    assert EarlierAnswers(first.parent, "acme").find_original(LIST, BODY, datetime.now(UTC)) is None
