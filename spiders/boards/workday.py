"""Workday's careers sites, by the interface that their own pages use. Field notes: docs/boards/workday.md."""

import re
from collections import deque
from datetime import date
from typing import Any, ClassVar

from scrapy.http import Request, Response
from scrapy.http.request.json_request import JsonRequest

from spiders.boards.base import BoardSpider, Page, Row, request_date
from spiders.parsing.json_fields import ShapeError, optional, parse_iso_date, parse_relative_date, read_json, require
from spiders.parsing.places import country_code, parse_place, unique_places
from spiders.parsing.workday_facets import Slice, choose_facet, read_facets
from spiders.posting import Place, Posting

AT_ONCE = 20
"""Rows a page; a board answers 400 to more."""
_DATE_POSTED = re.compile(r"Date Posted:(?:\s|&nbsp;|<[^<>]{0,200}>){0,20}(\d{4}-\d{1,2}-\d{1,2})")


class WorkdaySpider(BoardSpider):
    """Set `board = { tenant = "disney", pod = "wd5", site = "disneycareer" }`."""

    family = "workday"
    needs = ("tenant", "pod", "site")
    volatile = frozenset({"postedOn"})
    window = 2_000
    """The most that a list announces and shows; past that offset it begins again."""
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
        """What is still to be walked of a list that is longer than it shows."""
        self.whole: set[str] = set()
        """What the first page of such a list named; all of it has to come again in the slices."""
        self.in_slices: set[str] = set()
        self.in_this: set[str] = set()
        """What the slice that is being walked has named."""

    @classmethod
    def hosts(cls) -> list[str]:
        return ["{tenant}.{pod}.myworkdayjobs.com".format(**cls.studio.board)]

    @property
    def root(self) -> str:
        return f"https://{self.hosts()[0]}/wday/cxs/{self.board['tenant']}/{self.board['site']}"

    def _meta(self, **more: Any) -> dict[str, Any]:
        # robots.txt speaks of the site's pages; what it bars there is not read through the interface either.
        pages = f"https://{self.hosts()[0]}/{self.board['site']}/"
        return {"robots_too": [pages], "dont_redirect": True, **more}

    def first_request(self) -> Request:
        return self._list_from(Slice())

    def _list_from(self, part: Slice, offset: int = 0, total: int = 0) -> Request:
        applied = {name: [value] for name, value in part.values.items()}
        asked = {"appliedFacets": applied, "limit": AT_ONCE, "offset": offset, "searchText": ""}
        meta = self._meta(part=part, offset=offset, total=total)
        return self.list_request(f"{self.root}/jobs", kind=JsonRequest, data=asked, meta=meta)

    def parse_page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, offset, part = require(answer, "jobPostings", list), response.meta["offset"], response.meta["part"]
        # Later pages of many tenants say 0.
        total = response.meta["total"] if offset else require(answer, "total", int)
        if not offset and total >= self.window and (cut := self._cut(part, answer, rows, total)):
            return cut
        after = offset + len(rows)
        more = bool(rows) and after < min(total, self.window)
        if not part.values:
            return Page(rows=rows, announced=total, following=self._list_from(part, after, total) if more else None)
        self._note(part, rows, offset)
        following = self._list_from(part, after, total) if more else self._slice_ended(part, total)
        return Page(rows=rows, announced=self.walk.announced, following=following, may_be_empty=True)

    # ---- a list that is longer than it shows

    def _cut(self, part: Slice, answer: dict[str, Any], rows: list[Any], total: int) -> Page | None:
        """The first page of a list too long to be walked, to be followed by its slices; None where it has no facets."""
        if part.expected is not None and part.expected < self.window:
            raise ShapeError(f"the board announced {part.expected} for {_named(part)} and lists {total}")
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
        self.whole |= _paths(rows)
        self.slices.extendleft(reversed(part.cut(facet)))
        announced = self.walk.announced if part.values else exactly or facet.total
        return Page(rows=rows, announced=announced, following=self._list_from(self.slices.popleft()), may_be_empty=True)

    def _note(self, part: Slice, rows: list[Any], offset: int) -> None:
        self.in_this = _paths(rows) | (self.in_this if offset else set())
        self.in_slices |= self.in_this

    def _slice_ended(self, part: Slice, total: int) -> Request | None:
        """The first page of the next slice; None where this was the last."""
        if len(self.in_this) < total:
            self.add_fault(f"the board announced {total} for {_named(part)} and listed {len(self.in_this)}")
        if self.slices:
            return self._list_from(self.slices.popleft())
        if outside := len(self.whole - self.in_slices):
            self.add_fault(f"{outside} postings of the list's first page are in no slice of it")
        return None

    def parse_row(self, raw: Any) -> Row:
        path = require(raw, "externalPath", str)
        if not path.startswith("/job/"):
            raise ShapeError(f"'externalPath' is {path!r}")
        return Row(key=_key(path, raw), raw=raw, detail=self.detail_request(self.root + path, meta=self._meta()))

    def parse_posting(self, response: Response, row: Row) -> Posting:
        answer = read_json(response.body)
        info = require(answer, "jobPostingInfo", dict)
        description = require(info, "jobDescription", str)
        on, basis = posted_on(description, info, request_date(response))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=require(info, "title", str),
            url=optional(info, "externalUrl")
            or f"https://{self.hosts()[0]}/{self.board['site']}{row.raw['externalPath']}",
            description=description,
            places=_places(info),
            requisition=optional(info, "jobReqId"),
            hiring_organization=optional(answer, "hiringOrganization", "name"),
            employment_type=optional(info, "timeType"),
            posted_on=on,
            posted_on_basis=basis,
            valid_through=parse_iso_date(info.get("endDate")),
        )


def _named(part: Slice) -> str:
    return " and ".join(f"{name} {value}" for name, value in part.values.items())


def _paths(rows: list[Any]) -> set[str]:
    return {str(row.get("externalPath")) for row in rows if isinstance(row, dict)}


def _key(path: str, raw: dict[str, Any]) -> str:
    """The id at the end of the path: the requisition, and after it -1, -2 where that has further postings."""
    _, underscore, key = path.rpartition("_")
    if underscore and key and "/" not in key:
        return key
    bullets = raw.get("bulletFields")
    if not isinstance(bullets, list) or not bullets or not isinstance(bullets[0], str):
        raise ShapeError(f"no id stands in 'externalPath' {path!r} nor in 'bulletFields'")
    return bullets[0]


def posted_on(description: str, info: dict[str, Any], today: date) -> tuple[date | None, str | None]:
    """The earliest of the dates given: a refresh moves startDate, while the date in the body stays."""
    in_body = _DATE_POSTED.findall(description)
    text = parse_iso_date(in_body[-1]) if in_body else None
    start = parse_iso_date(info.get("startDate"))
    if text and (start is None or text <= start):
        return text, "text"
    if start:
        return start, "published"
    relative = parse_relative_date(info.get("postedOn"), today)
    return relative, "relative" if relative else None


def _places(info: dict[str, Any]) -> tuple[Place, ...]:
    """The first place with the country that the board gives beside it, and the others by their own words."""
    code = optional(info, "jobRequisitionLocation", "country", "alpha2Code") or optional(info, "country", "descriptor")
    main, others = optional(info, "location"), info.get("additionalLocations") or []
    first = [parse_place(main, country=country_code(code))] if main else []
    return unique_places([*first, *(parse_place(words) for words in others if isinstance(words, str))])
