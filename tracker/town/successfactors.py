"""SuccessFactors' Career Site Builder: search pages that count, and postings as microdata."""

import re
from html import escape

from tracker.town.exchange import Answer, Ask, Today, as_html
from tracker.town.jobs import Job

ROWS_A_PAGE = 10


def successfactors(today: Today, ask: Ask) -> Answer | None:
    if ask.path == "/search/":
        return _list(today.listed(ask.host), int(ask.query.get("startrow") or 0))
    if found := re.fullmatch(r"/job/[^/]+/(\d+)/", ask.path):
        return _page(today.listed(ask.host), found[1])
    return None


def _list(jobs: list[Job], start: int) -> Answer:
    """Past its end a search begins again, as if nothing had been asked."""
    start = start if start < len(jobs) else 0
    shown = jobs[start : start + ROWS_A_PAGE]
    rows = "\n".join(_row(job) for job in shown)
    return as_html(
        "<!doctype html><html><head><title>Job Search</title></head><body>\n"
        f'<span class="paginationLabel">Results <b>{start + 1} – {start + len(shown)}</b> of <b>{len(jobs)}</b></span>'
        f'<ul id="job-tile-list">\n{rows}\n</ul></body></html>\n'
    )


def _row(job: Job) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", job.address_title).strip("-")
    return (
        f'<li class="job-tile"><a href="/job/{slug}/{job.key}/" class="jobTitle-link">{escape(job.title)}</a>'
        f'<span class="jobLocation">{escape(job.locations[0] if job.locations else "")}</span></li>'
    )


def _page(jobs: list[Job], key: str) -> Answer:
    for job in jobs:
        if job.key == key:
            return as_html(_markup(job))
    return as_html("<!doctype html><html><title>The job is no longer available</title></html>", 404)


def _markup(job: Job) -> str:
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
