"""Pinpoint: a careers site's list of postings."""

import re
from typing import Any

from tests.fake_boards.places import is_remote, parts
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page


def pinpoint(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host)
    if request.path == "/postings.json":
        return as_json({"data": [_posting(posting) for posting in postings]})
    if found := re.fullmatch(r"/en/postings/([^/]+)", request.path):
        return posting_page(postings, found[1])
    return None


def _posting(posting: FakePosting) -> dict[str, Any]:
    place = posting.locations[0] if posting.locations else ""
    at, pay = parts(place), posting.pay[0] if posting.pay else {}
    return {
        "id": posting.key,
        "title": posting.title,
        "url": f"https://{posting.host}/en/postings/{posting.key}",
        "path": f"/en/postings/{posting.key}",
        "description": posting.description_html,
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
        "employment_type_text": posting.employment_type or "Permanent - Full Time",
        "workplace_type": "remote" if is_remote(posting) else "onsite",
        "job": {
            "id": posting.key,
            "requisition_id": posting.requisition,
            "department": {"id": "1", "name": posting.department},
        },
        "location": {"id": "1", "city": at["city"], "name": place, "province": at["region"], "postal_code": ""},
    }
