"""Gem: the job board interface, and beside it what the pages ask."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts

API_HOST = "api.gem.com"
"""The host that postings of this family name."""
PAGES_HOST = "jobs.gem.com"


def gem(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/job_board/v0/([^/]+)/job_posts/", ask.path)):
        return None
    if (ask.host, found[1]) not in today.boards:
        return as_json({"message": "Not found"}, 404)
    return as_json([_post(job) for job in today.listed(ask.host, found[1])])


def gem_pages(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if ask.path == "/api/public/graphql" and ask.method == "POST":
        asked = json.loads(ask.body)
        board, key = asked["variables"]["boardId"], asked["variables"].get("extId")
        jobs = today.listed(API_HOST, board)
        exists = (API_HOST, board) in today.boards
        return as_json({"data": _one(jobs, key) if key else _all(jobs, exists)})
    if found := re.fullmatch(r"/([^/]+)/([^/]+)", ask.path):
        return posting_page(today.listed(API_HOST, found[1]), found[2])
    return None


def _post(job: FakePosting) -> dict[str, Any]:
    return {
        "id": job.key,
        "requisition_id": job.requisition,
        "title": job.title,
        "absolute_url": f"https://{PAGES_HOST}/{job.board}/{job.key}",
        "content": job.description_html,
        "content_plain": "",
        "first_published_at": f"{job.posted_on}T02:39:49.294Z" if job.posted_on else None,
        "updated_at": f"{job.updated_on or job.posted_on}T02:39:49.294Z",
        "employment_type": "full_time",
        "location_type": "remote" if is_remote(job) else "in_office",
        "location": {"name": job.locations[0] if job.locations else ""},
        "offices": [{"id": str(n), "name": at, "location": {"name": at}} for n, at in enumerate(job.locations)],
        "departments": [{"id": "1", "name": job.department}] if job.department else [],
    }


def _all(jobs: list[FakePosting], exists: bool) -> dict[str, Any]:
    name = next((job.organization or job.studio for job in jobs), "")
    return {
        "oatsExternalJobPostings": {"jobPostings": [_row(job) for job in jobs]},
        "jobBoardExternal": {"teamDisplayName": name} if exists else None,
    }


def _one(jobs: list[FakePosting], key: str) -> dict[str, Any]:
    job = next((each for each in jobs if each.key == key), None)
    return {"oatsExternalJobPosting": _row(job) | _more(job) if job else None}


def _row(job: FakePosting) -> dict[str, Any]:
    return {
        "id": job.key,
        "extId": job.key,
        "title": job.title,
        "locations": [_location(place) for place in job.locations],
        "job": {
            "department": {"name": job.department},
            "locationType": "REMOTE" if is_remote(job) else "IN_OFFICE",
            "employmentType": "FULL_TIME",
            "requisitionId": job.requisition,
            "teamDisplayName": job.organization or job.studio,
        },
    }


def _location(place: str) -> dict[str, Any]:
    at = parts(place)
    return {"name": place, "city": at["city"], "isoCountry": at["code"], "isRemote": "remote" in place.lower()}


def _more(job: FakePosting) -> dict[str, Any]:
    day = job.posted_on
    return {
        "descriptionHtml": job.description_html,
        "firstPublishedTsSec": int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else None,
        "compensationHtml": None,
        "jobPostSectionHtml": None,
    }
