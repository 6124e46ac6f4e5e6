"""Teamtailor: a careers site's JSON Feed."""

import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import job_posting, posting_page
from tracker.demo.boards.places import is_remote

ROWS_A_PAGE = 20
"""Fewer than the hundred of the real sites, so that small towns have several pages."""


def teamtailor(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host)
    if ask.path == "/jobs.json":
        return _feed(jobs, ask)
    if found := re.fullmatch(r"/jobs/(\d+)(?:-[^/]*)?", ask.path):
        return posting_page(jobs, found[1])
    return None


def _feed(jobs: list[FakePosting], ask: BoardRequest) -> BoardResponse:
    page, size = int(ask.query.get("page") or 1), min(int(ask.query.get("per_page") or ROWS_A_PAGE), ROWS_A_PAGE)
    start, after = (page - 1) * size, page * size
    site = f"https://{ask.host}/jobs"
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": next((job.organization or job.studio for job in jobs), ""),
        "home_page_url": site,
        "feed_url": f"{site}.json",
        "items": [_item(job) for job in jobs[start:after]],
    }
    if after < len(jobs):
        feed["next_url"] = f"{site}.json?page={page + 1}&per_page={size}"
    return as_json(feed)


def _item(job: FakePosting) -> dict[str, Any]:
    posting = job_posting(job) | {"identifier": {"@type": "PropertyValue", "name": "Teamtailor", "value": int(job.key)}}
    if is_remote(job):
        posting["jobLocationType"] = "TELECOMMUTE"
    slug = re.sub(r"[^a-z0-9]+", "-", job.address_title.lower()).strip("-")
    return {
        "id": f"00000000-0000-4000-8000-{int(job.key) % 10**12:012d}",
        "title": job.title,
        "url": f"https://{job.host}/jobs/{job.key}-{slug}",
        "date_published": f"{job.posted_on}T09:00:00+02:00" if job.posted_on else None,
        "content_html": job.description_html,
        "_jobposting": posting,
    }
