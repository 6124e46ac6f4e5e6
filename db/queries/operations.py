"""Query what an operator watches: how the last crawls ended, the newest instant stored, which archives there are."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func

from db.dialects.sql import as_text, select_any
from db.models import Crawl


def select_last_outcomes(count: int) -> Select[Any]:
    """The last crawls of each studio that have ended, at most `count` each, the newest first.

    Columns: studio, outcome, reason, finished_at.
    """
    place = func.row_number().over(partition_by=Crawl.studio, order_by=Crawl.id.desc()).label("place")
    ended = (
        select_any(
            Crawl.studio, as_text(Crawl.outcome).label("outcome"), Crawl.reason, Crawl.finished_at, Crawl.id, place
        )
        .where(Crawl.finished_at.is_not(None))
        .subquery()
    )
    columns = (ended.c.studio, ended.c.outcome, ended.c.reason, ended.c.finished_at)
    return select_any(*columns).where(ended.c.place <= count).order_by(ended.c.studio, ended.c.id.desc())


def select_newest_instant() -> Select[Any]:
    """When the crawl that began last began; None where there is none."""
    return select_any(func.max(Crawl.started_at))


def select_archives(begun_from: datetime) -> Select[Any]:
    """Studio and archive of the crawls that began at a moment or later and kept one."""
    return (
        select_any(Crawl.id, Crawl.studio, Crawl.archive)
        .where(Crawl.started_at >= begun_from, Crawl.finished_at.is_not(None), Crawl.archive.is_not(None))
        .order_by(Crawl.id)
    )
