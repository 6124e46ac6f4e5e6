"""BoardCrawl boards: studios that share a host take turns, others run side by side, in one process."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import SETTINGS_PRIORITIES, Settings
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from db import models
from db.vocabulary import Origin, Outcome
from spiders.boards.base import BoardSpider
from spiders.loader import StudioLoader
from tracker.archive.replay import RecordedCrawl
from tracker.errors import ArchiveError

AT_ONCE = 6
"""Boards on different hosts that are visited at the same time."""


RECORDED_PRIORITY = SETTINGS_PRIORITIES["cmdline"] + 1
"""What an archive says of its crawl holds over what is said to the program."""


class CrawlRunner(AsyncCrawlerProcess):
    """One run over several boards, lane by lane. `start()` returns when each was met or the process was stopped."""

    def __init__(self, settings: Settings, spiders: Sequence[type[BoardSpider]], bar: "tqdm[Any]") -> None:
        super().__init__(settings)
        self.lanes = group_by_host(spiders)
        self.stopping = False
        self.bar = bar

    async def meet(self, spider: type[BoardSpider]) -> None:
        """What is done at one board."""
        raise NotImplementedError

    async def join(self) -> None:
        slots = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._travel(lane, slots) for lane in self.lanes))
        self.bar.close()

    async def stop(self) -> None:
        self.stopping = True
        await super().stop()

    async def _travel(self, lane: Sequence[type[BoardSpider]], slots: asyncio.Semaphore) -> None:
        async with slots:
            for spider in lane:
                if self.stopping:
                    return
                await self.meet(spider)


class BoardCrawl(CrawlRunner):
    """Crawl the boards, or replay their archives."""

    def __init__(
        self,
        settings: Settings,
        studios: Sequence[str],
        *,
        refresh: bool = False,
        replay: Mapping[str, Sequence[RecordedCrawl]] | None = None,
    ) -> None:
        loader = StudioLoader.from_settings(settings)
        super().__init__(settings, [loader.load(studio) for studio in studios], make_progress_bar(unit=" postings"))
        self.refresh = refresh
        self.replay = replay or {}
        self.broken: dict[str, str] = {}
        """Studios whose crawl could not even begin, and why."""

    async def meet(self, spider: type[BoardSpider]) -> None:
        try:
            if spider.name in self.replay:
                await self._replay(spider, self.replay[spider.name])
            else:
                await self._crawl_once(spider, {}, refresh=self.refresh)
        except Exception as error:
            self.broken[str(spider.name)] = str(error)

    async def _replay(self, spider: type[BoardSpider], chain: Sequence[RecordedCrawl]) -> None:
        for recorded in chain:
            if not self.stopping:
                await self._crawl_once(spider, recorded.settings(), refresh=recorded.refresh)

    async def _crawl_once(self, spider: type[BoardSpider], settings: Mapping[str, Any], *, refresh: bool) -> None:
        crawler = self.create_crawler(spider)
        crawler.settings.setdict(settings, priority=RECORDED_PRIORITY)
        crawler.signals.connect(self._progress, signals.item_scraped)
        await self.crawl(crawler, refresh=refresh)

    def _progress(self, item: object, spider: BoardSpider) -> None:
        self.bar.set_description(spider.name, refresh=False)
        self.bar.update()


def make_progress_bar(**more: Any) -> "tqdm[Any]":
    """A progress bar on stderr, on a terminal alone."""
    return tqdm(disable=not sys.stderr.isatty(), file=sys.stderr, **more)


def group_by_host(spiders: Sequence[type[BoardSpider]]) -> list[list[type[BoardSpider]]]:
    """Spiders that share a host in one lane, in the order asked for."""
    made: list[tuple[set[str], list[type[BoardSpider]]]] = []
    for spider in spiders:
        hosts = set(spider().hosts())
        shared = [lane for lane in made if lane[0] & hosts]
        for lane in shared:
            made.remove(lane)
        made.append(
            (hosts.union(*(lane[0] for lane in shared)), [each for lane in shared for each in lane[1]] + [spider])
        )
    return [lane for _, lane in made]


def require_order(engine: Engine, chains: Mapping[str, Sequence[RecordedCrawl]]) -> None:
    """Raises ArchiveError where a studio was crawled, as far as the database knows, after an archive was begun."""
    with Session(engine) as session:
        for studio, chain in chains.items():
            visits = (models.Crawl.studio == studio, models.Crawl.outcome.is_distinct_from(Outcome.CLIPPED))
            last = session.scalar(select(func.max(models.Crawl.started_at)).where(*visits))
            if last and last >= chain[0].started_at:
                raise ArchiveError(
                    f"{chain[0].file} is older than what the database has of {studio}, crawled last at {last}: "
                    "replay it into a new database (LABOR_TRACKER_DATABASE_URL)"
                )


def crawl_boards(
    settings: Settings,
    studios: Sequence[str],
    *,
    refresh: bool,
    origin: Origin = Origin.BOARD,
    replay: Mapping[str, Sequence[RecordedCrawl]] | None = None,
) -> dict[str, str]:
    """BoardCrawl the studios' boards; every visit that began leaves its row in the database.

    `replay`: each studio's archives, which then answer in the place of its board.
    Gives the studios whose visit could not begin, and why. `settings` carries DATABASE_URL, VIA and DOWNLOAD_DELAY.
    """
    settings.set("ORIGIN", str(origin), priority="cmdline")
    visit = BoardCrawl(settings, studios, refresh=refresh, replay=replay)
    visit.start()
    return visit.broken
