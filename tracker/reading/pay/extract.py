"""Candidates of figures and the words that govern them -> pay ranges, and what is money but not pay."""

import re
from dataclasses import replace

from db.vocabulary import PayKind, Unit
from tracker.reading.pay import amounts
from tracker.reading.pay.candidates import Candidate, find_candidates, slashed_unit
from tracker.reading.pay.classify import classify_money
from tracker.reading.pay.context import Context, ContextWindow
from tracker.reading.pay.currency_detection import detect_currency
from tracker.reading.pay.merge import merge_ranges
from tracker.reading.pay.model import NotPay, PayRange
from tracker.reading.pay.prefilter import Run, classify_letters, find_runs
from tracker.reading.pay.range_making import make_not_pay, make_range
from tracker.reading.pay.rules import table
from tracker.reading.pay.trades import label_trades
from tracker.reading.pay.units import (
    ONE_THING,
    unit_ahead,
    unit_below,
    unit_counted,
    unit_of_each,
)
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import ceiling_of
from tracker.reading.pay.waiting_figures import WaitingFigures
from tracker.reading.pay.words import cue_pattern, lower, tags, with_cjk
from tracker.reading.text import Block, BlockKind, Text, collapse

_FAR_BOUND = re.compile(
    r"(?<!\d)(?<!\d[ -])\b(?:(?P<most>max(?:imum)?)|(?P<least>min(?:imum)?))\b[\w\s-]{1,48}(?:is|of|:)\s{0,2}$",
    re.IGNORECASE,
)
"""A bound that is named some words before: not the minutes of "a 20-min film: $2,000"."""
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
    waiting = WaitingFigures()
    unclaimed: tuple[Candidate, ContextWindow] | None = None
    most = table("pay_rules")["text"]["most_ranges"]
    for candidate in find_candidates(words, found):
        if len(ranges) >= most or len(others) >= most:
            break
        if _worth_judging(candidate, words):
            window = context.around(candidate.start, candidate.end)
            if candidate.ends[0].is_shift and not (candidate.marked or _is_rate(candidate, window)):
                continue  # "200/12" is a day's rate where a notice seeks crew, and elsewhere a fraction
            made = _read_candidate(candidate, window, country, waiting)
            if isinstance(made, PayRange):
                if fee := _fee_beside_usage(unclaimed, candidate, made, country):
                    ranges.append(fee)
                ranges.append(made)
                begins[made.start, made.minimum, made.maximum] = candidate.start
            elif made:
                others.append(made)
            unclaimed = None if made else (candidate, window)
    if not ranges:
        ranges, others = waiting.promote(title, text.text, others)
    ranges = merge_ranges(ranges)
    figures = [begins.get((each.start, each.minimum, each.maximum)) for each in ranges]
    ranges = label_trades(ranges, [at for at in figures if at is not None], text.text)
    return tuple(ranges), tuple(others)


def _is_rate(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether "200/12" without a mark stands in a notice that seeks crew, or behind a word of pay."""
    return window.context.gig or _RATE.search(window.before(candidate.start, 32)) is not None


_RATE = re.compile(r"\b(?:rate|rates|pay|pays|paying|paid)\b(?:\s[a-z]{1,6}){0,3}[\s:=]{1,3}$", re.IGNORECASE)
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
    fee = make_range(candidate, window, Verdict(True, sure=True, rule="beside_usage", tight=True), found)
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
    candidate: Candidate, window: ContextWindow, country: str | None, waiting: WaitingFigures
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
    pay = make_range(candidate, window, verdict, found) if verdict.pay else None
    if pay:
        window.context.paid = (window.number, pay)
        return pay
    waiting.add(candidate, window, found, verdict)
    if verdict.not_pay is None or not candidate.marked:
        return None
    return make_not_pay(candidate, window, verdict.not_pay, verdict.rule)


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
