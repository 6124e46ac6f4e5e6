"""A run tells of its own crawls, whatever others stored meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from db import models
from db.engine import write_sessions
from db.vocabulary import Origin
from db.writes import crawls
from spiders.posting import Posting
from tracker.crawling.runner import RunResult
from tracker.crawling.summaries import crawl_summaries
from tracker.ingest.save_posting import save_posting

AT = datetime(2026, 11, 1, tzinfo=UTC)
WELL = {"announced": 1, "listed_keys": ["1"], "ended": True, "faults": [], "requests": 1}


def test_a_run_tells_of_its_own_crawls_and_of_those_that_never_were(engine: Engine) -> None:
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(
            session, [models.Studio(studio=name, name=name, named_in_article=False) for name in ("a", "b", "c")]
        )
        ours = crawls.open_crawl(session, "a", AT, program="x")
        crawls.close_crawl(
            session, ours, AT + timedelta(minutes=1), **{**WELL, "listed_keys": []}, refused="it answers 503"
        )
        # another process crawls the same studio, by a clock that is ahead
        other = crawls.open_crawl(session, "a", AT + timedelta(days=300), program="x")
        said = Posting(studio="a", board_key="1", title="Grip", url="https://a.example/1", description="Carry.")
        save_posting(session, other, said, Origin.BOARD)
        crawls.close_crawl(session, other, AT + timedelta(days=301), **WELL, refused=None)
        stopped = crawls.open_crawl(session, "b", AT, program="x")
        save_posting(session, stopped, replace(said, studio="b"), Origin.BOARD)
    result = RunResult()
    result.crawl_ids["a"].append(ours)
    result.crawl_ids["b"].append(stopped)
    assert [line for _, _, line in crawl_summaries(engine, ["a", "b", "c"], result)] == [
        "failed: 0 listed of 1 announced, 0 new, 0 changed, 0 unchanged (it answers 503)",
        "failed: 1 postings were stored, and it was stopped before its end",
        "failed: it was stopped before it began",
    ]
