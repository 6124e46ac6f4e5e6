"""A small hand to write crawls with, and another to start processes."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.models import AiEvidence, Crawl, PayRange, Reading, Studio, Version
from db.vocabulary import Origin
from db.writes import crawls
from db.writes.postings import Change, save_version
from tests.factories import START, make_reading, make_version

Details = dict[str, tuple[Version, Reading]]


@dataclass
class Board:
    """A studio's board, visited once a day at six in the morning for a minute."""

    engine: Engine
    studio: str = "acme"
    day: float = 0
    version = staticmethod(make_version)
    reading = staticmethod(make_reading)

    def __post_init__(self) -> None:
        with self.write() as session:
            crawls.upsert_studios(session, [Studio(studio=self.studio, name=self.studio.title())])

    def write(self) -> AbstractContextManager[Session]:
        return write_sessions(self.engine).begin()

    def open(self) -> int:
        started = START + timedelta(days=self.day)
        self.day += 1
        with self.write() as session:
            return crawls.open_crawl(session, self.studio, started, program="0")

    def keep(
        self,
        crawl_id: int,
        key: str,
        said: Version,
        read: Reading,
        ranges: Sequence[PayRange] = (),
        evidence: Sequence[AiEvidence] = (),
    ) -> Change:
        at = START + timedelta(days=self.day - 1)
        row = {"list_fingerprint": f"row of {key}", "detail_at": at}
        with self.write() as session:
            return save_version(session, crawl_id, self.studio, key, Origin.BOARD, said, read, ranges, evidence, **row)

    def close(self, crawl_id: int, keys: Iterable[str], **ending: Any) -> Crawl:
        keys = list(keys)
        ending = {
            "announced": len(keys),
            "ended": True,
            "faults": [],
            "refused": None,
            "requests": len(keys) + 1,
            **ending,
        }
        at = START + timedelta(days=self.day - 1, minutes=1)
        with self.write() as session:
            crawl = crawls.close_crawl(session, crawl_id, at, listed_keys=keys, **ending)
            session.expunge(crawl)
        return crawl

    def crawl(self, *keys: str, details: Details | None = None, **ending: Any) -> Crawl:
        """One visit that lists `keys`; a detail that is not given is the usual one."""
        crawl_id = self.open()
        for key in keys:
            self.keep(crawl_id, key, *(details or {}).get(key, (make_version(), make_reading())))
        return self.close(crawl_id, keys, **ending)


@pytest.fixture
def board(engine: Engine) -> Board:
    return Board(engine)


@pytest.fixture
def boards() -> Callable[..., Board]:
    return Board


Start = Callable[..., "subprocess.Popen[str]"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts Python code in a process of its own, which waits at `input()` for a line; none is left behind."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", code, *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, text=True, cwd=ROOT, **pipes))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()
