"""BoardSpider: walk the list, fetch details, count what was announced and what came."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders import bounds
from spiders.conditional import KnownDetail, add_validators, read_validators
from spiders.errors import RobotsUnreadableError, WaitTooLongError, describe_failure
from spiders.parsing.brand import find_brand
from spiders.parsing.json_fields import ShapeError, fingerprint
from spiders.posting import CrawlState, Posting, Sighting
from spiders.studios import Studio

T = TypeVar("T")
Yielded = Iterator[Request | Posting | Sighting]

LIST_FIRST = 100
"""The priority of list pages: a list is walked to its end before the first detail, so that it shifts little."""
_MISSHAPEN = (
    *(ShapeError, KeyError, TypeError, AttributeError, IndexError, ValueError),
    *(ArithmeticError, RecursionError, MemoryError),
)
_NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(kw_only=True, slots=True)
class Row:
    """One row of a board's list."""

    key: str
    """The board's own id of the posting."""
    raw: Any
    """The row as the board gave it."""
    detail: Request | None = None
    """The request for its detail; None where the list carries the description."""
    hidden: bool = False
    """Whether it counts among what the board announces, but is not for the public."""


@dataclass(kw_only=True, slots=True)
class Page:
    """One page of a board's list."""

    rows: list[Any]
    announced: int | None = None
    """How many postings this page says the board lists; None where it does not say."""
    following: Request | None = None
    """The request for the next page; None where the list ends here."""
    may_be_empty: bool = False
    """Whether a page that names nothing new is no sign of a list that runs in a ring."""


def request_time(response: Response) -> datetime:
    """When the answer came: the `fetched_at` of its meta where it was replayed, now where it just arrived."""
    at: datetime = response.meta.get("fetched_at") or datetime.now(UTC)
    return at


def request_date(response: Response) -> date:
    return request_time(response).date()


class NoPostingError(Exception):
    """A detail that answered, saying that there is no such posting."""


class BoardSpider(scrapy.Spider):
    """Visit one studio's board.

    A family sets `family`, `needs` and `takes`, and says how to ask for the first page (`first`), what a page holds
    (`page`), what a row holds (`row`) and what a detail holds (`posting`). Those read by `must` and `may` of
    spiders.parsing.json_fields; whatever they raise over an answer's shape becomes a fault that names it.
    The loader makes a class of it for each studio, with the studio's row as `studio`.
    """

    family: ClassVar[str] = ""
    needs: ClassVar[tuple[str, ...]] = ()
    """Names in the row's `board` that the family cannot do without."""
    takes: ClassVar[tuple[str, ...]] = ()
    """Further names that it understands."""
    volatile: ClassVar[frozenset[str]] = frozenset()
    """Fields of a list's row that the board changes by itself, without any change to the posting."""
    status_means: ClassVar[Mapping[int, str]] = MappingProxyType({})
    """What a status means where this family's list is asked."""
    max_pages = 2_000
    max_failures = 10
    """So many details failing one after the other end the asking."""

    studio: ClassVar[Studio]

    def __init__(
        self, *args: Any, known: Mapping[str, KnownDetail] | None = None, refresh: bool | str = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.walk = CrawlState()
        self.known: Mapping[str, KnownDetail] = known or {}
        """By board key."""
        self.refresh = refresh in (True, "1", "true", "yes")
        self.asked_then: Callable[[Request], bool | None] = lambda _: None
        """Whether the crawl that this one replays asked a request; None where that does not decide."""
        self.board: Mapping[str, Any] = self.studio.board
        self.allowed_domains: list[str] = self.hosts()
        self.seen_keys: set[str] = set()
        self.repeated = 0
        """Rows whose posting the same page had named."""
        self.pages = 0
        self.failures_in_a_row = 0
        self.unreadable_count = 0
        """Postings that could not be read."""
        self.any_readable = False
        """Whether any posting was read, or known already."""
        self._digested: tuple[Response, str] | None = None

    # ---- what a family says

    @classmethod
    def hosts(cls) -> list[str]:
        """The hosts that belong to the board; no other is ever asked."""
        return [cls.studio.board["host"]]

    def first_request(self) -> Request:
        raise NotImplementedError

    def parse_page(self, response: Response) -> Page:
        raise NotImplementedError

    def parse_row(self, raw: Any) -> Row:
        raise NotImplementedError

    def parse_posting(self, response: Response, row: Row) -> Posting:
        raise NotImplementedError

    def fallback_request(self, error: BaseException) -> Request | None:
        """Another way to the list, where robots.txt bars the first; None: there is none."""
        return None

    # ---- requests

    async def start(self) -> AsyncIterator[Request]:
        yield self.first_request()

    def list_request(self, url: str, **more: Any) -> Request:
        return self._ask(url, callback=self.read_page, priority=LIST_FIRST, **more)

    def detail_request(self, url: str, **more: Any) -> Request:
        return self._ask(url, callback=self.read_detail, **more)

    def _ask(self, url: str, kind: type[Request] = Request, **more: Any) -> Request:
        # Never dropped as a duplicate: a dropped request calls nothing back, and the walk would end in silence.
        return kind(url, errback=self.failed, dont_filter=True, **more)

    # ---- the walk

    def read_page(self, response: Response) -> Yielded:
        self.pages += 1
        page = self._read(self.parse_page, response, lost=self.list_failed)
        if page is None:
            return
        if page.announced is not None:
            self.walk.announced, wrong = bounds.check_announced(page.announced, self.walk.announced)
            if wrong:  # nobody can say then whether the list came whole
                self.add_fault(wrong)
        rows, new = self._rows(page)
        if following := self._onward(page, new):
            yield following
        for row in rows:
            yield from self._take(row, response)

    def _rows(self, page: Page) -> tuple[list[Row], int]:
        """The rows not seen before, and how many new ids came, hidden ones among them."""
        rows, new = [], 0
        on_this_page: set[str] = set()
        if len(page.rows) > bounds.MAX_ROWS:
            self.add_fault(f"a page of the list has {len(page.rows)} rows; no more than {bounds.MAX_ROWS} are read")
        for raw in page.rows[: bounds.MAX_ROWS]:
            row = self._read(self.parse_row, raw, lost=self._row_failed)
            if row is None:
                continue
            row.key = bounds.clean_key(row.key)
            if row.key in self.seen_keys:
                # On one page a board repeats itself; on a later one the list may have moved in between, and hidden
                # a posting where another came twice.
                self.repeated += row.key in on_this_page
                continue
            if not row.key.strip() or len(self.seen_keys) >= bounds.MAX_LISTED:
                self._row_failed("its key is blank" if not row.key.strip() else "more postings than a walk takes")
                continue
            self.seen_keys.add(row.key)
            on_this_page.add(row.key)
            new += 1
            if not row.hidden:
                self.walk.listed.add(row.key)
                rows.append(row)
        return rows, new

    def _onward(self, page: Page, new: int) -> Request | None:
        announced = self.walk.announced
        all_came = announced is not None and self._came() >= announced and not page.may_be_empty
        if page.following is None or (not new and all_came):
            self._ended()
        elif not new and not page.may_be_empty:
            self.list_failed(f"page {self.pages} of the list names no posting that was not named before")
        elif self.pages >= self.max_pages:
            self.list_failed(f"the list goes on after {self.pages} pages, which is as far as a walk goes")
        else:
            return page.following
        return None

    def _ended(self) -> None:
        announced, came = self.walk.announced, self._came()
        if not came and (announced or self.walk.faults):
            self.fail(next(iter(self.walk.faults), f"the board announced {announced} postings and listed none"))
            return
        self.walk.ended = True
        if self.repeated:
            self.walk.remarks.add(f"the list names {self.repeated} of its postings twice")
        if announced is not None and came < announced:
            self.add_fault(f"the board announced {announced} and listed {came}")

    def _came(self) -> int:
        """As boards count: what one page names twice, they announce twice."""
        return len(self.seen_keys) + self.repeated

    def _row_failed(self, why: str) -> None:
        self.add_fault(f"a row of the list: {why}")

    def _take(self, row: Row, response: Response) -> Yielded:
        known = self.known.get(row.key)
        same = known is not None and known.list_fingerprint == fingerprint(row.raw, self.volatile)
        if known and same and not self._again(row, known):
            yield self._seen(row)
        elif row.detail is not None:
            detail = row.detail.replace(cb_kwargs={"row": row})
            # A posting is read from its row and its detail: with another row, an unchanged detail proves nothing.
            yield add_validators(detail, known.validators) if known and same else detail
        else:
            yield from self.read_detail(response, row)

    def _again(self, row: Row, known: KnownDetail) -> bool:
        """Whether the detail is asked though the row has not changed. A replay asks what was asked then."""
        asked = self.asked_then(row.detail) if row.detail else None
        return self.refresh or (known.due if asked is None else asked)

    def _seen(self, row: Row, unchanged_at: datetime | None = None) -> Sighting:
        self.any_readable = True
        mark = fingerprint(row.raw, self.volatile)
        return Sighting(studio=self.name, board_key=row.key, list_fingerprint=mark, unchanged_at=unchanged_at)

    def read_detail(self, response: Response, row: Row) -> Yielded:
        if response.status == HTTPStatus.NOT_MODIFIED and row.detail:
            if "redirect_urls" in response.meta:  # another address has not changed, which says nothing of this one
                yield row.detail.replace(cb_kwargs={"row": row})
            else:
                self.failures_in_a_row = 0
                yield self._seen(row, unchanged_at=request_time(response))
            return
        try:
            posting = self._read(self.parse_posting, response, row, lost=lambda why: self.detail_failed(row.key, why))
        except NoPostingError:
            self.walk.gone.add(row.key)
            return
        if posting is None:
            return
        if not self.studio.expects(posting.hiring_organization):
            self._wrong_company(posting.hiring_organization)
        self.failures_in_a_row, self.any_readable = 0, True
        yield self._complete(posting, response, row)

    def _complete(self, posting: Posting, response: Response, row: Row) -> Posting:
        """Add where the words come from. The digest is of the body as read: transfer and content encoding undone."""
        posting.board_key = row.key
        posting.title = posting.title.strip()
        posting.brand = posting.brand or find_brand(posting.description, self.studio.brand)
        posting.list_fingerprint = fingerprint(row.raw, self.volatile)
        posting.source_url = response.url
        posting.response_sha256 = self._digest_of(response)
        posting.fetched_at = request_time(response)
        posting.archive, posting.archive_record = (response.meta.get(name) for name in ("archive", "archive_record"))
        posting.validators = read_validators(response, row.detail)
        for what in bounds.clean_posting(posting, request_date(response)):
            self.walk.remarks.add(f"{what}, which is not kept so", of=f"posting {row.key}")
        return posting

    def _digest_of(self, response: Response) -> str:
        """Kept for the next posting of the same answer: a whole board's is large, and carries hundreds."""
        if self._digested is None or self._digested[0] is not response:
            self._digested = response, sha256(response.body).hexdigest()
        return self._digested[1]

    def check_company(self, name: str | None) -> None:
        """End the crawl where the list answers for another company than the studio."""
        if not self.studio.expects(name):
            self._wrong_company(name)

    def _wrong_company(self, name: str | None) -> None:
        self.fail(f"the board is {name!r}'s, where {self.studio.expect_company!r} belongs")
        raise CloseSpider("the board is another company's")

    # ---- what goes wrong

    def _read(self, read: Callable[..., T], *args: Any, lost: Callable[[str], None]) -> T | None:
        try:
            return read(*args)
        except _MISSHAPEN as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__
            lost(f"the board changed its shape: {what}")
            return None

    def failed(self, failure: Failure) -> Yielded:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        row: Row | None = request.cb_kwargs.get("row")
        error: BaseException = failure.value  # type: ignore[assignment]  # of a failure that reached an errback
        why = self._why(error, request, is_list=row is None)
        if row is None and (other := self.fallback_request(error)):
            yield other
        elif isinstance(error, RobotsUnreadableError | WaitTooLongError):
            self.list_failed(why)
            raise CloseSpider(why)
        elif row is None:
            self.list_failed(why)
        elif isinstance(error, HttpError) and error.response.status in _NOT_THERE:
            self.failures_in_a_row = 0
            self.walk.gone.add(row.key)
        else:
            self.detail_failed(row.key, why)

    def _why(self, error: BaseException, request: Request, *, is_list: bool) -> str:
        if not isinstance(error, HttpError):
            return describe_failure(error, request.url)
        status, parts = error.response.status, urlsplit(request.url)
        means = self.status_means.get(status) if is_list else None
        return f"{parts.netloc} answered {status} to {parts.path}" + (f" ({means})" if means else "")

    def fail(self, why: str) -> None:
        self.walk.refused = self.walk.refused or bounds.clean_line(why)

    def add_fault(self, why: str, of: str = "") -> None:
        """Note what makes the crawl incomplete; `of`: the posting that it struck."""
        self.walk.faults.add(bounds.clean_line(why), of=of)

    def list_failed(self, why: str) -> None:
        """The list cannot be walked further: with nothing named yet, nothing was learnt."""
        if self.walk.listed:
            self.add_fault(why)
        else:
            self.fail(why)

    def detail_failed(self, key: str, why: str) -> None:
        self.add_fault(why, of=f"posting {key}")
        self.failures_in_a_row += 1
        self.unreadable_count += 1
        enough = self.failures_in_a_row >= self.max_failures
        if enough:
            self.add_fault(f"{self.max_failures} postings in a row could not be read, and no more were asked for")
        if not self.any_readable and (enough or self._none_left()):
            self.fail(f"no posting could be read; {self.walk.faults[0]}")
        if enough:
            raise CloseSpider("details fail")

    def _none_left(self) -> bool:
        """Whether every posting of a list walked to its end has failed: small boards never come to `max_failures`."""
        return self.walk.ended and self.unreadable_count + len(self.walk.gone) >= len(self.walk.listed)
