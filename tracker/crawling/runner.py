"""Crawl several boards in one process: studios that share a host one after the other, others side by side."""

import asyncio
import logging
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import SETTINGS_PRIORITIES, Settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from tqdm import tqdm

from db.queries.crawls import select_last_start
from db.vocabulary import Origin
from spiders.boards.base import BoardSpider
from spiders.loader import StudioLoader
from tracker.errors import ArchiveError
from tracker.util.logs import make_formatter
from tracker.util.reasons import describe_error
from tracker.util.terminal import TerminalFilter

if TYPE_CHECKING:
    from tracker.archive.replay import RecordedCrawl

AT_ONCE = 6
"""Boards on different hosts that are visited at the same time."""
CRAWL_ID = "labor_tracker/crawl_id"
"""Among a crawler's statistics, the id of the crawl's row."""
NOT_CLOSED = "labor_tracker/not_closed"
"""Among a crawler's statistics, why the crawl's end could not be stored."""


RECORDED_PRIORITY = SETTINGS_PRIORITIES["cmdline"] + 1
"""Settings recorded in an archive override command-line settings."""


@dataclass(slots=True)
class RunResult:
    """What one run did: the rows of its own crawls, and what has no row, or none that tells how it ended."""

    crawl_ids: defaultdict[str, list[int | None]] = field(default_factory=lambda: defaultdict(list))
    """By studio, in the order of its crawls; None for one that stored no row."""
    failures: dict[str, str] = field(default_factory=dict)
    """Why a studio's crawl could not begin, or its end not be stored."""


class CrawlRunner(AsyncCrawlerProcess):
    """One run over several boards. `start()` returns when each was visited or the process was stopped."""

    def __init__(self, settings: Settings, spiders: Sequence[type[BoardSpider]], bar: "tqdm[Any]") -> None:
        super().__init__(settings)
        for handler in logging.root.handlers:  # Scrapy has just set it; words of boards stand in log lines too
            handler.addFilter(TerminalFilter())
            handler.setFormatter(make_formatter(settings["LOG_STYLE"]))
        self.groups = group_by_host(spiders)
        self.stopping = False
        self.bar = bar
        self.result = RunResult()

    async def crawl_board(self, spider: type[BoardSpider]) -> None:
        """Do at one board what the run is for."""
        raise NotImplementedError

    async def join(self) -> None:
        slots = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._crawl_group(group, slots) for group in self.groups))
        self.bar.close()

    async def stop(self) -> None:
        self.stopping = True
        await super().stop()

    async def _crawl_group(self, group: Sequence[type[BoardSpider]], slots: asyncio.Semaphore) -> None:
        async with slots:
            for spider in group:
                if self.stopping:
                    return
                try:
                    await self.crawl_board(spider)
                except Exception as error:  # no failure of one crawl holds up another
                    self.result.failures[str(spider.name)] = describe_error(error)


class BoardCrawl(CrawlRunner):
    """Crawl the boards, or replay their archives."""

    def __init__(
        self,
        settings: Settings,
        studios: Sequence[str],
        *,
        refresh: bool = False,
        replay: Mapping[str, Sequence["RecordedCrawl"]] | None = None,
    ) -> None:
        loader = StudioLoader.from_settings(settings)
        super().__init__(settings, [loader.load(studio) for studio in studios], make_progress_bar(unit=" postings"))
        self.refresh = refresh
        self.replay = replay or {}

    async def crawl_board(self, spider: type[BoardSpider]) -> None:
        if spider.name not in self.replay:
            await self._crawl_once(spider, {}, refresh=self.refresh)
            return
        for recorded in self.replay[spider.name]:
            if not self.stopping:
                await self._crawl_once(spider, recorded.scrapy_settings(), refresh=recorded.refresh)

    async def _crawl_once(self, spider: type[BoardSpider], settings: Mapping[str, Any], *, refresh: bool) -> None:
        crawler = self.create_crawler(spider)
        # An archive outlives today's settings: replayed under others, it would give other rows.
        crawler.settings.setdict(settings, priority=RECORDED_PRIORITY)
        crawler.signals.connect(self._show_progress, signals.item_scraped)
        name = str(spider.name)
        try:
            await self.crawl(crawler, refresh=refresh)
        finally:
            stats = crawler.stats
            # By the row's id, not by the studio's last crawl: another process may have crawled it since.
            self.result.crawl_ids[name].append(stats.get_value(CRAWL_ID) if stats else None)
            if stats and (why := stats.get_value(NOT_CLOSED)):
                self.result.failures[name] = why

    def _show_progress(self, item: object, spider: BoardSpider) -> None:
        self.bar.set_description(spider.name, refresh=False)
        self.bar.update()


def make_progress_bar(**more: Any) -> "tqdm[Any]":
    """A progress bar on stderr, on a terminal alone."""
    return tqdm(disable=not sys.stderr.isatty(), file=sys.stderr, **more)


def group_by_host(spiders: Sequence[type[BoardSpider]]) -> list[list[type[BoardSpider]]]:
    """Put spiders that share a host in one group, in the order asked for."""
    groups: list[tuple[set[str], list[type[BoardSpider]]]] = []
    for spider in spiders:
        hosts = set(spider().hosts())
        shared = [group for group in groups if group[0] & hosts]
        for group in shared:
            groups.remove(group)
        # A studio with two hosts may join two groups that had nothing in common before.
        together = [each for group in shared for each in group[1]] + [spider]
        groups.append((hosts.union(*(group[0] for group in shared)), together))
    return [group for _, group in groups]


def require_order(engine: Engine, chains: Mapping[str, Sequence["RecordedCrawl"]]) -> None:
    """Raises ArchiveError where a studio was crawled, as far as the database knows, after an archive was begun."""
    with Session(engine) as session:
        for studio, chain in chains.items():
            last = session.scalar(select_last_start(studio))
            # States follow from the order of crawls: one put in before those that are stored would change what was
            # published.
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
    replay: Mapping[str, Sequence["RecordedCrawl"]] | None = None,
) -> RunResult:
    """Crawl the studios' boards; every visit that began leaves its row in the database.

    `replay`: each studio's archives, which then answer in the place of its board.
    `settings` carries DATABASE_URL, VIA and DOWNLOAD_DELAY.
    """
    # Every posting's row says whose words it holds: the demo's are ours, and nothing may call them an employer's
    # (decision 15).
    settings.set("ORIGIN", str(origin), priority="cmdline")
    run = BoardCrawl(settings, studios, refresh=refresh, replay=replay)
    run.start()
    return run.result
