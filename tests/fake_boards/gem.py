"""Gem: the job board interface, and beside it what the pages ask."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page

API_HOST = "api.gem.com"
"""The host that postings of this family name."""
PAGES_HOST = "jobs.gem.com"


def gem(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/job_board/v0/([^/]+)/job_posts/", request.path)):
        return None
    if (request.host, found[1]) not in today.boards:
        return as_json({"message": "Not found"}, 404)
    return as_json([_post(posting) for posting in today.listed(request.host, found[1])])


def gem_pages(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/api/public/graphql" and request.method == "POST":
        asked = json.loads(request.body)
        board, key = asked["variables"]["boardId"], asked["variables"].get("extId")
        postings = today.listed(API_HOST, board)
        exists = (API_HOST, board) in today.boards
        return as_json({"data": _one(postings, key) if key else _all(postings, exists)})
    if found := re.fullmatch(r"/([^/]+)/([^/]+)", request.path):
        return posting_page(today.listed(API_HOST, found[1]), found[2])
    return None


def _post(posting: FakePosting) -> dict[str, Any]:
    return {
        "id": posting.key,
        "requisition_id": posting.requisition,
        "title": posting.title,
        "absolute_url": f"https://{PAGES_HOST}/{posting.board}/{posting.key}",
        "content": posting.description_html,
        "content_plain": "",
        "first_published_at": f"{posting.posted_on}T02:39:49.294Z" if posting.posted_on else None,
        "updated_at": f"{posting.updated_on or posting.posted_on}T02:39:49.294Z",
        "employment_type": "full_time",
        "location_type": "remote" if is_remote(posting) else "in_office",
        "location": {"name": posting.locations[0] if posting.locations else ""},
        "offices": [{"id": str(n), "name": at, "location": {"name": at}} for n, at in enumerate(posting.locations)],
        "departments": [{"id": "1", "name": posting.department}] if posting.department else [],
    }


def _all(postings: list[FakePosting], exists: bool) -> dict[str, Any]:
    name = next((posting.organization or posting.studio for posting in postings), "")
    return {
        "oatsExternalJobPostings": {"jobPostings": [_row(posting) for posting in postings]},
        "jobBoardExternal": {"teamDisplayName": name} if exists else None,
    }


def _one(postings: list[FakePosting], key: str) -> dict[str, Any]:
    posting = next((each for each in postings if each.key == key), None)
    return {"oatsExternalJobPosting": _row(posting) | _more(posting) if posting else None}


def _row(posting: FakePosting) -> dict[str, Any]:
    return {
        "id": posting.key,
        "extId": posting.key,
        "title": posting.title,
        "locations": [_location(place) for place in posting.locations],
        "job": {
            "department": {"name": posting.department},
            "locationType": "REMOTE" if is_remote(posting) else "IN_OFFICE",
            "employmentType": "FULL_TIME",
            "requisitionId": posting.requisition,
            "teamDisplayName": posting.organization or posting.studio,
        },
    }


def _location(place: str) -> dict[str, Any]:
    at = parts(place)
    return {"name": place, "city": at["city"], "isoCountry": at["code"], "isRemote": "remote" in place.lower()}


def _more(posting: FakePosting) -> dict[str, Any]:
    day = posting.posted_on
    return {
        "descriptionHtml": posting.description_html,
        "firstPublishedTsSec": int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else None,
        "compensationHtml": None,
        "jobPostSectionHtml": None,
    }
