"""Which studios are visited: terms decide for `--all`, a name decides where they were not read, and never is never."""

from pathlib import Path

import pytest

from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting

OWN = """
[[studio]]
name = "barred"
title = "Barred"
family = "lever"
board = { site = "barred" }
source_url = "https://barred.example"
confidence = "high"
[studio.terms]
read_on = 2026-11-20
says = "No robots, please."
decision = "never"
reason = "They say so."

[[studio]]
name = "open"
title = "Open"
family = "eightfold"
board = { host = "careers.open.example", domain = "open.example" }
source_url = "https://open.example"
confidence = "high"
[studio.terms]
read_on = 2026-11-20
says = "Robots are welcome."
decision = "crawl"

[[studio]]
name = "unread"
title = "Unread"
family = "eightfold"
board = { host = "careers.unread.example", domain = "unread.example" }
source_url = "https://unread.example"
confidence = "high"
"""


def job(name: str, key: str) -> FakePosting:
    return FakePosting(
        studio=name.title(),
        family="eightfold",
        host=f"careers.{name}.example",
        board=f"{name}.example",
        key=key,
        title="Rigger",
        description_html="<p>Rig creatures.</p>",
        locations=["Los Angeles,California,United States of America"],
    )


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    return {"LABOR_TRACKER_STUDIOS": str(tmp_path / "mine.toml")}


def test_a_studio_whose_terms_were_not_read_is_crawled_when_named(run, own) -> None:
    with FakeBoardServer([job("unread", "1")]) as server:
        done = run("crawl", "unread", "--via", server.url, "--delay", 0, **own)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("unread: complete: 1 listed")


def test_never_is_never_whoever_names_it(run, own) -> None:
    with FakeBoardServer([]) as server:
        done = run("crawl", "barred", "--via", server.url, "--delay", 0, **own)
        assert server.requests == []
    assert (done.returncode, done.stdout) == (2, "")
    assert "barred: its terms bar a visit" in done.stderr
    assert "read on 2026-11-20: No robots, please. (never: They say so.)" in done.stderr


def test_all_visits_those_whose_terms_allow_it_and_names_the_others(run, rows, own) -> None:
    with FakeBoardServer([job("open", "1"), job("unread", "2")]) as server:
        done = run("crawl", "--all", "--via", server.url, "--delay", 0, **own)
        asked = {request.host for request in server.requests}
    assert done.returncode == 1, "the server serves none of the packaged boards"
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert lines["open"].startswith("complete: 1 listed")
    assert lines["rockstar-games"].startswith("failed: 0 listed")
    assert "answered 404 to /v1/boards/rockstargames/jobs" in lines["rockstar-games"]
    assert dict(rows("select studio, last_outcome from coverage"))["larian"] == "failed"
    assert "careers.unread.example" not in asked
    assert "explore.jobs.netflix.net" not in asked
    left = dict(line.split(": ", 1) for line in done.stderr.splitlines() if ": left out, " in line)
    assert left["unread"] == left["netflix"] == "left out, crawled only when named, as nobody has read its terms"
    assert left["disney"].startswith("left out, crawled only when named, as its terms were read on 2026-11-22: ")
    assert left["barred"].startswith("left out, its terms bar a visit")
    assert left["weta-fx"].startswith("left out, no board that can be crawled yet")
    assert not set(left) & set(lines)
