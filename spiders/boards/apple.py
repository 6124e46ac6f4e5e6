"""jobs.apple.com, by the JSON that its pages carry for their own scripts. Field notes: docs/boards/apple.md."""

import json
import re
from html import escape
from typing import Any

from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import NoPostingError, ShapeError
from spiders.parsing.dates import parse_written_date
from spiders.parsing.html_fields import parse_whole_page
from spiders.parsing.json_fields import optional, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting

HOST = "jobs.apple.com"
AT_ONCE = 20
"""Rows on a page; the site decides."""
_DATA = re.compile(r"__staticRouterHydrationData\s*=\s*JSON\.parse\((?=\")")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
SECTIONS = (
    ("jobSummary", "Summary"),
    ("description", "Description"),
    ("responsibilities", "Responsibilities"),
    ("minimumQualifications", "Minimum Qualifications"),
    ("preferredQualifications", "Preferred Qualifications"),
)


class AppleSpider(BoardSpider):
    """Set `board = {}` for all of Apple, or `{ query = "team=…" }`, copied from the address of a filtered search."""

    family = "apple"
    takes = ("query", "locale")

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    @property
    def root(self) -> str:
        return f"https://{HOST}/{self.board.get('locale', 'en-us')}"

    def first_request(self) -> Request:
        return self._list_page_request(1)

    def _list_page_request(self, number: int) -> Request:
        query = f"{self.board['query']}&" if "query" in self.board else ""
        return self.list_request(f"{self.root}/search?{query}sort=newest&page={number}", meta={"number": number})

    def parse_page(self, response: Response) -> Page:
        search = require(_extract_loader_data(response), "search", dict)
        rows, total = require(search, "searchResults", list), require(search, "totalRecords", int)
        number = response.meta["number"]
        more = rows and number * AT_ONCE < total
        return Page(rows=rows, announced=total, following=self._list_page_request(number + 1) if more else None)

    def parse_row(self, raw: Any) -> Row:
        # One position may be listed once for each of its places: `id` tells them apart, `positionId` joins them.
        return Row(key=str(require(raw, "id")), raw=raw, detail=self.detail_request(self._detail_url(raw)))

    def _detail_url(self, raw: dict[str, Any]) -> str:
        slug = optional(raw, "transformedPostingTitle")
        return f"{self.root}/details/{require(raw, 'positionId')}" + (f"/{slug}" if slug else "")

    def parse_posting(self, response: Response, row: Row) -> Posting:
        data = require(require(_extract_loader_data(response, "jobDetails"), "jobDetails", dict), "jobsData", dict)
        if (shown := optional(data, "positionId")) and shown != optional(row.raw, "positionId"):
            raise ShapeError(f"the detail of {row.raw['positionId']} is that of {shown}")
        on = parse_written_date(optional(row.raw, "postDateInGMT") or optional(row.raw, "postingDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(row.raw, "postingTitle", str),
            url=response.url,
            description=_join_page_sections(data),
            places=unique_places(_parse_city_and_country(each, row.raw) for each in row.raw.get("locations") or []),
            requisition=optional(row.raw, "positionId") if optional(row.raw, "positionId") != row.key else None,
            department=optional(row.raw, "team", "teamName"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _extract_loader_data(response: Response, route: str = "") -> dict[str, Any]:
    """Extract what the page's router has loaded: JSON within a JavaScript string within a script.

    Raises NoPostingError where the route's own status is 404: the page itself answers 200.
    """
    parse_whole_page(response)
    words = response.text if isinstance(response, TextResponse) else ""
    found = _DATA.search(words)
    if not found:
        raise ShapeError("'__staticRouterHydrationData' is missing")
    quoted, _ = json.JSONDecoder().raw_decode(words, found.end())
    data = read_json(quoted.encode())
    if route and (data.get("errors") or {}).get(route, {}).get("status") == 404:
        raise NoPostingError
    return require(data, "loaderData", dict)  # type: ignore[no-any-return]


def _join_page_sections(data: dict[str, Any]) -> str:
    """Join the sections in the page's order, each under its heading, and the footers, one of which gives the pay."""
    parts = [f"<h3>{title}</h3>\n{_escape_plain_text(data[name])}" for name, title in SECTIONS if optional(data, name)]
    parts += [_escape_plain_text(words) for words in _list_footers(data)]
    if not parts:
        raise ShapeError("'jobsData' holds no text")
    return "\n".join(parts)


def _list_footers(data: dict[str, Any]) -> list[str]:
    found = []
    for footer in data.get("postingFooters") or []:
        in_languages = require(footer, "localizations", dict)
        for each in next(iter(in_languages.values()), []):
            found.append(require(each, "content", str))
    return found


def _escape_plain_text(words: str) -> str:
    return words if _TAG.search(words) else "<p>" + escape(words.strip(), quote=False).replace("\n", "<br>\n") + "</p>"


def _parse_city_and_country(given: Any, raw: dict[str, Any]) -> Place:
    city, region = optional(given, "city"), optional(given, "stateProvince")
    country = optional(given, "countryName")
    parts = [part for part in (city or optional(given, "name"), region, country) if part]
    read = parse_place(", ".join(dict.fromkeys(parts)), country=find_country_code(country))
    remote = read.remote or raw.get("homeOffice") is True
    return Place(text=read.text, locality=city, region=region, country=read.country, remote=remote)
