"""The postings of fake boards: what each board will say, on which days."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

DEMO_STUDIOS = ("disney", "netflix", "pixar", "realeyes", "ubisoft")


@dataclass(kw_only=True, slots=True)
class FakePosting:
    """One posting of a fake board, listed from day `from_day` to `to_day`, both included. Days count from 1."""

    studio: str
    family: str
    """A key of the server's families."""
    host: str
    board: str
    """What tells it from others on its host: an account, eightfold's domain, workday's tenant/site; or empty."""
    key: str
    """The board's own id; digits for eightfold."""
    title: str
    description_html: str = ""
    locations: list[str] = field(default_factory=list)
    posted_on: date | None = None
    """A date, or its ISO form."""
    updated_on: date | None = None
    requisition: str | None = None
    department: str | None = None
    employment_type: str | None = None
    brand: str | None = None
    """The part of the studio that hires: what a reader should find. The description says it; no board serves it."""
    organization: str | None = None
    """The employer's name as the board gives it, where it is not the studio's."""
    language: str | None = None
    pay: list[dict[str, Any]] = field(default_factory=list)
    """Pay that the board states as data: minimum, maximum, currency, unit; where it says so, label and kind too."""
    address_title: str = ""
    """The title in the posting's address: the first one, whatever the title becomes."""
    from_day: int = 1
    to_day: int | None = None
    edits: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Fields that change, by the day from which they do."""

    def __post_init__(self) -> None:
        self.posted_on, self.updated_on = _parse_date(self.posted_on), _parse_date(self.updated_on)
        self.address_title = self.address_title or self.title
        self.edits = {int(day): dict(changes) for day, changes in self.edits.items()}

    def on(self, day: int) -> "FakePosting | None":
        """The posting as it stands on this day; None where it is not listed."""
        if day < self.from_day or (self.to_day is not None and day > self.to_day):
            return None
        changes: dict[str, Any] = {}
        for since, edited in sorted(self.edits.items()):
            if since <= day:
                changes |= edited
        return replace(self, **changes) if changes else self


def load_postings(path: Path | Traversable | str) -> list[FakePosting]:
    """Read postings from a .toml file ([[posting]] tables over [every]) or a .jsonl file (an object a line)."""
    file = Path(path) if isinstance(path, str) else path
    text = file.read_text(encoding="utf-8")
    if file.name.endswith(".toml"):
        data = tomllib.loads(text)
        every = data.get("every", {})
        return [_make_posting(f"{file.name}, posting {n}", every | row) for n, row in enumerate(data["posting"], 1)]
    lines = enumerate(text.splitlines(), 1)
    return [_make_posting(f"{file.name}, line {n}", json.loads(line)) for n, line in lines if line.strip()]


def demo_postings() -> list[FakePosting]:
    """The demo's postings: two days of July 2023 in our own words around known facts."""
    files = (resources.files(__package__).joinpath(f"{studio}.toml") for studio in DEMO_STUDIOS)
    return [posting for file in files for posting in load_postings(file)]


def _make_posting(where: str, row: Mapping[str, Any]) -> FakePosting:
    if unknown := row.keys() - {f.name for f in fields(FakePosting)}:
        raise ValueError(f"{where}: no such field: {', '.join(sorted(unknown))}.")
    try:
        return FakePosting(**row)
    except (TypeError, ValueError) as wrong:
        raise ValueError(f"{where}: {wrong}.") from wrong


def _parse_date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
