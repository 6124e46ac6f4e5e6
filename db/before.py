"""What earlier versions of a posting said that its newest may no longer say."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from db.expressions import choose, plain
from db.known import ended, latest_reading
from db.models import Crawl, Posting, Reading, Version


def versions_read(as_of: datetime | None = None) -> Select[Any]:
    """Every version of postings that have more than one, oldest first: its AI label, whether it stated pay, its
    reader, and when the crawl that brought it ended."""
    several = (
        select(Version.posting)
        .join(Crawl, Crawl.id == Version.crawl)
        .where(ended(as_of))
        .group_by(Version.posting)
        .having(func.count() > 1)
    )
    paid = or_(Reading.pay_minimum.is_not(None), Reading.pay_maximum.is_not(None))
    return (
        choose(
            Posting.posting_id,
            Crawl.finished_at,
            plain(Reading.ai_label).label("ai_label"),
            case((paid, 1), else_=0).label("paid"),
            Reading.reader,
        )
        .select_from(Version)
        .join(Posting, Posting.id == Version.posting)
        .join(Crawl, Crawl.id == Version.crawl)
        .join(Reading, Reading.id == latest_reading(as_of))
        .where(ended(as_of), Version.posting.in_(several))
        .order_by(Version.posting, Version.number)
    )
