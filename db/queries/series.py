"""What a series over time is counted from: visits, the runs of them that saw each posting, and its versions."""

from typing import Any

from sqlalchemy import Select

from db.dialects.sql import as_text, select_any
from db.models import Crawl, Posting, Reading, Sighting, Version
from db.queries.as_of import (
    AsOf,
    finished_by,
    latest_reading,
    version_known,
    version_known_at,
)
from db.queries.current import second_board_duplicate


def select_visits(as_of: AsOf | None = None) -> Select[Any]:
    """Every visit to a board that had ended."""
    return select_any(
        Crawl.id.label("crawl_id"), Crawl.studio, Crawl.finished_at, as_text(Crawl.outcome).label("outcome")
    ).where(finished_by(as_of))


def select_runs(as_of: AsOf | None = None) -> Select[Any]:
    """Every unbroken run of visits that saw a posting. The last of a run may have ended later than `as_of`."""
    return (
        select_any(Sighting.posting, Posting.studio, Sighting.first_crawl, Sighting.last_crawl)
        .join(Posting, Posting.id == Sighting.posting)
        .join(Crawl, Crawl.id == Sighting.first_crawl)
        .where(finished_by(as_of), ~second_board_duplicate(as_of))
        .order_by(Sighting.posting, Sighting.first_crawl)
    )


def select_labels(as_of: AsOf | None = None) -> Select[Any]:
    """Every version, with its latest reading's view of AI, in the order of the versions."""
    return (
        select_any(
            Version.posting,
            version_known_at().label("finished_at"),
            as_text(Reading.ai_label).label("ai_label"),
            Reading.ai_kinds,
            Reading.reader,
        )
        .outerjoin(Crawl, Crawl.id == Version.crawl)
        .outerjoin(Reading, Reading.id == latest_reading(as_of))
        .where(version_known(as_of))
        .order_by(Version.posting, Version.id)
    )
