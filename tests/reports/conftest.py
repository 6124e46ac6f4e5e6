"""An engine, a database to report on, and a browser to look at the page."""

import hashlib
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from reports.charts import render_process
from tests.reports import chromium, report_database
from tests.reports.chromium import Browser, Tab
from tests.reports.report_database import ReportDatabase

Draw = Callable[[Sequence[tuple[str, list[Any]]]], list[Any]]


@pytest.fixture(autouse=True, scope="session")
def draw() -> Iterator[Draw]:
    """Draw each picture once a run: a report's take two seconds of computing time, and all but a few are the same.

    Gives the function that draws anew.
    """
    made: dict[str, Any] = {}
    anew = render_process._run_tasks

    def draw_once(tasks: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        names = [json.dumps(task) for task in tasks]
        lacking = {name: task for name, task in zip(names, tasks, strict=True) if name not in made}
        made.update(zip(lacking, anew(list(lacking.values())), strict=True))
        return [made[name] for name in names]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render_process, "_run_tasks", draw_once)
        yield anew


@pytest.fixture
def sqlite(sqlite_databases: Callable[..., str]) -> Iterator[Engine]:
    """An empty SQLite database with our tables, for tests that need no other."""
    engine = open_engine(sqlite_databases(upgraded=True))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, for all the tests of a run; they skip, and say so, where there is none."""
    if chromium.PROGRAM is None:
        pytest.skip("no Chromium is installed: the page was not opened in a browser (make tools installs it)")
    with chromium.browser() as opened:
        yield opened


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    opened = browser.tab()
    opened.show()
    yield opened
    opened.close()


@pytest.fixture
def database(engine: Engine) -> ReportDatabase:
    """The article's comparison, on each database."""
    made: ReportDatabase = report_database.article(engine)
    return made


AXE = "4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


@pytest.fixture(scope="session")
def axe(pytestconfig: pytest.Config) -> str:
    """axe-core from npm, kept in pytest's cache; the test skips, and says why, where it cannot be had."""
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir(f"axe-core-{AXE}")
    file = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not file.exists():
        command = f"npm install --no-save --ignore-scripts --no-audit --no-fund --prefix {folder} axe-core@{AXE}"
        try:
            subprocess.run(command.split(), check=True, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"axe-core cannot be had from npm, the page was not checked for accessibility: {error}")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == AXE_SHA256
    return file.read_text(encoding="utf-8")
