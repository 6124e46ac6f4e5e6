"""What is worked out of a crawl's postings before its end is stored: boilerplate, readings, claims of reposts.

All of it is done before, so that a report as of the end finds it whenever it is written.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import write_sessions
from db.queries.crawls import select_has_news, select_open_crawls
from db.queries.readings import select_unread_of_crawl
from db.queries.reposts import select_has_arrivals
from db.writes.postings import discard_versions
from tracker.util.reasons import describe_error

# What reads and compares is loaded where a crawl brought something to read: most crawls of most days bring nothing, and
# the readers' tables cost as much as such a crawl.
if TYPE_CHECKING:
    from tracker.ingest.reposts import Found

log = logging.getLogger(__name__)


def learn_boilerplate(
    engine: Engine, crawl_id: int, studio: str, listed: Collection[str], *, at: datetime | None
) -> None:
    """Learn the studio's boilerplate, and read by it what was read without; where no version came since it was learned
    last, there is nothing to learn."""
    try:
        with Session(engine) as session:
            if not session.scalar(select_has_news(studio)):
                return
        from tracker.ingest import boilerplate as learning
        from tracker.ingest import reread

        if learned := learning.update_boilerplate(engine, crawl_id, studio, listed, at=at):
            reread.reread_with_boilerplate(engine, learned, listed, read_at=at)
    except Exception as error:
        # the postings are kept, each reading naming the boilerplate it knew; the next crawl goes on
        log.error("the boilerplate of %s could not be learned: %s", studio, describe_error(error))
        log.info("where it happened", exc_info=True)


def read_versions(engine: Engine, crawl_id: int, studio: str, *, at: datetime | None) -> dict[str, str]:
    """Read what the crawl brought and nobody has read; gives why postings could not be read, by their board keys.

    Those are not kept: the next crawl asks for them again.
    """
    with Session(engine) as session:
        if session.execute(select_unread_of_crawl(crawl_id).limit(1)).first() is None:
            return {}
        from tracker.ingest import boilerplate as learning
        from tracker.ingest import reread

        boilerplate = learning.latest_boilerplate(session, studio)
    failed = {each.version: each.failure for each in reread.read_crawl(engine, crawl_id, boilerplate, read_at=at)}
    if not failed:
        return {}
    # Nothing that was seen stands without a reading: a version that is taken back comes again with the next crawl.
    with write_sessions(engine).begin() as session:
        return {key: failed[version] for version, key in discard_versions(session, list(failed)).items()}


def read_interrupted(engine: Engine, studio: str, *, at: datetime | None) -> None:
    """Read what crawls brought that were killed: the next one closes them, and then their versions are known."""
    with Session(engine) as session:
        left = session.scalars(select_open_crawls(studio)).all()
    for crawl_id in left:
        for key, reason in read_versions(engine, crawl_id, studio, at=at).items():
            log.error("posting %s:%s, which an interrupted crawl left, could not be read: %s", studio, key, reason)


def find_reposts(engine: Engine, crawl_id: int, studio: str, listed: Collection[str]) -> "Found":
    """Find what the crawl gives rise to claim."""
    try:
        with Session(engine) as session:
            if not session.scalar(select_has_arrivals(studio)):
                return []
        from tracker.ingest import reposts

        return reposts.find_reposts(engine, crawl_id, studio, listed)
    except Exception as error:
        # claims stand beside what is kept: without them nothing that was seen is lost
        log.error("no reposts of %s could be claimed: %s", studio, describe_error(error))
        log.info("where it happened", exc_info=True)
        return []
