"""Teamtailor: a careers site's JSON Feed."""

import re
from typing import Any

from tests.fake_boards.places import is_remote
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import job_posting, posting_page

ROWS_A_PAGE = 20
"""Fewer than the hundred of the real sites, so that small boards have several pages."""


def teamtailor(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host)
    if request.path == "/jobs.json":
        return _feed(postings, request)
    if found := re.fullmatch(r"/jobs/(\d+)(?:-[^/]*)?", request.path):
        return posting_page(postings, found[1])
    return None


def _feed(postings: list[FakePosting], request: BoardRequest) -> BoardResponse:
    page, size = (
        int(request.query.get("page") or 1),
        min(int(request.query.get("per_page") or ROWS_A_PAGE), ROWS_A_PAGE),
    )
    start, after = (page - 1) * size, page * size
    site = f"https://{request.host}/jobs"
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": next((posting.organization or posting.studio for posting in postings), ""),
        "home_page_url": site,
        "feed_url": f"{site}.json",
        "items": [_item(posting) for posting in postings[start:after]],
    }
    if after < len(postings):
        feed["next_url"] = f"{site}.json?page={page + 1}&per_page={size}"
    return as_json(feed)


def _item(posting: FakePosting) -> dict[str, Any]:
    schema_org = job_posting(posting) | {
        "identifier": {"@type": "PropertyValue", "name": "Teamtailor", "value": int(posting.key)}
    }
    if is_remote(posting):
        schema_org["jobLocationType"] = "TELECOMMUTE"
    slug = re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-")
    return {
        "id": f"00000000-0000-4000-8000-{int(posting.key) % 10**12:012d}",
        "title": posting.title,
        "url": f"https://{posting.host}/jobs/{posting.key}-{slug}",
        "date_published": f"{posting.posted_on}T09:00:00+02:00" if posting.posted_on else None,
        "content_html": posting.description_html,
        "_jobposting": schema_org,
    }
