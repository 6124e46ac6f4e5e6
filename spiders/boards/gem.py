"""Gem: its job board API where robots.txt can be read and allows it, else the queries that its pages send.

Field notes: docs/boards/gem.md.
"""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import JsonRequest, Request, Response

from spiders.boards.base import BoardSpider, Page, Row
from spiders.errors import NoPostingError, RobotsDisallowError, RobotsRefusedError, ShapeError
from spiders.parsing.compose import join_sections, make_remote_place
from spiders.parsing.json_fields import optional, parse_epoch_date, parse_iso_date, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.posting import Place, Posting

API, PAGES = "api.gem.com", "jobs.gem.com"
LIST = """query JobBoardList($boardId: String!) {
  oatsExternalJobPostings(boardId: $boardId) { jobPostings {
    id extId title locations { name city isoCountry isRemote } job { department { name } locationType employmentType }
  } }
  jobBoardExternal(vanityUrlPath: $boardId) { teamDisplayName }
}"""
DETAIL = """query ExternalJobPostingQuery($boardId: String!, $extId: String!) {
  oatsExternalJobPosting(boardId: $boardId, extId: $extId) {
    extId title descriptionHtml firstPublishedTsSec compensationHtml jobPostSectionHtml { introHtml outroHtml }
    locations { name city isoCountry isRemote }
    job { department { name } locationType employmentType requisitionId teamDisplayName }
  }
}"""


class GemSpider(BoardSpider):
    """Set `board = { board = "lumalabs-ai" }`, as in jobs.gem.com/lumalabs-ai; the name is case-sensitive."""

    family = "gem"
    needs = ("board",)
    volatile = frozenset({"updated_at"})
    status_means: ClassVar = {404: "there is no such board"}
    uses_pages = False
    """Whether to send the queries of the public pages instead of using the API."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [API, PAGES]

    # ---- the two ways to the list

    def first_request(self) -> Request:
        return self.list_request(f"https://{API}/job_board/v0/{quote(self.board['board'], safe='')}/job_posts/")

    def fallback_request(self, error: BaseException) -> Request | None:
        if self.uses_pages or not isinstance(error, RobotsDisallowError | RobotsRefusedError):
            return None
        self.uses_pages = True
        return self.list_request(**self._make_query(LIST, "JobBoardList"))

    def _make_query(self, query: str, name: str, **more: str) -> dict[str, Any]:
        asked = {"operationName": name, "query": query, "variables": {"boardId": self.board["board"], **more}}
        return {"url": f"https://{PAGES}/api/public/graphql", "kind": JsonRequest, "data": asked}

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        if not self.uses_pages:
            if not isinstance(answer, list):
                raise ShapeError("the answer is not a list of postings")
            return Page(rows=answer)
        data = _unwrap_query(answer)
        if data.get("jobBoardExternal") is None:
            raise ShapeError("'jobBoardExternal' is missing, as for a board that does not exist")
        self.check_company(optional(data, "jobBoardExternal", "teamDisplayName"))
        return Page(rows=require(require(data, "oatsExternalJobPostings", dict), "jobPostings", list))

    def parse_row(self, raw: Any) -> Row:
        if not self.uses_pages:
            return Row(key=str(require(raw, "id")), raw=raw)
        key = require(raw, "extId", str)
        return Row(
            key=key,
            raw=raw,
            detail=self.detail_request(**self._make_query(DETAIL, "ExternalJobPostingQuery", extId=key)),
        )

    # ---- the two forms of a posting

    def parse_posting(self, response: Response, row: Row) -> Posting:
        return self._parse_page_posting(response, row) if self.uses_pages else self._parse_api_posting(row)

    def _parse_api_posting(self, row: Row) -> Posting:
        job = row.raw
        on = parse_iso_date(job.get("first_published_at"))
        departments = [optional(each, "name") for each in job.get("departments") or []]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str).strip(),
            url=require(job, "absolute_url", str),
            description=job.get("content") or require(job, "content_plain", str),
            places=_parse_office_places(job),
            requisition=optional(job, "requisition_id"),
            department=", ".join(name for name in departments if name) or None,
            employment_type=optional(job, "employment_type"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )

    def _parse_page_posting(self, response: Response, row: Row) -> Posting:
        data = _unwrap_query(read_json(response.body))
        if "oatsExternalJobPosting" in data and data["oatsExternalJobPosting"] is None:
            raise NoPostingError
        job = require(data, "oatsExternalJobPosting", dict)
        on = parse_epoch_date(job.get("firstPublishedTsSec"))
        around = job.get("jobPostSectionHtml") or {}
        words = (around.get("introHtml"), require(job, "descriptionHtml", str), job.get("compensationHtml"))
        remote = optional(job, "job", "locationType") == "REMOTE"
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(job, "title", str).strip(),
            url=f"https://{PAGES}/{self.board['board']}/{row.key}",
            description=join_sections((None, text) for text in (*words, around.get("outroHtml"))),
            places=unique_places(_parse_page_location(each, remote=remote) for each in job.get("locations") or []),
            requisition=optional(job, "job", "requisitionId"),
            hiring_organization=optional(job, "job", "teamDisplayName"),
            department=optional(job, "job", "department", "name"),
            employment_type=optional(job, "job", "employmentType"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _unwrap_query(answer: Any) -> dict[str, Any]:
    """Take `data` out of a query's answer. Errors come with status 200."""
    if isinstance(answer, dict) and answer.get("errors"):
        first = answer["errors"][0] if isinstance(answer["errors"], list) else answer["errors"]
        raise ShapeError(f"the query is answered with an error: {optional(first, 'message') or first}")
    data: dict[str, Any] = require(answer, "data", dict)
    return data


def _parse_office_places(job: dict[str, Any]) -> tuple[Place, ...]:
    """Read the offices' places, or the posting's single place."""
    remote = optional(job, "location_type") == "remote"
    offices = [optional(each, "location", "name") or optional(each, "name") for each in job.get("offices") or []]
    found = [parse_place(words) for words in offices or [optional(job, "location", "name")] if words]
    return unique_places(make_remote_place(each) if remote else each for each in found)


def _parse_page_location(each: dict[str, Any], *, remote: bool) -> Place:
    """Read a location by its name, which the page shows, with the city and the country given beside it."""
    named = parse_place(
        optional(each, "name") or optional(each, "city") or "", country=find_country_code(optional(each, "isoCountry"))
    )
    found = replace(named, locality=optional(each, "city") or named.locality)
    return make_remote_place(found) if remote or each.get("isRemote") is True else found
