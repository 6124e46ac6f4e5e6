"""The program run as its users run it: in a process of its own, against fake boards on this machine."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from tests.cli_runner import Command, ForkServer
from tracker.explore.sql_console import run_select
from tracker.scales.store import store_scales

Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., Command]

CREATING = ("crawl", "clip", "schedule")
"""Commands that create the database where there is none."""


@pytest.fixture(scope="session")
def new_file(sqlite_databases: Callable[..., str]) -> Path:
    """An SQLite file as a command creates it: with our tables and the scales, and nothing crawled."""
    url = sqlite_databases(upgraded=True)
    engine = open_engine(url)
    store_scales(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def start(tmp_path: Path, fork_server: ForkServer, new_file: Path) -> Start:
    """Starts labor-tracker with these arguments, in a new folder; no settings of our environment reach it.

    A database that the command would create is copied from one made before: creating it takes longer than a crawl.
    """

    def labor_tracker(*arguments: object, database: str = "", stdin: str = "", **environment: str) -> Command:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
        file = tmp_path / "labor-tracker.db"
        if not database and arguments[0] in CREATING and not file.exists():
            shutil.copy(new_file, file)
        clean["LABOR_TRACKER_DATABASE_URL"] = database or f"sqlite:///{file}"
        return fork_server.start(arguments, folder=tmp_path, environment=clean | environment, stdin=stdin)

    return labor_tracker


@pytest.fixture
def run(start: Start) -> Run:
    """Runs labor-tracker to its end, as `start` starts it."""
    return lambda *arguments, **more: start(*arguments, **more).complete()


Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """What the database of `run` answers."""

    def answer(sql: str, database: str = "") -> list[tuple[Any, ...]]:
        engine = open_engine(database or f"sqlite:///{tmp_path / 'labor-tracker.db'}", create=False)
        try:
            return run_select(engine, sql)[1]
        finally:
            engine.dispose()

    return answer
