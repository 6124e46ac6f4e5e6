"""Ashby's posting interface: a whole board in one answer, its pay in tiers of components, equity often the first."""

import re
from html import unescape
from types import MappingProxyType
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts

API_HOST = "api.ashbyhq.com"
"""The host that postings of this family name."""
PAGES_HOST = "jobs.ashbyhq.com"
KINDS = MappingProxyType({"base": "Salary", "bonus": "Bonus", "commission": "Commission", "equity": "EquityPercentage"})


def ashby(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/posting-api/job-board/([^/]+)/?", ask.path)):
        return None
    if not today.has(ask.host, found[1]):
        return as_json({"message": "Not Found"}, 404)
    with_pay = ask.query.get("includeCompensation") == "true"
    rows = [_row(job) | ({"compensation": _pay(job)} if with_pay else {}) for job in today.listed(ask.host, found[1])]
    return as_json({"apiVersion": "1", "jobs": rows})


def ashby_pages(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/([^/]+)/([^/]+)/?", ask.path)
    return posting_page(today.listed(API_HOST, found[1]), found[2]) if found else None


def _row(job: FakePosting) -> dict[str, Any]:
    address = f"https://{PAGES_HOST}/{job.board}/{job.key}"
    at = parts(job.locations[0] if job.locations else "")
    home = {"addressLocality": at["city"], "addressRegion": at["region"], "addressCountry": at["country"]}
    return {
        "id": job.key,
        "title": job.title,
        "department": job.department,
        "team": job.department,
        "employmentType": job.employment_type or "FullTime",
        "location": job.locations[0] if job.locations else "",
        "secondaryLocations": [{"location": place, "address": {}} for place in job.locations[1:]],
        "address": {"postalAddress": home},
        "isRemote": is_remote(job),
        "workplaceType": "Remote" if is_remote(job) else "OnSite",
        "publishedAt": f"{job.posted_on}T00:00:00.000+00:00" if job.posted_on else None,
        "isListed": True,
        "jobUrl": address,
        "applyUrl": f"{address}/application",
        "descriptionHtml": job.description_html,
        "descriptionPlain": unescape(re.sub(r"<[^>]+>", " ", job.description_html)),
        "shouldDisplayCompensationOnJobPostings": bool(job.pay),
    }


def _pay(job: FakePosting) -> dict[str, Any]:
    """A tier for each label, each with all that it is made of."""
    tiers: dict[str | None, list[dict[str, Any]]] = {}
    for pay in job.pay:
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
