"""Figures that wait for the whole text: stipends, and in notices the prices that no word calls pay."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from db.vocabulary import NotPayKind, Unit
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.currency_detection import Found
from tracker.reading.pay.gigs import gig_pattern, is_paid_in_stipends
from tracker.reading.pay.model import NotPay, PayRange
from tracker.reading.pay.range_making import make_range
from tracker.reading.pay.units import wage
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import ceiling_of
from tracker.reading.pay.words import lower

_HEAD = 2000
"""Characters in which a notice says that it does not pay."""
Waiting = tuple[Candidate, ContextWindow, Found]


@dataclass(slots=True)
class WaitingFigures:
    """What can be pay only where the text states no other."""

    stipends: list[Waiting] = field(default_factory=list)
    prices: list[Waiting] = field(default_factory=list)
    """Marked figures of a notice beside which no word says what they are."""

    def add(self, candidate: Candidate, window: ContextWindow, found: Found, verdict: Verdict) -> None:
        """Keep a figure that is no pay by its own words, where it may be by those of the whole text."""
        if not candidate.marked:
            return
        by_form = verdict.pay and not verdict.sure and not window.context.leaves_pay_open
        if by_form and window.context.gig and _may_be_fee(candidate):
            self.prices.append((candidate, window, found))
        elif not verdict.pay and _may_be_paid_so(candidate, window, verdict.not_pay):
            self.stipends.append((candidate, window, found))

    def promote(self, title: str, text: str, others: list[NotPay]) -> tuple[list[PayRange], list[NotPay]]:
        """Take the stipends for the pay of who is paid in nothing else, and then a notice's bare prices."""
        paid = bool(self.stipends) and is_paid_in_stipends(title, text)
        stipends = [each for each in self.stipends if paid or _is_living(each[0], each[1])]
        if stipends:
            return _promote_stipends(stipends, others)
        if gig_pattern("unpaid").search(lower(text[:_HEAD])):
            return [], others
        rule = Verdict(True, sure=True, rule="notice", tight=True, unsure=True)
        made = [make_range(candidate, window, rule, found) for candidate, window, found in self.prices]
        return [each for each in made if each], others


def _may_be_fee(candidate: Candidate) -> bool:
    """Whether a figure is of a size that an engagement pays, and is printed as money is."""
    most = ceiling_of(candidate.country, candidate.currency).month * 2
    return candidate.currency is not None and not candidate.scaled_to_millions and candidate.most <= most


_THEN = re.compile(r"[+,.;]|\b(?:plus|and|with|including|incl)\b")


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


def _promote_stipends(stipends: list[Waiting], others: list[NotPay]) -> tuple[list[PayRange], list[NotPay]]:
    """Take stipends for the pay of who is paid in nothing else: interns, fellows, performers."""
    verdict = Verdict(True, sure=True, rule="stipend", tight=True)
    made = [(each, make_range(each[0], each[1], verdict, each[2])) for each in stipends]
    starts = {each[0].start for each, pay in made if pay}
    kept = [one for one in others if not any((one.start or 0) <= at < (one.end or 0) for at in starts)]
    return [pay for _, pay in made if pay], kept
