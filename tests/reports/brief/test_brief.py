"""A brief says what the report's page says, and of each sentence what it rests on and what may be printed of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from db.engine import open_engine
from db.vocabulary import AiLabel, Origin
from reports.brief.brief import SENTENCES
from reports.report import write_report
from tests.reports.report_database import FACTS, Job, ReportDatabase, article, clerks, product_manager, studio
from tracker import settings
from tracker.cli import main
from tracker.editorial.inquiries import create_inquiry
from tracker.errors import AsOfError, EmbargoError, SelectionError, SinceError
from tracker.publishing.brief import print_brief

Newsroom = tuple[str, Engine, datetime]
MACHINES = "Machine learning helps us to choose the films that we buy."
MAIL = "Ask jane.doe@example.com for more."


@pytest.fixture(scope="module")
def newsroom(sqlite_databases: Callable[..., str]) -> Newsroom:
    """Two boards: a posting loses its sentence on AI, another's pay is raised, one goes."""
    url = sqlite_databases(upgraded=True)
    database = article(open_engine(url))
    database.settle(studio("acme", "Acme & Co"))
    rigger = Job("rigger", "Rigger", low="50000", high="60000", quote="Pay is 50,000 to 60,000.", label=AiLabel.CORE)
    worded = replace(product_manager(), quote=f"You plan films. {MACHINES} {MAIL}", on_ai=(MACHINES,))
    database.crawl("netflix", worded, *clerks(3))
    database.crawl("acme", rigger, Job("gone", "Researcher", label=AiLabel.CORE), *clerks(5, start=90000))
    since = database.at - timedelta(seconds=1)
    plain = replace(worded, quote=f"You plan films. {MAIL}", on_ai=())
    database.crawl("netflix", plain, *clerks(3))
    for _ in range(2):
        database.crawl("acme", replace(rigger, high="75000", quote="Pay is 50,000 to 75,000."), *clerks(5, start=90000))
    return url, database.engine, since


def told(newsroom: Newsroom, *studios: str, **more: Any) -> dict[str, Any]:
    lines = list(print_brief(newsroom[1], studios, since=newsroom[2], form="json", **more))
    found: dict[str, Any] = json.loads(lines[0])
    return found


def test_a_removed_sentence_on_ai_comes_first_with_what_it_said(
    newsroom: Newsroom,
) -> None:
    first = told(newsroom)["sentences"][0]
    assert first["kind"] == "news"
    assert first["sentence"].startswith("Netflix dropped a sentence on AI from “Product Manager")
    assert MACHINES in first["sentence"]
    assert (first["posting_id"], first["state"], first["receipt"]) == (
        "netflix:pm", "listed", "labor-tracker explain netflix:pm",
    )  # fmt: skip
    assert first["words_age_days"] == 0


def test_each_sentence_stands_on_the_page_too(newsroom: Newsroom, tmp_path: Path) -> None:
    with newsroom[1].connect() as connection:
        made = write_report(connection, tmp_path, since=newsroom[2], program="0", facts=FACTS)
    page = {finding.posting_id: finding.text for finding in made.findings.postings}
    paid = [sentence for sentence in told(newsroom)["sentences"] if sentence["kind"] == "pay"]
    assert paid
    assert {sentence["posting_id"]: sentence["sentence"] for sentence in paid}.items() <= page.items()
    count = next(s["sentence"] for s in told(newsroom)["sentences"] if s["kind"] == "share")
    listed = next(finding.text for finding in made.findings.opening if not finding.posting_id)
    assert count.split(" postings")[0] == listed.split(" postings")[0]


def test_every_sentence_says_what_may_be_printed_of_it(newsroom: Newsroom) -> None:
    found = told(newsroom)["sentences"]
    assert 0 < len(found) <= SENTENCES
    for sentence in found:
        assert sentence["may_be_printed"], sentence
        assert (sentence["posting_id"] is None) == (sentence["kind"] == "share")
    pay = next(sentence for sentence in found if sentence["kind"] == "pay")
    assert any("market range" in rule for rule in pay["may_be_printed"])
    assert any("does not cover the job" in rule for rule in pay["may_be_printed"])
    assert MAIL.split()[1] not in json.dumps(found), "contact details stand in no output"


def test_a_studio_s_brief_names_no_other_s_posting(newsroom: Newsroom) -> None:
    found = told(newsroom, "acme")
    assert {sentence["studio"] for sentence in found["sentences"]} == {"acme", None}
    raised = next(sentence for sentence in found["sentences"] if sentence["kind"] == "news")
    assert "changed the pay" in raised["sentence"]
    assert "→" in raised["sentence"]
    assert "Acme & Co listed 6" in found["sentences"][-1]["sentence"]


def test_receipts_are_pages_where_a_site_is_published(newsroom: Newsroom) -> None:
    first = told(newsroom, public_url="https://news.example/jobs/")["sentences"][0]
    assert first["receipt"].startswith("https://news.example/jobs/postings/netflix/pm-")


def test_as_of_an_earlier_instant_nothing_later_is_said(newsroom: Newsroom) -> None:
    lines = "\n".join(print_brief(newsroom[1], as_of=newsroom[2]))
    assert "dropped a sentence" not in lines
    assert "75,000" not in lines


@pytest.mark.parametrize(
    ("studios", "as_of", "since", "error", "says"),
    [
        (["netflx"], None, None, SelectionError, "did you mean 'netflix'?"),
        (["nobody"], None, None, SelectionError, "it has acme, laion, netflix, realeyes"),
        ([], datetime(2099, 1, 1, tzinfo=UTC), None, AsOfError, "nothing is known yet of 2099"),
        ([], None, datetime(2099, 1, 1, tzinfo=UTC), SinceError, "no news is known after 2099"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    newsroom: Newsroom,
    studios: list[str],
    as_of: datetime | None,
    since: datetime | None,
    error: type[Exception],
    says: str,
) -> None:
    with pytest.raises(error, match=says.replace("?", r"\?")):
        list(print_brief(newsroom[1], studios, as_of, since))


def test_reconstructed_words_are_no_employer_s(sqlite: Engine) -> None:
    article(sqlite, Origin.RECONSTRUCTED)
    (text,) = print_brief(sqlite, form="json")
    found = json.loads(text)
    assert any("reconstructed" in notice for notice in found["notices"])
    for sentence in found["sentences"]:
        assert sentence["posting_id"] is None or sentence["may_be_printed"][0].startswith("Not to be printed as")


def test_nothing_is_printed_under_an_embargo(sqlite: Engine) -> None:
    database = ReportDatabase(sqlite)
    database.settle(studio("netflix", "Netflix"))
    database.crawl("netflix", product_manager())
    until = datetime.now(UTC) + timedelta(days=2)
    create_inquiry(sqlite, "netflix:pm", by="Ida", deadline_at=until, embargo_until=until)
    with pytest.raises(EmbargoError, match="the brief is held back: netflix:pm is under embargo until"):
        list(print_brief(sqlite))


def test_the_command_prints_it_and_a_wrong_name_is_wrong_usage(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATABASE_URL", newsroom[0])
    command: click.Command = main
    done = CliRunner().invoke(command, ["brief", "--since", newsroom[2].isoformat()])
    assert done.exit_code == 0, done.output
    assert " 1. Netflix dropped a sentence on AI from" in done.output
    assert "receipt   labor-tracker explain netflix:pm" in done.output
    wrong = CliRunner().invoke(command, ["brief", "--studio", "netflx"])
    assert wrong.exit_code == 2
    assert "did you mean 'netflix'?" in wrong.output
