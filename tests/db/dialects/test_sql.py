"""Amounts are exact, moments are UTC, words are of their vocabulary; what is put again is overwritten."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.models import Comparison, Crawl, ExchangeRate, Reading, Studio, UnionScale
from db.writes import crawls
from db.writes.readings import upsert_rates
from db.writes.reports import last_report, record_report
from db.writes.scales import replace_comparisons, replace_scales


@pytest.mark.parametrize("amount", ["0", "0.0001", "26470", "956.75", "99999999999999.9999", "0.1"])
def test_money_comes_back_exactly(board: Any, amount: str) -> None:
    board.crawl("1", details={"1": (board.version(), board.reading(pay_minimum=Decimal(amount)))})
    with Session(board.engine) as session:
        assert session.scalars(select(Reading.pay_minimum)).one() == Decimal(amount)


@pytest.mark.parametrize("amount", ["0.00001", "1.23456", "NaN", "Infinity", "1E+30"])
def test_money_that_cannot_be_kept_exactly_is_refused(board: Any, amount: str) -> None:
    with pytest.raises(StatementError, match=r"decimal places|no amount"):
        board.crawl("1", details={"1": (board.version(), board.reading(pay_minimum=Decimal(amount)))})


def test_a_rate_keeps_ten_places(engine: Engine) -> None:
    rate = ExchangeRate(currency="JPY", published_on=date(2023, 7, 25), usd=Decimal("0.0070821531"), source="ECB")
    with write_sessions(engine).begin() as session:
        upsert_rates(session, [rate])
    with Session(engine) as session:
        assert session.scalars(select(ExchangeRate.usd)).one() == Decimal("0.0070821531")


def test_a_moment_is_kept_in_utc(board: Any) -> None:
    moment = datetime(2023, 7, 25, 23, 30, 0, 5, tzinfo=timezone(timedelta(hours=-7)))
    with board.write() as session:
        crawls.open_crawl(session, "acme", moment, program="0")
    with Session(board.engine) as session:
        kept = session.scalars(select(Crawl.started_at)).one()
        assert session.scalars(select(Crawl.id).where(Crawl.started_at == moment)).one() == 1
    assert kept == datetime(2023, 7, 26, 6, 30, 0, 5, tzinfo=UTC)
    assert kept.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(board: Any) -> None:
    with board.write() as session, pytest.raises(StatementError, match="no time zone"):
        crawls.open_crawl(session, "acme", datetime(2023, 7, 25), program="0")  # noqa: DTZ001


def test_a_word_of_no_vocabulary_is_refused(board: Any) -> None:
    with pytest.raises(StatementError, match="lustrum"):
        board.crawl("1", details={"1": (board.version(), board.reading(pay_unit="lustrum"))})


def test_a_studio_put_again_is_overwritten_and_the_others_stay(engine: Engine) -> None:
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [Studio(studio="a", name="A", parent="b"), Studio(studio="b", name="B")])
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [Studio(studio="a", name="Alpha", named_in_article=True)])
    with Session(engine) as session:
        kept = session.execute(select(Studio.studio, Studio.name, Studio.parent, Studio.named_in_article))
        assert sorted(kept) == [("a", "Alpha", None, True), ("b", "B", None, False)]


def scale(scale_id: str, amount: str = "1") -> UnionScale:
    return UnionScale(
        scale_id=scale_id,
        union="U",
        agreement="A",
        role="r",
        kind="minimum",
        amount=Decimal(amount),
        currency="USD",
        unit="day",
        confidence="verified",
        tier="primary",
        source_title="t",
        source_url="https://u.example",
    )


def test_scales_and_comparisons_are_replaced_together_or_not_at_all(engine: Engine) -> None:
    write = write_sessions(engine)
    with write.begin() as session:
        replace_scales(session, [scale("1"), scale("2")])
    with pytest.raises(StatementError), write.begin() as session:
        replace_scales(session, [scale("3"), UnionScale(scale_id="4")])
    with Session(engine) as session:
        assert sorted(session.scalars(select(UnionScale.scale_id))) == ["1", "2"]
    with write.begin() as session:
        replace_scales(session, [scale("3")])
        replace_comparisons(session, [])
    with Session(engine) as session:
        assert list(session.scalars(select(UnionScale.scale_id))) == ["3"]
        assert list(session.scalars(select(Comparison))) == []


def test_equal_scales_are_not_written_again(engine: Engine) -> None:
    """They come with every command, and each write is a page of the file and a wait for others' crawls."""
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            written.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", note)
    for amount, expected in (("1.50", ["DELETE", "INSERT"]), ("1.5", []), ("2", ["DELETE", "INSERT"])):
        written.clear()
        with write_sessions(engine).begin() as session:
            replace_scales(session, [scale("1", amount)])
        assert written == expected


def test_the_last_report_is_the_one_written_last(engine: Engine) -> None:
    first = datetime(2023, 7, 25, tzinfo=UTC)
    with write_sessions(engine).begin() as session:
        assert last_report(session) is None
        for days, folder in ((2, "second"), (0, "first")):
            at = first + timedelta(days=days)
            record_report(session, written_at=at, as_of=first, folder=folder, manifest_sha256="0" * 64)
        last = last_report(session)
        assert last is not None
        assert last.folder == "second"


def test_writing_sessions_wait_for_each_other_on_sqlite(sqlite_databases: Any) -> None:
    """One that reads first and writes later must not find that another wrote in between."""
    from db.engine import open_engine

    engine = open_engine(sqlite_databases(upgraded=True))
    with write_sessions(engine)() as session:
        session.execute(text("SELECT 1"))
        with open_engine(str(engine.url)).connect() as other:
            other.execute(text("PRAGMA busy_timeout = 0"))
            with pytest.raises(Exception, match="locked"):
                other.execute(text("INSERT INTO studio (studio, name, named_in_article) VALUES ('a', 'A', 0)"))
    engine.dispose()
