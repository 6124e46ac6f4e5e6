"""Lever's public postings. Field notes: docs/boards/lever.md."""

import json
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError
from spiders.parsing.json_fields import optional, parse_currency, parse_number, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

AT_ONCE = 100
UNITS = MappingProxyType(
    {
        "per-hour-wage": "hour",
        "per-day-wage": "day",
        "per-week-salary": "week",
        "per-month-salary": "month",
        "per-year-salary": "year",
    }
)


class LeverSpider(BoardSpider):
    """Set `board = { site = "spotify" }`, as in jobs.lever.co/spotify; `host = "api.eu.lever.co"` for Europe."""

    family = "lever"
    needs = ("site",)
    takes = ("host",)
    status_means: ClassVar = {404: "there is no such site"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [cls.studio.board.get("host", "api.lever.co")]

    def first_request(self) -> Request:
        return self._list_page_request(0)

    def _list_page_request(self, skip: int) -> Request:
        site = quote(self.board["site"], safe="")
        url = f"https://{self.hosts()[0]}/v0/postings/{site}?mode=json&skip={skip}&limit={AT_ONCE}"
        return self.list_request(url, meta={"skip": skip})

    def parse_page(self, response: Response) -> Page:
        rows = read_json(response.body)
        if not isinstance(rows, list):
            raise ShapeError("the answer is not a list of postings")
        # No total is given; a page that is not full is the last.
        after = response.meta["skip"] + len(rows)
        return Page(
            rows=rows, following=self._list_page_request(after) if len(rows) >= AT_ONCE else None, may_be_empty=not rows
        )

    def parse_row(self, raw: Any) -> Row:
        return Row(key=str(require(raw, "id")), raw=raw)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        job = row.raw
        on = _parse_epoch_milliseconds(job.get("createdAt"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "text", str),
            url=require(job, "hostedUrl", str),
            description=_join_description_parts(job),
            places=_parse_all_locations(job),
            department=optional(job, "categories", "department") or optional(job, "categories", "team"),
            employment_type=optional(job, "categories", "commitment"),
            posted_on=on,
            posted_on_basis="created" if on else None,
            stated_pay=_parse_salary_range(job),
        )


def _parse_epoch_milliseconds(milliseconds: Any) -> date | None:
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def _join_description_parts(job: dict[str, Any]) -> str:
    """Join the parts in the order of the page: opening and body, the lists under their titles, pay, the closing."""
    parts = [require(job, "description", str)]
    for each in job.get("lists") or []:
        parts.append(f"<h3>{optional(each, 'text') or ''}</h3>\n<ul>{each.get('content') or ''}</ul>")
    parts += [words for name in ("salaryDescription", "additional") if isinstance(words := job.get(name), str)]
    return "\n".join(part for part in parts if part.strip())


def _parse_all_locations(job: dict[str, Any]) -> tuple[Place, ...]:
    """Read the first place with the country that the board gives beside it, the others from their words alone."""
    categories = job.get("categories") or {}
    first = optional(categories, "location")
    others = [words for words in categories.get("allLocations") or [] if isinstance(words, str)]
    country = find_country_code(optional(job, "country"))
    main = parse_place(first or (others[0] if others else ""), country=country)
    if optional(job, "workplaceType") == "remote":
        main = Place(text=main.text, locality=main.locality, region=main.region, country=main.country, remote=True)
    return unique_places([main, *map(parse_place, others)])


def _parse_salary_range(job: dict[str, Any]) -> tuple[StatedPay, ...]:
    given = job.get("salaryRange") or {}
    low, high = parse_number(given.get("min")), parse_number(given.get("max"))
    if low is None and high is None:
        return ()
    unit, text = UNITS.get(optional(given, "interval") or ""), json.dumps(given, ensure_ascii=False, default=str)
    return (
        StatedPay(
            minimum=low,
            maximum=high,
            currency=parse_currency(optional(given, "currency")),
            unit=unit,
            kind="base",
            text=text,
        ),
    )
