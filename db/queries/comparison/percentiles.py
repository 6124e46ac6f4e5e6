"""Say between which points of its occupation's wages a posting's pay lies."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func

from db.dialects.sql import select_any
from db.queries.comparison.text_columns import join_text

Column = ColumnElement[Any]

OF_STATISTIC = ("rule", "percentile")


def add_percentiles(pairs: Select[Any]) -> Select[Any]:
    """Add the bracket of either end to pay beside a statistic: "between 25 and 50", "above 90"; of other figures none.

    `pairs`: with rule, percentile, and low and high as multiples of the figure, which each point has a row of.
    """
    rows = pairs.subquery("pairs")
    columns = [column for column in rows.c if column.key not in OF_STATISTIC]
    return select_any(*columns, *(_find_bracket(rows, end).label(f"{end}_percentiles") for end in ("low", "high")))


def _find_bracket(rows: Any, end: str) -> Column:
    points = (rows.c.posting_id, rows.c.rule, rows.c.measure, rows.c.scale_currency)
    ratio = rows.c[end]
    below = func.max(case((ratio >= 1, rows.c.percentile))).over(partition_by=points)
    above = func.min(case((ratio < 1, rows.c.percentile))).over(partition_by=points)
    return case(
        # a rule of an agreement has no points, and pay without this end lies between none
        (below.is_not(None) & above.is_not(None), join_text("between ", _as_digits(below), " and ", _as_digits(above))),
        (below.is_not(None), join_text("above ", _as_digits(below))),
        (above.is_not(None), join_text("below ", _as_digits(above))),
    )


def _as_digits(point: Column) -> Column:
    return func.cast(point, String)
