"""Workday's careers sites, by the API that their own pages use. Field notes: docs/boards/workday.md."""

import re
from collections import deque
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar

from scrapy.http import Request, Response
from scrapy.http.request.json_request import JsonRequest

from spiders.boards.base import BoardSpider, Page, Row, fetch_date
from spiders.errors import ShapeError
from spiders.parsing.json_fields import optional, parse_iso_date, parse_relative_date, read_json, require
from spiders.parsing.places import find_country_code, parse_place, unique_places
from spiders.parsing.workday_facets import Slice, choose_facet, read_facets
from spiders.posting import Place, Posting

AT_ONCE = 20
"""Rows on a page; a board answers 400 when more are asked for."""
_DATE_POSTED = re.compile(r"Date Posted:(?:\s|&nbsp;|<[^<>]{0,200}>){0,20}(\d{4}-\d{1,2}-\d{1,2})")


class WorkdaySpider(BoardSpider):
    """Set `board = { tenant = "disney", pod = "wd5", site = "disneycareer" }`."""

    family = "workday"
    needs = ("tenant", "pod", "site")
    volatile = frozenset({"postedOn"})
    window = 2_000
    """A list announces and shows no more than this; past that offset it begins again."""
    status_means: ClassVar = {
        303: "the board is under maintenance",
        401: "the tenant is closed to readers without an account",
        403: "the site is closed to readers without an account",
        404: "the tenant has no such site",
        410: "the site is retired",
        422: "no such tenant on this pod, or the pod is under maintenance",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slices: deque[Slice] = deque()
        """Slices still to be read, of a list that is longer than it shows."""
        self.whole: set[str] = set()
        """The postings on the first page of such a list; all of them must come again in the slices."""
        self.in_slices: set[str] = set()
        self.in_this_slice: set[str] = set()
        """The postings of the slice that is being read."""

    @classmethod
    def hosts(cls) -> list[str]:
        return ["{tenant}.{pod}.myworkdayjobs.com".format(**cls.studio.board)]

    @property
    def root(self) -> str:
        return f"https://{self.hosts()[0]}/wday/cxs/{self.board['tenant']}/{self.board['site']}"

    def _request_meta(self, **more: Any) -> dict[str, Any]:
        # robots.txt speaks of the site's pages; what it bars there is not read through the API either.
        pages = f"https://{self.hosts()[0]}/{self.board['site']}/"
        # A board under maintenance leads to a page of its own (303), which would be read as an answer without postings.
        return {"robots_too": [pages], "dont_redirect": True, **more}

    def first_request(self) -> Request:
        return self._list_page_request(Slice())

    def _list_page_request(self, part: Slice, offset: int = 0, total: int = 0) -> Request:
        applied = {name: [value] for name, value in part.values.items()}
        asked = {"appliedFacets": applied, "limit": AT_ONCE, "offset": offset, "searchText": ""}
        meta = self._request_meta(part=part, offset=offset, total=total)
        return self.list_request(f"{self.root}/jobs", kind=JsonRequest, data=asked, meta=meta)

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, offset, part = require(answer, "jobPostings", list), response.meta["offset"], response.meta["part"]
        # Many tenants announce 0 on later pages.
        total = response.meta["total"] if offset else require(answer, "total", int)
        if not offset and total >= self.window and (cut := self._split_list(part, answer, rows, total)):
            return cut
        after = offset + len(rows)
        more = bool(rows) and after < min(total, self.window)
        if not part.values:
            return Page(
                rows=rows, announced=total, following=self._list_page_request(part, after, total) if more else None
            )
        self._record_slice(part, rows, offset)
        following = self._list_page_request(part, after, total) if more else self._next_slice_request(part, total)
        return Page(rows=rows, announced=self.walk.announced, following=following, may_be_empty=True)

    def means_gone(self, response: Response) -> bool:
        """A posting closed during the crawl answers 403 with errorCode S22; any other 403 is a refusal."""
        if response.status != HTTPStatus.FORBIDDEN:
            return super().means_gone(response)
        try:
            return optional(read_json(response.body), "errorCode") == "S22"
        except ShapeError:
            return False

    # ---- a list that is longer than it shows

    def _split_list(self, part: Slice, answer: dict[str, Any], rows: list[Any], total: int) -> Page | None:
        """Give the first page of a list longer than it shows, followed by its slices; None if it cannot be split."""
        if part.expected is not None and part.expected < self.window:
            raise ShapeError(f"the board announced {part.expected} for {_describe_slice(part)} and lists {total}")
        facets = [facet for facet in read_facets(answer.get("facets")) if facet.name not in part.values]
        exactly = part.expected or (total if total > self.window else None)
        facet, sure = choose_facet(facets, total, self.window, exactly)
        if not sure:
            said = ", ".join(f"{each.name} {each.total}" for each in facets) or "there are none"
            self.add_fault(
                f"the board announces {exactly or f'{total} or more'}, and its facets do not add up to it: {said}"
            )
        if facet is None:
            self.add_fault(f"what lies beyond the first {self.window} postings was not seen")
            return None
        self.whole |= _collect_paths(rows)
        self.slices.extendleft(reversed(part.split_by(facet)))
        announced = self.walk.announced if part.values else exactly or facet.total
        return Page(
            rows=rows, announced=announced, following=self._list_page_request(self.slices.popleft()), may_be_empty=True
        )

    def _record_slice(self, part: Slice, rows: list[Any], offset: int) -> None:
        self.in_this_slice = _collect_paths(rows) | (self.in_this_slice if offset else set())
        self.in_slices |= self.in_this_slice

    def _next_slice_request(self, part: Slice, total: int) -> Request | None:
        """Close a slice, and ask for the first page of the next; None if this was the last."""
        if len(self.in_this_slice) < total:
            self.add_fault(
                f"the board announced {total} for {_describe_slice(part)} and listed {len(self.in_this_slice)}"
            )
        if self.slices:
            return self._list_page_request(self.slices.popleft())
        # A posting that has no value in the facet is in no slice: whether there are such, the first page of the whole
        # list shows.
        if outside := len(self.whole - self.in_slices):
            self.add_fault(f"{outside} postings of the list's first page are in no slice of it")
        return None

    def parse_row(self, raw: Any) -> Row:
        if stub := _find_stub_key(raw):
            self.walk.remarks.add("a row of the list has neither an address nor a title, and is no posting", of=stub)
            return Row(key=f"stub {stub}", raw=raw, hidden=True)
        path = require(raw, "externalPath", str)
        if not path.startswith("/job/"):
            raise ShapeError(f"'externalPath' is {path!r}")
        return Row(
            key=_find_board_key(path, raw),
            raw=raw,
            detail=self.detail_request(self.root + path, meta=self._request_meta()),
        )

    def parse_posting(self, response: Response, row: Row) -> Posting:
        answer = read_json(response.body)
        info = require(answer, "jobPostingInfo", dict)
        description = require(info, "jobDescription", str)
        on, basis = choose_posted_date(description, info, fetch_date(response))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(info, "title", str),
            url=optional(info, "externalUrl")
            or f"https://{self.hosts()[0]}/{self.board['site']}{row.raw['externalPath']}",
            description=description,
            places=_parse_primary_and_additional_locations(info),
            requisition=optional(info, "jobReqId"),
            hiring_organization=optional(answer, "hiringOrganization", "name"),
            employment_type=optional(info, "timeType"),
            posted_on=on,
            posted_on_basis=basis,
            valid_through=parse_iso_date(info.get("endDate")),
        )


def _describe_slice(part: Slice) -> str:
    return " and ".join(f"{name} {value}" for name, value in part.values.items())


def _find_stub_key(raw: Any) -> str | None:
    """The requisition of a row that is left of a posting which was taken down: it has nothing else."""
    if not isinstance(raw, dict) or raw.get("externalPath") or raw.get("title"):
        return None
    bullets = raw.get("bulletFields")
    return bullets[0] if isinstance(bullets, list) and bullets and isinstance(bullets[0], str) else None


def _collect_paths(rows: list[Any]) -> set[str]:
    return {str(row.get("externalPath")) for row in rows if isinstance(row, dict)}


def _find_board_key(path: str, raw: dict[str, Any]) -> str:
    """Find the id at the end of the path: the requisition, with -1, -2 for its further postings."""
    _, underscore, key = path.rpartition("_")
    if underscore and key and "/" not in key:
        return key
    bullets = raw.get("bulletFields")
    if not isinstance(bullets, list) or not bullets or not isinstance(bullets[0], str):
        raise ShapeError(f"no id stands in 'externalPath' {path!r} nor in 'bulletFields'")
    return bullets[0]


def choose_posted_date(description: str, info: dict[str, Any], today: date) -> tuple[date | None, str | None]:
    """Choose the earliest of the dates given: a refresh moves startDate, while the date in the text stays."""
    in_body = _DATE_POSTED.findall(description)
    text = parse_iso_date(in_body[-1]) if in_body else None
    start = parse_iso_date(info.get("startDate"))
    if text and (start is None or text <= start):
        return text, "text"
    if start:
        return start, "published"
    relative = parse_relative_date(info.get("postedOn"), today)
    return relative, "relative" if relative else None


def _parse_primary_and_additional_locations(info: dict[str, Any]) -> tuple[Place, ...]:
    """Read the first place with the country that the board gives beside it, the others from their words alone."""
    code = optional(info, "jobRequisitionLocation", "country", "alpha2Code") or optional(info, "country", "descriptor")
    main, others = optional(info, "location"), info.get("additionalLocations") or []
    first = [parse_place(main, country=find_country_code(code))] if main else []
    return unique_places([*first, *(parse_place(words) for words in others if isinstance(words, str))])
