"""Keep `posting_now` true: called in the transaction of whatever changes what is known now.

What is written is worked out by the same queries that answer for the past (db.queries.posting_history), for the
postings that changed alone. Transactions that do so come one after the other (serialize_timestamps): on PostgreSQL one
of them would else write what another has just made old.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Insert,
    Select,
    bindparam,
    delete,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.dialects.sql import as_text
from db.models import Crawl, Posting, PostingNow, Sighting, Studio, Version
from db.queries.current import select_present
from db.queries.posting_history import second_board_duplicate, state_of, was_given_last
from db.vocabulary import Outcome
from db.writes.leases import serialize_timestamps
from db.writes.upsert import table_of

AT_ONCE = 500
"""A database takes only so many values in one statement."""


def refill(session: Session) -> None:
    """Write all of it anew."""
    serialize_timestamps(session)
    session.execute(delete(PostingNow))
    session.execute(_make_insert(select_present()))


def refresh_postings(session: Session, postings: Collection[int]) -> None:
    """Write the rows of these postings, by their keys, anew."""
    serialize_timestamps(session)
    keys = sorted(postings)
    for some in (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
        session.execute(delete(PostingNow).where(PostingNow.posting.in_(some)))
        session.execute(_insert_some(), {"some": some})


def refresh_versions(session: Session, versions: Collection[int]) -> None:
    """The same of the postings of which one of these is the newest version: it was read again, or corrected."""
    keys = sorted(versions)
    for some in (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
        serialize_timestamps(session)
        refresh_postings(session, session.scalars(select(PostingNow.posting).where(PostingNow.version.in_(some))).all())


def refresh_crawl(session: Session, crawl: Crawl) -> None:
    """Write what a crawl that has just ended makes known: what it saw, and what it did not see."""
    serialize_timestamps(session)
    session.flush()
    changed = session.scalars(_select_changed(crawl)).all()
    refresh_postings(session, changed)
    seen = select(Sighting.posting).where(Sighting.last_crawl == crawl.id)
    session.execute(
        _update()
        .where(PostingNow.posting.in_(seen), PostingNow.last_crawl < crawl.id)
        .values(last_crawl=crawl.id, last_crawl_at=crawl.started_at)
    )
    _set_states(session, crawl.studio)
    if changed:
        refresh_duplicates(session, crawl.studio)


def refresh_duplicates(session: Session, studio: str) -> None:
    """Mark anew what second boards repeat, where the studio is one or has one."""
    second = select(Studio.studio).where(Studio.second_board_of.is_not(None))
    _mark_duplicates(
        session, session.scalars(second.where(or_(Studio.studio == studio, Studio.second_board_of == studio)))
    )


def unmark_duplicates(session: Session, studio: str) -> None:
    """Mark none of a studio's postings: it is no second board any more."""
    marked = _update().where(PostingNow.studio == studio, PostingNow.second_board_duplicate)
    session.execute(marked.values(second_board_duplicate=False))


def _select_changed(crawl: Crawl) -> CompoundSelect[Any]:
    """The postings of which a crawl brought a version, or that it saw as the first crawl."""
    brought = select(Version.posting).where(Version.crawl == crawl.id)
    seen = select(Sighting.posting).where(Sighting.last_crawl == crawl.id)
    seen_before = select(PostingNow.posting).where(
        PostingNow.studio == crawl.studio, PostingNow.last_crawl.is_not(None)
    )
    return brought.union(seen.where(Sighting.posting.not_in(seen_before)))


def _set_states(session: Session, studio: str) -> None:
    complete = session.execute(
        select(Crawl.id, Crawl.earlier_complete)
        .where(Crawl.studio == studio, Crawl.outcome == Outcome.COMPLETE, Crawl.finished_at.is_not(None))
        .order_by(Crawl.id.desc())
        .limit(1)
    ).one_or_none()
    latest, before = (0, None) if complete is None else complete
    given_last = was_given_last(PostingNow.last_crawl_at.expression, PostingNow.last_clip_at.expression)
    state = state_of(
        PostingNow.last_crawl.expression, given_last, literal(latest), null() if before is None else literal(before)
    )
    rows = _update().where(PostingNow.studio == studio, as_text(PostingNow.state).is_distinct_from(state))
    session.execute(rows.values(state=state))


def _mark_duplicates(session: Session, studios: Iterable[str]) -> None:
    for studio in list(studios):
        ours = select(Posting.id).where(Posting.studio == studio)
        duplicates = ours.where(second_board_duplicate(None, ours))
        unmark_duplicates(session, studio)
        session.execute(_update().where(PostingNow.posting.in_(duplicates)).values(second_board_duplicate=True))


@cache
def _insert_some() -> Insert:
    """Insert the rows of the postings whose keys `some` holds: put together once, which takes as long as a batch."""
    keys: BindParameter[int] = bindparam("some", expanding=True)
    return _make_insert(select_present(select(Posting.id).where(Posting.id.in_(keys))))


def _make_insert(columns: Select[Any]) -> Insert:
    return insert(table_of(PostingNow)).from_select(list(columns.selected_columns.keys()), columns)


def _update() -> Any:
    """Change rows without looking for objects of the session to be changed with them: nothing holds any."""
    return update(PostingNow).execution_options(synchronize_session=False)
