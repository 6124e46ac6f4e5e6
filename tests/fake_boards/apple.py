"""jobs.apple.com: pages that carry their data as a string of JavaScript."""

import json
import re
from html import escape
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html

ROWS_A_PAGE = 20


def apple(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/en-us/search":
        return _list(today, request)
    if found := re.fullmatch(r"/en-us/details/([^/]+)(?:/[^/]+)?", request.path):
        return _detail(today.listed(request.host), found[1])
    return None


def _list(today: DaySnapshot, request: BoardRequest) -> BoardResponse:
    postings, number = today.listed(request.host), int(request.query.get("page") or 1)
    rows = [_row(posting) for posting in postings[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]]
    return _page("Search", {"search": {"searchResults": rows, "totalRecords": len(postings)}})


def _row(posting: FakePosting) -> dict[str, Any]:
    return {
        "id": posting.key,
        "positionId": posting.key,
        "postingTitle": posting.title,
        "transformedPostingTitle": re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-"),
        "postDateInGMT": f"{posting.posted_on}T08:00:00.000000000Z" if posting.posted_on else None,
        "homeOffice": False,
        "team": {"teamName": posting.department},
        "locations": [_location(place) for place in posting.locations],
    }


def _location(place: str) -> dict[str, str]:
    city, _, country = (part.strip() for part in place.rpartition(","))
    return {"name": city or country, "city": city, "stateProvince": "", "countryName": country}


def _detail(postings: list[FakePosting], key: str) -> BoardResponse:
    for posting in postings:
        if posting.key == key:
            return _page(
                posting.title,
                {"jobDetails": {"jobsData": {"positionId": key, "description": posting.description_html}}},
            )
    return as_html("<!doctype html><html><title>Not found</title></html>", 404)


def _page(title: str, loaded: dict[str, Any]) -> BoardResponse:
    # "<" is written as an escape, so that no description can close the script
    data = json.dumps(json.dumps({"loaderData": loaded, "errors": None})).replace("<", "\\u003c")
    return as_html(
        f'<!doctype html><html lang="en"><head><title>{escape(title)}</title></head><body>\n'
        f"<script>window.__staticRouterHydrationData = JSON.parse({data});</script></body></html>\n"
    )
