"""Phenom: search pages that carry their first results for their own scripts. The board is the path of the language."""

import json
import re
from typing import Any

from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_html
from tracker.demo.boards.pages import posting_page

ROWS_A_PAGE = 10


def phenom(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    found = re.fullmatch(r"/(\w+/\w+)/(search-results|job)(?:/([^/]+))?(?:/[^/]+)?", ask.path)
    if not found:
        return None
    jobs = today.listed(ask.host, found[1])
    return posting_page(jobs, found[3]) if found[2] == "job" else _list(jobs, int(ask.query.get("from") or 0))


def _list(jobs: list[FakePosting], start: int) -> BoardResponse:
    rows = [_row(job) for job in jobs[start : start + ROWS_A_PAGE]]
    search = {"status": 200, "hits": len(rows), "totalHits": len(jobs), "data": {"jobs": rows}}
    data = json.dumps({"eagerLoadRefineSearch": search}).replace("<", "\\u003c")
    return as_html(
        "<!doctype html><html><head><title>Search results</title></head><body>\n<script>var phApp = {}; "
        f"phApp.ddo = {data}; phApp.experimentData = {{}};</script></body></html>\n"
    )


def _row(job: FakePosting) -> dict[str, Any]:
    return {
        "jobId": job.key,
        "reqId": job.requisition or job.key,
        "jobSeqNo": f"TOWN{job.key}EXTERNAL",
        "title": job.title,
        "postedDate": f"{job.posted_on}T00:00:00.000+0000" if job.posted_on else None,
        "location": job.locations[0] if job.locations else None,
        "category": job.department,
    }
