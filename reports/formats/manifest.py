"""Describe what a report is made of: its date, its files with their digests, and what made it. It asks no clock."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.vocabulary import ArticleFact
from reports.prose.findings import Findings

FILE = "manifest.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenFile:
    name: str
    rows: int
    """Rows of data, without the header; 0 for a page."""
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    as_of: datetime
    since: datetime | None
    program: str
    readers: Sequence[str]
    scales: int
    scales_sha256: str
    """Of the rows of union figures, as CSV, in the order of their ids."""
    fx_on: Sequence[str]
    origins: Mapping[str, int]
    via: Sequence[str]
    facts: Sequence[ArticleFact]
    corrected: bool = False
    """Whether corrections made after the as-of are applied."""
    files: Sequence[WrittenFile] = ()
    findings: Findings = field(default_factory=lambda: Findings(opening=(), postings=()))
    """For the terminal; not part of the file."""

    def to_json(self) -> str:
        found = {
            "as_of": format_instant(self.as_of),
            "since": format_instant(self.since) if self.since else None,
            "program": self.program,
            "readers": list(self.readers),
            "scales": {"rows": self.scales, "sha256": self.scales_sha256},
            "exchange_rates": {"source": "European Central Bank", "published_on": list(self.fx_on)},
            "origins": dict(self.origins),
            # what a gateway answered may not be what the board shows, so a reader has to know (decision 11)
            "via": list(self.via),
            "corrected": self.corrected,
            "facts": [_fact_json(fact) for fact in self.facts],
            "files": {file.name: {"rows": file.rows, "sha256": file.sha256} for file in self.files},
        }
        # Keys in one order: the manifest's digest is what a published report is known by.
        return json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def format_instant(value: datetime) -> str:
    """Format to the microsecond, so that the same report can be asked for again."""
    return value.isoformat().replace("+00:00", "Z")


def _fact_json(fact: ArticleFact) -> dict[str, str | None]:
    return {
        "name": fact.name,
        "amount": format(fact.amount, "f"),
        "currency": fact.currency,
        "unit": fact.unit,
        "source_title": fact.source_title,
        "source_url": fact.source_url,
        "note": fact.note,
    }
