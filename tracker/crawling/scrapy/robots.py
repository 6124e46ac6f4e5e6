"""robots.txt, obeyed, and failing closed: where it cannot be read, nothing allows the crawl."""

import asyncio
import codecs
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from spiders.boards.base import BoardSpider
from spiders.catalog.terms_of_use import DocumentedInterface
from spiders.errors import (
    HostUnreachableError,
    NotAskedError,
    RobotsDisallowError,
    RobotsRefusedError,
    RobotsUnreadableError,
    describe_failure,
)
from tracker.archive.scrapy_cache import ArchiveMiddleware
from tracker.crawling.scrapy.throttle import HostThrottle
from tracker.settings import ROBOTS_NAME

# RFC 9309 (2.3.1.3) counts these among "unavailable", after which a crawler may go on. A host that answers so may well
# be closed to strangers: here they stop the crawl (decision 10).
_BARRED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_OLDEST = timedelta(hours=24)
"""RFC 9309: no longer does one go by an answer."""
_answers: dict[tuple[str, str], tuple[datetime, Response]] = {}
"""By the address that requests go through and that of the robots.txt: when it was read in this process, and the answer
as it came."""
_STOP = ": the crawl stops, as nothing then allows it"
_LONGEST = 500 * 1024
"""Bytes that are read of a robots.txt: what RFC 9309 asks for at least."""


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one host's robots.txt says to us; `unreadable` says why there is no knowing."""

    said: Protego | None = None
    unreadable: str | None = None
    error: type[RobotsUnreadableError] = RobotsUnreadableError
    """What kind of fault `unreadable` is."""
    unasked: bool = False
    """Whether no answer came at all."""
    remark: str | None = None
    """Why an answer that bars elsewhere does not bar here."""

    def allows(self, url: str) -> bool:
        return self.said is None or bool(self.said.can_fetch(url, ROBOTS_NAME))


class RobotsFailClosed:
    """Ask each host's robots.txt once, before anything else of it, and let nothing pass that it bars.

    A request's meta may name further addresses under `robots_too`: then these have to be allowed as well.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.rules: dict[str, asyncio.Future[RobotsRules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsFailClosed":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots_txt"):
            return
        host = urlsplit(request.url).netloc
        rules = await self._rules_of(host)
        if rules.unreadable:
            raise rules.error(rules.unreadable if rules.unasked else f"{rules.unreadable}{_STOP}")
        for url in (request.url, *request.meta.get("robots_too", ())):
            if not rules.allows(url):
                raise RobotsDisallowError(f"robots.txt of {host} disallows {urlsplit(url).path}")

    async def _rules_of(self, host: str) -> RobotsRules:
        if host not in self.rules:
            # A future, stored before the first answer is awaited: whoever comes meanwhile waits for that answer and
            # does not ask again.
            self.rules[host] = asyncio.get_running_loop().create_future()
            self.rules[host].set_result(await self._fetch(host))
        return await self.rules[host]

    async def _fetch(self, host: str) -> RobotsRules:
        url = f"https://{host}/robots.txt"
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={"is_robots_txt": True})
        assert self.crawler.engine
        try:
            response = await self.crawler.engine.download_async(request)
        except NotAskedError as error:  # it leads elsewhere, or its host asks to wait
            return RobotsRules(unreadable=f"robots.txt of {host} could not be read ({describe_failure(error, url)})")
        except Exception as error:  # whatever it was, nothing allows the crawl
            return RobotsRules(unreadable=describe_failure(error, url), error=HostUnreachableError, unasked=True)
        spider = self.crawler.spider
        document = spider.find_documented_interface(host) if isinstance(spider, BoardSpider) else None
        rules = read_robots(response, host, document)
        # The crawl's row, `status` and coverage.csv name the document each time, so that a reader can judge the
        # exception.
        if rules.remark and isinstance(spider, BoardSpider):
            spider.walk.remarks.add(rules.remark)
        return self._heed_delay(rules, host)

    def _heed_delay(self, rules: RobotsRules, host: str) -> RobotsRules:
        asked = rules.said.crawl_delay(ROBOTS_NAME) if rules.said else None
        longest = self.crawler.settings.getfloat("LONGEST_WAIT")
        # No crawl keeps a shorter pause than its host asks for: where the pause is too long to be kept, the crawl
        # stops.
        if asked and asked > longest:
            why = f"robots.txt of {host} asks for {asked:g} seconds between requests, more than {longest:g}"
            return RobotsRules(unreadable=why)
        throttle = self.crawler.get_extension(HostThrottle)
        if asked and throttle:
            throttle.keep_at_least(host, asked)
        return rules


class RobotsCache:
    """Ask no host twice for its robots.txt, however many of its boards one process visits.

    It stands before what counts requests, and behind what archives answers: each crawl's archive holds the answer by
    which that crawl went, with the moment at which it came, and a replay takes it for no request either.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsCache":
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        if not request.meta.get("is_robots_txt"):
            return None
        # A replay goes by the answer that its own archive holds: the cache may hold that of another archive.
        if "REPLAYED" in self.crawler.settings:
            recording = ArchiveMiddleware.recording_of(self.crawler)
            carried = recording.preloaded_response(request) if recording else None
            return carried and carried.replace(flags=["cached"])
        at, response = _answers.get(self._key(request), (None, None))
        if at is None or response is None or datetime.now(UTC) - at > _OLDEST:
            return None
        request.meta["carried_from"] = at
        return response

    def process_response(self, request: Request, response: Response) -> Response:
        fresh = "carried_from" not in request.meta and "REPLAYED" not in self.crawler.settings
        spider, host = self.crawler.spider, urlsplit(request.url).netloc
        settled = isinstance(spider, BoardSpider) and spider.find_documented_interface(host) is not None
        kept = (_is_answer(response.status) or (settled and response.status in _BARRED)) and (
            len(response.body) <= _LONGEST
        )
        if request.meta.get("is_robots_txt") and fresh and kept:
            _answers[self._key(request)] = datetime.now(UTC), response
        return response

    def _key(self, request: Request) -> tuple[str, str]:
        return self.crawler.settings["VIA"] or "", request.url


def _is_answer(status: int) -> bool:
    """Whether it says what is allowed: a failure, or a redirect, is asked again for the next board."""
    return 200 <= status < 300 or (400 <= status < 500 and status not in (*_BARRED, HTTPStatus.TOO_MANY_REQUESTS))


def read_robots(response: Response, host: str, document: DocumentedInterface | None = None) -> RobotsRules:
    """RFC 9309, more carefully: 401 and 403 bar everything too, and a web page is no robots.txt.

    Where the vendor's `document` publishes the interface of this host, 401 and 403 are what the RFC calls unavailable.
    """
    if document and response.status in _BARRED:
        return RobotsRules(
            remark=f"robots.txt of {host} answered {response.status}, which counts as unavailable (RFC 9309, 2.3.1.3), "
            f"as its interface is documented for the public: {document.source_url}, read on {document.read_on}"
        )
    status = response.status
    if status in _BARRED:
        return RobotsRules(unreadable=f"robots.txt of {host} answered {status}", error=RobotsRefusedError)
    # RFC 9309 (2.3.1.4): a host whose robots.txt is unreachable is taken to disallow everything. 429 counts with these:
    # whoever is asked too much allows nothing.
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return RobotsRules(unreadable=f"robots.txt of {host} answered {status}", error=HostUnreachableError)
    if not (200 <= status < 300 or 400 <= status < 500):
        return RobotsRules(unreadable=f"robots.txt of {host} answered {status}")
    # What is left of 4xx says that there is no robots.txt: RFC 9309 (2.3.1.3) lets a crawler go on then.
    if response.status >= HTTPStatus.BAD_REQUEST:
        return RobotsRules()
    words = _decode_robots(response.body[:_LONGEST])
    if what := _name_other_content(words):
        return RobotsRules(unreadable=f"robots.txt of {host} is {what}")
    return RobotsRules(said=Protego.parse(words))


_RULE = re.compile(
    r"^\s*(?:#|(?:user-?agent|dis-?allow|allow|crawl-delay|site-?map|host|clean-param|request-rate|visit-time|noindex|"
    r"content-signal|content-usage)\s*:)",
    re.IGNORECASE | re.MULTILINE,
)


def _decode_robots(body: bytes) -> str:
    """UTF-8, as the RFC has it, or UTF-16, as some editors save it, with its mark or without."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[2:].decode(encoding, "replace").lstrip()
    zeros = body[:200].count(0)
    if zeros * 3 > len(body[:200]):
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace").lstrip()
    return body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")


def _name_other_content(words: str) -> str | None:
    """What an answer is that is no robots.txt: read as one, it would allow everything."""
    if words[:1] == "<":
        return "a web page"
    if words[:1] in ("{", "["):
        return "JSON"
    if "\0" in words:
        return "no text"
    if words.strip() and not _RULE.search(words):
        return "no robots.txt: no line of it is a rule"
    return None
