"""Eightfold's newer interface, "PCSX", to which tenants move one by one. Notes: docs/boards/eightfold_pcsx.md."""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.json_fields import ShapeError, epoch_date, may, must, read_json
from spiders.parsing.places import country_code, from_text, unique
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

    def first(self) -> Request:
        return self._list_from(0)

    def _list_from(self, start: int) -> Request:
        asked = {"domain": self.board["domain"], "query": "", "location": "", "start": start, "num": 10}
        return self.ask_list(self._url("search", asked | {"sort_by": "newest"}), meta={"start": start})

    def _url(self, what: str, asked: dict[str, Any]) -> str:
        return f"https://{self.board['host']}/api/pcsx/{what}?{urlencode(asked)}"

    def page(self, response: Response) -> Page:
        data = _data(response)
        rows, count = must(data, "positions", list), must(data, "count", int)
        # Ten rows come whatever is asked. Some tenants show no more than 2,000: the count then tells what is wanting.
        after = response.meta["start"] + len(rows)
        return Page(rows=rows, announced=count, following=self._list_from(after) if rows and after < count else None)

    def row(self, raw: Any) -> Row:
        key = str(must(raw, "id"))
        url = self._url("position_details", {"position_id": key, "domain": self.board["domain"]})
        return Row(key=key, raw=raw, ask=self.ask_detail(url))

    def posting(self, response: Response, row: Row) -> Posting:
        detail = _data(response)
        if str(must(detail, "id")) != row.key:
            raise ShapeError(f"the detail of {row.key} is that of {detail['id']}")
        posted, created = epoch_date(detail.get("postedTs")), epoch_date(detail.get("creationTs"))
        path = may(detail, "positionUrl") or f"/careers/job/{row.key}"
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(detail, "name", str),
            url=may(detail, "publicUrl") or urljoin(f"https://{self.board['host']}", path),
            description=must(detail, "jobDescription", str),
            places=unique(_place(words) for words in detail.get("locations") or [] if isinstance(words, str)),
            requisition=may(detail, "displayJobId") or may(detail, "atsJobId"),
            department=may(detail, "department"),
            posted_on=posted or created,
            posted_on_basis="published" if posted else "created" if created else None,
        )


def _data(response: Response) -> dict[str, Any]:
    """What the envelope holds; its own status may contradict the answer's."""
    answer = read_json(response.body)
    if (status := answer.get("status", 200) if isinstance(answer, dict) else 200) != 200:
        raise ShapeError(f"the board answers with status {status}: {may(answer, 'error', 'message') or 'no reason'}")
    data: dict[str, Any] = must(answer, "data", dict)
    return data


def _place(words: str) -> Place:
    """Tenants of this product write "United States-California-Sunnyvale" too; `standardizedLocations` errs at times."""
    first, *others = (part.strip() for part in words.split("-", 2))
    country = country_code(first) if others and len(first) > 2 else None
    if country is None:
        return from_text(words)
    region, locality = others if len(others) == 2 else (None, None)
    return replace(from_text(words, country=country), region=region, locality=locality)
