"""Query pay beside scale: which figure, which measure, and the arithmetic in words.

A posting's pay is laid out by the year, by the hour and by its own unit, in its own currency and in dollars
(`_lay_out_pay`); the baskets are matched with the kinds of posting there are (`_match_baskets`), and the rules of
coverage with the versions that they answer for (`_match_rules`); each comparison has one figure a date
(`_choose_figures`). Pay and figure then meet where basis and currency are the same.
"""

from collections.abc import Collection, Sequence
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

from db.dialects.sql import (
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
from db.models import Comparison, JobCoverage, Posting, Reading, UnionScale, Version
from db.queries.as_of import AsOf, PostingHistory
from db.queries.current import CurrentPostings, known_postings
from db.queries.job_coverage import answers_for
from db.queries.words_age import words_read_on
from db.vocabulary import AiLabel, Covers, Measure, PayFlag, PayKind, ScaleKind, ScaleStatus, Unit

Column = ColumnElement[Any]

WEEKS_A_YEAR = 52

HOURLY_FIRST = (Unit.HOUR, Unit.DAY, Unit.SHIFT, Unit.SESSION)
"""Pay posted so is compared by the hour first."""


def select_pay_vs_scale(as_of: AsOf | None = None, *, posting_ids: Collection[str] | None = None) -> Select[Any]:
    """Select every readable pay beside the union figures of its posting's date; of some postings only, without
    reckoning the others."""
    base = _select_postings(as_of, posting_ids)
    paid, chosen = _lay_out_pay(base), _choose_figures(base)
    answers = _select_coverage(base)
    beside = union_all(
        _compare(paid, _match_baskets(base), chosen, answers), _compare_covered(paid, _match_rules(answers), chosen)
    ).subquery("beside")
    rank = func.row_number().over(partition_by=beside.c.posting_id, order_by=_rank_columns(beside))
    return select_any(*(column for column in beside.c if column.key not in _FOR_RANK), rank.label("rank_for_posting"))


def _compare(paid: CTE, matched: CTE, chosen: CTE, answers: CTE) -> Select[Any]:
    """Pay beside the figures of the baskets. A rule that answers for the same agreement outranks the basket's word."""
    same, other = _of_agreement(answers, "same"), _of_agreement(answers, "other")
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
        .select_from(paid)
        .outerjoin(matched, matched.c.kind == paid.c.kind)
        .outerjoin(same, of_role)
        .outerjoin(other, of_agreement)
        .join(chosen, chosen.c.figure_of == _figure_key(matched, paid))
        .where(_suits(paid, matched, chosen))
    )


def _compare_covered(paid: CTE, matched: CTE, chosen: CTE) -> Select[Any]:
    """Pay beside the figures of the rules that answer for the posting's version."""
    return (
        _select_pair(paid, matched, chosen, matched.c.covers, matched.c.covers_reason, matched.c.quote)
        .select_from(paid)
        .join(matched, matched.c.version == paid.c.version)
        .join(chosen, chosen.c.figure_of == _figure_key(matched, paid))
        .where(_suits(paid, matched, chosen))
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
        *(paid.c[name] for name in _OF_POSTING),
        paid.c.fx_rate,
        paid.c.fx_on,
        *(chosen.c[name] for name in _OF_SCALE),
        covers.label("agreement_covers_job"),
        as_text(matched.c.measure).label("measure"),
        rounded(low).label("low"),
        rounded((low + high) / literal(2.0)).label("middle"),
        rounded(high).label("high"),
        _text(phrase, " / ", chosen.c.words, "; ", chosen.c.status_words, note, caution).label("basis"),
        as_text(reason).label("coverage_reason"),
        as_text(quote).label("coverage_quote"),
        matched.c.rank.label("basket_rank"),
        matched.c.position.label("position"),
    )


CALLS = (str(Unit.SESSION), str(Unit.SHIFT), str(Unit.VISIT))
"""What is paid as a whole, whatever its hours."""
_WHOLE_CALL = "; an hour of a call that the contract pays as a whole: see minimum_call_ratio"


def _figure_key(matched: CTE, paid: CTE) -> Column:
    # one key a join, and pay first: what both planners need, who know nothing of the rows in between
    return _text(func.coalesce(cast(matched.c.position, String), ""), " ", paid.c.date_and_unit)


def _suits(paid: CTE, matched: CTE, chosen: CTE) -> Column:
    """Limits of the measures that no key can hold: a call within the hours of the figure, a year of twelve months, one
    unit, total compensation."""
    within = and_(paid.c.pay_hours.is_not(None), paid.c.pay_hours <= chosen.c.hours)
    measure = matched.c.measure
    return and_(
        or_(measure != str(Measure.MINIMUM_CALL_RATIO), within),
        or_(measure != str(Measure.MONTHLY_RATIO), paid.c.pay_unit == str(Unit.YEAR)),
        or_(measure != str(Measure.SAME_UNIT_RATIO), paid.c.pay_unit == chosen.c.scale_unit),
        # what an employer pays to plans is part of total compensation, and of nothing else that a posting states
        or_(measure.not_in(_WITH_CONTRIBUTIONS), paid.c.pay_kind == str(PayKind.TOTAL)),
    )


_WITH_CONTRIBUTIONS = (str(Measure.DAYS_WITH_CONTRIBUTIONS), str(Measure.WEEKS_WITH_CONTRIBUTIONS))


_FOR_RANK = ("basket_rank", "position")


def _rank_columns(rows: Any) -> list[Column]:
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


_OF_POSTING = (
    "posting_id studio brand origin title url place posted_on posted_on_basis state words_read_on"
    " ai_label ai_kinds pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_quote"
).split()
_OF_SCALE = (
    "scale_id union agreement role scale_kind scale_amount scale_currency scale_unit"
    " scale_effective_from scale_effective_to scale_status scale_confidence scale_source_url"
).split()


def posting_columns(known: CurrentPostings | PostingHistory, as_of: AsOf | None) -> list[Expression]:
    """What every comparison says of its posting, whether or not that states pay."""
    return [
        Posting.posting_id,
        Posting.studio,
        known.brand.label("brand"),
        as_text(Posting.origin).label("origin"),
        known.title.label("title"),
        Version.url,
        Version.locations.label("place"),
        iso_date(known.posted_on).label("posted_on"),
        known.posted_on_basis.label("posted_on_basis"),
        known.state.label("state"),
        words_read_on(as_of).label("words_read_on"),
    ]


def _select_postings(as_of: AsOf | None, posting_ids: Collection[str] | None) -> CTE:
    """Select every posting whose pay has a currency, with what the layouts of its pay are made of."""
    known = known_postings(as_of, posting_ids)
    rows = known.rows(
        func.coalesce(Version.country, "").label("country"),
        func.coalesce(Reading.ai_kinds, "").label("kinds"),
        func.coalesce(as_text(Reading.ai_label), "").label("label"),
        known.posted_on.label("on_date"),
        *posting_columns(known, as_of),
        as_text(Reading.ai_label).label("ai_label"),
        Reading.ai_kinds,
        number(Reading.pay_minimum).label("pay_minimum"),
        number(Reading.pay_maximum).label("pay_maximum"),
        *(as_text(getattr(Reading, name)).label(name) for name in ("pay_currency", "pay_unit")),
        *(as_text(getattr(Reading, name)).label(name) for name in ("pay_kind", "pay_scope", "pay_quote")),
        number(Reading.pay_hours).label("pay_hours"),
        Version.id.label("version"),
        Reading.id.label("reading"),
    )
    return rows.where(Reading.pay_currency.is_not(None)).cte("base")


def _lay_out_pay(base: CTE) -> CTE:
    """Lay out each posting's pay by the year, the hour and its own unit, in its currency and in dollars."""
    year = (Reading.pay_year_minimum, Reading.pay_year_maximum)
    hour = (Reading.pay_hour_minimum, Reading.pay_hour_maximum)
    dollars = (Reading.pay_usd_year_minimum, Reading.pay_usd_year_maximum)
    posted = (Reading.pay_minimum, Reading.pay_maximum)
    own, usd = as_text(Reading.pay_currency), literal("USD")
    # a visit or a shift is a call as a session is; no scale is paid by either
    own_unit = case((Reading.pay_unit.in_(CALLS), f"own:{Unit.SESSION}"), else_=_text("own:", Reading.pay_unit))
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
        _layout(base, own_unit, own, posted, _own_phrase(own), literal("")),
        _layout(
            base,
            own_unit,
            usd,
            posted,
            _text(_own_phrase(own), " × ", format_amount(Reading.fx_rate)),
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
    times = "" if converted is None else _text(" × ", format_amount(Reading.fx_rate))
    rows = select(
        *(base.c[name] for name in _OF_POSTING),
        _text(base.c.country, " ", base.c.label, " ", base.c.kinds).label("kind"),
        base.c.version,
        base.c.pay_hours,
        _text(base.c.posted_on, " ", by, " ", currency).label("date_and_unit"),
        low.label("low"),
        high.label("high"),
        phrase.label("phrase"),
        note.concat(_AS_CORRECTED).label("note"),
        (number(Reading.pay_minimum) * rate).label("own_low"),
        (number(Reading.pay_maximum) * rate).label("own_high"),
        _text(_own_phrase(Reading.pay_currency), times).label("own_phrase"),
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
    return _text(_span(Reading.pay_minimum, Reading.pay_maximum, currency, ""), articles, Reading.pay_unit)


def _select_coverage(base: CTE) -> CTE:
    """What the rules of coverage answer for the versions at hand, with the agreement and role that they speak of."""
    series = (
        select(
            Comparison.rule.label("rule"),
            func.min(_agreement_key(Comparison)).label("agreement_key"),
            func.min(_role_key(Comparison)).label("role_key"),
        )
        .where(Comparison.rule.is_not(None))
        .group_by(Comparison.rule)
        .subquery()
    )
    return (
        select(
            JobCoverage.version,
            JobCoverage.rule,
            as_text(JobCoverage.covers).label("covers"),
            JobCoverage.reason,
            JobCoverage.quote,
            series.c.agreement_key,
            series.c.role_key,
        )
        .join(series, series.c.rule == JobCoverage.rule)
        .join(Reading, Reading.version == JobCoverage.version)
        .join(base, base.c.reading == Reading.id)
        .where(answers_for(Reading.version))
        .cte("answers")
        .prefix_with("MATERIALIZED")
    )


def _of_agreement(answers: CTE, which: str) -> Any:
    """One answer for each version and agreement, and role where `which` is same."""
    keys = [answers.c.version, answers.c.role_key if which == "same" else answers.c.agreement_key]
    rows = select(*keys, func.min(answers.c.covers).label("covers"), func.min(answers.c.reason).label("reason"))
    if which == "other":
        rows = rows.where(answers.c.covers.in_([str(Covers.YES), str(Covers.LIKELY)]))
    return rows.group_by(*keys).subquery(f"{which}_agreement")


def _agreement_key(row: Any) -> Column:
    return _text(row.union, " | ", row.agreement)


def _role_key(row: Any) -> Column:
    return _text(row.union, " | ", row.agreement, " | ", row.role)


def _match_rules(answers: CTE) -> CTE:
    """The comparisons of the rules that answer for a version."""
    return (
        select(
            answers.c.version,
            Comparison.position,
            as_text(Comparison.measure).label("measure"),
            answers.c.covers,
            answers.c.reason.label("covers_reason"),
            answers.c.quote,
            Comparison.rank,
        )
        .join(Comparison, Comparison.rule == answers.c.rule)
        .cte("ruled")
        .prefix_with("MATERIALIZED")
    )


def _match_baskets(base: CTE) -> CTE:
    """Match the baskets' rows with each kind of posting there is; of two that say the same, the first."""
    kinds = select(base.c.country, base.c.label, base.c.kinds).distinct().cte("kinds")
    about_ai = kinds.c.label.in_([str(AiLabel.CORE), str(AiLabel.ADJACENT)])
    fitting = (
        select(kinds, func.min(Comparison.position).label("position"))
        .join(
            Comparison,
            or_(
                Comparison.country.is_(None),
                Comparison.country == kinds.c.country,
                and_(Comparison.ai_elsewhere.is_(True), about_ai),
            ),
        )
        .where(Comparison.rule.is_(None))
        .where(or_(Comparison.ai_kind.is_(None), contains_word(kinds.c.kinds, Comparison.ai_kind)))
        .where(or_(Comparison.ai_only.is_(False), about_ai))
        .group_by(*kinds.c, *_SERIES, Comparison.measure)
        .cte("fitting")
    )
    return (
        select(
            fitting.c.position,
            _text(fitting.c.country, " ", fitting.c.label, " ", fitting.c.kinds).label("kind"),
            as_text(Comparison.measure).label("measure"),
            as_text(Comparison.covers).label("covers"),
            Comparison.covers_reason,
            Comparison.rank,
            _agreement_key(Comparison).label("agreement_key"),
            _role_key(Comparison).label("role_key"),
        )
        .join(Comparison, Comparison.position == fitting.c.position)
        .cte("matched")
        .prefix_with("MATERIALIZED")
    )


_SERIES = (Comparison.union, Comparison.agreement, Comparison.role, Comparison.unit)
_CONTRIBUTION = (
    Comparison.union,
    Comparison.contribution_agreement,
    Comparison.contribution_role,
    literal("percent_of_pay"),
)
_ADDED = aliased(UnionScale, name="added")
"""What employers pay on top of a figure, in percent of it."""


def _choose_figures(base: CTE) -> CTE:
    """Choose for each date that a posting has each comparison's figure: the one in force, else the latest before.

    A subquery finds it by the index: of ranked rows PostgreSQL expects one, and joins them in nested loops.
    """
    dates = select(base.c.on_date).distinct().cte("dates")
    in_force = is_in_force(UnionScale, dates.c.on_date)
    # a sum of a figure and of contributions is in force only where both are
    both_in_force = and_(
        in_force,
        or_(Comparison.contribution_role.is_(None), func.coalesce(is_in_force(_ADDED, dates.c.on_date), False)),
    )
    position = cast(Comparison.position, String)
    by = case(
        (Comparison.measure == Measure.HOURLY_RATIO, " hour "),
        (Comparison.measure == Measure.SAME_UNIT_RATIO, _text(" own:", UnionScale.unit, " ")),
        (Comparison.measure == Measure.MINIMUM_CALL_RATIO, f" own:{Unit.SESSION} "),
        else_=" year ",
    )
    return (
        select(
            _text(position, " ", iso_date(dates.c.on_date), by, UnionScale.currency).label("figure_of"),
            _divisor().label("divisor"),
            _hours().label("hours"),
            _scale_words(dates.c.on_date).label("words"),
            _describe_status(UnionScale, in_force, dates.c.on_date).label("status_words"),
            case((Comparison.measure == Measure.FULL_YEAR_RATIO, _CEILING), else_="").label("caution"),
            *scale_columns(both_in_force),
        )
        .select_from(dates)
        .join(Comparison, literal(1) == 1)
        .join(UnionScale, UnionScale.scale_id == best_figure(_SERIES, dates.c.on_date))
        # asked for where a row names contributions alone: most do not, and there is one for each date
        .outerjoin(
            _ADDED,
            _ADDED.scale_id
            == case((Comparison.contribution_role.is_not(None), best_figure(_CONTRIBUTION, dates.c.on_date))),
        )
        .where(_divisor().is_not(None))
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )


def best_figure(series: Sequence[Expression], on_date: Column) -> Column:
    """The id of a series' figure for a date. `series`: columns of its union, agreement, role and unit."""
    scale = aliased(UnionScale)
    same = (getattr(scale, known.key) == column for known, column in zip(_SERIES, series, strict=True))
    known = (
        select(scale.scale_id)
        .where(*same, scale.effective_from <= on_date, number(scale.amount) > 0)
        .order_by(scale.effective_from.desc(), collate_bytes(scale.scale_id))
        .limit(1)
        .correlate_except(scale)
    )
    in_force = known.where(is_in_force(scale, on_date))
    return func.coalesce(in_force.scalar_subquery(), known.scalar_subquery())


def is_in_force(scale: Any, on_date: Column) -> Column:
    return and_(scale.effective_to.is_not(None), scale.effective_to >= on_date)


_CEILING = f"; {WEEKS_A_YEAR} weeks: a ceiling nobody is guaranteed"


def scale_columns(in_force: Column) -> list[Column]:
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
    week, day = UnionScale.unit == str(Unit.WEEK), UnionScale.unit == str(Unit.DAY)
    added = amount * (literal(1.0) + number(_ADDED.amount) / literal(100.0))
    return case(
        (and_(measure == Measure.DAYS_WITH_CONTRIBUTIONS, day), added),
        (and_(measure == Measure.WEEKS_WITH_CONTRIBUTIONS, week), added),
        (measure == Measure.HEALTH_THRESHOLD_MULTIPLE, amount),
        (and_(measure == Measure.SCALE_DAYS, day), amount),
        (and_(measure == Measure.SCALE_WEEKS, week), amount),
        (and_(measure == Measure.FULL_YEAR_RATIO, week), amount * literal(float(WEEKS_A_YEAR))),
        (measure == Measure.HOURLY_RATIO, amount / _hours()),
        (measure == Measure.SAME_UNIT_RATIO, amount),
        (and_(measure == Measure.MONTHLY_RATIO, UnionScale.unit == str(Unit.MONTH)), amount * literal(12.0)),
        (and_(measure == Measure.MINIMUM_CALL_RATIO, UnionScale.unit.in_(_WHOLECALLS)), amount),
    )


_WHOLECALLS = (str(Unit.DAY), str(Unit.SESSION))
"""What a contract pays as a whole, however short the call."""


def _scale_words(on_date: Column) -> Column:
    words = _text(format_amount(UnionScale.amount), " ", UnionScale.currency, " ", Comparison.words)
    by_hour = and_(Comparison.measure == Measure.HOURLY_RATIO, _hours() != 1)
    percent = format_amount(_ADDED.amount)
    in_force = is_in_force(_ADDED, on_date)
    plans = _text(
        " + ", percent, " percent of it that employers pay to the plans, ", _describe_status(_ADDED, in_force, on_date)
    )
    return case(
        (Comparison.measure.in_(_WITH_CONTRIBUTIONS), _text("(", words, plans, ")")),
        (by_hour, _text("(", words, " / ", format_amount(UnionScale.hours), " hours)")),
        (Comparison.measure == Measure.FULL_YEAR_RATIO, _text(f"({WEEKS_A_YEAR} × ", words, ")")),
        (Comparison.measure == Measure.MONTHLY_RATIO, _text("(12 × ", words, ")")),
        else_=words,
    )


def _describe_status(scale: Any, in_force: Column, on_date: Column) -> Column:
    since, until = iso_date(scale.effective_from), iso_date(scale.effective_to)
    latest = _text("latest known, from ", since, ", not known to be in force on ", iso_date(on_date))
    of = case((scale.kind == str(ScaleKind.STATISTIC), "of "), else_="in force ")  # a statistic binds nobody
    return case((in_force, _text(of, since, " to ", until)), else_=latest)


def _span(low: Expression, high: Expression, currency: Expression, unit: str) -> Column:
    """300,000 to 900,000 USD a year."""
    amounts = case(
        (low.is_(None), _text("up to ", format_amount(high))),
        (high.is_(None), _text("from ", format_amount(low))),
        (low == high, format_amount(low)),
        else_=_text(format_amount(low), " to ", format_amount(high)),
    )
    return _text(amounts, " ", currency, f" {unit}" if unit else "")


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
