"""A careers site without an interface: a sitemap, and a page with schema.org JobPosting for each posting."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_xml

COUNTRIES = {
    "USA": "US",
    "United States": "US",
    "United States of America": "US",
    "Canada": "CA",
    "United Kingdom": "GB",
    "France": "FR",
    "Hungary": "HU",
    "Estonia": "EE",
    "Spain": "ES",
    "Germany": "DE",
}
"""The country at the end of a place, and its ISO 3166-1 code."""
SITE_PAGES = ("/", "/about")
"""Pages of the site that a sitemap lists though they are no postings."""


def pages(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host)
    if ask.path == "/sitemap.xml":
        site: list[tuple[str, date | None]] = [(f"https://{ask.host}{path}", None) for path in SITE_PAGES]
        return sitemap(site + [(f"https://{ask.host}/job/{j.key}", j.updated_on or j.posted_on) for j in jobs])
    if found := re.fullmatch(r"/job/([^/]+)", ask.path):
        return posting_page(jobs, found[1])
    if ask.path in SITE_PAGES:
        return as_html("<!doctype html><title>Who we are</title><p>A page about the house, and not a posting.</p>")
    return None


def sitemap(entries: Sequence[tuple[str, date | None]]) -> BoardResponse:
    rows = "".join(
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for address, day in entries
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return as_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n')


def posting_page(jobs: Iterable[FakePosting], key: str) -> BoardResponse:
    """The page of one posting; 404 where it is not among them."""
    for job in jobs:
        if job.key == key:
            return as_html(page(job))
    return as_html("<!doctype html><title>Not here</title><p>This posting is not here any more.</p>", 404)


def page(job: FakePosting) -> str:
    # "<" is written as an escape inside the script, so that no description can close it
    data = json.dumps(job_posting(job), ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!doctype html>\n<html lang="{job.language or "en"}"><head><title>{escape(job.title)}</title>\n'
        f'<script type="application/ld+json">{data}</script></head>\n'
        f"<body><h1>{escape(job.title)}</h1>\n{job.description_html}\n</body></html>\n"
    )


def job_posting(job: FakePosting) -> dict[str, Any]:
    """The posting as schema.org JobPosting."""
    organization = job.organization or job.studio
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job.title,
        "description": job.description_html,
        "identifier": {"@type": "PropertyValue", "name": organization, "value": job.requisition or job.key},
        "hiringOrganization": {"@type": "Organization", "name": organization},
        "jobLocation": [{"@type": "Place", "address": _address(place)} for place in job.locations],
    }
    if job.posted_on:
        data["datePosted"] = job.posted_on.isoformat()
    if job.employment_type:
        data["employmentType"] = job.employment_type.upper().replace("-", "_").replace(" ", "_")
    if job.pay:
        data["baseSalary"] = _salary(job.pay[0])
    return data


def _address(place: str) -> dict[str, str]:
    *parts, last = (part.strip() for part in place.split(","))
    address = {"@type": "PostalAddress"}
    if country := COUNTRIES.get(last):
        address["addressCountry"] = country
    else:
        parts.append(last)
    names = ("addressLocality", "addressRegion")
    return address | dict(zip(names, parts, strict=False))


def _salary(pay: dict[str, Any]) -> dict[str, Any]:
    value = {"@type": "QuantitativeValue", "minValue": pay["minimum"], "maxValue": pay["maximum"]}
    unit = str(pay["unit"]).upper()
    return {"@type": "MonetaryAmount", "currency": pay["currency"], "value": value | {"unitText": unit}}
