"""A site without an API: its sitemap, and its pages with schema.org JobPosting. Field notes: docs/boards/pages.md."""

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from scrapy.http import Request, Response, TextResponse
from scrapy.utils.gz import gunzip

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing import jsonld
from spiders.parsing.json_fields import require
from spiders.posting import Posting

MOST_BYTES = 32 * 1024 * 1024
"""Limit on the size of an unpacked sitemap: a small gzip file can unpack to gigabytes."""


class PagesSpider(BoardSpider):
    """Set `board = { sitemap = "https://…/sitemap.xml", posting_path = "^/jobs/(?P<key>[^/]+)" }`.

    `posting_path` is a regular expression for the paths of postings; what it names `key`, or else the whole path, is
    the board key. `hosts` names further hosts of the site.
    """

    family = "pages"
    needs = ("sitemap", "posting_path")
    takes = ("hosts",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.path = re.compile(self.board["posting_path"])
        self.waiting: list[str] = []
        """Sitemaps that an index named, still to be fetched."""
        self.other_addresses = 0
        """Number of addresses in the sitemap that are not of postings."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [urlsplit(cls.studio.board["sitemap"]).netloc, *cls.studio.board.get("hosts", [])]

    def first_request(self) -> Request:
        return self.list_request(self.board["sitemap"])

    def parse_page(self, response: Response) -> Page:
        root = _parse_sitemap(response.body)
        entries = [_read_sitemap_entry(each) for each in root if _local_name(each)]
        if not entries:
            raise ShapeError("the sitemap names no address at all")
        if _local_name(root) == "sitemapindex":
            self.waiting += [require(entry, "loc", str) for entry in entries]
            rows = []
        else:
            rows = [entry for entry in entries if "loc" not in entry or self._is_posting(entry["loc"])]
            self.other_addresses += len(entries) - len(rows)
        if not rows and not self.waiting and not self.seen_keys and self.other_addresses:
            raise ShapeError(
                f"of {self.other_addresses} addresses in the sitemap none is like a posting's ({self.path.pattern})"
            )
        following = self.list_request(self.waiting.pop(0)) if self.waiting else None
        return Page(rows=rows, following=following, may_be_empty=True)

    def _is_posting(self, address: str) -> bool:
        return self.path.search(urlsplit(address).path) is not None or not address

    def parse_row(self, raw: Any) -> Row:
        address = require(raw, "loc", str)
        found = self.path.search(urlsplit(address).path)
        if not found:
            raise ShapeError(f"'loc' is {address!r}")
        key = found.groupdict().get("key") or urlsplit(address).path.strip("/")
        return Row(key=key, raw=raw, detail=self.detail_request(address))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        found = jsonld.find_job_postings(response.text if isinstance(response, TextResponse) else "")
        own = next((data for data in found if data.get("url") in (response.url, row.raw["loc"])), found[0])
        return jsonld.read_job_posting(own, studio=self.name, board_key=row.key, url=response.url)


def _parse_sitemap(body: bytes) -> etree._Element:
    if body[:2] == b"\x1f\x8b":
        body = gunzip(body, max_size=MOST_BYTES)
    if not body.strip():
        raise ShapeError("an empty answer where a sitemap belongs")
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise ShapeError(f"something that is not XML where a sitemap belongs ({error.msg})") from error
    if _local_name(root) not in ("urlset", "sitemapindex"):
        raise ShapeError(f"<{_local_name(root)}> where a sitemap belongs")
    return root


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _read_sitemap_entry(element: etree._Element) -> dict[str, str]:
    """Read loc and lastmod of one <url>; the other elements say nothing about the posting."""
    return {_local_name(each): (each.text or "").strip() for each in element if _local_name(each) in ("loc", "lastmod")}
