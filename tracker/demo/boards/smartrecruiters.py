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


def smartrecruiters(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if found := re.fullmatch(r"/v1/companies/([^/]+)/postings", ask.path):
        return _list(today, ask, found[1])
    if found := re.fullmatch(r"/v1/companies/([^/]+)/postings/([^/]+)", ask.path):
        return _detail(today, *found.groups())
    return None


def groups(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    """Links to the postings, grouped by place, some places a page; past the last page, nothing."""
    if not (found := re.fullmatch(r"/([^/]+)/api/groups", ask.path)):
        return None
    places: dict[str, list[FakePosting]] = {}
    for job in _of(today, found[1]):
        places.setdefault(_full(job), []).append(job)
    start = (int(ask.query.get("page") or 1) - 1) * GROUPS_A_PAGE
    shown = list(places.items())[start : start + GROUPS_A_PAGE]
    return as_html("\n".join(_group(place, jobs) for place, jobs in shown))


def posting_pages(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/([^/]+)/(\d+)(?:-[^/]*)?", ask.path)):
        return None
    return posting_page(_of(today, found[1]), found[2])


def _of(today: DaySnapshot, company: str) -> list[FakePosting]:
    """Addresses of pages heed the case of the company's identifier; the interface does not."""
    return [job for job in today.listed(API_HOST, company) if job.board == company]


def _list(today: DaySnapshot, ask: BoardRequest, company: str) -> BoardResponse:
    words = ask.query.get("q", "").lower().split()
    jobs = [job for job in today.listed(API_HOST, company) if all(word in job.title.lower() for word in words)]
    start = int(ask.query.get("offset") or 0)
    size = min(int(ask.query.get("limit") or MOST_ROWS), MOST_ROWS)
    rows = [_row(job) for job in jobs[start : start + size]]
    return as_json({"offset": start, "limit": size, "totalFound": len(jobs), "content": rows})


def _detail(today: DaySnapshot, company: str, key: str) -> BoardResponse:
    for job in today.listed(API_HOST, company):
        if job.key == key:
            sections = {"jobDescription": {"title": "Job Description", "text": job.description_html}}
            address = f"https://{PAGES_HOST}/{job.board}/{key}"
            more = {"jobAd": {"sections": sections}, "postingUrl": address, "applyUrl": f"{address}?oga=true"}
            return as_json(_row(job) | more | {"active": True})
    return as_json({"message": "Not found"}, 404)


def _row(job: FakePosting) -> dict[str, Any]:
    return {
        "id": job.key,
        "name": job.title,
        "uuid": f"00000000-0000-4000-8000-{int(job.key) % 10**12:012d}",
        "refNumber": job.requisition or f"REF{job.key[-5:]}",
        "company": {"identifier": job.board, "name": job.organization or job.studio},
        "releasedDate": f"{job.posted_on}T08:00:00.000Z" if job.posted_on else None,
        "location": _location(job),
        "department": {"label": job.department} if job.department else {},
        "typeOfEmployment": {"id": "permanent", "label": job.employment_type or "Full-time"},
        "experienceLevel": {"id": "not_applicable", "label": "Not Applicable"},
        "customField": [],
        "visibility": "PUBLIC",
        "language": {"code": job.language or "en"},
        "ref": f"https://{API_HOST}/v1/companies/{job.board}/postings/{job.key}",
    }


def _location(job: FakePosting) -> dict[str, Any]:
    place = _full(job)
    parts = [part.strip() for part in place.split(",")]
    country = COUNTRIES.get(parts[-1])
    return {
        "city": parts[0],
        "region": parts[1] if len(parts) > 2 else None,
        "country": country.lower() if country else None,
        "remote": "remote" in place.lower(),
        "fullLocation": place,
    }


def _full(job: FakePosting) -> str:
    return job.locations[0] if job.locations else ""


def _group(place: str, jobs: list[FakePosting]) -> str:
    links = "\n".join(_link(job) for job in jobs)
    return (
        '<section class="openings-section opening opening--grouped js-group">'
        f'<h3 class="opening-title title">{escape(place)}</h3>\n<ul class="opening-jobs">\n{links}\n</ul></section>'
    )


def _link(job: FakePosting) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", job.address_title.lower()).strip("-")
    return (
        f'<li class="opening-job job"><a href="https://{PAGES_HOST}/{job.board}/{job.key}-{slug}" class="details">'
        f'<h4 class="details-title job-title">{escape(job.title)}</h4>'
        f'<p class="details-desc job-desc">{escape(job.employment_type or "Full-time")}</p></a></li>'
    )
