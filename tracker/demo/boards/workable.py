"""Workable: the list meant for widgets, the list behind the pages, and the details, all accounts on one host."""

import json
import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts

ROWS_A_PAGE = 10
"""Of the list behind the pages."""


def workable(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/api/v(1/widget|2|3)/accounts/([^/]+)(?:/jobs)?(?:/([^/]+))?/?", ask.path):
        version, account, key = found.groups()
        if (ask.host, account) not in today.boards:
            return as_json({"error": "Not found"}, 404)
        jobs = today.listed(ask.host, account)
        return {"1/widget": _widget, "2": _detail, "3": _page}[version](jobs, ask, key)
    if found := re.fullmatch(r"/([^/]+)/j/([^/]+)/?", ask.path):
        return posting_page(today.listed(ask.host, found[1]), found[2])
    return None


def _widget(jobs: list[FakePosting], ask: BoardRequest, key: str | None) -> BoardResponse:
    """A row for each place of each posting."""
    rows = [_widget_row(job, at, ask.query.get("details") == "true") for job in jobs for at in _places(job)]
    name = next((job.organization or job.studio for job in jobs), "")
    return as_json({"name": name, "description": None, "jobs": rows})


def _widget_row(job: FakePosting, at: dict[str, Any], details: bool) -> dict[str, Any]:
    row = {
        "title": job.title,
        "shortcode": job.key,
        "code": job.requisition or "",
        "employment_type": job.employment_type or "Full-time",
        "telecommuting": is_remote(job),
        "department": job.department,
        "url": f"https://{job.host}/j/{job.key}",
        "published_on": str(job.posted_on) if job.posted_on else None,
        "created_at": str(job.posted_on) if job.posted_on else None,
        "country": at["country"],
        "city": at["city"],
        "state": at["region"],
        "locations": [at],
    }
    return row | ({"description": job.description_html} if details else {})


def _page(jobs: list[FakePosting], ask: BoardRequest, key: str | None) -> BoardResponse:
    if ask.method != "POST":
        return as_json({"error": "Not found"}, 404)
    start = int(json.loads(ask.body or b"{}").get("token") or 0)
    after = start + ROWS_A_PAGE
    following = {"nextPage": str(after)} if after < len(jobs) else {}
    return as_json({"total": len(jobs), "results": [_row(job) for job in jobs[start:after]]} | following)


def _detail(jobs: list[FakePosting], ask: BoardRequest, key: str | None) -> BoardResponse:
    for job in jobs:
        if job.key == key:
            more = {"description": job.description_html, "requirements": "", "benefits": ""}
            return as_json(_row(job) | more | _pay(job))
    return as_json({"error": "Not found"}, 404)


def _row(job: FakePosting) -> dict[str, Any]:
    places = _places(job)
    return {
        "id": int(job.key, 36),
        "shortcode": job.key,
        "title": job.title,
        "remote": is_remote(job),
        "location": {name: places[0][name] for name in ("country", "countryCode", "city", "region")},
        "locations": places,
        "state": "published",
        "isInternal": False,
        "code": job.requisition or "",
        "published": f"{job.posted_on}T00:00:00.000Z" if job.posted_on else None,
        "type": "full",
        "language": job.language or "en",
        "department": [job.department] if job.department else [],
        "workplace": "remote" if is_remote(job) else "on_site",
    }


def _places(job: FakePosting) -> list[dict[str, Any]]:
    found = []
    for place in job.locations or [""]:
        at = parts(place)
        found.append({"country": at["country"], "countryCode": at["code"], "city": at["city"], "region": at["region"]})
    return [{**each, "hidden": False} for each in found]


def _pay(job: FakePosting) -> dict[str, Any]:
    pay = job.pay[0] if job.pay else {}
    return {
        "salary_from": pay.get("minimum"),
        "salary_to": pay.get("maximum"),
        "salary_currency_iso_code": pay.get("currency"),
        "salary_frequency": pay.get("unit"),
    }
