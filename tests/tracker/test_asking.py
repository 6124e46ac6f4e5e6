"""A studio is asked before anything is published, and what comes of it is printed wherever the posting is."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import inquiries, models, queries, store
from db.inquiries import InquiryError
from db.vocabulary import AnswerKind, Origin
from reports import write
from reports.explain import NoSuchPostingError, as_text, receipt
from spiders.posting import Place, Posting
from tracker import asking, publish
from tracker.intake import keep

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
LATER = DEADLINE + timedelta(hours=1)
RIGGER = "s:1"


@pytest.fixture
def asked(engine: Engine) -> Engine:
    """One posting that states its pay and trains a model."""
    publish.load_scales(engine)
    with store.sessions(engine).begin() as session:
        store.put_studios(session, [models.Studio(studio="s", name="Studio S", named_in_article=False)])
        crawl = store.open_crawl(session, "s", NOW, program="test")
        posting = Posting(
            studio="s",
            board_key="1",
            title="Machine Learning Engineer, Creatures",
            url="https://s.example/1",
            description="<p>You train generative models that rig creatures.</p>"
            "<p>The salary range is $300,000 - $900,000 per year. Write to pat@s.example.</p>",
            places=(Place(text="Los Angeles, CA, United States"),),
            posted_on=date(2023, 7, 14),
            posted_on_basis="published",
            fetched_at=NOW,
        )
        keep(session, crawl, posting, Origin.BOARD, read_at=NOW)
        ended = {"announced": 1, "ended": True, "faults": [], "refused": None, "requests": 1}
        store.close_crawl(session, crawl, NOW, listed_keys=["1"], **ended)
    return engine


def ask(engine: Engine, posting_id: str = RIGGER, **more: datetime) -> str:
    return asking.ask(engine, posting_id, by="Ida", deadline_at=DEADLINE, now=NOW, **more)


def test_the_sheet_has_each_point_with_words_arithmetic_and_deadline(asked: Engine) -> None:
    sheet = ask(asked)
    for words in (
        "Request for comment: “Machine Learning Engineer, Creatures”, Studio S",
        "Please answer by: 24 November 2026, 23:59 UTC",
        "1. 300,000 to 900,000 USD by the year",
        "“The salary range is $300,000 - $900,000 per year",
        "26,470 USD of covered earnings",
        "“You train generative models that rig creatures",
        "SHA-256 of the content",
    ):
        assert words in " ".join(sheet.split()), words
    assert "pat@" not in sheet
    assert "Ida" not in sheet
    assert max(map(len, sheet.splitlines())) <= 200


def test_the_sheet_is_kept_as_it_was_sent(asked: Engine) -> None:
    sheet = ask(asked)
    with asked.connect() as connection:
        assert connection.execute(select(models.Inquiry.sheet, models.Inquiry.asked_by)).one() == (sheet, "Ida")


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        (None, "", ", with a deadline of 24 November 2026; no answer is recorded yet."),
        (AnswerKind.NO_ANSWER, "", " and had not answered by 24 November 2026."),
        (AnswerKind.DECLINED, "", " and declined."),
        (AnswerKind.ANSWERED, "It is a\nlevel.", " and answered on 25 November 2026: “It is a level.”"),
    ],
)
def test_reports_and_receipts_print_what_came_of_it(
    asked: Engine, kind: AnswerKind | None, words: str, said: str, tmp_path
) -> None:
    ask(asked)
    if kind:
        asking.answer(asked, RIGGER, by="Ida", kind=kind, words=words, now=LATER)
    with asked.connect() as connection:
        receipt_text = " ".join(" ".join(as_text(receipt(connection, RIGGER))).split())
        write.write(connection, tmp_path, as_of=LATER, program="test")
    sentence = f"Studio S was asked for comment on 22 November 2026{said}"
    assert sentence in receipt_text
    assert sentence in " ".join((tmp_path / "report.html").read_text("utf-8").split())
    assert list(asking.said(asked)) == [f"{RIGGER}: {sentence}"]
    assert (kind or "") in (tmp_path / "answers.csv").read_text("utf-8")
    assert "Ida" not in receipt_text + (tmp_path / "answers.csv").read_text("utf-8")


def test_as_of_knows_only_what_was_asked_and_answered_by_then(asked: Engine) -> None:
    ask(asked)
    asking.answer(asked, RIGGER, by="Ida", kind=AnswerKind.DECLINED, now=LATER)

    def known(as_of: datetime) -> list[str | None]:
        with asked.connect() as connection:
            return list(connection.execute(select(queries.answers(as_of).subquery().c.answer)).scalars())

    assert known(NOW - timedelta(seconds=1)) == []
    assert known(NOW) == [None]
    assert known(LATER) == ["declined"]


def test_a_report_looks_as_far_as_the_last_answer(asked: Engine, tmp_path: Path) -> None:
    ask(asked)
    asking.answer(asked, RIGGER, by="Ida", kind=AnswerKind.DECLINED, now=LATER)
    with asked.connect() as connection:
        assert write.write(connection, tmp_path, program="test").as_of == LATER


def test_the_latest_record_counts_and_the_earlier_stays(asked: Engine) -> None:
    ask(asked)
    asking.answer(asked, RIGGER, by="Ida", kind=AnswerKind.NO_ANSWER, now=LATER)
    said = asking.answer(
        asked, RIGGER, by="Bo", kind=AnswerKind.ANSWERED, words="Late, but: yes.", now=LATER + timedelta(days=1)
    )
    assert said.endswith("answered on 26 November 2026: “Late, but: yes.”")
    with asked.connect() as connection:
        assert len(connection.execute(select(models.Answer.id)).all()) == 2


def test_what_cannot_be_recorded_is_named(asked: Engine) -> None:
    with pytest.raises(InquiryError, match="nobody was asked about 's:1' yet"):
        asking.answer(asked, RIGGER, by="Ida", kind=AnswerKind.DECLINED, now=NOW)
    with pytest.raises(NoSuchPostingError, match="'s:9'"):
        ask(asked, "s:9")
    with pytest.raises(InquiryError, match="2026-11-24 23:59 UTC has passed"):
        asking.ask(asked, RIGGER, by="Ida", deadline_at=DEADLINE, now=LATER)
    ask(asked)
    with pytest.raises(InquiryError, match="still to come"):
        asking.answer(asked, RIGGER, by="Ida", kind=AnswerKind.NO_ANSWER, now=NOW)
    with pytest.raises(InquiryError, match="the answer is empty"):
        asking.answer(asked, RIGGER, by="Ida", kind=AnswerKind.ANSWERED, words=" \n", now=NOW)
    with pytest.raises(InquiryError, match="2026-12-01 is still to come"):
        asking.answer(
            asked, RIGGER, by="I", kind=AnswerKind.ANSWERED, words="x", answered_on=date(2026, 12, 1), now=NOW
        )


def test_an_embargo_ends_by_itself_or_by_a_later_word(asked: Engine) -> None:
    def held(now: datetime) -> list[str]:
        with store.sessions(asked)() as session:
            return [posting_id for posting_id, _ in inquiries.embargoes(session, now)]

    ask(asked, embargo_until=LATER)
    assert held(LATER - timedelta(seconds=1)) == [RIGGER]
    assert held(LATER) == []
    ask(asked)
    assert held(NOW) == [RIGGER]  # asking again without a word on it leaves it
    ask(asked, embargo_until=NOW)
    assert held(NOW) == []


def test_an_answer_that_is_no_text_is_said_in_a_sentence(tmp_path: Path, asked: Engine, run: Any) -> None:
    (tmp_path / "reply.txt").write_bytes(b"caf\xe9")
    database = asked.url.render_as_string(hide_password=False)
    said = run("ask", "s:1", "--by", "Ida", "--answer", "reply.txt", database=database)
    assert (said.returncode, "Error: reply.txt is no text in UTF-8" in said.stderr) == (1, True), said.stderr
