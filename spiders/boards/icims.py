"""iCIMS' classic careers sites, whose pages are rendered on the server. Field notes: docs/boards/icims.md."""

import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.html_fields import find_own_posting, parse_whole_page, select_text
from spiders.parsing.json_fields import collapse_spaces, parse_number, require
from spiders.parsing.jsonld import UNITS
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

_PAGES = re.compile(r"\bPage\s+(\d+)\s+of\s+(\d+)\b")
_POSTING_PATH = re.compile(r"/jobs/(?P<key>\d+)/(?:[^/]+/)?job/?")
_MONEY = r"(?P<{0}_currency>[A-Z]{{3}})\s*[^\w\s]?\s*(?P<{0}>[\d,]+(?:\.\d+)?)"
_RANGE = re.compile(
    rf"{_MONEY.format('low')}(?:\s*-\s*{_MONEY.format('high')})?\s*/\s*(?P<unit>Yr|Hr|Mo|Wk|Day)\.?", re.IGNORECASE
)
"""As iCIMS prints a field of money: "USD $100,000.00 - USD $165,000.00 /Yr."."""
_UNITS = {"yr": UNITS["YEAR"], "hr": UNITS["HOUR"], "mo": UNITS["MONTH"], "wk": UNITS["WEEK"], "day": UNITS["DAY"]}
_REQUISITION = ("ID", "Job ID", "Requisition ID", "Job Number")
_PAY_FIELD = re.compile(r"salary|\bpay\b|compensation|wage", re.IGNORECASE)


class IcimsSpider(BoardSpider):
    """Set `board = { host = "careers-example.icims.com" }`, and `hosts` where its postings stand on others too."""

    family = "icims"
    needs = ("host",)
    takes = ("hosts",)
    status_means: ClassVar = {405: "a challenge for browsers"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [cls.studio.board["host"], *cls.studio.board.get("hosts", [])]

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, number: int) -> Request:
        url = f"https://{self.board['host']}/jobs/search?ss=1&in_iframe=1&pr={number}"
        return self.list_request(url, meta={"number": number})

    def parse_page(self, response: Response) -> Page:
        page, asked = parse_whole_page(response), response.meta["number"] + 1
        shown, last = self._read_page_numbers(page)
        if shown != asked:
            raise ShapeError(f"page {shown} of the list came where page {asked} was asked for")
        rows = [_read_card(card) for card in page.css("li.iCIMS_JobCardItem")]
        if not rows and (asked > 1 or last > 1):
            raise ShapeError(f"page {asked} of {last} of the list is empty")
        return Page(rows=rows, following=self._list_page_request(asked) if asked < last else None)

    def _read_page_numbers(self, page: Selector) -> tuple[int, int]:
        """Read the numbers of this page and of the last one. A portal that has moved answers 200 without either."""
        if not page.css(".iCIMS_JobsTable, .iCIMS_ListingsPage, .iCIMS_JobCardItem"):
            raise ShapeError("'iCIMS_JobsTable' is missing")
        found = _PAGES.search(collapse_spaces(page.xpath("string()").get() or ""))
        return (int(found[1]), int(found[2])) if found else (1, 1)

    def parse_row(self, raw: Any) -> Row:
        address = require(raw, "address", str)
        found = _POSTING_PATH.fullmatch(urlsplit(address).path)
        if not found:
            raise ShapeError(f"{address!r} is not the address of a posting")
        return Row(key=found["key"], raw=raw, detail=self.detail_request(address.partition("?")[0] + "?in_iframe=1"))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        posting = find_own_posting(response, studio=self.name, board_key=row.key)
        posting.url = response.url.partition("?")[0]
        fields = row.raw["fields"]
        requisition = next((fields[name] for name in _REQUISITION if name in fields), None)
        posting.requisition = requisition if requisition and requisition != row.key else posting.requisition
        posting.places = unique_places(map(_drop_unavailable_parts, posting.places)) or unique_places(
            map(_parse_coded_place, row.raw["places"])
        )
        posting.stated_pay = posting.stated_pay or _parse_pay_fields(fields)
        return posting


def _read_card(card: Selector) -> dict[str, Any]:
    """Read address, title, places, and the labelled fields below them; each site names its fields itself."""
    groups = card.css(".iCIMS_JobHeaderTag")
    fields = {
        select_text(group, ".iCIMS_JobHeaderField") or "": select_text(group, ".iCIMS_JobHeaderData") or ""
        for group in groups
    }
    beside = [select_text(div, "span:not(.field-label)") for div in card.css(".header.left")]
    places = [*beside, *(value for name, value in fields.items() if name.rstrip("s").endswith("Location"))]
    return {
        "address": card.css("a.iCIMS_Anchor::attr(href)").get() or "",
        "title": select_text(card, "h3, h2"),
        "places": [each for words in places if words for each in re.split(r"\s*\|\s*", words)],
        "fields": fields,
    }


def _parse_coded_place(words: str) -> Place:
    """Read "US-VA-Fairfax Station": country, region and place, in iCIMS' order."""
    country, *rest = words.split("-", 2)
    if not re.fullmatch("[A-Z]{2}", country):
        return parse_place(words)
    region, locality = (*(part for part in rest if not parse_place(part).remote), None, None)[:2]
    return Place(
        text=collapse_spaces(words), locality=locality, region=region, country=country, remote=parse_place(words).remote
    )


def _drop_unavailable_parts(place: Place) -> Place:
    """Drop "UNAVAILABLE", which iCIMS writes for the parts of an address that it does not have."""
    parts = [part for part in place.text.split(", ") if part != "UNAVAILABLE"]
    locality, region = (None if part == "UNAVAILABLE" else part for part in (place.locality, place.region))
    return replace(place, text=", ".join(parts), locality=locality, region=region)


def _parse_pay_fields(fields: dict[str, str]) -> tuple[StatedPay, ...]:
    """Read the money fields whose names speak of pay."""
    found = ((name, _RANGE.fullmatch(words)) for name, words in fields.items() if _PAY_FIELD.search(name))
    return tuple(
        StatedPay(
            minimum=parse_number(money["low"]),
            maximum=parse_number(money["high"] or money["low"]),
            currency=money["low_currency"].upper(),
            unit=_UNITS[money["unit"].lower()],
            text=f"{name}: {money[0]}",
        )
        for name, money in found
        if money and (money["high_currency"] or money["low_currency"]) == money["low_currency"]
    )
