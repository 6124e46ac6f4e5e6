"""Decide which currency a figure is in, and who said so."""

import re
from decimal import Decimal
from typing import NamedTuple

from db.vocabulary import Unit
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow, Script
from tracker.reading.pay.currencies import currency_of, default_owner, is_bare, local_owner, owners, size_of
from tracker.reading.pay.rules import table
from tracker.reading.pay.wages import wage_of

_CODE = re.compile(
    r"(?:USD|CAD|AUD|NZD|SGD|HKD|MXN|SEK|NOK|DKK|JPY|CNY|TWD|COP|CLP|ARS|INR)(?<![^\W\d_]...)(?![^\W\d_])",
)
"""The currencies whose bare marks are shared, so that a code beside the figure decides."""
_NOT_OURS = re.compile(r"\s(?:bonus|bonuses|allowance|stipend|equity|equivalent)")
"""What a code before it belongs to, and not to the figure: "$90,000 plus CAD bonus"."""
_AMERICAN = re.compile(
    r"\b(?:US|U\.S\.|USA|American|San Francisco|Silicon Valley|New York|California|Bay Area)[- ](?:based\s)?"
    r"(?:company|lab|startup|start-up|employer)\b|\bpaid in (?:US )?dollars\b|\bUS dollars?\b",
)
"""An employer in the United States, who pays people elsewhere in its own dollars."""


class Found(NamedTuple):
    code: str | None
    inferred: bool
    """Whether no code or unshared mark names it."""
    assumed: bool = False
    """Whether neither the posting's place nor its words settle it."""


def detect_currency(candidate: Candidate, window: ContextWindow, country: str | None) -> Found:
    """Find the currency: the figure's own code or mark, a code beside it, the country's, what the posting says."""
    marks = [end.currency for end in candidate.ends if end.currency]
    exact = [mark for mark in marks if not is_bare(mark)]
    if exact:
        return Found(exact[0], False)
    if not marks:
        return Found(_currency_of_unmarked(candidate, window, country), True)
    if beside := _code_beside(candidate, window):
        return Found(beside, False)
    mark = marks[0]
    local = local_owner(mark, country)
    if local and mark in ("$", "dollars", "dollar") and local != "USD" and _pays_dollars(candidate, window, local):
        return Found("USD", True, assumed=True)
    if local:
        return Found(local, True)
    context = window.context
    if (law := context.country_by_law) and country is None and (code := local_owner(mark, law)):
        return Found(code, True)
    if (said := context.currencies_said & owners(mark)) and len(said) == 1:
        return Found(next(iter(said)), True, assumed=True)
    if script := _by_script(mark, window):
        return Found(script, True)
    return Found(default_owner(mark), True, assumed=True)


def _currency_of_unmarked(candidate: Candidate, window: ContextWindow, country: str | None) -> str | None:
    """The currency of a figure without any mark: the country's, the law's, or the scale's custom."""
    scale = next((end.scale_word for end in candidate.ends if end.scale_word), "")
    own = currency_of(country or window.context.country_by_law)
    custom: str | None = table("pay_currencies")["scale_currency"].get(scale)
    if own is not None:
        return own
    if custom is not None:
        return custom
    return _by_script("元", window) if country is None else None


def _by_script(mark: str, window: ContextWindow) -> str | None:
    """The currency of the people who write so: kana is Japanese, Han alone is Chinese."""
    if mark not in ("¥", "￥", "元"):
        return None
    script = window.context.script
    if script is Script.CHINESE:
        return "CNY"
    if script is Script.TRADITIONAL_CHINESE:
        return "TWD" if mark == "元" else "CNY"
    return "JPY" if mark != "元" and script is Script.JAPANESE else None


def _pays_dollars(candidate: Candidate, window: ContextWindow, local: str) -> bool:
    """Whether a bare $ is American though the country's own currency prints it: so little would be no pay."""
    if _AMERICAN.search(window.context.text.text):
        return True
    if size_of(local) < 4:
        return False
    floor = wage_of(candidate.country, local)
    least = {
        Unit.HOUR: floor.hour / 2,
        Unit.FINISHED_HOUR: floor.hour / 2,
        Unit.DAY: floor.hour * 3,
        Unit.WEEK: floor.hour * 15,
        Unit.MONTH: floor.month * Decimal("0.6"),
        Unit.YEAR: floor.month * 6,
        None: floor.month * Decimal("0.2"),
    }.get(candidate.unit, floor.hour)
    return candidate.most < least


def _code_beside(candidate: Candidate, window: ContextWindow) -> str | None:
    """A code in the same sentence, near: "$1,000 a month (gross in USD)", "All figures in CAD: $50,000"."""
    after = window.line.slice(candidate.end, min(window.end, candidate.end + 60))
    if (following := _CODE.search(after)) and not _NOT_OURS.match(after, following.end()):
        return following[0]
    leading = _CODE.findall(window.line.slice(max(window.start, candidate.start - 60), candidate.start))
    return leading[-1] if leading else None
