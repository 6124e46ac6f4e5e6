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


def answer_pages(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host)
    if request.path == "/sitemap.xml":
        site: list[tuple[str, date | None]] = [(f"https://{request.host}{path}", None) for path in SITE_PAGES]
        return render_sitemap(
            site + [(f"https://{request.host}/job/{j.key}", j.updated_on or j.posted_on) for j in postings]
        )
    if found := re.fullmatch(r"/job/([^/]+)", request.path):
        return posting_page(postings, found[1])
    if request.path in SITE_PAGES:
        return as_html("<!doctype html><title>Who we are</title><p>A page about the house, and not a posting.</p>")
    return None


def render_sitemap(entries: Sequence[tuple[str, date | None]]) -> BoardResponse:
    rows = "".join(
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for address, day in entries
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return as_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n')


def posting_page(postings: Iterable[FakePosting], key: str) -> BoardResponse:
    """The page of one posting; 404 where it is not among them."""
    for posting in postings:
        if posting.key == key:
            return as_html(render_page(posting))
    return as_html("<!doctype html><title>Not here</title><p>This posting is not here any more.</p>", 404)


def render_page(posting: FakePosting) -> str:
    # "<" is written as an escape inside the script, so that no description can close it
    data = json.dumps(job_posting(posting), ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!doctype html>\n<html lang="{posting.language or "en"}"><head><title>{escape(posting.title)}</title>\n'
        f'<script type="application/ld+json">{data}</script></head>\n'
        f"<body><h1>{escape(posting.title)}</h1>\n{posting.description_html}\n</body></html>\n"
    )


def job_posting(posting: FakePosting) -> dict[str, Any]:
    """The posting as schema.org JobPosting."""
    organization = posting.organization or posting.studio
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": posting.title,
        "description": posting.description_html,
        "identifier": {"@type": "PropertyValue", "name": organization, "value": posting.requisition or posting.key},
        "hiringOrganization": {"@type": "Organization", "name": organization},
        "jobLocation": [{"@type": "Place", "address": _make_address(place)} for place in posting.locations],
    }
    if posting.posted_on:
        data["datePosted"] = posting.posted_on.isoformat()
    if posting.employment_type:
        data["employmentType"] = posting.employment_type.upper().replace("-", "_").replace(" ", "_")
    if posting.pay:
        data["baseSalary"] = _make_salary(posting.pay[0])
    return data


def _make_address(place: str) -> dict[str, str]:
    *parts, last = (part.strip() for part in place.split(","))
    address = {"@type": "PostalAddress"}
    if country := COUNTRIES.get(last):
        address["addressCountry"] = country
    else:
        parts.append(last)
    names = ("addressLocality", "addressRegion")
    return address | dict(zip(names, parts, strict=False))


def _make_salary(pay: dict[str, Any]) -> dict[str, Any]:
    value = {"@type": "QuantitativeValue", "minValue": pay["minimum"], "maxValue": pay["maximum"]}
    unit = str(pay["unit"]).upper()
    return {"@type": "MonetaryAmount", "currency": pay["currency"], "value": value | {"unitText": unit}}
