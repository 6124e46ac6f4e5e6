"""Recruitee: a careers site's list of offers."""

import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts


def recruitee(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host)
    if ask.path.rstrip("/") == "/api/offers":
        return as_json({"offers": [_offer(job) for job in jobs]})
    if found := re.fullmatch(r"/o/.*-(\d+)", ask.path):
        return posting_page(jobs, found[1])
    return None


def _offer(job: FakePosting) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", job.address_title.lower()).strip("-") + f"-{job.key}"
    at = [_place(place) for place in job.locations or [""]]
    pay = job.pay[0] if job.pay else {}
    remote = is_remote(job)
    return {
        "id": int(job.key),
        "slug": slug,
        "status": "published",
        "title": job.title,
        "department": job.department,
        "description": job.description_html,
        "requirements": "",
        "careers_url": f"https://{job.host}/o/{slug}",
        "company_name": job.organization or job.studio,
        "created_at": _time(job),
        "published_at": _time(job),
        "updated_at": _time(job),
        "close_at": None,
        "employment_type_code": "fulltime_permanent",
        "remote": remote,
        "hybrid": False,
        "on_site": not remote,
        "locations": at,
        "city": at[0]["city"],
        "state_name": at[0]["state"],
        "country": at[0]["country"],
        "country_code": at[0]["country_code"],
        "salary": {
            "min": str(pay["minimum"]) if pay else None,
            "max": str(pay["maximum"]) if pay else None,
            "period": pay.get("unit"),
            "currency": pay.get("currency"),
        },
        "translations": {job.language or "en": {"title": job.title}},
    }


def _place(place: str) -> dict[str, Any]:
    at = parts(place)
    return {
        "name": place,
        "city": at["city"],
        "state": at["region"],
        "country": at["country"],
        "country_code": at["code"],
    }


def _time(job: FakePosting) -> str | None:
    return f"{job.posted_on} 10:10:39 UTC" if job.posted_on else None
