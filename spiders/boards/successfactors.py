"""SAP SuccessFactors: careers sites of its Career Site Builder, and the older feed of a whole board.

Field notes: docs/boards/successfactors.md.
"""

import re
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from parsel import Selector
from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.dates import parse_written_date
from spiders.parsing.html_fields import extract_inner_html, parse_whole_page, select_text, unique_rows_by_url
from spiders.parsing.json_fields import collapse_spaces, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting

_COUNT = re.compile(
    r"\b(?:Results|Showing)\s+(?P<first>[\d,.]+)\s*(?:–|-|to)\s*(?P<last>[\d,.]+)\s+of\s+(?P<total>[\d,.]+)"
)
_POSTING_PATH = re.compile(r"/(?:[^/]+/)?job/[^/]+/(?P<key>\d+)(?:-[a-z]{2}_[A-Z]{2})?/?")
_JOB = re.compile(r"<Job\s*>(.*?)</Job\s*>", re.DOTALL)
_FACET = re.compile(r"<((?:filter|mfield)\d*)\s*>(.*?)</\1\s*>", re.DOTALL)
_ZIP = re.compile(r",\s*[A-Z]{0,2}[\d][\w -]{2,9}$")


class SuccessFactorsSpider(BoardSpider):
    """Set `board = { host = "jobs.example.com" }`.

    `{ host = "career4.successfactors.com", company = "example" }` names the feed of a company instead.
    """

    family = "successfactors"
    needs = ("host",)
    takes = ("company",)

    def first_request(self) -> Request:
        return self._feed_request() if "company" in self.board else self._list_page_request(0)

    def _feed_request(self) -> Request:
        asked = {"company": self.board["company"], "career_ns": "job_listing_summary", "resultType": "XML"}
        return self.list_request(f"https://{self.board['host']}/career?{urlencode(asked)}")

    def _list_page_request(self, start: int) -> Request:
        # Past its end a search ignores the query and still answers with postings.
        url = f"https://{self.board['host']}/search/?q=&sortColumn=referencedate&sortDirection=desc&startrow={start}"
        return self.list_request(url, meta={"start": start})

    def parse_page(self, response: Response) -> Page:
        if "company" in self.board:
            return Page(rows=_parse_feed_jobs(response))
        page = parse_whole_page(response)
        rows = unique_rows_by_url(_read_search_row(link, self.board["host"]) for link in page.css("a.jobTitle-link"))
        first, last, total = _parse_results_line(page)
        if not rows:
            raise ShapeError("'a.jobTitle-link' is missing")
        if first != response.meta["start"] + 1:
            raise ShapeError(f"the list begins at {first} where {response.meta['start'] + 1} was asked for")
        more = rows and last < total
        return Page(rows=rows, announced=total, following=self._list_page_request(last) if more else None)

    def parse_row(self, raw: Any) -> Row:
        if "company" in self.board:
            return Row(key=require(raw, "ReqId", str), raw=raw)
        found = _POSTING_PATH.fullmatch(urlsplit(require(raw, "address", str)).path)
        if not found:
            raise ShapeError(f"{raw['address']!r} is not the address of a posting")
        return Row(key=found["key"], raw=raw, detail=self.detail_request(raw["address"]))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        return self._parse_feed_row(row) if "company" in self.board else self._parse_detail_page(response, row)

    def _parse_detail_page(self, response: Response, row: Row) -> Posting:
        page = parse_whole_page(response)
        bodies = page.css(f"{_field_selector('description')}, .jobdescription")
        if not bodies:
            raise ShapeError("'itemprop=description' is missing")
        on = parse_written_date(_read_marked_field(page, "datePosted", "date"))
        given = page.css("[itemprop=jobLocation]") or page.css(".jobGeoLocation, [data-careersite-propertyid=location]")
        named = [
            _read_marked_field(each, "streetAddress") or collapse_spaces(each.xpath("string()").get() or "")
            for each in given
        ]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=_read_marked_field(page, "title") or require(row.raw, "title", str),
            url=response.url,
            description=extract_inner_html(bodies[0]),
            places=unique_places(_parse_address_line(words) for words in (named or [row.raw["place"]]) if words),
            hiring_organization=_read_marked_field(page, "hiringOrganization"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            valid_through=parse_written_date(_read_marked_field(page, "validThrough")),
        )

    def _parse_feed_row(self, row: Row) -> Posting:
        """Read a job of the feed. The feed has no address; this one is what the board's own pages use."""
        company, facets = self.board["company"], row.raw["facets"]
        url = f"https://{self.board['host']}/sfcareer/jobreqcareer?jobId={row.key}&company={quote(company, safe='')}"
        on = parse_written_date(row.raw.get("Posted-Date"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=unescape(require(row.raw, "JobTitle", str)),
            url=url,
            description=require(row.raw, "Job-Description", str),
            places=_parse_facet_places(facets),
            requisition=row.key,
            hiring_organization=facets.get("Company"),
            department=row.raw.get("Department") or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _parse_results_line(page: Selector) -> tuple[int, int, int]:
    """Read the line above the list: first and last posting of this page, and how many there are."""
    found = _COUNT.search(collapse_spaces(page.xpath("string()").get() or ""))
    if not found:
        raise ShapeError("'Results … of …' is missing, and with it how many postings there are")
    first, last, total = (int(re.sub(r"\D", "", found[name])) for name in ("first", "last", "total"))
    return first, last, total


def _read_search_row(link: Selector, host: str) -> dict[str, Any]:
    box = link.xpath("(ancestor::*[self::tr or self::li])[last()]")
    near = box[0] if box else link
    return {
        "address": urljoin(f"https://{host}/", link.attrib.get("href", "")),
        "title": collapse_spaces(link.xpath("string()").get() or ""),
        "place": select_text(near, ".jobLocation, [id$=section-location-value]"),
    }


def _field_selector(*names: str) -> str:
    """CSS selector of a field of a posting's page, by schema.org microdata and by the product's own attribute."""
    return ", ".join(f"[itemprop={name}], [data-careersite-propertyid={name}]" for name in names)


def _read_marked_field(node: Selector, *names: str) -> str | None:
    found = node.css(_field_selector(*names))
    words = found[0].attrib.get("content") or found[0].xpath("string()").get() if found else ""
    return collapse_spaces(words or "") or None


def _parse_address_line(words: str) -> Place:
    """Read "Santa Monica, CA, US, 90404": the country code is before the postal code."""
    parts = [collapse_spaces(part) for part in _ZIP.sub("", words).split(",")]
    if len(parts) > 1 and re.fullmatch("[A-Z]{2}", parts[-1]):
        return Place(
            text=collapse_spaces(words),
            locality=parts[0],
            region=parts[1] if len(parts) > 2 else None,
            country=parts[-1],
            remote=parse_place(words).remote,
        )
    return parse_place(words)


# ---- the feed; not valid XML, because fields that a company has not set up come as <>…</>


def _parse_feed_jobs(response: Response) -> list[dict[str, Any]]:
    words = response.text if isinstance(response, TextResponse) else ""
    if error := re.search(r"<xml>\s*Error:\s*([^<]{0,200})", words):
        raise ShapeError(f"the board answers with an error: {collapse_spaces(error[1])}")
    if "<Job-Listing" not in words:
        raise ShapeError("'Job-Listing' is missing: no such company on this host, or another product")
    if "</Job-Listing>" not in words:
        raise ShapeError("the feed breaks off before its </Job-Listing>")
    return [_parse_feed_job(block[1]) for block in _JOB.finditer(words)]


def _parse_feed_job(block: str) -> dict[str, Any]:
    names = ("JobTitle", "Job-Description", "ReqId", "Department", "Posted-Date")
    facets = {
        _read_feed_element("label", each[2]): _read_feed_element("value", each[2]) for each in _FACET.finditer(block)
    }
    return {name: _read_feed_element(name, block) for name in names} | {
        "facets": {k: v for k, v in facets.items() if k and v}
    }


def _read_feed_element(name: str, block: str) -> str:
    found = re.search(rf"<{name}(?:\s[^>]*)?>(.*?)</{name}\s*>", block, re.DOTALL)
    words = found[1].strip() if found else ""
    if words.startswith("<![CDATA["):
        return words.removeprefix("<![CDATA[").removesuffix("]]>")
    return unescape(words)


def _parse_facet_places(facets: dict[str, str]) -> tuple[Place, ...]:
    """Read the place from the facets that name its parts; each company names its facets itself."""

    def find_facet(*labels: str) -> str | None:
        return next((v for k, v in facets.items() for label in labels if k.casefold().startswith(label)), None)

    city, region, country = find_facet("city"), find_facet("state", "province"), find_facet("country")
    words = ", ".join(part for part in (city, region, country) if part)
    if not words:
        return ()
    code = find_country_code(country)
    return (Place(text=words, locality=city, region=region, country=code, remote=parse_place(words).remote),)
