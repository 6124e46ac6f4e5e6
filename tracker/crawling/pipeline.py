"""The one item pipeline: read pay, read AI, store. One posting, one transaction."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from scrapy.crawler import Crawler
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from db.engine import durable_sessions, open_engine, write_sessions
from db.errors import is_passing
from db.maintenance import migrate
from db.queries.outcome import Confirmation
from db.vocabulary import Origin, Outcome
from db.writes import crawls, leases, refetch_state
from db.writes.postings import touch_unchanged
from spiders.boards.base import BoardSpider
from spiders.posting import Posting, Sighting
from tracker import settings
from tracker.archive.storage import ArchiveMiddleware, CrawlRecording
from tracker.crawling import refetch_policy
from tracker.crawling.host_lease import HostLease
from tracker.crawling.runner import CRAWL_ID, NOT_CLOSED
from tracker.ingest import boilerplate as learning
from tracker.ingest import reposts, reread
from tracker.ingest.codec import encode_studio, encode_validator
from tracker.ingest.save_posting import save_posting
from tracker.reading.reader import Boilerplate
from tracker.util.reasons import describe_error

log = logging.getLogger(__name__)

T = TypeVar("T")

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
        self.boilerplate: Boilerplate | None = None
        """What was learned of the studio before this crawl."""
        self.engine: Engine | None = None
        self.crawl_id: int | None = None
        self.lease: HostLease | None = None
        self.recording: CrawlRecording | None = None
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
        self.engine = open_engine(self.crawler.settings["DATABASE_URL"])
        if migrate.is_empty(self.engine):
            migrate.upgrade(self.engine)
        migrate.require_current(self.engine)
        self.lease = HostLease(self.engine, self.spider.hosts())
        await self.lease.acquire()
        self.recording = ArchiveMiddleware.recording_of(self.crawler)
        if self.recording:
            # before the crawl's row is made, as that holds up whoever else writes
            await asyncio.to_thread(self.recording.read_earlier, self.spider.name)
        self._open_crawl()
        limit = settings.CRAWL_LIMIT.total_seconds()
        self._limit = asyncio.get_running_loop().call_later(
            limit, self._end_early, f"the crawl took longer than {limit / 3600:g} hours"
        )

    async def process_item(self, item: Any) -> Any:
        try:
            await self._retry(self._store, item)
            self.kept.add(item.board_key)
            self.not_kept_in_a_row = 0
        except Exception as error:
            # one bad posting stops nothing, and is named in the crawl's reason
            reason = describe_error(error)
            log.error("posting %s:%s could not be kept: %s", item.studio, item.board_key, reason)
            log.info("where it happened", exc_info=True)
            self.spider.add_fault(f"could not be kept: {reason}", of=f"posting {item.board_key}")
            self.not_kept_in_a_row += isinstance(error, DBAPIError)
            if self.not_kept_in_a_row == NOT_KEPT_IN_A_ROW:
                # a full disk keeps nothing more, and the board need not be asked for it
                self._end_early(f"{NOT_KEPT_IN_A_ROW} postings in a row could not be kept")
        return item

    async def close_spider(self) -> None:
        try:
            if self.crawl_id is not None:
                await self._close_crawl()
        finally:
            if self._limit:
                self._limit.cancel()
            if self.lease:
                await self.lease.release()
            if self.engine:
                self.engine.dispose()

    # ---- the crawl's row

    def _sessions(self, *, durable: bool = False) -> sessionmaker[Session]:
        if self.engine is None:
            raise RuntimeError("the crawl has no database yet")
        return durable_sessions(self.engine) if durable else write_sessions(self.engine)

    def _row_id(self) -> int:
        if self.crawl_id is None:
            raise RuntimeError("the crawl has no row yet")
        return self.crawl_id

    def _open_crawl(self) -> None:
        spider, recording = self.spider, self.recording
        with self._sessions().begin() as session:
            leases.serialize_timestamps(session)
            started_at = recording.begin_crawl(spider.name, refresh=spider.refresh) if recording else datetime.now(UTC)
            crawls.upsert_studios(session, [encode_studio(spider.studio)])
            crawl_id = crawls.open_crawl(
                session,
                spider.name,
                started_at,
                program=settings.VERSION,
                via=self.crawler.settings.get("VIA"),
                archive=recording.name if recording else None,
            )
            self.boilerplate = learning.latest_boilerplate(session, spider.name)
            stored = refetch_state.refetch_details(session, spider.name)
        self.crawl_id = crawl_id
        if self.crawler.stats:
            self.crawler.stats.set_value(CRAWL_ID, crawl_id)
        ages = refetch_policy.RefetchPolicy.of(self.crawler.settings)
        spider.known = refetch_policy.known_details(stored, started_at, ages, settings.VERSION)
        if recording:
            spider.asked_then = recording.was_requested

    def _store(self, item: Any) -> None:
        with self._sessions().begin() as session:
            if isinstance(item, Sighting):
                self._store_sighting(session, item)
            elif isinstance(item, Posting):
                self._store_posting(session, item)

    def _store_sighting(self, session: Session, seen: Sighting) -> None:
        key = (session, self._row_id(), seen.studio, seen.board_key)
        if seen.unchanged_at:
            touch_unchanged(*key, list_fingerprint=seen.list_fingerprint, detail_at=seen.unchanged_at)
        else:
            crawls.mark_seen(*key)

    def _store_posting(self, session: Session, posting: Posting) -> None:
        save_posting(
            session,
            self._row_id(),
            posting,
            self.origin,
            studio=self.spider.studio.title,
            boilerplate=self.boilerplate,
            read_at=posting.fetched_at if self.replayed else None,
        )
        refetch_state.save_validator(
            session, posting.studio, posting.board_key, encode_validator(posting, settings.VERSION)
        )

    async def _close_crawl(self) -> None:
        self._name_missing()
        try:
            claims: reposts.Found = []
            if await self._retry(self._will_be_complete):
                # Minutes of reading on a large board: the lease has to be renewed meanwhile, which the event loop does.
                await asyncio.to_thread(self._learn_boilerplate)
                claims = await asyncio.to_thread(self._find_reposts)
            await self._retry(self._store_end, claims)
        except Exception as error:
            reason = describe_error(error)
            log.error("the crawl of %s could not be closed as it ended: %s", self.spider.name, reason)
            log.info("where it happened", exc_info=True)
            await self._abandon(f"its end could not be stored ({reason})")

    async def _abandon(self, reason: str) -> None:
        """Close the row with nothing but a reason; where that fails too, the next crawl closes it as interrupted."""
        try:
            await self._retry(self._store_abandoned, reason)
        except Exception as error:
            log.error("the crawl of %s stays open: %s", self.spider.name, describe_error(error))
            if self.crawler.stats:
                self.crawler.stats.set_value(NOT_CLOSED, reason)

    def _store_abandoned(self, reason: str) -> None:
        with self._sessions(durable=True).begin() as session:
            crawls.abandon_crawl(session, self._row_id(), datetime.now(UTC), reason)

    def _store_end(self, claims: reposts.Found) -> None:
        # with it, everything that the crawl stored before has reached the disk
        with self._sessions(durable=True).begin() as session:
            leases.serialize_timestamps(session)
            finished_at = self.recording.finish_crawl() if self.recording else datetime.now(UTC)
            if finished_at:  # a replayed crawl that was killed stays open, as it did when it was
                self._end(session, finished_at)
                reposts.save_reposts(session, self._row_id(), claims)

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

    def _will_be_complete(self) -> bool:
        """Dry run: close the crawl, read its outcome, roll back."""
        at = self.replayed.finished_at if self.replayed else datetime.now(UTC)
        if at is None:
            return False
        # The same code as the real end decides, so that the two cannot come to differ.
        with self._sessions()() as session:
            outcome = self._end(session, at)
            session.rollback()
        return outcome is Outcome.COMPLETE

    def _learn_boilerplate(self) -> None:
        """Learn the studio's boilerplate and read by it. Before the crawl's end is stored, so that a report as of that
        end finds the readings whenever it is written."""
        walk, at = self.spider.walk, self.replayed.finished_at if self.replayed else None
        if self.engine is None:
            return
        try:
            learned = learning.update_boilerplate(
                self.engine, self._row_id(), self.spider.name, walk.listed - walk.gone, at=at
            )
            if learned:
                reread.reread_with_boilerplate(self.engine, learned, read_at=at)
        except Exception as error:
            # the postings are kept and read, each reading naming the boilerplate it knew; the next crawl goes on
            log.error("the boilerplate of %s could not be learned: %s", self.spider.name, describe_error(error))
            log.info("where it happened", exc_info=True)

    def _find_reposts(self) -> reposts.Found:
        walk = self.spider.walk
        if self.engine is None:
            return []
        try:
            return reposts.find_reposts(self.engine, self._row_id(), self.spider.name, walk.listed - walk.gone)
        except Exception as error:
            # claims stand beside what is kept: without them nothing that was seen is lost
            log.error("no reposts of %s could be claimed: %s", self.spider.name, describe_error(error))
            log.info("where it happened", exc_info=True)
            return []

    def _end(self, session: Session, finished_at: datetime) -> Outcome | None:
        walk = self.spider.walk
        requests = self.crawler.stats.get_value("downloader/request_count", 0) if self.crawler.stats else 0
        return crawls.close_crawl(
            session,
            self._row_id(),
            finished_at,
            announced=walk.announced,
            listed_keys=walk.listed,
            gone_keys=walk.gone,
            ended=walk.ended,
            faults=walk.faults,
            remarks=walk.remarks,
            refused=walk.refused,
            requests=requests,
            confirmation=Confirmation(
                suspect=settings.CONFIRM_AFTER, empty=settings.EMPTY_AFTER, absence=settings.CONFIRM_AFTER
            ),
        ).outcome
