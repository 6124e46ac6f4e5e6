"""Lay out a posting's pay by the year, the hour and its own unit, in its currency and in dollars, each in words."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from db.dialects.sql import Expression, as_text, contains_word, format_amount, iso_date, number
from db.models import Reading
from db.queries.comparison.measures import CALLS
from db.queries.comparison.paid_postings import OF_POSTING, kind_key
from db.queries.comparison.text_columns import join_text
from db.vocabulary import PayFlag, Unit

Column = ColumnElement[Any]


def lay_out_pay(base: CTE) -> CTE:
    """Lay out each posting's pay by the year, the hour and its own unit, in its currency and in dollars."""
    year = (Reading.pay_year_minimum, Reading.pay_year_maximum)
    hour = (Reading.pay_hour_minimum, Reading.pay_hour_maximum)
    dollars = (Reading.pay_usd_year_minimum, Reading.pay_usd_year_maximum)
    posted = (Reading.pay_minimum, Reading.pay_maximum)
    own, usd = as_text(Reading.pay_currency), literal("USD")
    # a visit or a shift is a call as a session is; no scale is paid by either
    own_unit = case((Reading.pay_unit.in_(CALLS), f"own:{Unit.SESSION}"), else_=join_text("own:", Reading.pay_unit))
    converted = and_(Reading.pay_currency != "USD", Reading.fx_rate.is_not(None))
    exchange = join_text("1 ", own, " = ", format_amount(Reading.fx_rate), " USD, ECB ", iso_date(Reading.fx_on))
    by_year = _unless_posted_by(Unit.YEAR, Reading.pay_year_basis)
    by_hour = _unless_posted_by(Unit.HOUR, Reading.pay_hour_basis)
    times = join_text(_span(*hour, own, "an hour"), " × ", format_amount(Reading.fx_rate))
    layouts = (
        _layout(base, "year", own, year, _span(*year, own, "a year"), by_year),
        _layout(base, "hour", own, hour, _span(*hour, own, "an hour"), by_hour),
        _layout(
            base,
            "year",
            usd,
            dollars,
            _span(*dollars, usd, "a year"),
            _also(Reading.pay_year_basis).concat(_also(exchange)),
            converted,
        ),
        _layout(base, "hour", usd, hour, times, by_hour.concat(_also(exchange)), converted, number(Reading.fx_rate)),
        _layout(base, own_unit, own, posted, _own_phrase(own), literal("")),
        _layout(
            base,
            own_unit,
            usd,
            posted,
            join_text(_own_phrase(own), " × ", format_amount(Reading.fx_rate)),
            _also(exchange),
            converted,
            number(Reading.fx_rate),
        ),
    )
    return union_all(*layouts).cte("paid")


def _layout(
    base: CTE,
    by: Expression | str,
    currency: Expression,
    bounds: tuple[Expression, Expression],
    phrase: Column,
    note: Column,
    converted: Expression | None = None,
    factor: Column | None = None,
) -> Select[Any]:
    """Lay out pay by one unit in one currency: the numbers, and in words."""
    low, high = (number(bound) if factor is None else number(bound) * factor for bound in bounds)
    rate = literal(1.0) if converted is None else number(Reading.fx_rate)
    times = "" if converted is None else join_text(" × ", format_amount(Reading.fx_rate))
    rows = select(
        *(base.c[name] for name in OF_POSTING),
        kind_key(base.c).label("kind"),
        base.c.version,
        base.c.pay_hours,
        join_text(base.c.posted_on, " ", by, " ", currency).label("date_and_unit"),
        low.label("low"),
        high.label("high"),
        phrase.label("phrase"),
        note.concat(_AS_CORRECTED).label("note"),
        (number(Reading.pay_minimum) * rate).label("own_low"),
        (number(Reading.pay_maximum) * rate).label("own_high"),
        join_text(_own_phrase(Reading.pay_currency), times).label("own_phrase"),
        _AS_CORRECTED.label("own_note"),
        (cast(null(), Double) if converted is None else number(Reading.fx_rate)).label("fx_rate"),
        (cast(null(), String) if converted is None else iso_date(Reading.fx_on)).label("fx_on"),
    ).join(Reading, Reading.id == base.c.reading)
    stated = or_(*(bound.is_not(None) for bound in bounds))
    if bounds[0] is Reading.pay_minimum:
        # a range whose ends are turned round is no amount of its unit
        stated = and_(stated, ~contains_word(Reading.pay_flags, literal(str(PayFlag.LIKELY_MISPRINT))))
    return rows.where(stated) if converted is None else rows.where(stated, converted)


_AS_CORRECTED = case(
    (
        contains_word(Reading.pay_flags, literal(str(PayFlag.CORRECTED))),
        literal("; the pay is as a person corrected it"),
    ),
    else_=literal(""),
)


def _own_phrase(currency: Expression) -> Column:
    """750 USD a day, as posted."""
    articles = case((Reading.pay_unit.in_([Unit.HOUR, Unit.EPISODE]), " an "), else_=" a ")
    return join_text(_span(Reading.pay_minimum, Reading.pay_maximum, currency, ""), articles, Reading.pay_unit)


def _span(low: Expression, high: Expression, currency: Expression, unit: str) -> Column:
    """300,000 to 900,000 USD a year."""
    amounts = case(
        (low.is_(None), join_text("up to ", format_amount(high))),
        (high.is_(None), join_text("from ", format_amount(low))),
        (low == high, format_amount(low)),
        else_=join_text(format_amount(low), " to ", format_amount(high)),
    )
    return join_text(amounts, " ", currency, f" {unit}" if unit else "")


def _unless_posted_by(unit: Unit, basis: Expression) -> Column:
    """How the figure came about, unless it stands in the posting."""
    return case((Reading.pay_unit == unit, ""), else_=_also(basis))


def _also(words: Expression) -> Column:
    return func.coalesce(join_text("; ", words), "")
