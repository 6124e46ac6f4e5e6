"""Lever's postings: a bare list in pages, which says neither whose it is nor how much it lists."""

import re
from datetime import UTC, date, datetime
from html import unescape
from types import MappingProxyType
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page

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


def lever(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/v0/postings/([^/]+)(?:/([^/]+))?/?", request.path)):
        return None
    site, key = found.groups()
    postings = today.listed(request.host, site)
    if not today.has(request.host, site):
        return as_json({"ok": False, "error": "Document not found"}, 404)
    if key is None:
        start = int(request.query.get("skip") or 0)
        return as_json(
            [_row(posting) for posting in postings[start : start + int(request.query.get("limit") or len(postings))]]
        )
    one = next((posting for posting in postings if posting.key == key), None)
    return as_json(_row(one)) if one else as_json({"ok": False, "error": "Document not found"}, 404)


def lever_pages(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/([^/]+)/([^/]+)/?", request.path)
    return posting_page(today.listed(API_HOST, found[1]), found[2]) if found else None


def _row(posting: FakePosting) -> dict[str, Any]:
    address = f"https://{PAGES_HOST}/{posting.board}/{posting.key}"
    row: dict[str, Any] = {
        "id": posting.key,
        "text": posting.title,
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
        "createdAt": _milliseconds(posting.posted_on),
        "categories": {
            "location": posting.locations[0] if posting.locations else "",
            "allLocations": posting.locations,
            "department": posting.department,
            "team": posting.department,
            "commitment": posting.employment_type or "Full-time",
        },
        "country": parts(posting.locations[0])["code"] if posting.locations else None,
        "workplaceType": "remote" if is_remote(posting) else "on-site",
        "description": posting.description_html,
        "descriptionPlain": unescape(re.sub(r"<[^>]+>", " ", posting.description_html)),
        "lists": [],
        "additional": "",
        "additionalPlain": "",
    }
    return row | ({"salaryRange": _range(posting.pay[0])} if posting.pay else {})


def _range(pay: dict[str, Any]) -> dict[str, Any]:
    """One range a posting, whatever it has more."""
    interval = INTERVALS.get(pay.get("unit") or "")
    return {"min": pay["minimum"], "max": pay["maximum"], "currency": pay["currency"], "interval": interval}


def _milliseconds(day: date | None) -> int | None:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000 if day else None
