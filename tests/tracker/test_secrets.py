"""No password or secret address stands in what the program prints, logs or gives to other processes."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.digest import Digest
from tests.cli_runner import ForkServer
from tracker.errors import MailError, WebhookError
from tracker.publishing.notify.email import send_email
from tracker.publishing.notify.webhook import post_message
from tracker.scheduling.config import load_config
from tracker.scheduling.jobs import make_jobs

SECRET = "s3cr3t"
SECRETS = {
    "LABOR_TRACKER_DATABASE_URL": f"postgresql+psycopg://ida:{SECRET}@127.0.0.1:1/tracker?connect_timeout=1",
    "LABOR_TRACKER_SMTP": f"smtp://ida:{SECRET}/x@127.0.0.1:1",
    "LABOR_TRACKER_WEBHOOK": f"https://127.0.0.1:1/services/{SECRET}",
    "LABOR_TRACKER_HEALTH_URL": f"https://127.0.0.1:1/{SECRET}",
}


@pytest.mark.parametrize("command", [["config", "show"], ["status"], ["crawl", "netflix", "-v"]])
def test_no_command_prints_a_secret_also_where_it_fails(
    command: list[str], fork_server: ForkServer, tmp_path: Path
) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
    done = fork_server.run(command, folder=tmp_path, environment=clean | SECRETS)
    assert done.returncode == {"config": 0}.get(command[0], 1)
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


SAID = Digest(title="News", lines=("News",), changed=True)


@pytest.mark.parametrize(
    "address",
    [
        f"https://127.0.0.1:1/{SECRET}",
        f"http://hooks.example/{SECRET}",
        f"hooks.example/{SECRET}",
        f"https://hooks.example:{SECRET}/x",
        f"https://[{SECRET}",
        f"https://a b/{SECRET}",
    ],
)
def test_webhook_that_fails_is_not_named_by_its_secret(address: str) -> None:
    with pytest.raises((WebhookError, OSError, ValueError)) as failed:
        post_message(address, SAID)
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize("end", ["@127.0.0.1:1", "/x@127.0.0.1", "#x@127.0.0.1", "@127.0.0.1:port"])
def test_mail_server_that_fails_is_not_named_with_its_password(end: str) -> None:
    with pytest.raises((MailError, OSError)) as failed:
        send_email(f"smtp://ida:{SECRET}{end}", sender="a@b.example", to=["c@d.example"], said=SAID, key="k")
    assert SECRET not in str(failed.value)


def test_jobs_of_a_schedule_get_secrets_by_their_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments stand in the list of processes for everyone to read."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "plan.toml").write_text(
        '[tell]\nwebhook = true\nemail_to = ["a@b.example"]\nemail_from = "a@b.example"\n'
    )
    config = load_config(tmp_path / "plan.toml")
    jobs = make_jobs(config, ["netflix"])
    words = [word for job in jobs for command in job.commands(datetime(2026, 11, 18, tzinfo=UTC)) for word in command]
    assert {"crawl", "report", "tell"} <= set(words)
    assert not any(SECRET in word for word in words)
