"""Radancy's TalentBrew sites, by the answers from which their search pages are built.

Field notes: docs/boards/radancy.md.
"""

from typing import Any
from urllib.parse import urlencode, urljoin

from parsel import Selector
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.boards.markup import own_posting, words_of
from spiders.boards.places import from_text, unique
from spiders.boards.shape import ShapeError, must, read_json
from spiders.boards.written_dates import written_date
from spiders.posting import Posting

AT_ONCE = 100
WINDOW = 10_000
"""The last posting that a list shows."""
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
    # Without the module's name the answer is 200, and empty. The filters' module would send megabytes.
    "SearchResultsModuleName": "Search Results",
    "SortCriteria": 0,
    "SortDirection": 0,
    "SearchType": 5,
}


class RadancySpider(BoardSpider):
    """Set `board = { host = "jobs.example.com" }`, and `path = "/en"` where the site stands under one."""

    family = "radancy"
    needs = ("host",)
    takes = ("path",)

    def first(self) -> Request:
        return self._list_page(1)

    def _list_page(self, number: int) -> Request:
        root = f"https://{self.board['host']}{self.board.get('path', '').rstrip('/')}/search-jobs/results"
        return self.ask_list(f"{root}?{urlencode({'CurrentPage': number} | _ASKED)}", meta={"number": number})

    def page(self, response: Response) -> Page:
        results = Selector(text=must(read_json(response.body), "results", str) or "<p></p>", type="html")
        found = results.css("#search-results[data-total-job-results]")
        if not found:
            raise ShapeError("'data-total-job-results' is missing: another product, or its module has another name")
        section, number = found[0], response.meta["number"]
        total = int(section.attrib["data-total-job-results"])
        if (shown := section.attrib.get("data-current-page", str(number))) != str(number):
            raise ShapeError(f"page {shown} of the list came where page {number} was asked for")
        if total > WINDOW:
            self.fault(f"the board announces {total}, and shows no more than {WINDOW}")
        rows, pages = list(_rows(section)), int(section.attrib.get("data-total-pages", "1"))
        more = rows and number < min(pages, WINDOW // AT_ONCE)
        return Page(rows=rows, announced=total, following=self._list_page(number + 1) if more else None)

    def row(self, raw: Any) -> Row:
        address = urljoin(f"https://{self.board['host']}/", must(raw, "address", str))
        key = must(raw, "key", str)
        if not key or not address.rstrip("/").endswith(f"/{key}"):
            raise ShapeError(f"{raw['address']!r} is not the address of posting {key!r}")
        return Row(key=key, raw=raw, ask=self.ask_detail(address))

    def posting(self, response: Response, row: Row) -> Posting:
        posting = own_posting(response, studio=self.name, board_key=row.key)
        posting.requisition = row.raw["requisition"] or posting.requisition
        posting.brand = row.raw["brand"]
        posting.places = posting.places or unique(map(from_text, (row.raw["place"] or "").split(" / ")))
        if posting.posted_on is None and (on := written_date(row.raw["posted"])):
            posting.posted_on, posting.posted_on_basis = on, "published"
        return posting


def _rows(section: Selector) -> list[dict[str, Any]]:
    """The list's rows, whether they are of a table or of a list; those of articles carry no id of a posting."""
    items = section.xpath(".//*[self::li or self::tr][.//a[@data-job-id]]")
    return [
        {
            "key": item.xpath("(.//a/@data-job-id)[1]").get(),
            "address": item.xpath("(.//a[@data-job-id]/@href)[1]").get(),
            "requisition": item.xpath("(.//a/@data-job-secondary-id)[1]").get(),
            "title": words_of(item, "h2"),
            "posted": words_of(item, ".job-date-posted"),
            "brand": words_of(item, ".job-brand"),
            "place": words_of(item, ".job-location, .job-address-list"),
        }
        for item in items
    ]
