"""Serve the demo's careers boards on this machine: `--via` leads a crawl here instead of to the boards."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib import resources
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from tracker.demo.boards.families import FAMILIES, HOSTS, Answer
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json, empty_response
from tracker.demo.boards.wire import Server

FIRST_DAY = date(2023, 7, 25)
"""The date of day 1."""
ALLOW_ALL = "User-agent: *\nAllow: /\n"


class DemoBoardServer:
    """Serves `postings` at `url`/https://real.host/path while the context is open.

    `day` may be set at any time and holds from the next request on. `robots` gives a host's robots.txt, over what the
    real hosts say.
    """

    families: Mapping[str, Answer] = FAMILIES
    hosts: Mapping[str, Answer] = HOSTS

    def __init__(
        self, postings: Iterable[FakePosting], *, robots: Mapping[str, str] | None = None, first_day: date = FIRST_DAY
    ) -> None:
        self.postings = tuple(postings)
        self.day = 1
        self.first_day = first_day
        self._robots = {**_read_robots(), **(robots or {})}
        self._boards = frozenset((posting.host, posting.board) for posting in self.postings)
        self._answers = {posting.host: self.families[posting.family] for posting in self.postings} | dict(self.hosts)
        self._server: Server | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The server is closed: its address is known inside its `with` block only.")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "DemoBoardServer":
        self._server = Server(self.handle)
        self._server.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
            if error is None and server.errors:
                raise server.errors[0]

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> BoardResponse:
        """Answer one request as it came over the wire."""
        request = parse_request(method, target, headers, body)
        answer = self.answer_rightly(request)
        return answer if answer.status != 200 else answer_conditionally(request, answer)

    def take_snapshot(self) -> DaySnapshot:
        """What the boards list today."""
        listed = tuple(now for posting in self.postings if (now := posting.on(self.day)) is not None)
        return DaySnapshot(self.first_day + timedelta(days=self.day - 1), listed, self._boards)

    def answer_rightly(self, request: BoardRequest) -> BoardResponse:
        """What the host answers on a good day."""
        if request.path == "/robots.txt":
            return BoardResponse(self._robots.get(request.host, ALLOW_ALL).encode(), 200, "text/plain; charset=utf-8")
        family = self._answers.get(request.host)
        try:
            answer = family(self.take_snapshot(), request) if family else None
        except ValueError as error:
            return as_json({"message": f"bad request: {error}"}, 400)
        return answer or as_html(f"<h1>404</h1><p>Nothing at {request.host}{request.path} here.</p>", 404)


def parse_request(method: str, target: str, headers: dict[str, str], body: bytes) -> BoardRequest:
    parts = urlsplit(re.sub(r"^/*(https?):/+", r"\1://", target))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return BoardRequest(method, parts.hostname or "", parts.path or "/", parts.query, query, body, headers)


def answer_conditionally(request: BoardRequest, answer: BoardResponse) -> BoardResponse:
    """The answer with its ETag, or 304 to a client that holds it already."""
    tag = f'"{sha256(answer.body).hexdigest()[:20]}"'
    held = {name.strip().removeprefix("W/") for name in request.headers.get("if-none-match", "").split(",")}
    whole = empty_response(304) if tag in held else answer
    return replace(whole, headers={**whole.headers, "ETag": tag})


@cache
def _read_robots() -> dict[str, str]:
    text = resources.files(__package__).joinpath("robots.toml").read_text(encoding="utf-8")
    return {host: str(words) for host, words in tomllib.loads(text).items()}
