"""Find the boards behind a careers page: by the addresses that stand in it, and by the marks of products."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from spiders.catalog.board_urls import find_url_form
from spiders.errors import AddressError

MARKS = Path(__file__).parent / "board_marks.toml"
LONGEST_PAGE = 3_000_000
"""Characters of a page that are looked at."""
MOST_ADDRESSES = 5_000
FURTHER_PAGES = 3
"""At most so many further pages of a site are worth a request."""
_ADDRESS = re.compile(r"(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s\"'<>\\)}|]*")
_LINKS = "//iframe/@src | //script/@src | //a/@href | //form/@action | //link[@rel='canonical']/@href | //embed/@src"
_CAREERS = re.compile(
    r"career|\bjobs?\b|position|opening|vacanc|opportunit|join[- ]?us|work[- ]with|we'?re hiring|karriere|stellen"
    r"|recrut|emploi|offres|empleo|trabaj|lavor|vagas|rekry|jobb|採用|募集|招聘|채용",
    re.IGNORECASE,
)


@dataclass(kw_only=True, frozen=True, slots=True)
class BoardMark:
    """One form of mark that a product leaves in a page."""

    family: str
    pattern: re.Pattern[str]
    own_host: bool = False
    example: str
    board: Mapping[str, str]
    """What the example gives."""


@dataclass(kw_only=True, frozen=True, slots=True)
class FoundBoard:
    """A board that a page leads to."""

    family: str
    board: Mapping[str, Any]
    by: str
    """The address, or the mark, that tells it."""
    times: int = field(default=1, compare=False)


@cache
def load_board_marks() -> tuple[BoardMark, ...]:
    rows = tomllib.loads(MARKS.read_text(encoding="utf-8"))["mark"]
    return tuple(BoardMark(**row | {"pattern": re.compile(row["pattern"])}) for row in rows)


def find_boards(page: str, url: str) -> list[FoundBoard]:
    """Find each board that a page leads to, the one that it names most often first."""
    page = page[:LONGEST_PAGE]
    found: dict[tuple[str, str], FoundBoard] = {}
    for each in (*_find_by_marks(page, url), *_find_by_addresses(page, url)):
        key = each.family, repr(sorted(each.board.items())).casefold()
        before = found.get(key)
        found[key] = FoundBoard(
            family=each.family,
            board=each.board,
            by=before.by if before else each.by,
            times=(before.times if before else 0) + 1,
        )
    return sorted(found.values(), key=lambda each: -each.times)


def list_further_pages(page: str, url: str) -> list[str]:
    """List the pages of the same site that speak of openings, by their address or the words of their links."""
    host, found = _site_of(url), dict[str, None]()
    for link in Selector(text=page[:LONGEST_PAGE] or "<html/>").xpath("//a[@href] | //iframe[@src]"):
        href = (link.attrib.get("href") or link.attrib.get("src") or "").strip()
        words = f"{href} {link.xpath('string()').get() or ''}"[:500]
        try:
            address = urljoin(url, href).partition("#")[0]
            same = urlsplit(address).scheme in ("http", "https") and _site_of(address) == host
        except ValueError:
            continue
        if same and address != url and _CAREERS.search(words):
            found[address] = None
    # a page of openings is mostly deeper in the site than the page that praises the house
    return sorted(found, key=lambda address: address.count("/"), reverse=True)[:FURTHER_PAGES]


def _find_by_marks(page: str, url: str) -> Iterator[FoundBoard]:
    host = (urlsplit(url).hostname or "").lower()
    for mark in load_board_marks():
        if found := mark.pattern.search(page):
            board = {"host": host} if mark.own_host else {}
            yield FoundBoard(family=mark.family, board=board | found.groupdict(), by=found[0][:120])


def _find_by_addresses(page: str, url: str) -> Iterator[FoundBoard]:
    for address in _list_addresses(page, url):
        try:
            form, board = find_url_form(address)
        except (AddressError, ValueError):
            continue
        if not form.any_host or _site_of(address) == _site_of(url):
            yield FoundBoard(family=form.family, board=board, by=address[:200])


def _list_addresses(page: str, url: str) -> Iterator[str]:
    """Give the addresses of links, frames and scripts, and all that stand in scripts and data, each once."""
    plain = unescape(page.replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&"))
    links = (urljoin(url, each.strip()) for each in _list_links(page))
    seen: dict[str, None] = {}
    for address in (*links, *(urljoin("https:", each[0]) for each in _ADDRESS.finditer(plain))):
        if address not in seen and len(address) <= 2000:
            seen[address] = None
            yield address
        if len(seen) >= MOST_ADDRESSES:
            return


def _list_links(page: str) -> list[str]:
    links = Selector(text=page or "<html/>").xpath(_LINKS).getall()
    return [each for each in links if "[" not in each]  # urljoin takes a bracket for an IPv6 address


def _site_of(url: str) -> str:
    """The end of a host that its pages share: example.com of careers.example.com, example.co.uk likewise."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else labels[-2:])
