"""Every posting as it was known at a moment, worked out from all that is stored, and what makes up its state."""

from typing import Any

from sqlalchemy import (
    CTE,
    Select,
    SelectBase,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from db.dialects.sql import Expression, as_text, select_any, utc_date
from db.models import Crawl, Posting, Reading, Studio, Version
from db.queries.as_of import (
    AsOf,
    Column,
    Condition,
    finished_by,
    first_last_seen,
    latest_reading,
    newest,
    restrict,
    studios_of,
    version_known,
)
from db.vocabulary import Outcome, PostedOnBasis, State


class CorrectedWords:
    """What a posting says where people corrected nothing, and else what they say."""

    @property
    def title(self) -> Column:
        return func.coalesce(Reading.corrected_title, Version.title)

    @property
    def brand(self) -> Column:
        return func.nullif(func.coalesce(Reading.corrected_brand, Version.brand), "", type_=String())


class PostingHistory(CorrectedWords):
    """Every posting known by an instant, each with its newest version, that version's latest reading, and its first and
    last sighting, worked out from all that is stored. Columns are taken from its attributes; `rows` selects them.

    `only`: a query of postings' keys; nothing is worked out of others. Without an instant it gives what
    db.queries.current reads from `posting_now`.
    """

    def __init__(self, as_of: AsOf | None, *, only: SelectBase | None = None) -> None:
        self.as_of, self.only = as_of, only
        self.first, self.last = aliased(Crawl), aliased(Crawl)
        self.seen, self.newest = first_last_seen(as_of, only), newest(as_of, only)
        self.complete = _last_complete(as_of, only)

    def rows(self, *columns: Expression) -> Select[Any]:
        """Select of each posting, but of those that a second board repeats."""
        return self.all_rows(*columns).where(~second_board_duplicate(self.as_of, self.only))

    def wordless_rows(self, *columns: Expression) -> Select[Any]:
        """The same: the past has no shorter way to what needs no posting's words."""
        return self.rows(*columns)

    @property
    def key(self) -> Column:
        """The posting's key in the database."""
        return Posting.id.expression

    @property
    def studio(self) -> Column:
        return Posting.studio.expression

    def all_rows(self, *columns: Expression) -> Select[Any]:
        return (
            select_any(*columns)
            .select_from(Posting)
            .join(self.seen, self.seen.c.posting == Posting.id)
            .join(self.newest, self.newest.c.posting == Posting.id)
            .join(Version, Version.id == self.newest.c.version)
            .outerjoin(self.first, self.first.id == self.seen.c.first_crawl)
            .outerjoin(self.last, self.last.id == self.seen.c.last_crawl)
            .outerjoin(self.complete, self.complete.c.studio == Posting.studio)
            .outerjoin(Reading, Reading.id == latest_reading(self.as_of))
        )

    @property
    def posted_on(self) -> Column:
        """The date that a person corrected it to; else the earliest that any version gives, since boards refresh
        theirs; else the day of the first sight."""
        return func.coalesce(Reading.corrected_posted_on, self.newest.c.posted_on, utc_date(self.first_seen_at))

    @property
    def posted_on_basis(self) -> Column:
        older = aliased(Version)
        basis = (
            select(as_text(older.posted_on_basis))
            .where(older.posting == Posting.id, older.posted_on == self.newest.c.posted_on)
            .order_by(older.number)
            .limit(1)
            .scalar_subquery()
        )
        return case(
            (Reading.corrected_posted_on.is_not(None), literal(str(PostedOnBasis.CORRECTED))),
            (self.newest.c.posted_on.is_(None), literal(str(PostedOnBasis.FIRST_SEEN))),
            else_=basis,
        )

    @property
    def version_count(self) -> Column:
        return self.newest.c.version_count

    @property
    def first_seen_at(self) -> Column:
        crawled, given = self.first.started_at, self.seen.c.first_clip_at
        return case((or_(given.is_(None), crawled <= given), crawled), else_=given)

    @property
    def last_crawl_at(self) -> Column:
        return self.last.started_at.expression

    @property
    def last_seen_at(self) -> Column:
        return last_seen_at(self.last_crawl_at, self.seen.c.last_clip_at)

    @property
    def state(self) -> Column:
        given_last = was_given_last(self.last_crawl_at, self.seen.c.last_clip_at)
        return state_of(self.seen.c.last_crawl, given_last, self.complete.c.latest, self.complete.c.before)

    @property
    def has_pay(self) -> Condition:
        return or_(Reading.pay_minimum.is_not(None), Reading.pay_maximum.is_not(None))

    @property
    def has_description(self) -> Condition:
        return Version.description_text != ""


def last_seen_at(crawled_at: Column, clipped_at: Column) -> Column:
    """The later of a posting's last crawl and the last time that a person gave it."""
    return case((was_given_last(crawled_at, clipped_at), clipped_at), else_=crawled_at)


def was_given_last(crawled_at: Column, clipped_at: Column) -> Condition:
    """A person gave the posting after the last crawl that saw it, or no crawl did."""
    return and_(clipped_at.is_not(None), or_(crawled_at.is_(None), clipped_at > crawled_at))


def state_of(last_crawl: Column, given_last: Condition, latest: Column, before: Column) -> Column:
    """By the complete crawls since the posting was last seen: none, one, or two that began long enough apart. A page
    that a person gave has none: no crawl can miss it.

    `latest`, `before`: the studio's last complete crawl, and the one that was long enough before it.
    """
    # Two absences, long enough apart: a fault of a board may well last two crawls a minute apart, and a wrong "no
    # longer listed" in print is worse than a late one. Ids stand for times: a studio's crawls end in their order.
    return case(
        (given_last, cast(null(), String)),
        (func.coalesce(latest, 0) <= last_crawl, literal(str(State.LISTED))),
        (func.coalesce(before, 0) <= last_crawl, literal(str(State.NOT_SEEN))),
        else_=literal(str(State.NO_LONGER_LISTED)),
    )


def second_board_duplicate(as_of: AsOf | None, only: SelectBase | None = None) -> Condition:
    """The posting is a second board's, and its requisition, in any version, is one of the studio's first board.

    The first board speaks for such a posting: its words, its dates and its state are shown, and it counts once.
    """
    # Follows from what both boards said: so the order of crawls changes nothing, and what each board said is kept.
    # The price: a posting that only the second board still lists has the first board's state.
    here, there = aliased(Posting), aliased(Posting)
    repeats, original, crawl, later = aliased(Version), aliased(Version), aliased(Crawl), aliased(Crawl)
    second = select(Studio.studio).where(Studio.second_board_of.is_not(None))
    duplicates = (
        select(here.id)
        .join(Studio, Studio.studio == here.studio)
        .join(repeats, repeats.posting == here.id)
        .join(there, there.studio == Studio.second_board_of)
        .join(original, (original.posting == there.id) & (original.requisition == repeats.requisition))
        .outerjoin(crawl, crawl.id == original.crawl)
        .outerjoin(later, later.id == repeats.crawl)
        .where(Studio.second_board_of.is_not(None))
        .where(version_known(as_of, original, crawl), version_known(as_of, repeats, later))
    )
    # the studio first: where there is no second board, neither database ever runs the costly query
    return and_(Posting.studio.in_(second), Posting.id.in_(restrict(duplicates, here.id, only)))


def _last_complete(as_of: AsOf | None, only: SelectBase | None = None) -> CTE:
    """Each studio's last complete crawl, and the one before that was long enough before it."""
    rank = func.row_number().over(partition_by=Crawl.studio, order_by=Crawl.id.desc())
    complete = select(Crawl.studio, Crawl.id, Crawl.earlier_complete, rank.label("rank")).where(
        finished_by(as_of), Crawl.outcome == Outcome.COMPLETE
    )
    if only is not None:
        complete = complete.where(Crawl.studio.in_(studios_of(only)))
    ranked = complete.subquery("ranked")
    return (
        select(ranked.c.studio, ranked.c.id.label("latest"), ranked.c.earlier_complete.label("before"))
        .where(ranked.c.rank == 1)
        .cte("complete")
    )
