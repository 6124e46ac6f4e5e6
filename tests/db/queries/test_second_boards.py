"""One posting on two boards of a studio is one posting, and the first board speaks for it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from db.models import PayRange, Studio
from db.queries import views
from db.queries.as_of import AsOf
from db.queries.crawls import select_coverage
from db.writes import crawls


@pytest.fixture
def second(engine: Engine, boards: Callable[..., Any]) -> Any:
    board = boards(engine, "acme-second")
    with board.write() as session:
        crawls.upsert_studios(session, [Studio(studio="acme-second", name="Acme", second_board_of="acme")])
    return board


def ids(engine: Engine, name: str, as_of: Any = None) -> set[str]:
    with engine.connect() as connection:
        return {row.posting_id for row in connection.execute(views.VIEWS[name](AsOf.plain(as_of) if as_of else None))}


def listed(board: Any, **requisitions: str | None) -> Any:
    details = {
        key: (board.version(requisition=req, title=f"Rigger at {board.studio}"), board.reading())
        for key, req in requisitions.items()
    }
    return board.crawl(*details, details=details)


def test_a_requisition_on_both_boards_is_shown_once_whichever_was_crawled_first(board: Any, second: Any) -> None:
    listed(second, a="R1", b="R2", c=None)
    assert ids(board.engine, "postings") == {"acme-second:a", "acme-second:b", "acme-second:c"}
    board.day = second.day
    first = listed(board, x="R1", y="R9", z=None)
    shown = {"acme:x", "acme:y", "acme:z", "acme-second:b", "acme-second:c"}
    assert ids(board.engine, "postings") == shown
    with board.engine.connect() as connection:
        held = {row.studio: row.postings_listed for row in connection.execute(select_coverage())}
        told = {row.posting_id for row in connection.exec_driver_sql("select posting_id from postings")}
    assert held == {"acme": 3, "acme-second": 2}
    assert told == shown
    assert ids(board.engine, "versions") == {*shown, "acme-second:a"}, "what was said is kept, said by whom it was"
    assert "acme-second:a" in ids(board.engine, "postings", first.started_at), "nobody knew then"


def test_a_requisition_that_came_with_an_edit_counts_and_goes_on_counting(board: Any, second: Any) -> None:
    listed(board, x="R1")
    listed(second, a=None)
    then = listed(second, a=None).finished_at
    assert "acme-second:a" in ids(board.engine, "postings", then)
    listed(second, a="R1")
    assert ids(board.engine, "postings") == {"acme:x"}
    assert "acme-second:a" in ids(board.engine, "postings", then), "nobody knew of the requisition then"
    listed(board, x="R2")
    assert ids(board.engine, "postings") == {"acme:x"}


def test_two_studios_that_are_no_boards_of_one_another_share_nothing(board: Any, boards: Callable[..., Any]) -> None:
    other = boards(board.engine, "other")
    listed(board, x="R1", y="R1")
    listed(other, a="R1")
    assert ids(board.engine, "postings") == {"acme:x", "acme:y", "other:a"}


def test_pay_on_both_boards_is_told_once(board: Any, second: Any) -> None:
    for each in (board, second):
        crawl = each.open()
        money = PayRange(
            kind="base", unit="year", source="text", quote="q", rule="r", minimum=Decimal(1), currency="USD"
        )
        read = each.reading(pay_minimum=Decimal(1), pay_currency="USD", pay_unit="year")
        each.keep(crawl, "k", each.version(requisition="R1"), read, [money])
        each.close(crawl, ["k"])
    for name in ("postings", "pay_ranges", "pay_history"):
        assert ids(board.engine, name) == {"acme:k"}, name
