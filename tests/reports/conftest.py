"""Puts the town within reach of this room's tests: they are no package, so what they share is loaded by its file."""

import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from db import migrate

if TYPE_CHECKING:
    from report_town import Town


def _loaded(name: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


towns = _loaded("report_town")


@pytest.fixture
def sqlite(sqlite_databases: Callable[..., str]) -> Iterator[Engine]:
    """An empty SQLite database with our tables, for tests that need no other."""
    engine = migrate.connect(sqlite_databases(upgraded=True))
    yield engine
    engine.dispose()


@pytest.fixture
def town(engine: Engine) -> "Town":
    """The article's comparison, on each database."""
    made: Town = towns.article(engine)
    return made
