"""Taking a board's web pages apart: the page whole or not at all, words on one line, rows by their addresses."""

from collections.abc import Iterable
from typing import Any

from parsel import Selector
from scrapy.http import Response, TextResponse

from spiders.errors import ShapeError
from spiders.parsing import jsonld
from spiders.parsing.json_fields import collapse_spaces
from spiders.posting import Posting


def parse_whole_page(response: Response) -> Selector:
    """The page; ShapeError where it is empty or ends before its </html>."""
    words = response.text if isinstance(response, TextResponse) else ""
    if not words.strip():
        raise ShapeError("an empty answer where a page belongs")
    if "</html>" not in words[-4_000:].lower():
        raise ShapeError("the page breaks off before its </html>")
    return Selector(text=words, type="html")


def select_text(node: Selector, css: str) -> str | None:
    """The words of the first element that matches, white space collapsed; None where there are none."""
    return collapse_spaces(node.css(css).xpath("string()").get() or "") or None


def extract_inner_html(node: Selector) -> str:
    """The markup within an element."""
    parts = node.xpath("node()").getall()
    return "".join(parts).strip()


def unique_rows_by_url(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in order, each address once, as first met: a row's other links say "Apply" or are for narrow screens."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row["address"], row)
    return list(found.values())


def find_own_posting(response: Response, *, studio: str, board_key: str) -> Posting:
    """The posting that a page prints as schema.org JobPosting: the one whose address is the page's, else the first."""
    found = jsonld.find_job_postings(response.text if isinstance(response, TextResponse) else "")
    own = next((data for data in found if data.get("url") == response.url), found[0])
    return jsonld.read_job_posting(own, studio=studio, board_key=board_key, url=response.url)
