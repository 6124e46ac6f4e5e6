"""Workday's careers sites, by the interface that their own pages use. Field notes: docs/boards/workday.md."""

import re
from datetime import date
from typing import Any, ClassVar

from scrapy.http import Request, Response
from scrapy.http.request.json_request import JsonRequest

from spiders.boards.base import BoardSpider, Page, Row, asked_on
from spiders.boards.places import country_code, from_text, unique
from spiders.boards.shape import ShapeError, iso_date, may, must, read_json, relative_date
from spiders.posting import Place, Posting

AT_ONCE = 20
"""Rows a page; a board answers 400 to more."""
MOST = 2_000
"""The most that a board announces; past that offset it begins again."""
_DATE_POSTED = re.compile(r"Date Posted:(?:\s|&nbsp;|<[^<>]{0,200}>){0,20}(\d{4}-\d{1,2}-\d{1,2})")


class WorkdaySpider(BoardSpider):
    """Set `board = { tenant = "disney", pod = "wd5", site = "disneycareer" }`."""

    family = "workday"
    needs = ("tenant", "pod", "site")
    volatile = frozenset({"postedOn"})
    status_means: ClassVar = {
        303: "the board is under maintenance",
        401: "the tenant is closed to readers without an account",
        403: "the site is closed to readers without an account",
        404: "the tenant has no such site",
        410: "the site is retired",
        422: "no such tenant on this pod, or the pod is under maintenance",
    }

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

    def first(self) -> Request:
        return self._list_from(0)

    def _list_from(self, offset: int) -> Request:
        asked = {"appliedFacets": {}, "limit": AT_ONCE, "offset": offset, "searchText": ""}
        url = f"{self.root}/jobs"
        return self.ask_list(url, kind=JsonRequest, data=asked, meta=self._meta(offset=offset))

    def page(self, response: Response) -> Page:
        answer = read_json(response.body)
        rows, offset = must(answer, "jobPostings", list), response.meta["offset"]
        # Later pages of many tenants say 0.
        announced = must(answer, "total", int) if offset == 0 else self.walk.announced
        if announced is not None and announced >= MOST:
            self.fault(f"the board announces {announced}, the most that it shows; what lies beyond was not seen")
        after = offset + len(rows)
        more = rows and announced is not None and after < min(announced, MOST)
        return Page(rows=rows, announced=announced, following=self._list_from(after) if more else None)

    def row(self, raw: Any) -> Row:
        path = must(raw, "externalPath", str)
        if not path.startswith("/job/"):
            raise ShapeError(f"'externalPath' is {path!r}")
        return Row(key=_key(path, raw), raw=raw, ask=self.ask_detail(self.root + path, meta=self._meta()))

    def posting(self, response: Response, row: Row) -> Posting:
        answer = read_json(response.body)
        info = must(answer, "jobPostingInfo", dict)
        description = must(info, "jobDescription", str)
        on, basis = posted_on(description, info, asked_on(response))
        return Posting(
            studio=self.name,
            board_key=row.key,
            title=must(info, "title", str),
            url=may(info, "externalUrl") or f"https://{self.hosts()[0]}/{self.board['site']}{row.raw['externalPath']}",
            description=description,
            places=_places(info),
            requisition=may(info, "jobReqId"),
            hiring_organization=may(answer, "hiringOrganization", "name"),
            employment_type=may(info, "timeType"),
            posted_on=on,
            posted_on_basis=basis,
            valid_through=iso_date(info.get("endDate")),
        )


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
    text = iso_date(in_body[-1]) if in_body else None
    start = iso_date(info.get("startDate"))
    if text and (start is None or text <= start):
        return text, "text"
    if start:
        return start, "published"
    relative = relative_date(info.get("postedOn"), today)
    return relative, "relative" if relative else None


def _places(info: dict[str, Any]) -> tuple[Place, ...]:
    """The first place with the country that the board gives beside it, and the others by their own words."""
    code = may(info, "jobRequisitionLocation", "country", "alpha2Code") or may(info, "country", "descriptor")
    main, others = may(info, "location"), info.get("additionalLocations") or []
    first = [from_text(main, country=country_code(code))] if main else []
    return unique([*first, *(from_text(words) for words in others if isinstance(words, str))])
