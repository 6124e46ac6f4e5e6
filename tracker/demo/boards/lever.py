"""Lever's postings: a bare list in pages, which says neither whose it is nor how much it lists."""

import re
from datetime import UTC, date, datetime
from html import unescape
from types import MappingProxyType
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts

API_HOST = "api.lever.co"
"""The host that postings of this family name."""
PAGES_HOST = "jobs.lever.co"
INTERVALS = MappingProxyType(
    {
        "hour": "per-hour-wage",
        "day": "per-day-wage",
        "week": "per-week-salary",
        "month": "per-month-salary",
        "year": "per-year-salary",
    }
)


def lever(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/v0/postings/([^/]+)(?:/([^/]+))?/?", ask.path)):
        return None
    site, key = found.groups()
    jobs = today.listed(ask.host, site)
    if not today.has(ask.host, site):
        return as_json({"ok": False, "error": "Document not found"}, 404)
    if key is None:
        start = int(ask.query.get("skip") or 0)
        return as_json([_row(job) for job in jobs[start : start + int(ask.query.get("limit") or len(jobs))]])
    one = next((job for job in jobs if job.key == key), None)
    return as_json(_row(one)) if one else as_json({"ok": False, "error": "Document not found"}, 404)


def lever_pages(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/([^/]+)/([^/]+)/?", ask.path)
    return posting_page(today.listed(API_HOST, found[1]), found[2]) if found else None


def _row(job: FakePosting) -> dict[str, Any]:
    address = f"https://{PAGES_HOST}/{job.board}/{job.key}"
    row: dict[str, Any] = {
        "id": job.key,
        "text": job.title,
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
        "createdAt": _milliseconds(job.posted_on),
        "categories": {
            "location": job.locations[0] if job.locations else "",
            "allLocations": job.locations,
            "department": job.department,
            "team": job.department,
            "commitment": job.employment_type or "Full-time",
        },
        "country": parts(job.locations[0])["code"] if job.locations else None,
        "workplaceType": "remote" if is_remote(job) else "on-site",
        "description": job.description_html,
        "descriptionPlain": unescape(re.sub(r"<[^>]+>", " ", job.description_html)),
        "lists": [],
        "additional": "",
        "additionalPlain": "",
    }
    return row | ({"salaryRange": _range(job.pay[0])} if job.pay else {})


def _range(pay: dict[str, Any]) -> dict[str, Any]:
    """One range a posting, whatever it has more."""
    interval = INTERVALS.get(pay.get("unit") or "")
    return {"min": pay["minimum"], "max": pay["maximum"], "currency": pay["currency"], "interval": interval}


def _milliseconds(day: date | None) -> int | None:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000 if day else None
