"""Make what tests store and serve: each with the usual fields, and those that the test is about."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from db.models import Reading, Version
from db.vocabulary import AiLabel
from tracker.demo.boards.fixtures import FakePosting

NETFLIX_HOST = "explore.jobs.netflix.net"
FIRST_KEY = 790_000_000_000
START = datetime(2023, 7, 1, 6, tzinfo=UTC)


def make_posting(number: int = 0, **fields: Any) -> FakePosting:
    """A posting on the fake board of Netflix; its key and requisition follow from its number."""
    return FakePosting(
        **{
            "studio": "Netflix",
            "family": "eightfold",
            "host": NETFLIX_HOST,
            "board": "netflix.com",
            "key": str(FIRST_KEY + number),
            "title": f"Rigger {number}",
            "locations": ["Los Angeles,California,United States of America"],
            "description_html": f"<p>Rig creature {number}.</p><p>The range for this role is $100,000 - $200,000.</p>",
            "requisition": f"JR{number}",
            **fields,
        }
    )


def make_postings(count: int, **fields: Any) -> list[FakePosting]:
    return [make_posting(number, **fields) for number in range(count)]


def make_version(title: str = "Clerk", **columns: Any) -> Version:
    """A version whose digest follows from its columns."""
    columns = {
        "url": "https://jobs.example/1",
        "places": [],
        "locations": "Leeds",
        "stated_pay": [],
        "description_html": "<p>Keep the books.</p>",
        "description_text": "Keep the books.",
        "source_url": "https://jobs.example/api/1",
        "response_sha256": "0" * 64,
        "fetched_at": START,
        **columns,
    }
    digest = hashlib.sha256(repr((title, sorted(columns.items()))).encode()).hexdigest()
    return Version(title=title, content_sha256=digest, **columns)


def make_reading(**columns: Any) -> Reading:
    given = {"reader": "pay 1", "read_at": START, "ai_label": AiLabel.NONE, **columns}
    return Reading(mentions_ai_in_hiring=False, any_keyword=False, **given)
