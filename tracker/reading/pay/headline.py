"""Several ranges -> the one to print, and what to know before printing it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from db.vocabulary import PayBasis, PayFlag, PayKind, PayScope, Unit
from spiders.posting import Place
from tracker.reading.pay.currencies import currency_of
from tracker.reading.pay.job_words import of_employment, of_level
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.range_places import of_places
from tracker.reading.pay.trades import name_several_jobs, of_title
from tracker.reading.pay.work_years import list_year_hours

_A_YEAR = {Unit.HOUR: 2080, Unit.DAY: 260, Unit.WEEK: 52, Unit.MONTH: 12, Unit.YEAR: 1}
_SAME = Decimal("0.08")
"""Two units say the same pay when their years agree within this share: 2,080 hours against 2,000 or 1,950."""
_LONGEST = 300


class Headline(NamedTuple):
    """The one range to print, or why there is none."""

    range: PayRange | None
    reason: str | None = None


def choose_headline(
    ranges: Sequence[PayRange],
    text: str,
    country: str | None = None,
    places: Sequence[Place] = (),
    title: str = "",
) -> Headline:
    """Choose the range that a careful journalist would print for the posting's place.

    This post's own ranges stand before a market's, base pay before what is reached on target, a session's fee before
    what its use pays, the currency of the country in which every place of the posting lies before others, ranges of the
    posting's own places before those of others, those of the title's level before others, and the first of several
    units that say the same pay before the others.
    Ranges of several zones or levels are spanned, and the flag several_ranges says so; of others the first is taken.
    """
    if not ranges:
        return Headline(None)
    if len(ranges) == 1:
        return Headline(ranges[0])
    chosen = of_places(_in_local_currency(_prefer_base(_drop_repeats(_without_implausible(ranges))), country), places)
    chosen = of_title(of_level(of_employment(chosen), title), title)
    if name_several_jobs(chosen):
        return Headline(None, "several jobs in one notice")
    if len({each.currency for each in chosen}) > 1:
        return Headline(None, "ranges in several currencies")
    chosen = _of_main_unit(chosen)
    first = _main_range(chosen)
    kin = [each for each in chosen if each.unit is first.unit]
    if any(each not in kin and not any(_repeats_by_unit(each, one) for one in kin) for each in chosen):
        return Headline(None, "ranges for several units of work")
    if (
        first.unit not in _A_YEAR
        and len(_distinct_figures(kin)) > 2
        and not any(each.label or each.place for each in kin)
    ):
        return Headline(None, "several rates by kind of work")
    # before and after tax are no two levels of one pay
    mixed = {PayBasis.GROSS, PayBasis.NET} <= {each.basis for each in kin}
    spanned = kin if _are_levels(kin) and not mixed else [_main_range(kin)]
    hull = spanned[0] if len(spanned) == 1 else _span_ranges(spanned, text)
    if hull.minimum is None and hull.maximum is None:
        return Headline(None, "open ranges that share no end")
    if len(spanned) == 1 and len(_distinct_figures(kin)) > 1:
        # One end of each of two ranges makes no range (decision 41): the first is printed, and the page says that there
        # are more.
        hull = replace(hull, flags=(*hull.flags, PayFlag.SEVERAL_RANGES))
    return Headline(hull)


def _without_implausible(ranges: Sequence[PayRange]) -> Sequence[PayRange]:
    """Drop what no job pays where something else is stated."""
    sound = [each for each in ranges if PayFlag.IMPLAUSIBLE not in each.flags]
    return sound or ranges


def _of_main_unit(ranges: Sequence[PayRange]) -> Sequence[PayRange]:
    """Of units of time that of the main range; part-time or trial pay by another unit is not the headline."""
    first = _main_range(ranges)
    if any(each.unit not in _A_YEAR for each in ranges):
        return ranges
    return [each for each in ranges if each.unit is first.unit]


def _are_levels(kin: Sequence[PayRange]) -> bool:
    """Whether several ranges are those of zones, places or levels, each with its own name."""
    if len(_distinct_figures(kin)) < 2:
        return True
    named = sum(1 for each in kin if each.place or each.label)
    whole = all(each.minimum != each.maximum and each.minimum and each.maximum for each in kin)
    return named >= 2 or len(kin) > 2 or (named == 1 and whole)


def _main_range(kin: Sequence[PayRange]) -> PayRange:
    """The first of several ranges in no doubt; one with two ends before open ones and lone figures."""
    return min(
        kin,
        key=lambda each: (
            PayFlag.ATTACHMENT_UNSURE in each.flags,
            None in (each.minimum, each.maximum) and any(_is_wide(one) for one in kin),
            each.rule.endswith(":form"),
        ),
    )


def _is_wide(each: PayRange) -> bool:
    return None not in (each.minimum, each.maximum) and each.minimum != each.maximum


def flag_reading(data: Sequence[PayRange], prose: Sequence[PayRange]) -> tuple[PayFlag, ...]:
    if len(data) + len(prose) < 2:
        return ()
    flags = []
    if len(_distinct_figures(_drop_repeats([*data, *prose]))) > 1:
        flags.append(PayFlag.SEVERAL_RANGES)
    if (
        data
        and prose
        and not any(_sources_agree(one, other) for one in _with_hull(data) for other in _with_hull(prose))
    ):
        flags.append(PayFlag.SOURCES_DISAGREE)
    return tuple(flags)


def _drop_repeats(ranges: Sequence[PayRange]) -> list[PayRange]:
    """Without the ranges that name no unit where another has the same amounts and names one.

    Greenhouse gives a range as data, without a unit, and prints the same range into the posting's words.
    """
    named = {(each.minimum, each.maximum, each.currency) for each in ranges if each.unit}
    return [each for each in ranges if each.unit or (each.minimum, each.maximum, each.currency) not in named]


def _prefer_base(ranges: Sequence[PayRange]) -> list[PayRange]:
    own = [each for each in ranges if each.scope is PayScope.THIS_POST] or list(ranges)
    fees = [each for each in own if each.kind is not PayKind.USAGE]
    own = fees or own
    base = [each for each in own if each.kind not in (PayKind.ON_TARGET, PayKind.TOTAL)]
    return base or [each for each in own if each.kind is PayKind.TOTAL] or own


def _in_local_currency(ranges: Sequence[PayRange], country: str | None) -> Sequence[PayRange]:
    """Of ranges in several currencies those in the country's own: a post in Leeds pays what it states in pounds.

    None stands back where another currency has the same amounts: there it is the currency that is in doubt.
    """
    currency = currency_of(country)
    own = [each for each in ranges if each.currency == currency]
    amounts = {(each.minimum, each.maximum) for each in own}
    doubt = any((each.minimum, each.maximum) in amounts for each in ranges if each.currency != currency)
    return ranges if doubt or not own else own


def _distinct_figures(ranges: Sequence[PayRange]) -> set[tuple[object, ...]]:
    return {(each.minimum, each.maximum, each.currency, each.unit) for each in ranges}


def _span_ranges(kin: Sequence[PayRange], text: str) -> PayRange:
    lows, highs = [each.minimum for each in kin], [each.maximum for each in kin]
    low = None if None in lows else min(each for each in lows if each is not None)
    high = None if None in highs else max(each for each in highs if each is not None)
    first, same = kin[0], len(_distinct_figures(kin)) == 1
    spans = [(each.start, each.end) for each in kin if each.start is not None and each.end is not None]
    start, end = min((s for s, _ in spans), default=0), max((e for _, e in spans), default=0)
    wide = not same and first.start is not None and 0 < end - start <= _LONGEST
    flags = dict.fromkeys(flag for each in kin for flag in each.flags)
    return replace(
        first,
        minimum=low,
        maximum=high,
        label=first.label if same else None,
        place=first.place if same else None,
        kind=first.kind if len({each.kind for each in kin}) == 1 else PayKind.UNSTATED,
        flags=tuple(flags) if same else (*flags, PayFlag.SEVERAL_RANGES),
        quote=text[start:end] if wide else first.quote,
        start=start if wide else first.start,
        end=end if wide else first.end,
    )


def _with_hull(ranges: Sequence[PayRange]) -> list[PayRange]:
    """The ranges, and the hull of those in the first one's currency and unit."""
    kin = [each for each in ranges if (each.currency, each.unit) == (ranges[0].currency, ranges[0].unit)]
    return [*ranges, _span_ranges(kin, "")] if len(kin) > 1 else list(ranges)


def _sources_agree(one: PayRange, other: PayRange) -> bool:
    """Whether two sources say the same: amounts, currency and unit, where both name them."""
    if one.currency and other.currency and one.currency != other.currency:
        return False
    if one.unit and other.unit and one.unit is not other.unit:
        return _repeats_by_unit(one, other)
    return all(
        _is_near(a, b, Decimal("0.005")) for a, b in ((one.minimum, other.minimum), (one.maximum, other.maximum))
    )


def _repeats_by_unit(one: PayRange, other: PayRange) -> bool:
    """The same pay by another unit: $46 an hour and $96,000 a year."""
    if one.currency != other.currency or one.unit not in _A_YEAR or other.unit not in _A_YEAR:
        return False
    pairs = ((one.minimum, other.minimum), (one.maximum, other.maximum))
    by_hour = Unit.HOUR in (one.unit, other.unit)
    # a posting states both by its own country's year of work: 1,820 hours in France
    years = [{**_A_YEAR, Unit.HOUR: hours} for hours in list_year_hours()] if by_hour else [_A_YEAR]
    return any(
        all(_is_near(a and a * year[one.unit], b and b * year[other.unit], _SAME) for a, b in pairs) for year in years
    )


def _is_near(one: Decimal | None, other: Decimal | None, share: Decimal) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= share * max(one, other)
