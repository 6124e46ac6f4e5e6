"""A judged figure -> the range of pay it is, with its unit, kind, quote and flags."""

from decimal import Decimal

from db.vocabulary import NotPayKind, PayFlag, PayKind, Unit
from tracker.reading.pay import quotes
from tracker.reading.pay.basis import find_basis, find_months
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.currency_detection import Found
from tracker.reading.pay.engagements import find_lump_unit
from tracker.reading.pay.hours import covered_hours
from tracker.reading.pay.kind_of_pay import kind_and_scope
from tracker.reading.pay.model import NotPay, PayRange
from tracker.reading.pay.other_people import is_in_a_sentence
from tracker.reading.pay.plausibility import is_plausible
from tracker.reading.pay.units import find_unit, hours_before, infer_unit, sure_year
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import breaks_bounds

_CERTAIN_FORM = 5
"""From this weight on, a figure's form says as much as a word does."""
_WEEK_HOURS = (30, 72)


def make_range(candidate: Candidate, window: ContextWindow, verdict: Verdict, found: Found) -> PayRange | None:
    unit = candidate.unit or find_unit(candidate, window)
    if unit is Unit.PROJECT and _covers_week(candidate) and find_unit(candidate, window) is Unit.WEEK:
        unit = Unit.WEEK  # "Weekly deal £1,350 for 55 hrs"
    if unit is None and candidate.most < sure_year(candidate) and find_months(candidate, window):
        unit = Unit.MONTH  # "CHF 6'200.- x 13": what is paid thirteen times a year is a month's
    unit_inferred = unit is None
    unit = unit or infer_unit(candidate)
    unit = find_lump_unit(candidate, unit, unit_inferred, verdict, window) or unit
    if not is_plausible(candidate, verdict, unit, unit_inferred, window):
        return None
    kind, scope = kind_and_scope(candidate, window)
    if kind is PayKind.USAGE and unit_inferred and unit is not Unit.PROJECT:
        unit = Unit.PROJECT  # no use is paid by the month that a wage of its size would be
    start, end = quotes.find_quote(candidate, window)
    basis, pro_rata = find_basis(candidate, window)
    return PayRange(
        minimum=candidate.low.full if candidate.low else None,
        maximum=candidate.high.full if candidate.high else None,
        currency=candidate.currency,
        unit=unit,
        hours=_find_hours(candidate, unit, window),
        quantity=next((end.quantity for end in candidate.ends if end.quantity), None),
        months=find_months(candidate, window) if unit is Unit.MONTH else None,
        basis=basis,
        kind=kind,
        scope=scope,
        label=quotes.find_label(candidate, window),
        place=quotes.find_place(candidate, window),
        quote=window.context.text.text[start:end],
        start=start,
        end=end,
        rule=f"{'range' if candidate.is_range else candidate.bound or 'single'}:{verdict.rule}",
        flags=(
            *_list_flags(candidate, unit, unit_inferred, found, verdict, window),
            *((PayFlag.PRO_RATA,) if pro_rata else ()),
        ),
    )


def _covers_week(candidate: Candidate) -> bool:
    """Whether a figure covers as many hours as a week of work has."""
    hours = candidate.ends[0].hours
    return hours is not None and _WEEK_HOURS[0] <= hours <= _WEEK_HOURS[1]


def _list_flags(
    candidate: Candidate,
    unit: Unit | None,
    unit_inferred: bool,
    found: Found,
    verdict: Verdict,
    window: ContextWindow,
) -> tuple[PayFlag, ...]:
    flags: list[PayFlag] = []
    if unit is None or unit_inferred:
        flags.append(PayFlag.UNIT_INFERRED if unit else PayFlag.UNIT_UNKNOWN)
    if candidate.currency is None or found.inferred:
        flags.append(PayFlag.CURRENCY_INFERRED if candidate.currency else PayFlag.CURRENCY_UNKNOWN)
    if found.assumed and candidate.currency is not None:
        flags.append(PayFlag.CURRENCY_ASSUMED)
    if candidate.low is None:
        flags.append(PayFlag.MINIMUM_NOT_STATED)
    if candidate.high is None:
        flags.append(PayFlag.MAXIMUM_NOT_STATED)
    if candidate.ends[0].misprint or candidate.ends[-1].misprint or candidate.most > 100 * candidate.least:
        flags.append(PayFlag.LIKELY_MISPRINT)
    if breaks_bounds(candidate.least, candidate.most, unit, candidate.currency, candidate.country):
        flags.append(PayFlag.IMPLAUSIBLE)
    if any(end.quantity for end in candidate.ends):
        flags.append(PayFlag.SEVERAL_PIECES)
    by_form = not verdict.sure and (candidate.form < _CERTAIN_FORM or is_in_a_sentence(candidate, window))
    if verdict.unsure or by_form:
        flags.append(PayFlag.ATTACHMENT_UNSURE)
    return tuple(flags)


def _find_hours(candidate: Candidate, unit: Unit | None, window: ContextWindow) -> Decimal | None:
    """The hours that one unit covers: of a session, shift or day, where the sentence states them."""
    if own := next((end.hours for end in candidate.ends if end.hours), None):
        return own
    if unit not in (Unit.SESSION, Unit.SHIFT, Unit.DAY):
        return None
    if said := hours_before(candidate, window):
        return said
    return covered_hours(window.line.slice(window.start, window.end))


def make_not_pay(candidate: Candidate, window: ContextWindow, kind: NotPayKind, rule: str) -> NotPay:
    start, end = quotes.find_quote(candidate, window)
    return NotPay(
        kind=kind,
        minimum=candidate.low.full if candidate.low else None,
        maximum=candidate.high.full if candidate.high else None,
        currency=candidate.currency,
        unit=candidate.unit,
        quote=window.context.text.text[start:end],
        start=start,
        end=end,
        rule=rule,
    )
