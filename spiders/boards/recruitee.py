"""Recruitee: a careers site's list of offers. Field notes: docs/boards/recruitee.md."""

from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.compose import join_sections, make_place, make_stated_pay
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import unique_places
from spiders.posting import Place, Posting


class RecruiteeSpider(BoardSpider):
    """Set `board = { company = "framestore" }`, as in framestore.recruitee.com.

    `hosts` names further hosts: a careers site on a domain of its own may have its robots.txt there.
    """

    family = "recruitee"
    needs = ("company",)
    takes = ("hosts",)
    # The order on the page, and a time that also moves when nothing public is edited.
    volatile = frozenset({"position", "updated_at"})
    status_means: ClassVar = {401: "the list asks for a token", 404: "there is no such careers site"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [f"{cls.studio.board['company']}.recruitee.com", *cls.studio.board.get("hosts", [])]

    def first_request(self) -> Request:
        return self.list_request(f"https://{self.hosts()[0]}/api/offers/")

    def parse_page(self, response: Response) -> Page:
        rows = require(read_json(response.body), "offers", list)
        if rows and not any(isinstance(row, dict) and "description" in row for row in rows):
            self.add_fault("no offer of the list has a 'description'")
        return Page(rows=rows)

    def parse_row(self, raw: Any) -> Row:
        return Row(key=str(require(raw, "id")), raw=raw, hidden=raw.get("status") not in (None, "published"))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        job, pay = row.raw, row.raw.get("salary") or {}
        published, created = parse_iso_date(job.get("published_at")), parse_iso_date(job.get("created_at"))
        languages = list(job.get("translations") or {})
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str).strip(),
            url=optional(job, "careers_url") or f"https://{self.hosts()[0]}/o/{require(job, 'slug', str)}",
            description=join_sections((None, job.get(name)) for name in ("description", "requirements")),
            places=_parse_offer_locations(job),
            hiring_organization=optional(job, "company_name"),
            department=optional(job, "department"),
            employment_type=optional(job, "employment_type_code"),
            language=languages[0][:2] if len(languages) == 1 else None,
            posted_on=published or created,
            posted_on_basis="published" if published else "created" if created else None,
            valid_through=parse_iso_date(job.get("close_at")),
            stated_pay=make_stated_pay(
                pay, pay.get("min"), pay.get("max"), optional(pay, "currency"), optional(pay, "period")
            ),
        )


def _parse_offer_locations(job: dict[str, Any]) -> tuple[Place, ...]:
    """Read the places; remote only if no other way of working is ticked: an offer may tick all three."""
    remote = job.get("remote") is True and not (job.get("hybrid") or job.get("on_site"))
    given = job.get("locations") or [job]
    return unique_places(
        make_place(
            optional(each, "city"),
            optional(each, "state") or optional(each, "state_name"),
            optional(each, "country"),
            code=optional(each, "country_code"),
            remote=remote,
        )
        for each in given
    )
