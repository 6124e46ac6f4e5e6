"""The table of walks (walks.toml): each way to a family's list, the postings behind it, the row that visits it."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spiders.loader import load_board_families
from tracker.demo.boards.fixtures import FakePosting

_TABLE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, kw_only=True)
class Walk:
    name: str
    studio: str
    posting: dict[str, Any]
    count: int
    requests: int
    list: str
    second: dict[str, str] = field(default_factory=dict)
    detail: str = ""
    board: dict[str, Any] | None = None
    hosts: tuple[str, ...] = ()
    robots: dict[str, str] = field(default_factory=dict)
    in_body: bool = False
    json: bool = False
    announces: bool = False
    empty: str = ""
    unnamed: bool = False
    bare: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "hosts", tuple(self.hosts or [self.posting["host"]]))

    @property
    def family(self) -> str:
        return self.name if self.name in load_board_families() else self.name.rpartition("_")[0]

    def row(self, packaged: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """The studio's row."""
        if self.board is None:
            return packaged[self.studio]
        own = {"title": "Example", "source_url": "-", "confidence": "low"}
        return {"name": self.studio, "family": self.family, "board": self.board, **own}

    def postings(self, **more: Any) -> list[FakePosting]:
        return [
            FakePosting(
                **{**self.posting, "family": self.family, "board": self.posting.get("board", ""), **_fields(n), **more}
            )
            for n in range(self.count)
        ]

    def asked(self, pattern: str) -> dict[str, str]:
        """Fields of a fault that strikes the addresses that match."""
        return {"body": pattern} if self.in_body else {"path": pattern}


FIRST_KEY = 10_000_000


def _fields(n: int) -> dict[str, Any]:
    return {
        "key": str(FIRST_KEY + n),
        "title": f"Lamp trimmer {n}",
        "description_html": f"<p>Trim lamp {n}.</p>",
        "locations": [f"Town {n % 9}, France"],
        "posted_on": "2023-07-10",
    }


WALKS = {row["name"]: Walk(**row) for row in tomllib.loads(_TABLE.read_text(encoding="utf-8"))["walk"]}
