"""Scrapy's settings and ours, as a crawl finds them."""

import ast
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from tracker.commands.context import warn_without_contact
from tracker.crawling.scrapy.retry import retry_after

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.setmodule("tracker.settings")
    return made


def test_polite_by_default(settings):
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getint("DOWNLOAD_MAXSIZE") == 32 * 1024 * 1024
    assert not settings.getbool("COOKIES_ENABLED")
    assert re.fullmatch(r"labor-tracker/\d+\.\d+\.\d+", settings["USER_AGENT"])


def test_scrapys_own_gates_are_replaced_by_ours(settings):
    chosen = {load_object(each) for each in settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")}
    for ours, scrapys in (
        ("tracker.crawling.scrapy.offsite.StrictOffsite", "offsite.OffsiteMiddleware"),
        ("tracker.crawling.scrapy.robots.RobotsFailClosed", "robotstxt.RobotsTxtMiddleware"),
        ("tracker.crawling.scrapy.retry.RetryAfterMiddleware", "retry.RetryMiddleware"),
    ):
        assert load_object(ours) in chosen
        assert load_object(f"scrapy.downloadermiddlewares.{scrapys}") not in chosen


def test_the_environment_is_read_here_and_nowhere_else():
    readers = [
        path.relative_to(ROOT).as_posix()
        for room in ("spiders", "tracker", "db", "reports")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\benviron\b|\bgetenv\b", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["tracker/settings.py"]


def test_every_setting_of_ours_says_what_it_is():
    """DETAIL_DAYS, LONGEST_WAIT and the like have a line below them; tracker/config/model.py's keys have one too."""
    body = ast.parse((ROOT / "tracker" / "settings.py").read_text(encoding="utf-8")).body
    for statement, following in zip(body, [*body[1:], None], strict=True):
        words = ast.unparse(statement)
        if isinstance(statement, ast.Assign) and words.startswith(
            ("DETAIL", "LONGEST", "WHOLE", "ARCHIVE_MAX", "CRAWL_LIMIT")
        ):
            assert isinstance(following, ast.Expr), words


def read_in_another_process(name: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"from tracker import settings; print(settings.{name})"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("LABOR_TRACKER_")} | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_the_contact_is_put_in_the_user_agent():
    agent = read_in_another_process("USER_AGENT", LABOR_TRACKER_CONTACT="desk@paper.example")
    assert agent.endswith(" (+desk@paper.example)")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"9" * 400, 10**9),
        (b"Mon, 24 Jul 2023 12:00:30 GMT", 30),
        (b"Mon, 24 Jul 2023 11:00:00 GMT", 0),
        (b"Mon, 24 Jul 2023 14:00:30 +0200", 30),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, datetime(2023, 7, 24, 12, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("contact", "via", "warned"),
    [
        (None, None, True),
        (None, "https://mirror.example", True),
        (None, "http://127.0.0.1:8400", False),
        ("ida@desk.example", None, False),
    ],
)
def test_who_cannot_be_reached_is_told_so(capsys, contact: str | None, via: str | None, warned: bool) -> None:
    warn_without_contact(Settings({"CONTACT": contact, "VIA": via}))
    assert ("LABOR_TRACKER_CONTACT is not set" in capsys.readouterr().err) is warned


def test_a_user_s_file_that_is_not_there_yet_is_named_once_and_made_by_the_command_that_writes_it(
    run, tmp_path: Path
) -> None:
    own = {"LABOR_TRACKER_STUDIOS": str(tmp_path / "own.toml"), "LABOR_TRACKER_SCALES": str(tmp_path / "own.csv")}
    listed = run("studios", "list", **own)
    assert listed.returncode == 0
    said = [line for line in listed.stderr.splitlines() if "not there yet" in line]
    assert len(said) == 2
    assert f"{tmp_path / 'own.toml'}, which is not there yet: `labor-tracker studios add` makes it" in said[0]
    (tmp_path / "new.csv").write_text("union,role,amount,unit,from\nGuild,Painter,50,hour,2026-01-01\n")
    added = run("scales", "add", str(tmp_path / "new.csv"), **own)
    assert added.returncode == 0, added.stderr
    assert "not there yet" not in added.stderr
    assert (tmp_path / "own.csv").is_file()


def test_config_init_writes_the_file_that_the_program_would_read(run, tmp_path: Path) -> None:
    own = {"LABOR_TRACKER_CONFIG": str(tmp_path / "desk.toml")}
    assert run("config", "init", **own).returncode == 0
    assert (tmp_path / "desk.toml").is_file()
    assert run("config", "check", **own).returncode == 0
