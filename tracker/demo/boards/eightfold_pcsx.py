"""Eightfold's newer interface, PCSX. A tenant that speaks it answers 403 on the older one."""

from typing import Any

from tracker.demo.boards.eightfold import ROWS_A_PAGE, seconds
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json


def eightfold_pcsx(today: DaySnapshot, ask: BoardRequest) -> BoardResponse | None:
    jobs = today.listed(ask.host, ask.query.get("domain", ""))
    if ask.path == "/api/pcsx/search":
        start = int(ask.query.get("start") or 0)
        rows = [_row(job) for job in jobs[start : start + ROWS_A_PAGE]]
        return _envelope({"positions": rows, "count": len(jobs)})
    if ask.path == "/api/pcsx/position_details":
        key = ask.query.get("position_id")
        found = [_row(job) | _words(job) for job in jobs if job.key == key]
        return _envelope(found[0]) if found else _envelope({}, 404, "Position not found")
    if ask.path.startswith("/api/apply/v2/"):
        return as_json({"message": "This interface is not enabled for this user."}, 403)
    return None


def _envelope(data: dict[str, Any], status: int = 200, message: str = "") -> BoardResponse:
    return as_json({"status": status, "error": {"message": message, "body": ""}, "data": data}, status)


def _row(job: FakePosting) -> dict[str, Any]:
    requisition = job.requisition or f"R{job.key[-5:]}"
    return {
        "id": int(job.key),
        "displayJobId": requisition,
        "name": job.title,
        "locations": job.locations,
        "standardizedLocations": [],
        "postedTs": seconds(job.posted_on),
        "solrScore": None,
        "stars": 0,
        "department": job.department,
        "creationTs": seconds(job.posted_on),
        "isHot": 0,
        "workLocationOption": "onsite",
        "locationFlexibility": None,
        "atsJobId": requisition,
        "positionUrl": f"/careers/job/{job.key}",
    }


def _words(job: FakePosting) -> dict[str, Any]:
    return {"jobDescription": job.description_html, "publicUrl": f"https://{job.host}/careers/job/{job.key}"}
