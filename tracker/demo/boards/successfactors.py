"""SuccessFactors: Career Site Builder, whose search pages count, and the older feed of a whole company."""

import re
from html import escape

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_xml
from tracker.demo.boards.places import parts

ROWS_A_PAGE = 10


def successfactors(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if ask.path == "/search/":
        return _list(today.listed(ask.host), int(ask.query.get("startrow") or 0))
    if found := re.fullmatch(r"/job/[^/]+/(\d+)/", ask.path):
        return _page(today.listed(ask.host), found[1])
    if ask.path == "/career" and ask.query.get("resultType") == "XML":
        return _feed(today, ask.host, ask.query.get("company", ""))
    return None


def _list(jobs: list[FakePosting], start: int) -> BoardResponse:
    """Past its end a search begins again, as if nothing had been asked."""
    start = start if start < len(jobs) else 0
    shown = jobs[start : start + ROWS_A_PAGE]
    rows = "\n".join(_row(job) for job in shown)
    return as_html(
        "<!doctype html><html><head><title>Job Search</title></head><body>\n"
        f'<span class="paginationLabel">Results <b>{start + 1} – {start + len(shown)}</b> of <b>{len(jobs)}</b></span>'
        f'<ul id="job-tile-list">\n{rows}\n</ul></body></html>\n'
    )


def _row(job: FakePosting) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", job.address_title).strip("-")
    return (
        f'<li class="job-tile"><a href="/job/{slug}/{job.key}/" class="jobTitle-link">{escape(job.title)}</a>'
        f'<span class="jobLocation">{escape(job.locations[0] if job.locations else "")}</span></li>'
    )


def _page(jobs: list[FakePosting], key: str) -> BoardResponse:
    for job in jobs:
        if job.key == key:
            return as_html(_markup(job))
    return as_html("<!doctype html><html><title>The job is no longer available</title></html>", 404)


def _markup(job: FakePosting) -> str:
    # as Java prints a time, in English whatever the machine's tongue
    posted = f"{job.posted_on:%a %b %d} 00:00:00 UTC {job.posted_on.year}" if job.posted_on else ""
    place = escape(job.locations[0] if job.locations else "", quote=True)
    return (
        f"<!doctype html><html><head><title>{escape(job.title)}</title></head>"
        '<body itemscope itemtype="http://schema.org/JobPosting">\n'
        f'<meta itemprop="hiringOrganization" content="{escape(job.organization or job.studio, quote=True)}">'
        f'<meta itemprop="datePosted" content="{posted}"><h1 itemprop="title">{escape(job.title)}</h1>'
        f'<span itemprop="jobLocation"><meta itemprop="streetAddress" content="{place}"></span>\n'
        f'<span itemprop="description">{job.description_html}</span></body></html>\n'
    )


def _feed(today: DaySnapshot, host: str, company: str) -> BoardResponse:
    """No XML that a parser would take: what a company has not set up has no name. Errors answer 200 too."""
    if not today.has(host, company):
        return as_xml("<xml>Error: Invalid company parameter</xml>")
    jobs = "\n".join(_job(job) for job in today.listed(host, company))
    return as_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n<Job-Listing>\n{jobs}\n</Job-Listing>\n')


def _job(job: FakePosting) -> str:
    at = parts(job.locations[0] if job.locations else "")
    labels = {"Country": at["country"], "State/Province": at["region"], "City": at["city"]}
    named = {**labels, "Company": job.organization or job.studio}
    facets = "".join(
        f"<filter{n}>\n<label>{label}</label>\n<value>{escape(value or '')}</value>\n</filter{n}>\n"
        for n, (label, value) in enumerate(named.items(), 1)
    )
    return (
        f"<Job>\n<JobTitle><![CDATA[{job.title}]]></JobTitle>\n"
        f"<Job-Description><![CDATA[{job.description_html}]]></Job-Description>\n<ReqId>{job.key}</ReqId>\n"
        f"<>{job.key}</>\n<Department>{escape(job.department or '')}</Department>\n{facets}"
        f"<Posted-Date>{job.posted_on or ''}</Posted-Date>\n</Job>"
    )
