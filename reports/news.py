"""What changed between two reports, in a few lines for a message."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class News:
    title: str
    lines: tuple[str, ...]
    changed: bool

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def news(connection: Connection, since: datetime | None, as_of: datetime, *, folder: str) -> News:
    raise NotImplementedError
