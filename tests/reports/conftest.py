"""An engine, a database to report on, and a browser to look at the page."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from tests.reports import chromium, report_database
from tests.reports.chromium import Browser, Tab
from tests.reports.report_database import ReportDatabase


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
