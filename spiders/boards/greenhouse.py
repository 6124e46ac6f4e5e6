"""Greenhouse's public job board. Field notes: docs/boards/greenhouse.md."""

import json
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.json_fields import iso_date, may, must, number, read_json
from spiders.parsing.places import from_text, unique
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

    def first(self) -> Request:
        token = quote(self.board["token"], safe="")
        return self.ask_list(f"https://{HOST}/v1/boards/{token}/jobs?content=true&pay_transparency=true")

    def page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows = must(answer, "jobs", list)
        # Copies of the answer without `meta` are about; a board that drops it is still read, without a count.
        return Page(rows=rows, announced=must(answer["meta"], "total", int) if answer.get("meta") else None)

    def row(self, raw: Any) -> Row:
        return Row(key=str(must(raw, "id")), raw=raw)

    def posting(self, response: Response, row: Row) -> Posting:
        job = row.raw
        on = iso_date(job.get("first_published"))
        departments = [may(each, "name") for each in job.get("departments") or []]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(job, "title", str),
            url=must(job, "absolute_url", str),
            description=unescape(must(job, "content", str)),
            places=_places(job),
            requisition=may(job, "requisition_id"),
            hiring_organization=may(job, "company_name"),
            department=", ".join(name for name in departments if name) or None,
            language=(may(job, "language") or "")[:2].lower() or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
            valid_through=iso_date(job.get("application_deadline")),
            stated_pay=tuple(_stated(job)),
        )


def _places(job: dict[str, Any]) -> tuple[Place, ...]:
    """The places of `location`, which names several as "A; B"; where it is blank, the offices."""
    named = (may(job, "location", "name") or "").split(";")
    offices = [may(each, "location") or may(each, "name") or "" for each in job.get("offices") or []]
    return unique(from_text(words) for words in (named if any(each.strip() for each in named) else offices))


def _stated(job: dict[str, Any]) -> Iterator[StatedPay]:
    """Ranges in cents; the board names no unit, and whether base or total only in the range's title, if at all."""
    for each in job.get("pay_input_ranges") or []:
        low, high = number(each.get("min_cents")), number(each.get("max_cents"))
        if low is None and high is None:
            continue
        yield StatedPay(
            minimum=low and low / Decimal(100),
            maximum=high and high / Decimal(100),
            currency=may(each, "currency_type"),
            label=may(each, "title"),
            text=json.dumps(each, ensure_ascii=False, default=str)[:1000],
        )
