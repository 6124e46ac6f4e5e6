"""Ashby's posting interface: a whole board in one answer, its pay in tiers of components, equity often the first."""

import re
from html import unescape
from types import MappingProxyType
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page

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
    found = re.fullmatch(r"/([^/]+)/([^/]+)/?", request.path)
    return posting_page(today.listed(API_HOST, found[1]), found[2]) if found else None


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
