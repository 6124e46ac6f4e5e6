"""Teamtailor: a careers site's JSON Feed of schema.org JobPostings. Field notes: docs/boards/teamtailor.md."""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing import jsonld
from spiders.parsing.compose import make_place
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import unique_places
from spiders.posting import Place, Posting


class TeamtailorSpider(BoardSpider):
    """Set `board = { host = "paradox-interactive.teamtailor.com" }`; some are at `….na.teamtailor.com`."""

    family = "teamtailor"
    needs = ("host",)
    status_means: ClassVar = {404: "there is no such careers site"}
    title: str | None = None
    """The careers site's title: the employer's name for items that give none."""

    def first_request(self) -> Request:
        return self.list_request(f"https://{self.board['host']}/jobs.json?per_page=100")

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        self.title = optional(answer, "title")
        rows, following = require(answer, "items", list), optional(answer, "next_url")
        if following and urlsplit(following)[:2] != ("https", self.board["host"]):
            raise ShapeError(f"'next_url' is {following!r}")
        return Page(rows=rows, following=self.list_request(following) if following else None)

    def parse_row(self, raw: Any) -> Row:
        return Row(
            key=optional(require(raw, "_jobposting", dict), "identifier", "value") or str(require(raw, "id")), raw=raw
        )

    def parse_posting(self, response: Response, row: Row) -> Posting:
        item, data = row.raw, row.raw["_jobposting"]
        words = item.get("content_html") or data.get("description") or ""
        title = optional(item, "title") or require(data, "title", str)
        url = require(item, "url", str)
        posting = jsonld.read_job_posting(
            {**data, "title": title, "description": words}, studio=self.name, board_key=row.key, url=url
        )
        on = posting.posted_on or parse_iso_date(item.get("date_published"))
        return replace(
            posting,
            places=_parse_feed_places(data),
            hiring_organization=posting.hiring_organization or self.title,
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _parse_feed_places(data: dict[str, Any]) -> tuple[Place, ...]:
    """Read the places. addressRegion may name the country whose code addressCountry gives: they are then one."""
    remote = "TELECOMMUTE" in str(data.get("jobLocationType") or "")
    given = data.get("jobLocation") or []
    found = [_parse_feed_place(each, remote=remote) for each in (given if isinstance(given, list) else [given])]
    return unique_places(found) or (jsonld.read_places(data) if remote else ())


def _parse_feed_place(each: Any, *, remote: bool) -> Place:
    address = each.get("address") if isinstance(each, dict) else None
    country = optional(address, "addressCountry", "name") or optional(address, "addressCountry")
    return make_place(
        optional(address, "addressLocality"), optional(address, "addressRegion"), code=country, remote=remote
    )
