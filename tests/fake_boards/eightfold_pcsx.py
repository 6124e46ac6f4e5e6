"""Eightfold's newer interface, PCSX. A tenant that speaks it answers 403 on the older one."""

from typing import Any

from tracker.demo.boards.eightfold import ROWS_A_PAGE, to_epoch
from tracker.demo.boards.fixtures import FakePosting
from tracker.demo.boards.messages import BoardRequest, BoardResponse, DaySnapshot, as_json


def eightfold_pcsx(today: DaySnapshot, request: BoardRequest) -> BoardResponse | None:
    postings = today.listed(request.host, request.query.get("domain", ""))
    if request.path == "/api/pcsx/search":
        start = int(request.query.get("start") or 0)
        rows = [_row(posting) for posting in postings[start : start + ROWS_A_PAGE]]
        return _envelope({"positions": rows, "count": len(postings)})
    if request.path == "/api/pcsx/position_details":
        key = request.query.get("position_id")
        found = [_row(posting) | _words(posting) for posting in postings if posting.key == key]
        return _envelope(found[0]) if found else _envelope({}, 404, "Position not found")
    if request.path.startswith("/api/apply/v2/"):
        return as_json({"message": "This interface is not enabled for this user."}, 403)
    return None


def _envelope(data: dict[str, Any], status: int = 200, message: str = "") -> BoardResponse:
    return as_json({"status": status, "error": {"message": message, "body": ""}, "data": data}, status)


def _row(posting: FakePosting) -> dict[str, Any]:
    requisition = posting.requisition or f"R{posting.key[-5:]}"
    return {
        "id": int(posting.key),
        "displayJobId": requisition,
        "name": posting.title,
        "locations": posting.locations,
        "standardizedLocations": [],
        "postedTs": to_epoch(posting.posted_on),
        "solrScore": None,
        "stars": 0,
        "department": posting.department,
        "creationTs": to_epoch(posting.posted_on),
        "isHot": 0,
        "workLocationOption": "onsite",
        "locationFlexibility": None,
        "atsJobId": requisition,
        "positionUrl": f"/careers/job/{posting.key}",
    }


def _words(posting: FakePosting) -> dict[str, Any]:
    return {
        "jobDescription": posting.description_html,
        "publicUrl": f"https://{posting.host}/careers/job/{posting.key}",
    }
