"""Workday's CXS interface, as Disney's and Pixar's careers sites speak it."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json, empty_response
from tracker.demo.boards.pages import COUNTRIES, render_page

MOST_ROWS = 20
"""A list asked for more is refused."""
WINDOW = 2_000
"""Past this offset the list begins again."""


def answer_workday(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/wday/cxs/([^/]+)/([^/]+)(/.+)", request.path):
        return _answer_interface(today, request, *found.groups())
    if found := re.fullmatch(r"/(?:[a-z]{2}-[A-Z]{2}/)?([^/]+)/job/.+_([^/_]+)", request.path):
        return _answer_page(today, request, *found.groups())
    return None


def _answer_interface(today: DaySnapshot, request: BoardRequest, tenant: str, site: str, rest: str) -> BoardResponse:
    if not any(h == request.host and b.partition("/")[0] == tenant for h, b in today.boards):
        return empty_response(422)
    if (request.host, f"{tenant}/{site}") not in today.boards:
        return as_json({"message": f"not found: Job_Posting_Site_ID={site}"}, 404)
    postings = today.listed(request.host, f"{tenant}/{site}")
    if rest == "/jobs":
        return _answer_list(today, request, postings) if request.method == "POST" else empty_response(400)
    if not rest.startswith("/job/") or rest.startswith("/job/job/"):
        return empty_response(406)
    return _answer_detail(today, postings, site, rest) if request.method == "GET" else empty_response(400)


def _answer_list(today: DaySnapshot, request: BoardRequest, postings: list[FakePosting]) -> BoardResponse:
    wanted = json.loads(request.body or b"{}")
    start, size = int(wanted.get("offset", 0)), int(wanted.get("limit", MOST_ROWS))
    if size > MOST_ROWS:
        return empty_response(400)
    postings = _search_postings(postings, wanted)
    shown = postings[:WINDOW]
    at = start % WINDOW if len(postings) > WINDOW else start
    return as_json(
        {
            "total": len(shown) if start == 0 else 0,
            "jobPostings": [_make_row(today.on, posting) for posting in shown[at : at + size]],
            "facets": _make_facets(postings),
            "userAuthenticated": False,
        }
    )


def _search_postings(postings: list[FakePosting], wanted: dict[str, Any]) -> list[FakePosting]:
    words = str(wanted.get("searchText") or "").lower().split()
    applied = wanted.get("appliedFacets") or {}
    if unknown := applied.keys() - FACETS.keys():
        raise ValueError(f"no facet is named {unknown}")
    return [
        posting
        for posting in postings
        if all(word in (posting.title + posting.description_html).lower() for word in words)
        and all({_facet_id(value) for value in FACETS[name](posting)} & set(ids) for name, ids in applied.items())
    ]


def _list_countries(posting: FakePosting) -> set[str]:
    return {place.rpartition(",")[2].strip() for place in posting.locations} or {"Anywhere"}


FACETS: dict[str, Callable[[FakePosting], set[str]]] = {
    "jobFamilyGroup": lambda posting: {posting.department or "Other"},
    "timeType": lambda posting: {posting.employment_type or "Full time"},
    "locationCountry": _list_countries,
}
"""The values that a posting has, by the facet's name; only of countries it may have several."""
GROUPS = {"locationCountry": "locationMainGroup"}
"""Facets that stand within a group of facets."""


def _make_facets(postings: list[FakePosting]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, values_of in FACETS.items():
        counts = Counter(value for posting in postings for value in sorted(values_of(posting))).most_common()
        values = [{"descriptor": value, "id": _facet_id(value), "count": count} for value, count in counts]
        facet = {"facetParameter": name, "descriptor": name, "values": values}
        found.append({"facetParameter": GROUPS[name], "values": [facet]} if name in GROUPS else facet)
    return found


def _facet_id(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:32]


def _make_row(today: date, posting: FakePosting) -> dict[str, Any]:
    return {
        "title": posting.title,
        "externalPath": external_path(posting),
        "locationsText": posting.locations[0] if len(posting.locations) == 1 else f"{len(posting.locations)} Locations",
        "postedOn": posted_on(today, posting.posted_on),
        "bulletFields": [_make_requisition(posting)],
    }


def _answer_detail(today: DaySnapshot, postings: list[FakePosting], site: str, path: str) -> BoardResponse:
    for posting in postings:
        if posting.key == path.rpartition("_")[2]:
            organization = {"name": posting.organization or posting.studio, "url": ""}
            info = {"jobPostingInfo": _make_info(today.on, posting, site), "hiringOrganization": organization}
            return as_json(info | {"similarJobs": [], "userAuthenticated": False})
    return as_json({"errorCode": "S21", "message": "not found"}, 404)


def _make_info(today: date, posting: FakePosting, site: str) -> dict[str, Any]:
    path, first, others = external_path(posting), next(iter(posting.locations), None), posting.locations[1:]
    info: dict[str, Any] = {
        "id": sha256(posting.key.encode()).hexdigest()[:32],
        "title": posting.title,
        "jobDescription": posting.description_html,
        "location": first,
        "postedOn": posted_on(today, posting.posted_on),
        "startDate": posting.posted_on.isoformat() if posting.posted_on else None,
        "timeType": posting.employment_type or "Full time",
        "jobReqId": _make_requisition(posting),
        "jobPostingId": path.rpartition("/")[2],
        "jobPostingSiteId": site,
        "canApply": True,
        "posted": True,
        "externalUrl": f"https://{posting.host}/{site}{path}",
    }
    if others:
        info["additionalLocations"] = others
    name = (first or "").rpartition(",")[2].strip()
    if code := COUNTRIES.get(name):
        info["country"] = {"descriptor": "United States of America" if code == "US" else name, "id": _facet_id(code)}
        info["jobRequisitionLocation"] = {"descriptor": first, "country": {"alpha2Code": code}}
    return info


def _answer_page(today: DaySnapshot, request: BoardRequest, site: str, key: str) -> BoardResponse:
    """The page for readers; one that is gone is an empty shell, and answers 200 all the same."""
    for posting in today.listed(request.host):
        if posting.key == key and posting.board.endswith(f"/{site}"):
            return as_html(render_page(posting))
    return as_html('<!doctype html><html><head><title></title></head><body><div id="root"></div></body></html>')


def external_path(posting: FakePosting) -> str:
    place = re.sub(r"[^A-Za-z0-9]", "-", posting.locations[0] if posting.locations else "Anywhere")
    return f"/job/{place}/{re.sub(r'[^A-Za-z0-9]+', '-', posting.address_title).strip('-')}_{posting.key}"


def posted_on(today: date, posted: date | None) -> str | None:
    if posted is None:
        return None
    days = (today - posted).days
    if days > 30:
        return "Posted 30+ Days Ago"
    return {0: "Posted Today", 1: "Posted Yesterday"}.get(max(days, 0), f"Posted {days} Days Ago")


def _make_requisition(posting: FakePosting) -> str:
    return posting.requisition or re.sub(r"-\d$", "", posting.key)
