"""Query what is compared to claim that a posting is an earlier one put up again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from db.dialects.sql import select_any
from db.models import Crawl, Posting, Sighting, Version
from db.vocabulary import Outcome


def select_sighting_spans(studio: str, since: datetime) -> Select[Any]:
    """Each of a studio's postings that a crawl saw since then, with the first and the last crawl that did."""
    spans = (
        select(
            Sighting.posting, func.min(Sighting.first_crawl).label("first"), func.max(Sighting.last_crawl).label("last")
        )
        .join(Posting, Posting.id == Sighting.posting)
        .where(Posting.studio == studio)
        .group_by(Sighting.posting)
        .subquery("spans")
    )
    return (
        select_any(Posting.id, Posting.board_key, spans.c.first, spans.c.last)
        .join(spans, spans.c.posting == Posting.id)
        .join(Crawl, Crawl.id == spans.c.last)
        .where(Crawl.started_at >= since)
    )


def select_has_arrivals(studio: str) -> Select[Any]:
    """Whether a posting came, or came again, since the studio's last complete crawl."""
    complete = select(func.max(Crawl.id)).where(Crawl.studio == studio, Crawl.outcome == Outcome.COMPLETE)
    last = complete.scalar_subquery()
    # by the few crawls since then and what they saw last, which is indexed; the first crawl of a sighting is not
    came = select(Sighting.id).join(Crawl, Crawl.id == Sighting.last_crawl).where(Sighting.first_crawl > last)
    return select_any(came.where(Crawl.studio == studio, Crawl.id > last).exists())


def select_newest_versions(studio: str, board_keys: Collection[str]) -> Select[Any]:
    """The words of the newest version of each of these postings of a studio."""
    newest = select(func.max(Version.id)).join(Posting, Posting.id == Version.posting).where(Posting.studio == studio)
    newest = newest.where(Posting.board_key.in_(board_keys))
    columns = (Version.posting, Version.title, Version.requisition, Version.locations, Version.description_html)
    return (
        select_any(Posting.posting_id, Posting.board_key, *columns)
        .join(Posting, Posting.id == Version.posting)
        .where(Version.id.in_(newest.group_by(Version.posting)))
    )
