"""Query which studios workers are to crawl: those asked for whose crawl has not come yet, or was cut off."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_

from db.dialects.sql import clock_instant, select_any
from db.models import Crawl, CrawlRequest
from db.queries.crawls import was_cut_off

TRIES = 3
"""A board that failed so often waits for the next request, which the schedule makes a day later."""
CUT_OFF_TIMES = 2
"""So often a crawl that was cut off is due again at once; what cuts it off then will do so again."""


def select_due_requests(studios: Collection[str] | None = None) -> Select[Any]:
    """The studios to be crawled now, those asked for first before: studio, due_at, and the clock, now; None: of all.

    A crawl that goes on, or has ended of itself, answers the request; one that was cut off does not.
    """
    since = (Crawl.studio == CrawlRequest.studio, Crawl.id > CrawlRequest.after_crawl)
    answered = select_any(Crawl.id).where(*since, ~was_cut_off()).correlate(CrawlRequest).exists()
    times = select_any(func.count(Crawl.id)).where(*since).correlate(CrawlRequest).scalar_subquery()
    pause_over = or_(CrawlRequest.not_before.is_(None), CrawlRequest.not_before <= clock_instant())
    due = (
        select_any(CrawlRequest.studio, CrawlRequest.due_at, clock_instant().label("now"))
        .where(CrawlRequest.failures < TRIES, pause_over, ~answered, times <= CUT_OFF_TIMES)
        .order_by(CrawlRequest.due_at, CrawlRequest.studio)
    )
    return due if studios is None else due.where(CrawlRequest.studio.in_(studios))


def select_request_instants() -> Select[Any]:
    """Of each studio that was ever asked for, the instant of the last request: studio, due_at."""
    return select_any(CrawlRequest.studio, CrawlRequest.due_at)
