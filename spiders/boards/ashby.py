"""Ashby's public job board. Field notes: docs/boards/ashby.md."""

import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.parsing.json_fields import optional, parse_iso_date, parse_number, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

HOST = "api.ashbyhq.com"
KINDS = MappingProxyType(
    {
        "Salary": "base",
        "Bonus": "bonus",
        "Commission": "commission",
        "EquityPercentage": "equity",
        "EquityCashValue": "equity",
    }
)
"""Ashby's compensationType -> a value of db.vocabulary.PayKind."""
UNITS = MappingProxyType({f"1 {unit.upper()}": unit for unit in ("hour", "day", "week", "month", "year")})


class AshbySpider(BoardSpider):
    """Set `board = { name = "openai" }`, as in jobs.ashbyhq.com/openai. The board names no company: check its name."""

    family = "ashby"
    needs = ("name",)
    status_means: ClassVar = {404: "there is no such board"}

    @classmethod
    def hosts(cls) -> list[str]:
        return [HOST]

    def first_request(self) -> Request:
        name = quote(self.board["name"], safe="")
        return self.list_request(f"https://{HOST}/posting-api/job-board/{name}?includeCompensation=true")

    def parse_page(self, response: Response) -> Page:
        return Page(rows=require(read_json(response.body), "jobs", list))

    def parse_row(self, raw: Any) -> Row:
        return Row(key=str(require(raw, "id")), raw=raw, hidden=raw.get("isListed") is False)

    def parse_posting(self, response: Response, row: Row) -> Posting:
        job = row.raw
        on = parse_iso_date(job.get("publishedAt") or job.get("publishedDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str),
            url=optional(job, "jobUrl") or f"https://jobs.ashbyhq.com/{self.board['name']}/{row.key}",
            description=job.get("descriptionHtml") or require(job, "descriptionPlain", str),
            places=_parse_main_and_other_locations(job),
            department=optional(job, "department") or optional(job, "departmentName"),
            employment_type=optional(job, "employmentType"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            stated_pay=tuple(_parse_compensation_tiers(job)),
        )


def _parse_main_and_other_locations(job: dict[str, Any]) -> tuple[Place, ...]:
    country = find_country_code(optional(job, "address", "postalAddress", "addressCountry"))
    others = [optional(each, "location") for each in job.get("secondaryLocations") or []]
    main = parse_place(optional(job, "location") or "", country=country)
    if job.get("isRemote") is True and optional(job, "workplaceType") in (
        None,
        "Remote",
    ):  # isRemote is true of hybrid posts too
        main = Place(text=main.text, locality=main.locality, region=main.region, country=main.country, remote=True)
    return unique_places([main, *(parse_place(words) for words in others if words)])


def _parse_compensation_tiers(job: dict[str, Any]) -> Iterator[StatedPay]:
    """Give every component of every tier that has an amount, unless the studio hides pay on its board."""
    pay = job.get("compensation") or {}
    if job.get("shouldDisplayCompensationOnJobPostings") is False:
        return
    tiers = pay.get("compensationTiers") or [{"components": pay.get("summaryComponents") or []}]
    for tier in tiers:
        for part in tier.get("components") or []:
            low, high = parse_number(part.get("minValue")), parse_number(part.get("maxValue"))
            if low is None and high is None:
                continue
            yield StatedPay(
                minimum=low,
                maximum=high,
                currency=optional(part, "currencyCode"),
                unit=UNITS.get(optional(part, "interval") or ""),
                kind=KINDS.get(optional(part, "compensationType") or "", "other"),
                label=optional(tier, "title"),
                text=json.dumps(part, ensure_ascii=False, default=str)[:1000],
            )
