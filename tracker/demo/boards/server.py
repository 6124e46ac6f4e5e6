"""A town of careers boards on loopback, for tests and the demo: `--via` leads a crawl here instead of to the boards."""

import re
import threading
import time
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib import resources
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from tracker.demo.boards.families import FAMILIES, HOSTS
from tracker.demo.boards.faults import AGAIN, Fault, instead, twist
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import (
    BoardRequest,
    BoardResponse,
    DaySnapshot,
    LoggedRequest,
    as_html,
    as_json,
    nothing,
)
from tracker.demo.boards.wire import Server

FIRST_DAY = date(2023, 7, 25)
"""The date of day 1."""
ALLOW_ALL = "User-agent: *\nAllow: /\n"


class FakeBoardServer:
    """Serves `jobs` at `url`/https://real.host/path while the context is open.

    `day` and `faults` may be set at any time and hold from the next request on. `requests` keeps every request in the
    order of arrival. `robots` gives a host's robots.txt, over what the real hosts say.
    """

    def __init__(
        self, jobs: Iterable[FakePosting], *, robots: Mapping[str, str] | None = None, first_day: date = FIRST_DAY
    ) -> None:
        self.jobs = tuple(jobs)
        self.day = 1
        self.faults: list[Fault] = []
        self.requests: list[LoggedRequest] = []
        self.first_day = first_day
        self._robots = {**_real_robots(), **(robots or {})}
        self._boards = frozenset((job.host, job.board) for job in self.jobs)
        self._speakers = {job.host: FAMILIES[job.family] for job in self.jobs} | HOSTS
        self._before: dict[str, BoardResponse] = {}
        """Each host's last right answer."""
        self._lock = threading.Lock()
        self._server: Server | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The town is closed: its address is known inside `with Town(...)` only.")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "FakeBoardServer":
        self._server = Server(self._answer)
        self._server.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
            if error is None and server.errors:
                raise server.errors[0]

    def today(self) -> DaySnapshot:
        jobs = tuple(now for job in self.jobs if (now := job.on(self.day)) is not None)
        return DaySnapshot(self.first_day + timedelta(days=self.day - 1), jobs, self._boards)

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> BoardResponse:
        at = time.monotonic()
        ask = _ask(method, target, headers, body)
        answer = self._respond(ask)
        agent = headers.get("user-agent", "")
        note = LoggedRequest(method, ask.host, ask.target, answer.status, agent, at, body, headers)
        with self._lock:
            self.requests.append(note)
        return answer

    def _respond(self, ask: BoardRequest) -> BoardResponse:
        with self._lock:
            striking = [fault for fault in self.faults if fault.strikes(ask)]
        for fault in striking:
            if (wrong := instead(fault)) is not None:
                return wrong
        answer = self._right(ask)
        if any(fault.kind == AGAIN for fault in striking):
            return self._before.get(ask.host, answer)
        self._before[ask.host] = answer
        if answer.status != 200:
            return answer
        if not striking:
            return _conditional(ask, answer)
        for fault in striking:
            answer = twist(fault.kind, answer)
        return answer

    def _right(self, ask: BoardRequest) -> BoardResponse:
        if ask.path == "/robots.txt":
            return BoardResponse(self._robots.get(ask.host, ALLOW_ALL).encode(), 200, "text/plain; charset=utf-8")
        speak = self._speakers.get(ask.host)
        try:
            answer = speak(self.today(), ask) if speak else None
        except ValueError as wrong:
            return as_json({"message": f"bad request: {wrong}"}, 400)
        return answer or as_html(f"<h1>404</h1><p>Nothing at {ask.host}{ask.path} in this town.</p>", 404)


def _ask(method: str, target: str, headers: dict[str, str], body: bytes) -> BoardRequest:
    parts = urlsplit(re.sub(r"^/*(https?):/+", r"\1://", target))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return BoardRequest(method, parts.hostname or "", parts.path or "/", parts.query, query, body, headers)


def _conditional(ask: BoardRequest, answer: BoardResponse) -> BoardResponse:
    """The answer with its ETag, or 304 to who holds it already."""
    tag = f'"{sha256(answer.body).hexdigest()[:20]}"'
    held = {name.strip().removeprefix("W/") for name in ask.headers.get("if-none-match", "").split(",")}
    whole = nothing(304) if tag in held else answer
    return replace(whole, headers={**whole.headers, "ETag": tag})


@cache
def _real_robots() -> dict[str, str]:
    text = resources.files(__package__).joinpath("robots.toml").read_text(encoding="utf-8")
    return {host: str(words) for host, words in tomllib.loads(text).items()}
