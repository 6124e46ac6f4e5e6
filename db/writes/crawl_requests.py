"""Ask for crawls, and note what became of them where no crawl's row can tell."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db.dialects.sql import clock_instant
from db.models import Crawl, CrawlRequest
from db.queries.crawls import was_cut_off
from db.vocabulary import Outcome
from db.writes.upsert import dialect_insert, table_of

PAUSES = (timedelta(minutes=15), timedelta(hours=1))
"""Before a board that failed is tried again; after these it waits for the next request."""
AT_ONCE = 1_000
"""Requests written in one statement."""
_BELIEVED = (Outcome.COMPLETE, Outcome.SUSPECT)
"""A suspect crawl waits to be confirmed half a day later: it is no failure of the board."""


def request_crawls(session: Session, studios: Iterable[str], due_at: datetime | None = None) -> int:
    """Ask for a crawl of each of these studios, due at an instant; None: now, by the database's clock.

    Gives how many were asked for: a request of the same instant, or of a later one, is there already and stays.
    """
    names = sorted(set(studios))  # in one order: two who ask for many at once would else wait for each other
    if not names:
        return 0
    at = clock_instant() if due_at is None else due_at
    row = dialect_insert(session, table_of(CrawlRequest)).values(due_at=at, failures=0)
    fresh = {name: row.excluded[name] for name in ("due_at", "after_crawl", "failures")}
    # one statement: two schedulers that find the same studio due ask for it once
    kept = row.on_conflict_do_update(
        index_elements=["studio"], set_=fresh | {"not_before": None}, where=CrawlRequest.due_at < row.excluded.due_at
    )
    newest = select(Crawl.studio, func.max(Crawl.id).label("crawl")).group_by(Crawl.studio)
    asked = 0
    for some in (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE)):
        # a crawl that begins from here on answers the request
        last = {row.studio: row.crawl for row in session.execute(newest.where(Crawl.studio.in_(some)))}
        rows = [{"studio": studio, "after_crawl": last.get(studio, 0)} for studio in some]
        asked += len(session.connection().execute(kept.returning(CrawlRequest.studio), rows).all())
    return asked


def note_failure(session: Session, studio: str) -> None:
    """Note that a crawl did not go well, so that it is tried again after a pause; except where its row says enough.

    A crawl that was cut off is due at once, one that is suspect has answered the request.
    """
    request = session.get(CrawlRequest, studio, with_for_update=True)
    if request is None:
        return
    newest = (
        select(Crawl.id, Crawl.outcome, was_cut_off().label("cut_off"))
        .where(Crawl.studio == studio, Crawl.id > request.after_crawl)
        .order_by(Crawl.id.desc())
        .limit(1)
    )
    last = session.execute(newest).one_or_none()
    if last is not None and (last.cut_off or last.outcome in _BELIEVED):
        return
    pause = PAUSES[min(request.failures, len(PAUSES) - 1)]
    changed = {"failures": CrawlRequest.failures + 1, "not_before": clock_instant(pause)}
    if last is not None:
        changed["after_crawl"] = last.id  # it has not answered the request
    session.execute(update(CrawlRequest).where(CrawlRequest.studio == studio).values(changed))


def reopen_request(session: Session, studio: str) -> None:
    """Make a studio due at once whose crawl was ended because the worker was told to end."""
    last = select(func.max(Crawl.id)).where(Crawl.studio == studio).scalar_subquery()
    request = update(CrawlRequest).where(CrawlRequest.studio == studio)
    session.execute(request.values(after_crawl=func.coalesce(last, CrawlRequest.after_crawl)))
