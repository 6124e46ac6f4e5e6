"""SmartRecruiters: its interface where robots.txt allows that, its public pages otherwise.

Field notes: docs/boards/smartrecruiters.md.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import Request, Response, TextResponse

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import RobotsDisallowError
from spiders.parsing import jsonld
from spiders.parsing.json_fields import ShapeError, one_line, optional, parse_iso_date, read_json, require
from spiders.parsing.places import country_code, parse_place, unique_places
from spiders.posting import Place, Posting

API, LISTS, PAGES = "api.smartrecruiters.com", "careers.smartrecruiters.com", "jobs.smartrecruiters.com"
SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
_POSTING_PATH = re.compile(r"/(?P<company>[^/]+)/(?P<key>\d+)(?:-[^/]*)?/?")


class SmartRecruitersSpider(BoardSpider):
    """Set `board = { company = "Ubisoft2" }`, the identifier in the addresses of the company's postings."""

    family = "smartrecruiters"
    needs = ("company",)
    on_pages = False
    """Whether the list is walked on the public pages."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [API, LISTS, PAGES]

    # ---- the two ways to the list

    def first_request(self) -> Request:
        return self._interface_from(0)

    def fallback_request(self, error: BaseException) -> Request | None:
        if self.on_pages or not isinstance(error, RobotsDisallowError):
            return None
        self.on_pages = True
        return self._groups(1)

    def _interface_from(self, offset: int) -> Request:
        root = f"https://{API}/v1/companies/{self.board['company']}/postings"
        return self.list_request(f"{root}?limit=100&offset={offset}", meta={"offset": offset})

    def _groups(self, page: int) -> Request:
        url = f"https://{LISTS}/{self.board['company']}/api/groups?page={page}"
        return self.list_request(url, meta={"page": page})

    def parse_page(self, response: Response) -> Page:
        page = self._of_groups(response) if self.on_pages else self._of_interface(response)
        if not page.rows and not self.seen_keys:
            raise ShapeError("it lists nothing, which a board without postings and an unknown company answer alike")
        return page

    def _of_interface(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, total = require(answer, "content", list), require(answer, "totalFound", int)
        after = response.meta["offset"] + len(rows)
        more = rows and after < total
        return Page(rows=rows, announced=total, following=self._interface_from(after) if more else None)

    def _of_groups(self, response: Response) -> Page:
        words = response.text.strip() if isinstance(response, TextResponse) else response.body.decode().strip()
        if not words:
            return Page(rows=[])
        rows = list(_openings(words))
        if not rows:
            raise ShapeError("'li.opening-job' is missing")
        if words.count("<section") != words.count("</section>") or not words.endswith("</section>"):
            raise ShapeError(f"page {response.meta['page']} of the list breaks off before its </section>")
        return Page(rows=rows, following=self._groups(response.meta["page"] + 1))

    def parse_row(self, raw: Any) -> Row:
        if not self.on_pages:
            self.check_company(optional(raw, "company", "name"))
            key = str(require(raw, "id"))
            return Row(key=key, raw=raw, detail=self.detail_request(self._interface_detail(key)))
        parts = urlsplit(require(raw, "address", str))
        found = _POSTING_PATH.fullmatch(parts.path)
        if not found or found["company"].casefold() != self.board["company"].casefold():
            raise ShapeError(f"{raw['address']!r} is not the address of a posting of {self.board['company']}")
        return Row(key=found["key"], raw=raw, detail=self.detail_request(raw["address"]))

    def _interface_detail(self, key: str) -> str:
        return f"https://{API}/v1/companies/{self.board['company']}/postings/{key}"

    # ---- the two forms of a detail

    def parse_posting(self, response: Response, row: Row) -> Posting:
        if self.on_pages:
            data = jsonld.find_job_postings(response.text if isinstance(response, TextResponse) else "")[0]
            return jsonld.read_job_posting(data, studio=self.name, board_key=row.key, url=response.url)
        detail = read_json(response.body)
        on = parse_iso_date(detail.get("releasedDate"))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(detail, "name", str),
            url=optional(detail, "postingUrl") or f"https://{PAGES}/{self.board['company']}/{row.key}",
            description=_sections(require(require(detail, "jobAd", dict), "sections", dict)),
            places=unique_places([_place(require(detail, "location", dict))]),
            requisition=optional(detail, "refNumber"),
            hiring_organization=optional(detail, "company", "name"),
            department=optional(detail, "department", "label"),
            employment_type=optional(detail, "typeOfEmployment", "label"),
            language=(optional(detail, "language", "code") or "")[:2] or None,
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _openings(words: str) -> list[dict[str, str]]:
    """The list's rows: address, title, the place that heads its group, and what stands below the title."""
    return [
        {
            "address": item.xpath("string(.//a/@href)").get() or "",
            "title": one_line(item.css("h4.job-title").xpath("string()").get() or ""),
            "place": one_line(section.css("h3.opening-title").xpath("string()").get() or ""),
            "below": one_line(item.css("p.job-desc").xpath("string()").get() or ""),
        }
        for section in Selector(text=words).css("section.openings-section")
        for item in section.css("li.opening-job")
    ]


def _sections(sections: dict[str, Any]) -> str:
    """The sections as one HTML text, in the order of the page, each under its title."""
    parts = []
    for name in SECTIONS:
        text = sections.get(name, {}).get("text") if isinstance(sections.get(name), dict) else None
        if isinstance(text, str) and text.strip():
            title = optional(sections, name, "title")
            parts.append(f"<h3>{title}</h3>\n{text}" if title else text)
    if not parts:
        raise ShapeError("'jobAd.sections' holds no text")
    return "\n".join(parts)


def _place(location: dict[str, Any]) -> Place:
    city, region, code = (
        optional(location, "city"),
        optional(location, "region"),
        country_code(optional(location, "country")),
    )
    words = optional(location, "fullLocation") or ", ".join(part for part in (city, region) if part)
    read = parse_place(re.sub(r"(?:,\s*)+,", ",", words), country=code)
    return Place(
        text=read.text,
        locality=city,
        region=region,
        country=read.country,
        remote=read.remote or location.get("remote") is True,
    )
