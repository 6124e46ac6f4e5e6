"""How a crawl ended, judged beside the studio's crawls before it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Crawl
from db.vocabulary import Outcome

SUSPECT_SHARE = 0.5
"""A crawl that lists less than this share of the last complete one's postings is suspect: boards grow and shrink by
tens of percent in a quarter, while a board that halves overnight is more often a fault than a layoff."""

AGREEING_SHARE = 0.1
"""Two crawls agree when their counts differ by at most this share of the greater."""


def decide_outcome(
    session: Session, crawl: Crawl, *, ended: bool, faults: Sequence[str], refused: str | None
) -> tuple[Outcome, list[str]]:
    if refused is not None:
        return Outcome.FAILED, [refused, *faults]
    if faults or not ended:
        return Outcome.INCOMPLETE, [*faults] or ["the list was not walked to its end"]
    doubt = _doubt(session, crawl)
    return (Outcome.COMPLETE, []) if doubt is None else (Outcome.SUSPECT, [doubt])


def _doubt(session: Session, crawl: Crawl) -> str | None:
    """Why a whole walk is not yet believed; None where it is, or where the walk before it came to the same."""
    complete = last_crawl(session, crawl, [Outcome.COMPLETE])
    before = None if complete is None else complete.listed
    if not _is_suspect(crawl.listed, before):
        return None
    whole = last_crawl(session, crawl, [Outcome.COMPLETE, Outcome.SUSPECT])
    if whole is not None and whole.outcome is Outcome.SUSPECT and _agree(whole.listed, crawl.listed):
        return None
    than = "no crawl before it was complete" if before is None else f"the last complete crawl listed {before}"
    return f"the board listed {crawl.listed} postings, and {than}: states wait until another crawl confirms it"


def _is_suspect(listed: int, before: int | None) -> bool:
    if before is None:
        return listed == 0
    return listed < before * SUSPECT_SHARE


def _agree(one: int, other: int) -> bool:
    return abs(one - other) <= AGREEING_SHARE * max(one, other)


def last_crawl(session: Session, crawl: Crawl, outcomes: Sequence[Outcome]) -> Crawl | None:
    return session.scalar(
        select(Crawl)
        .where(Crawl.studio == crawl.studio, Crawl.id < crawl.id, Crawl.outcome.in_(outcomes))
        .order_by(Crawl.id.desc())
        .limit(1)
    )
