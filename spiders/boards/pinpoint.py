"""Pinpoint: a careers site's list of postings. Field notes: docs/boards/pinpoint.md."""

from dataclasses import replace
from html import escape
from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.compose import place, remote_place, sections, stated
from spiders.parsing.json_fields import iso_date, may, must, read_json
from spiders.parsing.places import from_text, unique
from spiders.posting import Place, Posting, StatedPay

BLOCKS = ("description", "key_responsibilities", "skills_knowledge_expertise", "benefits")
MOST = 1_000
"""The longest list that was ever seen, to the posting: perhaps a cut."""


class PinpointSpider(BoardSpider):
    """Set `board = { company = "acme" }`, as in acme.pinpointhq.com. No answer names the company: look at its page."""

    family = "pinpoint"
    needs = ("company",)
    status_means: ClassVar = {404: "there is no such careers site"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [f"{cls.studio.board['company']}.pinpointhq.com"]

    def first(self) -> Request:
        return self.ask_list(f"https://{self.hosts()[0]}/postings.json")

    def page(self, response: Response) -> Page:
        rows = must(read_json(response.body), "data", list)
        if rows and not any(isinstance(row, dict) and "description" in row for row in rows):
            self.fault("no posting of the list has a 'description'")
        if len(rows) == MOST:
            self.fault(f"the board lists {MOST}, the most that it was seen to show; what lies beyond was not seen")
        return Page(rows=rows)

    def row(self, raw: Any) -> Row:
        return Row(key=str(must(raw, "id")), raw=raw)

    def posting(self, response: Response, row: Row) -> Posting:
        job = row.raw
        blocks = ((may(job, f"{name}_header"), job.get(name)) for name in BLOCKS)
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(job, "title", str).strip(),
            url=must(job, "url", str),
            description=sections((escape(title) if title else None, text) for title, text in blocks),
            places=_places(job),
            requisition=may(job, "job", "requisition_id"),
            department=may(job, "job", "department", "name"),
            employment_type=may(job, "employment_type_text") or may(job, "employment_type"),
            valid_through=iso_date(job.get("deadline_at")),
            stated_pay=_stated(job),
        )


def _stated(job: dict[str, Any]) -> tuple[StatedPay, ...]:
    """Only what the studio chose to show; whether base or total the board does not say."""
    if job.get("compensation_visible") is not True:
        return ()
    given = {name: value for name, value in job.items() if name.startswith("compensation")}
    low, high = job.get("compensation_minimum"), job.get("compensation_maximum")
    currency, unit = may(job, "compensation_currency"), may(job, "compensation_frequency")
    return stated(given, low, high, currency, unit, kind=None)


def _places(job: dict[str, Any]) -> tuple[Place, ...]:
    """The location's name is what the page shows; the address behind it says in which country that is, if anything.

    Of a remote posting the address is the office's, and its city no place of work.
    """
    city, province = may(job, "location", "city"), may(job, "location", "province")
    address = place(city, province)
    name = may(job, "location", "name") or address.text
    read = from_text(name, country=from_text(name).country or address.country)
    if city and city in name:
        read = replace(read, locality=city, region=address.region)
    return unique([remote_place(read) if may(job, "workplace_type") == "remote" else read])
