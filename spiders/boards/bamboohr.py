"""BambooHR: the list and the details behind a company's careers page. Field notes: docs/boards/bamboohr.md."""

from html import escape
from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import NoPostingError
from spiders.parsing.compose import join_sections, make_place, make_remote_place, make_stated_pay
from spiders.parsing.json_fields import optional, parse_iso_date, read_json, require
from spiders.parsing.places import unique_places
from spiders.posting import Place, Posting, StatedPay

GONE = "there is no such company"


class BambooHRSpider(BoardSpider):
    """Set `board = { company = "acme" }`, as in acme.bamboohr.com. No answer names the company: look at its page."""

    family = "bamboohr"
    needs = ("company",)
    status_means: ClassVar = {301: GONE, 302: GONE, 404: GONE}

    @classmethod
    def hosts(cls) -> list[str]:
        return [f"{cls.studio.board['company']}.bamboohr.com"]

    def first_request(self) -> Request:
        # An unknown company redirects to the vendor's own site. That is the answer, so the redirect is not followed.
        return self.list_request(f"https://{self.hosts()[0]}/careers/list", meta={"dont_redirect": True})

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        total = require(require(answer, "meta", dict), "totalCount", int)
        return Page(rows=require(answer, "result", list), announced=total)

    def parse_row(self, raw: Any) -> Row:
        key = str(require(raw, "id"))
        address = f"https://{self.hosts()[0]}/careers/{key}/detail"
        return Row(key=key, raw=raw, detail=self.detail_request(address, meta={"dont_redirect": True}))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        detail = require(require(read_json(response.body), "result", dict), "jobOpening", dict)
        if optional(detail, "jobOpeningStatus") not in (None, "Open"):
            raise NoPostingError
        on = parse_iso_date(detail.get("datePosted"))
        pay = detail.get("compensation")
        label = f"<p>Compensation: {escape(pay)}</p>" if isinstance(pay, str) and pay.strip() else None
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "jobOpeningName", str).strip(),
            url=optional(detail, "jobOpeningShareUrl") or f"https://{self.hosts()[0]}/careers/{row.key}",
            # Pay is one line of text, which the page shows under this label: it is left to the pay reader.
            description=join_sections([(None, require(detail, "description", str)), (None, label)]),
            places=_parse_best_location(detail, row.raw),
            department=optional(detail, "departmentLabel"),
            employment_type=optional(detail, "employmentStatusLabel"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            stated_pay=_parse_compensation(pay),
        )


def _parse_compensation(pay: Any) -> tuple[StatedPay, ...]:
    """Read pay given as data, in the one form that a public source shows; text is left to the pay reader."""
    if not isinstance(pay, dict):
        return ()
    return make_stated_pay(
        pay, pay.get("min"), pay.get("max"), optional(pay, "currency"), optional(pay, "period"), kind=None
    )


def _parse_best_location(detail: dict[str, Any], row: dict[str, Any]) -> tuple[Place, ...]:
    """Read the first of the four location fields that names anything, the best one first."""
    remote = any(each.get("isRemote") is True or optional(each, "locationType") == "1" for each in (detail, row))
    given = [answer.get(name) or {} for answer in (detail, row) for name in ("location", "atsLocation")]
    read = (
        make_place(
            optional(each, "city"),
            optional(each, "state") or optional(each, "province"),
            optional(each, "addressCountry") or optional(each, "country"),
            code=optional(each, "countryId"),
        )
        for each in given
    )
    named = next((each for each in read if each.text), make_place())
    return unique_places([make_remote_place(named) if remote else named])
