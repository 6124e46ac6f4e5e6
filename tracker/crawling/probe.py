"""Look at boards without keeping anything: one request for robots.txt, one for the list's first page, each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import Settings
from sqlalchemy import Engine

from db.errors import DatabaseError
from db.maintenance import migrate
from spiders.boards.base import BoardSpider
from spiders.catalog.studios import Studio
from spiders.probe import BoardProbe, ProbeFinding, make_probe_class
from tracker.crawling.host_lease import HostLease
from tracker.crawling.runner import CrawlRunner, make_progress_bar
from tracker.util.terminal import terminal_text

_TITLES = ("title", "name", "text", "Title", "postingTitle", "jobOpeningName", "JobTitle", "posting_name")
_PLACES = (
    "place",
    "places",
    "location",
    "locations",
    "locationName",
    "locationsText",
    "PrimaryLocation",
    "fullLocation",
    "city",
)
"""Names under which the rows of lists hold a title and places; a list that carries its postings whole needs none."""
_INNER = ("name", "fullLocation", "city", "location", "text")
MOST_CHARACTERS = 120
NOTHING_KEPT = {
    "ITEM_PIPELINES": {"tracker.crawling.probe.LeaseOnlyPipeline": 100},
    "HTTPCACHE_ENABLED": False,
    # A check is two requests (decision 20): whoever checks can ask again.
    "RETRY_ENABLED": False,
    "STUDIOS_FILES": [],
}
"""Scrapy's settings for a glance, which is given its studios, and asks once."""


@dataclass(kw_only=True, frozen=True, slots=True)
class ProbeResult:
    """What a glance found."""

    studio: Studio
    finding: ProbeFinding
    why: str | None
    """What is wrong; or, where the board is well, what is remarkable."""
    announced: int | None
    """How many postings the board says it lists; None where it does not say."""
    on_first_page: int
    names: tuple[str, ...]
    """The companies that the first page names."""
    shown: tuple[tuple[str, str], ...]
    """Title and place of each posting on the first page."""

    def line(self) -> str:
        if self.finding is not ProbeFinding.WELL:
            return terminal_text(f"{self.studio.name}: {self.ailment()}")
        counted = "" if self.announced is None else f"{self.announced} announced, "
        company = "" if self.names or not self.studio.expect_company else "; its company is not named there"
        remark = f" ({self.why})" if self.why else ""
        return terminal_text(
            f"{self.studio.name}: {self.finding}: {counted}{self.on_first_page} on the first page{company}{remark}"
        )

    def ailment(self) -> str:
        """What is wrong with a board that is not well."""
        return f"{self.finding}: {(self.why or '').removeprefix('the board changed its shape: ')}"


def probe_boards(settings: Settings, studios: Sequence[Studio]) -> list[ProbeResult]:
    """Visit each studio's board, those that share a host one after the other; what was found, in the order given."""
    settings.setdict(NOTHING_KEPT, priority="cmdline")
    glances = _ProbeRunner(settings, [make_probe_class(studio) for studio in studios])
    glances.start()
    return [glances.found.get(studio.name) or _not_begun(studio) for studio in studios]


class _ProbeRunner(CrawlRunner):
    def __init__(self, settings: Settings, spiders: Sequence[type[BoardProbe]]) -> None:
        super().__init__(settings, spiders, make_progress_bar(total=len(spiders), unit=" boards"))
        self.found: dict[str, ProbeResult] = {}

    async def crawl_board(self, spider: type[BoardSpider]) -> None:
        crawler = self.create_crawler(spider)
        await self.crawl(crawler)
        if isinstance(crawler.spider, BoardProbe):
            self.found[crawler.spider.name] = probe_result(crawler.spider)
        self.bar.update()


class LeaseOnlyPipeline:
    """Scrapy's pipeline of a glance: nothing is kept, but no host is asked while a crawl of ours is visiting it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.engine: Engine | None = None
        self.lease: HostLease | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def open_spider(self) -> None:
        try:
            self.engine = migrate.find_engine(self.crawler.settings["DATABASE_URL"])
        except DatabaseError:
            return  # where no database can be used, no crawl is running either
        if self.engine and isinstance(self.crawler.spider, BoardSpider):
            self.lease = HostLease.for_crawler(
                self.engine,
                self.crawler,
                self.crawler.spider.hosts(),
                delay=self.crawler.settings.getfloat("DOWNLOAD_DELAY"),
            )
            await self.lease.acquire()

    async def close_spider(self) -> None:
        if self.lease:
            await self.lease.release()
        if self.engine:
            self.engine.dispose()


def probe_result(spider: BoardProbe) -> ProbeResult:
    whole = [(posting.title, "; ".join(place.text for place in posting.places)) for posting in spider.postings]
    rows = [(field_words(row.raw, _TITLES) or row.key, field_words(row.raw, _PLACES)) for row in spider.rows]
    return ProbeResult(
        studio=spider.studio,
        finding=spider.finding,
        why=spider.walk.refused or next(iter(spider.walk.faults), None),
        announced=spider.walk.announced,
        on_first_page=len(spider.rows),
        names=tuple(spider.names),
        shown=tuple(whole or rows),
    )


def _not_begun(studio: Studio) -> ProbeResult:
    return ProbeResult(
        studio=studio,
        finding=ProbeFinding.UNREACHABLE,
        why="the visit was stopped before it began",
        announced=None,
        on_first_page=0,
        names=(),
        shown=(),
    )


def field_words(raw: Any, names: Sequence[str]) -> str:
    """What a row of a list holds under the first of these names that it has, as people would read it."""
    if not isinstance(raw, dict):
        return ""
    return next((said for name in names if (said := _value_words(raw.get(name)))), "")


def _value_words(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())[:MOST_CHARACTERS]
    if isinstance(value, list):
        return "; ".join(filter(None, map(_value_words, value)))[:MOST_CHARACTERS]
    return field_words(value, _INNER)
