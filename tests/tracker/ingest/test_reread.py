"""New readers read again what is stored, and what a report of the past says stays what older readers made of it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from db import models
from db.engine import write_sessions
from db.queries.as_of import AsOf
from db.queries.postings import select_postings
from db.vocabulary import Origin
from db.writes import crawls
from spiders.posting import Posting
from tracker.ingest import reread
from tracker.ingest.save_posting import save_posting
from tracker.reading.reader import name_reader

AT = datetime(2026, 3, 1, 6, tzinfo=UTC)
ENDED = {"announced": None, "ended": True, "faults": [], "refused": None, "requests": 1}


def store(engine: Engine) -> None:
    posting = Posting(
        studio="acme",
        board_key="1",
        title="Editor",
        url="https://jobs.example/1",
        description="<p>Pay: $2,300 bi-weekly</p>",
        source_url="https://jobs.example/api/1",
        response_sha256="0" * 64,
        fetched_at=AT,
    )
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="acme", name="Acme")])
        crawl_id = crawls.open_crawl(session, "acme", AT, program="0")
        save_posting(session, crawl_id, posting, Origin.BOARD, studio="Acme")
        crawls.close_crawl(session, crawl_id, AT, listed_keys=["1"], **ENDED)


def pay_as_of(engine: Engine, instant: datetime) -> tuple[str, float, str]:
    with Session(engine) as session:
        (row,) = session.execute(select_postings(AsOf.plain(instant))).mappings()
    return row["reader"], float(row["pay_minimum"]), row["pay_unit"]


def test_what_older_readers_made_stays_for_reports_of_their_time(engine: Engine) -> None:
    store(engine)
    old = {"reader": "pay 3, ai 4", "pay_unit": "week", "read_at": AT}
    with write_sessions(engine).begin() as session:
        session.execute(update(models.Reading).values(**old))
    assert reread.reread_studios(engine, []) == 1
    assert reread.reread_studios(engine, []) == 0
    now = datetime.now(UTC)
    assert pay_as_of(engine, now) == (name_reader(None), 2300, "fortnight")
    assert pay_as_of(engine, AT + timedelta(days=1)) == ("pay 3, ai 4", 2300, "week")
