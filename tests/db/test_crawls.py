"""What a crawl leaves behind: sightings, versions, counts, an outcome, and states that follow from them."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.models import Crawl, Posting, Sighting, Validator, Version
from db.queries.history import select_movements
from db.queries.postings import select_postings
from db.vocabulary import Origin
from db.writes import crawls
from db.writes.postings import SeenPosting, current_digest, save_batch
from db.writes.refetch_state import Detail, refetch_details, replace_validators

FILLERS = [f"filler {n}" for n in range(10)]


def rows(engine: Engine, statement: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.execute(statement).all())


def states(engine: Engine) -> dict[str, str]:
    known = select_postings().subquery()
    return dict(rows(engine, select(known.c.board_key, known.c.state)))


def test_sightings_are_runs_of_crawls(board: Any) -> None:
    board.crawl("1", "2")
    board.crawl("1")
    board.crawl("1", "2")
    spans = select(Posting.board_key, Sighting.first_crawl, Sighting.last_crawl).join(
        Posting, Posting.id == Sighting.posting
    )
    assert sorted(rows(board.engine, spans)) == [("1", 1, 3), ("2", 1, 1), ("2", 3, 3)]


def test_another_studios_crawl_breaks_no_run(board: Any, boards: Callable[..., Any]) -> None:
    board.crawl("1")
    boards(board.engine, "other").crawl("1")
    board.crawl("1")
    assert rows(board.engine, select(Sighting.first_crawl, Sighting.last_crawl).order_by(Sighting.id)) == [
        (1, 3),
        (2, 2),
    ]


def test_seeing_twice_is_seeing_once(board: Any) -> None:
    crawl_id = board.open()
    for _ in range(2):
        board.keep(crawl_id, "1", board.version(), board.reading())
    with board.write() as session:
        save_batch(session, crawl_id, "acme", Origin.BOARD, [SeenPosting(board_key="1")])
    crawl = board.close(crawl_id, ["1"])
    assert len(rows(board.engine, select(Sighting))) == 1
    assert (crawl.arrived, crawl.changed, crawl.unchanged) == (1, 0, 0)


def test_a_version_is_new_only_where_the_digest_is(board: Any) -> None:
    titles = ["Clerk", "Clerk", "Chief clerk", "Clerk"]
    changes, counts = [], []
    for title in titles:
        crawl_id = board.open()
        changes.append(board.keep(crawl_id, "1", board.version(title), board.reading()))
        crawl = board.close(crawl_id, ["1"])
        counts.append((crawl.arrived, crawl.changed, crawl.unchanged))
    assert changes == ["arrived", "unchanged", "changed", "changed"]
    assert counts == [(1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 0)]
    versions = rows(board.engine, select(Version.number, Version.title, Version.crawl).order_by(Version.number))
    assert versions == [(1, "Clerk", 1), (2, "Chief clerk", 3), (3, "Clerk", 4)]
    with Session(board.engine) as session:
        assert current_digest(session, "acme", "1") == board.version("Clerk").content_sha256
        assert current_digest(session, "acme", "2") is None


def test_what_a_spider_need_not_ask_again(board: Any) -> None:
    board.crawl("1")
    crawl_id = board.open()
    with board.write() as session:
        before = refetch_details(session, "acme")["1"]
        later = before.asked_at + timedelta(days=1)
        seen = SeenPosting(board_key="1", list_fingerprint="another row", detail_at=later)
        save_batch(session, crawl_id, "acme", Origin.BOARD, [seen])
        expected = Detail(list_fingerprint="another row", asked_at=later, listed=True)
        assert refetch_details(session, "acme") == {"1": expected}
        assert before.list_fingerprint == "row of 1"
        assert refetch_details(session, "nobody") == {}


def test_which_postings_are_listed_and_what_came_with_their_details(board: Any) -> None:
    board.crawl("1", "2", "3")
    board.crawl("1", "2", faults=["a detail was lost"])  # incomplete: what it did not list is still listed
    with board.write() as session:
        assert {key for key, detail in refetch_details(session, "acme").items() if detail.listed} == {"1", "2", "3"}
    board.crawl("1", "2")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    given = {"url": "https://b.example/1", "program": "1.0", "read_at": at}
    with board.write() as session:
        assert {key for key, detail in refetch_details(session, "acme").items() if detail.listed} == {"1", "2"}
        one, two = (session.scalars(select(Posting.id).where(Posting.board_key == key)).one() for key in "12")
        replace_validators(session, [(one, Validator(**given, etag='"a"', last_modified="then")), (two, None)])
        replace_validators(session, [(one, Validator(**given, etag='"b"'))])
    with board.write() as session:
        known = refetch_details(session, "acme")
        assert (known["1"].url, known["1"].etag, known["1"].last_modified) == (given["url"], '"b"', None)
        assert (known["1"].program, known["1"].read_at, known["2"].url) == ("1.0", at, None)
        replace_validators(session, [(one, None)])
        assert refetch_details(session, "acme")["1"].url is None


def test_a_posting_that_is_not_stored_cannot_be_seen(board: Any) -> None:
    crawl_id = board.open()
    with board.write() as session, pytest.raises(LookupError, match="no posting acme:9 is stored"):
        save_batch(session, crawl_id, "acme", Origin.BOARD, [SeenPosting(board_key="9")])


def visit(board: Any, step: str) -> None:
    """L listed in a complete crawl, - absent from one; I and i the same of an incomplete; f failed; s suspect."""
    keys = [*FILLERS, *(["x"] if step in "LI" else [])]
    match step:
        case "f":
            board.crawl(refused="the board answered 503")
        case "s":
            board.crawl(FILLERS[0])
        case "i" | "I":
            board.crawl(*keys, faults=["page 3 did not come"])
        case _:
            board.crawl(*keys)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("L", "listed"),
        ("I", "listed"),
        ("L-", "not_seen"),
        ("L--", "no_longer_listed"),
        ("L-----", "no_longer_listed"),
        ("Li", "listed"),
        ("Lf", "listed"),
        ("Ls", "listed"),
        ("Lisf", "listed"),
        ("L-i", "not_seen"),
        ("L-f", "not_seen"),
        ("L-s", "not_seen"),
        ("L-ifs", "not_seen"),
        ("L-f-", "no_longer_listed"),
        ("L-i-", "no_longer_listed"),
        ("Lss", "not_seen"),
        ("Lsfs", "not_seen"),
        ("Lsss", "no_longer_listed"),
        ("L-L", "listed"),
        ("L--L", "listed"),
        ("L--I", "listed"),
        ("L--L-", "not_seen"),
        ("L-L-", "not_seen"),
        ("L--I-", "not_seen"),
    ],
)
def test_states_follow_from_complete_crawls_alone(board: Any, steps: str, state: str) -> None:
    for step in steps:
        visit(board, step)
    assert states(board.engine)["x"] == state


def at_hours(board: Any, *visits: tuple[float, list[str]]) -> list[Crawl]:
    """Complete walks that began so many hours after the first day's morning."""
    closed = []
    for hours, keys in visits:
        board.day = hours / 24
        closed.append(board.crawl(*keys))
    return closed


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ([24], "not_seen"),
        ([24, 24.05], "not_seen"),
        ([24, 25, 26, 27, 35.9], "not_seen"),
        ([24, 36], "no_longer_listed"),
        ([24, 25, 36], "no_longer_listed"),
        ([24, 35.9, 36], "no_longer_listed"),
    ],
)
def test_an_absence_has_to_last_half_a_day(board: Any, hours: list[float], state: str) -> None:
    at_hours(board, (0, [*FILLERS, "x"]), *((hour, FILLERS) for hour in hours))
    assert states(board.engine)["x"] == state
    went = [row for row in rows(board.engine, select_movements()) if row.event == "no_longer_listed"]
    assert [row.posting_id for row in went] == (["acme:x"] if state == "no_longer_listed" else [])


@pytest.mark.parametrize(
    ("count", "hours", "outcome"),
    [
        (4, [24, 24.05], "suspect"),
        (4, [24, 30, 35], "suspect"),
        (4, [24, 36], "complete"),
        (0, [24, 24.05, 24.1], "suspect"),
        (0, [24, 73], "suspect"),
        (0, [24, 30, 36, 71], "suspect"),
        (0, [24, 30, 72], "complete"),
    ],
)
def test_fewer_postings_have_to_last_to_be_believed(board: Any, count: int, hours: list[float], outcome: str) -> None:
    closed = at_hours(board, (0, FILLERS), *((hour, FILLERS[:count]) for hour in hours))
    assert closed[-1].outcome == outcome
    assert {crawl.outcome for crawl in closed[1:-1]} == {"suspect"}
    if outcome == "suspect":
        assert set(states(board.engine).values()) == {"listed"}
        assert f"(so far {len(hours)})" in (closed[-1].reason or "")


@pytest.mark.parametrize(
    ("counts", "outcomes"),
    [
        ([10], "complete"),
        ([0], "suspect"),
        ([0, 0], "suspect suspect"),
        ([0, 0, 0], "suspect suspect complete"),
        ([0, 10], "suspect complete"),
        ([10, 0], "complete suspect"),
        ([10, 0, 0], "complete suspect suspect"),
        ([10, 0, 0, 0], "complete suspect suspect complete"),
        ([10, 0, 0, 9, 0, 0], "complete suspect suspect complete suspect suspect"),
        ([10, 5], "complete complete"),
        ([10, 4], "complete suspect"),
        ([10, 4, 4], "complete suspect complete"),
        ([10, 4, 0], "complete suspect suspect"),
        ([10, 4, 0, 4], "complete suspect suspect suspect"),
        ([10, 4, 9], "complete suspect complete"),
        ([100, 20, 22], "complete suspect complete"),
        ([100, 20, 23], "complete suspect suspect"),
        ([4, 10], "complete complete"),
    ],
)
def test_a_board_that_lists_far_fewer_is_suspect_until_it_does_so_again(
    board: Any, counts: list[int], outcomes: str
) -> None:
    closed = [board.close(board.open(), [str(n) for n in range(count)]) for count in counts]
    assert [crawl.outcome for crawl in closed] == outcomes.split()
    assert all(
        (crawl.reason is not None and "states wait" in crawl.reason) == (crawl.outcome == "suspect")
        for crawl in closed
        if crawl.listed == 0
    )


@pytest.mark.parametrize(
    ("ending", "outcome", "reason"),
    [
        ({"refused": "robots.txt forbids it", "ended": False}, "failed", "robots.txt forbids it"),
        ({"refused": "no list", "faults": ["shape"]}, "failed", "no list; shape"),
        ({"faults": ["page 2: 503", "page 3: 503"]}, "incomplete", "page 2: 503; page 3: 503"),
        ({"ended": False}, "incomplete", "the list was not walked to its end"),
        ({}, "complete", None),
    ],
)
def test_how_a_crawl_ended(board: Any, ending: dict[str, Any], outcome: str, reason: str | None) -> None:
    crawl = board.crawl("1", **ending)
    assert (crawl.outcome, crawl.reason) == (outcome, reason)
    assert (crawl.listed, crawl.announced, crawl.requests) == (1, 1, 2)


def test_listed_postings_without_a_detail_are_counted_in_the_reason(board: Any) -> None:
    crawl_id = board.open()
    board.keep(crawl_id, "1", board.version(), board.reading())
    crawl = board.close(crawl_id, ["1", "2", "3"])
    assert crawl.listed == 3
    assert crawl.reason is not None
    assert crawl.reason.startswith("2 of 3 listed postings could not be stored")


def test_a_posting_in_the_list_is_seen_though_its_detail_did_not_come(board: Any) -> None:
    board.crawl("1", "2")
    board.close(board.open(), ["1", "2"])
    board.close(board.open(), ["1", "2"])
    assert states(board.engine) == {"1": "listed", "2": "listed"}


def test_not_seen_counts_those_that_a_complete_crawl_is_the_first_to_miss(board: Any) -> None:
    board.crawl("1", "2", "3")
    counted = [board.crawl("1", "2").not_seen, board.crawl("1", "2").not_seen, board.crawl("1", faults=["x"]).not_seen]
    assert [*counted, board.crawl("1").not_seen] == [1, 0, 0, 1]


def test_a_crawl_that_was_killed_is_closed_by_the_next(board: Any) -> None:
    killed = board.open()
    board.keep(killed, "1", board.version(), board.reading())
    assert states(board.engine) == {}
    board.crawl("1", "2")
    with Session(board.engine) as session:
        left = session.get_one(Crawl, killed)
        assert (left.outcome, left.reason, left.arrived) == ("failed", crawls.INTERRUPTED, 1)
        assert left.finished_at is not None
    assert states(board.engine) == {"1": "listed", "2": "listed"}


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from db.engine import open_engine
from db.writes import leases
from db.writes.postings import SeenPosting, save_batch, save_version
from tests.db.conftest import Board
from tests.factories import START, make_reading, make_version
board = Board(open_engine(sys.argv[1]))
crawl_id = board.open()
board.keep(crawl_id, "1", make_version("Clerk"), make_reading())
with board.write() as session:
    save_version(session, crawl_id, "acme", "2", "board", make_version("Clerk"), make_reading(), [], [],
        list_fingerprint="", detail_at=START)
    save_batch(session, crawl_id, "acme", "board", [SeenPosting(board_key="1")])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_in_a_transaction_the_next_run_ends_as_if_nothing_had_happened(
    engine: Engine, boards: Callable[..., Any], start: Any
) -> None:
    process = start(KILLED, engine.url.render_as_string(hide_password=False))
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    board = boards(engine, day=1)
    assert [key for (key,) in rows(engine, select(Posting.board_key))] == ["1"]
    crawl = board.crawl("1", "2", "3")
    assert crawl.outcome == "complete"
    assert (crawl.arrived, crawl.unchanged) == (2, 1)
    assert states(engine) == {"1": "listed", "2": "listed", "3": "listed"}
    assert len(rows(engine, select(Version))) == 3
