"""Reading again, in one process and in several, and what becomes of a version that cannot be read."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import models
from db.engine import open_engine, write_sessions
from db.models import AiEvidence, PayRange, Reading, Studio, Version
from db.vocabulary import Origin
from db.writes import crawls
from db.writes.postings import save_batch
from spiders.posting import Posting
from tracker.crawling.crawl_end import read_interrupted, read_versions
from tracker.ingest import reread, texts
from tracker.ingest.codec import encode_seen

AT = datetime(2026, 3, 1, 6, tzinfo=UTC)


def store(engine: Engine, count: int, *, close: bool = True) -> int:
    """A crawl of so many postings, none of them read."""
    seen = [
        encode_seen(
            Posting(
                studio="acme", board_key=str(n), title=f"Rigger {n}", url=f"https://jobs.example/{n}",
                description=f"<p>Build AI models {n}.</p><p>The range for this role is ${n + 90},000 - $200,000.</p>",
                source_url="https://jobs.example/api", response_sha256="0" * 64, fetched_at=AT,
            ),
            "0",
        )
        for n in range(count)
    ]  # fmt: skip
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [Studio(studio="acme", name="Acme")])
        crawl_id = crawls.open_crawl(session, "acme", AT, program="0")
        for some in texts.in_batches(seen, 100):
            save_batch(session, crawl_id, "acme", Origin.BOARD, some)
        if close:
            crawls.close_crawl(
                session, crawl_id, AT, announced=count, listed_keys=[each.board_key for each in seen], ended=True,
                faults=[], refused=None, requests=1,
            )  # fmt: skip
    return crawl_id


def read_rows(engine: Engine) -> list[Any]:
    """Everything that was read, with ids and in their order; but for when."""
    with engine.connect() as connection:
        return [
            tuple(row)
            for model in (Reading, PayRange, AiEvidence)
            for row in connection.execute(
                select(*(each for each in model.__table__.c if each.name != "read_at")).order_by(model.id)
            )
        ]


@pytest.mark.slow
def test_two_processes_write_what_one_does(
    sqlite_databases: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reread, "AT_ONCE", 100)
    url = sqlite_databases(upgraded=True)
    engine = open_engine(url)
    store(engine, 230)
    engine.dispose()
    found = []
    for jobs in (1, 2):
        copy = Path(url.removeprefix("sqlite:///")).with_suffix(f".{jobs}.db")
        shutil.copy(url.removeprefix("sqlite:///"), copy)
        engine = open_engine(f"sqlite:///{copy}")
        assert reread.reread_studios(engine, [], jobs) == 230
        assert reread.reread_studios(engine, [], jobs) == 0
        found.append(read_rows(engine))
        engine.dispose()
    assert found[0] == found[1]
    assert len(found[0]) >= 3 * 230


def test_a_version_that_cannot_be_read_stops_no_other(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store(engine, 5)
    read_posting = reread.read_posting

    def fail(posting: Posting, *arguments: Any, **named: Any) -> Any:
        if posting.title == "Rigger 3":
            raise ValueError("no reader can read this")
        return read_posting(posting, *arguments, **named)

    monkeypatch.setattr(reread, "read_posting", fail)
    assert reread.reread_studios(engine, []) == 4
    monkeypatch.undo()
    assert reread.reread_studios(engine, []) == 1


def test_a_posting_of_a_crawl_that_cannot_be_read_is_not_kept(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that cannot be stored: the crawl names it, and the next one asks for it again."""
    crawl_id = store(engine, 3, close=False)
    encode_reading = reread.encode_reading

    def fail(read: Any) -> Any:
        if read.pay.headline.minimum == 91_000:
            raise ValueError("no column can hold this")
        return encode_reading(read)

    monkeypatch.setattr(reread, "encode_reading", fail)
    failed = read_versions(engine, crawl_id, "acme", at=None)
    assert set(failed) == {"1"}
    with Session(engine) as session:
        assert session.scalars(select(models.Posting.board_key).order_by(models.Posting.id)).all() == ["0", "2"]
        assert len(session.scalars(select(Version.id)).all()) == 2


def test_what_an_interrupted_crawl_left_is_read_before_it_is_known(engine: Engine) -> None:
    store(engine, 3, close=False)
    read_interrupted(engine, "acme", at=None)
    with Session(engine) as session:
        assert len(session.scalars(select(Reading)).all()) == 3


def test_the_texts_that_are_kept_are_bounded() -> None:
    cache = texts.TextCache(characters=100)
    for n in range(50):
        assert cache.read(f"<p>Rigger {n}</p>").text == f"Rigger {n}"
    assert sum(map(len, cache.texts)) <= 100
    assert cache.read("<p>Rigger 49</p>") is cache.read("<p>Rigger 49</p>")
