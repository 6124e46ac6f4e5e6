"""amazon.jobs: a search whose rows are whole postings, and that answers errors with 200."""

import json
import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import COUNTRIES, posting_page

MOST_ROWS = 100
ROWS_A_PAGE = 10
"""What comes of the hundred asked for: small, so that a second page needs few postings."""
WINDOW = 10_000


def amazon(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/en/search.json":
        return _list(today, request)
    if found := re.fullmatch(r"/en/jobs/(\d+)/[^/]+", request.path):
        return posting_page(today.listed(request.host), found[1])
    return None


def _list(today: DaySnapshot, request: BoardRequest) -> BoardResponse:
    start, size = int(request.query.get("offset") or 0), int(request.query.get("result_limit") or ROWS_A_PAGE)
    if size > MOST_ROWS or start + size > WINDOW:
        return as_json({"error": "The request is beyond what can be shown.", "hits": 0, "jobs": None})
    postings = today.listed(request.host)
    rows = [_row(posting) for posting in postings[start : start + min(size, ROWS_A_PAGE)]]
    return as_json({"error": None, "hits": min(len(postings), WINDOW), "facets": {}, "content": {}, "jobs": rows})


def _row(posting: FakePosting) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-")
    return {
        "id": f"00000000-0000-4000-8000-{int(posting.key) % 10**12:012d}",
        "id_icims": posting.key,
        "title": posting.title,
        "company_name": posting.organization or posting.studio,
        "job_category": posting.department,
        "job_schedule_type": posting.employment_type or "full-time",
        "location": posting.locations[0] if posting.locations else "",
        "locations": [_location(place) for place in posting.locations],
        "job_path": f"/en/jobs/{posting.key}/{slug}",
        "description": posting.description_html,
        "basic_qualifications": "",
        "preferred_qualifications": "",
        "posted_date": f"{posting.posted_on:%B} {posting.posted_on.day:2}, {posting.posted_on.year}"
        if posting.posted_on
        else None,
        "updated_time": "3 hours",
    }


def _location(place: str) -> str:
    parts = [part.strip() for part in place.split(",")]
    return json.dumps({"normalizedLocation": place, "city": parts[0], "countryIso2a": COUNTRIES.get(parts[-1])})
