"""labor-tracker.toml and the environment: what is set, by whom, and every mistake named at once."""

import re
import tomllib
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import main
from tracker.config import load
from tracker.config.describe import describe_config, mask_secret, render_template
from tracker.config.load import load_config
from tracker.config.model import Config, ScheduleTables, list_settings
from tracker.errors import ConfigFileError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mistakes(text: str, **environment: str) -> tuple[str, ...]:
    Path(load.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigFileError) as refused:
        load_config(environment)
    return refused.value.mistakes


def test_without_a_file_everything_has_its_default(folder: Path) -> None:
    loaded = load_config({})
    assert (loaded.config, loaded.file, dict(loaded.sources)) == (Config(), None, {})


def test_the_environment_wins_over_the_file(folder: Path) -> None:
    Path(load.FILE).write_text('contact = "a@file"\nvia = "http://file"\n[crawl]\nat = "04:30"\n', encoding="utf-8")
    loaded = load_config({"LABOR_TRACKER_CONTACT": "b@environment", "LABOR_TRACKER_VIA": ""})
    assert (loaded.config.contact, loaded.config.via) == ("b@environment", "http://file")
    assert loaded.config.crawl.at == time(4, 30)
    assert loaded.sources == {
        "contact": "LABOR_TRACKER_CONTACT", "via": "labor-tracker.toml", "crawl.at": "labor-tracker.toml",
    }  # fmt: skip


VALUES = {
    "LABOR_TRACKER_CRAWL_STUDIOS": ("netflix, disney", ("netflix", "disney")),
    "LABOR_TRACKER_CRAWL_AT": ("05:15", time(5, 15)),
    "LABOR_TRACKER_CRAWL_AT_ONCE": ("3", 3),
    "LABOR_TRACKER_CRAWL_HOURS": ("1.5", 1.5),
    "LABOR_TRACKER_REPORT_EMBARGO_UNTIL": ("2026-12-01T06:00:00+00:00", datetime(2026, 12, 1, 6, tzinfo=UTC)),
    "LABOR_TRACKER_TELL_ALWAYS": ("true", True),
    "LABOR_TRACKER_TELL_EMAIL_TO": ("a@b.example,c@d.example", ("a@b.example", "c@d.example")),
    "LABOR_TRACKER_TELL_EMAIL_FROM": ("e@f.example", "e@f.example"),
    "LABOR_TRACKER_TELL_FEED": ("f.atom", Path("f.atom")),
    "LABOR_TRACKER_ARCHIVE": ("kept", "kept"),
}


@pytest.mark.parametrize("variable", VALUES)
def test_every_kind_of_value_can_come_from_the_environment(folder: Path, variable: str) -> None:
    text, value = VALUES[variable]
    sender = {"LABOR_TRACKER_TELL_EMAIL_FROM": "e@f.example"}
    loaded = load_config(sender | {variable: text}).config
    (setting,) = (each for each in list_settings() if each.variable == variable)
    found: object = loaded
    for part in setting.key.split("."):
        found = getattr(found, part)
    assert found == value


def test_no_two_keys_have_one_variable() -> None:
    variables = [setting.variable for setting in list_settings()]
    assert len(variables) == len(set(variables))
    assert load.FILE_VARIABLE not in variables


def test_every_key_says_what_it_means() -> None:
    assert [setting.key for setting in list_settings() if not setting.meaning] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "databse_url = 'x'",
            "labor-tracker.toml: no key is named 'databse_url'; known are archive, archive_outbox, comparisons,",
        ),
        ("[crawl]\nspred_minutes = 1", "no key in crawl is named 'spred_minutes'; known are at, at_once, hours,"),
        ("[report]\nwhere = 'x'", "no key in report is named 'where'"),
        ("[tell]\nemail = 'a@b'", "no key in tell is named 'email'"),
        ("[crawl]\nhours = 0", "crawl.hours is 0"),
        ("[crawl]\nat_once = true", "crawl.at_once is True, not a whole number"),
        ("contact = 7", "contact is 7, not text"),
        ("archive = ''", "archive is '', not the path of a file or folder"),
        ("[crawl", "labor-tracker.toml is not TOML"),
    ],
)
def test_a_mistake_names_file_key_value_and_what_was_expected(folder: Path, text: str, says: str) -> None:
    (mistake,) = mistakes(text)
    assert says in mistake


def test_every_mistake_is_named_at_once_with_where_it_came_from(folder: Path) -> None:
    found = mistakes("contact = 1\n[crawl]\nat = '25:00'\n[report]\nweekday = 'x'\n", LABOR_TRACKER_CRAWL_AT_ONCE="two")
    assert sorted(found) == [
        "LABOR_TRACKER_CRAWL_AT_ONCE is 'two', not a whole number",
        "labor-tracker.toml: contact is 1, not text",
        "labor-tracker.toml: crawl.at is '25:00', not a time of day like \"03:00\"",
        "labor-tracker.toml: report.weekday is 'x', not one of mon, tue, wed, thu, fri, sat or sun",
    ]


def test_a_file_that_is_named_has_to_be_there(folder: Path) -> None:
    with pytest.raises(ConfigFileError, match=r"gone\.toml cannot be read: No such file"):
        load_config({"LABOR_TRACKER_CONFIG": "gone.toml"})


def test_the_template_s_every_key_is_taken_when_its_mark_is_removed(folder: Path) -> None:
    assert tomllib.loads(render_template()) == {"crawl": {}, "report": {}, "tell": {}}
    text = re.sub(r"^# (?=\w+ = )", "", render_template(), flags=re.MULTILINE)
    Path(load.FILE).write_text(text, encoding="utf-8")
    examples = {setting.key for setting in list_settings() if setting.field.default is None}
    loaded = load_config({})
    assert set(loaded.sources) == {setting.key for setting in list_settings()}
    shown = {key: value for key, value, _ in describe_config(loaded) if key not in examples}
    assert shown == {key: value for key, value, _ in describe_config(load_default()) if key not in examples}


def load_default() -> load.LoadedConfig:
    return load.LoadedConfig(Config(), {}, None)


def test_the_packaged_schedule_has_the_defaults() -> None:
    packaged = load.read_schedule_file(ROOT / "tracker" / "scheduling" / "schedule.toml", {})
    assert packaged == ScheduleTables()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "postgresql+psycopg://ida:s3cret@db.example:5432/tracker",
            "postgresql+psycopg://ida:***@db.example:5432/tracker",
        ),
        ("smtp://ida:s3cret@mail.example:587", "smtp://ida:***@mail.example:587"),
        ("https://hooks.example/services/s3cret", "https://hooks.example/***"),
        ("sqlite:///labor-tracker.db", "sqlite:///labor-tracker.db"),
        ("smtp://ida:s3/cr3t@mail.example", "smtp://ida:***@mail.example"),
        ("smtp://ida:s#3@cr3t@mail.example", "smtp://ida:***@mail.example"),
        ("https://ida:s3/cr3t@hooks.example/x", "https://***"),
        ("hooks.example/services/s3cret", "***"),
        (
            "postgresql://ida@db.example/t?sslmode=require&password=s3cret",
            "postgresql://ida@db.example/t?sslmode=require&password=***",
        ),
    ],
)
def test_passwords_are_masked(address: str, shown: str) -> None:
    assert mask_secret(address) == shown


def test_the_documented_file_is_the_one_that_is_written() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert f"```toml\n{render_template()}```\n" in page


def test_init_writes_a_file_once_and_leaves_one_that_is_there(folder: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["config", "init"]).exit_code == 0
    again = runner.invoke(main, ["config", "init"])
    assert (again.exit_code, "exists already" in again.stderr) == (1, True)
    assert Path(load.FILE).read_text(encoding="utf-8") == render_template()
