"""BambooHR: the list and the details behind a company's careers page. Field notes: docs/boards/bamboohr.md."""

from html import escape
from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, NoPostingError, Page, Row
from spiders.parsing.compose import place, remote_place, sections, stated
from spiders.parsing.json_fields import iso_date, may, must, read_json
from spiders.parsing.places import unique
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

    def first(self) -> Request:
        # An unknown company leads to the vendor's own site: that is an answer, and not followed.
        return self.ask_list(f"https://{self.hosts()[0]}/careers/list", meta={"dont_redirect": True})

    def page(self, response: Response) -> Page:
        answer = read_json(response.body)
        total = must(must(answer, "meta", dict), "totalCount", int)
        return Page(rows=must(answer, "result", list), announced=total)

    def row(self, raw: Any) -> Row:
        key = str(must(raw, "id"))
        address = f"https://{self.hosts()[0]}/careers/{key}/detail"
        return Row(key=key, raw=raw, ask=self.ask_detail(address, meta={"dont_redirect": True}))

    def posting(self, response: Response, row: Row) -> Posting:
        detail = must(must(read_json(response.body), "result", dict), "jobOpening", dict)
        if may(detail, "jobOpeningStatus") not in (None, "Open"):
            raise NoPostingError
        on = iso_date(detail.get("datePosted"))
        pay = detail.get("compensation")
        label = f"<p>Compensation: {escape(pay)}</p>" if isinstance(pay, str) and pay.strip() else None
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(detail, "jobOpeningName", str).strip(),
            url=may(detail, "jobOpeningShareUrl") or f"https://{self.hosts()[0]}/careers/{row.key}",
            # Pay is a line of words here, shown on the page under this label: it is for the reader of words.
            description=sections([(None, must(detail, "description", str)), (None, label)]),
            places=_places(detail, row.raw),
            department=may(detail, "departmentLabel"),
            employment_type=may(detail, "employmentStatusLabel"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            stated_pay=_stated(pay),
        )


def _stated(pay: Any) -> tuple[StatedPay, ...]:
    """Pay as data, in the one form that a public source shows; words are none."""
    if not isinstance(pay, dict):
        return ()
    return stated(pay, pay.get("min"), pay.get("max"), may(pay, "currency"), may(pay, "period"), kind=None)


def _places(detail: dict[str, Any], row: dict[str, Any]) -> tuple[Place, ...]:
    """The first of the four places given that names anything, best first."""
    remote = any(each.get("isRemote") is True or may(each, "locationType") == "1" for each in (detail, row))
    given = [answer.get(name) or {} for answer in (detail, row) for name in ("location", "atsLocation")]
    read = (
        place(
            may(each, "city"),
            may(each, "state") or may(each, "province"),
            may(each, "addressCountry") or may(each, "country"),
            code=may(each, "countryId"),
        )
        for each in given
    )
    named = next((each for each in read if each.text), place())
    return unique([remote_place(named) if remote else named])
