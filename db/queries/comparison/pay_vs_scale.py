"""Query pay beside scale: each posting's pay, each figure of its date that suits it, and the arithmetic in words.

A posting's pay is laid out by the year, by the hour and by its own unit, in its own currency and in dollars
(`pay_layouts`); the baskets are matched with the kinds of posting there are (`baskets`), and the rules of coverage with
the versions that they answer for (`coverage_answers`); each comparison has one figure a date (`figures`). Pay and
figure then meet where basis and currency are the same.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    union_all,
)

from db.dialects.sql import Expression, as_text, rounded, select_any
from db.queries.as_of import AsOf
from db.queries.comparison.baskets import match_baskets
from db.queries.comparison.coverage_answers import group_answers, match_rules, select_answers
from db.queries.comparison.figures import choose_figures
from db.queries.comparison.measures import CALLS, measure_suits
from db.queries.comparison.paid_postings import OF_POSTING, select_paid_postings
from db.queries.comparison.pay_layouts import lay_out_pay
from db.queries.comparison.percentiles import add_percentiles
from db.queries.comparison.ranking import FOR_RANK, rank_columns
from db.queries.comparison.real_values import Prices
from db.queries.comparison.scale_in_force import OF_SCALE
from db.queries.comparison.text_columns import join_text
from db.vocabulary import Measure, Unit

Column = ColumnElement[Any]


def select_pay_vs_scale(as_of: AsOf | None = None, *, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Select every readable pay beside the union figures of its posting's date; of some postings only, without
    reckoning the others."""
    base = select_paid_postings(as_of, posting_ids)
    paid, chosen = lay_out_pay(base), choose_figures(base)
    answers = select_answers(base)
    beside = union_all(
        _compare_baskets(paid, match_baskets(base), chosen, answers),
        add_percentiles(_compare_covered(paid, match_rules(answers), chosen)),
    ).subquery("beside")
    rank = func.row_number(type_=Integer()).over(partition_by=beside.c.posting_id, order_by=rank_columns(beside))
    prices = Prices(as_of)
    rows = select_any(
        *(column for column in beside.c if column.key not in FOR_RANK),
        rank.label("rank_for_posting"),
        *_real_columns(prices, beside),
    )
    return prices.join_prices(rows.select_from(beside), beside.c.posted_on)


def _real_columns(prices: Prices, beside: Any) -> list[Column]:
    pay = {name: prices.restate(beside.c[name], beside.c.pay_currency) for name in ("pay_minimum", "pay_maximum")}
    scale = prices.restate(beside.c.scale_amount, beside.c.scale_currency)
    # said only where a value rests on it
    any_value = func.coalesce(*pay.values(), scale)
    return [
        *(value.label(f"{name}_real") for name, value in pay.items()),
        scale.label("scale_amount_real"),
        case((any_value.is_not(None), prices.basis())).label("real_basis"),
    ]


def _compare_baskets(paid: CTE, matched: CTE, chosen: CTE, answers: CTE) -> Select[Any]:
    """Pay beside the figures of the baskets. A rule that answers for the same agreement outranks the basket's word."""
    same, other = group_answers(answers, "same"), group_answers(answers, "other")
    of_agreement = and_(paid.c.version == other.c.version, matched.c.agreement_key == other.c.agreement_key)
    of_role = and_(paid.c.version == same.c.version, matched.c.role_key == same.c.role_key)
    reason = func.coalesce(
        same.c.reason,
        case((other.c.version.is_not(None), literal(_OTHER_CLASSIFICATION).concat(other.c.reason))),
        matched.c.covers_reason,
    )
    covers = func.coalesce(same.c.covers, matched.c.covers)
    return (
        _select_pair(paid, matched, chosen, covers, reason, null())
        .add_columns(
            as_text(matched.c.comparison_reason).label("comparison_reason"),
            *(cast(null(), String).label(f"{end}_percentiles") for end in ("low", "high")),
        )
        .select_from(paid)
        .outerjoin(matched, matched.c.kind == paid.c.kind)
        .outerjoin(same, of_role)
        .outerjoin(other, of_agreement)
        .join(chosen, chosen.c.figure_of == figure_key(matched, paid))
        .where(measure_suits(paid, matched, chosen))
    )


def _compare_covered(paid: CTE, matched: CTE, chosen: CTE) -> Select[Any]:
    """Pay beside the figures of the rules that answer for the posting's version."""
    return (
        _select_pair(paid, matched, chosen, matched.c.covers, matched.c.covers_reason, matched.c.quote)
        .add_columns(cast(null(), String).label("comparison_reason"), matched.c.rule, matched.c.percentile)
        .select_from(paid)
        .join(matched, matched.c.version == paid.c.version)
        .join(chosen, chosen.c.figure_of == figure_key(matched, paid))
        .where(measure_suits(paid, matched, chosen))
        # by the unit of both, nothing is made into hours
        .where(or_(matched.c.measure != str(Measure.HOURLY_RATIO), paid.c.pay_unit != str(Unit.HOUR)))
    )


_OTHER_CLASSIFICATION = "Another classification of the agreement fits the title better. "


def _select_pair(
    paid: CTE, matched: CTE, chosen: CTE, covers: Column, reason: Column, quote: Expression
) -> Select[Any]:
    counted = or_(
        and_(matched.c.measure == str(Measure.SCALE_DAYS), paid.c.pay_unit == str(Unit.DAY)),
        and_(matched.c.measure == str(Measure.SCALE_WEEKS), paid.c.pay_unit == str(Unit.WEEK)),
    )
    # A day's pay is so many days at scale, not the year made of it: nobody is hired for 260 of them.
    bounds = [case((counted, paid.c[f"own_{end}"]), else_=paid.c[end]) for end in ("low", "high")]
    low, high = (bound / chosen.c.divisor for bound in bounds)
    phrase = case((counted, paid.c.own_phrase), else_=paid.c.phrase)
    note = case((counted, paid.c.own_note), else_=paid.c.note)
    by_the_hour = and_(matched.c.measure == str(Measure.HOURLY_RATIO), paid.c.pay_unit.in_(CALLS))
    caution = case((by_the_hour, literal(_WHOLE_CALL)), else_=chosen.c.caution)
    return select_any(
        *(paid.c[name] for name in OF_POSTING),
        paid.c.fx_rate,
        paid.c.fx_on,
        *(chosen.c[name] for name in OF_SCALE),
        covers.label("agreement_covers_job"),
        as_text(matched.c.measure).label("measure"),
        rounded(low).label("low"),
        rounded((low + high) / literal(2.0)).label("middle"),
        rounded(high).label("high"),
        join_text(phrase, " / ", chosen.c.words, "; ", chosen.c.status_words, note, caution).label("basis"),
        as_text(reason).label("coverage_reason"),
        as_text(quote).label("coverage_quote"),
        matched.c.rank.label("basket_rank"),
        matched.c.position.label("position"),
    )


_WHOLE_CALL = "; an hour of a call that the contract pays as a whole: see minimum_call_ratio"


def figure_key(matched: CTE, paid: CTE) -> Column:
    # one key a join, and pay first: what both planners need, who know nothing of the rows in between
    return join_text(func.coalesce(cast(matched.c.position, String), ""), " ", paid.c.date_and_unit)
