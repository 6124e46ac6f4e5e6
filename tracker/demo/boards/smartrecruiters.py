"""SmartRecruiters: the posting interface, whose host refuses crawlers, and the public pages beside it."""

import re
from html import escape
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html, as_json
from tracker.demo.boards.pages import COUNTRIES, posting_page

API_HOST = "api.smartrecruiters.com"
"""The host that postings of this family name; their pages stand on two others."""
GROUPS_HOST = "careers.smartrecruiters.com"
PAGES_HOST = "jobs.smartrecruiters.com"
MOST_ROWS = 100
GROUPS_A_PAGE = 3


def answer_smartrecruiters(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/v1/companies/([^/]+)/postings", request.path):
        return _answer_list(today, request, found[1])
    if found := re.fullmatch(r"/v1/companies/([^/]+)/postings/([^/]+)", request.path):
        return _answer_detail(today, *found.groups())
    return None


def answer_groups(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    """Links to the postings, grouped by place, some places a page; past the last page, nothing."""
    if not (found := re.fullmatch(r"/([^/]+)/api/groups", request.path)):
        return None
    places: dict[str, list[FakePosting]] = {}
    for posting in _company_postings(today, found[1]):
        places.setdefault(_first_location(posting), []).append(posting)
    start = (int(request.query.get("page") or 1) - 1) * GROUPS_A_PAGE
    shown = list(places.items())[start : start + GROUPS_A_PAGE]
    return as_html("\n".join(_render_group(place, postings) for place, postings in shown))


def posting_pages(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/([^/]+)/(\d+)(?:-[^/]*)?", request.path)):
        return None
    return posting_page(_company_postings(today, found[1]), found[2])


def _company_postings(today: DaySnapshot, company: str) -> list[FakePosting]:
    """Addresses of pages heed the case of the company's identifier; the interface does not."""
    return [posting for posting in today.listed(API_HOST, company) if posting.board == company]


def _answer_list(today: DaySnapshot, request: BoardRequest, company: str) -> BoardResponse:
    words = request.query.get("q", "").lower().split()
    postings = [
        posting for posting in today.listed(API_HOST, company) if all(word in posting.title.lower() for word in words)
    ]
    start = int(request.query.get("offset") or 0)
    size = min(int(request.query.get("limit") or MOST_ROWS), MOST_ROWS)
    rows = [_make_row(posting) for posting in postings[start : start + size]]
    return as_json({"offset": start, "limit": size, "totalFound": len(postings), "content": rows})


def _answer_detail(today: DaySnapshot, company: str, key: str) -> BoardResponse:
    for posting in today.listed(API_HOST, company):
        if posting.key == key:
            sections = {"jobDescription": {"title": "Job Description", "text": posting.description_html}}
            address = f"https://{PAGES_HOST}/{posting.board}/{key}"
            more = {"jobAd": {"sections": sections}, "postingUrl": address, "applyUrl": f"{address}?oga=true"}
            return as_json(_make_row(posting) | more | {"active": True})
    return as_json({"message": "Not found"}, 404)


def _make_row(posting: FakePosting) -> dict[str, Any]:
    return {
        "id": posting.key,
        "name": posting.title,
        "uuid": f"00000000-0000-4000-8000-{int(posting.key) % 10**12:012d}",
        "refNumber": posting.requisition or f"REF{posting.key[-5:]}",
        "company": {"identifier": posting.board, "name": posting.organization or posting.studio},
        "releasedDate": f"{posting.posted_on}T08:00:00.000Z" if posting.posted_on else None,
        "location": _make_location(posting),
        "department": {"label": posting.department} if posting.department else {},
        "typeOfEmployment": {"id": "permanent", "label": posting.employment_type or "Full-time"},
        "experienceLevel": {"id": "not_applicable", "label": "Not Applicable"},
        "customField": [],
        "visibility": "PUBLIC",
        "language": {"code": posting.language or "en"},
        "ref": f"https://{API_HOST}/v1/companies/{posting.board}/postings/{posting.key}",
    }


def _make_location(posting: FakePosting) -> dict[str, Any]:
    place = _first_location(posting)
    parts = [part.strip() for part in place.split(",")]
    country = COUNTRIES.get(parts[-1])
    return {
        "city": parts[0],
        "region": parts[1] if len(parts) > 2 else None,
        "country": country.lower() if country else None,
        "remote": "remote" in place.lower(),
        "fullLocation": place,
    }


def _first_location(posting: FakePosting) -> str:
    return posting.locations[0] if posting.locations else ""


def _render_group(place: str, postings: list[FakePosting]) -> str:
    links = "\n".join(_render_link(posting) for posting in postings)
    return (
        '<section class="openings-section opening opening--grouped js-group">'
        f'<h3 class="opening-title title">{escape(place)}</h3>\n<ul class="opening-jobs">\n{links}\n</ul></section>'
    )


def _render_link(posting: FakePosting) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", posting.address_title.lower()).strip("-")
    return (
        '<li class="opening-job job">'
        f'<a href="https://{PAGES_HOST}/{posting.board}/{posting.key}-{slug}" class="details">'
        f'<h4 class="details-title job-title">{escape(posting.title)}</h4>'
        f'<p class="details-desc job-desc">{escape(posting.employment_type or "Full-time")}</p></a></li>'
    )
