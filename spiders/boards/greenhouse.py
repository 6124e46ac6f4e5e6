"""Greenhouse's public job board. Field notes: docs/boards/greenhouse.md."""

import json
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.compose import find_unit_in_label
from spiders.parsing.json_fields import optional, parse_currency, parse_iso_date, parse_number, read_json, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

HOST = "boards-api.greenhouse.io"


class GreenhouseSpider(BoardSpider):
    """Set `board = { token = "rockstargames" }`, as in job-boards.greenhouse.io/rockstargames."""

    family = "greenhouse"
    needs = ("token",)
    volatile = frozenset({"updated_at"})
    status_means: ClassVar = {404: "there is no such board"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    def first_request(self) -> Request:
        token = quote(self.board["token"], safe="")
        return self.list_request(f"https://{HOST}/v1/boards/{token}/jobs?content=true&pay_transparency=true")

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows = require(answer, "jobs", list)
        # Some published copies of this answer have no `meta`; a board without it is read too, without a count.
        return Page(rows=rows, announced=require(answer["meta"], "total", int) if answer.get("meta") else None)

    def parse_row(self, raw: Any) -> Row:
        return Row(key=str(require(raw, "id")), raw=raw)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        job = row.raw
        on = parse_iso_date(job.get("first_published"))
        departments = [optional(each, "name") for each in job.get("departments") or []]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str),
            url=require(job, "absolute_url", str),
            description=unescape(require(job, "content", str)),
            places=_parse_location_or_offices(job),
            requisition=optional(job, "requisition_id"),
            hiring_organization=optional(job, "company_name"),
            department=", ".join(name for name in departments if name) or None,
            language=(optional(job, "language") or "")[:2].lower() or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
            valid_through=parse_iso_date(job.get("application_deadline")),
            stated_pay=tuple(_parse_pay_ranges(job)),
        )


def _parse_location_or_offices(job: dict[str, Any]) -> tuple[Place, ...]:
    """Read the places of `location`, which names several as "A; B"; the offices where it is blank."""
    named = (optional(job, "location", "name") or "").split(";")
    offices = [optional(each, "location") or optional(each, "name") or "" for each in job.get("offices") or []]
    return unique_places(parse_place(words) for words in (named if any(each.strip() for each in named) else offices))


def _parse_pay_ranges(job: dict[str, Any]) -> Iterator[StatedPay]:
    """Read ranges in cents. The board names the unit, and base or total, only in the range's title, if at all."""
    for each in job.get("pay_input_ranges") or []:
        low, high = parse_number(each.get("min_cents")), parse_number(each.get("max_cents"))
        if low is None and high is None:
            continue
        yield StatedPay(
            minimum=low and low / Decimal(100),
            maximum=high and high / Decimal(100),
            currency=parse_currency(optional(each, "currency_type")),
            unit=find_unit_in_label(optional(each, "title")),
            label=optional(each, "title"),
            text=json.dumps(each, ensure_ascii=False, default=str)[:1000],
        )
