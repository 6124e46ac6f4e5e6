"""Serve careers boards of every family on this machine, with any fault: `--via` leads a crawl here."""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.fake_boards.families import FAMILIES, HOSTS
from tests.fake_boards.faults import AGAIN, Fault, instead, twist
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, as_html
from tracker.demo.boards.server import FIRST_DAY, DemoBoardServer, answer_conditionally, parse_request


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request that the server has answered."""

    method: str
    host: str
    path: str
    """With what stands behind the question mark."""
    status: int
    user_agent: str
    at: float
    """time.monotonic() on arrival."""
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""


class FakeBoardServer(DemoBoardServer):
    """As the demo's server; `faults` may be set at any time, and hold from the next request on.

    `requests` keeps every request in the order of arrival.
    """

    families = FAMILIES
    hosts = HOSTS

    def __init__(
        self,
        postings: Iterable[FakePosting],
        *,
        robots: Mapping[str, str] | None = None,
        first_day: date = FIRST_DAY,
        pages: Mapping[str, str] | None = None,
    ) -> None:
        """`pages`: by host and path, the HTML of pages that are no board, or the address that one redirects to."""
        super().__init__(postings, robots=robots, first_day=first_day)
        self.pages = dict(pages or {})
        self.faults: list[Fault] = []
        self.requests: list[LoggedRequest] = []
        self._last_right: dict[str, BoardResponse] = {}
        """By host."""
        self._lock = threading.Lock()

    def __enter__(self) -> "FakeBoardServer":
        super().__enter__()
        return self

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> BoardResponse:
        at = time.monotonic()
        request = parse_request(method, target, headers, body)
        answer = self._answer_with_faults(request)
        agent = headers.get("user-agent", "")
        logged = LoggedRequest(method, request.host, request.target, answer.status, agent, at, body, headers)
        with self._lock:
            self.requests.append(logged)
        return answer

    def answer_rightly(self, request: BoardRequest) -> BoardResponse:
        page = self.pages.get(request.host + request.path)
        if page is None:
            return super().answer_rightly(request)
        return BoardResponse(b"", 302, headers={"Location": page}) if page.startswith("https://") else as_html(page)

    def _answer_with_faults(self, request: BoardRequest) -> BoardResponse:
        with self._lock:
            striking = [fault for fault in self.faults if fault.strikes(request)]
        for fault in striking:
            if (wrong := instead(fault)) is not None:
                return wrong
        answer = self.answer_rightly(request)
        if any(fault.kind == AGAIN for fault in striking):
            return self._last_right.get(request.host, answer)
        self._last_right[request.host] = answer
        if answer.status != 200:
            return answer
        if not striking:
            return answer_conditionally(request, answer)
        for fault in striking:
            answer = twist(fault.kind, answer)
        return answer
