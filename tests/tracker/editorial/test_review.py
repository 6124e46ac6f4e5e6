"""People's verdicts on labels: what is drawn, what is asked, what is kept."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import models
from db.engine import open_engine, write_sessions
from db.models import Verdict
from db.vocabulary import AiKind, AiLabel, Origin
from db.writes import crawls
from spiders.posting import Posting
from tracker.editorial import sampling
from tracker.editorial.pay_review import list_unsure_pay
from tracker.editorial.review import Answer, ReviewSession, parse_answer, review_postings
from tracker.errors import AnswerError
from tracker.ingest.save_posting import save_posting
from tracker.reading.ai.confidence import decision_margin
from tracker.reading.ai.rules import table

AT = datetime(2026, 3, 1, 6, tzinfo=UTC)
PURE = "<h3>What you will do</h3><p>You will train machine learning models and build generative AI all day.</p>" * 8
USES = "<h3>What you will do</h3><ul><li>Use AI tools to draft letters.</li><li>Answer the phone.</li></ul>"
NOTHING = "<h3>What you will do</h3><p>You will hem the curtains. Write to ida@example.org, or call.</p>"
DESCRIPTIONS = {f"{kind}-{n}": html for kind, html in (("p", PURE), ("u", USES), ("n", NOTHING)) for n in range(4)}


def fill(engine: Engine, descriptions: dict[str, str] = DESCRIPTIONS) -> None:
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="acme", name="Acme Films")])
        crawl_id = crawls.open_crawl(session, "acme", AT, program="0")
        for key, html in descriptions.items():
            said = Posting(
                studio="acme",
                board_key=key,
                title="Machine Learning Engineer" if key.startswith("p") else f"Clerk {key}\x1b[2J",
                url=f"https://jobs.example/{key}",
                description=html,
                source_url=f"https://jobs.example/api/{key}",
                response_sha256="0" * 64,
                fetched_at=AT,
            )
            save_posting(session, crawl_id, said, Origin.BOARD, studio="Acme Films")
        ending = {"announced": None, "ended": True, "faults": [], "refused": None, "requests": 1}
        crawls.close_crawl(session, crawl_id, AT, listed_keys=list(descriptions), **ending)


def test_readings_of_pay_are_listed_the_least_sure_first_and_without_contact_details(engine: Engine) -> None:
    pays = {
        "sure": "<p>The salary range for this role is $101,000 - $131,000 a year.</p>",
        "several": "<p>Pay: $21 an hour for days, $26 an hour for nights. Ask ida@example.org.</p>",
        "none": NOTHING,
    }
    fill(engine, pays)
    listed = list(list_unsure_pay(engine, 3))
    assert len(listed) == 3
    assert [float(line.split()[0]) for line in listed] == sorted(float(line.split()[0]) for line in listed)
    assert "acme:several" in listed[0]
    assert "$21 an hour" in listed[0]
    assert "acme:sure" in listed[2]
    assert not any("ida@example.org" in line for line in listed)
    assert len(list(list_unsure_pay(engine, 1))) == 1


def sit(engine: Engine, *answers: str, many: int | None = None, seed: int = 1, **more: Any) -> tuple[str, str, str]:
    """What a sitting says of itself, what it showed, and its complaints."""
    out, err = io.StringIO(), io.StringIO()
    lines = io.StringIO("".join(f"{answer}\n" for answer in answers))
    said = review_postings(
        ReviewSession(engine, more.pop("reviewer", "Ida"), lines, out, err, **more), many=many, seed=seed
    )
    return said, out.getvalue(), err.getvalue()


def verdicts(engine: Engine) -> list[Verdict]:
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(Verdict).order_by(Verdict.id)))


def order(engine: Engine, reviewer: str = "Ida") -> list[str]:
    with Session(engine) as session:
        return [each.posting_id for each in sampling.least_certain(session, reviewer)]


def test_a_blind_verdict_is_kept_before_the_label_is_shown(engine: Engine) -> None:
    fill(engine)
    said, shown, _ = sit(engine, "n", "core generative research", "quit", many=12)
    assert said == "2 judged, 10 left"
    first, second, third = shown.split("core, adjacent or none?")[:3]
    assert "The program says" not in first
    assert "The program says" in second
    assert shown.count("The program says") == 2
    assert "The program says" in third
    one, two = verdicts(engine)
    assert (one.ai_label, one.ai_kinds, one.blind, one.reviewer) == (AiLabel.NONE, "", True, "Ida")
    assert (two.ai_label, two.ai_kinds) == (AiLabel.CORE, "generative research")
    with Session(engine) as session:
        assert one.reader == session.scalar(select(models.Reading.reader).where(models.Reading.version == one.version))


def test_a_stopped_sitting_goes_on_with_what_is_left(engine: Engine) -> None:
    fill(engine)
    sit(engine, *["none"] * 5, many=9)
    assert sit(engine, *["none"] * 20, many=9)[0] == "4 judged, 0 left"
    judged = [verdict.version for verdict in verdicts(engine)]
    assert len(set(judged)) == len(judged) == 9
    assert sit(engine, many=9, reviewer="Ben")[0] == "0 judged, 9 left"


def test_a_seed_draws_the_same_postings_on_both_databases(engine: Engine, sqlite_databases: Callable[..., str]) -> None:
    other = open_engine(sqlite_databases(upgraded=True))
    fill(engine)
    fill(other, dict(reversed(DESCRIPTIONS.items())))
    drawn = []
    for each, seed in ((engine, 7), (other, 7), (engine, 8)):
        with Session(each) as session:
            drawn.append([one.posting_id for one in sampling.random_sample(session, "Ida", 6, seed)])
    other.dispose()
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_posting_seen_with_its_label_stays_in_the_random_sample(engine: Engine) -> None:
    fill(engine)
    sit(engine, *["none"] * 12)
    assert [verdict.blind for verdict in verdicts(engine)] == [False] * 12
    assert sit(engine, many=12)[0] == "0 judged, 12 left"
    assert order(engine) == []


def test_the_least_certain_come_first_with_their_label(engine: Engine) -> None:
    fill(engine)
    assert [key.partition(":")[2][0] for key in order(engine)][:4] == ["u"] * 4
    _, shown, _ = sit(engine, "quit")
    assert shown.index("The program says: ") < shown.index("core, adjacent or none?")


def test_doubtful_pay_comes_first_though_its_label_is_certain(engine: Engine) -> None:
    pays = {
        "sure": "<p>The salary range for this role is $101,000 - $131,000 a year.</p>",
        "unsure": "<p>Pay: $21 an hour for days, $26 an hour for nights. Ask ida@example.org.</p>",
        "none": NOTHING,
    }
    fill(engine, pays)
    assert order(engine)[0] == "acme:unsure"
    _, shown, _ = sit(engine, "quit")
    assert "Pay that the program reads" in shown
    assert "$21 an hour" in shown
    assert "ida@example.org" not in shown


@pytest.mark.parametrize("name", ["adjacent_body", "core_body"])
def test_the_margin_is_nothing_at_a_threshold_and_grows_away_from_it(name: str) -> None:
    at = table().decide[name]
    margins = [
        decision_margin("Clerk", [("description", f"part {n}", "plain", at * share / 10) for n in range(10)])
        for share in (0.9, 1, 1.1)
    ]
    assert margins[1] == pytest.approx(0, abs=1e-9)
    assert min(margins[0], margins[2]) == pytest.approx(0.1)
    assert decision_margin("Clerk", []) == 1


def test_answers_are_understood_or_named() -> None:
    assert parse_answer("C generative, research\n") == Answer(AiLabel.CORE, (AiKind.GENERATIVE, AiKind.RESEARCH))
    assert [parse_answer(each) for each in ("s", "more", "q", "help")] == ["skip", "more", "quit", "help"]
    for line, named in (("yes", "'yes'"), ("core drones", "'drones'"), ("", "''")):
        with pytest.raises(AnswerError, match=named):
            parse_answer(line)


def test_an_answer_that_is_none_is_asked_again_and_named_on_stderr(engine: Engine) -> None:
    fill(engine)
    said, shown, complaints = sit(engine, "perhaps", "help", "skip", "none", many=2)
    assert said == "1 judged, 1 left"
    assert "'perhaps' is not one of" in complaints
    assert "perhaps" not in shown
    assert shown.count("1 of 2") == 1


def test_a_long_text_comes_in_pages(engine: Engine) -> None:
    fill(engine, {"n-1": "".join(f"<p>Line {n}.</p>" for n in range(30))})
    _, shown, _ = sit(engine, "more", "more", "none", many=1, lines=12)
    pages = shown.split("core, adjacent or none?")
    assert [page.count("Line ") for page in pages] == [12, 12, 6, 0]
    assert [page.count("[more]") for page in pages] == [1, 1, 0, 0]


def test_what_is_shown_harms_no_terminal_and_names_no_address(engine: Engine) -> None:
    fill(engine)
    _, shown, _ = sit(engine, *["none"] * 12, many=12)
    assert "\x1b" not in shown
    assert "ida@example.org" not in shown
    assert "- Answer the phone." in shown
    assert "## What you will do" in shown


def test_the_command_reads_its_answers_from_lines(run, sqlite_databases: Callable[..., str]) -> None:
    url = sqlite_databases(upgraded=True)
    engine = open_engine(url)
    fill(engine)
    done = run("review", "--reviewer", "Ida", "--random", 3, database=url, stdin="none\nadjacent\n")
    assert (done.returncode, done.stderr) == (0, "2 judged, 1 left\n")
    assert [verdict.ai_label for verdict in verdicts(engine)] == ["none", "adjacent"]
    engine.dispose()
