"""Pay that a board gives as data -> ranges. Data is believed no more than words: both pass the same bounds."""

from collections.abc import Sequence
from decimal import Decimal

from db.vocabulary import NotPayKind, PayFlag, PayKind, PaySource, Unit
from spiders.posting import StatedPay
from tracker.reading.pay.currencies import currencies, currency_of, is_bare, local_owner, marks
from tracker.reading.pay.model import NotPay, PayRange
from tracker.reading.pay.wages import breaks_bounds
from tracker.reading.pay.words import Tag, cue_pattern, lower, tags, with_cjk

_MOST = Decimal(10) ** 10
"""Beyond this an amount is not money that a board could mean; it is left out."""


def read_stated(
    stated: Sequence[StatedPay], country: str | None = None
) -> tuple[tuple[PayRange, ...], tuple[NotPay, ...]]:
    """Read what the data says is pay, and what it says is not (bonus, equity).

    A range whose label names other money ("Annual Bonus") is not pay, whatever kind the board gives it.
    """
    ranges: list[PayRange] = []
    others: list[NotPay] = []
    for each in stated:
        low, high = _usable_amount(each.minimum), _usable_amount(each.maximum)
        if low is None and high is None:
            continue
        if other := _other_kind(each):
            others.append(_make_other(each, other, low, high))
        else:
            ranges.append(_make_range(each, low, high, country))
    return tuple(ranges), tuple(others)


def _usable_amount(value: Decimal | None) -> Decimal | None:
    """A stated zero is a board's way to leave a field empty."""
    return value if value is not None and value.is_finite() and 0 < value < _MOST else None


def _label_tags(label: str | None) -> list[Tag]:
    """What the words of a range's label say of money."""
    if not label:
        return []
    low, known = lower(label), tags()
    return [known[found[0]] for found in cue_pattern(with_cjk(low)).finditer(low)]


def _other_kind(each: StatedPay) -> NotPayKind | None:
    """What other money it is, by the board's kind, or by a label that names no pay."""
    if each.kind in set(NotPayKind):
        return NotPayKind(each.kind or "")
    if each.kind in set(PayKind):
        return None
    said = _label_tags(each.label)
    if any(tag.pay for tag in said):
        return None
    return next((tag.not_pay for tag in said if tag.not_pay), None)


def _find_kind(each: StatedPay) -> PayKind:
    if each.kind in set(PayKind):
        return PayKind(each.kind or "")
    return next((tag.kind for tag in _label_tags(each.label) if tag.kind), PayKind.UNSTATED)


def _read_currency(printed: str | None, country: str | None) -> tuple[str | None, bool]:
    """The ISO code, and whether it was inferred from a mark; None for what names no currency."""
    code = marks().get((printed or "").strip()) or marks().get((printed or "").strip().upper())
    if code is None or not is_bare(code):
        return (code if code in currencies() else None), False
    return local_owner(code, country), True


def _make_range(each: StatedPay, low: Decimal | None, high: Decimal | None, country: str | None) -> PayRange:
    unit = Unit(each.unit) if each.unit in set(Unit) else None
    currency, inferred = _read_currency(each.currency, country)
    figures = [figure for figure in (low, high) if figure is not None]
    flags = [
        flag
        for flag, holds in (
            (PayFlag.CURRENCY_UNKNOWN, currency is None),
            (PayFlag.CURRENCY_INFERRED, currency is not None and inferred),
            (PayFlag.UNIT_UNKNOWN, unit is None),
            (PayFlag.MINIMUM_NOT_STATED, low is None),
            (PayFlag.MAXIMUM_NOT_STATED, high is None),
            (PayFlag.LIKELY_MISPRINT, low is not None and high is not None and low > high),
            # a sum without a currency is held to the country's own: 120,000 an hour is no pay in the US
            (
                PayFlag.IMPLAUSIBLE,
                breaks_bounds(min(figures), max(figures), unit, currency or currency_of(country), country),
            ),
        )
        if holds
    ]
    return PayRange(
        minimum=low,
        maximum=high,
        currency=currency,
        unit=unit,
        kind=_find_kind(each),
        label=each.label,
        source=PaySource.STATED,
        quote=each.text,
        rule="stated",
        flags=tuple(flags),
    )


def _make_other(each: StatedPay, kind: NotPayKind, low: Decimal | None, high: Decimal | None) -> NotPay:
    unit = Unit(each.unit) if each.unit in set(Unit) else None
    return NotPay(
        kind=kind,
        minimum=low,
        maximum=high,
        currency=_read_currency(each.currency, None)[0],
        unit=unit,
        quote=each.text,
        rule="stated",
    )
