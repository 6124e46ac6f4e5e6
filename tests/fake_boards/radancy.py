"""Radancy's TalentBrew: search results as HTML within JSON, and a page with schema.org JobPosting for each posting."""

import re
from datetime import date
from html import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json
from tracker.demo.boards.pages import posting_page, render_sitemap

ROWS_A_PAGE = 10
"""Small, so that a second page needs few postings."""


def radancy(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/search-jobs/results":
        return _list(today, request)
    if request.path == "/search-jobs":
        return as_html(f"<!doctype html><html><title>Search</title>{_section(today.listed(request.host), 1)}</html>")
    if request.path == "/sitemap.xml":
        site: list[tuple[str, date | None]] = [(f"https://{request.host}/", None)]
        postings = today.listed(request.host)
        return render_sitemap(
            site
            + [
                (f"https://{request.host}{_path(posting)}", posting.updated_on or posting.posted_on)
                for posting in postings
            ]
        )
    if found := re.fullmatch(r"/job/[^/]+/[^/]+/[^/]+/([^/]+)", request.path):
        return posting_page(today.listed(request.host), found[1])
    return None


def _list(today: DaySnapshot, request: BoardRequest) -> BoardResponse:
    if request.query.get("SearchResultsModuleName") != "Search Results":
        return as_json({"filters": "", "results": "", "hasJobs": False, "hasContent": False})
    postings, size = (
        today.listed(request.host),
        min(int(request.query.get("RecordsPerPage") or ROWS_A_PAGE), ROWS_A_PAGE),
    )
    section = _section(postings, int(request.query.get("CurrentPage") or 1), size)
    return as_json({"filters": "", "results": section, "hasJobs": bool(postings), "hasContent": False})


def _section(postings: list[FakePosting], number: int, size: int = ROWS_A_PAGE) -> str:
    rows = "\n".join(_row(posting) for posting in postings[(number - 1) * size : number * size])
    return (
        f'<section id="search-results" data-total-results="{len(postings) + 1}" '
        f'data-total-job-results="{len(postings)}" '
        f'data-total-pages="{-(-len(postings) // size)}" data-current-page="{number}" data-records-per-page="{size}">\n'
        f'<section id="search-results-list"><ul>{rows}</ul></section></section>'
    )


def _row(posting: FakePosting) -> str:
    posted = f"{posting.posted_on:%b}. {posting.posted_on.day}, {posting.posted_on.year}" if posting.posted_on else ""
    return (
        f'<li><a href="{_path(posting)}" data-job-id="{posting.key}" '
        f'data-job-secondary-id="{escape(posting.requisition or posting.key)}"><h2>{escape(posting.title)}</h2></a>'
        f'<span class="job-date-posted">{posted}</span>'
        f'<span class="job-location">{escape(" / ".join(posting.locations))}</span></li>'
    )


def _path(posting: FakePosting) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-")
    return f"/job/anywhere/{slug}/{posting.board or '1'}/{posting.key}"
