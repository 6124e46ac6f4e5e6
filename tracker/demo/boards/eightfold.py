"""Eightfold's v2 interface, as Netflix's careers site speaks it."""

import re
from datetime import UTC, date, datetime
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page, sitemap

ROWS_A_PAGE = 10
"""Whatever `num` asks for."""


def eightfold(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if ask.path == "/api/apply/v2/jobs":
        return _list(today, ask)
    if found := re.fullmatch(r"/api/apply/v2/jobs/(\d+)", ask.path):
        return _detail(today, ask, found[1])
    if ask.path.startswith("/api/pcsx/"):
        return as_json({"message": "PCSX is not enabled for this user."}, 403)
    if found := re.fullmatch(r"/careers/job/(\d+)(?:-[^/]*)?", ask.path):
        return posting_page(today.listed(ask.host), found[1])
    if ask.path == "/careers/sitemap.xml":
        return sitemap([(_address(job), job.updated_on or job.posted_on) for job in today.listed(ask.host)])
    return None


def _list(today: DaySnapshot, ask: BoardRequest) -> BoardResponse:
    domain = ask.query.get("domain", "")
    words = ask.query.get("query", "").lower().split()
    jobs = [
        j for j in today.listed(ask.host, domain) if all(w in (j.title + j.description_html).lower() for w in words)
    ]
    start = int(ask.query.get("start") or 0)
    size = min(int(ask.query.get("num") or ROWS_A_PAGE), ROWS_A_PAGE)
    rows = [_row(job) for job in jobs[start : start + size]]
    return as_json({"domain": domain, "positions": rows, "count": len(jobs), "branding": {}, "facets": {}})


def _detail(today: DaySnapshot, ask: BoardRequest, key: str) -> BoardResponse:
    for job in today.listed(ask.host):
        if job.key == key:
            return as_json(_row(job) | {"job_description": job.description_html, "custom_JD": _custom(job)})
    return as_json({"message": f"Job with ID {key} not found"}, 404)


def _row(job: FakePosting) -> dict[str, Any]:
    requisition = job.requisition or f"JR{job.key[-5:]}"
    return {
        "id": int(job.key),
        "name": job.title,
        "posting_name": job.title,
        "location": job.locations[0] if job.locations else None,
        "locations": job.locations,
        "hot": 0,
        "department": job.department,
        "business_unit": job.organization or "Streaming",
        "t_update": seconds(job.updated_on or job.posted_on),
        "t_create": seconds(job.posted_on),
        "ats_job_id": requisition,
        "display_job_id": requisition,
        "type": "ATS",
        "id_locale": f"{requisition}-en-US",
        "job_description": "",
        "locale": "en-US",
        "stars": 0,
        "medallionProgram": None,
        "location_flexibility": None,
        "work_location_option": "remote" if "remote" in " ".join(job.locations).lower() else "onsite",
        "canonicalPositionUrl": _address(job),
        "isPrivate": False,
    }


def _custom(job: FakePosting) -> dict[str, Any]:
    fields = {"job_req_id": [job.requisition], "team": [job.department], "posting_date": [str(job.posted_on)]}
    return {"data_fields": fields, "display": [{"label": "Team", "value": job.department}], "enable": True}


def _address(job: FakePosting) -> str:
    return f"https://{job.host}/careers/job/{job.key}"


def seconds(day: date | None) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
