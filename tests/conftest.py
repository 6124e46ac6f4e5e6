"""What the tests of all rooms share."""

import itertools
import os
import re
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from reports.charts import render_process
from tests.cli_runner import ForkServer
from tests.postgresql import NewDatabase, PostgresqlServer, UnavailableError, upgrade_database
from tests.run_folder import RunFolder
from tests.shared_work import Draw, draw_once, share_statements

ROOT = Path(__file__).resolve().parent.parent

_HEALTH = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile(
    "ci", max_examples=50, derandomize=True, deadline=None, database=None, suppress_health_check=_HEALTH
)
hypothesis.settings.register_profile("full", max_examples=1000, deadline=None, suppress_health_check=_HEALTH)
hypothesis.settings.load_profile("ci")  # `make test-generated` asks for "full"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data beside the checkout; the test skips, and says so, where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the shared data beside the checkout, which is not here")
    return folder


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Starts commands in processes of their own, without importing everything anew for each."""
    server = ForkServer()
    yield server
    server.close()


# ---- work that is done once

share_statements()


@pytest.fixture(autouse=True, scope="session")
def draw() -> Iterator[Draw]:
    """Draw each picture once a run: a report's take seconds of computing time, and all but a few are the same.

    Gives the function that draws anew.
    """
    anew = render_process._run_tasks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render_process, "_run_tasks", draw_once(anew))
        yield anew


# ---- databases


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    folder, numbers = tmp_path_factory.mktemp("sqlite"), itertools.count(1)
    pattern = folder / "pattern.db"
    upgrade_database(f"sqlite:///{pattern}")

    class SqliteDatabases:
        def __call__(self, *, upgraded: bool) -> str:
            file = folder / f"{next(numbers)}.db"
            if upgraded:
                shutil.copy(pattern, file)
            return f"sqlite:///{file}"

        def lend_upgraded(self) -> str:
            return self(upgraded=True)  # a copied file costs less than one that is emptied

    return SqliteDatabases()


@pytest.fixture(scope="session")
def postgresql_databases() -> NewDatabase:
    """Databases on the run's own PostgreSQL server; skips, and says why, where none can start."""
    server = PostgresqlServer(Path(tempfile.gettempdir()) / "pg")
    try:
        server.start_once()
    except UnavailableError as error:
        pytest.skip(f"no PostgreSQL server can start here: {error}")
    return server.databases(os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    databases: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    return databases


@pytest.fixture
def engine(new_database: NewDatabase) -> Iterator[Engine]:
    """An empty database with our tables, once on SQLite and once on PostgreSQL."""
    engine = open_engine(new_database.lend_upgraded())
    yield engine
    engine.dispose()


RUN_FOLDER = pytest.StashKey[RunFolder]()
"""Of the process that starts the others: it makes the folder, and removes it, and ends the PostgreSQL server in it."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RUN_FOLDER] = RunFolder()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # or `timeout` would leave it all behind


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RUN_FOLDER].remove()


# ---- what was left out

NEEDS = {
    "Chromium": "Chromium",
    "LibreOffice": "LibreOffice",
    "PostgreSQL": "PostgreSQL",
    "shared data": "the shared data",
    "axe-core": "axe-core",
}
"""Words of a reason to skip, and what the test would have needed."""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say in one line which tests were left out, and for want of what."""
    wanting: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        wanting[next((need for words, need in NEEDS.items() if words in reason), reason)] += 1
    parts = [f"{count} for want of {need}" for need, count in wanting.most_common()]
    if re.search(r"\bnot slow\b", config.option.markexpr):
        parts.append("the slow ones (make test-slow)")
    if parts:
        terminalreporter.write_line(f"Left out: {', '.join(parts)}.")
