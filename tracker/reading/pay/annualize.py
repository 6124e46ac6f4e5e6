"""A posted range -> the same by the year, by the hour and in dollars, each with its basis in words. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from db.vocabulary import PayFlag, Unit
from tracker.reading.exchange_rates import usd_rate
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.rules import table
from tracker.reading.pay.work_years import find_work_year

CORRECTION = "correction"
"""The rule of pay that a person put in the place of what was read."""
_PLACES = Decimal("0.0001")
_TO_A_YEAR = {
    Unit.DAY: "days_a_year",
    Unit.WEEK: "weeks_a_year",
    Unit.FORTNIGHT: "fortnights_a_year",
    Unit.HALF_MONTH: "half_months_a_year",
    Unit.MONTH: "months_a_year",
}
_ARTICLE = {Unit.HOUR: "an hour", Unit.EPISODE: "an episode"}

Bounds = tuple[Decimal | None, Decimal | None]


@dataclass(kw_only=True, frozen=True, slots=True)
class NormalizedPay:
    """One range in the units that ranges are compared in. None: it cannot be reckoned without guessing."""

    year_minimum: Decimal | None = None
    year_maximum: Decimal | None = None
    year_basis: str | None = None
    hour_minimum: Decimal | None = None
    hour_maximum: Decimal | None = None
    hour_basis: str | None = None
    usd_year_minimum: Decimal | None = None
    usd_year_maximum: Decimal | None = None
    fx_rate: Decimal | None = None
    """US dollars for one unit of the posted currency. None for dollars, where no rate is known, and where neither a
    year nor an hour is reckoned."""
    fx_on: date | None = None
    """The day on which the rate was published."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Amounts in the posted currency and the words of how they came about."""

    bounds: Bounds
    basis: str


def annualize_pay(pay: PayRange, on: date, country: str | None = None) -> NormalizedPay:
    """Reckon a year, an hour and US dollars a year from a posted range.

    A session, shift, episode, script, project, word or piece is never a year; it is an hour only where its hours are
    stated. A day or a week is an hour only where its hours are stated. Nothing is reckoned from a figure that is
    implausible in its unit; no year from an hour or a day where nobody knows the hours a week (`part_time`), and no
    hour from such a year. `on` chooses the exchange rate, `country` (of all the posting's places) the year of work.
    """
    if PayFlag.IMPLAUSIBLE in pay.flags:
        return NormalizedPay()
    year, hour = _to_year(pay, country), _to_hour(pay, country)
    rate = usd_rate(pay.currency, on) if pay.currency and (year or hour) else None
    dollars = (
        year.bounds
        if year and pay.currency == "USD"
        else _multiply_bounds(year.bounds, rate.usd)
        if year and rate
        else None
    )
    return NormalizedPay(
        year_minimum=year.bounds[0] if year else None,
        year_maximum=year.bounds[1] if year else None,
        year_basis=year.basis if year else None,
        hour_minimum=hour.bounds[0] if hour else None,
        hour_maximum=hour.bounds[1] if hour else None,
        hour_basis=hour.basis if hour else None,
        usd_year_minimum=dollars[0] if dollars else None,
        usd_year_maximum=dollars[1] if dollars else None,
        fx_rate=rate.usd if rate else None,
        fx_on=rate.published_on if rate else None,
    )


def _to_year(pay: PayRange, country: str | None) -> _Step | None:
    if pay.unit is Unit.YEAR:
        return _Step(_multiply_bounds(_posted_bounds(pay), Decimal(1)), f"{_format_pay(pay)}, {_describe_giver(pay)}")
    if pay.unit in (Unit.HOUR, Unit.DAY) and PayFlag.PART_TIME in pay.flags:
        return None
    if pay.unit is Unit.HOUR:
        hours, words = _hours_a_year(pay, country)
        return _Step(_multiply_bounds(_posted_bounds(pay), hours), f"{_describe_pay(pay)} × {words}")
    if pay.unit in _TO_A_YEAR:
        if pay.unit is Unit.MONTH and pay.months:
            words = f"{pay.months} salaries a year, as the posting states"
            return _Step(_multiply_bounds(_posted_bounds(pay), Decimal(pay.months)), f"{_describe_pay(pay)} × {words}")
        assumed = table("pay_assumptions")[_TO_A_YEAR[pay.unit]]
        return _Step(
            _multiply_bounds(_posted_bounds(pay), Decimal(assumed["value"])),
            f"{_describe_pay(pay)} × {assumed['words']}",
        )
    return None


def _describe_giver(pay: PayRange) -> str:
    """Whose figure it is: the posting's, or the one that a person put in its place."""
    return "as corrected" if pay.rule == CORRECTION else "as posted"


def _describe_pay(pay: PayRange) -> str:
    return f"{_format_pay(pay)} (as corrected)" if pay.rule == CORRECTION else _format_pay(pay)


def _to_hour(pay: PayRange, country: str | None) -> _Step | None:
    if pay.unit is None:
        return None
    if pay.unit is Unit.HOUR:
        return _Step(_multiply_bounds(_posted_bounds(pay), Decimal(1)), f"{_format_pay(pay)}, {_describe_giver(pay)}")
    if pay.unit in (Unit.YEAR, Unit.MONTH):
        # a pro rata figure is a full-time job's, so that the hours of this one do not matter
        known = PayFlag.PART_TIME not in pay.flags or PayFlag.PRO_RATA in pay.flags
        return _hour_of_year(pay, country) if known else None
    hours = pay.hours or (pay.week_hours if pay.unit is Unit.WEEK else None)
    if not hours:
        return None
    stated = f"{_format_figure(hours)} hours that the posting states for one {pay.unit.replace('_', ' ')}"
    return _Step(_divide_bounds(_posted_bounds(pay), hours), f"{_describe_pay(pay)} ÷ {stated}")


def _hour_of_year(pay: PayRange, country: str | None) -> _Step:
    hours, words = _hours_a_year(pay, country)
    assumed = table("pay_assumptions")["months_a_year"]
    if pay.unit is Unit.YEAR:
        return _Step(_divide_bounds(_posted_bounds(pay), hours), f"{_describe_pay(pay)} ÷ {words}")
    months = pay.months or assumed["value"]
    counted = f"{months} salaries a year, as the posting states" if pay.months else assumed["words"]
    yearly = _Step((_multiply_amount(pay.minimum, months), _multiply_amount(pay.maximum, months)), "")
    return _Step(_divide_bounds(yearly.bounds, hours), f"{_describe_pay(pay)} × {counted} ÷ {words}")


def _hours_a_year(pay: PayRange, country: str | None) -> tuple[Decimal, str]:
    if not pay.week_hours or PayFlag.PRO_RATA in pay.flags:
        assumed = find_work_year(country)
        return assumed.hours, assumed.words
    hours = pay.week_hours * table("pay_assumptions")["weeks_a_year"]["value"]
    return (
        hours,
        (
            f"{_format_figure(hours)} hours a year "
            f"(52 weeks of the {_format_figure(pay.week_hours)} hours that the posting states)"
        ),
    )


def _posted_bounds(pay: PayRange) -> Bounds:
    return pay.minimum, pay.maximum


def _multiply_amount(amount: Decimal | None, factor: int) -> Decimal | None:
    return None if amount is None else amount * factor


def _multiply_bounds(bounds: Bounds, factor: Decimal) -> Bounds:
    low, high = (None if each is None else _round_exact(each * factor) for each in bounds)
    return low, high


def _divide_bounds(bounds: Bounds, divisor: Decimal) -> Bounds:
    low, high = (None if each is None else _round_exact(each / divisor) for each in bounds)
    return low, high


def _round_exact(amount: Decimal) -> Decimal:
    return amount.quantize(_PLACES, ROUND_HALF_EVEN)


def format_posted_pay(low: Decimal | None, high: Decimal | None, currency: str | None, unit: str | None) -> str:
    """Print pay in plain words: "40 USD an hour", "300,000 to 900,000 USD a year"."""
    if low is not None and high is not None:
        amount = _format_figure(low) if low == high else f"{_format_figure(low)} to {_format_figure(high)}"
    else:
        amount = f"at least {_format_figure(low)}" if low is not None else f"up to {_format_figure(high or Decimal(0))}"
    spoken = _ARTICLE.get(Unit(unit), f"a {unit.replace('_', ' ')}") if unit else ""
    return f"{amount} {currency or '(currency not stated)'} {spoken}".rstrip()


def _format_pay(pay: PayRange) -> str:
    return format_posted_pay(pay.minimum, pay.maximum, pay.currency, pay.unit)


def _format_figure(amount: Decimal) -> str:
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f}" if whole else f"{amount.normalize():,f}"
