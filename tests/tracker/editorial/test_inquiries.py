"""A studio is asked before anything is published, and what comes of it is printed wherever the posting is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import models
from db.engine import write_sessions
from db.errors import InquiryError
from db.queries.as_of import AsOf
from db.queries.editorial import select_inquiry_answers
from db.vocabulary import AiLabel, AnswerKind, Origin, PayFlag
from db.writes import crawls, inquiries
from reports import report
from reports.errors import NoSuchPostingError
from reports.prose import wording
from reports.receipt.inquiry_sheet import render_inquiry_sheet
from reports.receipt.receipt import Receipt, read_receipt
from reports.receipt.text import render_text
from spiders.posting import Place, Posting
from tests.stored_scales import copy_scales
from tracker.editorial import inquiries as asking
from tracker.ingest.save_posting import save_posting

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
LATER = DEADLINE + timedelta(hours=1)
RIGGER = "s:1"


@pytest.fixture
def asked(engine: Engine) -> Engine:
    """One posting that states its pay and trains a model."""
    copy_scales(engine)
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="s", name="Studio S", named_in_article=False)])
        crawl = crawls.open_crawl(session, "s", NOW, program="test")
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
        save_posting(session, crawl, posting, Origin.BOARD, read_at=NOW)
        ended = {"announced": 1, "ended": True, "faults": [], "refused": None, "requests": 1}
        crawls.close_crawl(session, crawl, NOW, listed_keys=["1"], **ended)
    return engine


def ask(engine: Engine, posting_id: str = RIGGER, **more: datetime) -> str:
    return asking.create_inquiry(engine, posting_id, by="Ida", deadline_at=DEADLINE, now=NOW, **more)


def test_the_sheet_has_each_point_with_words_arithmetic_and_deadline(asked: Engine) -> None:
    sent = ask(asked)
    for words in (
        "Request for comment: “Machine Learning Engineer, Creatures”, Studio S",
        "Please answer by: 24 November 2026, 23:59 UTC",
        "1. The posting gives a range of $300,000 to $900,000 a year as its pay.",
        "“The salary range is $300,000 - $900,000 per year",
        "300,000 to 900,000 USD a year / 26,470 USD of covered earnings",
        "in force from 2023-01-01 to 2023-12-31",
        "The agreement does not cover the advertised job.",
        "“You train generative models that rig creatures",
        "SHA-256 of the content",
    ):
        assert words in " ".join(sent.split()), words
    assert "pat@" not in sent
    assert "Ida" not in sent
    assert max(map(len, sent.splitlines())) <= 200


def found(engine: Engine) -> Receipt:
    with engine.connect() as connection:
        return read_receipt(connection, RIGGER)


def claimed(known: Receipt) -> str:
    text = " ".join(render_inquiry_sheet(known, asked_at=NOW, deadline_at=DEADLINE).split())
    return text.partition("What we would publish")[2].partition("What it rests on")[0]


def test_the_sheet_claims_only_what_may_open_a_report(asked: Engine) -> None:
    known = found(asked)
    claims, printed = claimed(known), {True: 0, False: 0}
    for row in known.comparisons:
        firm = row["scale_kind"] in ("minimum", "threshold") and row["scale_status"] == "in_force"
        one_hand = row["scale_tier"] == "secondary" and row["scale_confidence"] != "verified"
        firm = firm and not one_hand and row["scale_confidence"] != "inferred" and row["scale_tier"] != "computed"
        assert (row["basis"] in claims) == firm, row["scale_id"]
        printed[firm] += 1
    assert min(printed.values()) >= 3
    assert "the median wage" not in claims


def test_the_sheet_is_for_a_press_office_and_the_receipt_for_us(asked: Engine) -> None:
    known = found(asked)
    ours, claims = " ".join(" ".join(render_text(known)).split()), claimed(known)
    for row in [*known.pay, *known.ai]:
        assert f"Rule: {row['rule']}" in ours
        assert row["quote"] in claims
    scales = [row["scale_id"] for row in known.comparisons]
    for jargon in ("Rule", "weight", "characters ", "noun_before", known.pay[0]["reader"], *scales, "_"):
        assert jargon not in claims.replace("https://", ""), jargon
        assert jargon in ours


def test_without_a_sound_figure_the_sheet_says_that_none_is_set_beside_the_pay(asked: Engine) -> None:
    known = found(asked)
    none = "No union figure will be set beside the pay of this posting."
    assert none not in claimed(known)
    unsure = [row for row in known.comparisons if row["scale_confidence"] == "inferred"]
    assert unsure
    for rows in (unsure, []):
        claims = claimed(replace(known, comparisons=rows))
        assert none in claims
        assert "Union figure:" not in claims
        assert "SAG-AFTRA" not in claims


def test_each_range_is_named_under_the_words_it_was_read_from(asked: Engine) -> None:
    known = found(asked)
    first = known.pay[0]
    second = dict(first) | {"position": 2, "minimum": 410_000, "maximum": 500_000, "place": "Lyon"}
    claims = claimed(replace(known, pay=[second, first]))
    assert claims.count(f"Words: “{first['quote']}”") == 1
    one, other = (
        "We read there: $300,000–$900,000 a year",
        "We read there: $410,000–$500,000 a year",
    )
    assert 0 < claims.find(one) < claims.find(f"{other}, for Lyon")


def test_of_pay_in_doubt_the_sheet_reckons_nothing(asked: Engine) -> None:
    known = found(asked)
    claims = claimed(replace(known, posting={**known.posting, "pay_flags": "likely_misprint"}, range_width=None))
    assert "1. The posting’s pay can be read in more than one way" in claims
    assert "a figure looks like a misprint" in claims
    assert "“The salary range is $300,000 - $900,000 per year" in claims
    assert "By the year" not in claims
    assert "In dollars" not in claims
    assert "No union figure will be set beside" in claims


def test_the_sheet_has_words_for_every_flag_and_label() -> None:
    words = wording.load_sentences()["inquiry"]
    assert set(words["flag"]) == set(PayFlag)
    assert set(words["ai"]) == {*AiLabel, "unknown"}


def test_the_sheet_is_kept_as_it_was_sent(asked: Engine) -> None:
    sent = ask(asked)
    with asked.connect() as connection:
        assert connection.execute(select(models.Inquiry.sheet, models.Inquiry.asked_by)).one() == (sent, "Ida")


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
        asking.record_answer(asked, RIGGER, by="Ida", kind=kind, words=words, now=LATER)
    with asked.connect() as connection:
        receipt_text = " ".join(" ".join(render_text(read_receipt(connection, RIGGER))).split())
        report.write_report(connection, tmp_path, as_of=LATER, program="test")
    sentence = f"Studio S was asked for comment on 22 November 2026{said}"
    assert sentence in receipt_text
    assert sentence in " ".join((tmp_path / "report.html").read_text("utf-8").split())
    assert list(asking.describe_inquiry(asked)) == [f"{RIGGER}: {sentence}"]
    assert (kind or "") in (tmp_path / "answers.csv").read_text("utf-8")
    assert "Ida" not in receipt_text + (tmp_path / "answers.csv").read_text("utf-8")


def test_as_of_knows_only_what_was_asked_and_answered_by_then(asked: Engine) -> None:
    ask(asked)
    asking.record_answer(asked, RIGGER, by="Ida", kind=AnswerKind.DECLINED, now=LATER)

    def known(as_of: datetime) -> list[str | None]:
        with asked.connect() as connection:
            return list(
                connection.execute(select(select_inquiry_answers(AsOf.plain(as_of)).subquery().c.answer)).scalars()
            )

    assert known(NOW - timedelta(seconds=1)) == []
    assert known(NOW) == [None]
    assert known(LATER) == ["declined"]


def test_a_report_looks_as_far_as_the_last_answer(asked: Engine, tmp_path: Path) -> None:
    ask(asked)
    asking.record_answer(asked, RIGGER, by="Ida", kind=AnswerKind.DECLINED, now=LATER)
    with asked.connect() as connection:
        assert report.write_report(connection, tmp_path, program="test").as_of == LATER


def test_the_latest_record_counts_and_the_earlier_stays(asked: Engine) -> None:
    ask(asked)
    asking.record_answer(asked, RIGGER, by="Ida", kind=AnswerKind.NO_ANSWER, now=LATER)
    said = asking.record_answer(
        asked, RIGGER, by="Bo", kind=AnswerKind.ANSWERED, words="Late, but: yes.", now=LATER + timedelta(days=1)
    )
    assert said.endswith("answered on 26 November 2026: “Late, but: yes.”")
    with asked.connect() as connection:
        assert len(connection.execute(select(models.Answer.id)).all()) == 2


def test_what_cannot_be_recorded_is_named(asked: Engine) -> None:
    with pytest.raises(InquiryError, match="nobody was asked about 's:1' yet"):
        asking.record_answer(asked, RIGGER, by="Ida", kind=AnswerKind.DECLINED, now=NOW)
    with pytest.raises(NoSuchPostingError, match="'s:9'"):
        ask(asked, "s:9")
    with pytest.raises(InquiryError, match="2026-11-24 23:59 UTC has passed"):
        asking.create_inquiry(asked, RIGGER, by="Ida", deadline_at=DEADLINE, now=LATER)
    ask(asked)
    with pytest.raises(InquiryError, match="still to come"):
        asking.record_answer(asked, RIGGER, by="Ida", kind=AnswerKind.NO_ANSWER, now=NOW)
    with pytest.raises(InquiryError, match="the answer is empty"):
        asking.record_answer(asked, RIGGER, by="Ida", kind=AnswerKind.ANSWERED, words=" \n", now=NOW)
    with pytest.raises(InquiryError, match="2026-12-01 is still to come"):
        asking.record_answer(
            asked, RIGGER, by="I", kind=AnswerKind.ANSWERED, words="x", answered_on=date(2026, 12, 1), now=NOW
        )


def test_an_embargo_ends_by_itself_or_by_a_later_word(asked: Engine) -> None:
    def held(now: datetime) -> list[str]:
        with write_sessions(asked)() as session:
            return [posting_id for posting_id, _ in inquiries.list_embargoes(session, now)]

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
    assert (said.returncode, "Error: reply.txt is not text in UTF-8" in said.stderr) == (1, True), said.stderr
