"""Workday's CXS interface, as Disney's and Pixar's careers sites speak it."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json, nothing
from tracker.demo.boards.pages import COUNTRIES, page

MOST_ROWS = 20
"""A list asked for more is refused."""
WINDOW = 2_000
"""Past this offset the list begins again."""


def workday(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/wday/cxs/([^/]+)/([^/]+)(/.+)", ask.path):
        return _interface(today, ask, *found.groups())
    if found := re.fullmatch(r"/(?:[a-z]{2}-[A-Z]{2}/)?([^/]+)/job/.+_([^/_]+)", ask.path):
        return _page(today, ask, *found.groups())
    return None


def _interface(today: DaySnapshot, ask: BoardRequest, tenant: str, site: str, rest: str) -> BoardResponse:
    if not any(h == ask.host and b.partition("/")[0] == tenant for h, b in today.boards):
        return nothing(422)
    if (ask.host, f"{tenant}/{site}") not in today.boards:
        return as_json({"message": f"not found: Job_Posting_Site_ID={site}"}, 404)
    jobs = today.listed(ask.host, f"{tenant}/{site}")
    if rest == "/jobs":
        return _list(today, ask, jobs) if ask.method == "POST" else nothing(400)
    if not rest.startswith("/job/") or rest.startswith("/job/job/"):
        return nothing(406)
    return _detail(today, jobs, site, rest) if ask.method == "GET" else nothing(400)


def _list(today: DaySnapshot, ask: BoardRequest, jobs: list[FakePosting]) -> BoardResponse:
    wanted = json.loads(ask.body or b"{}")
    start, size = int(wanted.get("offset", 0)), int(wanted.get("limit", MOST_ROWS))
    if size > MOST_ROWS:
        return nothing(400)
    jobs = _sought(jobs, wanted)
    shown = jobs[:WINDOW]
    at = start % WINDOW if len(jobs) > WINDOW else start
    return as_json(
        {
            "total": len(shown) if start == 0 else 0,
            "jobPostings": [_row(today.on, job) for job in shown[at : at + size]],
            "facets": _facets(jobs),
            "userAuthenticated": False,
        }
    )


def _sought(jobs: list[FakePosting], wanted: dict[str, Any]) -> list[FakePosting]:
    words = str(wanted.get("searchText") or "").lower().split()
    applied = wanted.get("appliedFacets") or {}
    if unknown := applied.keys() - FACETS.keys():
        raise ValueError(f"no facet is named {unknown}")
    return [
        job
        for job in jobs
        if all(word in (job.title + job.description_html).lower() for word in words)
        and all({_facet(value) for value in FACETS[name](job)} & set(ids) for name, ids in applied.items())
    ]


def _countries(job: FakePosting) -> set[str]:
    return {place.rpartition(",")[2].strip() for place in job.locations} or {"Anywhere"}


FACETS: dict[str, Callable[[FakePosting], set[str]]] = {
    "jobFamilyGroup": lambda job: {job.department or "Other"},
    "timeType": lambda job: {job.employment_type or "Full time"},
    "locationCountry": _countries,
}
"""The values that a posting has, by the facet's name; only of countries it may have several."""
GROUPS = {"locationCountry": "locationMainGroup"}
"""Facets that stand within a group of facets."""


def _facets(jobs: list[FakePosting]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, values_of in FACETS.items():
        counts = Counter(value for job in jobs for value in sorted(values_of(job))).most_common()
        values = [{"descriptor": value, "id": _facet(value), "count": count} for value, count in counts]
        facet = {"facetParameter": name, "descriptor": name, "values": values}
        found.append({"facetParameter": GROUPS[name], "values": [facet]} if name in GROUPS else facet)
    return found


def _facet(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:32]


def _row(today: date, job: FakePosting) -> dict[str, Any]:
    return {
        "title": job.title,
        "externalPath": external_path(job),
        "locationsText": job.locations[0] if len(job.locations) == 1 else f"{len(job.locations)} Locations",
        "postedOn": posted_on(today, job.posted_on),
        "bulletFields": [_requisition(job)],
    }


def _detail(today: DaySnapshot, jobs: list[FakePosting], site: str, path: str) -> BoardResponse:
    for job in jobs:
        if job.key == path.rpartition("_")[2]:
            organization = {"name": job.organization or job.studio, "url": ""}
            info = {"jobPostingInfo": _info(today.on, job, site), "hiringOrganization": organization}
            return as_json(info | {"similarJobs": [], "userAuthenticated": False})
    return as_json({"errorCode": "S21", "message": "not found"}, 404)


def _info(today: date, job: FakePosting, site: str) -> dict[str, Any]:
    path, first, others = external_path(job), next(iter(job.locations), None), job.locations[1:]
    info: dict[str, Any] = {
        "id": sha256(job.key.encode()).hexdigest()[:32],
        "title": job.title,
        "jobDescription": job.description_html,
        "location": first,
        "postedOn": posted_on(today, job.posted_on),
        "startDate": job.posted_on.isoformat() if job.posted_on else None,
        "timeType": job.employment_type or "Full time",
        "jobReqId": _requisition(job),
        "jobPostingId": path.rpartition("/")[2],
        "jobPostingSiteId": site,
        "canApply": True,
        "posted": True,
        "externalUrl": f"https://{job.host}/{site}{path}",
    }
    if others:
        info["additionalLocations"] = others
    name = (first or "").rpartition(",")[2].strip()
    if code := COUNTRIES.get(name):
        info["country"] = {"descriptor": "United States of America" if code == "US" else name, "id": _facet(code)}
        info["jobRequisitionLocation"] = {"descriptor": first, "country": {"alpha2Code": code}}
    return info


def _page(today: DaySnapshot, ask: BoardRequest, site: str, key: str) -> BoardResponse:
    """The page for readers; one that is gone is an empty shell, and answers 200 all the same."""
    for job in today.listed(ask.host):
        if job.key == key and job.board.endswith(f"/{site}"):
            return as_html(page(job))
    return as_html('<!doctype html><html><head><title></title></head><body><div id="root"></div></body></html>')


def external_path(job: FakePosting) -> str:
    place = re.sub(r"[^A-Za-z0-9]", "-", job.locations[0] if job.locations else "Anywhere")
    return f"/job/{place}/{re.sub(r'[^A-Za-z0-9]+', '-', job.address_title).strip('-')}_{job.key}"


def posted_on(today: date, posted: date | None) -> str | None:
    if posted is None:
        return None
    days = (today - posted).days
    if days > 30:
        return "Posted 30+ Days Ago"
    return {0: "Posted Today", 1: "Posted Yesterday"}.get(max(days, 0), f"Posted {days} Days Ago")


def _requisition(job: FakePosting) -> str:
    return job.requisition or re.sub(r"-\d$", "", job.key)
