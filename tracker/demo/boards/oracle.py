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


def oracle(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    asked = dict(re.findall(r'(\w+)="?([^,;"]+)"?', ask.query.get("finder", "")))
    if asked.get("siteNumber") and (ask.host, asked["siteNumber"]) not in today.boards:
        return as_json({"title": "Bad Request", "status": 400}, 400)
    jobs = today.listed(ask.host, asked.get("siteNumber"))
    if ask.path == f"{INTERFACE}/recruitingCEJobRequisitions":
        return _list(jobs, int(asked.get("offset", 0)))
    if ask.path == f"{INTERFACE}/recruitingCEJobRequisitionDetails":
        return as_json({"items": [_detail(job) for job in jobs if job.key == asked.get("Id")], "count": 1})
    return None


def _list(jobs: list[FakePosting], start: int) -> BoardResponse:
    total = len(jobs) if start < WINDOW else 0
    rows = [_row(job) for job in jobs[start : start + ROWS_A_PAGE]] if total else []
    return as_json({"items": [{"TotalJobsCount": total, "requisitionList": rows}], "count": 1, "hasMore": False})


def _row(job: FakePosting) -> dict[str, Any]:
    place = job.locations[0] if job.locations else None
    return {
        "Id": job.key,
        "Title": job.title,
        "PostedDate": job.posted_on.isoformat() if job.posted_on else None,
        "PostingEndDate": None,
        "PrimaryLocation": place,
        "PrimaryLocationCountry": COUNTRIES.get((place or "").rpartition(",")[2].strip()),
        "JobSchedule": job.employment_type or "Full time",
        "Department": job.department,
        "Distance": 1785110400000.0,
        "Relevancy": 9,
        "secondaryLocations": [{"Name": each, "CountryCode": None} for each in job.locations[1:]],
    }


def _detail(job: FakePosting) -> dict[str, Any]:
    words = {"ExternalDescriptionStr": job.description_html, "ExternalResponsibilitiesStr": None}
    return _row(job) | words | {"LegalEmployer": job.organization or job.studio}
