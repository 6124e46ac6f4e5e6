"""Ranges as found -> ranges as stated: two ends joined, repetitions dropped, one currency for those that name none."""

from dataclasses import replace
from decimal import Decimal

from db.vocabulary import PayFlag, PayKind, Unit
from tracker.reading.pay.currencies import SHARED, owners
from tracker.reading.pay.model import PayRange


def merge_ranges(ranges: list[PayRange]) -> list[PayRange]:
    """Join a minimum and a maximum that stand apart; drop what only repeats; keep the rest in order."""
    if len(ranges) < 2:
        return ranges
    kept: dict[tuple[object, ...], PayRange] = {}
    for each in _join_bounds(_one_currency(_said_elsewhere(_name_sessions(ranges)))):
        kept.setdefault((each.minimum, each.maximum, each.currency, each.unit), each)
    whole = [each for each in kept.values() if each.minimum != each.maximum]
    told = [each for each in kept.values() if not any(_lies_inside(each, one) for one in whole if one is not each)]
    return _without_doubtful([each for at, each in enumerate(told) if not _is_misnamed(each, told[:at])])


def _is_misnamed(each: PayRange, before: list[PayRange]) -> bool:
    """Whether a lone figure was named before with another unit of time, which makes this one's nonsense."""
    figure = each.minimum if each.minimum is not None else each.maximum
    if each.unit not in _A_YEAR or (None not in (each.minimum, each.maximum) and each.minimum != each.maximum):
        return False
    return any(
        one.unit in _A_YEAR
        and one.unit is not each.unit
        and one.currency == each.currency
        and figure in (one.minimum, one.maximum)
        for one in before
    )


_DOUBTS = frozenset({PayFlag.ATTACHMENT_UNSURE, PayFlag.IMPLAUSIBLE})
_A_YEAR = {
    Unit.HOUR: 2080,
    Unit.DAY: 260,
    Unit.WEEK: 52,
    Unit.FORTNIGHT: 26,
    Unit.HALF_MONTH: 24,
    Unit.MONTH: 12,
    Unit.YEAR: 1,
}
_FAR_OFF = 3


def _without_doubtful(ranges: list[PayRange]) -> list[PayRange]:
    """Drop figures in doubt that are of another size than the sure ones: a perk, a target, a client's money."""
    sure = [each for each in ranges if _DOUBTS.isdisjoint(each.flags)]
    if not sure or len(sure) == len(ranges):
        return ranges
    return [each for each in ranges if each in sure or any(_is_alike(each, one) for one in sure)]


def _is_alike(each: PayRange, one: PayRange) -> bool:
    if each.start == one.start and each.end == one.end and PayFlag.IMPLAUSIBLE not in each.flags:
        return True  # one sentence: "$0.25 per word or $150 minimum per project"
    if each.currency != one.currency or each.unit not in _A_YEAR or one.unit not in _A_YEAR:
        return each.unit == one.unit and each.currency == one.currency
    low, high = (figure * _A_YEAR[each.unit] for figure in _both_ends(each))
    least, most = (figure * _A_YEAR[one.unit] for figure in _both_ends(one))
    return low * _FAR_OFF >= least and high <= most * _FAR_OFF


def _both_ends(each: PayRange) -> tuple[Decimal, Decimal]:
    low, high = each.minimum, each.maximum
    return (low if low is not None else high or Decimal(0)), (high if high is not None else low or Decimal(0))


def _name_sessions(ranges: list[PayRange]) -> list[PayRange]:
    """Beside what is paid for use, what is paid for a session or a day is the session's."""
    if not any(each.kind is PayKind.USAGE for each in ranges):
        return ranges
    short = (Unit.SESSION, Unit.DAY, Unit.HOUR)
    return [
        replace(each, kind=PayKind.SESSION) if each.kind is PayKind.UNSTATED and each.unit in short else each
        for each in ranges
    ]


def _said_elsewhere(ranges: list[PayRange]) -> list[PayRange]:
    """A bare mark is of the currency in which the same range stands elsewhere with a code; it stays marked."""
    said = {_figures_of(each): each.currency for each in ranges if PayFlag.CURRENCY_INFERRED not in each.flags}
    return [
        replace(each, currency=code) if (code := said.get(_figures_of(each))) and _share_a_mark(code, each) else each
        for each in ranges
    ]


def _figures_of(each: PayRange) -> tuple[object, ...]:
    return each.minimum, each.maximum, each.unit


def _share_a_mark(code: str, each: PayRange) -> bool:
    """Whether the inferred currency and another are printed with one mark: $, ¥, kr."""
    return PayFlag.CURRENCY_INFERRED in each.flags and any({code, each.currency} <= owners(mark) for mark in SHARED)


def _one_currency(ranges: list[PayRange]) -> list[PayRange]:
    """A figure without any mark has the currency that all others of the posting have; marked as inferred."""
    known = {each.currency for each in ranges if each.currency}
    if len(known) != 1 or len(known) == len({each.currency for each in ranges}):
        return ranges
    currency = known.pop()
    return [each if each.currency else replace(each, currency=currency, flags=_now_inferred(each)) for each in ranges]


def _now_inferred(each: PayRange) -> tuple[PayFlag, ...]:
    return tuple(PayFlag.CURRENCY_INFERRED if flag is PayFlag.CURRENCY_UNKNOWN else flag for flag in each.flags)


def _lies_inside(each: PayRange, one: PayRange) -> bool:
    """A lone figure within a range of the same unit, or at its one end, says nothing that the range does not."""
    if (each.currency, each.unit) != (one.currency, one.unit):
        return False
    if PayKind.ON_TARGET in (each.kind, one.kind) and each.kind is not one.kind:
        return False
    figures = {each.minimum, each.maximum} - {None}
    figure = figures.pop() if len(figures) == 1 else None
    if figure is None:
        return False
    if one.minimum is None or one.maximum is None:
        return each.minimum == each.maximum and figure in (one.minimum, one.maximum)
    return one.minimum <= figure <= one.maximum


def _join_bounds(ranges: list[PayRange]) -> list[PayRange]:
    """ "Minimum: $50,000" and "Maximum: $70,000" are one range, whatever stands between them."""
    joined: list[PayRange] = []
    for each in ranges:
        if len(joined) > 1 and _are_ends(joined[-2], each) and joined[-1].minimum == joined[-1].maximum:
            joined.pop()
        last = joined[-1] if joined else None
        if last and _are_ends(last, each):
            flags = tuple(flag for flag in last.flags if flag is not PayFlag.MAXIMUM_NOT_STATED)
            joined[-1] = replace(last, maximum=each.maximum, flags=flags, rule="bounds:" + last.rule.split(":")[1])
        else:
            joined.append(each)
    return joined


def _are_ends(last: PayRange, each: PayRange) -> bool:
    if last.maximum is not None or each.minimum is not None or last.minimum is None or each.maximum is None:
        return False
    return (last.currency, last.unit) == (each.currency, each.unit) and last.minimum < each.maximum < last.minimum * 4
