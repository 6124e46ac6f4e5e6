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


def amazon(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if ask.path == "/en/search.json":
        return _list(today, ask)
    if found := re.fullmatch(r"/en/jobs/(\d+)/[^/]+", ask.path):
        return posting_page(today.listed(ask.host), found[1])
    return None


def _list(today: DaySnapshot, ask: BoardRequest) -> BoardResponse:
    start, size = int(ask.query.get("offset") or 0), int(ask.query.get("result_limit") or ROWS_A_PAGE)
    if size > MOST_ROWS or start + size > WINDOW:
        return as_json({"error": "The request is beyond what can be shown.", "hits": 0, "jobs": None})
    jobs = today.listed(ask.host)
    rows = [_row(job) for job in jobs[start : start + min(size, ROWS_A_PAGE)]]
    return as_json({"error": None, "hits": min(len(jobs), WINDOW), "facets": {}, "content": {}, "jobs": rows})


def _row(job: FakePosting) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", job.address_title.lower()).strip("-")
    return {
        "id": f"00000000-0000-4000-8000-{int(job.key) % 10**12:012d}",
        "id_icims": job.key,
        "title": job.title,
        "company_name": job.organization or job.studio,
        "job_category": job.department,
        "job_schedule_type": job.employment_type or "full-time",
        "location": job.locations[0] if job.locations else "",
        "locations": [_location(place) for place in job.locations],
        "job_path": f"/en/jobs/{job.key}/{slug}",
        "description": job.description_html,
        "basic_qualifications": "",
        "preferred_qualifications": "",
        "posted_date": f"{job.posted_on:%B} {job.posted_on.day:2}, {job.posted_on.year}" if job.posted_on else None,
        "updated_time": "3 hours",
    }


def _location(place: str) -> str:
    parts = [part.strip() for part in place.split(",")]
    return json.dumps({"normalizedLocation": place, "city": parts[0], "countryIso2a": COUNTRIES.get(parts[-1])})
