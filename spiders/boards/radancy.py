"""Radancy's TalentBrew sites: by the JSON from which their search pages are built, or by their sitemap.

Field notes: docs/boards/radancy.md.
"""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from parsel import Selector
from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import RobotsDisallowError, ShapeError
from spiders.parsing.dates import parse_written_date
from spiders.parsing.html_fields import find_own_posting, parse_whole_page, select_text
from spiders.parsing.json_fields import read_json, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Posting

AT_ONCE = 100
WINDOW = 10_000
"""A list shows no more postings than this."""
_ASKED = {
    "ActiveFacetID": 0,
    "RecordsPerPage": AT_ONCE,
    "Distance": 50,
    "RadiusUnitType": 0,
    "Keywords": "",
    "Location": "",
    "ShowRadius": "False",
    "IsPagination": "False",
    "FacetType": 0,
    # Without the module's name the answer is 200 and empty. The module of the filters would send megabytes.
    "SearchResultsModuleName": "Search Results",
    "SortCriteria": 0,
    "SortDirection": 0,
    "SearchType": 5,
}
_LOC = re.compile(r"<url>\s*<loc>\s*([^<]*?)\s*</loc>(?:\s*<lastmod>\s*([^<]*?)\s*</lastmod>)?")
_POSTING_PATH = re.compile(r"/\d+/(?P<key>\d+)/?$")
LATE = 5
"""A sitemap is made at night, so it may differ by so many postings from the count of the hour."""


class RadancySpider(BoardSpider):
    """Set `board = { host = "jobs.example.com" }`, and `path = "/en"` if the site is below one."""

    family = "radancy"
    needs = ("host",)
    takes = ("path",)
    way = "results"
    """How the list is read: "results" of the search; or the "count" on its page, then the "sitemap"."""
    stated: int | None = None
    """The number of postings on the search page, to check the sitemap against."""

    # ---- two ways to the list: most sites bar crawlers from the search results, and offer their sitemap

    @property
    def root(self) -> str:
        return f"https://{self.board['host']}{self.board.get('path', '').rstrip('/')}"

    def first_request(self) -> Request:
        return self._list_page_request(1)

    def fallback_request(self, error: BaseException) -> Request | None:
        if not isinstance(error, RobotsDisallowError) or self.way == "sitemap":
            return None
        self.way = "count" if self.way == "results" else "sitemap"
        return self.list_request(f"{self.root}/search-jobs") if self.way == "count" else self._sitemap_request()

    def _list_page_request(self, number: int) -> Request:
        url = f"{self.root}/search-jobs/results?{urlencode({'CurrentPage': number} | _ASKED)}"
        return self.list_request(url, meta={"number": number})

    def _sitemap_request(self) -> Request:
        return self.list_request(f"{self.root}/sitemap.xml")

    def parse_page(self, response: Response) -> Page:
        if self.way == "results":
            return self._parse_results(response)
        if self.way == "count":
            self.way, self.stated = "sitemap", _read_result_count(parse_whole_page(response))
            return Page(rows=[], following=self._sitemap_request(), may_be_empty=True)
        return self._parse_sitemap(response)

    def _parse_results(self, response: Response) -> Page:
        results = Selector(text=require(read_json(response.body), "results", str) or "<p></p>", type="html")
        total, number = _read_result_count(results), response.meta["number"]
        section = results.css("#search-results")[0]
        if (shown := section.attrib.get("data-current-page", str(number))) != str(number):
            raise ShapeError(f"page {shown} of the list came where page {number} was asked for")
        if total > WINDOW:
            self.add_fault(f"the board announces {total}, and shows no more than {WINDOW}")
        rows, pages = list(_list_result_rows(section)), int(section.attrib.get("data-total-pages", "1"))
        more = rows and number < min(pages, WINDOW // AT_ONCE)
        return Page(rows=rows, announced=total, following=self._list_page_request(number + 1) if more else None)

    def _parse_sitemap(self, response: Response) -> Page:
        words = response.text if isinstance(response, TextResponse) else ""
        if not words.strip():
            raise ShapeError("an empty answer where a sitemap belongs")
        if "</urlset>" not in words:
            raise ShapeError("'</urlset>' is missing: no sitemap, or one that breaks off")
        rows = [row for address, day in _LOC.findall(words) if (row := _make_sitemap_row(address, day))]
        keys = {row["key"] for row in rows}
        if not keys and self.stated != 0:
            raise ShapeError("the sitemap names no address that is like a posting's")
        if self.stated is None and len(keys) == 500:
            self.add_fault("the sitemap lists 500 postings, at which those of some sites are cut")
        elif self.stated is not None and self.stated - len(keys) > LATE:
            self.add_fault(f"the board announces {self.stated} and its sitemap lists {len(keys)}")
        return Page(rows=rows)

    # ---- rows and details

    def parse_row(self, raw: Any) -> Row:
        address = urljoin(f"https://{self.board['host']}/", require(raw, "address", str))
        key = require(raw, "key", str)
        if not key or not address.rstrip("/").endswith(f"/{key}"):
            raise ShapeError(f"{raw['address']!r} is not the address of posting {key!r}")
        return Row(key=key, raw=raw, detail=self.detail_request(address))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        posting = find_own_posting(response, studio=self.name, board_key=row.key)
        posting.requisition = row.raw["requisition"] or posting.requisition
        posting.brand = row.raw["brand"]
        posting.places = posting.places or unique_places(map(parse_place, (row.raw["place"] or "").split(" / ")))
        if posting.posted_on is None and (on := parse_written_date(row.raw["posted"])):
            posting.posted_on, posting.posted_on_basis = on, "published"
        return posting


def _read_result_count(page: Selector) -> int:
    found = page.css("#search-results[data-total-job-results]")
    if not found:
        raise ShapeError("'data-total-job-results' is missing: another product, or its module has another name")
    return int(found[0].attrib["data-total-job-results"])


def _make_sitemap_row(address: str, day: str) -> dict[str, Any] | None:
    """Make a row from an entry of the sitemap, without what only the search results say; None if it is no posting."""
    found = _POSTING_PATH.search(urlsplit(unescape(address)).path)
    said = dict.fromkeys(("requisition", "title", "posted", "brand", "place"))
    return {"key": found["key"], "address": unescape(address), "lastmod": day, **said} if found else None


def _list_result_rows(section: Selector) -> list[dict[str, Any]]:
    """Read the rows, of a table or of a list. Rows of articles carry no id of a posting."""
    items = section.xpath(".//*[self::li or self::tr][.//a[@data-job-id]]")
    return [
        {
            "key": item.xpath("(.//a/@data-job-id)[1]").get(),
            "address": item.xpath("(.//a[@data-job-id]/@href)[1]").get(),
            "requisition": item.xpath("(.//a/@data-job-secondary-id)[1]").get(),
            "title": select_text(item, "h2"),
            "posted": select_text(item, ".job-date-posted"),
            "brand": select_text(item, ".job-brand"),
            "place": select_text(item, ".job-location, .job-address-list"),
        }
        for item in items
    ]
