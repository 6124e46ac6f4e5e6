"""Groups of figures and the words that govern them -> pay ranges, and what is money but not pay."""

import re
from dataclasses import replace
from decimal import Decimal

from db.vocabulary import NotPayKind, PayFlag, Unit
from tracker.reading.pay import amounts, quotes
from tracker.reading.pay.candidates import Group, groups
from tracker.reading.pay.classify import Verdict, judge, kind_and_scope
from tracker.reading.pay.context import Around, Context, lower
from tracker.reading.pay.currency_detection import currency
from tracker.reading.pay.hours import covered_hours, week_hours
from tracker.reading.pay.merge import settle
from tracker.reading.pay.model import NotPay, PayRange
from tracker.reading.pay.plausibility import believable
from tracker.reading.pay.prefilter import runs, shape
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import inferred_unit, out_of_band, said_unit, unit_below
from tracker.reading.pay.words import cue_pattern, tags, with_cjk
from tracker.reading.text import Block, BlockKind, Text, collapse

_FAR_BOUND = re.compile(
    r"\b(?:(?P<most>max(?:imum)?)|(?P<least>min(?:imum)?))\b[\w\s-]{1,48}(?:is|of|:)\s{0,2}$", re.IGNORECASE
)
_LEAST = re.compile(r"\b(?:minimum|min|mindest|lowest|low end|from)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:maximum|max|highest|high end)\b", re.IGNORECASE)


def from_text(text: Text, country: str | None) -> tuple[tuple[PayRange, ...], tuple[NotPay, ...]]:
    """Every range of pay that the text states, and the other money it names beside the job's pay."""
    words = amounts.plain_digits(text.text)
    numbers_at = runs(shape(words))
    found = amounts.amounts(words, numbers_at)
    if not found:
        return (), ()
    context = Context(text)
    ranges: list[PayRange] = []
    others: list[NotPay] = []
    most = table("pay_rules")["text"]["most_ranges"]
    for group in groups(words, found):
        if len(ranges) >= most or len(others) >= most:
            break
        if _worth_judging(group, words):
            made = _judged(group, context.around(group.start, group.end), country)
            if isinstance(made, PayRange):
                ranges.append(made)
            elif made:
                others.append(made)
    ranges = settle(ranges)
    if ranges and (hours := week_hours(words, numbers_at)):
        ranges = [replace(each, week_hours=hours) for each in ranges]
    return tuple(ranges), tuple(others)


def from_title(title: str, country: str | None) -> tuple[PayRange, ...]:
    """What a title states: "Camera operator, $45/hr". Its quote is the title, which has no place in the text."""
    if not any(letter.isdigit() for letter in title):
        return ()
    words = collapse(title)[: table("pay_rules")["text"]["longest_quote"]]
    ranges, _ = from_text(Text(words, (Block(BlockKind.PARAGRAPH, 0, len(words)),)), country)
    return tuple(replace(each, quote=words, start=None, end=None, rule=f"title:{each.rule}") for each in ranges)


def _worth_judging(group: Group, text: str) -> bool:
    """Whether a group could be money at all: marked, scaled, with a unit, or set apart in thousands by a pay word."""
    if group.marked or group.scaled:
        return True
    if group.is_range:
        years = group.least >= 1900 and group.most <= 2100
        return group.unit is not None or (group.least >= 1000 and not years)
    if group.least < 10_000 and group.unit is None:
        return False
    if group.start == 0 or text[group.start - 1] == "\n":
        return True
    near = lower(text[max(0, group.start - 64) : group.end + 48])
    known = tags()
    return any(known[cue[0]].pay for cue in cue_pattern(with_cjk(near)).finditer(near))


def _judged(group: Group, around: Around, country: str | None) -> PayRange | NotPay | None:
    group.currency, inferred = currency(group, around, country)
    group.unit = group.unit or unit_below(group, around)
    _bound(group, around)
    verdict = judge(group, around)
    if verdict.pay:
        if pay := _range(group, around, verdict, inferred):
            around.context.paid = (around.number, pay)
        return pay
    return _not_pay(group, around, verdict.not_pay, verdict.rule) if verdict.not_pay and group.marked else None


def _bound(group: Group, around: Around) -> None:
    """A lone figure under "Minimum", or after "The maximum base pay is", is that end of a range."""
    if group.is_range or group.bound:
        return
    before = around.before(group.start, 64)
    if "m" in before.lower() and (far := _FAR_BOUND.search(before)):
        group.open("most" if far["most"] else "least")
        return
    if around.whole_line() > group.end - group.start + 16 or not around.heads:
        return
    head = around.heads[0].words
    if len(head) <= 16 and len(around.heads) > 1:
        head = f"{around.heads[1].words} {head}"
    least, most = _LEAST.search(head), _MOST.search(head)
    if len(head) <= 80 and bool(least) != bool(most):
        group.open("least" if least else "most")


def _range(group: Group, around: Around, verdict: Verdict, currency_inferred: bool) -> PayRange | None:
    unit = group.unit or said_unit(group, around)
    unit_inferred = unit is None
    unit = unit or inferred_unit(group)
    if not believable(group, verdict, unit, unit_inferred, around):
        return None
    kind, scope = kind_and_scope(group, around)
    start, end = quotes.quote(group, around)
    return PayRange(
        minimum=group.low.full if group.low else None,
        maximum=group.high.full if group.high else None,
        currency=group.currency,
        unit=unit,
        hours=_hours(group, unit, around),
        kind=kind,
        scope=scope,
        label=quotes.label(group, around),
        place=quotes.place(group, around),
        quote=around.context.text.text[start:end],
        start=start,
        end=end,
        rule=f"{'range' if group.is_range else group.bound or 'single'}:{verdict.rule}",
        flags=_flags(group, unit, unit_inferred, currency_inferred),
    )


def _flags(group: Group, unit: Unit | None, unit_inferred: bool, currency_inferred: bool) -> tuple[PayFlag, ...]:
    flags: list[PayFlag] = []
    if unit is None or unit_inferred:
        flags.append(PayFlag.UNIT_INFERRED if unit else PayFlag.UNIT_UNKNOWN)
    if group.currency is None or currency_inferred:
        flags.append(PayFlag.CURRENCY_INFERRED if group.currency else PayFlag.CURRENCY_UNKNOWN)
    if group.low is None:
        flags.append(PayFlag.MINIMUM_NOT_STATED)
    if group.high is None:
        flags.append(PayFlag.MAXIMUM_NOT_STATED)
    if group.ends[0].misprint or group.ends[-1].misprint or group.most > 100 * group.least or out_of_band(group, unit):
        flags.append(PayFlag.LIKELY_MISPRINT)
    return tuple(flags)


def _hours(group: Group, unit: Unit | None, around: Around) -> Decimal | None:
    """The hours that one unit covers: of a session, shift or day, where the sentence states them."""
    if own := next((end.hours for end in group.ends if end.hours), None):
        return own
    if unit not in (Unit.SESSION, Unit.SHIFT, Unit.DAY):
        return None
    return covered_hours(around.line.slice(around.start, around.end))


def _not_pay(group: Group, around: Around, kind: NotPayKind, rule: str) -> NotPay:
    start, end = quotes.quote(group, around)
    return NotPay(
        kind=kind,
        minimum=group.low.full if group.low else None,
        maximum=group.high.full if group.high else None,
        currency=group.currency,
        unit=group.unit,
        quote=around.context.text.text[start:end],
        start=start,
        end=end,
        rule=rule,
    )
