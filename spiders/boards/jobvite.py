"""Jobvite's careers sites, whose pages are rendered on the server. Field notes: docs/boards/jobvite.md."""

import re
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import NoPostingError, ShapeError
from spiders.parsing.html_fields import extract_inner_html, find_own_posting, parse_whole_page, select_text
from spiders.parsing.json_fields import collapse_spaces, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Place, Posting

HOST = "jobs.jobvite.com"
_POSTING_PATH = re.compile(r"/(?:careers/)?[^/]+/job/(?P<key>[A-Za-z0-9]+)/?")
_PAGE_RANGE = re.compile(r"(?P<first>[\d,]+)\s*[-–]\s*(?P<last>[\d,]+)\s+of\s+(?P<total>[\d,]+)")
_SEVERAL_PLACES = re.compile(r"\d+ Locations", re.IGNORECASE)
"""What the list prints in the place of the places of a posting that has several."""
_EMPTY_LIST = "No results found"


class JobviteSpider(BoardSpider):
    """Set `board = { company = "acme" }`, as in jobs.jobvite.com/acme."""

    family = "jobvite"
    needs = ("company",)

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    def first_request(self) -> Request:
        # /jobs, the page that people see first, cuts its longer departments off behind "Show More"
        return self.list_request(f"https://{HOST}/{self.board['company']}/search?p=0", meta={"before": 0})

    def parse_page(self, response: Response) -> Page:
        page, before = parse_whole_page(response), response.meta["before"]
        rows = [_read_row(row) for row in page.css("tr:has(td.jv-job-list-name)")]
        first, last, total = self._read_range(page, before, len(rows))
        if first != before + 1:
            raise ShapeError(f"a page of the list begins at {first}, where {before + 1} was to be next")
        return Page(rows=rows, announced=total, following=self._find_next_page(page, response, last))

    def _read_range(self, page: Selector, before: int, count: int) -> tuple[int, int, int | None]:
        """Read "51-100 of 266": a list of one page may do without it, and an empty one says so in words."""
        if found := _PAGE_RANGE.search(select_text(page, ".jv-pagination-text") or ""):
            first, last, total = (int(number.replace(",", "")) for number in found.groups())
            return first, last, total
        if count:
            return before + 1, before + count, None
        if before or _EMPTY_LIST not in collapse_spaces(page.xpath("string()").get() or ""):
            raise ShapeError("'jv-job-list-name' is missing, and no words say that the list is empty")
        return 1, 0, 0

    def _find_next_page(self, page: Selector, response: Response, last: int) -> Request | None:
        # The site's own link: whether "/search?p=1" or only "/search/?p=1" turns the page differs by site.
        href = page.css("a.jv-pagination-next::attr(href)").get()
        if not href:
            return None
        url = response.urljoin(href)
        if urlsplit(url).netloc != HOST:
            raise ShapeError(f"the next page is {url!r}")
        return self.list_request(url, meta={"before": last})

    def parse_row(self, raw: Any) -> Row:
        address = require(raw, "address", str)
        found = _POSTING_PATH.fullmatch(urlsplit(address).path)
        if not found:
            raise ShapeError(f"{address!r} is not the address of a posting")
        detail = f"https://{HOST}/{self.board['company']}/job/{found['key']}"
        return Row(key=found["key"], raw=raw, detail=self.detail_request(detail))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        # A posting that was taken down leads to the list, with these words in its address.
        if "error=404" in urlsplit(response.url).query:
            raise NoPostingError
        page = parse_whole_page(response)
        posting = self._read_posting(page, response, row)
        if words := page.css(".jv-job-detail-description"):
            posting.description = _extract_description(words[0])
        posting.url = response.url.partition("?")[0]
        posting.requisition = row.raw["requisition"] or posting.requisition
        parts = map(str.strip, page.css(".jv-job-detail-meta").xpath("text()").getall())
        meta = [part for part in parts if part]
        posting.department = posting.department or (meta[0] if len(meta) > 1 else None)
        posting.employment_type = posting.employment_type or row.raw["type"]
        posting.places = posting.places or _parse_places(row.raw["location"], meta)
        return posting

    def _read_posting(self, page: Selector, response: Response, row: Row) -> Posting:
        """Read the page's schema.org JobPosting; where it has none, the words that its markup shows."""
        try:
            return find_own_posting(response, studio=self.name, board_key=row.key)
        except ShapeError:
            if not page.css(".jv-job-detail-description"):
                raise
        title = select_text(page, ".jv-header") or row.raw["title"]
        return Posting(studio=self.name, board_key=row.key, title=title, url=response.url, description="")


def _read_row(row: Selector) -> dict[str, str | None]:
    requisition = select_text(row, ".jv-job-list-req")
    return {
        "address": row.css(".jv-job-list-name a::attr(href)").get(),
        "title": select_text(row, ".jv-job-list-name a"),
        "location": select_text(row, ".jv-job-list-location"),
        "type": select_text(row, ".jv-job-list-type"),
        "requisition": requisition.rpartition(":")[2].strip() if requisition else None,
    }


def _extract_description(words: Selector) -> str:
    """The posting's own markup, without the heading "Description" that every page puts above it."""
    heading = words.xpath("*[1][self::h2 or self::h3]")
    if heading and (select_text(words, "h2, h3") or "").lower() == "description":
        heading.drop()
    return extract_inner_html(words)


def _parse_places(location: str | None, meta: list[str]) -> tuple[Place, ...]:
    """Read the list's place, or, where it only counts them, those behind the department on the posting's page."""
    if location and not _SEVERAL_PLACES.fullmatch(location):
        return (parse_place(location),)
    return unique_places(parse_place(place) for place in meta[1:])
