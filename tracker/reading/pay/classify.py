"""Decide what a figure is by the word that governs it, found by syntax and distance on both sides.

A figure belongs to its own words. Every word of pay, or of other money, in the figure's cell is given a cost: what of
the words between it and the figure says more than "is", "from" or "up to", with list marks, other figures and lost line
breaks costing most. The cheapest word governs. A label (words before a colon) begins a cell, so that it governs what
follows it and nothing before. Where no word of the cell governs, the sentences before it in the line speak, then the
lines that head it, then form alone.
"""

import re
from dataclasses import dataclass
from functools import cache

from db.vocabulary import NotPayKind, Unit
from tracker.reading.pay.attachment_cost import LIST, gap_cost
from tracker.reading.pay.beside_pay import (
    PERKS,
    begins_cell,
    is_apart,
    is_cut_off,
    is_included,
    is_on_top,
    is_set_aside,
    is_too_small,
    is_voucher,
)
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.currencies import size_of
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.lines import Cue
from tracker.reading.pay.other_people import is_of_other_people
from tracker.reading.pay.rules import table
from tracker.reading.pay.surrounding_lines import classify_by_lines
from tracker.reading.pay.units import sure_year
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.words import lower

_LINKED = re.compile(r"\s(?:in|of|for|towards?|as)\s(?:(?:a|an|your|our|annual|the)\s)?", re.IGNORECASE)
"""Between a lone figure and the noun that says what it is: "$1,500 in bonuses", "$5,000 for relocation"."""
_TIGHT = 0.9
"""The cost up to which a word touches the figure."""
_RIGHT = 0.45
"""What it costs a word to follow its figure rather than to go before it."""
_FARTHEST_RIGHT = 3.9
_FARTHEST_LEFT = 6.0
"""The cost up to which other money's word governs a range, or a figure with a unit of its own."""
_SUBJECT = 3.0
"""The cost up to which other money's word is the subject of a verb of pay."""
_WEAK = 1.5
"""The cost up to which a weak word governs."""


@dataclass(slots=True)
class _Claim:
    cost: float
    cue: Cue
    rule: str


def classify_money(candidate: Candidate, window: ContextWindow) -> Verdict:
    """Weigh the words on both sides of a figure in its cell, then its line, then the lines beside."""
    if _is_too_much(candidate):
        return Verdict(False, not_pay=NotPayKind.OTHER, rule="business_size")
    if is_on_top(candidate, window) or is_voucher(candidate, window):
        return Verdict(False, not_pay=NotPayKind.ALLOWANCE, rule="on_top")
    if inner := _inside(candidate, window):
        return inner
    if is_of_other_people(candidate, window):
        return Verdict(False, not_pay=NotPayKind.OTHER, rule="other_people")
    right = _right(candidate, window)
    left = _left(candidate, window)
    verdict = _decide(candidate, window, left, right)
    if verdict and verdict.not_pay is NotPayKind.OTHER and _is_a_budget_for_work(candidate, window, left):
        return Verdict(True, sure=True, rule="budget", tight=True, unsure=True)
    if verdict and verdict.not_pay in _REWARDS and _is_reward(candidate, window):
        return Verdict(True, sure=True, rule="noun_before", tight=True)
    if verdict:
        return verdict
    return classify_by_lines(candidate, window)


_REWARDS = (NotPayKind.BONUS, NotPayKind.BENEFIT, NotPayKind.ALLOWANCE)


def _is_reward(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a study calls its pay so: "Reward: £1.50", "Incentive: $150 for all five diary days"."""
    if not window.context.study:
        return False
    near = window.line.slice(max(window.cell_start, candidate.start - 32), min(window.cell_end, candidate.end + 24))
    return gig_pattern("rewards").search(lower(near)) is not None


def _is_too_much(candidate: Candidate) -> bool:
    most_of_range, most_alone = _most(candidate.currency or "USD")
    highest = candidate.most
    return highest > most_of_range or (not candidate.is_range and highest >= most_alone)


@cache
def _most(currency: str) -> tuple[int, int]:
    """The highest end of a range, and a lone figure, that are no longer pay, in whole units of the currency."""
    size = size_of(currency)
    return table("pay_rules")["most"]["year"] * size, 1_500_000 * size


def _inside(candidate: Candidate, window: ContextWindow) -> Verdict | None:
    """A pay word among the words of the figure's unit: "€45.000 Jahresbrutto", "$250 day rate"."""
    if candidate.money_end == candidate.end:
        return None
    for cue in window.line.cues:
        if candidate.money_end <= cue.start and cue.end <= candidate.end + 1 and cue.tag.pay and not cue.tag.weak:
            return Verdict(True, sure=True, rule="noun_after", tight=True)
        if cue.start >= candidate.end:
            break
    return None


def _is_a_budget_for_work(candidate: Candidate, window: ContextWindow, left: list[_Claim]) -> bool:
    """Whether a notice calls what it pays its budget: "budget for the edit is $1,500", and no film's budget."""
    longest = _SHORT_NOTICE if window.context.gig else _SHORTEST_NOTICE
    if not left or (len(window.context.text.text) > longest and candidate.unit not in _RATES):
        return False
    cue = left[0].cue
    named = lower(window.line.slice(cue.start, cue.end)) in _BUDGETS and left[0].cost <= _SUBJECT
    yearly = candidate.unit in (Unit.MONTH, Unit.YEAR)  # "budżet szkoleniowy 3 000 zł rocznie" is for courses
    said = window.line.slice(cue.end, candidate.start).strip().startswith("of")  # "you manage a budget of $900"
    return named and not yearly and not said and candidate.most <= sure_year(candidate) / 4


_SHORT_NOTICE, _SHORTEST_NOTICE = 1200, 320
"""Characters of a notice that seeks one person for one engagement, by its words or by its brevity."""
_BUDGETS = frozenset(
    ["budget", "presupuesto", "orçamento", "бюджет", "budżet", "bütçe", "rozpočet", "予算", "预算", "預算", "예산"]
)


_NEXT_CELL = re.compile(r"[,;|/+]\s")
_FIGURE = re.compile(r"[^\d\n.;]{0,8}\d")


def _right(candidate: Candidate, window: ContextWindow) -> _Claim | None:
    """The first word after the figure that says what money is: "$1,500 annual education stipend", "$120K OTE"."""
    named: _Claim | None = None
    for cue in window.line.cues:
        if cue.start < candidate.end or not cue.tag.speaks:
            continue
        if cue.start >= window.cell_end or cue.start - candidate.end > 48:
            return None
        gap = window.line.slice(candidate.end, cue.start)
        if not cue.tag.pay and is_included(cue, window):
            if named:
                return named  # "$2,400 fee, housing covered"
            continue
        if not cue.tag.pay and (is_apart(candidate, gap) or begins_cell(candidate, cue, gap, window)):
            return None
        if not cue.tag.pay and "," in gap and gap_cost(gap) >= LIST:
            return None  # "$300 for four sets, parking and dinner"
        if not cue.tag.pay and _NEXT_CELL.search(gap) and _FIGURE.match(window.line.slice(cue.end, cue.end + 24)):
            return None  # "109,50 € brut, panier repas 10 €": the next figure's own word
        if not cue.tag.pay and named and "," in gap:
            return named  # "$2,500 fee, housing covered"
        if not candidate.is_range and not cue.tag.pay and _LINKED.fullmatch(gap):
            return _Claim(0.1, cue, "noun_after")
        if cue.tag.weak:
            if gap == " ":
                named = named or _Claim(_RIGHT, cue, "noun_after")
            continue
        cost = gap_cost(gap) + _RIGHT
        return _Claim(cost, cue, "noun_after") if cost <= _FARTHEST_RIGHT else None
    return None


_IN_BRACKETS = re.compile(r"[^()（）]{0,8}[(（][^)）]{0,16}")
_PLUS = re.compile(r"\s?(?:only|paid)?\s?(?:\+|plus)\s", re.IGNORECASE)


def _left(candidate: Candidate, window: ContextWindow) -> list[_Claim]:
    """The words before the figure in its cell, nearest first."""
    claims: list[_Claim] = []
    for cue in reversed(window.line.cues):
        if cue.end > candidate.start or not cue.tag.speaks:
            continue
        if cue.start < window.cell_start or len(claims) == 4:
            break
        gap = window.line.slice(cue.end, candidate.start)
        if not cue.tag.pay and not _IN_BRACKETS.fullmatch(gap) and is_included(cue, window):
            continue  # "meals and gas provided, $125 per night"
        if not cue.tag.pay and candidate.unit and cue.tag.not_pay in PERKS and _PLUS.match(gap):
            continue  # "expenses plus £50 per performance"
        closed = ")" in gap and "(" not in gap.partition(")")[0] and is_set_aside(cue, window)
        claims.append(_Claim(gap_cost(gap) + (LIST if closed else 0), cue, "noun_before"))
    return claims


def _decide(candidate: Candidate, window: ContextWindow, left: list[_Claim], right: _Claim | None) -> Verdict | None:
    strong = [each for each in left if not (each.cue.tag.weak and each.cost > _WEAK)]
    pay = next((each for each in strong if each.cue.tag.pay), None)
    other = next((each for each in strong if not each.cue.tag.pay), None)
    if other and _is_label(other.cue, window) and _names_both(candidate, window):
        other = None  # "Compensation & perks: Php 28,000 - 35,000"
    if other and _is_label(other.cue, window) and not pay_in_label(candidate, window) and not candidate.is_range:
        return Verdict(False, not_pay=other.cue.tag.not_pay, rule="label")
    if other and (
        is_too_small(candidate, other.cue)
        or _is_no_year(candidate, other)
        or _is_another_clause(candidate, other, window)
        or is_cut_off(candidate, other.cue, window)
    ):
        other = None
    if right and not right.cue.tag.pay and is_too_small(candidate, right.cue):
        right = None
    if (
        other
        and window.is_title
        and other.cost > _TIGHT
        and other.cue.tag.not_pay is NotPayKind.OTHER
        and not candidate.scaled_to_millions
    ):
        other = None  # a title names the trade: "Property Manager, up to $90k"
    far = (
        other is not None
        and other.cost > _FARTHEST_LEFT
        and not (other.cue.tag.hard and pay and not candidate.is_range)
    )
    if far and (candidate.unit or candidate.is_range):
        other = None
    if (
        other
        and not pay_in_label(candidate, window)
        and window.cell_start < other.cue.start + 1
        and _is_label(other.cue, window)
    ):
        return Verdict(False, not_pay=other.cue.tag.not_pay, rule="label")
    if pay and other and candidate.is_range and other.cost > _TIGHT:
        other.cost += 2  # a range is what pay is stated in, and other money seldom
    parted = pay is not None and other is not None and "," in window.line.slice(other.cue.end, pay.cue.start)
    if pay and other and pay.cue.tag.verb and not candidate.is_range and other.cost < _SUBJECT and not parted:
        other.cost = min(other.cost, pay.cost - 0.1)  # "our bonus plan lets you earn $500"
    if pay and other and not candidate.is_range and other.cue.tag.hard and pay.cost > 0.5:
        other.cost = min(other.cost, pay.cost - 0.1)  # a budget that pays wages is a budget
    if right and not right.cue.tag.pay and pay:
        if pay.cue.tag.verb and not candidate.is_range:
            right.cost -= 1.5
        elif candidate.is_range or right.cost > 1.4:
            right.cost += 2
    claims = [each for each in (pay, other, right) if each is not None]
    if not claims:
        return None
    best = min(claims, key=lambda each: each.cost)
    rivals = [each.cost for each in claims if each.cue.tag.pay != best.cue.tag.pay]
    if not best.cue.tag.pay:
        if best is right and candidate.is_range and best.cost > 2.4:
            return None
        return Verdict(False, not_pay=best.cue.tag.not_pay, rule=best.rule)
    close = bool(rivals) and min(rivals) - best.cost < 1.0
    return Verdict(
        True,
        sure=True,
        rule=best.rule,
        tight=best.cost <= _TIGHT,
        unsure=close or (best.cue.tag.weak and not candidate.is_range),
    )


def _is_no_year(candidate: Candidate, other: _Claim) -> bool:
    """Whether a benefit's word that does not touch it claims a range of a year's pay: "Example Medical, $90k-$150k"."""
    yearly = candidate.is_range and candidate.least >= sure_year(candidate) and candidate.currency is not None
    return yearly and other.cue.tag.not_pay is NotPayKind.BENEFIT and other.cost > _TIGHT


def _is_another_clause(candidate: Candidate, other: _Claim, window: ContextWindow) -> bool:
    """Whether a benefit's word is of a clause before a rate: "Medical simulation patients, $24 per hour"."""
    apart = other.cost >= _CLAUSE and "," in window.line.slice(other.cue.end, candidate.start)
    return apart and candidate.unit in _RATES and other.cue.tag.not_pay is NotPayKind.BENEFIT


_CLAUSE = 2
_RATES = frozenset({Unit.HOUR, Unit.DAY, Unit.SESSION, Unit.SHIFT, Unit.NIGHT, Unit.EPISODE})


_BOTH = re.compile(r"\s?(?:&|/|,|\+|\b(?:and|und|et|y|e|en|i|och|og)\b)\s?")


def _names_both(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether the figure's label names pay first and then what stands beside it, in a list."""
    cues = [cue for cue in window.line.cues if cue.tag.speaks and _is_label(cue, window)]
    if len(cues) != 2 or not cues[0].tag.pay or cues[1].tag.pay:
        return False
    whole = candidate.is_range or candidate.unit is not None
    return whole and _BOTH.fullmatch(window.line.slice(cues[0].end, cues[1].start)) is not None


def _label_end(window: ContextWindow) -> int:
    """Where the label ends that begins the figure's cell; the cell's beginning where none does."""
    if window.cell_start not in window.line.labels:
        return window.cell_start
    colon = window.line.words.find(":", window.cell_start - window.line.start)
    return window.line.start + colon if colon >= 0 else window.cell_start


def _is_label(cue: Cue, window: ContextWindow) -> bool:
    return window.cell_start <= cue.start and cue.end <= _label_end(window)


def pay_in_label(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether the label of the figure's cell holds a word of pay."""
    return any(cue.tag.pay and _is_label(cue, window) for cue in window.line.cues)
