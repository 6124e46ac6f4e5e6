"""A page -> a posting: by its schema.org data where it has them, else by its title and its visible words."""

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from parsel import Selector
from scrapy.http import HtmlResponse, TextResponse

from db.vocabulary import Origin, PostedOnBasis
from spiders.errors import ShapeError
from spiders.parsing import jsonld
from spiders.parsing.bounds import clean_posting
from spiders.parsing.html_fields import select_text
from spiders.parsing.json_fields import collapse_spaces
from spiders.posting import Posting
from tracker.clip.page import Page
from tracker.errors import ClipError
from tracker.util.pdf_text import read_pdf_text

_TITLES = ("meta[property='og:title']::attr(content)", "h1", "title")
_NO_WORDS = "self::script or self::style or self::noscript or self::template or self::nav or self::footer"


def parse_page(page: Page, *, title: str | None = None, posted_on: date | None = None) -> Posting:
    """The posting that a page holds, its studio and key still to be said. Raises ClipError."""
    if page.body.startswith(b"%PDF"):
        posting = _of_lines(page, title, read_pdf_text(page.body, page.given))
    elif page.content_type.startswith("text/plain"):
        posting = _of_text(page, title)
    else:
        posting = _of_html(page, title)
    posting.source_url, posting.fetched_at = page.source_url, page.fetched_at
    posting.response_sha256 = sha256(page.body).hexdigest()
    clean_posting(posting, page.fetched_at.date())
    _set_date(posting, page, posted_on)
    return posting


def make_board_key(posting: Posting, origin: Origin, content_sha256: str) -> str:
    """The same for the same page: by its address, or, where none is known, by its content."""
    return _format_key(origin, posting.url or content_sha256)


def make_title_key(posting: Posting, origin: Origin) -> str:
    """The key of a page without an address as releases before made it, when two jobs of one title shared it."""
    return _format_key(origin, posting.title)


def _format_key(origin: Origin, same: str) -> str:
    return f"{origin}-{sha256(same.encode()).hexdigest()[:12]}"


def _set_date(posting: Posting, page: Page, posted_on: date | None) -> None:
    """The page's own date; else what the person says; else the day of its capture; else none."""
    if posting.posted_on and posted_on and posting.posted_on != posted_on:
        raise ClipError(
            f"{page.given} says that it was posted on {posting.posted_on}, and --posted-on {posted_on}: leave that out"
        )
    if posting.posted_on:
        return
    if posted_on:
        posting.posted_on, posting.posted_on_basis = posted_on, PostedOnBasis.SUPPLIED
    elif page.captured_at:
        posting.posted_on, posting.posted_on_basis = page.captured_at.date(), PostedOnBasis.CAPTURED


def _of_text(page: Page, title: str | None) -> Posting:
    response = TextResponse(
        page.url or "https://page.invalid/", body=page.body, headers={"Content-Type": page.content_type}
    )
    return _of_lines(page, title, response.text)


def _of_lines(page: Page, title: str | None, text: str) -> Posting:
    lines = [collapse_spaces(each) for each in text.splitlines() if collapse_spaces(each)]
    if not lines:
        raise ClipError(f"{page.given} holds no words")
    return _make_posting(page, title or lines[0], text)


def _of_html(page: Page, title: str | None) -> Posting:
    response = HtmlResponse(
        page.url or "https://page.invalid/", body=page.body, headers={"Content-Type": page.content_type}
    )
    try:
        posting = _of_data(page, jsonld.find_job_postings(response.text))
    except ShapeError:
        posting = _of_words(page, Selector(text=response.text, type="html"), title)
    return replace(posting, title=title) if title else posting


def _of_data(page: Page, found: list[dict[str, Any]]) -> Posting:
    own = [data for data in found if page.url and data.get("url") == page.url] or found
    if len(own) > 1:
        raise ClipError(f"{page.given} holds {len(own)} postings: clip the page of one of them")
    named = own[0].get("url")
    url = page.url or (named if isinstance(named, str) and named.startswith("http") else "")
    return jsonld.read_job_posting(own[0], studio="", board_key="", url=url)


def _of_words(page: Page, found: Selector, title: str | None) -> Posting:
    title = title or next((words for css in _TITLES if (words := _find_title(found, css))), None)
    if not title:
        raise ClipError(f"{page.given} has no title: say one with --title")
    body = found.xpath("(//main | //body[not(.//main)])[1]")
    for element in body.xpath(f".//*[{_NO_WORDS}]"):
        if element.root.getparent() is not None:
            element.root.drop_tree()
    words = body.get() or ""
    if not collapse_spaces(Selector(text=words or "<p></p>").xpath("string()").get() or ""):
        raise ClipError(f"{page.given} shows no words: its words come by a script; save the page as a browser shows it")
    canonical = found.css("link[rel='canonical']::attr(href)").get() or ""
    return _make_posting(page, title, words, canonical if re.match(r"https?://", canonical) else "")


def _find_title(found: Selector, css: str) -> str | None:
    return collapse_spaces(found.css(css).get() or "") or None if "::" in css else select_text(found, css)


def _make_posting(page: Page, title: str, words: str, address: str = "") -> Posting:
    return Posting(studio="", board_key="", title=title, url=page.url or address, description=words)
