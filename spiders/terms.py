"""What a board's terms of use say about automated reading, and our decision: a studio's own, or its product's."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

PACKAGED = Path(__file__).parent / "terms.toml"
CRAWL, ONLY_NAMED, NEVER = DECISIONS = ("crawl", "only_named", "never")


@dataclass(kw_only=True, frozen=True, slots=True)
class Terms:
    """Terms that somebody read. Where there are none, nobody did."""

    read_on: date
    says: str
    decision: str
    """crawl: with `--all` too; only_named: only when a person names the studio; never."""
    reason: str | None = None
    source_url: str | None = None

    def text(self) -> str:
        """All of it on one line."""
        return f"read on {self.read_on}: {self.says} ({self.decision}{f': {self.reason}' if self.reason else ''})"

    def short(self) -> str:
        return f"{self.decision} (read on {self.read_on})"


def parse_terms(row: Any) -> Terms:
    """Raises ValueError, whose words continue "…: 'terms' "."""
    names = {each.name for each in fields(Terms)}
    if not isinstance(row, Mapping) or not {"read_on", "says", "decision"} <= set(row) <= names:
        raise ValueError("needs read_on, says and decision, may have reason and source_url, and nothing else")
    if not isinstance(row["read_on"], date) or isinstance(row["read_on"], datetime):
        raise ValueError(f"has read_on {row['read_on']!r}, which is not a date such as 2026-11-22")
    for name in sorted(set(row) - {"read_on"}):
        if not isinstance(row[name], str) or not row[name].strip():
            raise ValueError(f"has {name} {row[name]!r}, which is no text")
    if row["decision"] not in DECISIONS:
        raise ValueError(f"has the decision {row['decision']!r}, which is none of {', '.join(DECISIONS)}")
    return Terms(**row)


@cache
def family_terms() -> Mapping[str, Terms]:
    """The terms of each product that somebody read, by family."""
    return {family: parse_terms(row) for family, row in tomllib.loads(PACKAGED.read_text(encoding="utf-8")).items()}
