"""Eightfold's newer interface, "PCSX", to which tenants move one by one. Notes: docs/boards/eightfold_pcsx.md."""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.json_fields import optional, parse_epoch_date, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting


class EightfoldPcsxSpider(BoardSpider):
    """Set `board = { host = "jobs.example.com", domain = "example.com" }`."""

    family = "eightfold_pcsx"
    needs = ("host", "domain")
    volatile = frozenset({"isHot", "stars", "solrScore"})
    status_means: ClassVar = {
        403: "the board may still speak the older interface, family eightfold, or refuse us",
        405: "a challenge for browsers",
    }

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, start: int) -> Request:
        asked = {"domain": self.board["domain"], "query": "", "location": "", "start": start, "num": 10}
        return self.list_request(self._api_url("search", asked | {"sort_by": "newest"}), meta={"start": start})

    def _api_url(self, what: str, asked: dict[str, Any]) -> str:
        return f"https://{self.board['host']}/api/pcsx/{what}?{urlencode(asked)}"

    def parse_page(self, response: Response) -> Page:
        data = _unwrap_envelope(response)
        rows, count = require(data, "positions", list), require(data, "count", int)
        # Ten rows come whatever `num` asks for. Some tenants show at most 2,000; the count then says what is missing.
        after = response.meta["start"] + len(rows)
        return Page(
            rows=rows, announced=count, following=self._list_page_request(after) if rows and after < count else None
        )

    def parse_row(self, raw: Any) -> Row:
        key = str(require(raw, "id"))
        url = self._api_url("position_details", {"position_id": key, "domain": self.board["domain"]})
        return Row(key=key, raw=raw, detail=self.detail_request(url))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        detail = _unwrap_envelope(response)
        if str(require(detail, "id")) != row.key:
            raise ShapeError(f"the detail of {row.key} is that of {detail['id']}")
        posted, created = parse_epoch_date(detail.get("postedTs")), parse_epoch_date(detail.get("creationTs"))
        path = optional(detail, "positionUrl") or f"/careers/job/{row.key}"
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "name", str),
            url=optional(detail, "publicUrl") or urljoin(f"https://{self.board['host']}", path),
            description=require(detail, "jobDescription", str),
            places=unique_places(
                _parse_hyphenated_place(words) for words in detail.get("locations") or [] if isinstance(words, str)
            ),
            requisition=optional(detail, "displayJobId") or optional(detail, "atsJobId"),
            department=optional(detail, "department"),
            posted_on=posted or created,
            posted_on_basis="published" if posted else "created" if created else None,
        )


def _unwrap_envelope(response: Response) -> dict[str, Any]:
    """Take `data` out of the envelope, whose own status may contradict the HTTP status."""
    answer = read_json(response.body)
    if (status := answer.get("status", 200) if isinstance(answer, dict) else 200) != 200:
        raise ShapeError(
            f"the board answers with status {status}: {optional(answer, 'error', 'message') or 'no reason'}"
        )
    data: dict[str, Any] = require(answer, "data", dict)
    return data


def _parse_hyphenated_place(words: str) -> Place:
    """Read "United States-California-Sunnyvale", as some tenants write, or any other form.

    `standardizedLocations` is not used: it is wrong at times.
    """
    first, *others = (part.strip() for part in words.split("-", 2))
    country = find_country_code(first) if others and len(first) > 2 else None
    if country is None:
        return parse_place(words)
    region, locality = others if len(others) == 2 else (None, None)
    return replace(parse_place(words, country=country), region=region, locality=locality)
