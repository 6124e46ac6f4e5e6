"""BambooHR: the list and the details behind a company's careers page."""

import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts

NOWHERE = {"country": None, "state": None, "province": None, "city": None}


def bamboohr(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host)
    if ask.path == "/careers/list":
        return as_json({"meta": {"totalCount": len(jobs)}, "result": [_row(job) for job in jobs]})
    if found := re.fullmatch(r"/careers/(\d+)/detail", ask.path):
        return _detail(jobs, found[1])
    if found := re.fullmatch(r"/careers/(\d+)", ask.path):
        return posting_page(jobs, found[1])
    return None


def _detail(jobs: list[FakePosting], key: str) -> BoardResponse:
    for job in jobs:
        if job.key == key:
            return as_json({"meta": {"totalCount": 1}, "result": {"jobOpening": _opening(job), "formFields": {}}})
    return as_json({"error": "not found"}, 404)


def _row(job: FakePosting) -> dict[str, Any]:
    at = parts(job.locations[0] if job.locations else "")
    return {
        "id": job.key,
        "jobOpeningName": job.title,
        "departmentLabel": job.department,
        "employmentStatusLabel": job.employment_type or "Full-Time",
        "employmentType": None,
        "location": {"city": at["city"], "state": at["region"]},
        "atsLocation": NOWHERE,
        "isRemote": None,
        "locationType": "1" if is_remote(job) else "0",
    }


def _opening(job: FakePosting) -> dict[str, Any]:
    at = parts(job.locations[0] if job.locations else "")
    return _row(job) | {
        "jobOpeningShareUrl": f"https://{job.host}/careers/{job.key}",
        "jobOpeningStatus": "Open",
        "location": {"city": at["city"], "state": at["region"], "postalCode": None, "addressCountry": at["country"]},
        "description": job.description_html,
        "compensation": None,
        "datePosted": str(job.posted_on) if job.posted_on else None,
    }
