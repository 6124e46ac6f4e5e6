"""The program run as its users run it: in a process of its own, against a town on this machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import migrate
from tracker.explore.sql_console import run_select

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """labor-tracker with these arguments, in a new folder; nothing of our environment's settings reaches it."""

    def labor_tracker(*arguments: object, database: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
        clean["LABOR_TRACKER_DATABASE_URL"] = database or f"sqlite:///{tmp_path / 'labor-tracker.db'}"
        return subprocess.run(
            [sys.executable, "-m", "tracker.cli", *map(str, arguments)],
            cwd=tmp_path,
            env=clean | environment,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )

    return labor_tracker


Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """What the database of `run` answers."""

    def answer(sql: str, database: str = "") -> list[tuple[Any, ...]]:
        engine = migrate.open_engine(database or f"sqlite:///{tmp_path / 'labor-tracker.db'}", create=False)
        try:
            return run_select(engine, sql)[1]
        finally:
            engine.dispose()

    return answer
