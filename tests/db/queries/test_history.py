"""What is told of time: postings coming and going, edits, claims of reposts, and instants in the order of commits."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import ClockError
from db.models import Posting, Reading, Repost, Reread, Version
from db.queries import history
from db.queries.as_of import AsOf, select_last_end
from db.queries.crawls import select_coverage, select_studios
from db.queries.history import select_pay_history
from db.queries.postings import select_postings
from db.queries.repost_claims import select_reposts
from db.writes import crawls, leases, refetch_state

FILLERS = [f"filler {n}" for n in range(10)]
START = datetime(2023, 7, 1, 6, tzinfo=UTC)


def visit(board: Any, step: str) -> None:
    """L listed in a complete crawl, - absent from one; I and i the same of an incomplete; f failed; s suspect."""
    keys = [*FILLERS, *(["x"] if step in "LI" else [])]
    ending = {"f": {"refused": "503"}, "i": {"faults": ["a page"]}, "I": {"faults": ["a page"]}}.get(step, {})
    board.crawl(*([FILLERS[0]] if step == "s" else [] if step == "f" else keys), **ending)


def moved(board: Any, as_of: datetime | None = None, since: datetime | None = None) -> list[str]:
    """The events of x: what happened, on which day, and through how many complete crawls it was absent."""
    with board.engine.connect() as connection:
        rows = (
            connection.execute(history.select_movements(AsOf.plain(as_of) if as_of else None, since)).mappings().all()
        )
    found = [row for row in rows if row["posting_id"] == "acme:x"]
    day = [(datetime.fromisoformat(row["noted_at"]) - START).days + 1 for row in found]
    return [
        f"{row['event']} {n} {row['absent']}" for n, row in sorted(zip(day, found, strict=True), key=lambda p: p[0])
    ]


@pytest.mark.parametrize(
    ("steps", "events"),
    [
        ("L", []),
        ("iL", []),
        ("-L", ["arrived 2 None"]),
        ("-I-L", ["arrived 2 None", "back_again 4 1"]),
        ("L-", []),
        ("L--", ["no_longer_listed 3 2"]),
        ("L-----", ["no_longer_listed 3 2"]),
        ("L-f-", ["no_longer_listed 4 2"]),
        ("L-ifs-", ["no_longer_listed 6 2"]),
        ("LfisL", []),
        ("L-L", ["back_again 3 1"]),
        ("L--L", ["no_longer_listed 3 2", "back_again 4 2"]),
        ("L---I", ["no_longer_listed 3 2", "back_again 5 3"]),
        ("L-I-", ["back_again 3 1"]),
        ("L--L--", ["no_longer_listed 3 2", "back_again 4 2", "no_longer_listed 6 2"]),
    ],
)
def test_coming_and_going_follow_from_complete_crawls(board: Any, steps: str, events: list[str]) -> None:
    for step in steps:
        visit(board, step)
    assert moved(board) == events
    for day in range(1, len(steps) + 1):
        end = START + timedelta(days=day - 1, minutes=1)
        known = [event for event in events if int(event.split()[1]) <= day]
        assert moved(board, end) == known, day
        assert moved(board, None, end) == events[len(known) :], day


def test_a_page_that_is_gone_is_an_absence_and_is_asked_again(board: Any) -> None:
    """The list names it, its own page answers 404: absent once; with an absence from the list, no longer listed."""
    board.crawl("1", "2", "3")
    states, asked = [], []
    for listed, gone in ((["1", "2", "3"], ["1"]), (["2", "3"], [])):
        crawl_id = board.open()
        board.close(crawl_id, listed, gone_keys=gone)
        with Session(board.engine) as session:
            asked.append(refetch_state.refetch_details(session, "acme")["1"].asked_at)
            known = select_postings().subquery()
            states.append(session.scalar(select(known.c.state).where(known.c.board_key == "1")))
    assert states == ["not_seen", "no_longer_listed"]
    assert asked == [None, None]
    crawl_id = board.open()
    assert board.close(crawl_id, ["1", "2", "3"], gone_keys=["1", "2", "3"]).outcome == "suspect"


def test_pay_stands_from_one_instant_until_another_and_names_its_reader(board: Any) -> None:
    def paid(high: int, reader: str, **columns: Any) -> Reading:
        return board.reading(pay_maximum=Decimal(high), pay_currency="USD", pay_unit="year", reader=reader, **columns)

    said = [paid(5, "pay 1, ai 1"), paid(5, "pay 1, ai 2"), paid(7, "pay 1, ai 2"), paid(9, "pay 2, ai 2")]
    for number, read in enumerate(said):
        board.crawl("1", details={"1": (board.version(str(number)), read)})
    with board.engine.connect() as connection:
        rows = connection.execute(select_pay_history()).mappings().all()
    told = [(row["first_seen_at"][8:10], (row["until_at"] or "")[8:10], row["pay_maximum"]) for row in rows]
    assert sorted(told) == [("01", "03", 5), ("03", "04", 7), ("04", "", 9)]
    assert [row["reader_changed"] for row in sorted(rows, key=lambda row: row["version"])] == [0, 0, 1]


def test_an_edit_stands_beside_what_it_changed(board: Any) -> None:
    for title in ("Clerk", "Chief clerk"):
        board.crawl("1", details={"1": (board.version(title, description_text=f"{title}s wanted."), board.reading())})
    with board.engine.connect() as connection:
        [row] = connection.execute(history.select_edits()).mappings().all()
        assert connection.execute(history.select_edits(None, START + timedelta(days=2))).all() == []
    assert (row["before_title"], row["title"], row["version"]) == ("Clerk", "Chief clerk", 2)
    assert (row["before_description_text"], row["description_text"]) == ("Clerks wanted.", "Chief clerks wanted.")


def test_a_claim_ends_where_both_stood_on_the_board_at_one_time(board: Any) -> None:
    board.crawl("a")
    board.crawl("b")
    claimed_in = board.crawl("b").id
    with board.write() as session:
        ids = dict(session.execute(select(Posting.board_key, Posting.id)).all())
        claim = {"posting": ids["b"], "earlier": ids["a"], "crawl": claimed_in, "score": Decimal("0.9")}
        session.add(Repost(**claim, reasons="same_title", rule="repost 0"))

    def claims(as_of: datetime | None = None) -> list[str]:
        with board.engine.connect() as connection:
            return [
                row.earlier_posting_id
                for row in connection.execute(select_reposts(AsOf.plain(as_of) if as_of else None))
            ]

    day_2, day_3 = (START + timedelta(days=day, minutes=1) for day in (1, 2))
    assert (claims(), claims(day_3), claims(day_2)) == (["acme:a"], ["acme:a"], [])
    board.crawl("a", "b")
    assert (claims(), claims(day_3)) == ([], ["acme:a"])


def test_a_studio_that_was_first_crawled_later_is_not_known_earlier(board: Any, boards: Callable[..., Any]) -> None:
    board.crawl("1")
    end = AsOf.plain(START + timedelta(minutes=1))
    boards(board.engine, "never")
    boards(board.engine, "later", day=3).crawl("1")
    with board.engine.connect() as connection:
        for query in (select_studios, select_coverage):
            assert {row.studio for row in connection.execute(query(end))} == {"acme", "never"}
            assert {row.studio for row in connection.execute(query())} == {"acme", "never", "later"}


def test_a_clock_that_was_set_back_begins_no_crawl_and_ends_none_before_it_began(board: Any) -> None:
    board.crawl("1")
    board.day = 0
    with (
        board.write() as session,
        pytest.raises(ClockError, match="last crawl of acme ended at 2023-07-01 06:01"),
    ):
        crawls.open_crawl(session, "acme", START, program="0")
    board.day = 5
    crawl_id = board.open()
    board.day = 2
    crawl = board.close(crawl_id, ["1"])
    assert crawl.finished_at == crawl.started_at == START + timedelta(days=5)


def test_instants_are_stamped_in_the_order_of_commits(board: Any) -> None:
    """Whoever waits for the database stamps after the wait: no report sees a later instant before an earlier one."""
    begun, stamps = threading.Event(), []

    def wait_and_stamp() -> None:
        with board.write() as session:
            begun.set()
            leases.serialize_timestamps(session)
            stamps.append("second")
            session.add(Reread(finished_at=START + timedelta(days=2), reader="r", versions=1))

    other = threading.Thread(target=wait_and_stamp)
    with board.write() as session:
        leases.serialize_timestamps(session)
        other.start()
        assert begun.wait(20)
        stamps.append("first")
        session.add(Reread(finished_at=START + timedelta(days=1), reader="r", versions=1))
    other.join(40)
    assert stamps == ["first", "second"]


def test_a_report_looks_as_far_as_the_last_crawl_or_reading_again(board: Any) -> None:
    board.crawl("1")
    crawl_end, reread_end = START + timedelta(minutes=1), START + timedelta(hours=5)
    with Session(board.engine) as session:
        assert session.scalar(select_last_end()) == crawl_end
        session.add(Reread(finished_at=reread_end, reader="r", versions=1))
        session.flush()
        assert session.scalar(select_last_end()) == reread_end
        assert session.scalar(select_last_end(AsOf.plain(reread_end - timedelta(seconds=1)))) == crawl_end
        assert session.scalar(select_last_end(AsOf.plain(START))) is None
        assert session.scalars(select(Version.number)).all() == [1]
