"""SuccessFactors: Career Site Builder, whose search pages count, and the older feed of a whole company."""

import re
from html import escape

from tests.fake_boards.places import parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_xml

ROWS_A_PAGE = 10


def successfactors(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if request.path == "/search/":
        return _list(today.listed(request.host), int(request.query.get("startrow") or 0))
    if found := re.fullmatch(r"/job/[^/]+/(\d+)/", request.path):
        return _page(today.listed(request.host), found[1])
    if request.path == "/career" and request.query.get("resultType") == "XML":
        return _feed(today, request.host, request.query.get("company", ""))
    return None


def _list(postings: list[FakePosting], start: int) -> BoardResponse:
    """Past its end a search begins again, as if nothing had been asked."""
    start = start if start < len(postings) else 0
    shown = postings[start : start + ROWS_A_PAGE]
    rows = "\n".join(_row(posting) for posting in shown)
    return as_html(
        "<!doctype html><html><head><title>Job Search</title></head><body>\n"
        f'<span class="paginationLabel">Results <b>{start + 1} – {start + len(shown)}</b>'
        f" of <b>{len(postings)}</b></span>"
        f'<ul id="job-tile-list">\n{rows}\n</ul></body></html>\n'
    )


def _row(posting: FakePosting) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", posting.address_title).strip("-")
    return (
        f'<li class="job-tile"><a href="/job/{slug}/{posting.key}/" class="jobTitle-link">{escape(posting.title)}</a>'
        f'<span class="jobLocation">{escape(posting.locations[0] if posting.locations else "")}</span></li>'
    )


def _page(postings: list[FakePosting], key: str) -> BoardResponse:
    for posting in postings:
        if posting.key == key:
            return as_html(_markup(posting))
    return as_html("<!doctype html><html><title>The job is no longer available</title></html>", 404)


def _markup(posting: FakePosting) -> str:
    # as Java prints a time, in English whatever the machine's tongue
    posted = f"{posting.posted_on:%a %b %d} 00:00:00 UTC {posting.posted_on.year}" if posting.posted_on else ""
    place = escape(posting.locations[0] if posting.locations else "", quote=True)
    return (
        f"<!doctype html><html><head><title>{escape(posting.title)}</title></head>"
        '<body itemscope itemtype="http://schema.org/JobPosting">\n'
        f'<meta itemprop="hiringOrganization" content="{escape(posting.organization or posting.studio, quote=True)}">'
        f'<meta itemprop="datePosted" content="{posted}"><h1 itemprop="title">{escape(posting.title)}</h1>'
        f'<span itemprop="jobLocation"><meta itemprop="streetAddress" content="{place}"></span>\n'
        f'<span itemprop="description">{posting.description_html}</span></body></html>\n'
    )


def _feed(today: DaySnapshot, host: str, company: str) -> BoardResponse:
    """No XML that a parser would take: what a company has not set up has no name. Errors answer 200 too."""
    if not today.has(host, company):
        return as_xml("<xml>Error: Invalid company parameter</xml>")
    postings = "\n".join(_job(posting) for posting in today.listed(host, company))
    return as_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n<Job-Listing>\n{postings}\n</Job-Listing>\n')


def _job(posting: FakePosting) -> str:
    at = parts(posting.locations[0] if posting.locations else "")
    labels = {"Country": at["country"], "State/Province": at["region"], "City": at["city"]}
    named = {**labels, "Company": posting.organization or posting.studio}
    facets = "".join(
        f"<filter{n}>\n<label>{label}</label>\n<value>{escape(value or '')}</value>\n</filter{n}>\n"
        for n, (label, value) in enumerate(named.items(), 1)
    )
    return (
        f"<Job>\n<JobTitle><![CDATA[{posting.title}]]></JobTitle>\n"
        f"<Job-Description><![CDATA[{posting.description_html}]]></Job-Description>\n<ReqId>{posting.key}</ReqId>\n"
        f"<>{posting.key}</>\n<Department>{escape(posting.department or '')}</Department>\n{facets}"
        f"<Posted-Date>{posting.posted_on or ''}</Posted-Date>\n</Job>"
    )
