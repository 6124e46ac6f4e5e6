"""Jobvite: pages of table rows that say which postings of how many they show."""

import re
from html import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html
from tracker.demo.boards.pages import render_page

HOST = "jobs.jobvite.com"
ROWS_A_PAGE = 10


def jobvite(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/([^/]+)/search", request.path):
        if not today.has(HOST, found[1]):
            return BoardResponse(b"", 302, headers={"Location": "https://search.jobvite.com/?invalid=1"})
        return _list(today.listed(HOST, found[1]), found[1], int(request.query.get("p") or 0))
    if found := re.fullmatch(r"/([^/]+)/job/(\w+)", request.path):
        one = [posting for posting in today.listed(HOST, found[1]) if posting.key == found[2]]
        gone = BoardResponse(b"", 303, headers={"Location": f"https://{HOST}/careers/{found[1]}/jobs?error=404"})
        return as_html(_detail(one[0])) if one else gone
    if re.fullmatch(r"/careers/[^/]+/jobs", request.path):
        return as_html("<!doctype html><html><body><p>The job is no longer there.</p></body></html>")
    return None


def _list(postings: list[FakePosting], company: str, number: int) -> BoardResponse:
    start = number * ROWS_A_PAGE
    some = postings[start : start + ROWS_A_PAGE]
    rows = "\n".join(_row(posting, company) for posting in some)
    end = start + len(some)
    following = f'<a class="jv-pagination-next" href="/{company}/search?p={number + 1}">Next</a>'
    count = f'<div class="jv-pagination-text">{start + 1}-{end} of {len(postings)}</div>' if some else ""
    return as_html(
        f'<!doctype html><html><head><title>{company} Careers</title></head><body class="jv-page-body">\n'
        f'<table class="jv-job-list"><tbody>\n{rows}\n</tbody></table>{"" if some else "<p>No results found</p>"}\n'
        f"{count}{following if end < len(postings) else ''}</body></html>\n"
    )


def _row(posting: FakePosting, company: str) -> str:
    places = posting.locations
    at = places[0] if len(places) == 1 else f"{len(places)} Locations"
    return (
        f'<tr><td class="jv-job-list-name"><a href="/{company}/job/{posting.key}">{escape(posting.title)}</a></td>'
        f'<td class="jv-job-list-location">\n {escape(at)}\n </td></tr>'
    )


def _detail(posting: FakePosting) -> str:
    """The page with its JobPosting, and the words once more in the product's own frame."""
    separator = '<span class="jv-inline-separator"></span>'
    meta = separator.join(escape(part) for part in (posting.department or "Other", *posting.locations))
    frame = (
        f'<h2 class="jv-header">{escape(posting.title)}</h2>\n<p class="jv-job-detail-meta">{meta}</p>\n'
        f'<div class="jv-job-detail-description"><h3>Description</h3>{posting.description_html}</div>\n'
    )
    head, _, _ = render_page(posting).partition("<body>")
    return f"{head}<body>{frame}</body></html>\n"
