"""Ashby's posting interface: a whole board in one answer, its pay in tiers of components, equity often the first."""

import json
import re
from html import unescape
from types import MappingProxyType
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json

API_HOST = "api.ashbyhq.com"
"""The host that postings of this family name."""
PAGES_HOST = "jobs.ashbyhq.com"
KINDS = MappingProxyType({"base": "Salary", "bonus": "Bonus", "commission": "Commission", "equity": "EquityPercentage"})


def ashby(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/posting-api/job-board/([^/]+)/?", request.path)):
        return None
    if not today.has(request.host, found[1]):
        return as_json({"message": "Not Found"}, 404)
    with_pay = request.query.get("includeCompensation") == "true"
    rows = [
        _row(posting) | ({"compensation": _pay(posting)} if with_pay else {})
        for posting in today.listed(request.host, found[1])
    ]
    return as_json({"apiVersion": "1", "jobs": rows})


def ashby_pages(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    """The pages for people: one record for the page's own script, of the board or of one posting."""
    found = re.fullmatch(r"/([^/]+)(?:/([^/]+))?/?", request.path)
    if not found or not today.has(API_HOST, found[1]):
        return None
    listed = today.listed(API_HOST, found[1])
    if found[2] is None:
        return _page(listed[0].organization if listed else "", {"jobBoard": {"jobPostings": [*map(_brief, listed)]}})
    one = next((posting for posting in listed if posting.key == found[2]), None)
    return _page(one.organization, {"posting": _whole(one)}) if one else None


def _page(company: str | None, data: dict[str, Any]) -> BoardResponse:
    record = json.dumps({"organization": {"name": company or None}, **data})
    return as_html(f"<html><body><script>window.__appData = {record};\nwindow.__other = {{}};</script></body></html>")


def _brief(posting: FakePosting) -> dict[str, Any]:
    return {
        "id": posting.key,
        "title": posting.title,
        "locationName": posting.locations[0] if posting.locations else "",
        "secondaryLocations": [{"locationName": place} for place in posting.locations[1:]],
        "workplaceType": "Remote" if is_remote(posting) else "OnSite",
        "publishedDate": str(posting.posted_on) if posting.posted_on else None,
        "compensationTierSummary": _pay(posting)["compensationTierSummary"],
    }


def _whole(posting: FakePosting) -> dict[str, Any]:
    return _brief(posting) | {
        "descriptionHtml": posting.description_html,
        "departmentName": posting.department,
        "employmentType": posting.employment_type or "FullTime",
        "secondaryLocationNames": list(posting.locations[1:]),
        "compensationTiers": _pay(posting)["compensationTiers"],
    }


def _row(posting: FakePosting) -> dict[str, Any]:
    address = f"https://{PAGES_HOST}/{posting.board}/{posting.key}"
    at = parts(posting.locations[0] if posting.locations else "")
    home = {"addressLocality": at["city"], "addressRegion": at["region"], "addressCountry": at["country"]}
    return {
        "id": posting.key,
        "title": posting.title,
        "department": posting.department,
        "team": posting.department,
        "employmentType": posting.employment_type or "FullTime",
        "location": posting.locations[0] if posting.locations else "",
        "secondaryLocations": [{"location": place, "address": {}} for place in posting.locations[1:]],
        "address": {"postalAddress": home},
        "isRemote": is_remote(posting),
        "workplaceType": "Remote" if is_remote(posting) else "OnSite",
        "publishedAt": f"{posting.posted_on}T00:00:00.000+00:00" if posting.posted_on else None,
        "isListed": True,
        "jobUrl": address,
        "applyUrl": f"{address}/application",
        "descriptionHtml": posting.description_html,
        "descriptionPlain": unescape(re.sub(r"<[^>]+>", " ", posting.description_html)),
        "shouldDisplayCompensationOnJobPostings": bool(posting.pay),
    }


def _pay(posting: FakePosting) -> dict[str, Any]:
    """A tier for each label, each with all that it is made of."""
    tiers: dict[str | None, list[dict[str, Any]]] = {}
    for pay in posting.pay:
        tiers.setdefault(pay.get("label"), []).append(_component(pay))
    made = [
        {"id": f"t{n}", "title": title, "tierSummary": _summary(of), "components": of}
        for n, (title, of) in enumerate(tiers.items())
    ]
    every = [part for of in tiers.values() for part in of]
    return {"compensationTierSummary": _summary(every) or None, "compensationTiers": made, "summaryComponents": every}


def _summary(components: list[dict[str, Any]]) -> str:
    return " • ".join(part["summary"] for part in components)


def _component(pay: dict[str, Any]) -> dict[str, Any]:
    """Equity has mostly no amount, no currency and no interval."""
    kind, low, high = KINDS[pay.get("kind") or "base"], pay.get("minimum"), pay.get("maximum")
    return {
        "id": kind.lower(),
        "summary": "Offers Equity" if kind == KINDS["equity"] else f"{pay['currency']} {low:,} – {high:,}",
        "compensationType": kind,
        "interval": f"1 {pay['unit'].upper()}" if pay.get("unit") else "NONE",
        "currencyCode": pay.get("currency"),
        "minValue": low,
        "maxValue": high,
    }
