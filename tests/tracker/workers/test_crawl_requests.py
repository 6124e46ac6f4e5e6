"""A request is answered by a crawl that goes on or has ended of itself; what failed is tried again after a while."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from db import models
from db.queries.crawl_requests import select_due_requests
from db.vocabulary import INTERRUPTED_BY, Outcome
from db.writes.crawl_requests import PAUSES, note_failure, reopen_request, request_crawls

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        session.add(models.Studio(studio="a", name="A", named_in_article=False))
        session.commit()
        yield session


def add_crawl(session: Session, outcome: Outcome | None, reason: str | None = None) -> models.Crawl:
    ended = NOON if outcome else None
    crawl = models.Crawl(studio="a", started_at=NOON, finished_at=ended, outcome=outcome, reason=reason, program="0")
    session.add(crawl)
    session.flush()
    return crawl


def is_due(session: Session) -> bool:
    return [row.studio for row in session.execute(select_due_requests())] == ["a"]


def pass_pause(session: Session, pause: timedelta) -> None:
    """As if the pause were over; it must be over then, and not before."""
    left = session.scalar(text("select not_before from crawl_request"))
    assert left is not None
    waits = session.get_one(models.CrawlRequest, "a", populate_existing=True).not_before
    assert waits
    assert pause - timedelta(minutes=1) < waits - datetime.now(UTC) <= pause + timedelta(minutes=1)
    assert not is_due(session)
    session.execute(update(models.CrawlRequest).values(not_before=datetime.now(UTC) - timedelta(minutes=5)))


def test_a_crawl_that_ended_answers_the_request_and_an_older_one_does_not(session: Session) -> None:
    add_crawl(session, Outcome.COMPLETE)
    assert request_crawls(session, ["a"]) == 1
    assert is_due(session)
    add_crawl(session, Outcome.SUSPECT)
    note_failure(session, "a")
    assert not is_due(session)


def test_two_schedulers_ask_once_whatever_comes_between(session: Session) -> None:
    assert request_crawls(session, ["a"], NOON) == 1
    assert request_crawls(session, ["a"], NOON) == 0
    add_crawl(session, Outcome.COMPLETE)
    assert request_crawls(session, ["a"], NOON) == 0
    assert request_crawls(session, ["a"], NOON - timedelta(days=1)) == 0
    assert not is_due(session)
    assert request_crawls(session, ["a"], NOON + timedelta(days=1)) == 1
    assert is_due(session)


def test_a_crawl_that_was_cut_off_is_due_at_once_and_at_most_twice(session: Session) -> None:
    request_crawls(session, ["a"])
    for times in range(3):
        assert is_due(session), times
        add_crawl(session, Outcome.FAILED, f"{INTERRUPTED_BY}a kill")
        note_failure(session, "a")
    assert not is_due(session)


def test_a_killed_crawl_is_due_once_nobody_holds_its_host(session: Session) -> None:
    request_crawls(session, ["a"])
    crawl = add_crawl(session, None)
    held = {"host": "a.example", "holder": "somebody", "token": 1, "crawl": crawl.id}
    session.add(models.Lease(**held, until_at=datetime.now(UTC) + timedelta(minutes=2)))
    session.flush()
    assert not is_due(session)
    session.execute(update(models.Lease).values(until_at=datetime.now(UTC) - timedelta(minutes=2)))
    assert is_due(session)


@pytest.mark.parametrize("with_row", [True, False], ids=["the board failed", "the host was not asked"])
def test_a_board_that_failed_waits_a_quarter_of_an_hour_an_hour_and_a_day(session: Session, with_row: bool) -> None:
    request_crawls(session, ["a"], NOON)
    for pause in PAUSES:
        if with_row:
            add_crawl(session, Outcome.INCOMPLETE)
        note_failure(session, "a")
        pass_pause(session, pause)
        assert is_due(session)
    note_failure(session, "a")
    session.execute(update(models.CrawlRequest).values(not_before=None))
    assert not is_due(session)
    request_crawls(session, ["a"], NOON + timedelta(days=1))
    assert is_due(session)


def test_a_crawl_ended_with_its_worker_is_due_at_once(session: Session) -> None:
    request_crawls(session, ["a"])
    add_crawl(session, Outcome.INCOMPLETE)
    assert not is_due(session)
    reopen_request(session, "a")
    assert is_due(session)
