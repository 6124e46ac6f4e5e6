"""Pinpoint: a careers site's list of postings."""

import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page
from tracker.demo.boards.places import is_remote, parts


def pinpoint(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host)
    if ask.path == "/postings.json":
        return as_json({"data": [_posting(job) for job in jobs]})
    if found := re.fullmatch(r"/en/postings/([^/]+)", ask.path):
        return posting_page(jobs, found[1])
    return None


def _posting(job: FakePosting) -> dict[str, Any]:
    place = job.locations[0] if job.locations else ""
    at, pay = parts(place), job.pay[0] if job.pay else {}
    return {
        "id": job.key,
        "title": job.title,
        "url": f"https://{job.host}/en/postings/{job.key}",
        "path": f"/en/postings/{job.key}",
        "description": job.description_html,
        "key_responsibilities": None,
        "key_responsibilities_header": "Key Responsibilities",
        "skills_knowledge_expertise": None,
        "skills_knowledge_expertise_header": "Skills",
        "benefits": None,
        "benefits_header": "Benefits",
        "compensation_minimum": pay.get("minimum"),
        "compensation_maximum": pay.get("maximum"),
        "compensation_currency": pay.get("currency"),
        "compensation_frequency": pay.get("unit"),
        "compensation_visible": bool(pay),
        "deadline_at": None,
        "employment_type_text": job.employment_type or "Permanent - Full Time",
        "workplace_type": "remote" if is_remote(job) else "onsite",
        "job": {"id": job.key, "requisition_id": job.requisition, "department": {"id": "1", "name": job.department}},
        "location": {"id": "1", "city": at["city"], "name": place, "province": at["region"], "postal_code": ""},
    }
