"""Query how pay and figure are measured: what pay is divided by, in numbers and in words, and where a measure suits."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_

from db.dialects.sql import format_amount, number
from db.models import Comparison, UnionScale
from db.queries.comparison.scale_in_force import ADDED, describe_status, is_in_force
from db.queries.comparison.text_columns import join_text
from db.vocabulary import Measure, PayKind, Unit

Column = ColumnElement[Any]

WEEKS_A_YEAR = 52

CALLS = (str(Unit.SESSION), str(Unit.SHIFT), str(Unit.VISIT))
"""What is paid as a whole, whatever its hours."""

WITH_CONTRIBUTIONS = (str(Measure.DAYS_WITH_CONTRIBUTIONS), str(Measure.WEEKS_WITH_CONTRIBUTIONS))


def measure_suits(paid: CTE, matched: CTE, chosen: CTE) -> Column:
    """Limits of the measures that no key can hold: a call within the hours of the figure, a year of twelve months, one
    unit, total compensation."""
    within = and_(paid.c.pay_hours.is_not(None), paid.c.pay_hours <= chosen.c.hours)
    measure = matched.c.measure
    return and_(
        or_(measure != str(Measure.MINIMUM_CALL_RATIO), within),
        or_(measure != str(Measure.MONTHLY_RATIO), paid.c.pay_unit == str(Unit.YEAR)),
        or_(measure != str(Measure.SAME_UNIT_RATIO), paid.c.pay_unit == chosen.c.scale_unit),
        # what an employer pays to plans is part of total compensation, and of nothing else that a posting states
        or_(measure.not_in(WITH_CONTRIBUTIONS), paid.c.pay_kind == str(PayKind.TOTAL)),
    )


def find_divisor() -> Column:
    """What pay is divided by; none where the measure does not suit the figure's unit."""
    amount, measure = number(UnionScale.amount), Comparison.measure
    week, day = UnionScale.unit == str(Unit.WEEK), UnionScale.unit == str(Unit.DAY)
    added = amount * (literal(1.0) + number(ADDED.amount) / literal(100.0))
    return case(
        (and_(measure == Measure.DAYS_WITH_CONTRIBUTIONS, day), added),
        (and_(measure == Measure.WEEKS_WITH_CONTRIBUTIONS, week), added),
        (measure == Measure.HEALTH_THRESHOLD_MULTIPLE, amount),
        (and_(measure == Measure.SCALE_DAYS, day), amount),
        (and_(measure == Measure.SCALE_WEEKS, week), amount),
        (and_(measure == Measure.FULL_YEAR_RATIO, week), amount * literal(float(WEEKS_A_YEAR))),
        (measure == Measure.HOURLY_RATIO, amount / count_hours()),
        (measure == Measure.SAME_UNIT_RATIO, amount),
        (and_(measure == Measure.MONTHLY_RATIO, UnionScale.unit == str(Unit.MONTH)), amount * literal(12.0)),
        (and_(measure == Measure.MINIMUM_CALL_RATIO, UnionScale.unit.in_(_WHOLE_CALL_UNITS)), amount),
    )


def count_hours() -> Column:
    """Hours that the figure pays for; none where its source does not say."""
    stated = case((number(UnionScale.hours) > 0, number(UnionScale.hours)))
    return func.coalesce(stated, case((UnionScale.unit == str(Unit.HOUR), literal(1.0))))


_WHOLE_CALL_UNITS = (str(Unit.DAY), str(Unit.SESSION))
"""What a contract pays as a whole, however short the call."""


def describe_amount(on_date: Column) -> Column:
    words = join_text(format_amount(UnionScale.amount), " ", UnionScale.currency, " ", Comparison.words)
    by_hour = and_(Comparison.measure == Measure.HOURLY_RATIO, count_hours() != 1)
    percent = format_amount(ADDED.amount)
    in_force = is_in_force(ADDED, on_date)
    plans = join_text(
        " + ", percent, " percent of it that employers pay to the plans, ", describe_status(ADDED, in_force, on_date)
    )
    return case(
        (Comparison.measure.in_(WITH_CONTRIBUTIONS), join_text("(", words, plans, ")")),
        (by_hour, join_text("(", words, " / ", format_amount(UnionScale.hours), " hours)")),
        (Comparison.measure == Measure.FULL_YEAR_RATIO, join_text(f"({WEEKS_A_YEAR} × ", words, ")")),
        (Comparison.measure == Measure.MONTHLY_RATIO, join_text("(12 × ", words, ")")),
        else_=words,
    )


CEILING = f"; {WEEKS_A_YEAR} weeks: a ceiling nobody is guaranteed"
