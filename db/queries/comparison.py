"""Pay beside scale: which figure, which measure, and the arithmetic in words.

A posting's pay is laid out by the year and by the hour, in its own currency and in dollars (`_paid`); the basket is
matched with the kinds of posting there are (`_matched`); each of its rows has one figure a date (`_chosen`). Pay and
figure then meet where basis and currency are the same.
"""

from collections.abc import Collection
from datetime import datetime
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
from sqlalchemy.orm import aliased

from db.models import Comparison, Posting, Reading, UnionScale, Version
from db.queries.as_of import CurrentPostings
from db.sql import (
    Expression,
    as_text,
    collate_bytes,
    contains_word,
    format_amount,
    iso_date,
    number,
    rounded,
    select_any,
)
from db.vocabulary import AiLabel, Measure, PayFlag, ScaleKind, ScaleStatus, Unit

Column = ColumnElement[Any]

WEEKS_A_YEAR = 52

HOURLY_FIRST = (Unit.HOUR, Unit.DAY, Unit.SHIFT, Unit.SESSION)
"""Pay posted so is compared by the hour first."""


def select_pay_vs_scale(as_of: datetime | None = None, *, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Every readable pay beside the union figures of its posting's date; of some postings only, without reckoning
    the others."""
    base = _base(as_of, posting_ids)
    paid, matched, chosen = _paid(base), _matched(base), _chosen(base)
    low, high = paid.c.low / chosen.c.divisor, paid.c.high / chosen.c.divisor
    # one key a join, and pay first: what both planners need, who know nothing of the rows in between
    figure_of = _text(func.coalesce(cast(matched.c.position, String), ""), " ", paid.c.date_and_unit)
    return (
        select_any(
            *(paid.c[name] for name in _OF_POSTING),
            paid.c.fx_rate,
            paid.c.fx_on,
            *(chosen.c[name] for name in _OF_SCALE),
            matched.c.covers.label("agreement_covers_job"),
            as_text(matched.c.measure).label("measure"),
            rounded(low).label("low"),
            rounded((low + high) / literal(2.0)).label("middle"),
            rounded(high).label("high"),
            _basis(paid, chosen).label("basis"),
        )
        .select_from(paid)
        .outerjoin(matched, matched.c.kind == paid.c.kind)
        .join(chosen, chosen.c.figure_of == figure_of)
    )


def comparison_order(rows: Any) -> list[Column]:
    """How comparisons are printed: by posting, pay by the hour or the session compared by the hour first."""
    by_hour = and_(
        rows.c.measure == str(Measure.HOURLY_RATIO), rows.c.pay_unit.in_([str(unit) for unit in HOURLY_FIRST])
    )
    return [
        collate_bytes(rows.c.posting_id),
        case((by_hour, 0), else_=1),
        rows.c.measure,
        collate_bytes(rows.c.scale_id),
    ]


_OF_POSTING = (
    "posting_id studio brand origin title url place posted_on posted_on_basis ai_label ai_kinds"
    " pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote"
).split()
_OF_SCALE = (
    "scale_id union agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_source_url"
).split()


def _base(as_of: datetime | None, posting_ids: Collection[str] | None) -> CTE:
    """Every posting whose pay has a currency, with what the layouts of its pay are made of."""
    known = CurrentPostings(as_of)
    rows = known.rows(
        func.coalesce(Version.country, "").label("country"),
        func.coalesce(Reading.ai_kinds, "").label("kinds"),
        func.coalesce(as_text(Reading.ai_label), "").label("label"),
        known.posted_on.label("on_date"),
        Posting.posting_id,
        Posting.studio,
        known.brand.label("brand"),
        as_text(Posting.origin).label("origin"),
        known.title.label("title"),
        Version.url,
        Version.locations.label("place"),
        iso_date(known.posted_on).label("posted_on"),
        known.posted_on_basis.label("posted_on_basis"),
        as_text(Reading.ai_label).label("ai_label"),
        Reading.ai_kinds,
        number(Reading.pay_minimum).label("pay_minimum"),
        number(Reading.pay_maximum).label("pay_maximum"),
        *(as_text(getattr(Reading, name)).label(name) for name in ("pay_currency", "pay_unit")),
        *(as_text(getattr(Reading, name)).label(name) for name in ("pay_kind", "pay_scope", "pay_quote")),
        Reading.id.label("reading"),
    )
    if posting_ids is not None:
        rows = rows.where(Posting.posting_id.in_(sorted(posting_ids)))
    return rows.where(Reading.pay_currency.is_not(None)).cte("base")


def _paid(base: CTE) -> CTE:
    """Each posting's pay by the year and by the hour, in its own currency and, from another one, in dollars."""
    year = (Reading.pay_year_minimum, Reading.pay_year_maximum)
    hour = (Reading.pay_hour_minimum, Reading.pay_hour_maximum)
    dollars = (Reading.pay_usd_year_minimum, Reading.pay_usd_year_maximum)
    own, usd = as_text(Reading.pay_currency), literal("USD")
    converted = and_(Reading.pay_currency != "USD", Reading.fx_rate.is_not(None))
    exchange = _text("1 ", own, " = ", format_amount(Reading.fx_rate), " USD, ECB ", iso_date(Reading.fx_on))
    by_year = _unless_posted_by(Unit.YEAR, Reading.pay_year_basis)
    by_hour = _unless_posted_by(Unit.HOUR, Reading.pay_hour_basis)
    times = _text(_span(*hour, own, "an hour"), " × ", format_amount(Reading.fx_rate))
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
    )
    return union_all(*layouts).cte("paid")


def _layout(
    base: CTE,
    by: str,
    currency: Expression,
    bounds: tuple[Expression, Expression],
    phrase: Column,
    note: Column,
    converted: Expression | None = None,
    factor: Column | None = None,
) -> Select[Any]:
    """Pay by one unit in one currency: the numbers, and in words."""
    low, high = (number(bound) if factor is None else number(bound) * factor for bound in bounds)
    rows = select(
        *(base.c[name] for name in _OF_POSTING),
        _text(base.c.country, " ", base.c.label, " ", base.c.kinds).label("kind"),
        _text(base.c.posted_on, f" {by} ", currency).label("date_and_unit"),
        low.label("low"),
        high.label("high"),
        phrase.label("phrase"),
        note.concat(_AS_CORRECTED).label("note"),
        (cast(null(), Double) if converted is None else number(Reading.fx_rate)).label("fx_rate"),
        (cast(null(), String) if converted is None else iso_date(Reading.fx_on)).label("fx_on"),
    ).join(Reading, Reading.id == base.c.reading)
    stated = or_(*(bound.is_not(None) for bound in bounds))
    return rows.where(stated) if converted is None else rows.where(stated, converted)


_AS_CORRECTED = case(
    (
        contains_word(Reading.pay_flags, literal(str(PayFlag.CORRECTED))),
        literal("; the pay is as a person corrected it"),
    ),
    else_=literal(""),
)


def _matched(base: CTE) -> CTE:
    """The basket's rows that fit each kind of posting there is; of two that say the same, the first."""
    kinds = select(base.c.country, base.c.label, base.c.kinds).distinct().cte("kinds")
    about_ai = kinds.c.label.in_([str(AiLabel.CORE), str(AiLabel.ADJACENT)])
    fitting = (
        select(kinds, func.min(Comparison.position).label("position"))
        .join(Comparison, or_(Comparison.country.is_(None), Comparison.country == kinds.c.country))
        .where(or_(Comparison.ai_kind.is_(None), contains_word(kinds.c.kinds, Comparison.ai_kind)))
        .where(or_(Comparison.ai_only.is_(False), about_ai))
        .group_by(*kinds.c, *_SERIES, Comparison.measure)
        .cte("fitting")
    )
    return (
        select(
            fitting.c.position,
            _text(fitting.c.country, " ", fitting.c.label, " ", fitting.c.kinds).label("kind"),
            Comparison.measure,
            as_text(Comparison.covers).label("covers"),
        )
        .join(Comparison, Comparison.position == fitting.c.position)
        .cte("matched")
        .prefix_with("MATERIALIZED")
    )


_SERIES = (Comparison.union, Comparison.agreement, Comparison.role, Comparison.unit)


def _chosen(base: CTE) -> CTE:
    """For each date that a posting has, each basket row's figure: the one in force, else the latest before.

    A subquery finds it by the index: of ranked rows PostgreSQL expects one, and joins them in nested loops.
    """
    dates = select(base.c.on_date).distinct().cte("dates")
    in_force = _in_force(UnionScale, dates.c.on_date)
    position = cast(Comparison.position, String)
    by = case((Comparison.measure == Measure.HOURLY_RATIO, " hour "), else_=" year ")
    return (
        select(
            _text(position, " ", iso_date(dates.c.on_date), by, UnionScale.currency).label("figure_of"),
            _divisor().label("divisor"),
            _scale_words().label("words"),
            _status_words(in_force, dates.c.on_date).label("status_words"),
            case((Comparison.measure == Measure.FULL_YEAR_RATIO, _CEILING), else_="").label("caution"),
            *_scale_columns(in_force),
        )
        .select_from(dates)
        .join(Comparison, literal(1) == 1)
        .join(UnionScale, UnionScale.scale_id == _best(dates.c.on_date))
        .where(_divisor().is_not(None))
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )


def _best(on_date: Column) -> Column:
    """The id of a basket row's figure for a date."""
    scale = aliased(UnionScale)
    same = (getattr(scale, column.key) == column for column in _SERIES)
    known = (
        select(scale.scale_id)
        .where(*same, scale.effective_from <= on_date, number(scale.amount) > 0)
        .order_by(scale.effective_from.desc(), collate_bytes(scale.scale_id))
        .limit(1)
        .correlate_except(scale)
    )
    in_force = known.where(_in_force(scale, on_date))
    return func.coalesce(in_force.scalar_subquery(), known.scalar_subquery())


def _in_force(scale: Any, on_date: Column) -> Column:
    return and_(scale.effective_to.is_not(None), scale.effective_to >= on_date)


_CEILING = f"; {WEEKS_A_YEAR} weeks: a ceiling nobody is guaranteed"


def _scale_columns(in_force: Column) -> list[Column]:
    return [
        UnionScale.scale_id.label("scale_id"),
        UnionScale.union.label("union"),
        UnionScale.agreement.label("agreement"),
        UnionScale.role.label("role"),
        as_text(UnionScale.kind).label("scale_kind"),
        number(UnionScale.amount).label("scale_amount"),
        UnionScale.currency.label("scale_currency"),
        UnionScale.unit.label("scale_unit"),
        iso_date(UnionScale.effective_from).label("scale_effective_from"),
        iso_date(UnionScale.effective_to).label("scale_effective_to"),
        case((in_force, str(ScaleStatus.IN_FORCE)), else_=str(ScaleStatus.LATEST_KNOWN)).label("scale_status"),
        as_text(UnionScale.confidence).label("scale_confidence"),
        UnionScale.source_url.label("scale_source_url"),
    ]


def _hours() -> Column:
    """Hours that the figure pays for; none where its source does not say."""
    stated = case((number(UnionScale.hours) > 0, number(UnionScale.hours)))
    return func.coalesce(stated, case((UnionScale.unit == str(Unit.HOUR), literal(1.0))))


def _divisor() -> Column:
    """What pay is divided by; none where the measure does not suit the figure's unit."""
    amount, measure = number(UnionScale.amount), Comparison.measure
    week = UnionScale.unit == str(Unit.WEEK)
    return case(
        (measure == Measure.HEALTH_THRESHOLD_MULTIPLE, amount),
        (and_(measure == Measure.SCALE_DAYS, UnionScale.unit == str(Unit.DAY)), amount),
        (and_(measure == Measure.SCALE_WEEKS, week), amount),
        (and_(measure == Measure.FULL_YEAR_RATIO, week), amount * literal(float(WEEKS_A_YEAR))),
        (measure == Measure.HOURLY_RATIO, amount / _hours()),
    )


def _scale_words() -> Column:
    words = _text(format_amount(UnionScale.amount), " ", UnionScale.currency, " ", Comparison.words)
    by_hour = and_(Comparison.measure == Measure.HOURLY_RATIO, _hours() != 1)
    return case(
        (by_hour, _text("(", words, " / ", format_amount(UnionScale.hours), " hours)")),
        (Comparison.measure == Measure.FULL_YEAR_RATIO, _text(f"({WEEKS_A_YEAR} × ", words, ")")),
        else_=words,
    )


def _status_words(in_force: Column, on_date: Column) -> Column:
    since, until = iso_date(UnionScale.effective_from), iso_date(UnionScale.effective_to)
    latest = _text("latest known, from ", since, ", not known to be in force on ", iso_date(on_date))
    of = case((UnionScale.kind == str(ScaleKind.STATISTIC), "of "), else_="in force ")  # a statistic binds nobody
    return case((in_force, _text(of, since, " to ", until)), else_=latest)


def _basis(paid: CTE, chosen: CTE) -> Column:
    return _text(paid.c.phrase, " / ", chosen.c.words, "; ", chosen.c.status_words, paid.c.note, chosen.c.caution)


def _span(low: Expression, high: Expression, currency: Expression, unit: str) -> Column:
    """300,000 to 900,000 USD a year."""
    amounts = case(
        (low.is_(None), _text("up to ", format_amount(high))),
        (high.is_(None), _text("from ", format_amount(low))),
        (low == high, format_amount(low)),
        else_=_text(format_amount(low), " to ", format_amount(high)),
    )
    return _text(amounts, " ", currency, f" {unit}")


def _unless_posted_by(unit: Unit, basis: Expression) -> Column:
    """How the figure came about, unless it stands in the posting."""
    return case((Reading.pay_unit == unit, ""), else_=_also(basis))


def _also(words: Expression) -> Column:
    return func.coalesce(_text("; ", words), "")


def _text(*parts: Expression | str) -> Column:
    first, *rest = (literal(part) if isinstance(part, str) else as_text(part) for part in parts)
    for part in rest:
        first = first.concat(part)
    return first
