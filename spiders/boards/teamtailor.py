"""Teamtailor: a careers site's JSON Feed of schema.org JobPostings. Field notes: docs/boards/teamtailor.md."""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing import jsonld
from spiders.parsing.compose import place
from spiders.parsing.json_fields import ShapeError, iso_date, may, must, read_json
from spiders.parsing.places import unique
from spiders.posting import Place, Posting


class TeamtailorSpider(BoardSpider):
    """Set `board = { host = "paradox-interactive.teamtailor.com" }`; some are at `….na.teamtailor.com`."""

    family = "teamtailor"
    needs = ("host",)
    status_means: ClassVar = {404: "there is no such careers site"}
    title: str | None = None
    """The careers site's, which stands in where an item names no employer."""

    def first(self) -> Request:
        return self.ask_list(f"https://{self.board['host']}/jobs.json?per_page=100")

    def page(self, response: Response) -> Page:
        answer = read_json(response.body)
        self.title = may(answer, "title")
        rows, following = must(answer, "items", list), may(answer, "next_url")
        if following and urlsplit(following)[:2] != ("https", self.board["host"]):
            raise ShapeError(f"'next_url' is {following!r}")
        return Page(rows=rows, following=self.ask_list(following) if following else None)

    def row(self, raw: Any) -> Row:
        return Row(key=may(must(raw, "_jobposting", dict), "identifier", "value") or str(must(raw, "id")), raw=raw)

    def posting(self, response: Response, row: Row) -> Posting:
        item, data = row.raw, row.raw["_jobposting"]
        words = item.get("content_html") or data.get("description") or ""
        title = may(item, "title") or must(data, "title", str)
        url = must(item, "url", str)
        posting = jsonld.read(
            {**data, "title": title, "description": words}, studio=self.name, board_key=row.key, url=url
        )
        on = posting.posted_on or iso_date(item.get("date_published"))
        return replace(
            posting,
            places=_places(data),
            hiring_organization=posting.hiring_organization or self.title,
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _places(data: dict[str, Any]) -> tuple[Place, ...]:
    """Where addressRegion names the country in words, addressCountry giving its code, the two are one."""
    remote = "TELECOMMUTE" in str(data.get("jobLocationType") or "")
    given = data.get("jobLocation") or []
    found = [_place(each, remote=remote) for each in (given if isinstance(given, list) else [given])]
    return unique(found) or (jsonld.places(data) if remote else ())


def _place(each: Any, *, remote: bool) -> Place:
    address = each.get("address") if isinstance(each, dict) else None
    country = may(address, "addressCountry", "name") or may(address, "addressCountry")
    return place(may(address, "addressLocality"), may(address, "addressRegion"), code=country, remote=remote)
