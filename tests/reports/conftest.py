"""Puts the town within reach of this room's tests: they are no package, so what they share is loaded by its file."""

import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from db.engine import open_engine

if TYPE_CHECKING:
    from chromium import Browser, Tab
    from report_town import Town


def _loaded(name: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


towns = _loaded("report_town")
chromium = _loaded("chromium")


@pytest.fixture
def sqlite(sqlite_databases: Callable[..., str]) -> Iterator[Engine]:
    """An empty SQLite database with our tables, for tests that need no other."""
    engine = open_engine(sqlite_databases(upgraded=True))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, for all the tests of a run; they skip, and say so, where there is none."""
    if chromium.PROGRAM is None:
        pytest.skip("no Chromium is installed: the page was not opened in a browser (make tools installs it)")
    with chromium.browser() as opened:
        yield opened


@pytest.fixture
def tab(browser: "Browser") -> Iterator["Tab"]:
    opened = browser.tab()
    opened.show()
    yield opened
    opened.close()


@pytest.fixture
def town(engine: Engine) -> "Town":
    """The article's comparison, on each database."""
    made: Town = towns.article(engine)
    return made
