"""An operator is told of what is wrong, of nothing else, and by silence where nobody looks."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from db import models
from db.engine import open_engine, write_sessions
from db.vocabulary import Outcome
from db.writes import crawls
from tests.loopback_server import QuietHandler, run_server
from tracker.scheduling.config import load_config
from tracker.scheduling.health import KINDS, Watched, find_problems, make_watched
from tracker.scheduling.jobs import Job, make_jobs
from tracker.scheduling.metrics import render_metrics
from tracker.scheduling.ping import make_ping
from tracker.scheduling.runner import JobRunner
from tracker.util.logs import make_formatter

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(jobs=(), grace=timedelta(hours=1), folders=(tmp_path,), disk_gb=0, archive=None)


def visit(engine: Engine, at: datetime, outcome: Outcome, **columns: Any) -> None:
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="netflix", name="Netflix", named_in_article=True)])
        ended = {"finished_at": at + timedelta(minutes=5), "outcome": outcome, **columns}
        session.add(models.Crawl(studio="netflix", started_at=at, program="test", **ended))


@pytest.mark.parametrize(
    ("outcomes", "failing"),
    [
        ((Outcome.COMPLETE,), False),
        ((Outcome.FAILED,), False),
        ((Outcome.FAILED, Outcome.COMPLETE), False),
        ((Outcome.FAILED, Outcome.FAILED), True),
        ((Outcome.COMPLETE, Outcome.INCOMPLETE, Outcome.FAILED), True),
        ((Outcome.FAILED, Outcome.FAILED, Outcome.COMPLETE), False),
        ((Outcome.FAILED, Outcome.SUSPECT), False),
    ],
)
def test_a_board_is_a_problem_when_its_last_two_crawls_failed(
    engine: Engine, watched: Watched, outcomes: tuple[Outcome, ...], failing: bool
) -> None:
    for day, outcome in enumerate(outcomes):
        visit(engine, NOON + timedelta(days=day), outcome, reason="it answered 500")
    found = find_problems(engine, watched, NOON + timedelta(days=9))
    assert [(each.kind, each.about) for each in found] == ([("board_failing", "netflix")] if failing else [])
    assert all("it answered 500" in each.message for each in found)


def test_a_job_is_late_when_it_has_been_due_for_longer_than_the_grace(engine: Engine, watched: Watched) -> None:
    jobs = make_jobs(load_config(None), ["netflix"])
    fires = jobs[0].at.find_next(NOON)
    visit(engine, NOON, Outcome.COMPLETE)
    on_time = replace(watched, jobs=jobs[:1])
    assert find_problems(engine, on_time, fires + timedelta(minutes=59)) == []
    [late] = find_problems(engine, on_time, fires + timedelta(minutes=61))
    assert (late.kind, late.about) == ("late", "crawl netflix")
    assert f"{fires.astimezone(UTC):%H:%M} UTC" in late.message
    # within the grace of the next day's, too: a dead schedule would look well for an hour of each day
    assert find_problems(engine, on_time, fires + timedelta(days=1, minutes=30)) == [late]


def test_nothing_is_late_by_a_schedule_that_nobody_has_begun_to_keep(engine: Engine, watched: Watched) -> None:
    unused = replace(watched, jobs=make_jobs(load_config(None), ["netflix", "disney"]))
    assert find_problems(engine, unused, NOON) == []
    visit(engine, NOON - timedelta(days=9), Outcome.COMPLETE)
    late = {problem.about for problem in find_problems(engine, unused, NOON)}
    assert late == {"crawl netflix", "crawl disney", "report"}


def test_a_clock_that_stands_before_the_last_crawl_is_wrong(engine: Engine, watched: Watched) -> None:
    visit(engine, NOON, Outcome.COMPLETE)
    assert find_problems(engine, watched, NOON) == []
    assert [each.kind for each in find_problems(engine, watched, NOON - timedelta(hours=1))] == ["clock"]


def test_a_disk_with_less_room_than_asked_is_named(engine: Engine, watched: Watched, tmp_path: Path) -> None:
    [short] = find_problems(engine, replace(watched, folders=(tmp_path / "not" / "yet",), disk_gb=1_000_000), NOON)
    assert (short.kind, short.about) == ("disk", str(tmp_path / "not" / "yet"))


def test_an_archive_that_is_not_where_it_was_written_is_named(engine: Engine, watched: Watched, tmp_path: Path) -> None:
    visit(engine, NOON, Outcome.COMPLETE, archive="netflix/here.warc.gz")
    visit(engine, NOON + timedelta(days=1), Outcome.COMPLETE, archive="netflix/gone.warc.gz")
    (tmp_path / "netflix").mkdir()
    (tmp_path / "netflix" / "here.warc.gz").touch()
    [lost] = find_problems(engine, replace(watched, archive=tmp_path), NOON + timedelta(days=2))
    assert (lost.kind, lost.about) == ("archive", "netflix")
    assert "netflix/gone.warc.gz" in lost.message


def test_the_configuration_says_what_is_watched(engine: Engine, tmp_path: Path) -> None:
    plan = load_config(None)
    found = make_watched(engine, plan, [])
    assert plan.folder in found.folders
    if engine.dialect.name == "sqlite":
        assert Path(engine.url.database or "").parent in found.folders


@pytest.fixture
def switch() -> Iterator[tuple[list[str], str]]:
    """A dead-man's switch: the paths it was asked for, and its address."""
    asked: list[str] = []

    class Switch(QuietHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(500 if self.path == "/broken" else 200)
            self.end_headers()

    with run_server(Switch) as server:
        yield asked, f"http://127.0.0.1:{server.server_port}"


def test_the_switch_is_asked_after_a_run_that_went_well_while_nothing_is_wrong(
    engine: Engine, watched: Watched, switch: tuple[list[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    asked, address = switch
    job = make_jobs(load_config(None), ["netflix"])[0]
    for command, path in (("--version", "/well"), ("no-such-command", "/after-a-failure")):
        runs = Job(job.name, job.at, lambda now, command=command: [(command,)], job.last)
        JobRunner(engine, ping=make_ping(address + path, engine, watched)).run_if_due(runs)
    make_ping(address + "/while-something-is-wrong", engine, replace(watched, disk_gb=1_000_000))()
    assert asked == ["/well"]
    make_ping(address + "/broken", engine, watched)()
    assert "health_url could not be asked" in caplog.text
    assert address not in caplog.text


def test_the_metrics_are_what_prometheus_reads() -> None:
    row = {"studio": 'a"b', "last_crawl_at": "2026-11-18T12:00:00Z", "last_outcome": "failed", "postings_listed": 7}
    text = render_metrics([{**row, "last_complete_at": None}], [], {Path("/data"): 5})
    families = {family.name: family.samples for family in text_string_to_metric_families(text)}
    assert families["labor_tracker_last_crawl_timestamp_seconds"][0].value == NOON.timestamp()
    assert families["labor_tracker_last_crawl_outcome"][0].labels == {"studio": 'a"b', "outcome": "failed"}
    assert families["labor_tracker_last_complete_timestamp_seconds"] == []
    assert {sample.labels["kind"]: sample.value for sample in families["labor_tracker_problems"]} == dict.fromkeys(
        KINDS, 0.0
    )


def test_log_lines_are_one_each_with_their_time_in_utc() -> None:
    record = logging.LogRecord("tracker.x", logging.WARNING, "x.py", 1, "two\nlines of %s", ("Zoë",), None)
    record.created = NOON.timestamp()
    line = make_formatter("json").format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "2026-11-18T12:00:00Z", "level": "warning", "logger": "tracker.x", "message": "two\nlines of Zoë",
    }  # fmt: skip
    assert make_formatter("text").format(record).startswith("2026-11-18T12:00:00Z WARNING two")


def test_status_check_says_what_is_wrong_and_fails(run, tmp_path: Path) -> None:
    plan = {"LABOR_TRACKER_CRAWL_STUDIOS": "netflix"}
    assert run("db", "upgrade").returncode == 0
    assert run("status", "--check", **plan).returncode == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'labor-tracker.db'}")
    visit(engine, NOON, Outcome.COMPLETE)
    engine.dispose()
    done = run("status", "--check", **plan)
    assert (done.returncode, done.stderr) == (1, "")
    assert {line.split(":")[0] for line in done.stdout.splitlines()} == {"late"}
    assert "late: crawl netflix: due since " in done.stdout
    found = json.loads(run("status", "--json", **plan).stdout)
    assert {problem["about"] for problem in found["problems"]} == {"crawl netflix", "report"}
    assert run("status", "--json", "--metrics").returncode == 2
