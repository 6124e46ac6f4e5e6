"""One page that a person gives: read as any other, never the employer's words unless they are, and no crawl's."""

import base64
import gzip
import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf.errors import PyPdfError
from sqlalchemy import Engine, func, select

from db.engine import write_sessions
from db.models import Crawl, Sighting
from db.queries.as_of import AsOf
from db.queries.outcome import Confirmation
from db.queries.postings import select_postings
from db.vocabulary import Origin
from db.writes import crawls
from spiders.catalog.studios import Studio
from spiders.posting import Posting
from tests.loopback_server import QuietHandler, run_server
from tests.pdf_files import lines_of, pdf_of
from tracker.clip import save
from tracker.clip.from_file import read_page_file
from tracker.clip.page import Page, parse_capture
from tracker.clip.parse import make_title_key, parse_page
from tracker.errors import ClipError
from tracker.explore.sql_console import run_select
from tracker.ingest.codec import encode_studio
from tracker.ingest.save_posting import save_posting
from tracker.util import pdf_text

FOUNDRY = Studio(
    name="foundry",
    title="Foundry Pictures",
    family="lever",
    board={"company": "foundry"},
    source_url="https://foundry.example/careers",
    confidence="high",
)
PAID = (
    "<p>You will build the machine learning platform.</p><p>The range for this role is $300,000 - $900,000 a year.</p>"
)


def page_of(title: str, words: str, **data: Any) -> bytes:
    about = {"@type": "JobPosting", "title": title, "description": words, **data}
    shown = f"<main><h1>{title}</h1>{words}</main>"
    script = f'<script type="application/ld+json">{json.dumps(about)}</script>' if data else ""
    head = f"<head><title>{title} | Careers</title>{script}</head>"
    return f"<html>{head}<body><nav>Home</nav>{shown}</body></html>".encode()


FOUNDRY_S = {"name": "Foundry Pictures"}
DATED = page_of("Head of Machine Learning", PAID, datePosted="2023-07-20", hiringOrganization=FOUNDRY_S)


def clip(engine: Engine, folder: Path, page: Page, **said: Any) -> save.ClipResult:
    given = save.ClipRequest(**{"by": "W. Witness", "on": date(2026, 11, 22), **said})
    return save.save_clip(engine, page, given, [FOUNDRY], folder / "archive")


def saved(folder: Path, name: str, body: bytes, url: str | None = None) -> Page:
    (folder / name).write_bytes(body)
    return read_page_file(folder / name, url=url)


def capture(body: bytes, day: int, url: str = "https://jobs.foundry.example/1") -> Page:
    at = datetime(2023, 7, day, 9, tzinfo=UTC)
    about = {"given": "g", "source_url": "s", "content_type": "text/html", "fetched_at": at, "captured_at": at}
    return Page(body=body, url=url, **about)


def posting(engine: Engine, posting_id: str, columns: str) -> dict[str, Any]:
    names, [row] = run_select(engine, f"select {columns} from postings where posting_id = '{posting_id}'")
    return dict(zip(names, row, strict=True))


def test_a_saved_page_is_a_posting_of_its_studio_with_who_gave_it(engine: Engine, tmp_path: Path) -> None:
    at = "https://news.example/foundry"
    first = clip(engine, tmp_path, saved(tmp_path, "page.html", DATED, at))
    assert posting(
        engine, first.posting_id, "studio, origin, state, posted_on, posted_on_basis, pay_maximum, ai_label"
    ) == {
        "studio": "foundry",
        "origin": "supplied",
        "state": None,
        "posted_on": "2023-07-20",
        "posted_on_basis": "published",
        "pay_maximum": 900000,
        "ai_label": "core",
    }
    again = clip(engine, tmp_path, saved(tmp_path, "again.html", DATED.replace(b"<nav>", b"\n<nav>"), at), by="Another")
    edited = clip(engine, tmp_path, saved(tmp_path, "page.html", DATED.replace(b"900,000", b"800,000"), at))
    assert [(each.change, each.version) for each in (first, again, edited)] == [
        ("arrived", 1),
        ("unchanged", 1),
        ("changed", 2),
    ]
    _, rows = run_select(engine, "select supplied_by, given, version, sha256, archive from clips order by clipped_at")
    given = [("W. Witness", "page.html", 1), ("Another", "again.html", 1), ("W. Witness", "page.html", 2)]
    assert [row[:3] for row in rows] == given
    assert rows[0][3] == hashlib.sha256(DATED).hexdigest()
    assert all((tmp_path / "archive" / row[4]).is_file() for row in rows)
    assert run_select(engine, "select count(*) from crawls")[1] == [(0,)]
    assert run_select(engine, "select postings_listed, last_outcome from coverage")[1] == [(0, None)]


def test_no_crawl_misses_a_clipped_page_and_a_clip_changes_no_crawl(engine: Engine, tmp_path: Path) -> None:
    """A crawl that goes on while a page is clipped is not known by the clip's end; runs of sightings go on."""
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [encode_studio(FOUNDRY)])
    crawl(engine, "1", "2")
    going_on = begun(engine, "1", "3")
    kept = clip(engine, tmp_path, saved(tmp_path, "p.html", DATED))
    known = "select board_key, state from postings order by 1"
    assert dict(run_select(engine, known)[1]) == {"1": "listed", "2": "listed", kept.posting_id.partition(":")[2]: None}
    ended(engine, going_on, "1", "3")
    assert crawl(engine, "1", "3").not_seen == 0
    states = {"1": "listed", "2": "no_longer_listed", "3": "listed", kept.posting_id.partition(":")[2]: None}
    assert dict(run_select(engine, known)[1]) == states
    assert run_select(engine, "select count(*) from crawls")[1] == [(3,)]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Sighting)).scalar() == 3


def begun(engine: Engine, *keys: str) -> int:
    with write_sessions(engine).begin() as session:
        crawl_id = crawls.open_crawl(session, "foundry", datetime.now(UTC), program="0")
        for key in keys:
            said = Posting(studio="foundry", board_key=key, title=f"Grip {key}", url="https://x", description="Carry.")
            save_posting(session, crawl_id, said, Origin.BOARD)
    return crawl_id


def ended(engine: Engine, crawl_id: int, *keys: str) -> Crawl:
    at_once = Confirmation(absence=timedelta(0))
    ending = {"announced": None, "ended": True, "faults": [], "refused": None, "requests": 1, "confirmation": at_once}
    with write_sessions(engine).begin() as session:
        made = crawls.close_crawl(session, crawl_id, datetime.now(UTC), listed_keys=keys, **ending)
        session.expunge(made)
    return made


def crawl(engine: Engine, *keys: str) -> Crawl:
    return ended(engine, begun(engine, *keys), *keys)


def test_only_a_capture_of_the_studio_s_own_page_is_the_employer_s(engine: Engine, tmp_path: Path) -> None:
    undated = page_of("Head of Machine Learning", PAID)
    own = clip(engine, tmp_path, capture(undated, 25), studio="foundry")
    elsewhere = clip(engine, tmp_path, capture(undated, 25, "https://news.example/about-foundry"), studio="foundry")
    strangers = ("foundry.fans.example", "foundryman.example", "foundry.com.example.org")
    for host in strangers:
        assert clip(engine, tmp_path, capture(undated, 25, f"https://{host}/1"), studio="foundry").origin == "supplied"
    vouched = clip(
        engine, tmp_path, capture(undated, 25, "https://jobs.example/9"), studio="foundry", origin=Origin.ARCHIVE
    )
    assert [each.origin for each in (own, elsewhere, vouched)] == ["archive", "supplied", "archive"]
    found = posting(engine, own.posting_id, "url, posted_on, posted_on_basis")
    assert found == {"url": "https://jobs.foundry.example/1", "posted_on": "2023-07-25", "posted_on_basis": "captured"}
    with pytest.raises(ClipError, match="comes from no public archive"):
        clip(engine, tmp_path, saved(tmp_path, "p.html", DATED), origin=Origin.ARCHIVE)
    later = clip(engine, tmp_path, capture(undated.replace(b"900", b"700"), 27), studio="foundry")
    assert (later.posting_id, later.version) == (own.posting_id, 2)
    with pytest.raises(ClipError, match="a later capture of the page"):
        clip(engine, tmp_path, capture(undated, 26), studio="foundry")


@pytest.mark.parametrize(
    ("address", "ask_for", "url", "at"),
    [
        (
            "https://web.archive.org/web/20230725120000/https://jobs.foundry.example/1?x=2",
            "https://web.archive.org/web/20230725120000id_/https://jobs.foundry.example/1?x=2",
            "https://jobs.foundry.example/1?x=2",
            datetime(2023, 7, 25, 12, tzinfo=UTC),
        ),
        (
            "https://web.archive.org/web/2023if_/http:/foundry.example/",
            "https://web.archive.org/web/2023id_/http://foundry.example/",
            "http://foundry.example/",
            datetime(2023, 1, 1, tzinfo=UTC),
        ),
    ],
)
def test_an_archive_s_address_names_the_page_and_its_capture(
    address: str, ask_for: str, url: str, at: datetime
) -> None:
    found = parse_capture(address)
    assert found is not None
    assert (found.ask, found.url, found.at) == (ask_for, url, at)
    assert parse_capture(address.replace("web.archive.org", "archive.example")) is None


def test_files_of_every_kind(tmp_path: Path) -> None:
    text = parse_page(saved(tmp_path, "n.txt", "Casting: two voices\n\nSession pay: $300 a session.".encode("utf-16")))
    assert (text.title, "$300" in text.description) == ("Casting: two voices", True)
    noted = b"<!-- saved from url=(0026)https://foundry.example/7 -->" + page_of("Grip", "<p>Carry.</p>")
    plain = parse_page(saved(tmp_path, "p.html", noted))
    assert (plain.title, plain.url) == ("Grip", "https://foundry.example/7")
    assert "Home" not in plain.description
    mhtml = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://foundry.example/8\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<h1>R=C3=A9gisseur</h1><p>=E2=82=AC40</p>\r\n--b--\r\n"
    )
    found = parse_page(saved(tmp_path, "p.mhtml", mhtml))
    assert (found.title, found.url) == ("Régisseur", "https://foundry.example/8")
    for name, body, why in (
        ("a.png", b"\x89PNG\r\n\x00\x00", "neither a web page nor text"),
        ("a.html", b" ", "the file is empty"),
        ("b.html", b"<html><body><div id=root></div></body></html>", "has no title"),
        ("c.html", b"<title>T</title><body><script>x</script></body>", "words come by a script"),
    ):
        with pytest.raises(ClipError, match=why):
            parse_page(saved(tmp_path, name, body))


def record(url: str, body: bytes, digest: str | None = None) -> bytes:
    """As other programs write it: WARC 1.0, no digest but SHA-1."""
    digest = digest or base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2023-07-26T10:00:00Z\r\nWARC-Payload-Digest: sha1:{digest}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n")


def test_a_page_out_of_a_public_warc_file(engine: Engine, tmp_path: Path) -> None:
    first, other = (f"https://jobs.foundry.example/{n}" for n in (1, 2))
    file = tmp_path / "public.warc.gz"
    file.write_bytes(record(first, DATED) + record(other, b"<h1>Other</h1><p>x</p>", digest="A" * 32))
    with pytest.raises(ClipError, match=rf"holds 2 pages, say which with --url: {first}; "):
        read_page_file(file, url=None)
    with pytest.raises(ClipError, match="has another digest than it says"):
        read_page_file(file, url=other)
    kept = clip(engine, tmp_path, read_page_file(file, url=first))
    assert kept.origin == "archive"
    assert run_select(engine, "select captured_at from clips")[1] == [("2023-07-26T10:00:00.000000Z",)]
    file.write_bytes(b"\x1f\x8bnot a warc")
    with pytest.raises(ClipError, match="no WARC file"):
        read_page_file(file, url=None)


# ---- an address, asked as a crawl would


IN_US_DOLLARS = page_of("Head of Machine Learning", PAID.replace(" a year", " USD a year"))
"""A bare mark without a place is a currency that is assumed, and such pay gets no sentence."""
ARCHIVED = "https://web.archive.org/web/{}id_/https://jobs.foundry.example/1"


class Web(QuietHandler):
    """The real web behind --via: paths are whole addresses."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))  # type: ignore[attr-defined]
        answers = {
            "/https://closed.example/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /\n"),
            f"/{ARCHIVED.format('20230725')}": (302, ARCHIVED.format("20230725101112"), b""),
            f"/{ARCHIVED.format('20230725101112')}": (200, "text/html", IN_US_DOLLARS),
        }
        status, kind, body = answers.get(self.path, (404, "text/plain", b""))
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def web() -> Iterator[Any]:
    with run_server(Web) as server:
        server.asked = []  # type: ignore[attr-defined]
        yield server


def test_an_address_is_asked_once_and_robots_txt_is_obeyed(run: Any, rows: Any, web: Any, tmp_path: Path) -> None:
    via = ("--via", f"http://127.0.0.1:{web.server_port}", "--by", "W. Witness")
    address = "https://web.archive.org/web/20230725/https://jobs.foundry.example/1"
    done = run("clip", address, "--studio", "Foundry", *via, LABOR_TRACKER_CONTACT="w@example.org")
    assert done.returncode == 0, done.stderr
    assert (
        "origin archive; a new studio, without a board: Head of Machine Learning; pay 300,000 to 900,000 USD"
        in done.stdout
    )
    pages = [path for path, _ in web.asked if not path.endswith("robots.txt")]
    assert pages == [f"/{ARCHIVED.format(at)}" for at in ("20230725", "20230725101112")]
    assert {agent.endswith("(+w@example.org)") for _, agent in web.asked} == {True}
    found = rows("select url, posted_on, posted_on_basis from postings")
    assert found == [("https://jobs.foundry.example/1", "2023-07-25", "captured")]
    assert rows("select captured_at from clips") == [("2023-07-25T10:11:12.000000Z",)]
    assert rows("select count(*) from version where id not in (select version from job_coverage)") == [(0,)]
    assert run("archive", "check", "archive").returncode == 0
    said = run("explain", rows("select posting_id from postings")[0][0]).stdout
    assert "The employer’s words, from an archived page." in said
    assert "Supplied: by W. Witness on" in said
    assert run("report").returncode == 0
    report = (tmp_path / "report-out" / "report.html").read_text()
    assert "An archived page of Foundry’s board advertised" in report
    files = [each.read_bytes() for each in (tmp_path / "report-out").rglob("*") if each.is_file()]
    assert b"W. Witness" not in b"".join(files)
    barred = run("clip", "https://closed.example/notice", "--studio", "x", *via)
    assert barred.returncode == 1
    assert (
        "robots.txt of closed.example disallows /notice; a file of the page that somebody saved can be clipped"
        in barred.stderr
    )
    assert [path for path, _ in web.asked if "closed.example/notice" in path] == []


def test_clips_are_known_from_when_they_were_given(engine: Engine, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    clip(engine, tmp_path, saved(tmp_path, "page.html", DATED))
    with engine.connect() as connection:
        known = (AsOf.plain(before), None)
        counts = [len(connection.execute(select_postings(as_of)).all()) for as_of in known]
    assert counts == [0, 1]


def nested_mail(depth: int) -> bytes:
    """A mail within a mail, so many times."""
    return b"From: a@b.example\nMIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * depth + b"x"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("deep.mhtml", nested_mail(20_000)),
        ("boundaries.mhtml", b"MIME-Version: 1.0\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3_000))),
        ("page.zip", b"PK\x03\x04 a page"),
        ("page.gz", b"\x1f\x8b\x08 a page"),
        ("charset.mhtml", b"MIME-Version: 1.0\nContent-Type: text/plain; charset=nowhere\n\nx"),
        ("picture.png", b"\x89PNG\r\n\x1a\n<p>"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_page_is_refused_in_a_sentence(tmp_path: Path, name: str, body: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(body)
    with pytest.raises(ClipError, match=name):
        read_page_file(file, url=None)


# ---- PDF


def test_words_of_a_pdf_are_read_and_its_bytes_kept(engine: Engine, tmp_path: Path) -> None:
    notice = pdf_of(lines_of("Casting: two voices"), lines_of("Pay: $300 for the session."))
    kept = clip(engine, tmp_path, saved(tmp_path, "notice.pdf", notice), studio="foundry")
    assert (kept.title, kept.pay) == ("Casting: two voices", "pay 300 USD a session")
    (sha256,) = run_select(engine, "select sha256 from clips")[1][0]
    assert sha256 == hashlib.sha256(notice).hexdigest()


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("scan.pdf", pdf_of(b"q Q"), "holds no words"),
        ("pages.pdf", pdf_of(*[b"q Q"] * 61), "61 pages, and at most 60"),
        ("bomb.pdf", pdf_of(b"0" * 80_000_000), "it is damaged"),
    ],
    ids=["scan", "pages", "bomb"],
)
def test_a_pdf_that_is_no_notice_is_refused_in_a_sentence(tmp_path: Path, name: str, body: bytes, why: str) -> None:
    with pytest.raises(ClipError, match=f"{name}.*{why}"):
        parse_page(saved(tmp_path, name, body))


@pytest.mark.parametrize("body", [b"%PDF-1.7 ...", pdf_of(b"", b"", kids=b"2 0 R")], ids=["torn", "loop"])
def test_a_damaged_pdf_is_known_for_one(body: bytes) -> None:
    """As the process that reads it meets it."""
    with pytest.raises(PyPdfError):
        pdf_text.extract_text(body)


def test_a_pdf_of_endless_words_is_left_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MOST_CHARACTERS", 20)
    with pytest.raises(ValueError, match="more than 20 characters"):
        pdf_text.extract_text(pdf_of(*[lines_of("eleven words")] * 9))


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "SECONDS", 0.01)
    with pytest.raises(ClipError, match="not read within"):
        parse_page(saved(tmp_path, "slow.pdf", pdf_of(lines_of("Grip"))))


# ---- what is the same page


def test_pages_of_one_title_are_postings_of_their_own(engine: Engine, tmp_path: Path) -> None:
    """They came to be versions of one, and changes.csv told of a change of pay that never was."""
    made = [
        clip(
            engine,
            tmp_path,
            saved(tmp_path, "p.html", page_of("Grip", f"<p>Pay: ${pay} an hour.</p>")),
            studio="foundry",
        )
        for pay in (30, 40, 50, 30)
    ]
    assert [(each.change, each.version) for each in made] == [("arrived", 1)] * 3 + [("unchanged", 1)]
    assert len({each.posting_id for each in made}) == 3
    at = "https://foundry.example/grip"
    ids = [
        clip(
            engine,
            tmp_path,
            saved(tmp_path, "p.html", page_of("Grip", f"<p>Pay: ${pay} an hour.</p>"), at),
            studio="foundry",
        )
        for pay in (30, 40)
    ]
    assert [each.version for each in ids] == [1, 2]


def test_page_stored_under_its_title_by_an_earlier_release_stays_there(engine: Engine, tmp_path: Path) -> None:
    page = saved(tmp_path, "page.html", page_of("Grip", "<p>Carry.</p>"))
    earlier = make_title_key(parse_page(page), Origin.SUPPLIED)
    clip(engine, tmp_path, page, studio="foundry", key=earlier)
    assert clip(engine, tmp_path, page, studio="foundry").posting_id == f"foundry:{earlier}"
