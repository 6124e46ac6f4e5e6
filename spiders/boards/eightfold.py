"""Eightfold, the v2 interface, as Netflix runs it. Field notes: docs/boards/eightfold.md."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.json_fields import optional, parse_epoch_date, read_json, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Posting


class EightfoldSpider(BoardSpider):
    """Set `board = { host = "explore.jobs.netflix.net", domain = "netflix.com" }`."""

    family = "eightfold"
    needs = ("host", "domain")
    # t_update stays in the fingerprint: it moves now and then without an edit, but an edited description moves it too.
    volatile = frozenset({"hot", "stars", "medallionProgram", "solrScore"})
    status_means: ClassVar = {
        403: "the board may have moved to the newer interface, family eightfold_pcsx, or refuse us",
        405: "a challenge for browsers",
    }

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, start: int) -> Request:
        asked = {"domain": self.board["domain"], "start": start, "num": 10, "sort_by": "relevance"}
        url = f"https://{self.board['host']}/api/apply/v2/jobs?{urlencode(asked)}"
        return self.list_request(url, meta={"start": start})

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, count = require(answer, "positions", list), require(answer, "count", int)
        if (domain := optional(answer, "domain")) and domain != self.board["domain"]:
            raise ShapeError(f"the board answers for {domain!r}, asked for {self.board['domain']!r}")
        # Ten rows come whatever `num` asks for, so the next page begins after what came.
        after = response.meta["start"] + len(rows)
        return Page(
            rows=rows, announced=count, following=self._list_page_request(after) if rows and after < count else None
        )

    def parse_row(self, raw: Any) -> Row:
        key = str(require(raw, "id"))
        url = f"https://{self.board['host']}/api/apply/v2/jobs/{key}?{urlencode({'domain': self.board['domain']})}"
        return Row(key=key, raw=raw, detail=self.detail_request(url), hidden=raw.get("isPrivate") is True)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        detail = read_json(response.body)
        if str(require(detail, "id")) != row.key:
            raise ShapeError(f"the detail of {row.key} is that of {detail['id']}")
        created = parse_epoch_date(detail.get("t_create"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "name", str),
            url=optional(detail, "canonicalPositionUrl") or f"https://{self.board['host']}/careers/job/{row.key}",
            description=require(detail, "job_description", str),
            places=unique_places(parse_place(words) for words in _list_location_names(detail)),
            requisition=optional(detail, "display_job_id") or optional(detail, "ats_job_id"),
            department=optional(detail, "department"),
            language=(optional(detail, "locale") or "")[:2] or None,
            posted_on=created,
            posted_on_basis="created" if created else None,
        )


def _list_location_names(detail: dict[str, Any]) -> list[str]:
    named = [words for words in detail.get("locations") or [] if isinstance(words, str)]
    return named or [words for words in [optional(detail, "location")] if words]
