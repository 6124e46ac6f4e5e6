"""BoardSpider: walk the list, fetch details, count what was announced and what came."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, fields
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

from spiders.conditional import Known, unless_unchanged, validators_of
from spiders.errors import RobotsUnreadableError, WaitTooLongError, in_words
from spiders.parsing.brand import brand_of
from spiders.parsing.json_fields import ShapeError, fingerprint, storable
from spiders.posting import Posting, Seen, Walk
from spiders.studios import Studio

T = TypeVar("T")
Yielded = Iterator[Request | Posting | Seen]

LIST_FIRST = 100
"""The priority of list pages: a list is walked to its end before the first detail, so that it shifts little."""
_MISSHAPEN = (ShapeError, KeyError, TypeError, AttributeError, IndexError, ValueError, ArithmeticError, RecursionError)
_NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(kw_only=True, slots=True)
class Row:
    """One row of a board's list."""

    key: str
    """The board's own id of the posting."""
    raw: Any
    """The row as the board gave it."""
    ask: Request | None = None
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


def asked_at(response: Response) -> datetime:
    """When the answer came: the `fetched_at` of its meta where it was replayed, now where it just arrived."""
    at: datetime = response.meta.get("fetched_at") or datetime.now(UTC)
    return at


def asked_on(response: Response) -> date:
    return asked_at(response).date()


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
    most_pages = 2_000
    most_failures = 10
    """So many details failing one after the other end the asking."""

    studio: ClassVar[Studio]

    def __init__(
        self, *args: Any, known: Mapping[str, Known] | None = None, refresh: bool | str = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.walk = Walk()
        self.known: Mapping[str, Known] = known or {}
        """By board key."""
        self.refresh = refresh in (True, "1", "true", "yes")
        self.asked_then: Callable[[Request], bool | None] = lambda _: None
        """Whether the crawl that this one replays asked a request; None where that does not decide."""
        self.board: Mapping[str, Any] = self.studio.board
        self.allowed_domains: list[str] = self.hosts()
        self.came: set[str] = set()
        self.pages = 0
        self.failures_in_a_row = 0
        self.lost = 0
        """Postings that could not be read."""
        self.well = False
        """Whether any posting was read, or known already."""
        self._digested: tuple[Response, str] | None = None

    # ---- what a family says

    @classmethod
    def hosts(cls) -> list[str]:
        """The hosts that belong to the board; no other is ever asked."""
        return [cls.studio.board["host"]]

    def first(self) -> Request:
        raise NotImplementedError

    def page(self, response: Response) -> Page:
        raise NotImplementedError

    def row(self, raw: Any) -> Row:
        raise NotImplementedError

    def posting(self, response: Response, row: Row) -> Posting:
        raise NotImplementedError

    def instead(self, error: BaseException) -> Request | None:
        """Another way to the list, where robots.txt bars the first; None: there is none."""
        return None

    # ---- requests

    async def start(self) -> AsyncIterator[Request]:
        yield self.first()

    def ask_list(self, url: str, **more: Any) -> Request:
        return self._ask(url, callback=self.read_page, priority=LIST_FIRST, **more)

    def ask_detail(self, url: str, **more: Any) -> Request:
        return self._ask(url, callback=self.read_detail, **more)

    def _ask(self, url: str, kind: type[Request] = Request, **more: Any) -> Request:
        # Never dropped as a duplicate: a dropped request calls nothing back, and the walk would end in silence.
        return kind(url, errback=self.failed, dont_filter=True, **more)

    # ---- the walk

    def read_page(self, response: Response) -> Yielded:
        self.pages += 1
        page = self._read(self.page, response, lost=self.list_lost)
        if page is None:
            return
        if page.announced is not None:
            self.walk.announced = page.announced
        rows, new = self._rows(page)
        if following := self._onward(page, new):
            yield following
        for row in rows:
            yield from self._take(row, response)

    def _rows(self, page: Page) -> tuple[list[Row], int]:
        """The rows not seen before, and how many new ids came, hidden ones among them."""
        rows, new = [], 0
        for raw in page.rows:
            row = self._read(self.row, raw, lost=lambda why: self.fault(f"a row of the list: {why}"))
            if row is None or row.key in self.came:
                continue
            self.came.add(row.key)
            new += 1
            if not row.hidden:
                self.walk.listed.add(row.key)
                rows.append(row)
        return rows, new

    def _onward(self, page: Page, new: int) -> Request | None:
        announced = self.walk.announced
        all_came = announced is not None and len(self.came) >= announced and not page.may_be_empty
        if page.following is None or (not new and all_came):
            self._ended()
        elif not new and not page.may_be_empty:
            self.list_lost(f"page {self.pages} of the list names no posting that was not named before")
        elif self.pages >= self.most_pages:
            self.list_lost(f"the list goes on after {self.pages} pages, which is as far as a walk goes")
        else:
            return page.following
        return None

    def _ended(self) -> None:
        announced, came = self.walk.announced, len(self.came)
        if not came and (announced or self.walk.faults):
            self.refuse(next(iter(self.walk.faults), f"the board announced {announced} postings and listed none"))
            return
        self.walk.ended = True
        if announced is not None and came < announced:
            self.fault(f"the board announced {announced} and listed {came}")

    def _take(self, row: Row, response: Response) -> Yielded:
        known = self.known.get(row.key)
        same = known is not None and known.list_fingerprint == fingerprint(row.raw, self.volatile)
        if known and same and not self._again(row, known):
            yield self._seen(row)
        elif row.ask is not None:
            ask = row.ask.replace(cb_kwargs={"row": row})
            # A posting is read from its row and its detail: with another row, an unchanged detail proves nothing.
            yield unless_unchanged(ask, known.validators) if known and same else ask
        else:
            yield from self.read_detail(response, row)

    def _again(self, row: Row, known: Known) -> bool:
        """Whether the detail is asked though the row has not changed. A replay asks what was asked then."""
        asked = self.asked_then(row.ask) if row.ask else None
        return self.refresh or (known.due if asked is None else asked)

    def _seen(self, row: Row, unchanged_at: datetime | None = None) -> Seen:
        self.well = True
        mark = fingerprint(row.raw, self.volatile)
        return Seen(studio=self.name, board_key=row.key, list_fingerprint=mark, unchanged_at=unchanged_at)

    def read_detail(self, response: Response, row: Row) -> Yielded:
        if response.status == HTTPStatus.NOT_MODIFIED and row.ask:
            if "redirect_urls" in response.meta:  # another address has not changed, which says nothing of this one
                yield row.ask.replace(cb_kwargs={"row": row})
            else:
                self.failures_in_a_row = 0
                yield self._seen(row, unchanged_at=asked_at(response))
            return
        try:
            posting = self._read(self.posting, response, row, lost=lambda why: self.detail_lost(row.key, why))
        except NoPostingError:
            self.walk.gone.add(row.key)
            return
        if posting is None:
            return
        if not self.studio.expects(posting.hiring_organization):
            self._wrong_company(posting.hiring_organization)
        self.failures_in_a_row, self.well = 0, True
        yield self._complete(posting, response, row)

    def _complete(self, posting: Posting, response: Response, row: Row) -> Posting:
        """Add where the words come from. The digest is of the body as read: transfer and content encoding undone."""
        for each in fields(posting):
            if isinstance(words := getattr(posting, each.name), str):
                setattr(posting, each.name, storable(words))
        posting.title = posting.title.strip()
        posting.brand = posting.brand or brand_of(posting.description, self.studio.brand)
        posting.list_fingerprint = fingerprint(row.raw, self.volatile)
        posting.source_url = response.url
        posting.response_sha256 = self._digest_of(response)
        posting.fetched_at = asked_at(response)
        posting.archive, posting.archive_record = (response.meta.get(name) for name in ("archive", "archive_record"))
        posting.validators = validators_of(response, row.ask)
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
        self.refuse(f"the board is {name!r}'s, where {self.studio.expect_company!r} belongs")
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
        if row is None and (other := self.instead(error)):
            yield other
        elif isinstance(error, RobotsUnreadableError | WaitTooLongError):
            self.list_lost(why)
            raise CloseSpider(why)
        elif row is None:
            self.list_lost(why)
        elif isinstance(error, HttpError) and error.response.status in _NOT_THERE:
            self.failures_in_a_row = 0
            self.walk.gone.add(row.key)
        else:
            self.detail_lost(row.key, why)

    def _why(self, error: BaseException, request: Request, *, is_list: bool) -> str:
        if not isinstance(error, HttpError):
            return in_words(error, request.url)
        status, parts = error.response.status, urlsplit(request.url)
        means = self.status_means.get(status) if is_list else None
        return f"{parts.netloc} answered {status} to {parts.path}" + (f" ({means})" if means else "")

    def refuse(self, why: str) -> None:
        self.walk.refused = self.walk.refused or why

    def fault(self, why: str) -> None:
        if why not in self.walk.faults:
            self.walk.faults.append(why)

    def list_lost(self, why: str) -> None:
        """The list cannot be walked further: with nothing named yet, nothing was learnt."""
        if self.walk.listed:
            self.fault(why)
        else:
            self.refuse(why)

    def detail_lost(self, key: str, why: str) -> None:
        self.fault(f"posting {key}: {why}")
        self.failures_in_a_row += 1
        self.lost += 1
        enough = self.failures_in_a_row >= self.most_failures
        if enough:
            self.fault(f"{self.most_failures} postings in a row could not be read, and no more were asked for")
        if not self.well and (enough or self._none_left()):
            self.refuse(f"no posting could be read; {self.walk.faults[0]}")
        if enough:
            raise CloseSpider("details fail")

    def _none_left(self) -> bool:
        """Whether every posting of a list walked to its end has failed: small boards never come to `most_failures`."""
        return self.walk.ended and self.lost + len(self.walk.gone) >= len(self.walk.listed)
