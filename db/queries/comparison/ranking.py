"""Order a posting's comparisons: the figure that says most of its job first."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case

from db.dialects.sql import collate_bytes
from db.vocabulary import Covers, Measure, Unit

Column = ColumnElement[Any]

HOURLY_FIRST = (Unit.HOUR, Unit.DAY, Unit.SHIFT, Unit.SESSION)
"""Pay posted so is compared by the hour first."""

FOR_RANK = ("basket_rank", "position")


def rank_columns(rows: Any) -> list[Column]:
    """What covers the job first, then what an engagement is paid by, then the nearest craft, then the article's."""
    by_hour = and_(
        rows.c.measure == str(Measure.HOURLY_RATIO), rows.c.pay_unit.in_([str(unit) for unit in HOURLY_FIRST])
    )
    return [
        case(
            (rows.c.agreement_covers_job == str(Covers.YES), 0),
            (rows.c.agreement_covers_job == str(Covers.LIKELY), 1),
            else_=2,
        ),
        case((rows.c.measure == str(Measure.MINIMUM_CALL_RATIO), 0), else_=1),
        rows.c.basket_rank,
        case((by_hour, 0), else_=1),
        rows.c.position,
        collate_bytes(rows.c.scale_id),
        collate_bytes(rows.c.scale_currency),
    ]


def comparison_order(rows: Any) -> list[Column]:
    """Order comparisons for print: by posting, the figure that says most of the job first."""
    return [collate_bytes(rows.c.posting_id), rows.c.rank_for_posting]
