"""Candidates of figures and the words that govern them -> pay ranges, and what is money but not pay."""

import re
from dataclasses import replace
from decimal import Decimal

from db.vocabulary import NotPayKind, PayFlag, PayKind, Unit
from tracker.reading.pay import amounts, quotes
from tracker.reading.pay.basis import find_basis, find_months
from tracker.reading.pay.candidates import Candidate, find_candidates, slashed_unit
from tracker.reading.pay.classify import classify_money
from tracker.reading.pay.context import Context, ContextWindow
from tracker.reading.pay.currencies import size_of
from tracker.reading.pay.currency_detection import Found, detect_currency
from tracker.reading.pay.gigs import gig_pattern, is_paid_in_stipends
from tracker.reading.pay.hours import covered_hours
from tracker.reading.pay.kind_of_pay import kind_and_scope
from tracker.reading.pay.merge import merge_ranges
from tracker.reading.pay.model import NotPay, PayRange
from tracker.reading.pay.plausibility import is_plausible
from tracker.reading.pay.prefilter import Run, classify_letters, find_runs
from tracker.reading.pay.range_places import label_trades
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import (
    ONE_THING,
    find_unit,
    hours_before,
    infer_unit,
    sure_year,
    unit_ahead,
    unit_below,
    unit_counted,
    unit_of_each,
    wage,
)
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import breaks_bounds, ceiling_of
from tracker.reading.pay.words import cue_pattern, lower, tags, with_cjk
from tracker.reading.text import Block, BlockKind, Text, collapse

_FAR_BOUND = re.compile(
    r"(?<!\d)(?<!\d[ -])\b(?:(?P<most>max(?:imum)?)|(?P<least>min(?:imum)?))\b[\w\s-]{1,48}(?:is|of|:)\s{0,2}$",
    re.IGNORECASE,
)
"""A bound that is named some words before: not the minutes of "a 20-min film: $2,000"."""
_LEAST_LUMP = 5
"""Dollars from which on a lone figure can be a lump sum."""
_CERTAIN_FORM = 5
"""From this weight on, a figure's form says as much as a word does."""
_OTHER_FIGURE = re.compile(r"\d[\d.,]{2}")
_LEAST = re.compile(r"\b(?:range\W{1,3}start|start of range|minimum|min|mindest|lowest|low end|from)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:range\W{1,3}end|end of range|maximum|max|highest|high end)\b", re.IGNORECASE)


def from_text(
    text: Text, country: str | None, title: str = "", numbers_at: list[Run] | None = None
) -> tuple[tuple[PayRange, ...], tuple[NotPay, ...]]:
    """Every range of pay that the text states, and the other money it names beside the job's pay.

    `numbers_at`: the runs of digits in the text, where the caller has found them.
    """
    words = amounts.plain_digits(text.text)
    if numbers_at is None:
        numbers_at = find_runs(classify_letters(words))
    found = amounts.find_amounts(words, numbers_at, country)
    if not found:
        return (), ()
    context = Context(text, title)
    ranges: list[PayRange] = []
    begins: dict[tuple[object, ...], int] = {}
    others: list[NotPay] = []
    stipends: list[tuple[Candidate, ContextWindow, Found]] = []
    unclaimed: tuple[Candidate, ContextWindow] | None = None
    most = table("pay_rules")["text"]["most_ranges"]
    for candidate in find_candidates(words, found):
        if len(ranges) >= most or len(others) >= most:
            break
        if _worth_judging(candidate, words):
            window = context.around(candidate.start, candidate.end)
            if candidate.ends[0].is_shift and not (candidate.marked or _is_rate(candidate, window)):
                continue  # "200/12" is a day's rate where a notice seeks crew, and elsewhere a fraction
            made = _read_candidate(candidate, window, country, stipends)
            if isinstance(made, PayRange):
                if fee := _fee_beside_usage(unclaimed, candidate, made, country):
                    ranges.append(fee)
                ranges.append(made)
                begins[made.start, made.minimum, made.maximum] = candidate.start
            elif made:
                others.append(made)
            unclaimed = None if made else (candidate, window)
    if not ranges and stipends:
        paid = is_paid_in_stipends(title, text.text)
        ranges, others = _promote_stipends([each for each in stipends if paid or _is_living(each[0], each[1])], others)
    ranges = merge_ranges(ranges)
    figures = [begins.get((each.start, each.minimum, each.maximum)) for each in ranges]
    ranges = label_trades(ranges, [at for at in figures if at is not None], text.text)
    return tuple(ranges), tuple(others)


def _is_rate(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether "200/12" without a mark stands in a notice that seeks crew, or behind a word of pay."""
    return window.context.gig or _RATE.search(window.before(candidate.start, 12)) is not None


_RATE = re.compile(r"\b(?:rate|pay|pays|paying|paid)[\s:=]{1,3}$", re.IGNORECASE)
_BESIDE_USAGE = re.compile(r"[^\d\n.;]{0,24}(?:\+|,|&|\bplus\b|\band\b|\bund\b|\bet\b|\by\b|\be\b|/)\s?")
"""Between a fee and what its use pays: "$400 + $1,000 usage", "350 € Layout, 600 € Buyout"."""


def _fee_beside_usage(
    unclaimed: tuple[Candidate, ContextWindow] | None, usage: Candidate, pay: PayRange, country: str | None
) -> PayRange | None:
    """Take the lone figure right before what pays the use for the fee of the session itself."""
    if unclaimed is None or pay.kind is not PayKind.USAGE:
        return None
    candidate, window = unclaimed
    gap = window.line.slice(candidate.end, usage.start)
    if candidate.is_range or not candidate.marked or not _BESIDE_USAGE.fullmatch(gap):
        return None
    candidate.unit, found = candidate.unit or Unit.SESSION, detect_currency(candidate, window, country)
    fee = _make_range(candidate, window, Verdict(True, sure=True, rule="beside_usage", tight=True), found)
    return replace(fee, kind=PayKind.SESSION) if fee else None


def from_title(title: str, country: str | None) -> tuple[PayRange, ...]:
    """What a title states: "Camera operator, $45/hr". Its quote is the title, which has no place in the text."""
    if not any(letter.isdigit() for letter in title):
        return ()
    words = collapse(title)[: table("pay_rules")["text"]["longest_quote"]]
    ranges, _ = from_text(Text(words, (Block(BlockKind.PARAGRAPH, 0, len(words)),)), country, title)
    return tuple(replace(each, quote=words, start=None, end=None, rule=f"title:{each.rule}") for each in ranges)


def _worth_judging(candidate: Candidate, text: str) -> bool:
    """Whether a candidate could be money: marked, scaled, with a unit, or set apart in thousands by a pay word."""
    if candidate.marked or candidate.scaled:
        return True
    if candidate.is_range:
        years = candidate.least >= 1900 and candidate.most <= 2100
        return candidate.unit is not None or (candidate.least >= 1000 and not years)
    if candidate.unit is not None and (slashed_unit(candidate, text) or candidate.ends[0].is_shift):
        return True
    if candidate.least < 10_000 and candidate.unit is None:
        return False
    if candidate.start == 0 or text[candidate.start - 1] == "\n":
        return True
    near = lower(text[max(0, candidate.start - 64) : candidate.end + 48])
    known = tags()
    return any(known[cue[0]].pay for cue in cue_pattern(with_cjk(near)).finditer(near))


def _read_candidate(
    candidate: Candidate,
    window: ContextWindow,
    country: str | None,
    stipends: list[tuple[Candidate, ContextWindow, Found]],
) -> PayRange | NotPay | None:
    candidate.country = country
    found = detect_currency(candidate, window, country)
    candidate.currency = found.code
    if candidate.unit in ONE_THING and candidate.least > 2 * ceiling_of(country, candidate.currency).month:
        candidate.unit = None  # "$210,000 for a head of lighting" is no price for one thing
    candidate.unit = (
        candidate.unit
        or unit_below(candidate, window)
        or unit_ahead(candidate, window)
        or unit_of_each(candidate, window)
        or unit_counted(candidate, window)
    )
    _set_bound(candidate, window)
    verdict = classify_money(candidate, window)
    if verdict.pay:
        if pay := _make_range(candidate, window, verdict, found):
            window.context.paid = (window.number, pay)
        return pay
    if candidate.marked and _may_be_paid_so(candidate, window, verdict.not_pay):
        stipends.append((candidate, window, found))
    return _not_pay(candidate, window, verdict.not_pay, verdict.rule) if verdict.not_pay and candidate.marked else None


_THEN = re.compile(r"[+,.;]|\b(?:plus|and)\b")


def _may_be_paid_so(candidate: Candidate, window: ContextWindow, kind: NotPayKind | None) -> bool:
    """Whether it is a stipend that is for no perk, and may be all that the work is paid."""
    before = lower(window.line.slice(max(window.cell_start, candidate.start - 80), candidate.start))
    after = _THEN.split(lower(window.line.slice(candidate.end, min(window.cell_end, candidate.end + 80))), 1)[0]
    return kind is NotPayKind.STIPEND and not any(gig_pattern("perks").search(words) for words in (before, after))


def _is_living(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a stipend is of a size to live on, and its label says nothing else: "Stipend: INR 20K/month"."""
    if candidate.unit not in (Unit.WEEK, Unit.MONTH) or window.cell_start not in window.line.labels:
        return False
    floor = wage(candidate).month * (Decimal("0.5") if candidate.unit is Unit.MONTH else Decimal("0.12"))
    return candidate.least >= floor


def is_lump(candidate: Candidate, unit: Unit | None, inferred: bool, verdict: Verdict, window: ContextWindow) -> bool:
    """Whether a lone figure without a unit can be a lump sum for an engagement."""
    if (
        candidate.is_range
        or candidate.bound
        or not inferred
        or unit is Unit.YEAR
        or candidate.currency is None
        or not verdict.pay
    ):
        return False
    whole_sum = candidate.least == candidate.least.to_integral_value()
    return (
        whole_sum
        and candidate.least >= _LEAST_LUMP * size_of(candidate.currency)
        # farther from its word only where nothing else is the pay: a fitting's fee stands behind the day's
        and (verdict.tight or not verdict.sure or (not verdict.unsure and window.context.paid is None))
    )


def _promote_stipends(
    stipends: list[tuple[Candidate, ContextWindow, Found]], others: list[NotPay]
) -> tuple[list[PayRange], list[NotPay]]:
    """Take stipends for the pay of who is paid in nothing else: interns, fellows, performers."""
    verdict = Verdict(True, sure=True, rule="stipend", tight=True)
    made = [(each, _make_range(each[0], each[1], verdict, each[2])) for each in stipends]
    starts = {each[0].start for each, pay in made if pay}
    kept = [one for one in others if not any((one.start or 0) <= at < (one.end or 0) for at in starts)]
    return [pay for _, pay in made if pay], kept


def _set_bound(candidate: Candidate, window: ContextWindow) -> None:
    """A lone figure under "Minimum", or after "The maximum base pay is", is that end of a range."""
    if candidate.is_range or candidate.bound:
        return
    before = window.before(candidate.start, 64)
    if "indest" in before and not _OTHER_FIGURE.search(before.rpartition("indest")[2]):
        candidate.open("least")  # Mindestgehalt, Mindestentgelt
        return
    if "m" in before.lower() and (far := _FAR_BOUND.search(before)):
        candidate.open("most" if far["most"] else "least")
        return
    if window.whole_line() > candidate.end - candidate.start + 16 or not window.heads:
        return
    head = window.heads[0].words
    if len(head) <= 16 and len(window.heads) > 1:
        head = f"{window.heads[1].words} {head}"
    least, most = _LEAST.search(head), _MOST.search(head)
    if len(head) <= 80 and bool(least) != bool(most):
        candidate.open("least" if least else "most")


def _make_range(candidate: Candidate, window: ContextWindow, verdict: Verdict, found: Found) -> PayRange | None:
    unit = candidate.unit or find_unit(candidate, window)
    if unit is None and candidate.most < sure_year(candidate) and find_months(candidate, window):
        unit = Unit.MONTH  # "CHF 6'200.- x 13": what is paid thirteen times a year is a month's
    unit_inferred = unit is None
    unit = unit or infer_unit(candidate)
    if is_lump(candidate, unit, unit_inferred, verdict, window) and (
        window.context.gig or (window.context.is_title and wage(candidate).custom is Unit.YEAR)
    ):
        unit = Unit.PROJECT
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
            *_list_flags(candidate, unit, unit_inferred, found, verdict),
            *((PayFlag.PRO_RATA,) if pro_rata else ()),
        ),
    )


def _list_flags(
    candidate: Candidate, unit: Unit | None, unit_inferred: bool, found: Found, verdict: Verdict
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
    if verdict.unsure or (not verdict.sure and candidate.form < _CERTAIN_FORM):
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


def _not_pay(candidate: Candidate, window: ContextWindow, kind: NotPayKind, rule: str) -> NotPay:
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
