"""Query boards: the studios, the crawls of their boards, and what is held of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.dialects.sql import as_int, as_text, clock_instant, iso_instant, select_any
from db.models import Crawl, Lease, Posting, Sighting, Studio, Version
from db.queries.as_of import AsOf, finished_by, known_studio
from db.queries.current import CurrentPostings, known_postings
from db.queries.posting_history import PostingHistory
from db.queries.words_age import count_unread_words, last_complete_starts, words_read_at
from db.vocabulary import INTERRUPTED_BY, Outcome, State

_OUTCOMES = (Outcome.COMPLETE, Outcome.SUSPECT, Outcome.INCOMPLETE, Outcome.FAILED)
_HELD = ("with_pay", "with_description")


def select_studios(as_of: AsOf | None = None) -> Select[Any]:
    """The studios that were known, as their table has them now; it keeps no past."""
    return select_any(
        Studio.studio,
        Studio.name,
        Studio.parent,
        Studio.group,
        Studio.family,
        Studio.board,
        as_int(Studio.named_in_article).label("named_in_article"),
        Studio.terms,
        Studio.source_url,
    ).where(known_studio(as_of))


def select_crawls(as_of: AsOf | None = None) -> Select[Any]:
    """The crawls that had ended."""
    return select_any(
        Crawl.id.label("crawl_id"),
        Crawl.studio,
        iso_instant(Crawl.started_at).label("started_at"),
        iso_instant(Crawl.finished_at).label("finished_at"),
        as_text(Crawl.outcome).label("outcome"),
        Crawl.reason,
        Crawl.announced,
        Crawl.listed,
        Crawl.arrived,
        Crawl.changed,
        Crawl.unchanged,
        Crawl.not_seen,
        Crawl.requests,
        Crawl.archive,
    ).where(finished_by(as_of))


def select_coverage(as_of: AsOf | None = None) -> Select[Any]:
    """What is known of each studio's board. `announced` and `listed` are the last complete crawl's; the counts of
    postings are of those in the state listed."""
    known = known_postings(as_of)
    counts, held = _crawl_counts(as_of).cte("crawl_counts"), _posting_counts(known).cte("posting_counts")
    unread = _unread_counts(known, as_of).cte("unread_counts")
    last, complete = aliased(Crawl), aliased(Crawl)
    return (
        select_any(
            Studio.studio,
            Studio.name,
            Studio.family,
            Studio.board,
            iso_instant(last.finished_at).label("last_crawl_at"),
            as_text(last.outcome).label("last_outcome"),
            last.reason.label("last_reason"),
            iso_instant(complete.finished_at).label("last_complete_at"),
            complete.announced,
            complete.listed,
            *(func.coalesce(held.c[name], 0).label(name) for name in ("postings_listed", *_HELD)),
            *(func.coalesce(counts.c[f"crawls_{word}"], 0).label(f"crawls_{word}") for word in _OUTCOMES),
            func.coalesce(_of_studio(unread.c.words_not_reread), 0).label("words_not_reread"),
            _of_studio(unread.c.words_unseen_since).label("words_unseen_since"),
        )
        .outerjoin(counts, counts.c.studio == Studio.studio)
        .outerjoin(held, held.c.studio == Studio.studio)
        .outerjoin(last, last.id == counts.c.last_id)
        .outerjoin(complete, complete.id == counts.c.complete_id)
        .where(known_studio(as_of))
    )


def _of_studio(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    """A column of a table of studios, as a subquery and not a join: whoever asks the view for other columns, as
    `status` does, does not pay for the ages of all words."""
    return select(column).where(column.table.c.studio == Studio.studio).correlate(Studio).scalar_subquery()


def select_first_complete(as_of: AsOf | None = None) -> Select[Any]:
    """When the first complete crawl of each studio's board ended: studio, at."""
    return (
        select_any(Crawl.studio, func.min(Crawl.finished_at).label("at"))
        .where(Crawl.outcome == Outcome.COMPLETE, finished_by(as_of))
        .group_by(Crawl.studio)
    )


def select_last_start(studio: str) -> Select[Any]:
    """When the last crawl of a studio's board began, whether or not it has ended."""
    return select_any(func.max(Crawl.started_at)).where(Crawl.studio == studio)


def select_last_starts() -> Select[Any]:
    """When the last crawl of each studio's board began: studio, begun_at."""
    return select_any(Crawl.studio, func.max(Crawl.started_at).label("begun_at")).group_by(Crawl.studio)


def was_cut_off() -> ColumnElement[bool]:
    """Of a row of `crawl`: that its reason says so, or that it has not ended and no lease is held for it any more."""
    goes_on = exists().where(Lease.crawl == Crawl.id, Lease.holder != "", Lease.until_at >= clock_instant())
    # never NULL, so that it can be negated
    said = func.coalesce(Crawl.reason, "").startswith(INTERRUPTED_BY)
    ended = and_(Crawl.finished_at.is_not(None), Crawl.outcome == Outcome.FAILED, said)
    return or_(ended, and_(Crawl.finished_at.is_(None), ~goes_on))


def select_crawl_ends(studio: str, begun_from: datetime) -> Select[Any]:
    """A studio's crawls begun at a moment or later, newest first: `begun_at`, `cut_off_at` (None unless it was)."""
    cut_off = was_cut_off()
    return (
        select_any(
            Crawl.started_at.label("begun_at"),
            # when a process was killed nobody knows
            case((cut_off, func.coalesce(Crawl.finished_at, Crawl.started_at))).label("cut_off_at"),
        )
        .where(Crawl.studio == studio, Crawl.started_at >= begun_from)
        .order_by(Crawl.id.desc())
    )


def select_crawl(crawl_id: int) -> Select[Any]:
    """One crawl's row."""
    return select(Crawl).where(Crawl.id == crawl_id)


def select_open_crawls(studio: str) -> Select[Any]:
    """The ids of a studio's crawls that have not ended: one goes on, or was killed."""
    return select_any(Crawl.id).where(Crawl.studio == studio, Crawl.finished_at.is_(None)).order_by(Crawl.id)


def select_has_news(studio: str) -> Select[Any]:
    """Whether a crawl after the studio's last complete one brought a version, or none was complete yet."""
    complete = select(func.max(Crawl.id)).where(Crawl.studio == studio, Crawl.outcome == Outcome.COMPLETE)
    last = complete.scalar_subquery()
    brought = select(Version.id).join(Crawl, Crawl.id == Version.crawl).where(Crawl.studio == studio, Crawl.id > last)
    return select_any(or_(last.is_(None), brought.exists()))


def select_sighting_count(crawl_id: int) -> Select[Any]:
    """How many postings were seen last by a crawl."""
    return select(func.count()).select_from(Sighting).where(Sighting.last_crawl == crawl_id)


def select_gateways(as_of: AsOf | None = None) -> Select[Any]:
    """The addresses that stood between us and a board (--via), each once."""
    return select_any(Crawl.via).where(Crawl.via.is_not(None), finished_by(as_of)).distinct()


def select_complete_crawls(studio: str, begun_from: datetime, as_of: AsOf | None = None) -> Select[Any]:
    """A studio's complete crawls that began at a moment or later, oldest first."""
    return (
        select_any(Crawl.id, Crawl.started_at)
        .where(Crawl.studio == studio, Crawl.started_at >= begun_from, Crawl.outcome == Outcome.COMPLETE)
        .where(finished_by(as_of))
        .order_by(Crawl.id)
    )


def select_sightings(posting_id: str) -> Select[Any]:
    """One posting's runs of sightings, each by its first crawl and its last."""
    rows = select_any(Sighting.first_crawl, Sighting.last_crawl).join(Posting, Posting.id == Sighting.posting)
    return rows.where(Posting.posting_id == posting_id)


def _crawl_counts(as_of: AsOf | None) -> Select[Any]:
    return (
        select_any(
            Crawl.studio,
            func.max(Crawl.id).label("last_id"),
            func.max(case((Crawl.outcome == Outcome.COMPLETE, Crawl.id))).label("complete_id"),
            *(func.count(case((Crawl.outcome == word, 1))).label(f"crawls_{word}") for word in _OUTCOMES),
        )
        .where(finished_by(as_of))
        .group_by(Crawl.studio)
    )


def _posting_counts(known: CurrentPostings | PostingHistory) -> Select[Any]:
    return (
        known.wordless_rows(
            known.studio.label("studio"),
            func.count().label("postings_listed"),
            func.count(case((known.has_pay, 1))).label("with_pay"),
            func.count(case((known.has_description, 1))).label("with_description"),
        )
        .where(known.state == str(State.LISTED))
        .group_by(known.studio)
    )


def _unread_counts(known: CurrentPostings | PostingHistory, as_of: AsOf | None) -> Select[Any]:
    complete = last_complete_starts(as_of)
    read_at = words_read_at(as_of, known.key, known.studio)
    ages = (
        known.wordless_rows(known.studio.label("studio"), read_at.label("read_at"), complete.c.at.label("complete_at"))
        .join(complete, complete.c.studio == known.studio)
        .where(known.state == str(State.LISTED))
        .cte("words_read_at")
        # laid out once: both databases would else work the instant out in each place that names it
        .prefix_with("MATERIALIZED")
    )
    return select_any(ages.c.studio, *count_unread_words(ages)).group_by(ages.c.studio)
