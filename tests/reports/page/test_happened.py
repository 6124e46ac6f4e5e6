"""What happened opens the page: the weightiest first, with what was edited marked word by word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from lxml import html as lxml_html
from sqlalchemy import Engine

from db.engine import open_engine
from db.vocabulary import AiLabel, Event
from reports.frames.frames import to_records
from reports.page.happened import describe_change
from reports.page.sections import make_row_id
from reports.prose import news
from reports.prose.marked_edit import (
    LONGEST_RUN,
    STORY_LENGTH,
    mark_change,
    mark_words,
    name_event,
    shorten_marks,
)
from reports.prose.wording import load_sentences
from reports.report import write_report
from reports.tables.changes import CHANGES
from tests.reports.report_database import Job, ReportDatabase, clerks, product_manager, read_table, studio

MACHINES = "Machine learning helps us to choose the films that we buy."
WORDS = f"You plan films. {MACHINES} You write to everybody."
GRADER = "You will rate answers of a model. Our artists draw."
EDITED = "You will rate and correct answers of a model. Our artists draw."


def lead(words: str, on_ai: tuple[str, ...]) -> Job:
    return replace(product_manager(), quote=words, on_ai=on_ai)


def grader(words: str) -> Job:
    return Job("grader", "Grader", quote=words, label=AiLabel.ADJACENT, on_ai=(words.partition(".")[0] + ".",))


@pytest.fixture(scope="module")
def lived(sqlite_databases: Callable[..., str]) -> tuple[Engine, datetime]:
    """A day on which a sentence on AI goes, one is edited, pay changes, an AI job comes, and a board is added."""
    engine = open_engine(sqlite_databases(upgraded=True))
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"), studio("acme", "Acme & Co"))
    quiet = clerks(4)
    paid = Job("rigger", "Rigger", low="50000", high="60000", quote="Pay is 50,000 to 60,000.")
    database.crawl("netflix", lead(WORDS, (MACHINES,)), grader(GRADER), paid, *quiet)
    since = database.at.replace(minute=30)
    raised = replace(paid, high="75000", quote="Pay is 50,000 to 75,000.")
    gone = lead(WORDS.replace(f" {MACHINES}", ""), ())
    new = Job("ml", "Machine Learning Engineer", label=AiLabel.CORE)
    database.crawl("netflix", gone, grader(EDITED), raised, new, *quiet[:3])
    database.crawl("acme", *clerks(3, start=90000))
    return engine, since


@pytest.fixture(scope="module")
def page(lived: tuple[Engine, datetime], tmp_path_factory: pytest.TempPathFactory) -> Any:
    engine, since = lived
    folder = tmp_path_factory.mktemp("happened")
    with engine.connect() as connection:
        write_report(connection, folder, since=since, program="0.1.0")
    return lxml_html.fromstring((folder / "report.html").read_text(encoding="utf-8"))


def changes(lived: tuple[Engine, datetime]) -> dict[tuple[str, str], dict[str, Any]]:
    engine, since = lived
    with engine.connect() as connection:
        rows = to_records(read_table(CHANGES, connection, since.replace(year=2030), since))
    return {(row["posting_id"], row["field"] or row["event"]): row for row in rows}


def test_changes_csv_names_what_became_of_the_words_on_ai(lived: tuple[Engine, datetime]) -> None:
    found = {key: row["ai_change"] for key, row in changes(lived).items() if row["ai_change"]}
    assert found == {
        ("netflix:pm", "description"): "ai_sentence_removed",
        ("netflix:grader", "description"): "ai_sentence_edited",
    }


def test_a_sentence_on_ai_that_was_removed_is_news_number_one(page: Any) -> None:
    stories = [" ".join(each.text_content().split()) for each in page.xpath("//ol[@class='stories']/li/p")]
    assert [story.partition(" its row")[0] for story in stories] == [
        "Netflix dropped a sentence on AI from “Product Manager, Machine Learning Platform”.",
        "Netflix changed the pay that it advertises for “Rigger”.",
        "Netflix edited a sentence on AI in “Grader”.",
        "Netflix published an AI posting: “Machine Learning Engineer”.",
    ]
    first = page.xpath("//section")[0]
    assert first.get("id") == "happened"
    removed = page.xpath("//ol[@class='stories']/li[1]//del")
    assert [each.text_content().strip() for each in removed] == [MACHINES]
    assert [each.text_content().strip() for each in page.xpath("//ol[@class='stories']/li[3]//ins")] == ["and correct"]


def test_the_sentences_count_by_kind_and_announce_a_new_board(page: Any) -> None:
    said = " ".join(page.xpath("//section[@id='happened']")[0].text_content().split())
    assert (
        "a sentence on AI was dropped from one posting; the advertised pay of one posting changed; a sentence on AI was"
        " edited in one posting; one posting is new (1 of them AI)" in said
    )
    assert "One posting was absent from the last complete visit to its board" in said
    assert "Acme & Co is new here: its board was read whole for the first time, with 3 postings listed." in said
    assert "3 postings are new" not in said, "what a first visit finds did not arrive"


def test_all_changes_can_be_chosen_by_studio_kind_and_ai(page: Any) -> None:
    (table,) = page.xpath("//table[@id='changes-table']")
    chosen = {
        select.get("id"): select.xpath("option/text()")[1:]
        for select in page.xpath("//select[@data-of='changes-table']")
    }
    assert chosen["changes-table-by-0"] == ["Netflix"]
    assert "sentence on AI dropped" in chosen["changes-table-by-1"]
    assert chosen["changes-table-by-2"] == ["AI", "other"]
    rows = table.xpath("tbody/tr")
    assert {(row.get("data-f0"), row.get("data-f2")) for row in rows} == {("Netflix", "AI"), ("Netflix", "other")}
    assert rows[0].get("data-f1") == "sentence on AI dropped"


def test_every_ai_posting_listed_has_a_row_and_an_id_of_its_own(page: Any) -> None:
    ids = page.xpath("//table[@id='ai-postings-table']/tbody/tr/@id")
    assert sorted(ids) == sorted(make_row_id(f"netflix:{key}") for key in ("pm", "grader", "ml"))


def test_every_kind_of_news_has_its_words() -> None:
    words = load_sentences()["happened"]
    assert set(words["kind"]) == set(news.ORDER)
    assert set(words["plain"]) == set(map(str, Event)) == set(load_sentences()["event"])
    assert name_event({"event": Event.PAY_CHANGED}) == "pay changed"
    assert set(words["story"]) <= set(news.ORDER)
    assert {kind.removeprefix("ai_") if kind.removeprefix("ai_") in news.ORDER else kind for kind in news.ORDER} == set(
        words["count"]
    ) - {"of_ai", "edit"}


ROW = {
    "posting_id": "s:1", "studio": "s", "title": "T", "event": "text_changed", "ai_label": "core", "origin": "board",
    "ai_change": None, "before": None, "after": None, "field": "description",
}  # fmt: skip


def test_words_that_are_no_board_s_are_not_called_the_employer_s() -> None:
    row = ROW | {"origin": "reconstructed", "ai_change": "ai_sentence_removed"}
    assert describe_change(row, {"s": "S"}).startswith(
        "In the demo’s reconstructed postings: S dropped a sentence on AI from"
    )


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        (
            "$136,038–$191,100 a year; base; this post",
            "$141,000–$198,700 a year; base; this post",
            [("kept", "$"), ("removed", "136,038–$191,100"), ("added", "141,000–$198,700"), ("kept", " a year")],
        ),
        ("x", "x", []),
        (None, None, []),
        (None, "came", [("added", "came")]),
    ],
)
def test_pay_is_marked_without_what_stayed(before: str, after: str, marked: list[Any]) -> None:
    found = mark_change(ROW | {"event": "pay_changed", "before": before, "after": after})
    assert [(run.fate, run.words) for run in found] == marked


def test_what_is_unchanged_is_cut_to_the_words_beside_the_change() -> None:
    long = "word " * 100
    marked = mark_change(ROW | {"before": f"{long}old {long}", "after": f"{long}new {long}"})
    assert [run.fate for run in marked] == ["kept", "removed", "added", "kept"]
    assert all(len(run.words) < 100 for run in marked)


def test_a_passage_written_anew_is_one_removed_and_one_added() -> None:
    """Marks between single words that happen to stand in both would make it unreadable."""
    before, after = (
        "We make films about the sea and the people on it. " * 4,
        "Ask for a role in our new team of the year. " * 4,
    )
    assert [run.fate for run in mark_words(before, after)] == ["removed", "added"]
    edited = f"{before}You lead a team."
    assert [run.fate for run in mark_words(before, edited)] == ["kept", "added"]


def test_a_story_has_of_a_long_edit_its_beginning_on_both_sides() -> None:
    before, after = "old words " * 200, "new terms " * 200
    told = shorten_marks(mark_words(before, after))
    assert [(run.fate, run.words[-3:]) for run in told] == [("removed", "[…]"), ("added", "[…]")]
    assert sum(len(run.words) for run in told) <= STORY_LENGTH + 10


def test_a_passage_written_anew_is_cut_in_its_middle_and_says_so() -> None:
    (run,) = mark_change(ROW | {"before": None, "after": "word " * 1000})
    assert len(run.words) <= LONGEST_RUN + len(" […] ")
    assert " […] " in run.words
