"""Pay that a board gives as data -> ranges."""

from collections.abc import Sequence
from decimal import Decimal

from db.vocabulary import NotPayKind, PayFlag, PayKind, PaySource, Unit
from spiders.posting import StatedPay
from tracker.reading.pay.model import NotPay, PayRange

_MOST = Decimal(10) ** 10
"""Beyond this an amount is not money that a board could mean; it is left out."""


def from_stated(stated: Sequence[StatedPay]) -> tuple[tuple[PayRange, ...], tuple[NotPay, ...]]:
    """What the data says is pay, and what it says is not (bonus, equity)."""
    ranges: list[PayRange] = []
    others: list[NotPay] = []
    for each in stated:
        low, high = _amount(each.minimum), _amount(each.maximum)
        if low is None and high is None:
            continue
        if each.kind in set(NotPayKind):
            others.append(_other(each, low, high))
        else:
            ranges.append(_range(each, low, high))
    return tuple(ranges), tuple(others)


def _amount(value: Decimal | None) -> Decimal | None:
    """A stated zero is a board's way to leave a field empty."""
    return value if value is not None and value.is_finite() and 0 < value < _MOST else None


def _range(each: StatedPay, low: Decimal | None, high: Decimal | None) -> PayRange:
    unit = Unit(each.unit) if each.unit in set(Unit) else None
    flags = [
        flag
        for flag, holds in (
            (PayFlag.CURRENCY_UNKNOWN, each.currency is None),
            (PayFlag.UNIT_UNKNOWN, unit is None),
            (PayFlag.MINIMUM_NOT_STATED, low is None),
            (PayFlag.MAXIMUM_NOT_STATED, high is None),
            (PayFlag.LIKELY_MISPRINT, low is not None and high is not None and low > high),
        )
        if holds
    ]
    return PayRange(
        minimum=low,
        maximum=high,
        currency=each.currency,
        unit=unit,
        kind=PayKind(each.kind) if each.kind in set(PayKind) else PayKind.UNSTATED,
        label=each.label,
        source=PaySource.STATED,
        quote=each.text,
        rule="stated",
        flags=tuple(flags),
    )


def _other(each: StatedPay, low: Decimal | None, high: Decimal | None) -> NotPay:
    unit = Unit(each.unit) if each.unit in set(Unit) else None
    return NotPay(
        kind=NotPayKind(each.kind or ""),
        minimum=low,
        maximum=high,
        currency=each.currency,
        unit=unit,
        quote=each.text,
        rule="stated",
    )
