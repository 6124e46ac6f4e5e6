"""One address, asked once, as a crawl would: robots.txt obeyed, our user agent, the exchange archived."""

from pathlib import Path
from typing import Any, Self
from urllib.parse import urldefrag, urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.settings import Settings
from sqlalchemy import Engine

from db.engine import open_engine
from spiders.boards.base import BoardSpider, Yielded, fetch_time
from spiders.catalog.studios import Studio
from spiders.errors import RobotsDisallowError, RobotsUnreadableError
from tracker.archive.replay import CLIPS
from tracker.archive.scrapy_cache import ArchiveMiddleware
from tracker.clip.page import PDF, Capture, Page, parse_capture
from tracker.crawling.host_lease import HostLease
from tracker.crawling.runner import CrawlRunner, make_progress_bar
from tracker.errors import ClipError


class OnePage(BoardSpider):
    """Asks for one address, and keeps what it answers."""

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.answer: Response | None = None
        self.barred = False

    @classmethod
    def hosts(cls) -> list[str]:
        return [cls.studio.board["host"]]

    def first_request(self) -> Request:
        return self._make_request(self.address, callback=self.take)

    def take(self, response: Response) -> Yielded:
        self.answer = response
        yield from ()

    def handle_failure(self, failure: Any) -> Yielded:
        self.barred = isinstance(failure.value, RobotsDisallowError | RobotsUnreadableError)
        self.fail_crawl(self._explain_failure(failure.value, failure.request, is_list=True))
        yield from ()


class _One(CrawlRunner):
    def __init__(self, settings: Settings, spider: type[OnePage], address: str) -> None:
        super().__init__(settings, [spider], make_progress_bar(total=1, unit=" pages"))
        self.address = address
        self.met: OnePage | None = None

    async def crawl_board(self, spider: type[BoardSpider]) -> None:
        crawler = self.create_crawler(spider)
        await self.crawl(crawler, address=self.address)
        self.met = crawler.spider if isinstance(crawler.spider, OnePage) else None
        self.bar.update()


class ClipPipeline:
    """Scrapy's pipeline of a clip: the archive is begun and ended, and no host is asked while a crawl visits it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.engine: Engine
        self.lease: HostLease

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def open_spider(self) -> None:
        self.engine = open_engine(self.crawler.settings["DATABASE_URL"], limited=True)
        self.lease = HostLease.for_crawler(
            self.engine,
            self.crawler,
            getattr(self.crawler.spider, "allowed_domains", []),
            delay=self.crawler.settings.getfloat("DOWNLOAD_DELAY"),
        )
        await self.lease.acquire()
        if recording := ArchiveMiddleware.recording_of(self.crawler):
            recording.begin_crawl(CLIPS, refresh=True)

    async def close_spider(self) -> None:
        try:
            if recording := ArchiveMiddleware.recording_of(self.crawler):
                recording.finish_crawl()
        finally:
            await self.lease.release()
            self.engine.dispose()


def fetch_page(address: str, settings: Settings, archive: Path) -> Page:
    """The page at an address. Raises ClipError."""
    capture = parse_capture(address)
    ask = urldefrag(capture.ask if capture else address).url.replace("http://", "https://", 1)
    settings.setdict(_make_settings(archive), priority="cmdline")
    journey = _One(settings, _make_spider(ask), ask)
    journey.start()
    return _make_page(address, ask, capture, journey.met)


def _make_settings(archive: Path) -> dict[str, Any]:
    return {
        "ARCHIVE": str(archive),
        "HTTPCACHE_ENABLED": True,
        "ITEM_PIPELINES": {"tracker.clip.from_url.ClipPipeline": 100},
        "ORIGIN": "clip",
    }


def _make_spider(ask: str) -> type[OnePage]:
    host = urlsplit(ask).netloc
    studio = Studio(name=CLIPS, title=host, board={"host": host}, source_url=ask, confidence="low")
    return type("Clip", (OnePage,), {"name": CLIPS, "studio": studio})


def _make_page(given: str, ask: str, capture: Capture | None, spider: OnePage | None) -> Page:
    response = spider.answer if spider else None
    if response is None:
        why = (spider and spider.walk.refused) or "the visit was stopped before it began"
        instead = "; a file of the page that somebody saved can be clipped instead" if spider and spider.barred else ""
        raise ClipError(f"{given} was not kept: {why}{instead}")
    # an archive answers with the capture nearest to the moment asked for, and its address says which that is
    found = parse_capture(response.url) if capture else None
    if capture and found is None:
        raise ClipError(f"{given} was not kept: the archive answered with {response.url}, which is no capture")
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return Page(
        given=given,
        body=response.body,
        # what a server calls a PDF is often none, and the other way round
        content_type=PDF if response.body.startswith(b"%PDF") else kind or "text/html",
        url=found.url if found else response.url,
        source_url=response.url,
        fetched_at=fetch_time(response),
        captured_at=found.at if found else None,
        archive=str(response.meta["archive"]),
        archive_record=str(response.meta["archive_record"]),
    )
