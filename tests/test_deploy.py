"""What deploy/ holds can be used: files that it copies are there, commands that it runs exist, units are valid."""

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from tracker.cli import main
from tracker.config.model import list_settings
from tracker.scheduling.config import load_config

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
ROOT = DEPLOY.parent
UNITS = sorted(path.name for path in DEPLOY.glob("*.service")) + sorted(path.name for path in DEPLOY.glob("*.timer"))


def parse_command(arguments: list[str]) -> click.Context:
    """The command that these arguments call, parsed and not run. Raises click.UsageError."""
    name, *rest = arguments
    return main.commands[name].make_context(name, rest)


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_the_units(unit: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        (tmp_path / name).write_text(text.replace("/opt/labor-tracker/bin/labor-tracker", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "labor-tracker" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_services_run_commands_that_exist(name: str) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / name).read_text(), re.MULTILINE)
    program, *arguments = shlex.split(line)
    assert program == "/opt/labor-tracker/bin/labor-tracker"
    assert parse_command(arguments).info_name == "schedule"


def test_the_image_copies_what_is_there_and_runs_what_exists() -> None:
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
    packages = re.search(r"packages = (\[.*\])", (ROOT / "pyproject.toml").read_text())
    assert packages is not None
    for package in yaml.safe_load(packages[1]):
        assert f"COPY {package} {package}" in text, f"the image lacks {package}"
    (health,) = re.findall(r"HEALTHCHECK .* CMD (\[.*\])", text)
    (command,) = re.findall(r"^CMD (\[.*\])", text, re.MULTILINE)
    assert parse_command(yaml.safe_load(health)[1:]).info_name == "status"
    assert parse_command(yaml.safe_load(command)).info_name == "schedule"
    assert re.search(r"^USER (?!root)", text, re.MULTILINE)


def test_the_script_without_docker_knows_every_step_of_the_dockerfile(tmp_path: Path) -> None:
    script = runpy.run_path(str(DEPLOY / "try_image.py"), run_name="try_image")
    text = (DEPLOY / "Dockerfile").read_text()
    stages = script["parse_dockerfile"](text, tmp_path)
    assert [stage.name for stage in stages] == ["build", "image"]
    steps = [instruction for stage in stages for instruction, _ in stage.steps]
    assert len(steps) == len(re.findall(r"^[A-Z]+ ", text, re.MULTILINE)) - len(stages)
    known = set(re.findall(r'case "(.*)":', (DEPLOY / "try_image.py").read_text().replace('" | "', '":\ncase "')))
    assert set(steps) <= known


def test_compose_names_files_and_settings_that_exist() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    scheduler = services["scheduler"]
    assert (
        DEPLOY / scheduler["build"]["context"] / scheduler["build"]["dockerfile"]
    ).resolve() == DEPLOY / "Dockerfile"
    assert parse_command(scheduler["command"]).info_name == "schedule"
    worker = services["worker"]
    assert parse_command(worker["command"]).info_name == "work"
    assert worker["environment"] == scheduler["environment"]
    assert (worker["deploy"]["replicas"], worker["environment"]["LABOR_TRACKER_WORKERS"]) == (2, "true")
    known = {setting.variable for setting in list_settings()}
    assert {name for name in scheduler["environment"] if name.startswith("LABOR_TRACKER")} <= known
    assert scheduler["read_only"]
    for volume in services["web"]["volumes"]:
        if volume.startswith("./"):
            assert (DEPLOY / volume.split(":")[0]).is_file()


def test_the_example_schedule_is_one_and_its_folder_is_what_is_served() -> None:
    config = load_config(DEPLOY / "schedule.example.toml")
    served = (DEPLOY / "web.nginx.conf").read_text()
    assert f"/data/{config.folder}/;" in served
    assert f"/data/{config.site};" in served


def test_the_cron_line_runs_a_command_that_exists() -> None:
    (line,) = [line for line in (DEPLOY / "crontab").read_text().splitlines() if line.startswith("*")]
    words = shlex.split(line)
    start = words.index(".venv/bin/labor-tracker") + 1
    assert parse_command(words[start : words.index("2>>")]).info_name == "schedule"


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0", True),
        ("BSD License; MIT License", True),
        ("GPL-3.0-only", False),
        ("UNKNOWN", False),
        ("Proprietary", False),
        ("A Limited License", False),
    ],
)
def test_a_licence_that_is_not_allowed_is_named(licence: str, allowed: bool, tmp_path: Path) -> None:
    file = tmp_path / "licences.csv"
    file.write_text(f'"Name","Version","License"\n"thing","1.0","{licence}"\n', encoding="utf-8")
    refused = runpy.run_path(str(DEPLOY / "check_licences.py"))["find_refused"](file)
    assert refused == ([] if allowed else [f"thing 1.0 is under {licence!r}, which licences.toml does not allow"])
