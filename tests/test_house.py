"""The house stands: names lead to this checkout, what is shipped is whole, and what is written down is true."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from tracker.cli import main
from tracker.config.load import FILE_VARIABLE
from tracker.config.model import Config, ScheduleTables, list_settings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("spiders", "tracker", "db", "reports")


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_is_this_checkout_s(name: str) -> None:
    room = import_module(name)
    assert room.__file__
    assert Path(room.__file__).parent == ROOT / name
    assert (ROOT / name / "__init__.py").read_text() == ""


def test_the_wheel_carries_every_table_template_and_migration(tmp_path: Path) -> None:
    build = (
        "import sys; from hatchling.builders.wheel import WheelBuilder; "
        "print(next(WheelBuilder('.').build(directory=sys.argv[1])))"
    )
    made = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    shipped = set(zipfile.ZipFile(made.stdout.strip()).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert tracked
    assert set(tracked) <= shipped
    assert not [name for name in shipped if name.startswith("tests")]


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=[" ".join(path) for path, _ in commands()])
def test_a_command_says_what_it_does_and_stands_in_the_readme(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    assert re.match(r"[A-Z].*[.:]$", command.help.splitlines()[0])
    if not isinstance(command, click.Group):
        assert "Example: " in command.help
        assert " ".join(path) in (ROOT / "README.md").read_text()
    undescribed = [each.name for each in command.params if isinstance(each, click.Option) and not each.help]
    assert [name for name in undescribed if name not in ("form",)] == []


def test_every_variable_of_the_environment_stands_in_the_readme() -> None:
    """Those of the schedule are in docs/configuration.md."""
    keys = set(Config.model_fields) - set(ScheduleTables.model_fields)
    named = {setting.variable for setting in list_settings() if setting.key in keys}
    assert named
    assert named <= set(re.findall(r"LABOR_TRACKER_[A-Z_]+", (ROOT / "README.md").read_text()))


def test_every_variable_that_a_document_names_is_a_setting() -> None:
    known = {setting.variable for setting in list_settings()} | {FILE_VARIABLE}
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").iterdir()]:
        assert set(re.findall(r"(?<!_)LABOR_TRACKER_[A-Z_]*[A-Z]", document.read_text())) <= known, document.name


def test_the_settings_file_alone_reads_the_environment() -> None:
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            if file != ROOT / "tracker" / "settings.py":
                assert not re.search(r"os\.(environ|getenv)", file.read_text()), file


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text()):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_diffs_in_the_documents_are_of_today_s_files() -> None:
    """Each line that a document shows as added stands in the file it names, in that order."""
    shown = 0
    for document in (ROOT / "docs").rglob("*.md"):
        for diff in re.findall(r"```diff\n(.*?)```", document.read_text(), re.DOTALL):
            for name, added in re.findall(r"^\+\+\+ b/(.+)\n((?:\+(?!\+\+ ).*\n)+)", diff, re.MULTILINE):
                lines = iter((ROOT / name).read_text().splitlines())
                for line in added.splitlines():
                    assert line[1:] in lines, f"{document.name}: {name} has no line {line[1:]!r} there"
                    shown += 1
    assert shown


def test_files_that_documents_name_are_there() -> None:
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for name in re.findall(r"`((?:spiders|tracker|db|reports|tests|docs|deploy)/[\w./-]+)`", document.read_text()):
            assert (ROOT / name).exists(), f"{document.name} names {name}"
