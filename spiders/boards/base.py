"""BoardSpider: read a board's list page by page, fetch details, and count what was announced and what came."""

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

from spiders.catalog.studios import Studio
from spiders.catalog.terms_of_use import DocumentedInterface, find_documented_interface, load_family_terms
from spiders.conditional import KnownDetail, add_validators, read_validators
from spiders.errors import (
    NoPostingError,
    OffsiteError,
    RobotsDisallowError,
    RobotsUnreadableError,
    ShapeError,
    WaitTooLongError,
    describe_failure,
    is_refusal,
    quote_refusal,
)
from spiders.parsing import bounds
from spiders.parsing.brand import find_brand
from spiders.parsing.json_fields import fingerprint
from spiders.posting import CrawlState, Posting, Sighting

T = TypeVar("T")
Yielded = Iterator[Request | Posting | Sighting]

LIST_FIRST = 100
"""Priority of list pages. The list is read to its end before the first detail, because a board that changes meanwhile
shifts rows from page to page."""
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
    """Whether the board counts it and does not show it to the public."""


@dataclass(kw_only=True, slots=True)
class Page:
    """One page of a board's list."""

    rows: list[Any]
    announced: int | None = None
    """How many postings this page says the board lists; None where it does not say."""
    following: Request | None = None
    """The request for the next page; None where the list ends here."""
    may_be_empty: bool = False
    """Whether a page without a new posting is normal. Elsewhere it means that the list repeats itself for ever."""


def fetch_time(response: Response) -> datetime:
    """When the answer came: the archive's time (`fetched_at` in its meta) in a replay, else now."""
    at: datetime = response.meta.get("fetched_at") or datetime.now(UTC)
    return at


def fetch_date(response: Response) -> date:
    """The day of fetch_time, in UTC: what "posted yesterday" counts from."""
    return fetch_time(response).date()


def _is_answer(error: BaseException) -> bool:
    """Whether an address answered, in a way that says neither no nor later: with an error, or by leading elsewhere."""
    if isinstance(error, HttpError):
        return not is_refusal(error) and error.response.status != HTTPStatus.TOO_MANY_REQUESTS
    return isinstance(error, OffsiteError)


class BoardSpider(scrapy.Spider):
    """Crawl one studio's board.

    A board family is a subclass. It sets `family` (its name in studios.toml), `needs` and `takes` (the keys of a
    studio's `board`), and writes four hooks:

        first_request()               -> Request   asks for the first page of the list (make it with `list_request`)
        parse_page(response)          -> Page      the rows of a list page, the number announced, the next request
        parse_row(raw)                -> Row       a row's board key, and the request for its detail (`detail_request`)
        parse_posting(response, row)  -> Posting   a posting, from its detail or from the row alone

    Where they are needed: `hosts()` (more than `board["host"]`), `fallback_request()` (a second way to the list),
    `means_gone()`, `volatile`, `status_means`, `max_pages`. Hooks read fields with `require` and `optional` of
    spiders.parsing.json_fields; whatever they raise over an answer's shape becomes a fault that names it, and
    NoPostingError says that the posting is gone. spiders.loader makes a class for each studio: its row is `studio`.
    """

    family: ClassVar[str] = ""
    needs: ClassVar[tuple[str, ...]] = ()
    """Keys of a studio's `board` that the family requires."""
    takes: ClassVar[tuple[str, ...]] = ()
    """Optional keys."""
    volatile: ClassVar[frozenset[str]] = frozenset()
    """Fields of a list's row that change without any change to the posting; the fingerprint leaves them out."""
    status_means: ClassVar[Mapping[int, str]] = MappingProxyType({})
    """What an HTTP status of the list means in this family; printed behind it."""
    max_pages = 2_000
    max_failures = 10
    """The crawl stops after so many details in a row that failed."""

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
        """In a replay: whether the recorded crawl sent a request; None where the recording cannot tell."""
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
        """Whether any posting was read, or is known from an earlier crawl."""
        self._digested: tuple[Response, str] | None = None

    # ---- hooks of a board family

    @classmethod
    def hosts(cls) -> list[str]:
        """The hosts that belong to the board; requests to any other are dropped."""
        return [cls.studio.board["host"]]

    def first_request(self) -> Request:
        """Make the request for the first page of the list."""
        raise NotImplementedError

    def parse_page(self, response: Response) -> Page:
        """Read one page of the list. Raises ShapeError."""
        raise NotImplementedError

    def parse_row(self, raw: Any) -> Row:
        """Find a row's board key, and make the request for its detail. Raises ShapeError."""
        raise NotImplementedError

    def parse_posting(self, response: Response, row: Row) -> Posting:
        """Read a posting; `response` is its detail, or the list page where the row has none. Raises ShapeError."""
        raise NotImplementedError

    def means_gone(self, response: Response) -> bool:
        """Whether this answer to a detail says that the posting no longer exists: 404 or 410, or a family's own way."""
        return response.status in _NOT_THERE

    def fallback_request(self, error: BaseException) -> Request | None:
        """Make a request for another way to the list after this error; None: there is no other way.

        Only the pages that the board shows to everyone, or what these ask themselves, may be that other way, and only
        while their own robots.txt allows it: any other would be a way around the board's answer.
        """
        return None

    @classmethod
    def find_documented_interface(cls, host: str) -> DocumentedInterface | None:
        """The vendor's document that publishes this host's interface, named by the studio's terms or its family's."""
        return find_documented_interface(host, (cls.studio.terms, load_family_terms().get(cls.family)))

    # ---- requests

    async def start(self) -> AsyncIterator[Request]:
        yield self.first_request()

    def list_request(self, url: str, **more: Any) -> Request:
        return self._make_request(url, callback=self.read_page, priority=LIST_FIRST, **more)

    def detail_request(self, url: str, **more: Any) -> Request:
        return self._make_request(url, callback=self.read_detail, **more)

    def _make_request(self, url: str, kind: type[Request] = Request, **more: Any) -> Request:
        # Not filtered as a duplicate: Scrapy drops duplicates without a callback, and the crawl would look complete.
        return kind(url, errback=self.handle_failure, dont_filter=True, **more)

    # ---- reading the list and the details

    def read_page(self, response: Response) -> Yielded:
        """Callback of list pages."""
        self.pages += 1
        page = self._read_or_report(self.parse_page, response, lost=self.fail_list)
        if page is None:
            return
        if page.announced is not None:
            self.walk.announced, wrong = bounds.check_announced(page.announced, self.walk.announced)
            if wrong:  # nobody can say then whether the list came whole
                self.add_fault(wrong)
        rows, new = self._read_rows(page)
        if following := self._find_next_request(page, new):
            yield following
        for row in rows:
            yield from self._process_row(row, response)

    def _read_rows(self, page: Page) -> tuple[list[Row], int]:
        """Give the rows not seen before, and how many new ids came, hidden ones included."""
        rows, new = [], 0
        on_this_page: set[str] = set()
        if len(page.rows) > bounds.MAX_ROWS:
            self.add_fault(f"a page of the list has {len(page.rows)} rows; no more than {bounds.MAX_ROWS} are read")
        for raw in page.rows[: bounds.MAX_ROWS]:
            row = self._read_or_report(self.parse_row, raw, lost=self._fail_row)
            if row is None:
                continue
            row.key = bounds.clean_key(row.key)
            if row.key in self.seen_keys:
                # On one page a board repeats itself; on a later one the list may have moved in between, and hidden
                # a posting where another came twice.
                self.repeated += row.key in on_this_page
                continue
            if not row.key.strip() or len(self.seen_keys) >= bounds.MAX_LISTED:
                self._fail_row("its key is blank" if not row.key.strip() else "more postings than a walk takes")
                continue
            self.seen_keys.add(row.key)
            on_this_page.add(row.key)
            new += 1
            if not row.hidden:
                self.walk.listed.add(row.key)
                rows.append(row)
        return rows, new

    def _find_next_request(self, page: Page, new: int) -> Request | None:
        """The next page of the list; None where it ends here, or cannot be read further (a fault then says so)."""
        announced = self.walk.announced
        all_came = announced is not None and self._count_seen() >= announced and not page.may_be_empty
        if page.following is None or (not new and all_came):
            self._end_list()
        elif not new and not page.may_be_empty:
            self.fail_list(f"page {self.pages} of the list names no posting that was not named before")
        elif self.pages >= self.max_pages:
            self.fail_list(f"the list goes on after {self.pages} pages, which is as far as a walk goes")
        else:
            return page.following
        return None

    def _end_list(self) -> None:
        """Close the list: fewer postings than announced are a fault, none at all fails the crawl."""
        announced, came = self.walk.announced, self._count_seen()
        if not came and (announced or self.walk.faults):
            self.fail_crawl(next(iter(self.walk.faults), f"the board announced {announced} postings and listed none"))
            return
        self.walk.ended = True
        if self.repeated:
            self.walk.remarks.add(f"the list names {self.repeated} of its postings twice")
        # What is missing may stand on a page that was not served: none of the others counts as absent then (decision
        # 7).
        if announced is not None and came < announced:
            self.add_fault(f"the board announced {announced} and listed {came}")

    def _count_seen(self) -> int:
        """As boards count: what one page names twice, they announce twice."""
        return len(self.seen_keys) + self.repeated

    def _fail_row(self, why: str) -> None:
        self.add_fault(f"a row of the list: {why}")

    def _process_row(self, row: Row, response: Response) -> Yielded:
        """Give a Sighting for an unchanged row, else request the detail, or read the row where there is none."""
        known = self.known.get(row.key)
        same = known is not None and known.list_fingerprint == fingerprint(row.raw, self.volatile)
        if known and same and not self._must_refetch(row, known):
            yield self._make_sighting(row)
        elif row.detail is not None:
            detail = row.detail.replace(cb_kwargs={"row": row})
            # A posting is read from row and detail: if the row changed, an unchanged detail (304) proves nothing.
            yield add_validators(detail, known.validators) if known and same else detail
        else:
            yield from self.read_detail(response, row)

    def _must_refetch(self, row: Row, known: KnownDetail) -> bool:
        """Whether to fetch the detail although the row is unchanged.

        A replay fetches what the recorded crawl fetched, whatever today's settings say: archives outlive settings.
        """
        asked = self.asked_then(row.detail) if row.detail else None
        return self.refresh or (known.due if asked is None else asked)

    def _make_sighting(self, row: Row, unchanged_at: datetime | None = None) -> Sighting:
        self.any_readable = True
        mark = fingerprint(row.raw, self.volatile)
        return Sighting(studio=self.name, board_key=row.key, list_fingerprint=mark, unchanged_at=unchanged_at)

    def read_detail(self, response: Response, row: Row) -> Yielded:
        """Callback of details; also called with the list page for rows that carry the whole posting."""
        if response.status == HTTPStatus.NOT_MODIFIED and row.detail:
            if "redirect_urls" in response.meta:  # the 304 is about the address redirected to, not about this one
                yield row.detail.replace(cb_kwargs={"row": row})
            else:
                self.failures_in_a_row = 0
                yield self._make_sighting(row, unchanged_at=fetch_time(response))
            return
        try:
            posting = self._read_or_report(
                self.parse_posting, response, row, lost=lambda why: self.fail_detail(row.key, why)
            )
        # Absent from this crawl alone: the next one asks again, whatever the row says (decision 31).
        except NoPostingError:
            self.walk.gone.add(row.key)
            return
        if posting is None:
            return
        if not self.studio.expects(posting.hiring_organization):
            self._refuse_company(posting.hiring_organization)
        self.failures_in_a_row, self.any_readable = 0, True
        yield self._add_provenance(posting, response, row)

    def _add_provenance(self, posting: Posting, response: Response, row: Row) -> Posting:
        """Add where the posting comes from: address, digest, time, archive record; the brand; and clean the text.

        The digest is of the body after transfer and content encoding are undone.
        """
        posting.board_key = row.key
        posting.title = posting.title.strip()
        posting.brand = posting.brand or find_brand(posting.description, self.studio.brand)
        posting.list_fingerprint = fingerprint(row.raw, self.volatile)
        posting.source_url = response.url
        posting.response_sha256 = self._digest_body(response)
        posting.fetched_at = fetch_time(response)
        posting.archive, posting.archive_record = (response.meta.get(name) for name in ("archive", "archive_record"))
        posting.validators = read_validators(response, row.detail)
        for what in bounds.clean_posting(posting, fetch_date(response)):
            self.walk.remarks.add(f"{what}, which is not kept so", of=f"posting {row.key}")
        return posting

    def _digest_body(self, response: Response) -> str:
        """SHA-256 of a body, remembered for the next posting of the same answer: one answer may carry hundreds."""
        if self._digested is None or self._digested[0] is not response:
            self._digested = response, sha256(response.body).hexdigest()
        return self._digested[1]

    def check_company(self, name: str | None) -> None:
        """End the crawl if the list names another company than the studio."""
        if not self.studio.expects(name):
            self._refuse_company(name)

    def _refuse_company(self, name: str | None) -> None:
        self.fail_crawl(f"the board is {name!r}'s, where {self.studio.expect_company!r} belongs")
        raise CloseSpider("the board is another company's")

    # ---- failures

    def _read_or_report(self, read: Callable[..., T], *args: Any, lost: Callable[[str], None]) -> T | None:
        """Call a hook; if the answer does not have the family's shape, call `lost` with a sentence and give None."""
        try:
            return read(*args)
        except _MISSHAPEN as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__
            lost(f"the board changed its shape: {what}")
            return None

    def handle_failure(self, failure: Failure) -> Yielded:
        """Errback of every request: try another way to the list, or note what cannot be read."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        row: Row | None = request.cb_kwargs.get("row")
        error: BaseException = failure.value  # type: ignore[assignment]  # of a failure that reached an errback
        why = self._explain_failure(error, request, is_list=row is None)
        if row is None and (other := self.fallback_request(error)):
            if not isinstance(error, RobotsDisallowError):  # what robots.txt bars day by day is in the field notes
                self.walk.remarks.add(f"{why}; the board's public pages were read instead")
            yield other
        elif isinstance(error, RobotsUnreadableError | WaitTooLongError):
            # either stands for the whole host: no other request to it would be answered in this crawl
            self.fail_list(why)
            raise CloseSpider(why)
        elif row is None:
            self.fail_list(why)
        elif isinstance(error, HttpError) and self.means_gone(error.response):
            self.failures_in_a_row = 0
            self.walk.gone.add(row.key)
        else:
            self.fail_detail(row.key, why, answered=_is_answer(error))

    def _explain_failure(self, error: BaseException, request: Request, *, is_list: bool) -> str:
        if not isinstance(error, HttpError):
            return describe_failure(error, request.url)
        status, parts = error.response.status, urlsplit(request.url)
        means = self.status_means.get(status) if is_list else None
        words = quote_refusal(error.response.body)
        notes = "; ".join(note for note in (means, f"it says {words!r}" if words else None) if note)
        return f"{parts.netloc} answered {status} to {parts.path}" + (f" ({notes})" if notes else "")

    def fail_crawl(self, why: str) -> None:
        """Note that nothing could be learnt from the board; the first reason stays."""
        self.walk.refused = self.walk.refused or bounds.clean_line(why)

    def add_fault(self, why: str, of: str = "") -> None:
        """Note what went wrong, in a sentence; `of`: the posting that it struck.

        A crawl with a fault is not complete, and changes no posting's state.
        """
        self.walk.faults.add(bounds.clean_line(why), of=of)

    def fail_list(self, why: str) -> None:
        """Note that the list cannot be read further; the crawl fails if no posting was named before."""
        if self.walk.listed:
            self.add_fault(why)
        else:
            self.fail_crawl(why)

    def fail_detail(self, key: str, why: str, *, answered: bool = True) -> None:
        """Note that a posting could not be read, and stop the crawl after `max_failures` in a row.

        `answered`: its own address did answer. A refusal or a broken line is no such answer, and a fault each time.
        """
        # Unreadable, and no fault: the list names it, so that it harms no absence, and one page that is served broken
        # for ever would keep the board from ever being complete (decision 7).
        if answered:
            self.walk.unreadable[key] = bounds.clean_line(why)
        else:
            self.add_fault(why, of=f"posting {key}")
        self.failures_in_a_row += 1
        self.unreadable_count += 1
        enough = self.failures_in_a_row >= self.max_failures
        # where one could be read, the family still fits the board, and the others are single postings gone wrong
        if not self.any_readable and (enough or self._has_read_none()):
            self.fail_crawl(f"no posting could be read; posting {key}: {why}")
        if enough:
            self.add_fault(f"{self.max_failures} postings in a row could not be read, and no more were asked for")
            raise CloseSpider("details fail")

    def _has_read_none(self) -> bool:
        """Whether the list has ended and each of its postings failed: a small board never comes to `max_failures`."""
        return self.walk.ended and self.unreadable_count + len(self.walk.gone) >= len(self.walk.listed)
