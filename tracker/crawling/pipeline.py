"""The one item pipeline: store what comes, a batch a transaction; at the crawl's end learn, read, and store the end."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scrapy.crawler import Crawler
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine
from db.errors import is_passing
from db.maintenance import migrate
from db.vocabulary import Origin
from db.writes.postings import SeenPosting
from spiders.boards.base import BoardSpider
from spiders.posting import Posting, Sighting
from tracker import settings
from tracker.archive.scrapy_cache import ArchiveMiddleware
from tracker.crawling import crawl_end, refetch_policy
from tracker.crawling.crawl_row import CrawlRow
from tracker.crawling.host_lease import HostLease, LeaseLostError
from tracker.crawling.runner import CRAWL_ID, NOT_CLOSED
from tracker.ingest.codec import encode_seen
from tracker.util.reasons import describe_error

if TYPE_CHECKING:
    from tracker.ingest.reposts import Found

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 100
"""Postings stored in one transaction."""
BATCH_SECONDS = 5.0
"""After so long, what has come is stored, however little: a kill loses no more, and the board lists it again."""
RETRY_DELAYS_S = (1, 2, 4, 8, 16)
NOT_KEPT_IN_A_ROW = 5
"""So many postings that the database refuses one after the other end the crawl."""


class StorePipeline:
    """Scrapy's item pipeline: opens a crawl's row with the spider, keeps what comes, and closes it with the spider.

    Whatever happens in between, the crawl is closed with a reason and its hosts are given back.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.origin = Origin(crawler.settings.get("ORIGIN", Origin.BOARD))
        self.replayed = crawler.settings.get("REPLAYED")
        """The recorded crawl that is replayed, if one is."""
        self.kept: set[str] = set()
        self.not_kept_in_a_row = 0
        self.stored: frozenset[str] = frozenset()
        """The board keys of the postings that were stored before this crawl."""
        self.batch: list[SeenPosting] = []
        """What waits to be stored."""
        self._timer: asyncio.TimerHandle | None = None
        """At its end what waits is stored, however little."""
        self._storing: asyncio.Task[None] | None = None
        self.engine: Engine | None = None
        self.row: CrawlRow | None = None
        self.lease: HostLease | None = None
        self._limit: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> BoardSpider:
        spider = self.crawler.spider
        if not isinstance(spider, BoardSpider):
            raise TypeError(f"{spider!r} is not a BoardSpider")
        return spider

    # ---- Scrapy's steps

    async def open_spider(self) -> None:
        # what fails here is followed by close_spider, which gives back what was taken
        self.engine = open_engine(self.crawler.settings["DATABASE_URL"], limited=True)
        if migrate.is_empty(self.engine):
            migrate.upgrade(self.engine)
        migrate.require_current(self.engine)
        self.lease = HostLease.for_crawler(
            self.engine,
            self.crawler,
            self.spider.hosts(),
            delay=None if self.replayed else self.crawler.settings.getfloat("DOWNLOAD_DELAY"),
            on_lost=self._end_early,
        )
        await self.lease.acquire()
        # whatever the crawl stores from here on is stored only while its hosts are its own
        self.engine = self.lease.fence(self.engine)
        recording = ArchiveMiddleware.recording_of(self.crawler)
        if recording:
            # before the crawl's row is made, as that holds up whoever else writes
            await asyncio.to_thread(recording.read_earlier, self.spider.name)
        began = self.replayed.started_at if self.replayed else None
        # in a thread likewise: it may take minutes, in which the lease has to be renewed
        await asyncio.to_thread(crawl_end.read_interrupted, self.engine, self.spider.name, at=began)
        self._open_crawl(CrawlRow(self.engine, self.spider, recording, self.replayed))
        limit = settings.CRAWL_LIMIT.total_seconds()
        self._limit = asyncio.get_running_loop().call_later(
            limit, self._end_early, f"the crawl took longer than {limit / 3600:g} hours"
        )

    async def process_item(self, item: Any) -> Any:
        try:
            seen = self._encode(item)
        except Exception as error:
            self._note_lost(item.board_key, error)
            return item
        if seen.version is None and seen.detail_at is None and seen.board_key in self.stored:
            self.kept.add(seen.board_key)  # the crawl's end marks what the list named, in one statement
            return item
        self.batch.append(seen)
        if len(self.batch) >= AT_ONCE:
            await self._store_waiting()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BATCH_SECONDS, self._begin_storing)
        return item

    def _begin_storing(self) -> None:
        """Store what waits although no more comes: the board may hang, and the program be killed meanwhile."""
        self._storing = asyncio.get_running_loop().create_task(self._store_waiting())

    async def _store_waiting(self) -> None:
        """Store what waits; where that fails, each by itself, so that one bad posting stops nothing."""
        if self._timer:
            self._timer.cancel()
        self._timer, batch, self.batch = None, self.batch, []
        if not batch:
            return
        try:
            await self._retry(self._store, batch)
            self._note_kept(batch)
        except LeaseLostError as lost:
            self._end_early(str(lost))
        except Exception as error:
            if is_passing(error):  # each by itself would wait as long
                for seen in batch:
                    self._note_lost(seen.board_key, error)
                return
            for seen in batch:
                await self._store_one(seen)

    async def _store_one(self, seen: SeenPosting) -> None:
        if self.not_kept_in_a_row >= NOT_KEPT_IN_A_ROW:
            return
        try:
            await self._retry(self._store, [seen])
            self._note_kept([seen])
        except Exception as error:
            self._note_lost(seen.board_key, error)

    def _note_kept(self, seen: Sequence[SeenPosting]) -> None:
        self.kept |= {each.board_key for each in seen}
        self.not_kept_in_a_row = 0

    def _note_lost(self, board_key: str, error: Exception) -> None:
        """Name a posting that could not be kept in the crawl's reason."""
        reason = describe_error(error)
        log.error("posting %s:%s could not be kept: %s", self.spider.name, board_key, reason)
        log.info("where it happened", exc_info=error)
        self.spider.add_fault(f"could not be kept: {reason}", of=f"posting {board_key}")
        self.not_kept_in_a_row += isinstance(error, DBAPIError)
        if self.not_kept_in_a_row == NOT_KEPT_IN_A_ROW:
            # a full disk keeps nothing more, and the board need not be asked for it
            self._end_early(f"{NOT_KEPT_IN_A_ROW} postings in a row could not be kept")

    async def close_spider(self) -> None:
        try:
            if self.row is not None:
                await self._close_crawl(self.row)
        finally:
            if self._limit:
                self._limit.cancel()
            if self.lease:
                await self.lease.release()
            if self.engine:
                self.engine.dispose()

    # ---- the crawl's row

    def _open_crawl(self, row: CrawlRow) -> None:
        via, tokens = self.crawler.settings.get("VIA"), self.lease.tokens if self.lease else {}
        started_at, stored = row.open(via, tokens)
        self.row, self.stored = row, frozenset(stored)
        if self.crawler.stats:
            self.crawler.stats.set_value(CRAWL_ID, row.id)
        ages = refetch_policy.RefetchPolicy.of(self.crawler.settings)
        self.spider.known = refetch_policy.known_details(stored, started_at, ages, settings.VERSION)
        if row.recording:
            self.spider.asked_then = row.recording.was_requested

    def _encode(self, item: Any) -> SeenPosting:
        if isinstance(item, Posting):
            return encode_seen(item, settings.VERSION)
        if isinstance(item, Sighting):
            return SeenPosting(
                board_key=item.board_key, list_fingerprint=item.list_fingerprint, detail_at=item.unchanged_at
            )
        raise TypeError(f"{type(item).__name__} is neither a posting nor a sighting")

    def _store(self, seen: Sequence[SeenPosting]) -> None:
        if self.row is None:
            raise RuntimeError("the crawl has no row yet")
        self.row.store(self.origin, seen)

    async def _close_crawl(self, row: CrawlRow) -> None:
        try:
            if self.lease:
                self.lease.check()
            if self._storing:
                await self._storing
            await self._store_waiting()
            self._name_missing()
            # Minutes of reading on a large board: the lease has to be renewed meanwhile, which the event loop does.
            claims = await asyncio.to_thread(self._work_out, row, await self._retry(row.will_be_complete))
            requests = self.crawler.stats.get_value("downloader/request_count", 0) if self.crawler.stats else 0
            await self._retry(row.close, requests, claims)
        except LeaseLostError as lost:
            # Nothing more is written. The row stays open, as after a kill, and what it brought unknown: the studio's
            # next crawl reads that first, and then closes the row as interrupted.
            self._note_open(str(lost))
        except Exception as error:
            reason = describe_error(error)
            log.error("the crawl of %s could not be closed as it ended: %s", self.spider.name, reason)
            log.info("where it happened", exc_info=True)
            await self._abandon(row, f"its end could not be stored ({reason})")

    def _work_out(self, row: CrawlRow, complete: bool) -> "Found":
        """Learn, read and compare, where there is something to be learned from and to compare: see crawl_end."""
        studio, walk = self.spider.name, self.spider.walk
        about = (row.engine, row.id, studio)
        if complete:
            crawl_end.learn_boilerplate(*about, walk.listed - walk.gone, at=row.ended_then())
        for key, reason in crawl_end.read_versions(*about, at=row.ended_then()).items():
            log.error("posting %s:%s could not be kept: %s", studio, key, reason)
            self.spider.add_fault(f"could not be kept: {reason}", of=f"posting {key}")
            complete = False
        return crawl_end.find_reposts(*about, walk.listed - walk.gone) if complete else []

    async def _abandon(self, row: CrawlRow, reason: str) -> None:
        """Close the row with nothing but a reason; where that fails too, the next crawl closes it as interrupted."""
        try:
            await self._retry(row.abandon, reason)
        except Exception as error:
            log.error("the crawl of %s stays open: %s", self.spider.name, describe_error(error))
            self._note_open(reason)

    def _note_open(self, reason: str) -> None:
        if self.crawler.stats:
            self.crawler.stats.set_value(NOT_CLOSED, reason)

    async def _retry(self, step: Callable[..., T], *args: Any) -> T:
        """Do one transaction; again, a little later each time, where the database is locked or being restarted."""
        for delay in RETRY_DELAYS_S:
            try:
                return step(*args)
            except DBAPIError as error:
                if not is_passing(error):
                    raise
                log.warning("%s; trying again", describe_error(error))
                await asyncio.sleep(delay)
        return step(*args)

    def _end_early(self, why: str) -> None:
        """Stop asking the board; what has come so far is kept."""
        self.spider.add_fault(f"{why}, and it was ended")
        engine = self.crawler.engine
        if engine and engine.spider is not None and self._ending is None:
            # not awaited: the engine waits for the very item or timer that called
            self._ending = asyncio.get_running_loop().create_task(engine.close_spider_async(reason="ended early"))

    def _name_missing(self) -> None:
        """Name what was listed and did not come as a fault, where nothing else explains it."""
        walk = self.spider.walk
        walk.close_unreadable()
        missing = sorted(walk.listed - self.kept - walk.gone - walk.unreadable.keys())
        if missing and not walk.refused and not walk.faults:
            self.spider.add_fault(f"{len(missing)} listed postings did not come: {', '.join(missing[:5])}")
