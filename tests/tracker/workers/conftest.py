"""Workers as their users run them: processes that share a PostgreSQL database, against fake boards on this machine."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from tests.cli_runner import ROOT, Command, ForkServer
from tests.factories import make_posting
from tests.postgresql import NewDatabase
from tracker.demo.boards.fixtures import FakePosting
from tracker.explore.sql_console import run_select

WORKER = """
from tests.tracker.workers.short_times import shorten_worker
shorten_worker()
from tracker.cli import main
main(sys.argv[1:], prog_name="labor-tracker")
"""
"""labor-tracker, whose leases and heartbeats last seconds."""


def until(condition: Callable[[], Any], what: str, timeout: float = 240.0) -> None:
    """Wait for another process."""
    over = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < over, f"{what}: not within {timeout} seconds"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(each) for thread in threads for each in (thread / "children").read_text().split()]


@dataclass
class Fleet:
    """A shared database, the studios whose boards are visited, and the processes that were started."""

    folder: Path
    server: ForkServer
    url: str
    engine: Engine
    via: str = ""
    delay: float = 0.0
    hold_s: float = 120.0
    """How long leases last: a test that waits for the end of one takes less, the others what everybody has."""
    started: list[Command] = field(default_factory=list)

    def run(self, *arguments: object, **environment: str) -> Any:
        """Run a command to its end."""
        return self.server.run(arguments, folder=self.folder, environment=self.environment(environment))

    def start_worker(self, *arguments: object) -> Command:
        via = ("--via", self.via, "--delay", str(self.delay)) if self.via else ()
        command = ["work", *via, *arguments]
        worker = self.server.start(command, folder=self.folder, environment=self.environment({}), code=WORKER)
        self.started.append(worker)
        return worker

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return run_select(self.engine, sql)[1]

    def scalar(self, sql: str) -> Any:
        with self.engine.connect() as connection:
            return connection.exec_driver_sql(sql).scalar()

    def write_studios(self, studios: Sequence[dict[str, Any]]) -> None:
        tables = []
        for each in studios:
            board = ", ".join(f"{key} = {value!r}" for key, value in each["board"].items())
            tables.append(
                f'[[studio]]\nname = "{each["name"]}"\ntitle = "{each["name"]}"\nfamily = "{each["family"]}"\n'
                f'board = {{ {board} }}\nsource_url = "https://example.org/"\nconfidence = "high"\n'
                f'group = "{each.get("group", "games")}"\ncountry = "US"\n'
            )
        (self.folder / "studios.toml").write_text("\n".join(tables), encoding="utf-8")

    def close(self) -> None:
        """End what was started, and print what it has said, for a test that fails."""
        for each in self.started:
            each.kill()
            each.wait()
            sys.stdout.write("".join(each.output()))
        self.engine.dispose()

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
        clean |= {
            "HOLD_S": str(self.hold_s),
            "LABOR_TRACKER_DATABASE_URL": self.url,
            "PYTHONPATH": str(ROOT),
            "OPENBLAS_NUM_THREADS": "1",
        }
        if (self.folder / "studios.toml").exists():
            clean["LABOR_TRACKER_STUDIOS"] = str(self.folder / "studios.toml")
        return clean | more


@pytest.fixture
def fleet(tmp_path: Path, fork_server: ForkServer, postgresql_databases: NewDatabase) -> Iterator[Fleet]:
    url = postgresql_databases(upgraded=True)
    # the engine's triggers, which run where a test changes its tables, need its schema in sight
    engine = open_engine(f"{url}&options=-csearch_path%3Dpublic,procrastinate")
    fleet = Fleet(tmp_path, fork_server, url, engine)
    yield fleet
    fleet.close()


def make_board(name: str, count: int = 2, host: str = "", **fields: Any) -> tuple[dict[str, Any], list[FakePosting]]:
    """A studio with a small board on a host of its own, or on Greenhouse's, which many share."""
    shared = host == GREENHOUSE
    board = {"token": name} if shared else {"company": name}
    family, at = ("greenhouse", GREENHOUSE) if shared else ("recruitee", f"{name}.recruitee.com")
    postings = [
        make_posting(
            number, studio=name, family=family, host=at, board=name if shared else "", key=str(1000 + number), **fields
        )
        for number in range(count)
    ]
    return {"name": name, "family": family, "board": board}, postings


GREENHOUSE = "boards-api.greenhouse.io"
