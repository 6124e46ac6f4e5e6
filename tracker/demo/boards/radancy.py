"""Radancy's TalentBrew: search results as HTML within JSON, and a page with schema.org JobPosting for each posting."""

import re
from datetime import date
from html import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json
from tracker.demo.boards.pages import posting_page, sitemap

ROWS_A_PAGE = 10
"""Small, so that a second page needs few postings."""


def radancy(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if ask.path == "/search-jobs/results":
        return _list(today, ask)
    if ask.path == "/search-jobs":
        return as_html(f"<!doctype html><html><title>Search</title>{_section(today.listed(ask.host), 1)}</html>")
    if ask.path == "/sitemap.xml":
        site: list[tuple[str, date | None]] = [(f"https://{ask.host}/", None)]
        jobs = today.listed(ask.host)
        return sitemap(site + [(f"https://{ask.host}{_path(job)}", job.updated_on or job.posted_on) for job in jobs])
    if found := re.fullmatch(r"/job/[^/]+/[^/]+/[^/]+/([^/]+)", ask.path):
        return posting_page(today.listed(ask.host), found[1])
    return None


def _list(today: DaySnapshot, ask: BoardRequest) -> BoardResponse:
    if ask.query.get("SearchResultsModuleName") != "Search Results":
        return as_json({"filters": "", "results": "", "hasJobs": False, "hasContent": False})
    jobs, size = today.listed(ask.host), min(int(ask.query.get("RecordsPerPage") or ROWS_A_PAGE), ROWS_A_PAGE)
    section = _section(jobs, int(ask.query.get("CurrentPage") or 1), size)
    return as_json({"filters": "", "results": section, "hasJobs": bool(jobs), "hasContent": False})


def _section(jobs: list[FakePosting], number: int, size: int = ROWS_A_PAGE) -> str:
    rows = "\n".join(_row(job) for job in jobs[(number - 1) * size : number * size])
    return (
        f'<section id="search-results" data-total-results="{len(jobs) + 1}" data-total-job-results="{len(jobs)}" '
        f'data-total-pages="{-(-len(jobs) // size)}" data-current-page="{number}" data-records-per-page="{size}">\n'
        f'<section id="search-results-list"><ul>{rows}</ul></section></section>'
    )


def _row(job: FakePosting) -> str:
    posted = f"{job.posted_on:%b}. {job.posted_on.day}, {job.posted_on.year}" if job.posted_on else ""
    return (
        f'<li><a href="{_path(job)}" data-job-id="{job.key}" '
        f'data-job-secondary-id="{escape(job.requisition or job.key)}"><h2>{escape(job.title)}</h2></a>'
        f'<span class="job-date-posted">{posted}</span>'
        f'<span class="job-location">{escape(" / ".join(job.locations))}</span></li>'
    )


def _path(job: FakePosting) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", job.address_title.lower()).strip("-")
    return f"/job/anywhere/{slug}/{job.board or '1'}/{job.key}"
