"""Recruitee: a careers site's list of offers."""

import re
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page


def recruitee(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host)
    if request.path.rstrip("/") == "/api/offers":
        return as_json({"offers": [_offer(posting) for posting in postings]})
    if found := re.fullmatch(r"/o/.*-(\d+)", request.path):
        return posting_page(postings, found[1])
    return None


def _offer(posting: FakePosting) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-") + f"-{posting.key}"
    at = [_place(place) for place in posting.locations or [""]]
    pay = posting.pay[0] if posting.pay else {}
    remote = is_remote(posting)
    return {
        "id": int(posting.key),
        "slug": slug,
        "status": "published",
        "title": posting.title,
        "department": posting.department,
        "description": posting.description_html,
        "requirements": "",
        "careers_url": f"https://{posting.host}/o/{slug}",
        "company_name": posting.organization or posting.studio,
        "created_at": _time(posting),
        "published_at": _time(posting),
        "updated_at": _time(posting),
        "close_at": None,
        "employment_type_code": "fulltime_permanent",
        "remote": remote,
        "hybrid": False,
        "on_site": not remote,
        "locations": at,
        "city": at[0]["city"],
        "state_name": at[0]["state"],
        "country": at[0]["country"],
        "country_code": at[0]["country_code"],
        "salary": {
            "min": str(pay["minimum"]) if pay else None,
            "max": str(pay["maximum"]) if pay else None,
            "period": pay.get("unit"),
            "currency": pay.get("currency"),
        },
        "translations": {posting.language or "en": {"title": posting.title}},
    }


def _place(place: str) -> dict[str, Any]:
    at = parts(place)
    return {
        "name": place,
        "city": at["city"],
        "state": at["region"],
        "country": at["country"],
        "country_code": at["code"],
    }


def _time(posting: FakePosting) -> str | None:
    return f"{posting.posted_on} 10:10:39 UTC" if posting.posted_on else None
