"""One watched address, for a studio without a board. Field notes: docs/boards/watched.md."""

import re
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement
from parsel import Selector
from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.html_fields import parse_whole_page, select_text
from spiders.parsing.json_fields import collapse_spaces
from spiders.posting import Posting

_NO_WORDS = ("script", "style", "noscript", "template", "iframe", "svg", "link", "meta", "nav", "footer")
"""Elements without text of the page's own, or with the same text on every page."""
_SAFE_ADDRESS = re.compile(r"https?://|mailto:|/|#", re.IGNORECASE)


class WatchedPageSpider(BoardSpider):
    """Set `board = { address = "https://example.org/jobs", says = "Working with us" }`.

    `says` is a regular expression for text that the page always holds. Without it the answer is another page, a
    challenge or an apology, and the crawl fails. `openings`, a regular expression too, tells the paragraphs that speak
    of work: they alone are the posting then, and without one there is none.
    """

    family = "watched"
    needs = ("address", "says")
    takes = ("openings",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.says = re.compile(self.board["says"])
        openings = self.board.get("openings")
        self.openings = re.compile(openings) if openings else None

    @classmethod
    def hosts(cls) -> list[str]:
        return [urlsplit(cls.studio.board["address"]).netloc]

    def first_request(self) -> Request:
        return self.list_request(self.board["address"])

    def parse_page(self, response: Response) -> Page:
        page = parse_whole_page(response)
        text = _extract_stable_markup(page)
        if not self.says.search(collapse_spaces(Selector(text=text).xpath("string()").get() or "")):
            raise ShapeError(f"the page does not say {self.says.pattern!r}")
        if self.openings and not (text := _select_paragraphs(text, self.openings)):
            return Page(rows=[], announced=0)
        return Page(rows=[{"title": select_text(page, "title"), "text": text}], announced=1)

    def parse_row(self, raw: Any) -> Row:
        return Row(key=self.board["address"], raw=raw)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=row.raw["title"] or row.key,
            url=row.key,
            description=row.raw["text"],
            hiring_organization=None,
        )


def _select_paragraphs(markup: str, openings: re.Pattern[str]) -> str:
    """The paragraphs, lines of lists and headings that speak of work, in their order."""
    blocks = Selector(text=markup).xpath("//p | //li | //h1 | //h2 | //h3 | //h4 | //h5 | //h6 | //dt | //dd | //td")
    outer = [each for each in blocks if not each.xpath(".//p | .//li")]
    return "\n".join(
        each.get() for each in outer if openings.search(collapse_spaces(each.xpath("string()").get() or ""))
    )


def _extract_stable_markup(page: Selector) -> str:
    """The body's markup without what changes by itself: scripts, styles, and every attribute except addresses."""
    found = page.xpath("(//main | //body[not(.//main)])[1]").get() or ""
    root = lxml.html.fromstring(found or "<body></body>")
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _NO_WORDS:
            _remove_element(element)
        else:
            _strip_attributes(element)
    words = lxml.html.tostring(root, encoding="unicode")
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", words)).strip()


def _remove_element(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _strip_attributes(element: HtmlElement) -> None:
    for name in list(element.attrib):
        if name != "href" or not _SAFE_ADDRESS.match(element.attrib[name]):
            del element.attrib[name]
