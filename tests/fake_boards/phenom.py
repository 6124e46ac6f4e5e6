"""Phenom: search pages that carry their first results for their own scripts. The board is the path of the language."""

import json
import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html
from tracker.demo.boards.pages import posting_page

ROWS_A_PAGE = 10


def phenom(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/(\w+/\w+)/(search-results|job)(?:/([^/]+))?(?:/[^/]+)?", request.path)
    if not found:
        return None
    postings = today.listed(request.host, found[1])
    return (
        posting_page(postings, found[3]) if found[2] == "job" else _list(postings, int(request.query.get("from") or 0))
    )


def _list(postings: list[FakePosting], start: int) -> BoardResponse:
    rows = [_row(posting) for posting in postings[start : start + ROWS_A_PAGE]]
    search = {"status": 200, "hits": len(rows), "totalHits": len(postings), "data": {"jobs": rows}}
    data = json.dumps({"eagerLoadRefineSearch": search}).replace("<", "\\u003c")
    return as_html(
        "<!doctype html><html><head><title>Search results</title></head><body>\n<script>var phApp = {}; "
        f"phApp.ddo = {data}; phApp.experimentData = {{}};</script></body></html>\n"
    )


def _row(posting: FakePosting) -> dict[str, Any]:
    return {
        "jobId": posting.key,
        "reqId": posting.requisition or posting.key,
        "jobSeqNo": f"TOWN{posting.key}EXTERNAL",
        "title": posting.title,
        "postedDate": f"{posting.posted_on}T00:00:00.000+0000" if posting.posted_on else None,
        "location": posting.locations[0] if posting.locations else None,
        "category": posting.department,
    }
