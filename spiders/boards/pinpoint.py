"""Pinpoint: a careers site's list of postings. Field notes: docs/boards/pinpoint.md."""

from dataclasses import replace
from html import escape
from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.compose import join_sections, make_place, make_remote_place, make_stated_pay
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

BLOCKS = ("description", "key_responsibilities", "skills_knowledge_expertise", "benefits")
MOST = 1_000
"""The longest list ever seen had exactly so many postings; it was perhaps cut."""


class PinpointSpider(BoardSpider):
    """Set `board = { company = "acme" }`, as in acme.pinpointhq.com. No answer names the company: look at its page."""

    family = "pinpoint"
    needs = ("company",)
    status_means: ClassVar = {404: "there is no such careers site"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [f"{cls.studio.board['company']}.pinpointhq.com"]

    def first_request(self) -> Request:
        return self.list_request(f"https://{self.hosts()[0]}/postings.json")

    def parse_page(self, response: Response) -> Page:
        rows = require(read_json(response.body), "data", list)
        if rows and not any(isinstance(row, dict) and "description" in row for row in rows):
            self.add_fault("no posting of the list has a 'description'")
        if len(rows) == MOST:
            self.add_fault(f"the board lists {MOST}, the most that it was seen to show; what lies beyond was not seen")
        return Page(rows=rows)

    def parse_row(self, raw: Any) -> Row:
        return Row(key=str(require(raw, "id")), raw=raw)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        job = row.raw
        blocks = ((optional(job, f"{name}_header"), job.get(name)) for name in BLOCKS)
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str).strip(),
            url=require(job, "url", str),
            description=join_sections((escape(title) if title else None, text) for title, text in blocks),
            places=_parse_named_location(job),
            requisition=optional(job, "job", "requisition_id"),
            department=optional(job, "job", "department", "name"),
            employment_type=optional(job, "employment_type_text") or optional(job, "employment_type"),
            valid_through=parse_iso_date(job.get("deadline_at")),
            stated_pay=_parse_visible_compensation(job),
        )


def _parse_visible_compensation(job: dict[str, Any]) -> tuple[StatedPay, ...]:
    """Read the pay that the studio chose to show. The board does not say whether it is base or total."""
    if job.get("compensation_visible") is not True:
        return ()
    given = {name: value for name, value in job.items() if name.startswith("compensation")}
    low, high = job.get("compensation_minimum"), job.get("compensation_maximum")
    currency, unit = optional(job, "compensation_currency"), optional(job, "compensation_frequency")
    return make_stated_pay(given, low, high, currency, unit, kind=None)


def _parse_named_location(job: dict[str, Any]) -> tuple[Place, ...]:
    """Read the location's name, which the page shows, in the country that the address behind it gives, if any.

    Of a remote posting the address is the office's, so its city is not a place of work.
    """
    city, province = optional(job, "location", "city"), optional(job, "location", "province")
    address = make_place(city, province)
    name = optional(job, "location", "name") or address.text
    read = parse_place(name, country=parse_place(name).country or address.country)
    if city and city in name:
        read = replace(read, locality=city, region=address.region)
    return unique_places([make_remote_place(read) if optional(job, "workplace_type") == "remote" else read])
