"""Workable: the list meant for widgets, the list behind the pages, and the details, all accounts on one host."""

import json
import re
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page

ROWS_A_PAGE = 10
"""Of the list behind the pages."""


def workable(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/api/v(1/widget|2|3)/accounts/([^/]+)(?:/jobs)?(?:/([^/]+))?/?", request.path):
        version, account, key = found.groups()
        if (request.host, account) not in today.boards:
            return as_json({"error": "Not found"}, 404)
        postings = today.listed(request.host, account)
        return {"1/widget": _widget, "2": _detail, "3": _page}[version](postings, request, key)
    if found := re.fullmatch(r"/([^/]+)/j/([^/]+)/?", request.path):
        return posting_page(today.listed(request.host, found[1]), found[2])
    return None


def _widget(postings: list[FakePosting], request: BoardRequest, key: str | None) -> BoardResponse:
    """A row for each place of each posting."""
    rows = [
        _widget_row(posting, at, request.query.get("details") == "true")
        for posting in postings
        for at in _places(posting)
    ]
    name = next((posting.organization or posting.studio for posting in postings), "")
    return as_json({"name": name, "description": None, "jobs": rows})


def _widget_row(posting: FakePosting, at: dict[str, Any], details: bool) -> dict[str, Any]:
    row = {
        "title": posting.title,
        "shortcode": posting.key,
        "code": posting.requisition or "",
        "employment_type": posting.employment_type or "Full-time",
        "telecommuting": is_remote(posting),
        "department": posting.department,
        "url": f"https://{posting.host}/j/{posting.key}",
        "published_on": str(posting.posted_on) if posting.posted_on else None,
        "created_at": str(posting.posted_on) if posting.posted_on else None,
        "country": at["country"],
        "city": at["city"],
        "state": at["region"],
        "locations": [at],
    }
    return row | ({"description": posting.description_html} if details else {})


def _page(postings: list[FakePosting], request: BoardRequest, key: str | None) -> BoardResponse:
    if request.method != "POST":
        return as_json({"error": "Not found"}, 404)
    start = int(json.loads(request.body or b"{}").get("token") or 0)
    after = start + ROWS_A_PAGE
    following = {"nextPage": str(after)} if after < len(postings) else {}
    return as_json(
        {"total": len(postings), "results": [_row(posting) for posting in postings[start:after]]} | following
    )


def _detail(postings: list[FakePosting], request: BoardRequest, key: str | None) -> BoardResponse:
    for posting in postings:
        if posting.key == key:
            more = {"description": posting.description_html, "requirements": "", "benefits": ""}
            return as_json(_row(posting) | more | _pay(posting))
    return as_json({"error": "Not found"}, 404)


def _row(posting: FakePosting) -> dict[str, Any]:
    places = _places(posting)
    return {
        "id": int(posting.key, 36),
        "shortcode": posting.key,
        "title": posting.title,
        "remote": is_remote(posting),
        "location": {name: places[0][name] for name in ("country", "countryCode", "city", "region")},
        "locations": places,
        "state": "published",
        "isInternal": False,
        "code": posting.requisition or "",
        "published": f"{posting.posted_on}T00:00:00.000Z" if posting.posted_on else None,
        "type": "full",
        "language": posting.language or "en",
        "department": [posting.department] if posting.department else [],
        "workplace": "remote" if is_remote(posting) else "on_site",
    }


def _places(posting: FakePosting) -> list[dict[str, Any]]:
    found = []
    for place in posting.locations or [""]:
        at = parts(place)
        found.append({"country": at["country"], "countryCode": at["code"], "city": at["city"], "region": at["region"]})
    return [{**each, "hidden": False} for each in found]


def _pay(posting: FakePosting) -> dict[str, Any]:
    pay = posting.pay[0] if posting.pay else {}
    return {
        "salary_from": pay.get("minimum"),
        "salary_to": pay.get("maximum"),
        "salary_currency_iso_code": pay.get("currency"),
        "salary_frequency": pay.get("unit"),
    }
