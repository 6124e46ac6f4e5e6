"""Greenhouse's job board: a whole board in one answer, its words escaped once more, its pay in cents."""

import re
from decimal import Decimal
from html import escape
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json
from tracker.demo.boards.pages import posting_page

API_HOST = "boards-api.greenhouse.io"
"""The host that postings of this family name."""
PAGES_HOST = "job-boards.greenhouse.io"


def greenhouse(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    if not (found := re.fullmatch(r"/v1/boards/([^/]+)/jobs(?:/(\d+))?/?", request.path)):
        return None
    token, key = found.groups()
    postings = today.listed(request.host, token)
    if not today.has(request.host, token):
        return as_json({"status": 404, "error": "Job not found"}, 404)
    if key is None:
        whole = request.query.get("content") == "true"
        return as_json(
            {"jobs": [_row(posting, request, whole) for posting in postings], "meta": {"total": len(postings)}}
        )
    one = next((posting for posting in postings if posting.key == key), None)
    return as_json(_row(one, request, True)) if one else as_json({"status": 404, "error": "Job not found"}, 404)


def greenhouse_pages(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/([^/]+)/jobs/(\d+)/?", request.path)
    return posting_page(today.listed(API_HOST, found[1]), found[2]) if found else None


def _row(posting: FakePosting, request: BoardRequest, whole: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": int(posting.key),
        "internal_job_id": int(posting.key) + 1,
        "title": posting.title,
        "company_name": posting.organization or posting.studio,
        "absolute_url": f"https://{PAGES_HOST}/{posting.board}/jobs/{posting.key}",
        "location": {"name": "; ".join(posting.locations)},
        "first_published": _time(posting.posted_on),
        "updated_at": _time(posting.updated_on or posting.posted_on),
        "requisition_id": posting.requisition,
        "language": posting.language or "en",
        "metadata": None,
        "data_compliance": [],
    }
    if whole:
        row |= {"content": escape(posting.description_html + _widget(posting)), "offices": []}
        row["departments"] = [{"id": 1, "name": posting.department, "child_ids": []}] if posting.department else []
    if request.query.get("pay_transparency") == "true":
        row["pay_input_ranges"] = [_range(pay) for pay in posting.pay]
    return row


def _time(day: Any) -> str | None:
    return f"{day}T12:00:00-04:00" if day else None


def _range(pay: dict[str, Any]) -> dict[str, Any]:
    """In cents, under a title, without a unit."""
    low, high = (int(Decimal(str(pay[name])) * 100) for name in ("minimum", "maximum"))
    title = pay.get("label") or "Pay range"
    return {"min_cents": low, "max_cents": high, "currency_type": pay["currency"], "title": title, "blurb": ""}


def _widget(posting: FakePosting) -> str:
    """The same ranges as the posting's page shows them: whole amounts, the currency behind the second."""
    shown = "".join(
        f'<div class="title">{escape(pay.get("label") or "Pay range")}</div>'
        f'<div class="pay-range"><span>${Decimal(str(pay["minimum"])):,}</span><span class="divider">&mdash;</span>'
        f"<span>${Decimal(str(pay['maximum'])):,} {escape(pay['currency'])}</span></div>"
        for pay in posting.pay
    )
    return f'<div class="content-pay-transparency"><div class="pay-input">{shown}</div></div>' if shown else ""
