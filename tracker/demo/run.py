"""Serve the demo's boards on this machine, crawl them with the real spiders for two days, and report."""

import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path

from scrapy.settings import Settings

from db.engine import open_engine
from db.vocabulary import Origin
from tracker.demo.boards.fixtures import demo_postings
from tracker.demo.boards.server import DemoBoardServer
from tracker.errors import DemoError
from tracker.publishing import report

DATABASE = "labor-tracker-demo.db"


def run_demo(out: Path) -> Iterator[str]:
    """Fill `out` with a database and a report; give what was found and where, a line each.

    The folder's database is made anew, so that a second demo ends as the first.
    """
    out.mkdir(parents=True, exist_ok=True)
    file = out / DATABASE
    for each in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        each.unlink(missing_ok=True)
    url = f"sqlite:///{file}"
    postings = demo_postings()
    with DemoBoardServer(postings) as server:
        for day in (1, 2):
            server.day = day
            sys.stderr.write(
                f"day {day}: visiting {len({posting.studio for posting in postings})} boards at {server.url}\n"
            )
            _crawl_apart(url, server.url, refresh=day > 1)
    yield from report.publish_report(open_engine(url), out / "report", None)
    yield f"The database is {file}; ask it with: LABOR_TRACKER_DATABASE_URL={url} labor-tracker query coverage"


def _crawl_apart(url: str, via: str, *, refresh: bool) -> None:
    """Crawl in a process of its own: Twisted's reactor starts only once in a process."""
    # A reactor starts once in a process, and the demo crawls twice.
    child = multiprocessing.get_context("spawn").Process(target=_run_crawl, args=(url, via, refresh))
    child.start()
    child.join()
    if child.exitcode:
        raise DemoError(f"the crawl of the demo's boards ended with exit code {child.exitcode}")


def demo_studios() -> list[str]:
    """The article's studios whose boards the demo serves; no other is asked for."""
    from spiders.loader import make_spider_class, read_studios

    here = {posting.host for posting in demo_postings()}
    named = [studio for studio in read_studios() if studio.named_in_article and studio.family]
    return [studio.name for studio in named if here & set(make_spider_class(studio).hosts())]


def _run_crawl(url: str, via: str, refresh: bool) -> None:
    from tracker.crawling.runner import crawl_boards

    settings = Settings()
    settings.setmodule("tracker.settings")
    for name, value in (("DATABASE_URL", url), ("VIA", via), ("DOWNLOAD_DELAY", 0), ("HTTPCACHE_ENABLED", False)):
        settings.set(name, value, priority="cmdline")
    failures = crawl_boards(settings, demo_studios(), refresh=refresh, origin=Origin.RECONSTRUCTED).failures
    sys.exit(bool(failures))
