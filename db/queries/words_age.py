"""When a posting's words were last read: since then, an edit that its row in the list does not betray is unseen."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, case, func, select
from sqlalchemy.orm import aliased

from db.dialects.sql import iso_date, iso_instant, utc_date
from db.models import Clip, Crawl, Posting, PostingNow, Version, WordsRead
from db.queries.as_of import AsOf, finished_by, version_known, version_seen_at
from db.queries.current import is_present, known_postings
from db.vocabulary import Outcome

Column = ColumnElement[Any]


def words_read_on(as_of: AsOf | None) -> Column:
    """The UTC day on which the words of the Posting of the enclosing query were last read, as text."""
    return iso_date(utc_date(words_read_at(as_of, Posting.id.expression, Posting.studio.expression)))


def words_read_at(as_of: AsOf | None, posting: Column, studio: Column) -> Column:
    """When a posting's words were last read: the beginning of the last crawl that did, or when a person gave its page,
    or an archive kept it. `posting`, `studio`: columns of the enclosing query, the posting's key and its studio."""
    crawled, given = _last_crawl(as_of, posting, studio), _last_clip(as_of, posting)
    return case(
        (given.is_(None), func.coalesce(crawled, _first_sight(as_of, posting))),
        (crawled.is_(None), given),
        (given > crawled, given),
        else_=crawled,
    )


def _last_crawl(as_of: AsOf | None, posting: Column, studio: Column) -> Column:
    runs, crawl = aliased(WordsRead), aliased(Crawl)
    last: Column = runs.last_crawl.expression
    found = select(func.max(crawl.started_at)).select_from(runs).where(runs.posting == posting)
    if not is_present(as_of):
        # a run that goes on after the instant is cut at the studio's last crawl of then
        any_crawl = aliased(Crawl)
        known = (
            select(func.max(any_crawl.id))
            .where(any_crawl.studio == studio, finished_by(as_of, any_crawl))
            .correlate(*_ENCLOSING)
            .scalar_subquery()
        )
        found = found.where(runs.first_crawl <= known)
        last = case((runs.last_crawl > known, known), else_=runs.last_crawl)
    return found.join(crawl, crawl.id == last).correlate(*_ENCLOSING).scalar_subquery()


_ENCLOSING = (Posting, PostingNow)


def _last_clip(as_of: AsOf | None, posting: Column) -> Column:
    clip, version = aliased(Clip), aliased(Version)
    found = (
        select(func.max(func.coalesce(clip.captured_at, clip.clipped_at)))
        .join(version, version.id == clip.version)
        .where(version.posting == posting)
    )
    known = found if as_of is None else found.where(clip.clipped_at <= as_of.instant)
    return known.correlate(*_ENCLOSING).scalar_subquery()


def _first_sight(as_of: AsOf | None, posting: Column) -> Column:
    """When the newest version that a crawl brought was first seen, for databases older than `words_read`."""
    version, crawl = aliased(Version), aliased(Crawl)
    return (
        select(func.max(version_seen_at(version, crawl)))
        .select_from(version)
        .join(crawl, crawl.id == version.crawl)
        .where(version.posting == posting, version_known(as_of, version, crawl))
        .correlate(*_ENCLOSING)
        .scalar_subquery()
    )


def select_marks(as_of: AsOf | None = None) -> Select[Any]:
    """What every table says of a posting beside what it is about: its state, and when its words were last read."""
    known = known_postings(as_of)
    return known.rows(
        Posting.id.label("posting"), known.state.label("state"), words_read_on(as_of).label("words_read_on")
    )


def count_unread_words(ages: FromClause) -> tuple[Column, Column]:
    """Count the postings of a group whose words its studio's last complete crawl did not read, and find since when an
    edit of them may be unseen. `ages`: `read_at`, and `complete_at`, when that crawl began."""
    unread = ages.c.read_at < ages.c.complete_at
    return (
        func.count(case((unread, 1))).label("words_not_reread"),
        iso_instant(func.min(case((unread, ages.c.read_at)))).label("words_unseen_since"),
    )


def last_complete_starts(as_of: AsOf | None) -> Subquery:
    """When each studio's last complete crawl began: studio, at."""
    complete = aliased(Crawl)
    return (
        select(complete.studio, func.max(complete.started_at).label("at"))
        .where(complete.outcome == Outcome.COMPLETE, finished_by(as_of, complete))
        .group_by(complete.studio)
        .subquery("last_complete")
    )
