"""Phenom's careers sites, by the search results that their pages carry. Field notes: docs/boards/phenom.md."""

import json
import re
from typing import Any
from urllib.parse import quote

from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.html_fields import own_posting, whole_page
from spiders.parsing.json_fields import ShapeError, iso_date, may, must, read_json
from spiders.parsing.places import country_code, from_text
from spiders.posting import Posting

_SEARCH = re.compile(r'"eagerLoadRefineSearch"\s*:\s*(?=\{)')


class PhenomSpider(BoardSpider):
    """Set `board = { host = "careers.example.com", path = "us/en" }`."""

    family = "phenom"
    needs = ("host", "path")

    @property
    def root(self) -> str:
        return f"https://{self.board['host']}/{self.board['path'].strip('/')}"

    def first(self) -> Request:
        return self._list_from(0)

    def _list_from(self, start: int) -> Request:
        return self.ask_list(f"{self.root}/search-results?from={start}&s=1", meta={"start": start})

    def page(self, response: Response) -> Page:
        search = _search(response)
        rows, total = must(must(search, "data", dict), "jobs", list), must(search, "totalHits", int)
        # So many rows come as the site has set, whatever is asked.
        after = response.meta["start"] + len(rows)
        return Page(rows=rows, announced=total, following=self._list_from(after) if rows and after < total else None)

    def row(self, raw: Any) -> Row:
        key = str(must(raw, "jobId"))
        return Row(key=key, raw=raw, ask=self.ask_detail(f"{self.root}/job/{quote(key, safe='')}"))

    def posting(self, response: Response, row: Row) -> Posting:
        posting = own_posting(response, studio=self.name, board_key=row.key)
        requisition = may(row.raw, "reqId")
        posting.requisition = requisition if requisition != row.key else posting.requisition
        posting.department = may(row.raw, "department") or may(row.raw, "category")
        posting.employment_type = posting.employment_type or may(row.raw, "type")
        if not posting.places and (words := may(row.raw, "location")):
            posting.places = (from_text(words, country=country_code(may(row.raw, "country"))),)
        if posting.posted_on is None and (on := iso_date(row.raw.get("postedDate"))):
            posting.posted_on, posting.posted_on_basis = on, "published"
        return posting


def _search(response: Response) -> dict[str, Any]:
    whole_page(response)
    words = response.text if isinstance(response, TextResponse) else ""
    found = _SEARCH.search(words)
    if not found:
        raise ShapeError("'eagerLoadRefineSearch' is missing")
    _, end = json.JSONDecoder().raw_decode(words, found.end())
    return must({"search": read_json(words[found.end() : end].encode())}, "search", dict)  # type: ignore[no-any-return]
