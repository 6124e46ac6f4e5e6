"""Oracle Recruiting Cloud's interface: a search and a finder, both within one parameter."""

import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import COUNTRIES

INTERFACE = "/hcmRestApi/resources/latest"
ROWS_A_PAGE = 10
"""Whatever is asked: small, so that a second page needs few postings."""
WINDOW = 10_000


def oracle(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    asked = dict(re.findall(r'(\w+)="?([^,;"]+)"?', request.query.get("finder", "")))
    if asked.get("siteNumber") and (request.host, asked["siteNumber"]) not in today.boards:
        return as_json({"title": "Bad Request", "status": 400}, 400)
    postings = today.listed(request.host, asked.get("siteNumber"))
    if request.path == f"{INTERFACE}/recruitingCEJobRequisitions":
        return _list(postings, int(asked.get("offset", 0)))
    if request.path == f"{INTERFACE}/recruitingCEJobRequisitionDetails":
        return as_json(
            {"items": [_detail(posting) for posting in postings if posting.key == asked.get("Id")], "count": 1}
        )
    return None


def _list(postings: list[FakePosting], start: int) -> BoardResponse:
    total = len(postings) if start < WINDOW else 0
    rows = [_row(posting) for posting in postings[start : start + ROWS_A_PAGE]] if total else []
    return as_json({"items": [{"TotalJobsCount": total, "requisitionList": rows}], "count": 1, "hasMore": False})


def _row(posting: FakePosting) -> dict[str, Any]:
    place = posting.locations[0] if posting.locations else None
    return {
        "Id": posting.key,
        "Title": posting.title,
        "PostedDate": posting.posted_on.isoformat() if posting.posted_on else None,
        "PostingEndDate": None,
        "PrimaryLocation": place,
        "PrimaryLocationCountry": COUNTRIES.get((place or "").rpartition(",")[2].strip()),
        "JobSchedule": posting.employment_type or "Full time",
        "Department": posting.department,
        "Distance": 1785110400000.0,
        "Relevancy": 9,
        "secondaryLocations": [{"Name": each, "CountryCode": None} for each in posting.locations[1:]],
    }


def _detail(posting: FakePosting) -> dict[str, Any]:
    words = {"ExternalDescriptionStr": posting.description_html, "ExternalResponsibilitiesStr": None}
    return _row(posting) | words | {"LegalEmployer": posting.organization or posting.studio}
