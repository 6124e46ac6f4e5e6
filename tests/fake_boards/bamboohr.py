"""BambooHR: the list and the details behind a company's careers page."""

import re
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page

NOWHERE = {"country": None, "state": None, "province": None, "city": None}


def bamboohr(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host)
    if request.path == "/careers/list":
        return as_json({"meta": {"totalCount": len(postings)}, "result": [_row(posting) for posting in postings]})
    if found := re.fullmatch(r"/careers/(\d+)/detail", request.path):
        return _detail(postings, found[1])
    if found := re.fullmatch(r"/careers/(\d+)", request.path):
        return posting_page(postings, found[1])
    return None


def _detail(postings: list[FakePosting], key: str) -> BoardResponse:
    for posting in postings:
        if posting.key == key:
            return as_json({"meta": {"totalCount": 1}, "result": {"jobOpening": _opening(posting), "formFields": {}}})
    return as_json({"error": "not found"}, 404)


def _row(posting: FakePosting) -> dict[str, Any]:
    at = parts(posting.locations[0] if posting.locations else "")
    return {
        "id": posting.key,
        "jobOpeningName": posting.title,
        "departmentLabel": posting.department,
        "employmentStatusLabel": posting.employment_type or "Full-Time",
        "employmentType": None,
        "location": {"city": at["city"], "state": at["region"]},
        "atsLocation": NOWHERE,
        "isRemote": None,
        "locationType": "1" if is_remote(posting) else "0",
    }


def _opening(posting: FakePosting) -> dict[str, Any]:
    at = parts(posting.locations[0] if posting.locations else "")
    return _row(posting) | {
        "jobOpeningShareUrl": f"https://{posting.host}/careers/{posting.key}",
        "jobOpeningStatus": "Open",
        "location": {"city": at["city"], "state": at["region"], "postalCode": None, "addressCountry": at["country"]},
        "description": posting.description_html,
        "compensation": None,
        "datePosted": str(posting.posted_on) if posting.posted_on else None,
    }
