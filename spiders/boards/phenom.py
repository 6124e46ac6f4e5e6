"""Phenom's careers sites, by the search results that their pages carry as JSON. Field notes: docs/boards/phenom.md."""

import json
import re
from typing import Any
from urllib.parse import quote

from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.html_fields import find_own_posting, parse_whole_page
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import find_country_code, parse_place
from spiders.posting import Posting

_SEARCH = re.compile(r'"eagerLoadRefineSearch"\s*:\s*(?=\{)')


class PhenomSpider(BoardSpider):
    """Set `board = { host = "careers.example.com", path = "us/en" }`."""

    family = "phenom"
    needs = ("host", "path")

    @property
    def root(self) -> str:
        return f"https://{self.board['host']}/{self.board['path'].strip('/')}"

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, start: int) -> Request:
        return self.list_request(f"{self.root}/search-results?from={start}&s=1", meta={"start": start})

    def parse_page(self, response: Response) -> Page:
        search = _extract_search_results(response)
        rows, total = require(require(search, "data", dict), "jobs", list), require(search, "totalHits", int)
        # The site decides how many rows come.
        after = response.meta["start"] + len(rows)
        return Page(
            rows=rows, announced=total, following=self._list_page_request(after) if rows and after < total else None
        )

    def parse_row(self, raw: Any) -> Row:
        key = str(require(raw, "jobId"))
        return Row(key=key, raw=raw, detail=self.detail_request(f"{self.root}/job/{quote(key, safe='')}"))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        posting = find_own_posting(response, studio=self.name, board_key=row.key)
        requisition = optional(row.raw, "reqId")
        posting.requisition = requisition if requisition != row.key else posting.requisition
        posting.department = optional(row.raw, "department") or optional(row.raw, "category")
        posting.employment_type = posting.employment_type or optional(row.raw, "type")
        if not posting.places and (words := optional(row.raw, "location")):
            posting.places = (parse_place(words, country=find_country_code(optional(row.raw, "country"))),)
        if posting.posted_on is None and (on := parse_iso_date(row.raw.get("postedDate"))):
            posting.posted_on, posting.posted_on_basis = on, "published"
        return posting


def _extract_search_results(response: Response) -> dict[str, Any]:
    parse_whole_page(response)
    words = response.text if isinstance(response, TextResponse) else ""
    found = _SEARCH.search(words)
    if not found:
        raise ShapeError("'eagerLoadRefineSearch' is missing")
    _, end = json.JSONDecoder().raw_decode(words, found.end())
    return require({"search": read_json(words[found.end() : end].encode())}, "search", dict)  # type: ignore[no-any-return]
