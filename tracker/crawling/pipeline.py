"""The one item pipeline: read pay, read AI, store. One posting, one transaction."""

import asyncio
import hashlib
import json
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Self

from scrapy.crawler import Crawler
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import leases, migrate, models
from db.vocabulary import Origin, Outcome
from db.writes import crawls, refetch_state
from spiders.boards.base import BoardSpider
from spiders.posting import Place, Posting, Sighting, StatedPay
from spiders.studios import Studio
from tracker import settings
from tracker.archive.recorder import ArchiveMiddleware, CrawlRecording
from tracker.crawling import refetch_policy
from tracker.crawling.host_lease import HostLease
from tracker.ingest import boilerplate as learning
from tracker.ingest import reposts, reread
from tracker.reading.reader import Boilerplate, exchange_rates, located, one_country, read_version
from tracker.reading.text import Text, collapse, from_description

log = logging.getLogger(__name__)


class StorePipeline:
    """Scrapy's item pipeline: opens a crawl's row with the spider, keeps what comes, and closes it with the spider."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.origin = Origin(crawler.settings.get("ORIGIN", Origin.BOARD))
        self.replayed = crawler.settings.get("REPLAYED")
        """The recorded crawl that is replayed, if one is."""
        self.kept: set[str] = set()
        self.boilerplate: Boilerplate | None = None
        """What was learned of the studio before this crawl."""
        self.engine: Engine
        self.crawl_id: int
        self.turn: HostLease
        self.tape: CrawlRecording | None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> BoardSpider:
        spider = self.crawler.spider
        if not isinstance(spider, BoardSpider):
            raise TypeError(f"{spider!r} is not a BoardSpider")
        return spider

    async def open_spider(self) -> None:
        self.engine = migrate.open_engine(self.crawler.settings["DATABASE_URL"])
        if migrate.is_empty(self.engine):
            migrate.upgrade(self.engine)
        migrate.require_current(self.engine)
        self.turn = HostLease(self.engine, self.spider.hosts())
        await self.turn.take()
        self.tape = ArchiveMiddleware.tape(self.crawler)
        spider = self.spider
        with crawls.sessions(self.engine).begin() as session:
            leases.serialize_timestamps(session)
            started_at = self.tape.begin(spider.name, refresh=spider.refresh) if self.tape else datetime.now(UTC)
            crawls.upsert_studios(session, [studio_row(self.spider.studio)])
            self.crawl_id = crawls.open_crawl(
                session,
                self.spider.name,
                started_at,
                program=settings.VERSION,
                via=self.crawler.settings.get("VIA"),
                archive=self.tape.name if self.tape else None,
            )
            self.boilerplate = learning.latest_boilerplate(session, self.spider.name)
            stored = refetch_state.refetch_details(session, self.spider.name)
        ages = refetch_policy.RefetchPolicy.of(self.crawler.settings)
        self.spider.known = refetch_policy.known_details(stored, started_at, ages, settings.VERSION)
        if self.tape:
            self.spider.asked_then = self.tape.asked

    def process_item(self, item: Any) -> Any:
        try:
            with crawls.sessions(self.engine).begin() as session:
                if isinstance(item, Sighting):
                    self._see(session, item)
                elif isinstance(item, Posting):
                    self._keep(session, item)
            self.kept.add(item.board_key)
        except Exception as error:
            # one bad posting stops nothing, and is named in the crawl's reason
            log.exception("posting %s:%s could not be kept", item.studio, item.board_key)
            self.spider.walk.faults.append(f"posting {item.board_key} could not be kept: {error}")
        return item

    def _see(self, session: Session, seen: Sighting) -> None:
        key = (session, self.crawl_id, seen.studio, seen.board_key)
        if seen.unchanged_at:
            crawls.touch_unchanged(*key, list_fingerprint=seen.list_fingerprint, detail_at=seen.unchanged_at)
        else:
            crawls.mark_seen(*key)

    def _keep(self, session: Session, posting: Posting) -> None:
        save_posting(
            session,
            self.crawl_id,
            posting,
            self.origin,
            studio=self.spider.studio.title,
            boilerplate=self.boilerplate,
            read_at=posting.fetched_at if self.replayed else None,
        )
        refetch_state.save_validator(session, posting.studio, posting.board_key, validator_row(posting))

    async def close_spider(self) -> None:
        self._miss()
        claims: list[models.Repost] = []
        if self._will_be_complete():
            await asyncio.to_thread(self._learn)
            claims = await asyncio.to_thread(self._reposts)
        with crawls.sessions(self.engine).begin() as session:
            leases.serialize_timestamps(session)
            finished_at = self.tape.finish() if self.tape else datetime.now(UTC)
            if finished_at:  # a replayed crawl that was killed stays open, as it did when it was
                self._end(session, finished_at)
                session.add_all(claims)
        await self.turn.give_back()
        self.engine.dispose()

    def _miss(self) -> None:
        """Name what was listed and did not come as a fault, where nothing else explains it."""
        walk = self.spider.walk
        missing = sorted(walk.listed - self.kept - walk.gone)
        if missing and not walk.refused and not walk.faults:
            walk.faults.append(f"{len(missing)} listed postings did not come: {', '.join(missing[:5])}")

    def _will_be_complete(self) -> bool:
        """Whether the crawl, if it ended now, would be complete; asked of the database, which then forgets it."""
        at = self.replayed.finished_at if self.replayed else datetime.now(UTC)
        if at is None:
            return False
        with crawls.sessions(self.engine)() as session:
            outcome = self._end(session, at).outcome
            session.rollback()
        return outcome is Outcome.COMPLETE

    def _learn(self) -> None:
        """Learn the studio's boilerplate and read by it. Before the crawl's end is stored, so that a report as of that
        end finds the readings whenever it is written."""
        walk, at = self.spider.walk, self.replayed.finished_at if self.replayed else None
        try:
            learned = learning.update_boilerplate(
                self.engine, self.crawl_id, self.spider.name, walk.listed - walk.gone, at=at
            )
            if learned:
                reread.reread_with_boilerplate(self.engine, learned, read_at=at)
        except Exception:
            # the postings are kept and read, each reading naming the boilerplate it knew; the next crawl goes on
            log.exception("the boilerplate of %s could not be learned", self.spider.name)

    def _reposts(self) -> list[models.Repost]:
        walk = self.spider.walk
        try:
            return reposts.find_reposts(self.engine, self.crawl_id, self.spider.name, walk.listed - walk.gone)
        except Exception:
            # claims stand beside what is kept: without them nothing that was seen is lost
            log.exception("no reposts of %s could be claimed", self.spider.name)
            return []

    def _end(self, session: Session, finished_at: datetime) -> models.Crawl:
        walk = self.spider.walk
        requests = self.crawler.stats.get_value("downloader/request_count", 0) if self.crawler.stats else 0
        return crawls.close_crawl(
            session,
            self.crawl_id,
            finished_at,
            announced=walk.announced,
            listed_keys=walk.listed,
            gone_keys=walk.gone,
            ended=walk.ended,
            faults=walk.faults,
            refused=walk.refused,
            requests=requests,
        )


def studio_row(studio: Studio) -> models.Studio:
    """The table's row of a studio."""
    return models.Studio(
        studio=studio.name,
        name=studio.title,
        parent=studio.parent,
        group=studio.group,
        family=studio.family or None,
        board=studio.board_text(),
        named_in_article=studio.named_in_article,
        terms=studio.terms_text(),
        source_url=studio.source_url,
        confidence=studio.confidence,
        note=studio.note,
        second_board_of=studio.second_board_of,
    )


def validator_row(posting: Posting) -> models.Validator | None:
    if posting.validators is None or posting.fetched_at is None:
        return None
    given = asdict(posting.validators)
    return models.Validator(**given, program=settings.VERSION, read_at=posting.fetched_at)


def save_posting(
    session: Session,
    crawl_id: int,
    posting: Posting,
    origin: Origin,
    *,
    studio: str | None = None,
    boilerplate: Boilerplate | None = None,
    read_at: datetime | None = None,
) -> crawls.Change:
    """Store what a board said of a posting, and read it where its content is new. `studio`: its full name;
    `read_at`: now, unless a replay sets it back."""
    text = from_description(posting.description)
    places = tuple(located(place) for place in posting.places)
    digest = content_digest(posting, text)
    fetched_at = posting.fetched_at or datetime.now(UTC)
    if crawls.current_digest(session, posting.studio, posting.board_key) == digest:
        crawls.touch_unchanged(
            session,
            crawl_id,
            posting.studio,
            posting.board_key,
            list_fingerprint=posting.list_fingerprint,
            detail_at=fetched_at,
        )
        return crawls.Change.UNCHANGED
    version = version_of(posting, text, places, digest, fetched_at)
    reading, ranges, evidence = read_version(
        version, text, places, posting.stated_pay, studio=studio, boilerplate=boilerplate, read_at=read_at
    )
    crawls.upsert_rates(session, exchange_rates(reading))
    return crawls.save_version(
        session,
        crawl_id,
        posting.studio,
        posting.board_key,
        origin,
        version,
        reading,
        ranges,
        evidence,
        list_fingerprint=posting.list_fingerprint,
        detail_at=fetched_at,
    )


def content_digest(posting: Posting, text: Text) -> str:
    """A digest of what makes a version: words, places, pay; not dates, markup, white space or the order of lists."""
    parts: list[Any] = [
        _canonical(posting.title),
        _canonical(text.text),
        sorted(_canonical(place.text) for place in posting.places),
        [
            _canonical(words or "")
            for words in (posting.brand, posting.requisition, posting.department, posting.employment_type)
        ],
        sorted(
            [str(p.minimum), str(p.maximum), p.currency or "", p.unit or "", p.kind or "", _canonical(p.label or "")]
            for p in posting.stated_pay
        ),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _canonical(words: str) -> str:
    return collapse(unicodedata.normalize("NFC", words))


def version_of(
    posting: Posting, text: Text, places: Sequence[Place], digest: str, fetched_at: datetime
) -> models.Version:
    """The row of what a board said, without its number and its posting, which the database gives."""
    return models.Version(
        content_sha256=digest,
        title=collapse(posting.title),
        url=posting.url,
        brand=posting.brand,
        hiring_organization=posting.hiring_organization,
        requisition=posting.requisition,
        department=posting.department,
        employment_type=posting.employment_type,
        language=posting.language,
        places=[asdict(place) for place in places],
        locations="; ".join(place.text for place in places),
        country=one_country(places),
        posted_on=posting.posted_on,
        posted_on_basis=posting.posted_on_basis,
        valid_through=posting.valid_through,
        stated_pay=[_stated(each) for each in posting.stated_pay],
        description_html=posting.description,
        description_text=text.text,
        source_url=posting.source_url,
        response_sha256=posting.response_sha256,
        fetched_at=fetched_at,
        archive=posting.archive,
        archive_record=posting.archive_record,
    )


def _stated(stated: StatedPay) -> dict[str, Any]:
    data = asdict(stated)
    return data | {name: None if data[name] is None else str(data[name]) for name in ("minimum", "maximum")}
