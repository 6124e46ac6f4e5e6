"""How a crawl ended, judged beside the studio's crawls before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Crawl
from db.vocabulary import Outcome

SUSPECT_SHARE = 0.5
"""A crawl that lists less than this share of the last complete one's postings is suspect: boards grow and shrink by
tens of percent in a quarter, while a board that halves overnight is more often a fault than a layoff."""

AGREEING_SHARE = 0.1
"""Two crawls agree when their counts differ by at most this share of the greater."""


EMPTY_WALKS = 3
"""So many whole walks have to find an empty list before it is believed."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """How long what a board shows has to last before it is believed: a fault may well last two crawls in a row."""

    suspect: timedelta = timedelta(hours=12)
    """From the first whole walk with a suspect count to one that confirms it."""
    empty: timedelta = timedelta(hours=48)
    """The same of an empty list, found by EMPTY_WALKS walks."""
    absence: timedelta = timedelta(hours=12)
    """Between two complete crawls without a posting, for it to be no longer listed."""


def decide_outcome(
    session: Session,
    crawl: Crawl,
    *,
    ended: bool,
    faults: Sequence[str],
    refused: str | None,
    confirmation: Confirmation,
) -> tuple[Outcome, list[str]]:
    # A refusal goes before faults: what came before robots.txt or the terms barred the rest says nothing of the list.
    if refused is not None:
        return Outcome.FAILED, [refused, *faults]
    # One posting of a thousand that could not be read is enough: an absence is counted only where nothing else explains
    # it.
    if faults or not ended:
        return Outcome.INCOMPLETE, [*faults] or ["the list was not walked to its end"]
    doubt = _find_doubt(session, crawl, confirmation)
    return (Outcome.COMPLETE, []) if doubt is None else (Outcome.SUSPECT, [doubt])


def find_earlier_complete(session: Session, crawl: Crawl, apart: timedelta) -> int | None:
    """The id of the studio's last complete crawl that began so long before this one.

    Never one before that of the crawl before: a limit that is set wider calls nothing back.
    """
    complete = (Crawl.studio == crawl.studio, Crawl.id < crawl.id, Crawl.outcome == Outcome.COMPLETE)
    found = session.scalar(select(func.max(Crawl.id)).where(*complete, Crawl.started_at <= crawl.started_at - apart))
    before = session.scalar(select(func.max(Crawl.earlier_complete)).where(*complete))
    return max((each for each in (found, before) if each is not None), default=None)


def _find_doubt(session: Session, crawl: Crawl, confirmation: Confirmation) -> str | None:
    """Why a whole walk is not yet believed; None where it is, or where walks before it came to the same for as long as
    it takes."""
    complete = last_crawl(session, crawl, [Outcome.COMPLETE])
    before = None if complete is None else complete.listed
    if not _is_suspect(crawl.listed, before):
        return None
    agreeing = _agreeing_walks(session, crawl, after=0 if complete is None else complete.id)
    first = agreeing[-1] if agreeing else crawl
    walks, lasting = (EMPTY_WALKS, confirmation.empty) if crawl.listed == 0 else (2, confirmation.suspect)
    if len(agreeing) + 1 >= walks and crawl.started_at - first.started_at >= lasting:
        return None
    than = "no crawl before it was complete" if before is None else f"the last complete crawl listed {before}"
    return (
        f"the board listed {crawl.listed} postings, and {than}: states wait until {walks} whole walks agree, the last"
        f" after {first.started_at + lasting:%Y-%m-%d %H:%M} UTC (so far {len(agreeing) + 1})"
    )


def _agreeing_walks(session: Session, crawl: Crawl, *, after: int) -> list[Crawl]:
    """The suspect walks that came to the same, one after the other, the latest first."""
    whole = session.scalars(
        select(Crawl)
        .where(Crawl.studio == crawl.studio, Crawl.id < crawl.id, Crawl.id > after)
        .where(Crawl.outcome == Outcome.SUSPECT)
        .order_by(Crawl.id.desc())
    )
    agreeing = []
    for walk in whole:
        # A walk between that came to another count begins the wait anew: a board that flickers is no board that shrank.
        if not _counts_agree(walk.listed, crawl.listed):
            break
        agreeing.append(walk)
    return agreeing


def _is_suspect(listed: int, before: int | None) -> bool:
    if before is None:
        # Of some products an unknown company gets the same empty answer as one without postings.
        return listed == 0
    return listed < before * SUSPECT_SHARE


def _counts_agree(one: int, other: int) -> bool:
    return abs(one - other) <= AGREEING_SHARE * max(one, other)


def last_crawl(session: Session, crawl: Crawl, outcomes: Sequence[Outcome]) -> Crawl | None:
    return session.scalar(
        select(Crawl)
        .where(Crawl.studio == crawl.studio, Crawl.id < crawl.id, Crawl.outcome.in_(outcomes))
        .order_by(Crawl.id.desc())
        .limit(1)
    )
