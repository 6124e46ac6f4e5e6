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

from db.vocabulary import NotPayKind, PayKind, PayScope, Unit
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow, Cue, Line
from tracker.reading.pay.currencies import size_of
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.range_places import role_pattern
from tracker.reading.pay.rules import table
from tracker.reading.pay.units import sure_year
from tracker.reading.pay.words import lower, trie

_TOKEN = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*|[^\w\s]")
_LINKED = re.compile(r"\s(?:in|of|for|towards?|as)\s(?:(?:a|an|your|our|annual|the)\s)?", re.IGNORECASE)
"""Between a lone figure and the noun that says what it is: "$1,500 in bonuses", "$5,000 for relocation"."""
_MARKS = {
    ":": 0.0,
    "：": 0.0,
    "(": 0.2,
    ")": 0.2,
    "*": 0.0,
    "_": 0.0,
    "~": 0.0,
    "=": 0.0,
    "$": 0.0,
    "€": 0.0,
    "£": 0.0,
    ",": 1.0,
    "-": 0.5,
    "–": 0.5,
    "—": 0.5,
    "•": 2.0,
    "|": 2.0,
    "/": 0.7,
    "+": 3.0,
    "&": 3.0,
    ".": 2.0,
    ";": 4.0,
    '"': 0.2,
    "’": 0.0,
    "'": 0.0,
    "[": 0.2,
    "]": 0.2,
    "、": 1.0,
    "，": 1.0,
    "。": 4.0,
    "（": 0.2,
    "）": 0.2,
    "【": 0.5,
    "】": 0.3,
}
_LIST, _DIGITS, _WORD, _GLUE = 3.0, 2.0, 1.0, 3.0
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
_LABELLED = 48
"""Characters of a line that holds no more than "Minimum: $80,000"."""
_SHORT_LINE = 80
"""Characters of a line that a heading governs whatever stands in it."""
_REACH = 240
"""Characters back in the same line in which an earlier sentence still speaks of the figure."""
_PERKS = (NotPayKind.ALLOWANCE, NotPayKind.BENEFIT, NotPayKind.STIPEND)
_GLUED = re.compile(r"[a-zß-öø-ÿ)][A-Z][a-z]")
EXTRAS = re.compile(
    r"[\s*)]{0,3}(?:\+|plus|and)\s?(?:[\w.,%–-]+\s){0,3}(?:super\b|superannuation|bonus|bonuses|benefits|cash/(?:equity|stock)|commission|car\b"
    r"|package|tips|equity|stocks?\b|shares|options|rsus?\b|private|pension|ote\b|comm\b|allowance|overtime|holiday pay"
    r"|vat\b|btw|mwst|kit\b|expenses|usage|buyout|royalt|variable|prime|comisiones|beneficios|housing|meals?\b|travel|credit|food|accommodation|spesen)",
    re.IGNORECASE,
)
"""What stands beside pay and is paid on top of it."""


@dataclass(slots=True)
class Verdict:
    pay: bool
    sure: bool = False
    """Whether a pay word governs the figure, rather than nothing speaking against it."""
    not_pay: NotPayKind | None = None
    rule: str = ""
    tight: bool = False
    """Whether the pay word touches the figure."""
    unsure: bool = False
    """Whether another word was nearly as near, or the governing one says little."""


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
    right = _right(candidate, window)
    left = _left(candidate, window)
    verdict = _decide(candidate, window, left, right)
    if verdict and verdict.not_pay is NotPayKind.OTHER and _is_a_budget_for_work(candidate, window, left):
        return Verdict(True, sure=True, rule="budget", tight=True, unsure=True)
    if verdict:
        return verdict
    return _further(candidate, window)


def _is_too_much(candidate: Candidate) -> bool:
    most_of_range, most_alone = _most(candidate.currency or "USD")
    highest = candidate.most
    return highest > most_of_range or (not candidate.is_range and highest >= most_alone)


@cache
def _most(currency: str) -> tuple[int, int]:
    """The highest end of a range, and a lone figure, that are no longer pay, in whole units of the currency."""
    size = size_of(currency)
    return table("pay_rules")["most"]["year"] * size, 1_500_000 * size


@cache
def _free() -> frozenset[str]:
    return frozenset(table("pay_words")["attachment"]["free"])


@cache
def _lists() -> frozenset[str]:
    return frozenset(table("pay_words")["attachment"]["lists"])


def gap_cost(gap: str) -> float:
    """Give the cost of the words between a figure and a word that may govern it."""
    if not gap or gap == " ":
        return 0.0
    cost, free, lists = 0.0, _free(), _lists()
    for token in _TOKEN.findall(gap):
        first = token[0]
        if first.isalpha():
            low = token.lower()
            if low in lists:
                cost += _LIST
            elif low not in free:
                cost += _WORD if first < "\u2e80" else 0.25 * len(token)
        elif first.isdigit():
            cost += _DIGITS
        else:
            cost += _MARKS.get(first, 0.5)
    if _GLUED.search(gap):
        cost += _GLUE
    return cost


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


_ADDS = re.compile(
    r"[+&]|\b(?:plus|and|with|including|incl|as well|und|sowie|zzgl|et|y|e|och|og|oraz|mais|más|zusätzlich"
    r"|additional|additionally|extra|on top|further)\b",
    re.IGNORECASE,
)


def adds(gap: str) -> bool:
    """Whether what follows is paid on top of the figure: "$80,000 plus bonus"."""
    return _ADDS.search(gap) is not None


def is_apart(candidate: Candidate, gap: str) -> bool:
    """Whether what follows is another thing: paid on top, or next in a list behind a figure that is whole by itself."""
    whole = candidate.is_range or candidate.unit is not None
    return adds(gap) or (whole and ("," in gap or ";" in gap))


def _is_a_budget_for_work(candidate: Candidate, window: ContextWindow, left: list[_Claim]) -> bool:
    """Whether a notice calls what it pays its budget: "budget for the edit is $1,500", and no film's budget."""
    if not left or len(window.context.text.text) > (_SHORT_NOTICE if window.context.gig else _SHORTEST_NOTICE):
        return False
    cue = left[0].cue
    named = lower(window.line.slice(cue.start, cue.end)) in _BUDGETS and left[0].cost <= _SUBJECT
    return named and candidate.most <= sure_year(candidate) / 4


_SHORT_NOTICE, _SHORTEST_NOTICE = 1200, 320
"""Characters of a notice that seeks one person for one engagement, by its words or by its brevity."""
_BUDGETS = frozenset(
    ["budget", "presupuesto", "orçamento", "бюджет", "budżet", "bütçe", "rozpočet", "予算", "预算", "預算", "예산"]
)
_OF_TIME = frozenset({Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.FORTNIGHT, Unit.HALF_MONTH, Unit.MONTH, Unit.YEAR})
_PLUS_BEFORE = re.compile(
    r"(?:\+|＋|&|\b(?:plus|and|und|et|y|e|och|og|oraz|más|mais|più|zzgl\.?))\s?\(?$", re.IGNORECASE
)
_GLUED_PLUS = re.compile(r"\S.*[+＋]$")


def is_on_top(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether a lone figure is an extra beside the pay: "+ £50 travel", "plus $100 kit", "(leaders +20,000円/月)"."""
    if candidate.is_range:
        return False
    before = window.before(candidate.start, 24)
    listed = before.rstrip()[-1:] in (",", ";") and window.context.paid_in(window.number) is not None
    if not listed and not _PLUS_BEFORE.search(before):
        return False
    after = lower(window.line.slice(candidate.end, candidate.end + 24)).strip(" ")
    if listed:
        return gig_pattern("fees").match(after) is not None  # "$500/day, $250 fitting"
    if _is_another_rate(candidate, before, window):
        return False
    glued = _GLUED_PLUS.match(before) is not None
    if candidate.unit is not None and (glued or (candidate.unit in _OF_TIME and before.strip("（( +＋"))):
        return True
    return gig_pattern("perks").match(after) is not None or gig_pattern("extras").match(after) is not None


def _is_another_rate(candidate: Candidate, before: str, window: ContextWindow) -> bool:
    """Whether a word joins a second rate of the same unit: "$450/week for rehearsals and $550/week for the run"."""
    paid = window.context.paid_in(window.number)
    same = paid is not None and candidate.unit is not None and paid.unit is candidate.unit
    return same and before.rstrip(" (")[-1:].isalpha() and not before.rstrip(" (").lower().endswith("plus")


_VOUCHER = re.compile(r"\b(?:VR|VA|VT)\s?(?:de|:|-|–)?\s?$")


def is_voucher(candidate: Candidate, window: ContextWindow) -> bool:
    """Whether Brazil's letters for meal, food and travel vouchers stand before the figure; elsewhere they are words."""
    return candidate.currency == "BRL" and _VOUCHER.search(window.before(candidate.start, 8)) is not None


def begins_cell(candidate: Candidate, cue: Cue, gap: str, window: ContextWindow) -> bool:
    """Whether a word behind the figure begins what a lost line break had set apart: "$40 per hour Bonus for …"."""
    if gap != " " or not (candidate.unit or (candidate.is_range and candidate.least >= sure_year(candidate))):
        return False
    return window.line.slice(cue.start, cue.start + 1).isupper() and not window.line.slice(cue.start, cue.end).isupper()


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


@cache
def _included() -> re.Pattern[str]:
    words = [*table("pay_words")["included"]["words"], *table("pay_words")["included"]["apart"]]
    spaced, glued = (trie(word for word in words if (word[0] >= "\u2e80") is apart) for apart in (False, True))
    return re.compile(
        rf"\s?(?:(?:and|&|et|und|y|e)\s\w+\s)?(?:is\s|are\s|ist\s|est\s|all\s)?(?:(?:{spaced})(?!\w)|{glued})"
    )


def is_included(cue: Cue, window: ContextWindow) -> bool:
    """Whether the figure has in it what a word behind it names: "8,000円(交通費込み)", "$400, travel included"."""
    after = lower(window.line.slice(cue.end, cue.end + 32))
    return cue.tag.not_pay in _PERKS and _included().match(after) is not None


def _left(candidate: Candidate, window: ContextWindow) -> list[_Claim]:
    """The words before the figure in its cell, nearest first."""
    claims: list[_Claim] = []
    for cue in reversed(window.line.cues):
        if cue.end > candidate.start or not cue.tag.speaks:
            continue
        if cue.start < window.cell_start or len(claims) == 4:
            break
        if not cue.tag.pay and is_included(cue, window):
            continue  # "meals and gas provided, $125 per night"
        gap = window.line.slice(cue.end, candidate.start)
        closed = ")" in gap and "(" not in gap.partition(")")[0] and _set_aside(cue, window)
        claims.append(_Claim(gap_cost(gap) + (_LIST if closed else 0), cue, "noun_before"))
    return claims


_ASIDE = re.compile(
    r"\b(?:before|excl\w*|not|without|w/o|plus|no|ohne|hors|sin|senza|sem|zonder|exkl\w*|zzgl|non)\b|\+", re.IGNORECASE
)


def _set_aside(cue: Cue, window: ContextWindow) -> bool:
    """Whether a word stands in brackets that say what the figure leaves out: "(before commission)"."""
    before = window.line.slice(max(window.line.start, cue.start - 40), cue.start)
    return "(" in before and _ASIDE.search(before.rpartition("(")[2]) is not None


def _decide(candidate: Candidate, window: ContextWindow, left: list[_Claim], right: _Claim | None) -> Verdict | None:
    strong = [each for each in left if not (each.cue.tag.weak and each.cost > _WEAK)]
    pay = next((each for each in strong if each.cue.tag.pay), None)
    other = next((each for each in strong if not each.cue.tag.pay), None)
    if other and _is_label(other.cue, window) and not pay_in_label(candidate, window) and not candidate.is_range:
        return Verdict(False, not_pay=other.cue.tag.not_pay, rule="label")
    if other and (
        is_too_small(candidate, other.cue) or _is_no_year(candidate, other) or is_cut_off(candidate, other.cue, window)
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
    if pay and other and pay.cue.tag.verb and not candidate.is_range and other.cost < _SUBJECT:
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


def is_too_small(candidate: Candidate, cue: Cue) -> bool:
    """Whether a figure is far more than an allowance or a stipend: a range of a year's pay."""
    small = cue.tag.not_pay in (NotPayKind.ALLOWANCE, NotPayKind.STIPEND) or cue.tag.heading
    return small and candidate.least >= sure_year(candidate)


def _is_no_year(candidate: Candidate, other: _Claim) -> bool:
    """Whether a benefit's word that does not touch it claims a range of a year's pay: "Example Medical, $90k-$150k"."""
    yearly = candidate.is_range and candidate.least >= sure_year(candidate) and candidate.currency is not None
    return yearly and other.cue.tag.not_pay is NotPayKind.BENEFIT and other.cost > _TIGHT


def is_cut_off(candidate: Candidate, cue: Cue, window: ContextWindow) -> bool:
    """Whether a list mark stands before a year's pay with extras behind it: "90 properties - $85,000 + company car".

    So is a range in brackets: "our $400M client seeks a manager ($130k-$145k + bonus)".
    """
    if candidate.least < sure_year(candidate) or cue.tag.not_pay is not NotPayKind.OTHER:
        return False
    gap = window.line.slice(cue.end, candidate.start).rstrip()
    after = window.line.slice(candidate.end, candidate.end + 40)
    marks = (" -", " –", " |", " •", "(") if candidate.is_range else (" -", " –", " |", " •")
    return gap.endswith(marks) and EXTRAS.match(after) is not None


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


def _further(candidate: Candidate, window: ContextWindow) -> Verdict:
    """Nothing in the cell speaks: the words before it in the line, the lines that head it, the line after."""
    if row := _row_beside(candidate, window):
        candidate.unit = row.unit
        return Verdict(True, sure=True, rule="row_beside")
    before = window.context.paid
    if (
        before
        and 0 <= window.number - before[0] <= 3
        and candidate.bound
        and before[1].rule.startswith(("least", "most"))
    ):
        return Verdict(True, sure=True, rule="sentence_before", tight=_starts(candidate, window.line))
    earlier = [
        c
        for c in window.line.cues
        if window.cell_start - _REACH <= c.start < window.cell_start and c.tag.speaks and not c.tag.weak
    ]
    if earlier and (verdict := _of_line(candidate, window, earlier)):
        return verdict
    first = _starts(candidate, window.line) or (bool(candidate.bound) and window.whole_line() <= _LABELLED)
    alone = first or candidate.is_range or candidate.unit or window.whole_line() <= _SHORT_LINE
    for head in window.heads if alone else ():
        cues = [cue for cue in head.cues if cue.tag.speaks and not cue.tag.weak and cue.start >= head.end - _REACH]
        if (
            candidate.unit
            and cues
            and not any(cue.tag.pay for cue in cues)
            and cues[-1].tag.not_pay is NotPayKind.OTHER
        ):
            continue
        if cues and (candidate.marked or any(cue.tag.pay for cue in cues)):
            return _weigh(candidate, cues, "line_before", tight=first)
    if (
        candidate.is_range
        and first
        and (after := window.after)
        and any(c.tag.pay and not c.tag.weak for c in after.cues if c.start < after.start + 120)
    ):
        return Verdict(True, sure=True, rule="line_after")
    return Verdict(True, rule="form")


_ROW_BEGINS = re.compile(r"[,;.，；。、/|+]")


def _row_beside(candidate: Candidate, window: ContextWindow) -> PayRange | None:
    """The pay before in the same line, where a trade and a figure follow it: "$19.50 an hour, scare actors $21"."""
    paid = window.context.paid_in(window.number)
    if paid is None or candidate.is_range or candidate.unit or not candidate.marked or paid.unit is None:
        return None
    figure = paid.maximum or paid.minimum or 0
    if paid.currency != candidate.currency or not figure <= candidate.least * 4 or not candidate.least <= figure * 4:
        return None
    trade = lower(_ROW_BEGINS.split(window.before(candidate.start, 40))[-1]).strip(" :–-")
    return paid if role_pattern().search(trade) and len(trade.split()) <= 4 else None


def _of_line(candidate: Candidate, window: ContextWindow, earlier: list[Cue]) -> Verdict | None:
    """What the words before the figure's cell say: all of its own sentence, of earlier sentences no more than pay."""
    own = [cue for cue in earlier if cue.start >= window.start]
    if own or not (candidate.unit or candidate.is_range) or any(cue.tag.pay for cue in earlier):
        return _weigh(candidate, own or earlier, "sentence_before")
    return None


def _starts(candidate: Candidate, line: Line) -> bool:
    """Whether the figure begins its line, but for marks."""
    return not line.words[: candidate.start - line.start].strip(" *_-•:(~")


def _weigh(candidate: Candidate, cues: list[Cue], rule: str, tight: bool = False) -> Verdict:
    if not candidate.is_range and cues[-1].tag.not_pay in _PERKS and not is_too_small(candidate, cues[-1]):
        return Verdict(False, not_pay=cues[-1].tag.not_pay, rule=rule)
    if cues[-1].tag.pay or ((candidate.is_range or candidate.unit) and any(cue.tag.pay for cue in cues)):
        return Verdict(True, sure=True, rule=rule, tight=tight, unsure=not cues[-1].tag.pay)
    if candidate.is_range or (tight and cues[-1].tag.not_pay is not NotPayKind.OTHER):
        return Verdict(True, rule="form")
    return Verdict(False, not_pay=cues[-1].tag.not_pay, rule=rule)


def kind_and_scope(candidate: Candidate, window: ContextWindow) -> tuple[PayKind, PayScope]:
    """Say what the figure covers: nearest word first, then the rest of the paragraph, then the lines around it."""
    cues = window.line.cues
    near = [cue for cue in cues if window.cell_start <= cue.start < window.cell_end]
    if not any(cue.tag.market for cue in cues) and (kind := _kind(candidate, near, window)):
        return kind, PayScope.THIS_POST
    wide = [*(cue for head in reversed(window.near_heads[:2]) if head.may_pay for cue in head.cues), *cues]
    if not any(cue.tag.market for cue in wide):
        return _kind(candidate, wide, window, far=True) or PayKind.UNSTATED, PayScope.THIS_POST
    after = window.after
    kinds = {cue.tag.kind for cue in [*wide, *(after.cues if after else [])] if cue.tag.kind}
    kind = PayKind.TOTAL if PayKind.TOTAL in kinds else _kind(candidate, wide, window) or PayKind.UNSTATED
    return kind, PayScope.MARKET_RANGE


def _parts(candidate: Candidate, cue: Cue, window: ContextWindow) -> bool:
    """Whether a list mark stands between a figure and a word behind it, which then names the next one."""
    return re.search(r"[,;|/+&(]", window.line.slice(candidate.end, cue.start)) is not None


_NEAR_KINDS = frozenset({PayKind.SESSION, PayKind.USAGE})
"""Kinds that a word gives to the figure beside it alone."""


def _kind(candidate: Candidate, cues: list[Cue], window: ContextWindow, far: bool = False) -> PayKind | None:
    """The nearest word of a kind before the figure, unless one touches it from behind: "$120K OTE"."""
    touching = [
        cue
        for cue in cues
        if cue.tag.pay and 0 <= cue.start - candidate.money_end <= 24 and not _parts(candidate, cue, window)
    ]
    if touching and touching[0].tag.kind:
        return touching[0].tag.kind
    fits = [cue for cue in cues if cue.tag.kind and not (far and cue.tag.kind in _NEAR_KINDS)]
    before = [cue.tag.kind for cue in fits if cue.end <= candidate.start]
    after = [
        cue.tag.kind
        for cue in fits
        if cue.start >= candidate.end + (24 if touching else 0)
        and not (cue.tag.kind in _NEAR_KINDS and _parts(candidate, cue, window))
    ]
    return before[-1] if before else after[0] if after and not touching else None
