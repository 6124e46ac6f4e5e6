"""What is due follows from what is stored; nothing runs twice at once; a schedule file's mistakes are named."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import models
from db.engine import write_sessions
from db.writes import crawls, leases
from db.writes.reports import record_report
from tracker.errors import ConfigFileError
from tracker.scheduling import runner
from tracker.scheduling.config import ScheduleConfig, load_config
from tracker.scheduling.jobs import Job, make_jobs
from tracker.scheduling.runner import JobRunner
from tracker.util.process import unwind_on_sigterm

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def plan() -> ScheduleConfig:
    return load_config(None)


@pytest.fixture
def job(plan: ScheduleConfig) -> Job:
    return make_jobs(plan, ["netflix"])[0]


def crawled(engine: Engine, at: datetime, reason: str | None = "the board answered 503") -> None:
    """A crawl that ended for a reason at once; None: it was killed."""
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio="netflix", name="Netflix", named_in_article=True)])
        crawl_id = crawls.open_crawl(session, "netflix", at, program="test")
        if reason:
            crawls.abandon_crawl(session, crawl_id, at, reason)


def due(engine: Engine, job: Job, now: datetime) -> datetime | None:
    with Session(engine) as session:
        return job.due_at(session, now)


def test_a_studio_never_crawled_is_due(engine: Engine, job: Job) -> None:
    fired = due(engine, job, NOON)
    assert fired is not None
    assert NOON - timedelta(days=1) <= fired <= NOON


def test_after_any_downtime_it_is_due_once(engine: Engine, job: Job) -> None:
    crawled(engine, NOON - timedelta(days=40))
    assert due(engine, job, NOON) is not None
    crawled(engine, NOON)
    assert due(engine, job, NOON + timedelta(minutes=1)) is None
    assert due(engine, job, NOON + timedelta(days=1)) is not None


def test_a_crawl_that_was_killed_is_due_at_once_and_at_most_twice(engine: Engine, job: Job) -> None:
    for minute in range(2):
        crawled(engine, NOON + timedelta(minutes=minute), None)
        assert due(engine, job, NOON + timedelta(hours=1)) == NOON + timedelta(minutes=minute)
    crawled(engine, NOON + timedelta(minutes=2), None)
    assert due(engine, job, NOON + timedelta(hours=1)) is None, "what killed it three times will do so again"
    assert due(engine, job, NOON + timedelta(days=1)) is not None


def test_a_crawl_goes_on_as_long_as_its_lease_is_held(engine: Engine, job: Job) -> None:
    crawled(engine, NOON, None)
    for hold, expected in ((timedelta(minutes=2), None), (timedelta(seconds=-1), NOON)):
        with write_sessions(engine).begin() as session:
            token = leases.acquire_lease(session, "a.example", "one", hold=timedelta(minutes=2))
            assert token
            leases.name_crawl(session, {"a.example": token}, session.scalars(select(models.Crawl.id)).one())
            leases.renew_lease(session, "a.example", token, hold)
        assert due(engine, job, NOON + timedelta(hours=1)) == expected


@pytest.mark.parametrize(("reason", "again"), [(crawls.INTERRUPTED, True), ("the board answered 503", False)])
def test_a_crawl_that_was_closed_as_interrupted_is_due_at_once_and_one_that_failed_is_not(
    engine: Engine, job: Job, reason: str, again: bool
) -> None:
    crawled(engine, NOON, reason)
    assert due(engine, job, NOON + timedelta(hours=1)) == (NOON if again else None)


def test_studios_are_spread_over_the_hours_set_and_keep_their_minute(plan: ScheduleConfig) -> None:
    names = [f"studio-{n}" for n in range(60)]
    fires = [job.at.find_next(NOON) for job in make_jobs(plan, names)[:-1]]
    assert len({(fire.hour, fire.minute) for fire in fires}) > 40
    assert all(3 <= fire.hour < 7 for fire in fires)
    alone = make_jobs(plan, ["studio-7"])[0]
    assert alone.at.find_next(NOON) == fires[7]


def test_the_report_is_due_a_week_after_the_last(engine: Engine, plan: ScheduleConfig) -> None:
    report = make_jobs(plan, [])[0]
    assert due(engine, report, NOON) == datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    with write_sessions(engine).begin() as session:
        written = {"folder": "x", "manifest_sha256": "0" * 64}
        record_report(session, written_at=NOON, as_of=NOON, **written)
    assert due(engine, report, NOON + timedelta(days=1)) is None
    assert due(engine, report, NOON + timedelta(days=6)) is not None


def test_two_schedulers_never_run_one_job_at_once(engine: Engine, job: Job) -> None:
    with write_sessions(engine).begin() as session:
        assert leases.acquire_lease(session, f"schedule: {job.name}", "another scheduler", timedelta(minutes=2))
    assert JobRunner(engine).run_if_due(job) is None


def test_what_a_dead_scheduler_held_is_taken_over(engine: Engine, job: Job) -> None:
    with write_sessions(engine).begin() as session:
        leases.acquire_lease(session, f"schedule: {job.name}", "a dead one", timedelta(seconds=-1))
    ended = Job(job.name, job.at, lambda now: [("--version",)], job.last)
    assert JobRunner(engine).run_if_due(ended) == 0


def test_a_job_that_is_not_due_is_not_run(engine: Engine, job: Job) -> None:
    crawled(engine, datetime.now(UTC))
    assert JobRunner(engine).run_if_due(job) is None


def test_the_exit_code_of_a_job_is_given(engine: Engine, plan: ScheduleConfig, job: Job) -> None:
    wrong = Job("crawl wrong", job.at, lambda now: ("crawl", "no-such-studio"), job.last)
    assert runner.run_once(engine, plan, [wrong]) == [("crawl wrong", 2)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("timezone = 'Mars/Olympus'", "timezone is 'Mars/Olympus', not the name of a time zone"),
        ("[crawl]\nat = '25:00'", "crawl.at is '25:00', not a time of day"),
        ("[crawl]\nstudios = 7", "crawl.studios is 7"),
        ("[crawl]\nspread_minutes = 0", "crawl.spread_minutes is 0, not a whole number of at least 1"),
        ("[crawl]\nspred_minutes = 3", "no key in crawl is named 'spred_minutes'"),
        ("database_url = 'x'", "no key is named 'database_url'; known are crawl, misfire_grace_minutes"),
        ("[report]\nweekday = 'someday'", "report.weekday is 'someday'"),
        ("crawl = 1", "crawl is 1, not a table"),
        ("[crawl", "is not TOML"),
        ("[report]\nembargo_until = 2026-12-01", "report.embargo_until is datetime.date"),
        ("[tell]\nemail = 'a@b'", "no key in tell is named 'email'"),
        ("[tell]\nemail_to = 'a@b'", "tell.email_to is 'a@b', not a list"),
        ("[tell]\nemail_to = ['a@b']", "tell.email_from is '', not an e-mail address"),
        ("[tell]\nwebhook = 'https://h'", "tell.webhook is 'https://h', not true or false"),
        ("[tell]\nfeed = 1", "tell.feed is 1"),
    ],
)
def test_a_schedule_file_s_mistake_is_named(tmp_path: Path, words: str, says: str) -> None:
    file = tmp_path / "schedule.toml"
    file.write_text(words)
    with pytest.raises(ConfigFileError, match=says):
        load_config(file)


def test_a_missing_schedule_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigFileError, match=r"nowhere\.toml cannot be read"):
        load_config(tmp_path / "nowhere.toml")


def test_a_stopped_schedule_ends_in_order(tmp_path: Path) -> None:
    """SIGTERM ends it with exit code 0, whatever it is waiting for."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    config = tmp_path / "schedule.toml"
    config.write_text('[crawl]\nstudios = []\n[report]\nfolder = "reports"\n')
    environment = os.environ | {"LABOR_TRACKER_DATABASE_URL": url}
    asked = subprocess.run(
        [sys.executable, "-m", "tracker.cli", "schedule", "--print", "--config", str(config)],
        env=environment, capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "report" in asked.stdout
    with subprocess.Popen(
        [sys.executable, "-m", "tracker.cli", "schedule", "--config", str(config)],
        env=environment, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    ) as running:  # fmt: skip
        assert running.stderr
        for line in running.stderr:
            if "report ended" in line:  # it caught up, so its signal handlers stand
                break
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0


def test_after_the_report_people_are_told_where_the_file_names_a_way(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text('[report]\nfolder = "r"\n[tell]\nfeed = "feed.atom"\n')
    [report] = make_jobs(load_config(file), [])
    assert report.commands(NOON) == [
        ("report", "--out", "r/2026-11-18"),
        ("tell", "--config", str(file)),
        ("db", "refresh"),
    ]
    [silent] = make_jobs(load_config(None), [])
    assert [command[0] for command in silent.commands(NOON)] == ["report", "db"]


def test_the_site_is_written_after_the_report_and_before_anybody_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        '[report]\nfolder = "r"\nsite = "s"\nembargo_until = 2026-11-18T13:00:00Z\n[tell]\nfeed = "f.atom"\n'
    )
    [report] = make_jobs(load_config(file), [])
    later = report.commands(NOON + timedelta(days=1))
    assert [command[0] for command in later] == ["report", "site", "tell", "db"]
    assert later[1] == ("site", "--out", "s")
    assert [command[0] for command in report.commands(NOON)] == ["report", "db"]


def test_before_an_embargo_ends_nobody_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text('[report]\nembargo_until = 2026-11-19T06:00:00Z\n[tell]\nfeed = "feed.atom"\n')
    [report] = make_jobs(load_config(file), [])
    assert [command[0] for command in report.commands(NOON)] == ["report", "db"]
    assert "--embargo-until" in report.commands(NOON)[0]
    assert [command[0] for command in report.commands(NOON + timedelta(days=1))] == ["report", "tell", "db"]


def test_a_job_s_second_command_waits_for_the_first_to_go_well(engine: Engine, job: Job) -> None:
    first_fails = Job(job.name, job.at, lambda now: [("no-such-command",), ("--version",)], job.last)
    assert JobRunner(engine).run_if_due(first_fails) == 2


def test_a_report_waits_for_crawls_of_another_scheduler(engine: Engine, plan: ScheduleConfig) -> None:
    [report] = make_jobs(plan, [])
    runner_here = JobRunner(engine)
    assert runner_here.find_due(report)
    with write_sessions(engine).begin() as session:
        token = leases.acquire_lease(session, "schedule: crawl netflix", "another", timedelta(minutes=2))
    assert runner_here.find_due(report) is None
    with write_sessions(engine).begin() as session:
        leases.release_lease(session, "schedule: crawl netflix", token or 0)
        leases.acquire_lease(session, "schedule: crawl disney", "a dead one", timedelta(seconds=-1))
    assert runner_here.find_due(report)


def test_a_job_that_fails_and_stores_nothing_is_not_run_again_at_once(engine: Engine, job: Job) -> None:
    fails = Job(job.name, job.at, lambda now: [("no-such-command",)], job.last)
    here = JobRunner(engine)
    assert [here.run_if_due(fails), here.run_if_due(fails)] == [2, None]


def test_a_job_without_end_is_ended(engine: Engine, job: Job) -> None:
    endless = Job(job.name, job.at, lambda now: [("browse", "--port", "0"), ("--version",)], job.last)
    assert JobRunner(engine, limit=timedelta(0)).run_if_due(endless) != 0


class StoppingOnce(set[Any]):
    """Sends this process SIGTERM when a job has begun."""

    def add(self, child: Any) -> None:
        super().add(child)
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_schedule_that_is_ended_ends_what_it_started(engine: Engine, job: Job) -> None:
    """`schedule --once` gets SIGTERM while a job goes on without end: it would have waited for it for ever."""
    here = JobRunner(engine)
    here.children = StoppingOnce()
    endless = Job(job.name, job.at, lambda now: [("browse", "--port", "0")], job.last)

    def run_all() -> None:
        with ThreadPoolExecutor(1) as pool, here.stopped_with_us():
            list(pool.map(here.run_if_due, [endless]))

    with pytest.raises(SystemExit), unwind_on_sigterm():
        run_all()
    assert here.children == set()


def test_two_schedules_at_once_run_each_job_once_and_report_after_all(engine: Engine, plan: ScheduleConfig) -> None:
    """The second finds the crawl claimed, and leaves the report to the first."""
    first, second = JobRunner(engine), JobRunner(engine)
    crawl, report = make_jobs(plan, ["netflix"])
    ran: list[str] = []

    def commands_of_crawl(now: datetime) -> list[tuple[str, ...]]:
        ran.append("crawl")
        # while the first is at it, the second looks
        assert second.run_if_due(crawl) is None
        assert second.run_if_due(report) is None
        return [("--version",)]

    def commands_of_report(now: datetime) -> list[tuple[str, ...]]:
        ran.append("report")
        return [("--version",)]

    assert first.run_if_due(Job(crawl.name, crawl.at, commands_of_crawl, crawl.last)) == 0
    assert first.run_if_due(Job(report.name, report.at, commands_of_report, report.last)) == 0
    assert ran == ["crawl", "report"]
