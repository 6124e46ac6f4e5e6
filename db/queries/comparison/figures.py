"""Choose the figure that each comparison has on each date."""

from sqlalchemy import CTE, String, and_, case, cast, func, literal, or_, select

from db.dialects.sql import iso_date
from db.models import Comparison, UnionScale
from db.queries.comparison.measures import CEILING, count_hours, describe_amount, find_divisor
from db.queries.comparison.scale_in_force import ADDED, SERIES, best_figure, describe_status, is_in_force, scale_columns
from db.queries.comparison.text_columns import join_text
from db.vocabulary import Measure, Unit

CONTRIBUTION = (
    Comparison.union,
    Comparison.contribution_agreement,
    Comparison.contribution_role,
    literal("percent_of_pay"),
)


def choose_figures(base: CTE) -> CTE:
    """Choose for each date that a posting has each comparison's figure: the one in force, else the latest before.

    A subquery finds it by the index: of ranked rows PostgreSQL expects one, and joins them in nested loops.
    """
    dates = select(base.c.on_date).distinct().cte("dates")
    in_force = is_in_force(UnionScale, dates.c.on_date)
    # a sum of a figure and of contributions is in force only where both are
    both_in_force = and_(
        in_force,
        or_(Comparison.contribution_role.is_(None), func.coalesce(is_in_force(ADDED, dates.c.on_date), False)),
    )
    position = cast(Comparison.position, String)
    by = case(
        (Comparison.measure == Measure.HOURLY_RATIO, " hour "),
        (Comparison.measure == Measure.SAME_UNIT_RATIO, join_text(" own:", UnionScale.unit, " ")),
        (Comparison.measure == Measure.MINIMUM_CALL_RATIO, f" own:{Unit.SESSION} "),
        else_=" year ",
    )
    return (
        select(
            join_text(position, " ", iso_date(dates.c.on_date), by, UnionScale.currency).label("figure_of"),
            find_divisor().label("divisor"),
            count_hours().label("hours"),
            describe_amount(dates.c.on_date).label("words"),
            describe_status(UnionScale, in_force, dates.c.on_date).label("status_words"),
            case((Comparison.measure == Measure.FULL_YEAR_RATIO, CEILING), else_="").label("caution"),
            *scale_columns(both_in_force),
        )
        .select_from(dates)
        .join(Comparison, literal(1) == 1)
        .join(UnionScale, UnionScale.scale_id == best_figure(SERIES, dates.c.on_date))
        # asked for where a row names contributions alone: most do not, and there is one for each date
        .outerjoin(
            ADDED,
            ADDED.scale_id
            == case((Comparison.contribution_role.is_not(None), best_figure(CONTRIBUTION, dates.c.on_date))),
        )
        .where(find_divisor().is_not(None))
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )
