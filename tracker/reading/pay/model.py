"""What reading pay gives."""

from dataclasses import dataclass
from decimal import Decimal

from db.vocabulary import NotPayKind, PayBasis, PayFlag, PayKind, PayScope, PaySource, Unit


@dataclass(kw_only=True, frozen=True, slots=True)
class PayRange:
    """One range of pay, as posted. A single figure has minimum == maximum; an open end is None."""

    minimum: Decimal | None
    maximum: Decimal | None
    currency: str | None
    """ISO 4217."""
    unit: Unit | None
    hours: Decimal | None = None
    """Hours that one unit covers, where the posting states them: a two-hour session, a 37.5-hour week (unit week)."""
    quantity: int | None = None
    """How many pieces one figure pays for, where these are several: 100 in "$20 for every 100 images"."""
    week_hours: Decimal | None = None
    """Hours of the working week, where the posting states them; used to reckon a year's hours."""
    months: int | None = None
    """How many salaries a year the posting states, where it is not the calendar's twelve: 13, 14 (unit month)."""
    basis: PayBasis = PayBasis.UNSTATED
    """Before or after tax, where the posting says so."""
    kind: PayKind = PayKind.UNSTATED
    scope: PayScope = PayScope.THIS_POST
    label: str | None = None
    """The level, zone or group that the range belongs to, as published."""
    place: str | None = None
    """The place that the range belongs to, as published."""
    source: PaySource = PaySource.TEXT
    quote: str
    """The words it was read from: the sentence or line, shortened to what carries it. For stated pay, the data."""
    start: int | None = None
    """Where the quote begins in the text that the reader saw; None for stated pay, and for words of the title."""
    end: int | None = None
    rule: str
    """The rule of the reader's table that made it."""
    flags: tuple[PayFlag, ...] = ()
    confidence: float | None = None
    """How often figures read so were right among postings that the reader was not developed on, from 0 to 1."""


@dataclass(kw_only=True, frozen=True, slots=True)
class NotPay:
    """Money that the posting names beside the job's pay."""

    kind: NotPayKind
    minimum: Decimal | None
    maximum: Decimal | None
    currency: str | None
    unit: Unit | None
    quote: str
    start: int | None = None
    end: int | None = None
    rule: str


@dataclass(kw_only=True, frozen=True, slots=True)
class PayReading:
    """Everything a posting says about money. Several ranges stay several."""

    ranges: tuple[PayRange, ...] = ()
    not_pay: tuple[NotPay, ...] = ()
    flags: tuple[PayFlag, ...] = ()
    """Of the posting as a whole: several ranges, sources that disagree."""
    headline: PayRange | None = None
    """The one range to print for the posting's place; None where none fits."""
    headline_reason: str | None = None
    """Why there is no one range to print, though there are ranges."""
