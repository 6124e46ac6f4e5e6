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
from spiders.parsing.dates import parse_written_date
from spiders.parsing.html_fields import inner_html, parse_whole_page, rows_by_url, text_of
from spiders.parsing.json_fields import ShapeError, one_line, require
from spiders.parsing.places import country_code, parse_place, unique_places
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
        return self._feed() if "company" in self.board else self._list_from(0)

    def _feed(self) -> Request:
        asked = {"company": self.board["company"], "career_ns": "job_listing_summary", "resultType": "XML"}
        return self.list_request(f"https://{self.board['host']}/career?{urlencode(asked)}")

    def _list_from(self, start: int) -> Request:
        # Past its end a search forgets what was asked, and answers with postings all the same.
        url = f"https://{self.board['host']}/search/?q=&sortColumn=referencedate&sortDirection=desc&startrow={start}"
        return self.list_request(url, meta={"start": start})

    def parse_page(self, response: Response) -> Page:
        if "company" in self.board:
            return Page(rows=_jobs(response))
        page = parse_whole_page(response)
        rows = rows_by_url(_row(link, self.board["host"]) for link in page.css("a.jobTitle-link"))
        first, last, total = _count(page)
        if not rows:
            raise ShapeError("'a.jobTitle-link' is missing")
        if first != response.meta["start"] + 1:
            raise ShapeError(f"the list begins at {first} where {response.meta['start'] + 1} was asked for")
        more = rows and last < total
        return Page(rows=rows, announced=total, following=self._list_from(last) if more else None)

    def parse_row(self, raw: Any) -> Row:
        if "company" in self.board:
            return Row(key=require(raw, "ReqId", str), raw=raw)
        found = _POSTING_PATH.fullmatch(urlsplit(require(raw, "address", str)).path)
        if not found:
            raise ShapeError(f"{raw['address']!r} is not the address of a posting")
        return Row(key=found["key"], raw=raw, detail=self.detail_request(raw["address"]))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        return self._of_feed(row) if "company" in self.board else self._of_page(response, row)

    def _of_page(self, response: Response, row: Row) -> Posting:
        page = parse_whole_page(response)
        bodies = page.css(f"{_marked('description')}, .jobdescription")
        if not bodies:
            raise ShapeError("'itemprop=description' is missing")
        on = parse_written_date(_said(page, "datePosted", "date"))
        given = page.css("[itemprop=jobLocation]") or page.css(".jobGeoLocation, [data-careersite-propertyid=location]")
        named = [_said(each, "streetAddress") or one_line(each.xpath("string()").get() or "") for each in given]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=_said(page, "title") or require(row.raw, "title", str),
            url=response.url,
            description=inner_html(bodies[0]),
            places=unique_places(_place(words) for words in (named or [row.raw["place"]]) if words),
            hiring_organization=_said(page, "hiringOrganization"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            valid_through=parse_written_date(_said(page, "validThrough")),
        )

    def _of_feed(self, row: Row) -> Posting:
        """No address of the posting stands in the feed: the one that its own pages give it."""
        company, facets = self.board["company"], row.raw["facets"]
        url = f"https://{self.board['host']}/sfcareer/jobreqcareer?jobId={row.key}&company={quote(company, safe='')}"
        on = parse_written_date(row.raw.get("Posted-Date"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=unescape(require(row.raw, "JobTitle", str)),
            url=url,
            description=require(row.raw, "Job-Description", str),
            places=_facet_places(facets),
            requisition=row.key,
            hiring_organization=facets.get("Company"),
            department=row.raw.get("Department") or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _count(page: Selector) -> tuple[int, int, int]:
    """First and last posting of this page, and how many there are, as the page says above its list."""
    found = _COUNT.search(one_line(page.xpath("string()").get() or ""))
    if not found:
        raise ShapeError("'Results … of …' is missing, and with it how many postings there are")
    first, last, total = (int(re.sub(r"\D", "", found[name])) for name in ("first", "last", "total"))
    return first, last, total


def _row(link: Selector, host: str) -> dict[str, Any]:
    box = link.xpath("(ancestor::*[self::tr or self::li])[last()]")
    near = box[0] if box else link
    return {
        "address": urljoin(f"https://{host}/", link.attrib.get("href", "")),
        "title": one_line(link.xpath("string()").get() or ""),
        "place": text_of(near, ".jobLocation, [id$=section-location-value]"),
    }


def _marked(*names: str) -> str:
    """What marks a field in a posting's page: schema.org's microdata, and the product's own attribute."""
    return ", ".join(f"[itemprop={name}], [data-careersite-propertyid={name}]" for name in names)


def _said(node: Selector, *names: str) -> str | None:
    found = node.css(_marked(*names))
    words = found[0].attrib.get("content") or found[0].xpath("string()").get() if found else ""
    return one_line(words or "") or None


def _place(words: str) -> Place:
    """ "Santa Monica, CA, US, 90404": the country's code stands before the postal code."""
    parts = [one_line(part) for part in _ZIP.sub("", words).split(",")]
    if len(parts) > 1 and re.fullmatch("[A-Z]{2}", parts[-1]):
        return Place(
            text=one_line(words),
            locality=parts[0],
            region=parts[1] if len(parts) > 2 else None,
            country=parts[-1],
            remote=parse_place(words).remote,
        )
    return parse_place(words)


# ---- the feed, which is no XML: fields that a company has not set up come as <>…</>


def _jobs(response: Response) -> list[dict[str, Any]]:
    words = response.text if isinstance(response, TextResponse) else ""
    if error := re.search(r"<xml>\s*Error:\s*([^<]{0,200})", words):
        raise ShapeError(f"the board answers with an error: {one_line(error[1])}")
    if "<Job-Listing" not in words:
        raise ShapeError("'Job-Listing' is missing: no such company on this host, or another product")
    if "</Job-Listing>" not in words:
        raise ShapeError("the feed breaks off before its </Job-Listing>")
    return [_job(block[1]) for block in _JOB.finditer(words)]


def _job(block: str) -> dict[str, Any]:
    names = ("JobTitle", "Job-Description", "ReqId", "Department", "Posted-Date")
    facets = {_element("label", each[2]): _element("value", each[2]) for each in _FACET.finditer(block)}
    return {name: _element(name, block) for name in names} | {"facets": {k: v for k, v in facets.items() if k and v}}


def _element(name: str, block: str) -> str:
    found = re.search(rf"<{name}(?:\s[^>]*)?>(.*?)</{name}\s*>", block, re.DOTALL)
    words = found[1].strip() if found else ""
    if words.startswith("<![CDATA["):
        return words.removeprefix("<![CDATA[").removesuffix("]]>")
    return unescape(words)


def _facet_places(facets: dict[str, str]) -> tuple[Place, ...]:
    """The place, from the facets by which these boards name its parts; their names are each company's own."""

    def named(*labels: str) -> str | None:
        return next((v for k, v in facets.items() for label in labels if k.casefold().startswith(label)), None)

    city, region, country = named("city"), named("state", "province"), named("country")
    words = ", ".join(part for part in (city, region, country) if part)
    if not words:
        return ()
    code = country_code(country)
    return (Place(text=words, locality=city, region=region, country=code, remote=parse_place(words).remote),)
