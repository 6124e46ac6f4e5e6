"""What travels between a crawler and a fake board, and what the boards list on one day."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.demo.boards.fixtures import FakePosting


@dataclass(frozen=True, slots=True)
class BoardRequest:
    """One request, its address already freed of the server's own."""

    method: str
    host: str
    path: str
    search: str
    """What stands behind the question mark, undecoded."""
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]
    """Names in lower case."""

    @property
    def target(self) -> str:
        return f"{self.path}?{self.search}" if self.search else self.path


@dataclass(frozen=True, slots=True)
class BoardResponse:
    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    """Seconds of silence before it is sent."""
    cut: bool = False
    """Whether the connection is closed in the middle of the body."""


@dataclass(frozen=True, slots=True)
class DaySnapshot:
    """All boards as they stand on one day."""

    on: date
    postings: tuple[FakePosting, ...]
    boards: frozenset[tuple[str, str]]
    """(host, board) of every board, those without postings today too."""

    def has(self, host: str, board: str) -> bool:
        """Whether there is such a board, whatever the case of its name."""
        return any(host == its_host and board.lower() == its.lower() for its_host, its in self.boards)

    def listed(self, host: str, board: str | None = None) -> list[FakePosting]:
        """The postings of one board, or of all boards on a host. Boards are found whatever their case."""
        return [
            each
            for each in self.postings
            if each.host == host and (board is None or each.board.lower() == board.lower())
        ]


def as_json(value: Any, status: int = 200) -> BoardResponse:
    return BoardResponse(json.dumps(value, ensure_ascii=False).encode(), status)


def as_html(markup: str, status: int = 200) -> BoardResponse:
    return BoardResponse(markup.encode(), status, "text/html; charset=utf-8")


def as_xml(markup: str) -> BoardResponse:
    return BoardResponse(markup.encode(), 200, "application/xml; charset=utf-8")


def empty_response(status: int) -> BoardResponse:
    """A status and no words."""
    return BoardResponse(b"", status)
