"""A person's data go from archives and database where that is asked for; what was done is said, and nothing breaks."""

import gzip
import json
import os
import signal
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from spiders.catalog.studios import Studio
from tests.cli_runner import ForkServer
from tests.pdf_files import lines_of, pdf_of
from tracker.archive.check import check_archives
from tracker.archive.erasure import erase_words
from tracker.archive.masking import Mask
from tracker.archive.replay import _parse_response
from tracker.archive.warc_reader import iter_records, read_warc
from tracker.archive.warc_records import format_warc_date
from tracker.archive.warc_writer import WarcWriter
from tracker.clip import save
from tracker.clip.from_file import read_page_file
from tracker.errors import ArchiveError, WordsError
from tracker.explore.sql_console import run_select
from tracker.ingest import reread

AT = datetime(2026, 11, 22, tzinfo=UTC)
OWN = Studio(name="acme", title="Acme", source_url="https://acme.example", confidence="high")
WORDS = ("Ana López", "ana.lopez@acme.example")
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("Write to Ana López, ANA LÓPEZ.", "Write to xxx xxxxx, xxx xxxxx."),
        ("<b>Ana&nbsp;L&oacute;pez</b>", "<b>xxx&nbsp;xxxxx</b>"),
        (r'"\nAna L\u00f3pez\u003c"', r'"\nxxx xxxxx\u003c"'),
        ("?q=Ana%20L%C3%B3pez&mail=ana.lopez%40acme.example", "?q=xxx%20xxxxx&mail=xxxxxxxxxxxxxxxxxxxxxx"),
        ("Banana Lópezia, ana.lopez@acme.examples", "Banana Lópezia, ana.lopez@acme.examples"),
    ],
)
def test_words_are_found_however_they_are_written_and_whole(words: str, masked: str) -> None:
    assert Mask(WORDS).text(words) == masked
    assert Mask(WORDS).bytes("Ana López".encode("latin-1")) == b"xxx xxxxx"
    with pytest.raises(WordsError, match="too short"):
        Mask(["ab"])


def archived(folder: Path) -> tuple[Path, str]:
    """A crawl's archive: an answer that names her, compressed, one that does not, and a failure."""
    file = folder / "acme" / "acme-1.warc.gz"
    about = {"software": "labor-tracker/0", "studio": "acme", "isPartOf": "acme-1", "part": "1", "origin": "board"}
    writer = WarcWriter(file, {**about, "started": format_warc_date(AT)}, AT)
    request = (b"GET / HTTP/1.1\r\nHost: acme.example\r\n\r\n", b"")
    body = gzip.compress(json.dumps({"text": "Ask Ana López <ana.lopez@acme.example>.", "pay": "$40"}).encode())
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    named = writer.write_response("https://acme.example/1", AT, head % len(body), body, request, "")
    plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    writer.write_response("https://acme.example/2", AT, plain, b"Nobody.", request, "")
    writer.write_failure("https://acme.example/3", AT, {"fault": "X", "message": "y"}, request)
    writer.close(AT, {"finished": format_warc_date(AT)})
    return file, named


def test_a_record_is_rewritten_and_the_chain_of_digests_explained(engine: Engine, tmp_path: Path) -> None:
    file, named = archived(tmp_path)
    before = {record.fields["warc-record-id"]: (member, record) for member, record in iter_records(file)}
    lines = list(
        erase_words(engine, [tmp_path], WORDS, by="A. Editor", reason="asked for by Ana López", unfinished=False)
    )
    assert lines[0].startswith("acme-1.warc.gz: 1 records rewritten; sha256 ")
    after = {record.fields["warc-record-id"]: (member, record) for member, record in iter_records(file)}
    assert list(before) == list(after)
    changed = [key for key in before if before[key][0] != after[key][0]]
    assert changed == [named, list(before)[-1]]
    _, record = after[named]
    answer = _parse_response("https://acme.example/1", record.block)
    assert json.loads(answer.body) == {"text": "Ask xxx xxxxx <xxxxxxxxxxxxxxxxxxxxxx>.", "pay": "$40"}
    assert record.fields["warc-date"] == before[named][1].fields["warc-date"]
    said = [line for line, _ in check_archives([tmp_path])]
    assert [is_problem for _, is_problem in check_archives([tmp_path])] == [False, False]
    assert "was redacted on " in said[1]
    assert "by A. Editor: asked for by xxx xxxxx; SHA-256 of its body was " in said[1]
    log = json.loads((file.parent / "redactions.jsonl").read_text())
    assert (log["by"], log["records"][0]["record_id"]) == ("A. Editor", named)
    assert "L" + "ópez" not in (file.parent / "redactions.jsonl").read_text()
    again = list(erase_words(engine, [tmp_path], WORDS, by="A. Editor", reason="again", unfinished=False))
    assert again == ["0 archives rewritten; 0 versions held the words, and 0 were read from a rewritten answer"]


def test_a_file_that_may_be_written_or_is_damaged_is_left(engine: Engine, tmp_path: Path) -> None:
    file, _ = archived(tmp_path)
    *members, _ = [member for member, _ in iter_records(file)]
    file.write_bytes(b"".join(members))
    with pytest.raises(ArchiveError, match="has no closing record"):
        list(erase_words(engine, [tmp_path], WORDS, by="b", reason="r", unfinished=False))
    assert file.read_bytes() == b"".join(members)
    assert list(erase_words(engine, [tmp_path], WORDS, by="b", reason="r", unfinished=True))[-1].startswith(
        "1 archives"
    )
    damaged = bytearray(file.read_bytes())
    damaged[400] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(ArchiveError, match="is damaged"):
        list(erase_words(engine, [tmp_path], WORDS, by="b", reason="r", unfinished=True))


PAGE = (
    "<html><body><h1>Voice</h1><p>Ask Ana&nbsp;López.</p><p>Ana López says the pay is $300 a session, ana.lopez@acme"
    ".example says too.</p></body></html>"
)


def test_the_database_forgets_too_and_versions_stay_explained(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(PAGE)
    said = save.ClipRequest(by="w", on=date(2026, 11, 22), studio="acme")
    save.save_clip(
        engine, read_page_file(tmp_path / "p.html", url="https://acme.example/1"), said, [OWN], tmp_path / "archive"
    )
    [(text, content)] = run_select(engine, "select description_text, content_sha256 from versions")[1]
    [(quote, start, end)] = run_select(engine, "select quote, quote_start, quote_end from pay_ranges")[1]
    assert text[start:end] == quote
    list(erase_words(engine, [tmp_path / "archive"], WORDS, by="A. Editor", reason="asked for", unfinished=False))
    [(masked, same)] = run_select(engine, "select description_text, content_sha256 from versions")[1]
    assert (len(masked), same) == (len(text), content)
    [(quote,)] = run_select(engine, "select quote from pay_ranges")[1]
    assert masked[start:end] == quote
    for column in ("description_text", "pay_quote"):
        assert "ópez" not in run_select(engine, f"select {column} from postings")[1][0][0]
    fields = dict(run_select(engine, "select fields, sha256_before from redactions")[1])
    assert set(fields) == {"description_html description_text pay_range.quote reading.pay_quote", "archive"}
    [(answer,)] = run_select(engine, "select response_sha256 from versions")[1]
    assert fields["archive"] == answer
    kept = save.save_clip(
        engine, read_page_file(tmp_path / "p.html", url="https://acme.example/1"), said, [OWN], tmp_path / "b"
    )
    assert (kept.change, kept.version) == ("unchanged", 1)
    reread.reread_studios(engine, [])
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        held = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
        assert "López".encode() not in held


KILL = """
import os, signal, sys
from pathlib import Path
from db.engine import open_engine
from tracker.archive.erasure import erase_words
at, count = int(sys.argv[1]), 0
def watch(event, arguments):
    global count
    if event in ("os.rename", "os.truncate") or (event == "open" and "redact" in str(arguments[0])):
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
engine = open_engine(sys.argv[2])
sys.addaudithook(watch)
list(erase_words(engine, [Path(sys.argv[3])], ["Ana López"], by="b", reason="r", unfinished=False))
"""


@pytest.mark.parametrize("at", [1, 2])
def test_killed_halfway_nothing_is_lost_and_asking_again_ends_it(
    fork_server: ForkServer, sqlite_databases: Any, tmp_path: Path, at: int
) -> None:
    file, _ = archived(tmp_path)
    whole, url = file.read_bytes(), sqlite_databases(upgraded=True)

    def erase_until(step: int) -> "subprocess.CompletedProcess[str]":
        return fork_server.run([step, url, tmp_path], folder=tmp_path, environment=os.environ, code=KILL)

    done = erase_until(at)
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == whole
    assert not read_warc(file).problems
    assert erase_until(99).returncode == 0
    assert not read_warc(file).problems
    assert read_warc(file).redacted


def test_pdf_that_names_her_becomes_its_text_without_her(engine: Engine, tmp_path: Path) -> None:
    notice = pdf_of(lines_of("Casting: two voices"), lines_of("Ask Ana Lopez, ana.lopez@acme.example."))
    assert b"Lopez" not in notice
    (tmp_path / "notice.pdf").write_bytes(notice)
    said = save.ClipRequest(by="w", on=date(2026, 11, 22), studio="acme")
    save.save_clip(engine, read_page_file(tmp_path / "notice.pdf", url=None), said, [OWN], tmp_path / "archive")
    words = ["Ana Lopez", "ana.lopez@acme.example"]
    list(erase_words(engine, [tmp_path / "archive"], words, by="A. Editor", reason="asked for", unfinished=False))
    [file] = (tmp_path / "archive").rglob("*.warc.gz")
    [page] = [record for _, record in iter_records(file) if record.kind == "resource"]
    assert page.fields["content-type"] == "text/plain; charset=utf-8"
    assert page.block.split() == b"Casting: two voices Ask xxx xxxxx, xxxxxxxxxxxxxxxxxxxxxx.".split()
    assert [line for line, is_problem in check_archives([tmp_path]) if is_problem] == []
