"""Gem: its job board interface where robots.txt can be read and allows it, what its pages ask otherwise.

Field notes: docs/boards/gem.md.
"""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import JsonRequest, Request, Response

from spiders.boards.base import BoardSpider, NoPostingError, Page, Row
from spiders.errors import RobotsDisallowError, RobotsUnreadableError
from spiders.parsing.compose import remote_place, sections
from spiders.parsing.json_fields import ShapeError, epoch_date, iso_date, may, must, read_json
from spiders.parsing.places import country_code, from_text, unique
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
    """Set `board = { board = "lumalabs-ai" }`, as in jobs.gem.com/lumalabs-ai; the name heeds case."""

    family = "gem"
    needs = ("board",)
    volatile = frozenset({"updated_at"})
    status_means: ClassVar = {404: "there is no such board"}
    on_pages = False
    """Whether the list is asked as the public pages ask it."""

    @classmethod
    def hosts(cls) -> list[str]:
        return [API, PAGES]

    # ---- the two ways to the list

    def first(self) -> Request:
        return self.ask_list(f"https://{API}/job_board/v0/{quote(self.board['board'], safe='')}/job_posts/")

    def instead(self, error: BaseException) -> Request | None:
        if self.on_pages or not isinstance(error, RobotsDisallowError | RobotsUnreadableError):
            return None
        self.on_pages = True
        return self.ask_list(**self._query(LIST, "JobBoardList"))

    def _query(self, query: str, name: str, **more: str) -> dict[str, Any]:
        asked = {"operationName": name, "query": query, "variables": {"boardId": self.board["board"], **more}}
        return {"url": f"https://{PAGES}/api/public/graphql", "kind": JsonRequest, "data": asked}

    def page(self, response: Response) -> Page:
        answer = read_json(response.body)
        if not self.on_pages:
            if not isinstance(answer, list):
                raise ShapeError("something else than a list of postings")
            return Page(rows=answer)
        data = _data(answer)
        if data.get("jobBoardExternal") is None:
            raise ShapeError("'jobBoardExternal' is missing, as for a board that does not exist")
        self.check_company(may(data, "jobBoardExternal", "teamDisplayName"))
        return Page(rows=must(must(data, "oatsExternalJobPostings", dict), "jobPostings", list))

    def row(self, raw: Any) -> Row:
        if not self.on_pages:
            return Row(key=str(must(raw, "id")), raw=raw)
        key = must(raw, "extId", str)
        return Row(key=key, raw=raw, ask=self.ask_detail(**self._query(DETAIL, "ExternalJobPostingQuery", extId=key)))

    # ---- the two forms of a posting

    def posting(self, response: Response, row: Row) -> Posting:
        return self._of_pages(response, row) if self.on_pages else self._of_interface(row)

    def _of_interface(self, row: Row) -> Posting:
        job = row.raw
        on = iso_date(job.get("first_published_at"))
        departments = [may(each, "name") for each in job.get("departments") or []]
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(job, "title", str).strip(),
            url=must(job, "absolute_url", str),
            description=job.get("content") or must(job, "content_plain", str),
            places=_places(job),
            requisition=may(job, "requisition_id"),
            department=", ".join(name for name in departments if name) or None,
            employment_type=may(job, "employment_type"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )

    def _of_pages(self, response: Response, row: Row) -> Posting:
        data = _data(read_json(response.body))
        if "oatsExternalJobPosting" in data and data["oatsExternalJobPosting"] is None:
            raise NoPostingError
        job = must(data, "oatsExternalJobPosting", dict)
        on = epoch_date(job.get("firstPublishedTsSec"))
        around = job.get("jobPostSectionHtml") or {}
        words = (around.get("introHtml"), must(job, "descriptionHtml", str), job.get("compensationHtml"))
        remote = may(job, "job", "locationType") == "REMOTE"
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(job, "title", str).strip(),
            url=f"https://{PAGES}/{self.board['board']}/{row.key}",
            description=sections((None, text) for text in (*words, around.get("outroHtml"))),
            places=unique(_of_location(each, remote=remote) for each in job.get("locations") or []),
            requisition=may(job, "job", "requisitionId"),
            hiring_organization=may(job, "job", "teamDisplayName"),
            department=may(job, "job", "department", "name"),
            employment_type=may(job, "job", "employmentType"),
            posted_on=on,
            posted_on_basis="published" if on else None,
        )


def _data(answer: Any) -> dict[str, Any]:
    """A query's data; an error comes with status 200."""
    if isinstance(answer, dict) and answer.get("errors"):
        first = answer["errors"][0] if isinstance(answer["errors"], list) else answer["errors"]
        raise ShapeError(f"the query is answered with an error: {may(first, 'message') or first}")
    data: dict[str, Any] = must(answer, "data", dict)
    return data


def _places(job: dict[str, Any]) -> tuple[Place, ...]:
    """The offices' places, or the one place of the posting."""
    remote = may(job, "location_type") == "remote"
    offices = [may(each, "location", "name") or may(each, "name") for each in job.get("offices") or []]
    found = [from_text(words) for words in offices or [may(job, "location", "name")] if words]
    return unique(remote_place(each) if remote else each for each in found)


def _of_location(each: dict[str, Any], *, remote: bool) -> Place:
    """The name is what the page shows; city and country stand beside it."""
    named = from_text(may(each, "name") or may(each, "city") or "", country=country_code(may(each, "isoCountry")))
    found = replace(named, locality=may(each, "city") or named.locality)
    return remote_place(found) if remote or each.get("isRemote") is True else found
