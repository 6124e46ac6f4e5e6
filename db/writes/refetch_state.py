"""What is stored of postings' details: when they were asked, and by what a board can be asked whether they changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, select
from sqlalchemy.orm import Session

from db.dialects.upsert import row_values, table_of
from db.models import Crawl, Posting, Sighting, Validator
from db.vocabulary import Outcome


@dataclass(kw_only=True, frozen=True, slots=True)
class Detail:
    """The detail of one posting."""

    list_fingerprint: str
    """Of the list's row when the detail was last asked."""
    asked_at: datetime | None
    """None: its own page was gone when it was last asked."""
    listed: bool
    """Whether the posting was seen at the last complete crawl, or since."""
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    program: str | None = None
    """The version of the program that read the detail whole, of those that come with a validator."""
    read_at: datetime | None = None
    """When it was read whole."""


def refetch_details(session: Session, studio: str) -> dict[str, Detail]:
    """By board key."""
    return {
        key: Detail(**named) for key, named in ((row.board_key, _named(row)) for row in session.execute(_of(studio)))
    }


def replace_validators(session: Session, given: Sequence[tuple[int, Validator | None]]) -> None:
    """Keep what came with postings' details, by the postings' keys, in the place of what came before."""
    if not given:
        return
    session.execute(delete(Validator).where(Validator.posting.in_([posting for posting, _ in given])))
    rows = [row_values(validator) | {"posting": posting} for posting, validator in given if validator]
    if rows:
        session.connection().execute(table_of(Validator).insert(), rows)


def _named(row: Any) -> dict[str, Any]:
    named = dict(row._mapping)
    del named["board_key"]
    return named | {"listed": bool(named["listed"])}


def _of(studio: str) -> Select[Any]:
    seen = select(Sighting.posting, func.max(Sighting.last_crawl).label("crawl"))
    of_it = Posting.studio == studio
    last = seen.join(Posting, Posting.id == Sighting.posting).where(of_it).group_by(Sighting.posting).subquery()
    return (
        select(
            Posting.board_key,
            Posting.list_fingerprint,
            Posting.detail_at.label("asked_at"),
            case((last.c.crawl >= _last_complete(studio), literal(1)), else_=literal(0)).label("listed"),
            *(getattr(Validator, name) for name in ("url", "etag", "last_modified", "program", "read_at")),
        )
        .outerjoin(last, last.c.posting == Posting.id)
        .outerjoin(Validator, Validator.posting == Posting.id)
        .where(of_it)
    )


def _last_complete(studio: str) -> ColumnElement[int]:
    complete = select(func.max(Crawl.id)).where(Crawl.studio == studio, Crawl.outcome == Outcome.COMPLETE)
    return func.coalesce(complete.scalar_subquery(), 0)
