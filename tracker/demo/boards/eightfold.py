"""Eightfold's v2 interface, as Netflix's careers site speaks it."""

import re
from datetime import UTC, date, datetime
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page, render_sitemap

ROWS_A_PAGE = 10
"""Whatever `num` asks for."""


def answer_eightfold(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/api/apply/v2/jobs":
        return _answer_list(today, request)
    if found := re.fullmatch(r"/api/apply/v2/jobs/(\d+)", request.path):
        return _answer_detail(today, request, found[1])
    if request.path.startswith("/api/pcsx/"):
        return as_json({"message": "PCSX is not enabled for this user."}, 403)
    if found := re.fullmatch(r"/careers/job/(\d+)(?:-[^/]*)?", request.path):
        return posting_page(today.listed(request.host), found[1])
    if request.path == "/careers/sitemap.xml":
        return render_sitemap(
            [(_posting_url(posting), posting.updated_on or posting.posted_on) for posting in today.listed(request.host)]
        )
    return None


def _answer_list(today: DaySnapshot, request: BoardRequest) -> BoardResponse:
    domain = request.query.get("domain", "")
    words = request.query.get("query", "").lower().split()
    postings = [
        j for j in today.listed(request.host, domain) if all(w in (j.title + j.description_html).lower() for w in words)
    ]
    start = int(request.query.get("start") or 0)
    size = min(int(request.query.get("num") or ROWS_A_PAGE), ROWS_A_PAGE)
    rows = [_make_row(posting) for posting in postings[start : start + size]]
    return as_json({"domain": domain, "positions": rows, "count": len(postings), "branding": {}, "facets": {}})


def _answer_detail(today: DaySnapshot, request: BoardRequest, key: str) -> BoardResponse:
    for posting in today.listed(request.host):
        if posting.key == key:
            return as_json(
                _make_row(posting) | {"job_description": posting.description_html, "custom_JD": _custom_fields(posting)}
            )
    return as_json({"message": f"Job with ID {key} not found"}, 404)


def _make_row(posting: FakePosting) -> dict[str, Any]:
    requisition = posting.requisition or f"JR{posting.key[-5:]}"
    return {
        "id": int(posting.key),
        "name": posting.title,
        "posting_name": posting.title,
        "location": posting.locations[0] if posting.locations else None,
        "locations": posting.locations,
        "hot": 0,
        "department": posting.department,
        "business_unit": posting.organization or "Streaming",
        "t_update": to_epoch(posting.updated_on or posting.posted_on),
        "t_create": to_epoch(posting.posted_on),
        "ats_job_id": requisition,
        "display_job_id": requisition,
        "type": "ATS",
        "id_locale": f"{requisition}-en-US",
        "job_description": "",
        "locale": "en-US",
        "stars": 0,
        "medallionProgram": None,
        "location_flexibility": None,
        "work_location_option": "remote" if "remote" in " ".join(posting.locations).lower() else "onsite",
        "canonicalPositionUrl": _posting_url(posting),
        "isPrivate": False,
    }


def _custom_fields(posting: FakePosting) -> dict[str, Any]:
    fields = {
        "job_req_id": [posting.requisition],
        "team": [posting.department],
        "posting_date": [str(posting.posted_on)],
    }
    return {"data_fields": fields, "display": [{"label": "Team", "value": posting.department}], "enable": True}


def _posting_url(posting: FakePosting) -> str:
    return f"https://{posting.host}/careers/job/{posting.key}"


def to_epoch(day: date | None) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
