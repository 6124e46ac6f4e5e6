"""Summarise how the crawls of one run ended, a line for each."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.queries.crawls import select_crawl, select_sighting_count
from db.vocabulary import Outcome
from tracker.crawling.runner import RunResult

_FAILED = str(Outcome.FAILED)


def crawl_summaries(engine: Engine, studios: Sequence[str], result: RunResult) -> Iterator[tuple[str, str, str]]:
    """Yield (studio, outcome, line) for each crawl of a run, and for each studio that had none.

    By the ids of the run's own rows: another process may have crawled the same studio meanwhile.
    """
    with Session(engine) as session:
        for studio in studios:
            for crawl_id in result.crawl_ids.get(studio) or [None]:
                yield studio, *_summarize_crawl(session, crawl_id, result.failures.get(studio))


def _summarize_crawl(session: Session, crawl_id: int | None, failure: str | None) -> tuple[str, str]:
    crawl = session.scalar(select_crawl(crawl_id)) if crawl_id is not None else None
    if crawl is None:
        return _FAILED, f"failed: {failure or 'it was stopped before it began'}"
    if crawl.outcome is None:
        stored = session.scalar(select_sighting_count(crawl.id)) or 0
        return _FAILED, f"failed: {stored} postings were stored, and {failure or 'it was stopped before its end'}"
    counts = f"{crawl.listed} listed"
    if crawl.announced is not None:
        counts += f" of {crawl.announced} announced"
    counts += f", {crawl.arrived} new, {crawl.changed} changed, {crawl.unchanged} unchanged"
    if crawl.not_seen:
        counts += f", {crawl.not_seen} not seen"
    reason = f" ({crawl.reason})" if crawl.reason else ""
    return str(crawl.outcome), f"{crawl.outcome}: {counts}{reason}"
