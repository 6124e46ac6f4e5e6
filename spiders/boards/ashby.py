"""Ashby's public job board: its documented interface, else its public pages. Field notes: docs/boards/ashby.md."""

import json
from collections.abc import Iterable, Iterator
from html import escape
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import ShapeError, is_refusal
from spiders.parsing.compose import join_sections
from spiders.parsing.json_fields import optional, parse_currency, parse_iso_date, parse_number, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting, StatedPay

API, PAGES = "api.ashbyhq.com", "jobs.ashbyhq.com"
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
_PAGE_DATA = b"window.__appData"


class AshbySpider(BoardSpider):
    """Set `board = { name = "openai" }`, as in jobs.ashbyhq.com/openai. The interface names no company: check it."""

    family = "ashby"
    needs = ("name",)
    status_means: ClassVar = {404: "there is no such board"}
    uses_pages = False
    """Whether to read the public pages, as the interface refuses."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [API, PAGES]

    # ---- the two ways to the list

    def first_request(self) -> Request:
        return self.list_request(f"https://{API}/posting-api/job-board/{self._name()}?includeCompensation=true")

    def fallback_request(self, error: BaseException) -> Request | None:
        if self.uses_pages or not is_refusal(error):
            return None
        self.uses_pages = True
        return self.list_request(f"https://{PAGES}/{self._name()}")

    def _name(self) -> str:
        return quote(self.board["name"], safe="")

    def parse_page(self, response: Response) -> Page:
        if not self.uses_pages:
            return Page(rows=require(read_json(response.body), "jobs", list))
        data = _read_page_data(response.body)
        # The pages name the company, which the interface does not: `runway` is another company's board than Runway's.
        self.check_company(optional(data, "organization", "name"))
        return Page(rows=require(require(data, "jobBoard", dict), "jobPostings", list))

    def parse_row(self, raw: Any) -> Row:
        key, hidden = str(require(raw, "id")), raw.get("isListed") is False
        detail = (
            self.detail_request(f"https://{PAGES}/{self._name()}/{quote(key, safe='')}") if self.uses_pages else None
        )
        return Row(key=key, raw=raw, hidden=hidden, detail=detail)

    # ---- the two forms of a posting

    def parse_posting(self, response: Response, row: Row) -> Posting:
        return self._parse_posting_page(response, row) if self.uses_pages else self._parse_api_row(row)

    def _parse_api_row(self, row: Row) -> Posting:
        job = row.raw
        on = parse_iso_date(job.get("publishedAt") or job.get("publishedDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str),
            url=optional(job, "jobUrl") or f"https://{PAGES}/{self.board['name']}/{row.key}",
            description=job.get("descriptionHtml") or require(job, "descriptionPlain", str),
            places=_parse_main_and_other_locations(job),
            department=optional(job, "department") or optional(job, "departmentName"),
            employment_type=optional(job, "employmentType"),
            posted_on=on,
            posted_on_basis="published" if on else None,
            stated_pay=tuple(_parse_compensation_tiers(job)),
        )

    def _parse_posting_page(self, response: Response, row: Row) -> Posting:
        data = _read_page_data(response.body)
        job = require(data, "posting", dict)
        on = parse_iso_date(job.get("publishedDate") or row.raw.get("publishedDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str),
            url=response.url,
            # A page gives pay in words alone, beside the text and not in it: they are left to the pay reader.
            description=join_sections([(None, require(job, "descriptionHtml", str)), (None, _quote_tiers(job))]),
            places=_parse_location_names(job, row.raw),
            hiring_organization=optional(data, "organization", "name"),
            department=optional(job, "departmentName"),
            employment_type=optional(job, "employmentType"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _read_page_data(body: bytes) -> dict[str, Any]:
    """Read the record that a page carries for its own script. Raises ShapeError."""
    at = body.find(b"{", body.find(_PAGE_DATA)) if _PAGE_DATA in body else -1
    if at < 0:
        raise ShapeError(f"{_PAGE_DATA.decode()!r} is missing")
    words = body[at:].decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(words)
    except (ValueError, RecursionError) as error:
        raise ShapeError(f"{_PAGE_DATA.decode()!r} breaks off, or is not JSON") from error
    data = read_json(words[:end].encode())  # again, within the bounds that hold for every answer
    if not isinstance(data, dict):
        raise ShapeError(f"{_PAGE_DATA.decode()!r} is no record")
    return data


def _quote_tiers(job: dict[str, Any]) -> str:
    """The pay as the page shows it beside the text: a paragraph for each tier, under its title."""
    tiers = [each for each in job.get("compensationTiers") or [] if optional(each, "tierSummary")]
    lines = [f"{optional(each, 'title') or 'Compensation'}: {optional(each, 'tierSummary')}" for each in tiers]
    whole = optional(job, "compensationTierSummary")
    return "".join(f"<p>{escape(line)}</p>" for line in lines or ([f"Compensation: {whole}"] if whole else []))


def _parse_main_and_other_locations(job: dict[str, Any]) -> tuple[Place, ...]:
    country = find_country_code(optional(job, "address", "postalAddress", "addressCountry"))
    others = [optional(each, "location") for each in job.get("secondaryLocations") or []]
    return _make_places(job, parse_place(optional(job, "location") or "", country=country), others)


def _parse_location_names(job: dict[str, Any], listed: dict[str, Any]) -> tuple[Place, ...]:
    """The places of a posting's page, or of its row in the list's page, which name them alike."""
    main = optional(job, "locationName") or optional(listed, "locationName") or ""
    named = job.get("secondaryLocationNames")
    others = named if isinstance(named, list) else listed.get("secondaryLocations") or []
    words = [optional({"": each}, "") or optional(each, "locationName") for each in others]
    return _make_places(job, parse_place(main), words)


def _make_places(job: dict[str, Any], main: Place, others: Iterable[str | None]) -> tuple[Place, ...]:
    # isRemote is true of hybrid posts too
    if job.get("isRemote") is True and optional(job, "workplaceType") in (None, "Remote"):
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
                currency=parse_currency(optional(part, "currencyCode")),
                unit=UNITS.get(optional(part, "interval") or ""),
                kind=KINDS.get(optional(part, "compensationType") or "", "other"),
                label=optional(tier, "title"),
                text=json.dumps(part, ensure_ascii=False, default=str)[:1000],
            )
