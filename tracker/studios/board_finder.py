"""Find the boards behind careers addresses: read the page, follow it, and probe what it leads to. Nothing is kept."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response, TextResponse
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.boards.base import BoardSpider, Yielded
from spiders.catalog.board_urls import check_web_address, parse_board_url
from spiders.catalog.careers_page import FoundBoard, find_boards, list_further_pages
from spiders.catalog.studios import Studio
from spiders.errors import AddressError, is_refusal
from spiders.probe import BoardProbe, ProbeFinding, make_probe_class
from tracker.crawling.probe import NOTHING_KEPT, ProbeResult, probe_result
from tracker.crawling.runner import AT_ONCE, CrawlRunner, make_progress_bar
from tracker.studios.known_boards import find_host, find_same_board, make_draft
from tracker.util.reasons import describe_error

MOST_PAGES = 6
"""So many pages of a site are asked for one address, redirects included."""
MOST_BOARDS = 3
"""So many boards that a page leads to are probed."""
_REDIRECTS = [HTTPStatus(status).value for status in (301, 302, 303, 307, 308)]
_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+")
"""A host's name; an address in figures is nobody's careers site."""


@dataclass(kw_only=True, slots=True)
class BoardLookup:
    """One careers address, and what was found behind it."""

    address: str
    title: str | None = None
    """The studio's name, where a person gave it."""
    line: int | None = None
    """Where it stands in a file."""
    twin: Studio | None = None
    """The known studio whose board it is."""
    probes: list[ProbeResult] = field(default_factory=list)
    """The boards behind it, each probed."""
    by: str | None = None
    """What in the page told the first of them; None where the address itself did."""
    why: str | None = None
    """Why nothing was found."""
    unreachable: bool = False
    """Whether that may be otherwise tomorrow."""

    def list_well(self) -> list[ProbeResult]:
        return [each for each in self.probes if each.finding is ProbeFinding.WELL]


class CareersPage(BoardSpider):
    """Ask for one page, and keep what it answers."""

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.answer: Response | None = None
        self.may_pass = True
        """Whether what went wrong may be otherwise tomorrow: neither a refusal nor a page that is not there."""

    def first_request(self) -> Request:
        # A redirect is read and not followed: it leads to the board, or to a host whose robots.txt comes first.
        meta = {"dont_redirect": True, "handle_httpstatus_list": _REDIRECTS}
        return self._make_request(self.address, callback=self.keep_answer, meta=meta)

    def keep_answer(self, response: Response) -> Yielded:
        self.answer = response
        yield from ()

    def handle_failure(self, failure: Failure) -> Yielded:
        error = failure.value
        gone = isinstance(error, HttpError) and self.means_gone(error.response)
        self.may_pass = not (gone or is_refusal(error))  # type: ignore[arg-type]  # of a failure that reached an errback
        yield from super().handle_failure(failure)


class BoardFinder(CrawlRunner):
    """Look careers addresses up, those on different hosts side by side; `report` is called with each that is done."""

    def __init__(
        self,
        settings: Settings,
        lookups: Sequence[BoardLookup],
        known: Callable[[], Iterable[Studio]],
        report: Callable[[BoardLookup], None],
    ) -> None:
        settings.setdict(NOTHING_KEPT, priority="cmdline")
        super().__init__(settings, [], make_progress_bar(total=len(lookups), unit=" addresses"))
        self.lookups, self.known, self.report = lookups, known, report
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def join(self) -> None:
        slots = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._look_up(each, slots) for each in self.lookups))
        self.bar.close()

    async def _look_up(self, lookup: BoardLookup, slots: asyncio.Semaphore) -> None:
        async with slots:
            if self.stopping:
                return
            try:
                await self._find_and_probe(lookup)
            except Exception as error:  # no failure of one address holds up another
                lookup.why = describe_error(error)
            if not self.stopping:
                self.report(lookup)
            self.bar.update()

    async def _find_and_probe(self, lookup: BoardLookup) -> None:
        try:
            check_address(lookup.address)
            drafts = [make_draft(*parse_board_url(lookup.address), lookup.address)]
        except AddressError as error:
            if not error.is_web_address:
                lookup.why = str(error)
                return
            lookup.twin = find_host(lookup.address, self.known())
            drafts = [] if lookup.twin else await self._read_pages(lookup)
        known = list(self.known())
        for draft in drafts:
            if twin := find_same_board(draft, known):
                lookup.twin = twin
                return
        for draft in drafts:
            lookup.probes.append(await self._probe(draft))
        lookup.unreachable |= any(each.finding is ProbeFinding.UNREACHABLE for each in lookup.probes)

    async def _read_pages(self, lookup: BoardLookup) -> list[Studio]:
        """Read the page, those it redirects to, and further pages of its site, until one leads to a board."""
        start = lookup.address if "://" in lookup.address else f"https://{lookup.address}"
        ahead, asked = [start.replace("http://", "https://", 1)], 0
        deeper: list[str] = []
        while ahead and asked < MOST_PAGES:
            url = ahead.pop(0)
            asked += 1
            page = await self._ask(url)
            if page.answer is None:
                lookup.why = lookup.why or page.walk.refused or "the visit was stopped before it began"
                lookup.unreachable |= page.may_pass
                continue
            if page.answer.status in _REDIRECTS:
                target = urljoin(url, (page.answer.headers.get("Location") or b"").decode("latin-1"))
                if drafts := _draft_from_redirect(target, lookup.address):
                    lookup.by = f"{url} redirects to {target}"
                    return drafts
                if _NAME.fullmatch((urlsplit(target).hostname or "").lower()):
                    ahead.insert(0, target.replace("http://", "https://", 1))
                continue
            words = page.answer.text if isinstance(page.answer, TextResponse) else ""
            if boards := find_boards(words, url):
                lookup.by = boards[0].by
                return [_draft_from_board(board, lookup.address) for board in boards[:MOST_BOARDS]]
            if not deeper:  # of the first page alone: a site is not searched, it is asked where its openings are
                deeper = list_further_pages(words, url)
                ahead += deeper
        lookup.why = lookup.why or f"no board that can be read stands behind it ({asked} of its pages were read)"
        return []

    async def _ask(self, url: str) -> CareersPage:
        host = urlsplit(url).netloc
        studio = Studio(name="careers", title=host, board={"host": host}, source_url=url, confidence="low")
        page = await self._run(type("CareersPage", (CareersPage,), {"name": "careers", "studio": studio}), address=url)
        assert isinstance(page, CareersPage)
        return page

    async def _probe(self, draft: Studio) -> ProbeResult:
        probe = await self._run(make_probe_class(draft))
        assert isinstance(probe, BoardProbe)
        return probe_result(probe)

    async def _run(self, spider: type[BoardSpider], **more: Any) -> object:
        """Run one spider while no other of this process visits its hosts; give it back."""
        async with AsyncExitStack() as held:
            for host in sorted(set(spider().hosts())):  # in one order, so that no two wait for each other
                await held.enter_async_context(self.locks[host])
            crawler = self.create_crawler(spider)
            await self.crawl(crawler, **more)
        return crawler.spider


def check_address(address: str) -> None:
    """Raises AddressError where an address cannot be asked."""
    check_web_address(address)
    host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    if not _NAME.fullmatch(host.lower()):
        raise AddressError(f"{address!r} is not the address of a public site", is_web_address=False)


def _draft_from_redirect(target: str, address: str) -> list[Studio]:
    try:
        return [make_draft(*parse_board_url(target), address)]
    except AddressError:
        return []


def _draft_from_board(found: FoundBoard, address: str) -> Studio:
    return make_draft(found.family, dict(found.board), address)


def look_up_boards(
    settings: Settings,
    lookups: Sequence[BoardLookup],
    known: Callable[[], Iterable[Studio]],
    report: Callable[[BoardLookup], None] = lambda _: None,
) -> None:
    """Look each address up; what was found stands in the lookups then."""
    BoardFinder(settings, lookups, known, report).start()
