"""SmartRecruiters: its API where robots.txt allows it, else its public pages.

Field notes: docs/boards/smartrecruiters.md.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import RobotsDisallowError, ShapeError
from spiders.parsing import jsonld
from spiders.parsing.json_fields import collapse_spaces, optional, parse_iso_date, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting

API, LISTS, PAGES = "api.smartrecruiters.com", "careers.smartrecruiters.com", "jobs.smartrecruiters.com"
SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
_POSTING_PATH = re.compile(r"/(?P<company>[^/]+)/(?P<key>\d+)(?:-[^/]*)?/?")


class SmartRecruitersSpider(BoardSpider):
    """Set `board = { company = "Ubisoft2" }`, the identifier in the addresses of the company's postings."""

    family = "smartrecruiters"
    needs = ("company",)
    uses_pages = False
    """Whether to read the public pages instead of using the API."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [API, LISTS, PAGES]

    # ---- the two ways to the list

    def first_request(self) -> Request:
        return self._api_request(0)

    def fallback_request(self, error: BaseException) -> Request | None:
        # Only a rule leads to the pages: a board that is down, slow or asks to wait has not refused, and its pages are
        # left alone as well (decision 29).
        if self.uses_pages or not isinstance(error, RobotsDisallowError):
            return None
        self.uses_pages = True
        return self._groups_request(1)

    def _api_request(self, offset: int) -> Request:
        root = f"https://{API}/v1/companies/{self.board['company']}/postings"
        return self.list_request(f"{root}?limit=100&offset={offset}", meta={"offset": offset})

    def _groups_request(self, page: int) -> Request:
        url = f"https://{LISTS}/{self.board['company']}/api/groups?page={page}"
        return self.list_request(url, meta={"page": page})

    def parse_page(self, response: Response) -> Page:
        page = self._parse_group_page(response) if self.uses_pages else self._parse_api_page(response)
        if not page.rows and not self.seen_keys:
            raise ShapeError("it lists nothing; a board without postings and an unknown company give the same answer")
        return page

    def _parse_api_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, total = require(answer, "content", list), require(answer, "totalFound", int)
        after = response.meta["offset"] + len(rows)
        more = rows and after < total
        return Page(rows=rows, announced=total, following=self._api_request(after) if more else None)

    def _parse_group_page(self, response: Response) -> Page:
        words = response.text.strip() if isinstance(response, TextResponse) else response.body.decode().strip()
        if not words:
            return Page(rows=[])
        rows = list(_list_openings(words))
        if not rows:
            raise ShapeError("'li.opening-job' is missing")
        # No number is announced here, so that a page cut short would look like a short list.
        if words.count("<section") != words.count("</section>") or not words.endswith("</section>"):
            raise ShapeError(f"page {response.meta['page']} of the list breaks off before its </section>")
        return Page(rows=rows, following=self._groups_request(response.meta["page"] + 1))

    def parse_row(self, raw: Any) -> Row:
        if not self.uses_pages:
            self.check_company(optional(raw, "company", "name"))
            key = str(require(raw, "id"))
            return Row(key=key, raw=raw, detail=self.detail_request(self._api_detail_url(key)))
        parts = urlsplit(require(raw, "address", str))
        found = _POSTING_PATH.fullmatch(parts.path)
        if not found or found["company"].casefold() != self.board["company"].casefold():
            raise ShapeError(f"{raw['address']!r} is not the address of a posting of {self.board['company']}")
        return Row(key=found["key"], raw=raw, detail=self.detail_request(raw["address"]))

    def _api_detail_url(self, key: str) -> str:
        return f"https://{API}/v1/companies/{self.board['company']}/postings/{key}"

    # ---- the two forms of a detail

    def parse_posting(self, response: Response, row: Row) -> Posting:
        if self.uses_pages:
            data = jsonld.find_job_postings(response.text if isinstance(response, TextResponse) else "")[0]
            return jsonld.read_job_posting(data, studio=self.name, board_key=row.key, url=response.url)
        detail = read_json(response.body)
        on = parse_iso_date(detail.get("releasedDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "name", str),
            url=optional(detail, "postingUrl") or f"https://{PAGES}/{self.board['company']}/{row.key}",
            description=_join_ad_sections(require(require(detail, "jobAd", dict), "sections", dict)),
            places=unique_places([_parse_ad_location(require(detail, "location", dict))]),
            requisition=optional(detail, "refNumber"),
            hiring_organization=optional(detail, "company", "name"),
            department=optional(detail, "department", "label"),
            employment_type=optional(detail, "typeOfEmployment", "label"),
            language=(optional(detail, "language", "code") or "")[:2] or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _list_openings(words: str) -> list[dict[str, str]]:
    """Read the rows: address, title, the place above the group, and the line below the title."""
    return [
        {
            "address": item.xpath("string(.//a/@href)").get() or "",
            "title": collapse_spaces(item.css("h4.job-title").xpath("string()").get() or ""),
            "place": collapse_spaces(section.css("h3.opening-title").xpath("string()").get() or ""),
            "below": collapse_spaces(item.css("p.job-desc").xpath("string()").get() or ""),
        }
        for section in Selector(text=words).css("section.openings-section")
        for item in section.css("li.opening-job")
    ]


def _join_ad_sections(sections: dict[str, Any]) -> str:
    """Join the sections in the order of the page, each under its title."""
    parts = []
    for name in SECTIONS:
        text = sections.get(name, {}).get("text") if isinstance(sections.get(name), dict) else None
        if isinstance(text, str) and text.strip():
            title = optional(sections, name, "title")
            parts.append(f"<h3>{title}</h3>\n{text}" if title else text)
    if not parts:
        raise ShapeError("'jobAd.sections' holds no text")
    return "\n".join(parts)


def _parse_ad_location(location: dict[str, Any]) -> Place:
    city, region, code = (
        optional(location, "city"),
        optional(location, "region"),
        find_country_code(optional(location, "country")),
    )
    words = optional(location, "fullLocation") or ", ".join(part for part in (city, region) if part)
    # "CDMX, , Mexico": the field may hold an empty part.
    read = parse_place(re.sub(r"(?:,\s*)+,", ",", words), country=code)
    return Place(
        text=read.text,
        locality=city,
        region=region,
        country=read.country,
        remote=read.remote or location.get("remote") is True,
    )
