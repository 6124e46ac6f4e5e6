"""What changed in time: each posting's pay, what boards showed of it coming and going, and claims of reposts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from db.dialects.sql import (
    Expression,
    as_text,
    before_comma,
    contains_word,
    iso_instant,
    number,
    select_any,
)
from db.models import Crawl, Posting, Reading, Version
from db.queries.as_of import (
    AsOf,
    finished_by,
    latest_reading,
    sightings,
    version_known,
    version_known_at,
    version_seen_at,
)
from db.queries.current import second_board_duplicate
from db.queries.words_age import select_marks
from db.vocabulary import Event, Outcome, PayFlag

COMPARED = ("minimum", "maximum", "currency", "unit", "hours", "kind", "scope")
_MONEY = ("minimum", "maximum", "hours")
_WORDS = ("unit", "kind", "scope")


def pay_columns(*names: str) -> list[Expression]:
    """Columns of the reading's pay, plain."""
    return [plain_pay(getattr(Reading, f"pay_{name}"), name).label(f"pay_{name}") for name in names]


def pay_reader(reading: Any) -> ColumnElement[str]:
    """Who gave the reading's pay: the pay reader, or a person who corrected it."""
    corrected = contains_word(reading.pay_flags, literal(str(PayFlag.CORRECTED)))
    return before_comma(reading.reader) + case((corrected, literal(", corrected")), else_=literal(""))


def plain_pay(column: Expression, name: str) -> Expression:
    if name.endswith(_MONEY):
        return number(column)
    return as_text(column) if name in _WORDS else column


# ---- pay


def select_pay_history(as_of: AsOf | None = None) -> Select[Any]:
    """Each posting's pay over time: a row where it is first stated, and one for each version that changes it."""
    told = _versions_beside(as_of)
    changed = select(told).where(_pay_changed(told)).subquery("changed")
    until = func.lead(changed.c.first_seen_at, type_=String()).over(
        partition_by=changed.c.posting_id, order_by=changed.c.version
    )
    names = [column.name for column in told.c if not column.name.startswith("before_")]
    first = names.index("first_seen_at") + 1
    columns = [changed.c[name] for name in names]
    return select_any(*columns[:first], until.label("until_at"), *columns[first:])


def _versions_beside(as_of: AsOf | None) -> Any:
    """Each version's pay beside the pay of the version before."""
    compared = [getattr(Reading, f"pay_{name}") for name in COMPARED]
    in_time: dict[str, Any] = {"partition_by": Version.posting, "order_by": Version.number}
    reader = pay_reader(Reading)
    marks = select_marks(as_of).subquery("marks")
    return (
        select_any(
            Posting.posting_id,
            Posting.studio,
            marks.c.state,
            marks.c.words_read_on,
            Version.number.label("version"),
            iso_instant(version_seen_at()).label("first_seen_at"),
            Version.title,
            *pay_columns(*COMPARED),
            *pay_columns("usd_year_minimum", "usd_year_maximum", "year_basis", "quote"),
            Reading.reader,
            case((func.lag(reader).over(**in_time) != reader, 1), else_=0).label("reader_changed"),
            *(func.lag(as_text(column)).over(**in_time).label(f"before_{column.name}") for column in compared),
            *(as_text(column).label(f"before_new_{column.name}") for column in compared),
        )
        .join(Posting, Posting.id == Version.posting)
        .join(marks, marks.c.posting == Posting.id)
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .outerjoin(Reading, Reading.id == latest_reading(as_of))
        .where(version_known(as_of), ~second_board_duplicate(as_of))
        .subquery("told")
    )


def _pay_changed(told: Any) -> ColumnElement[bool]:
    names = [f"pay_{name}" for name in COMPARED]
    return or_(*(told.c[f"before_new_{name}"].is_distinct_from(told.c[f"before_{name}"]) for name in names))


# ---- coming and going


def select_movements(as_of: AsOf | None = None, since: datetime | None = None) -> Select[Any]:
    """Postings that arrived, were no longer listed, or were back again, with the end of the crawl that showed it.

    What the first complete crawl of a board finds was there before anyone looked: it did not arrive.
    """
    crawls, runs = _numbered_crawls(as_of), _neighbouring_runs(as_of)
    began, last = crawls.alias("began"), crawls.alias("last")
    following, second = crawls.alias("following"), crawls.alias("second")
    absent = began.c.complete_before - last.c.complete_to
    came = (
        select(
            runs.c.posting,
            case((runs.c.earlier.is_(None), literal(str(Event.ARRIVED))), else_=literal(str(Event.BACK_AGAIN))).label(
                "event"
            ),
            runs.c.first_crawl.label("crawl"),
            runs.c.earlier.label("last_crawl"),
            case((runs.c.earlier.is_not(None), absent)).label("absent"),
        )
        .join(began, began.c.id == runs.c.first_crawl)
        .outerjoin(last, last.c.id == runs.c.earlier)
        .where(case((runs.c.earlier.is_(None), began.c.complete_before), else_=absent) > 0)
    )
    went = (
        select(
            runs.c.posting,
            literal(str(Event.NO_LONGER_LISTED)).label("event"),
            second.c.id.label("crawl"),
            runs.c.last_crawl,
            (second.c.complete_to - last.c.complete_to).label("absent"),
        )
        .join(last, last.c.id == runs.c.last_crawl)
        .join(second, second.c.id == last.c.gone_in)
        .outerjoin(following, following.c.id == runs.c.later)
        .where(or_(following.c.id.is_(None), second.c.id < following.c.id))
    )
    moved = union_all(came, went).subquery("moved")
    at, seen_in = aliased(Crawl), aliased(Crawl)
    rows = (
        select_any(
            Posting.posting_id,
            moved.c.event,
            iso_instant(at.finished_at).label("noted_at"),
            case((moved.c.last_crawl.is_not(None), iso_instant(seen_in.started_at))).label("last_seen_at"),
            moved.c.absent,
        )
        .select_from(moved)
        .join(Posting, Posting.id == moved.c.posting)
        .join(at, at.id == moved.c.crawl)
        .outerjoin(seen_in, seen_in.id == moved.c.last_crawl)
        .where(~second_board_duplicate(as_of))
    )
    return rows if since is None else rows.where(at.finished_at > since)


def _numbered_crawls(as_of: AsOf | None) -> CTE:
    """Each known visit with its studio's complete crawls before it, and up to it; and the first complete crawl after
    which what it saw last is no longer listed."""
    over: dict[str, Any] = {"partition_by": Crawl.studio, "order_by": Crawl.id}
    complete = case((Crawl.outcome == Outcome.COMPLETE, 1), else_=0)
    number_of = func.sum(complete).over(**over)
    later = aliased(Crawl)
    gone_in = (  # both rise together, so that the index gives the first
        select(later.id)
        .where(later.studio == Crawl.studio, later.earlier_complete > Crawl.id)
        .order_by(later.earlier_complete, later.id)
        .limit(1)
        .correlate(Crawl)
        .scalar_subquery()
    )
    return (
        select(
            Crawl.id,
            Crawl.studio,
            number_of.label("complete_to"),
            (number_of - complete).label("complete_before"),
            gone_in.label("gone_in"),
        )
        .where(finished_by(as_of))
        .cte("counted")
    )


def _neighbouring_runs(as_of: AsOf | None) -> CTE:
    """Each posting's unbroken runs of sightings, with the end of the run before and the beginning of the next."""
    spans = sightings(as_of).subquery("spans")
    over: dict[str, Any] = {"partition_by": spans.c.posting, "order_by": spans.c.first_crawl}
    return select(
        spans,
        func.lag(spans.c.last_crawl).over(**over).label("earlier"),
        func.lead(spans.c.first_crawl).over(**over).label("later"),
    ).cte("runs")


# ---- edits

WORDS = ("title", "brand", "requisition", "department", "employment_type", "locations", "description_text")
"""Of a version, what an edit may change; beside it there is the pay that the board states as data."""


def select_edits(as_of: AsOf | None = None, since: datetime | None = None) -> Select[Any]:
    """Each version but the first beside the one before it, `before_` on the older one's columns."""
    older, then = aliased(Version), aliased(Reading)
    sides: list[tuple[str, Any, Any]] = [("", Version, Reading), ("before_", older, then)]
    rows = (
        select_any(
            Posting.posting_id,
            Version.number.label("version"),
            iso_instant(version_known_at()).label("noted_at"),
            *(getattr(version, name).label(f"{side}{name}") for side, version, _ in sides for name in WORDS),
            *(version.stated_pay.label(f"{side}stated_pay") for side, version, _ in sides),
            *(
                plain_pay(getattr(reading, f"pay_{name}"), name).label(f"{side}pay_{name}")
                for side, _, reading in sides
                for name in COMPARED
            ),
            *(pay_reader(reading).label(f"{side}reader") for side, _, reading in sides),
        )
        .select_from(Version)
        .join(older, (older.posting == Version.posting) & (older.number == Version.number - 1))
        .join(Posting, Posting.id == Version.posting)
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .outerjoin(Reading, Reading.id == latest_reading(as_of))
        .outerjoin(then, then.id == latest_reading(as_of, older))
        .where(version_known(as_of), ~second_board_duplicate(as_of))
    )
    return rows if since is None else rows.where(version_known_at() > since)
