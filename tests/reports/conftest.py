"""An engine, a database to report on, and a browser to look at the page."""

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
