"""What is known now, read from `posting_now`; and the choice between that and the history.

A query of now, and a report as of the end of what is known, cost what they print: `posting_now` is written by whatever
changes it (db.writes.present). An instant before that is asked of the history (db.queries.posting_history).
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    SelectBase,
    and_,
    case,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, as_text, select_any
from db.models import Clip, Crawl, Posting, PostingNow, Reading, Studio, Version
from db.queries import as_of as history
from db.queries import posting_history
from db.queries.as_of import AsOf, finished_by, restrict
from db.queries.posting_history import CorrectedWords, PostingHistory, last_seen_at

Column = ColumnElement[Any]


def find_present(connection: Connection, as_of: AsOf) -> AsOf:
    """The same, marked where nothing that is stored became known later in the state that the connection sees.

    One with corrections that were made later is left to the history.
    """
    last = connection.execute(select_last_change()).scalar()
    return replace(as_of, is_present=not as_of.is_amended and (last is None or last <= as_of.instant))


def is_present(as_of: AsOf | None) -> bool:
    """Whether `posting_now` answers for the instant."""
    return as_of is None or as_of.is_present


def select_last_change() -> Select[Any]:
    """When the last of all that makes `posting_now` became known: a crawl's end, a clip, a reading, a correction."""
    ends = union_all(
        select(Crawl.finished_at.label("at")).where(finished_by(None)),
        *(select(func.max(at)) for at in (Clip.clipped_at, PostingNow.read_at, PostingNow.corrected_at)),
    ).subquery("ends")
    return select_any(func.max(ends.c.at))


class CurrentPostings(CorrectedWords):
    """The postings as `posting_now` has them, with the attributes of PostingHistory.

    `posting_ids`: of these alone.
    """

    def __init__(self, posting_ids: Collection[str] | None = None) -> None:
        self.posting_ids = posting_ids

    def rows(self, *columns: Expression) -> Select[Any]:
        """Select of each posting, but of those that a second board repeats."""
        return self.all_rows(*columns).where(~PostingNow.second_board_duplicate)

    def all_rows(self, *columns: Expression) -> Select[Any]:
        # outer joins, which both databases leave out where a view's reader asks nothing of the joined table
        rows = (
            select_any(*columns)
            .select_from(PostingNow)
            .join(Posting, Posting.id == PostingNow.posting)
            .outerjoin(Version, Version.id == PostingNow.version)
            .outerjoin(Reading, Reading.id == PostingNow.reading)
        )
        return rows if self.posting_ids is None else rows.where(Posting.posting_id.in_(sorted(self.posting_ids)))

    def wordless_rows(self, *columns: Expression) -> Select[Any]:
        """The same for what needs no posting's words: counts cost no look at the versions."""
        return select_any(*columns).select_from(PostingNow).where(~PostingNow.second_board_duplicate)

    @property
    def key(self) -> Column:
        return PostingNow.posting.expression

    @property
    def studio(self) -> Column:
        return PostingNow.studio.expression

    @property
    def posted_on(self) -> Column:
        return PostingNow.posted_on.expression

    @property
    def posted_on_basis(self) -> Column:
        return as_text(PostingNow.posted_on_basis)

    @property
    def version_count(self) -> Column:
        return PostingNow.version_count.expression

    @property
    def first_seen_at(self) -> Column:
        return PostingNow.first_seen_at.expression

    @property
    def last_seen_at(self) -> Column:
        return last_seen_at(PostingNow.last_crawl_at.expression, PostingNow.last_clip_at.expression)

    @property
    def state(self) -> Column:
        return as_text(PostingNow.state)

    @property
    def has_pay(self) -> Column:
        return or_(PostingNow.pay_minimum.is_not(None), PostingNow.pay_maximum.is_not(None))

    @property
    def has_description(self) -> Column:
        return PostingNow.has_description.expression


def known_postings(as_of: AsOf | None, posting_ids: Collection[str] | None = None) -> CurrentPostings | PostingHistory:
    """The postings known by an instant; where some are named by their posting_id, nothing is worked out of others."""
    if is_present(as_of):
        return CurrentPostings(posting_ids)
    return PostingHistory(as_of, only=None if posting_ids is None else select_keys(posting_ids))


def select_keys(posting_ids: Collection[str]) -> Select[Any]:
    """The keys of the postings named by their posting_id."""
    return select(Posting.id).where(Posting.posting_id.in_(sorted(posting_ids)))


def newest_versions(as_of: AsOf | None, only: SelectBase | None = None) -> FromClause:
    """Each posting's newest version, and how many it has: posting, version, version_count."""
    if not is_present(as_of):
        return history.newest(as_of, only)
    rows = select_any(PostingNow.posting, PostingNow.version, PostingNow.version_count)
    return restrict(rows, PostingNow.posting, only).subquery("newest")


def first_last_crawls(as_of: AsOf | None, only: SelectBase | None = None) -> FromClause:
    """The first and the last crawl that saw each posting: posting, first_crawl, last_crawl; NULL for never."""
    if not is_present(as_of):
        return history.first_last_seen(as_of, only)
    rows = select_any(PostingNow.posting, PostingNow.first_crawl, PostingNow.last_crawl)
    return restrict(rows, PostingNow.posting, only).subquery("seen")


def second_board_duplicate(as_of: AsOf | None) -> Column:
    """Whether a second board repeats the first board's posting. See db.queries.posting_history."""
    if not is_present(as_of):
        return posting_history.second_board_duplicate(as_of)
    second = select(Studio.studio).where(Studio.second_board_of.is_not(None))
    duplicates = select(PostingNow.posting).where(PostingNow.second_board_duplicate)
    return and_(Posting.studio.in_(second), Posting.id.in_(duplicates))


# ---- what posting_now has to hold


def select_present(only: SelectBase | None = None) -> Select[Any]:
    """What `posting_now` has to hold, worked out from all that is stored; of these postings' keys alone."""
    known, base = PostingHistory(None, only=only), aliased(Reading)
    names = ("ai_label", "pay_minimum", "pay_maximum", "pay_currency", "pay_unit")
    rows = known.all_rows(
        Posting.id.label("posting"),
        Posting.studio.label("studio"),
        known.newest.c.version.label("version"),
        known.version_count.label("version_count"),
        Reading.id.label("reading"),
        base.read_at.label("read_at"),
        case((Reading.corrects.is_not(None), Reading.read_at)).label("corrected_at"),
        known.seen.c.first_crawl.label("first_crawl"),
        known.seen.c.last_crawl.label("last_crawl"),
        known.first_seen_at.label("first_seen_at"),
        known.last_crawl_at.label("last_crawl_at"),
        known.seen.c.last_clip_at.label("last_clip_at"),
        known.posted_on.label("posted_on"),
        known.posted_on_basis.label("posted_on_basis"),
        known.state.label("state"),
        *(getattr(Reading, name).label(name) for name in names),
        known.has_description.label("has_description"),
        posting_history.second_board_duplicate(None, only).label("second_board_duplicate"),
    ).outerjoin(base, base.id == func.coalesce(Reading.corrects, Reading.id))
    if only is not None:
        rows = rows.where(Posting.id.in_(only))
    return rows
