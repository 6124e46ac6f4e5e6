"""jobs.apple.com, by the data that its pages carry for their own scripts. Field notes: docs/boards/apple.md."""

import json
import re
from html import escape
from typing import Any

from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, NoPostingError, Page, Row
from spiders.parsing.dates import parse_written_date
from spiders.parsing.html_fields import parse_whole_page
from spiders.parsing.json_fields import ShapeError, optional, read_json, require
from spiders.parsing.places import country_code, parse_place, unique_places
from spiders.posting import Place, Posting

HOST = "jobs.apple.com"
AT_ONCE = 20
"""Rows a page, as the site has it."""
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
    """Set `board = {}` for all of Apple, or `{ query = "team=…" }` for what the site's own filters name so."""

    family = "apple"
    takes = ("query", "locale")

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    @property
    def root(self) -> str:
        return f"https://{HOST}/{self.board.get('locale', 'en-us')}"

    def first_request(self) -> Request:
        return self._list_page(1)

    def _list_page(self, number: int) -> Request:
        query = f"{self.board['query']}&" if "query" in self.board else ""
        return self.list_request(f"{self.root}/search?{query}sort=newest&page={number}", meta={"number": number})

    def parse_page(self, response: Response) -> Page:
        search = require(_loaded(response), "search", dict)
        rows, total = require(search, "searchResults", list), require(search, "totalRecords", int)
        number = response.meta["number"]
        more = rows and number * AT_ONCE < total
        return Page(rows=rows, announced=total, following=self._list_page(number + 1) if more else None)

    def parse_row(self, raw: Any) -> Row:
        # One position may be listed once for each of its places: `id` tells them apart, `positionId` joins them.
        return Row(key=str(require(raw, "id")), raw=raw, detail=self.detail_request(self._address(raw)))

    def _address(self, raw: dict[str, Any]) -> str:
        slug = optional(raw, "transformedPostingTitle")
        return f"{self.root}/details/{require(raw, 'positionId')}" + (f"/{slug}" if slug else "")

    def parse_posting(self, response: Response, row: Row) -> Posting:
        data = require(require(_loaded(response, "jobDetails"), "jobDetails", dict), "jobsData", dict)
        if (shown := optional(data, "positionId")) and shown != optional(row.raw, "positionId"):
            raise ShapeError(f"the detail of {row.raw['positionId']} is that of {shown}")
        on = parse_written_date(optional(row.raw, "postDateInGMT") or optional(row.raw, "postingDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(row.raw, "postingTitle", str),
            url=response.url,
            description=_description(data),
            places=unique_places(_place(each, row.raw) for each in row.raw.get("locations") or []),
            requisition=optional(row.raw, "positionId") if optional(row.raw, "positionId") != row.key else None,
            department=optional(row.raw, "team", "teamName"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _loaded(response: Response, route: str = "") -> dict[str, Any]:
    """What the page's router has loaded: JSON, as a string of JavaScript, within a script."""
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


def _description(data: dict[str, Any]) -> str:
    """The sections in the page's order, each under its heading, and the footers, one of which gives the pay."""
    parts = [f"<h3>{title}</h3>\n{_html(data[name])}" for name, title in SECTIONS if optional(data, name)]
    parts += [_html(words) for words in _footers(data)]
    if not parts:
        raise ShapeError("'jobsData' holds no text")
    return "\n".join(parts)


def _footers(data: dict[str, Any]) -> list[str]:
    found = []
    for footer in data.get("postingFooters") or []:
        in_languages = require(footer, "localizations", dict)
        for each in next(iter(in_languages.values()), []):
            found.append(require(each, "content", str))
    return found


def _html(words: str) -> str:
    return words if _TAG.search(words) else "<p>" + escape(words.strip(), quote=False).replace("\n", "<br>\n") + "</p>"


def _place(given: Any, raw: dict[str, Any]) -> Place:
    city, region = optional(given, "city"), optional(given, "stateProvince")
    country = optional(given, "countryName")
    parts = [part for part in (city or optional(given, "name"), region, country) if part]
    read = parse_place(", ".join(dict.fromkeys(parts)), country=country_code(country))
    remote = read.remote or raw.get("homeOffice") is True
    return Place(text=read.text, locality=city, region=region, country=read.country, remote=remote)
