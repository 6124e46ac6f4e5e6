"""Plausibility check: drop amounts whose size or format contradicts the context, and say which bounds others break.

Strong context needs less evidence from format. Words and a board's data pass the same bounds.
"""

import re
from decimal import Decimal
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay.beside_pay import EXTRAS, begins_cell, is_apart, is_cut_off, is_included, is_too_small
from tracker.reading.pay.candidates import Candidate, slashed_unit
from tracker.reading.pay.context import ContextWindow, Cue
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.job_words import role_pattern
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import band, sure_year, wage
from tracker.reading.pay.verdict import Verdict
from tracker.reading.pay.wages import breaks_bounds, ceiling_of
from tracker.reading.pay.words import lower, trie, whole

_SHORT_UNITS = {
    Unit.HOUR,
    Unit.DAY,
    Unit.SESSION,
    Unit.SHIFT,
    Unit.EPISODE,
    Unit.SCRIPT,
    Unit.NIGHT,
    Unit.VISIT,
    Unit.FINISHED_HOUR,
}
"""Units in which little but work is paid: "$250/day + 10%." says enough by itself."""
_ROW = 72
"""Characters beside its figures that a row of a table holds; what says more is a sentence, and must speak of pay."""
_ALONE, _BY_ITSELF = 36, 12
_GROSS = re.compile(
    r"[\s,*(]{0,3}(?:gross|net\b|brutto|netto|brut|bruts|bruto|brutos|neto|lordi|lordo|hrubého|brüt|p\.\s?a\.|per annum"
    r"|pro rata|ote\b|ctc\b|税前|세전|nett|\+\s?vat|b2b|uop|clt\b|pj\b)",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    r"(?:\b[A-Z]{2}\.?,?\s|\b(?:id|ref|req|no|nr|job|code|nummer|number|reference|zip|plz|cp|kz|room|suite|bt|fax|tel|phone|grade)[.:#°]?\s?(?:id|no|nr|number|code)?[.:#]?\s?)$",
    re.IGNORECASE,
)
_CODE_AFTER = re.compile(r"\s[A-Z][\w-]+")
_COUNTED = re.compile(
    r"\s(?:employees|people|members|staff|users|customers|followers|Mitarbeit|salarié|hodnocení|merchants|clients"
    r"|companies|businesses|players|subscribers|downloads|students|stores|locations|copies|seats|applicants|square|products"
    r"|properties|titles|games|artists|films|developers|partners|countries|cities|guests|visitors|patients|images|views|fans"
    r"|miles|steps|families|households|viewers|listeners|readers|tickets|participants|schools|hotels|restaurants)"
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


_OF_TIME = frozenset({Unit.HOUR, Unit.WEEK, Unit.FORTNIGHT, Unit.HALF_MONTH, Unit.MONTH, Unit.YEAR})
_BOUND_LABEL = re.compile(r"\b(?:min(?:imum)?|max(?:imum)?|mindest\w*|höchst\w*)\s?[:=]\s?\*{0,2}\s?$", re.IGNORECASE)


@cache
def _offer() -> re.Pattern[str]:
    """A line that heads all that an employer gives."""
    return re.compile(rf"(?:our |the |your )?(?:{trie(table('pay_words')['form']['offer'])})", re.IGNORECASE)


@cache
def _by_experience() -> re.Pattern[str]:
    """What stands behind pay, and behind no price."""
    words = trie(table("pay_words")["form"]["by_experience"])
    return re.compile(rf"[\s,(*–-]{{1,4}}(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _level_label() -> re.Pattern[str]:
    return re.compile(rf"{whole(table('pay_words')['form']['levels'])}[\s*]?[:–-]\s?$", re.IGNORECASE)


_FOR_DOING = re.compile(r"(?:flat\s)?for\s(?:the\s|an?\s|all\s|each\s)?[a-z-]+ing\b")
"""What a notice pays a lone figure for: "Get $50 for recording 300 phrases"."""
_HOURLY_FORM = re.compile(r"\d{1,3}[.,]\d{2}(?!\d)")
_MOST_BY_FORM = 400
"""Months of the least wage beyond which a lone figure needs a word that says it is pay."""
_ENOUGH, _ENOUGH_ALONE, _ENOUGH_DEEP, _CARD = 4, 4.5, 5, 5
"""What form must weigh where no word speaks: for a range or a figure with its unit; for a figure without, among the
first lines, where a listing's card has its pay, and below them."""


def _print(candidate: Candidate, window: ContextWindow) -> str:
    return window.line.slice(candidate.start, candidate.money_end)


def form_score(candidate: Candidate, unit: Unit | None, window: ContextWindow, named: bool = False) -> float:
    """Weigh what speaks for pay where no word says what the money is: its unit, its size, how alone it stands.

    `named`: whether a word in the same cell names the unit.
    """
    chinese = candidate.scaled and candidate.currency in ("CNY", "TWD") and not window.context.text.text.isascii()
    if not candidate.marked and not chinese and not _is_timed_range(candidate):
        return 0
    own, size = candidate.unit, candidate.end - candidate.start
    lone_scale = not candidate.is_range and candidate.ends[0].scale_word in _TEN_THOUSANDS
    yearly = unit is Unit.YEAR and candidate.most >= sure_year(candidate)
    score = 1.0 + candidate.is_range + (2 if own is not None else 1.5 if named else 0)
    monthly = unit is Unit.MONTH and wage(candidate).custom is Unit.MONTH
    if _fits_bounds(candidate, own) if own is not None else yearly or monthly:
        score += 1
    elif own is not None and own in _OF_TIME:
        score -= 2  # "Up to $130 a month" is a fare card, and nobody's wage
    if candidate.most > candidate.least * 12:
        score -= 3
    cell = window.cell_end - window.cell_start - size
    sides = _sides(candidate, window)
    if window.whole_line() - size <= _BY_ITSELF or sides == _BOTH:
        score += 2.5
    elif window.whole_line() - size <= _ALONE or (own is not None and cell <= 24):
        score += 2
    elif cell <= _ROW or sides or _continues(candidate, window):
        score += 1
    if own is None and candidate.bound and _BOUND_LABEL.search(window.before(candidate.start, 16)):
        score += 1  # "Bay Area minimum: $114,000"
    if yearly and any(_offer().fullmatch(head.words.strip(" *_:")) for head in window.near_heads[:2]):
        score += 1
    if candidate.bound == "most" and window.number == 0 and candidate.end == window.line.end:
        score += 0.5  # a card's first line that ends with its pay: "PHP developer - up to $2,000"
    if _level_label().search(window.before(candidate.start, 24)):
        score += 1
    elif window.context.gig and not candidate.is_range and _follows_trade(candidate, window):
        score += 2  # "Featured extra $250, general extras $120"
    if window.is_title:
        score += 1.5
    elif window.number <= 3 and window.whole_line() <= 120:
        score += 0.5
    if (
        window.line.slice(max(window.line.start, candidate.start - 3), candidate.start)
        .rstrip(" (")
        .endswith(("+", "&"))
    ):
        score -= 3  # what is paid on top of something is not the pay
    if unit is Unit.PROJECT and own is None and window.context.gig:
        score += 1.5  # a lump sum in a notice for one engagement
    if not candidate.is_range and window.context.gig:
        after = lower(window.line.slice(candidate.end, candidate.end + 32)).lstrip(" ,(")
        score += 1.5 * (gig_pattern("paid_so").match(after) is not None or _FOR_DOING.match(after) is not None)
        score += named and own is None  # "Günlük 1.000 TL": the day stands before the figure
    if lone_scale and candidate.ends[0].currency is None and not window.is_title:
        score -= 1.5  # ten thousand of something: followers, copies, users
    after = window.line.slice(candidate.end, min(window.line.end, candidate.end + 40))
    if _by_experience().match(after):
        score += 2
    if EXTRAS.match(f"+{after}" if candidate.bound == "least" else after):
        score += 2  # the plus of "£150k+ cash/equity" is the figure's own
    if _GROSS.match(after) or _GROSS.search(window.line.slice(candidate.money_end, candidate.end)):
        score += 1.5
    if any(cue.tag.not_pay for cue in window.line.cues if _stands_by(candidate, cue, window)):
        score -= 2.5
    return score


def _follows_trade(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a trade, in four words at most, stands right before a figure in its cell or in a list."""
    trade = _LISTED.split(window.line.slice(max(window.start, candidate.start - 48), candidate.start))[-1]
    return len(trade.split()) <= 4 and role_pattern().search(trade) is not None


_LISTED = re.compile(r"[,;/|•.+]\s")
_BUSINESS_SCALES = frozenset(["m", "mm", "million", "millions", "mio", "mio.", "b", "bn", "billion", "t", "trillion"])
"""Scales that nobody's pay has, where no word says that it is pay."""
_TEN_THOUSANDS = frozenset("万萬만億亿억")
_BOTH = 2
_SEPARATOR = re.compile(r"(?:^|\s)(?:[|•·●▪‣/]|[-–—])$")
_SEPARATOR_AFTER = re.compile(r"\s?(?:[|•·●▪‣]|\s[-–—/]\s)|\s?$")


def _sides(candidate: Candidate, window: ContextWindow) -> int:
    """On how many sides a mark of lists cuts the figure off: "London | £150k+ | Hybrid" on both."""
    before = window.before(candidate.start, 8).rstrip(" *_")
    after = window.line.slice(candidate.end, candidate.end + 4)
    begins = not before or bool(_SEPARATOR.search(before))
    if not before and not after.strip():
        return 0  # a line of its own
    return begins + bool(_SEPARATOR_AFTER.match(after)) if begins or after.lstrip()[:1] in "|•·●" else 0


def _stands_by(candidate: Candidate, cue: Cue, window: ContextWindow) -> bool:
    """Whether a word stands near the figure in its cell, and is not paid on top of it."""
    if is_too_small(candidate, cue) or is_cut_off(candidate, cue, window) or is_included(cue, window):
        return False
    if cue.end <= candidate.start:
        return window.cell_start <= cue.start and candidate.start - cue.end <= 60
    if not candidate.end <= cue.start < window.cell_end or cue.start - candidate.end > 40:
        return False
    gap = window.line.slice(candidate.end, cue.start)
    return not begins_cell(candidate, cue, gap, window) and not is_apart(candidate, gap)


def _fits_bounds(candidate: Candidate, unit: Unit) -> bool:
    """Whether a figure's size is usual for the unit that stands beside it."""
    floor = wage(candidate)
    hour = floor.hour
    low, high = {
        Unit.HOUR: (hour * Decimal("0.6"), hour * 40),
        Unit.DAY: (hour * 4, hour * 400),
        Unit.NIGHT: (hour * 4, hour * 400),
        Unit.WEEK: (hour * 10, hour * 1500),
        Unit.FORTNIGHT: (hour * 20, hour * 3000),
        Unit.HALF_MONTH: (hour * 20, hour * 3000),
        Unit.MONTH: (floor.month * Decimal("0.3"), max(floor.month_top, floor.month * 12)),
        Unit.YEAR: (floor.month * 4, floor.month * 600),
    }.get(unit, (hour, hour * 4000))
    return low <= candidate.most and candidate.least <= high


def _continues(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether the line before holds a range that was taken for pay, of the same currency and size: the row above."""
    number, above = window.context.paid or (-1, None)
    if above is None or window.number - number not in (0, 1) or above.currency != candidate.currency:
        return False
    low, high = above.minimum, above.maximum
    return (
        low is not None
        and high is not None
        and low < high
        and low <= candidate.least * 3
        and candidate.most <= high * 3
    )


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


def _is_timed_range(candidate: Candidate) -> bool:
    """Whether thousands without a mark have a unit of time beside them and its size: "15-20k per month" in India."""
    unit = candidate.unit
    scaled = candidate.is_range and candidate.scaled and candidate.country is not None
    return scaled and unit in _OF_TIME and unit is not None and _fits_bounds(candidate, unit)


def _is_gross_range(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether thousands without a mark are called gross by the year or month: "42.000 a 50.000 brutos anuales"."""
    if not candidate.is_range or candidate.unit not in (Unit.YEAR, Unit.MONTH) or candidate.country is None:
        return False
    called = _GROSS.search(window.line.slice(candidate.money_end, candidate.end + 12)) is not None
    return called and candidate.ends[-1].grouped and _fits_bounds(candidate, candidate.unit)


def _is_length(candidate: Candidate) -> bool:
    """Whether hours that no word links to a bare number are how long the work takes: "all rates for 10 hrs"."""
    return not candidate.is_range and candidate.ends[0].is_counting


def _is_bare_rate(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a figure without a mark is a rate by its slash and its size: "150/天" in a Chinese notice."""
    by_slash = slashed_unit(candidate, window.line.words, window.line.start)
    sized = candidate.country is not None and candidate.unit is not None and _fits_bounds(candidate, candidate.unit)
    if candidate.unit is Unit.HOUR and not window.context.gig and window.line.words.isascii():
        return False  # "open 24/hr"
    return by_slash and sized and candidate.unit in _OF_TIME | {Unit.DAY}


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
        sized = candidate.country is not None and _fits_bounds(candidate, unit)
        return sized and verdict.tight and verdict.rule == "noun_before"
    if unit is Unit.MONTH and custom is Unit.MONTH and verdict.tight and candidate.country is not None:
        return verdict.rule.startswith("noun_before") and candidate.least >= wage(candidate).month * Decimal("0.5")
    return (
        verdict.tight
        and unit is Unit.YEAR
        and (verdict.rule.startswith("noun_before") or grouped or bool(candidate.bound))
    )
