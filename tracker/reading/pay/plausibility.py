"""Plausibility check: drop amounts whose size or format contradicts the context, and say which bounds others break.

Strong context needs less evidence from format. Words and a board's data pass the same bounds.
"""

import re
from decimal import Decimal

from db.vocabulary import Unit
from tracker.reading.pay.candidates import Candidate, slashed_unit
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.form_score import GROSS, OF_TIME, fits_bounds, form_score
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import band, wage
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import breaks_bounds, ceiling_of

_CODE_BEFORE = re.compile(
    r"(?:\b[A-Z]{2}\.?,?\s|\b(?:id|ref|req|no|nr|job|code|nummer|number|reference|zip|plz|cp|kz|room|suite|bt|fax|tel|phone|grade)[.:#°]?\s?(?:id|no|nr|number|code)?[.:#]?\s?)$",
    re.IGNORECASE,
)
_CODE_AFTER = re.compile(r"\s[A-Z][\w-]+")
_COUNTED = re.compile(
    r"\s(?:employees|people|members|staff|users|customers|followers|Mitarbeit|salarié|hodnocení|merchants|clients"
    r"|companies|businesses|players|subscribers|downloads|students|stores|locations|copies|seats|applicants|square|products"
    r"|properties|titles|games|artists|films|developers|partners|countries|cities|guests|visitors|patients|images|views|fans"
    r"|miles|steps|families|households|viewers|listeners|readers|tickets|[Rr]obux|[Vv]-[Bb]ucks|gems|points|tokens|participants|schools|hotels|restaurants)"
)
"""What a number without a mark counts."""


def is_plausible(
    candidate: Candidate, verdict: Verdict, unit: Unit | None, inferred: bool, window: ContextWindow
) -> bool:
    """Whether a figure can be what the words make of it."""
    rules = table("pay_rules")
    if unit and candidate.most < Decimal(str(rules["least"].get(unit.value, 0))):
        return False
    if not candidate.marked and not (candidate.is_range and candidate.scaled):
        return not _is_code(candidate, window) and (
            candidate.ends[0].is_shift
            or _is_bare(candidate, verdict, unit, inferred)
            or _is_bare_rate(candidate, window)
            or _is_gross_range(candidate, window)
        )
    if unit is None and candidate.most < band(candidate, Unit.HOUR)[0]:
        return False
    if not (verdict.sure and verdict.tight) and breaks_bounds(
        candidate.least, candidate.most, unit, candidate.currency, candidate.country
    ):
        return verdict.sure and candidate.is_range and not verdict.unsure
    if (
        verdict.sure
        and not verdict.tight
        and candidate.ends[-1].scale_word in _BUSINESS_SCALES
        and not candidate.is_range
    ):
        return False  # "Drittmittel 1,4 Mio. Euro" in a line behind the pay
    if not verdict.sure:
        if not candidate.is_range and window.context.leaves_pay_open:
            return False  # "Rooms go at $900 a day … Salary: DOE": a lone price is no pay where that is to be agreed
        candidate.form = form_score(candidate, unit, window, unit is not None and not inferred)
        # "$40 million in funding", "a £2bn market": a business speaks of itself so, and pay is printed so by nobody.
        if candidate.ends[-1].scale_word in _BUSINESS_SCALES:
            return False
        if (
            not candidate.is_range
            and candidate.least > _MOST_BY_FORM * ceiling_of(candidate.country, candidate.currency).month
        ):
            return False
        if candidate.is_range or candidate.unit:
            # a price between two figures, without a word of pay or of time, is a ticket's as well as an hour's
            return candidate.form >= (_ENOUGH if unit is not Unit.HOUR or not inferred else _ENOUGH_DEEP + 0.5)
        top = (window.number <= _CARD and unit is not Unit.MONTH) or unit is Unit.PROJECT
        return candidate.form >= (_ENOUGH_ALONE if top else _ENOUGH_DEEP)
    if candidate.is_range or (unit is not None and (not inferred or unit is Unit.YEAR)):
        return True
    if unit is None:
        return verdict.tight and candidate.bound == "least"
    if unit in (Unit.PROJECT, Unit.PIECE):
        return verdict.tight or ((window.context.gig or window.context.study) and not verdict.unsure)
    if unit is Unit.HOUR:
        return (
            (verdict.tight or bool(candidate.bound))
            and candidate.currency is not None
            and _HOURLY_FORM.search(_print(candidate, window)) is not None
        )
    if unit is not Unit.MONTH:
        return False
    local = wage(candidate)
    if local.custom is Unit.MONTH:
        return verdict.tight or candidate.least * 2 >= local.month
    return verdict.tight and candidate.currency in rules["monthly"]["currencies"]


_HOURLY_FORM = re.compile(r"\d{1,3}[.,]\d{2}(?!\d)")
_MOST_BY_FORM = 400
"""Months of the least wage beyond which a lone figure needs a word that says it is pay."""
_ENOUGH, _ENOUGH_ALONE, _ENOUGH_DEEP, _CARD = 4, 4.5, 5, 5
"""What form must weigh where no word speaks: for a range or a figure with its unit; for a figure without, among the
first lines, where a listing's card has its pay, and below them."""


def _print(candidate: Candidate, window: ContextWindow) -> str:
    return window.line.slice(candidate.start, candidate.money_end)


_BUSINESS_SCALES = frozenset(["m", "mm", "million", "millions", "mio", "mio.", "b", "bn", "billion", "t", "trillion"])
"""Scales that nobody's pay has, where no word says that it is pay."""


def _is_code(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether figures without any mark are an address, a number of something, or a name's: never pay."""
    # Before all else: "5,000 employees" and "40,000 players" are grouped like a year's pay.
    if _COUNTED.match(window.line.slice(candidate.end, candidate.end + 24)):
        return True
    if candidate.unit is not None or candidate.is_range or candidate.ends[0].grouped:
        return False
    before = window.line.slice(max(window.line.start, candidate.start - 24), candidate.start)
    after = window.line.slice(candidate.end, candidate.end + 24)
    if before.rstrip().endswith("(") and after.startswith(")"):
        return True
    return bool(_CODE_BEFORE.search(before) or _CODE_AFTER.match(after))


def _is_gross_range(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether thousands without a mark are called gross by the year or month: "42.000 a 50.000 brutos anuales"."""
    if not candidate.is_range or candidate.unit not in (Unit.YEAR, Unit.MONTH) or candidate.country is None:
        return False
    called = GROSS.search(window.line.slice(candidate.money_end, candidate.end + 12)) is not None
    return called and candidate.ends[-1].grouped and fits_bounds(candidate, candidate.unit)


def _is_length(candidate: Candidate) -> bool:
    """Whether hours that no word links to a bare number are how long the work takes: "all rates for 10 hrs"."""
    return not candidate.is_range and candidate.ends[0].is_counting


def _is_bare_rate(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a figure without a mark is a rate by its slash and its size: "150/天" in a Chinese notice."""
    by_slash = slashed_unit(candidate, window.line.words, window.line.start)
    sized = candidate.country is not None and candidate.unit is not None and fits_bounds(candidate, candidate.unit)
    if candidate.unit is Unit.HOUR and not window.context.gig and window.line.words.isascii():
        return False  # "open 24/hr"
    return by_slash and sized and candidate.unit in OF_TIME | {Unit.DAY}


def _is_bare(candidate: Candidate, verdict: Verdict, unit: Unit | None, inferred: bool) -> bool:
    """Figures without any mark of money: only right beside a pay word, and with a unit of their own or yearly."""
    own, grouped = candidate.unit, candidate.ends[0].grouped
    custom = wage(candidate).custom
    if not verdict.sure:
        return candidate.is_range and unit is Unit.YEAR and all(end.priced for end in candidate.ends)
    if candidate.is_range and own in (None, Unit.YEAR):
        if unit is Unit.MONTH and custom is Unit.MONTH and verdict.tight:
            return True
        return unit is Unit.YEAR and (grouped or verdict.tight)
    if own is not None:
        return verdict.tight and not (own is Unit.HOUR and _is_length(candidate))
    if unit in (Unit.HOUR, Unit.DAY) and not inferred:
        sized = candidate.country is not None and fits_bounds(candidate, unit)
        return sized and verdict.tight and verdict.rule == "noun_before"
    if unit is Unit.MONTH and custom is Unit.MONTH and verdict.tight and candidate.country is not None:
        return verdict.rule.startswith("noun_before") and candidate.least >= wage(candidate).month * Decimal("0.5")
    return (
        verdict.tight
        and unit is Unit.YEAR
        and (verdict.rule.startswith("noun_before") or grouped or bool(candidate.bound))
    )
