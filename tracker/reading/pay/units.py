"""Decide what one amount pays for: said beside the figure, said before it, or inferred by its size and the country."""

import re
from decimal import Decimal
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay.attachment_cost import gap_cost
from tracker.reading.pay.candidates import Candidate
from tracker.reading.pay.context import ContextWindow
from tracker.reading.pay.currencies import size_of
from tracker.reading.pay.gigs import gig_pattern
from tracker.reading.pay.lines import Line
from tracker.reading.pay.rules import table
from tracker.reading.pay.wages import Wage, breaks_bounds, ceiling_of, wage_of
from tracker.reading.pay.words import lower, trie, unit_after, unit_of

_SHORTER = frozenset({Unit.DAY, Unit.WEEK, Unit.FORTNIGHT, Unit.HALF_MONTH})
_OWN_BANDS = (Unit.HOUR, Unit.MONTH, Unit.YEAR)
_LONG_SESSION, _LONG_DAY = 5, 16
_FOR_HOURS = re.compile(
    r"\b(?:for|of)\s(?:up\sto\s|about\s)?(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)[\s-]h(?:ou)?rs?\b",
    re.IGNORECASE,
)
_HOURS_AHEAD = re.compile(
    r"(\d{1,2})\s?(?:(?:時間|小时|小時|시간)(?:程度|拘束|以内|기준)?\s?[:：、,，)）]?"
    r"|(?:h|hrs?|hours?|heures?|std\.?|stunden|horas?|ore|uur|timmar|timer|godz\.?|hodin|часов|годин)\s?[=:])\s?$",
    re.IGNORECASE,
)
_THING_AHEAD = re.compile(
    r"\b((?:per|pro|par|por|je|za|al|a)\s[^\W\d_][\w’'-]{2,}(?:\s[^\W\d_][\w’'-]{2,})?)\s?[:=–-]\s?$", re.IGNORECASE
)
_DIGIT = re.compile("[0-9]")
_NUMBERS = dict(zip("two three four five six seven eight nine ten twelve".split(), (*range(2, 11), 12), strict=True))
BY_THE_PIECE = frozenset(
    {Unit.SESSION, Unit.SHIFT, Unit.NIGHT, Unit.VISIT, Unit.PIECE, Unit.WORD, Unit.FINISHED_HOUR, Unit.DAY}
)
"""Units that pay no more than two months of the least wage, where they do not touch the figure."""
ONE_THING = frozenset({Unit.VISIT, Unit.PIECE, Unit.WORD, Unit.FINISHED_HOUR})
"""Units that pay no more even where they touch it."""


def find_unit(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """Find the unit said before the figure or soon after, in its cell or in a line on pay that heads it."""
    line, reach = window.line, min(window.cell_end, candidate.end + 60)
    if (behind := _behind_noun(candidate, window)) is not None:
        return behind
    if following := _DIGIT.search(line.words, candidate.end - line.start, max(reach - line.start, 0)):
        # what stands behind another figure is that figure's, but not where it begins the unit: "£441 10hr day"
        at = line.start + following.start()
        reach = next((cue.end for cue in line.cues if cue.tag.unit and cue.start == at), at)
    before = [
        cue for cue in line.cues if cue.tag.unit and window.cell_start <= cue.start and cue.end <= candidate.start
    ]
    after = [cue for cue in line.cues if cue.tag.unit and candidate.money_end <= cue.start < reach]
    if following:  # "teste R$ 80, cachê diária R$ 1.200": behind a mark, a word names the next figure
        after = [cue for cue in after if not _PARTS.search(line.slice(candidate.end, cue.start))]
    # what stands many words behind speaks of something else: "$30 for this one, and if it works out it'd be weekly"
    after = [cue for cue in after if gap_cost(line.slice(candidate.end, cue.start)) <= _FARTHEST]
    touching = [cue for cue in after if cue.start - candidate.end <= 1]
    for cue in [*touching, *reversed(before), *after]:
        if _is_possible(candidate, cue.tag.unit) and not _is_length(line, cue.start, cue.end):
            return cue.tag.unit
    if found := _THING_AHEAD.search(window.before(candidate.start, 40)):  # "we pay per character: 20 EUR"
        named = unit_after().fullmatch(f" {found[1]}")
        ahead = unit_of(named, candidate.currency) if named else None
        if _is_possible(candidate, ahead):
            return ahead
    if (noun := _noun_ahead(candidate, window)) is not None:
        return noun
    if (subject := _each_before(candidate, window)) is not None:
        return subject
    if hours := hours_before(candidate, window):
        return Unit.SESSION if hours <= _LONG_SESSION else Unit.DAY
    if (wide := _of_sentence(candidate, window)) is not None:
        return wide
    return next((unit for head in window.near_heads if (unit := _of_head(candidate, head))), None)


def _behind_noun(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """The unit behind the noun that touches the figure: "$1,200 stipend for the run", "£500 guarantee a week"."""
    cue = next((cue for cue in window.line.cues if cue.start == candidate.end + 1 and cue.tag.speaks), None)
    found = unit_after().match(window.line.words, cue.end - window.line.start) if cue else None
    unit = unit_of(found, candidate.currency) if found else None
    return unit if _is_possible(candidate, unit) else None


_NOUN_AHEAD = re.compile(r"([^\W\d_][\w’'-]{2,})\s?[:=–-]?\s?$")
_FARTHEST = 5.0
"""What the words between a figure and its unit behind it may cost."""
_THINGS = frozenset({Unit.SESSION, Unit.EPISODE, Unit.NIGHT, Unit.SHIFT, Unit.VISIT})


def _noun_ahead(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """In a notice, or behind a word of fees, the occasion right before its price: "Probe 60 €, Auftritt 200 €"."""
    if candidate.is_range or not candidate.marked:
        return None
    found = _NOUN_AHEAD.search(window.before(candidate.start, 24))
    named = unit_after().fullmatch(f" per {found[1]}") if found else None
    unit = unit_of(named, candidate.currency) if named else None
    if unit not in _THINGS or not _is_possible(candidate, unit):
        return None
    before = lower(window.line.slice(window.start, candidate.start))
    return unit if window.context.gig or gig_pattern("fee").search(before) else None


_EACH_BEFORE = re.compile(
    r"\b(?:each|every|cada|jede[rns]?|chaque|ogni|każd(?:y|ą|e)|varje|elke|hver|hvert|кажд(?:ый|ую)|кожн(?:ий|у)|setiap|mỗi)(?=\s)",
    re.IGNORECASE,
)


def _each_before(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """The unit that is the sentence's subject: "each day of filming is paid 60 euros"."""
    before = window.line.slice(max(window.start, candidate.start - 72), candidate.start)
    found = next(iter(_EACH_BEFORE.finditer(before)), None)
    named = unit_after().match(f" per{before[found.end() :]}") if found else None
    unit = unit_of(named, candidate.currency) if named else None
    return unit if _is_possible(candidate, unit) else None


_PARTS = re.compile(r"[,;|+/•]\s")
_COUNTED = re.compile(
    r"(?:(?:1|一|１|每|毎)\s?(场|場|节|節|堂|课|单|單|ステージ|公演|回|次|本|件|枚|回|曲|記事|文字|単語|ワード|単語|字|コマ|カット|シーン|ページ|キャラ|体|話|集|条|條|篇|页|頁|张|張|首|건|편|장|회|컷|페이지|곡|日|天|日間|時間|小时|小時|시간|일)"
    r"(?:の[^\d\s]{1,6})?(?:あたり|につき|当たり)?(?:\s?[(（]?\d{1,3}(?:分|分間|時間|分钟|분)[)）]?)?|(회차|회|곡|컷|장|건|편|페이지|단어|글자|자|분)당)\s?[:：]?\s?$"
)


_EACH = re.compile(r"\s(?:each|apiece|das stück|chacun|cada un[oa]|ciascun[oa])\b")


@cache
def _each() -> re.Pattern[str]:
    """What is counted beside a price for each of it: "€6 each, 45 prompts", "20 images at $3 each"."""
    many = trie(word for word in table("pay_words")["between"]["many"] if word < "\u0e00")
    return re.compile(rf"(?<!\w)(?:\d+|several|some|short|all)\s(?:[^\W\d_]+\s)?(?:{many})(?!\w)", re.IGNORECASE)


def unit_of_each(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """A piece, where "each" touches the price and the same sentence counts pieces."""
    behind = window.line.slice(candidate.end, candidate.end + 40)
    if behind[1:2] not in "eadc" or candidate.most >= 1000 or not _EACH.match(behind):
        return None
    near = window.line.slice(max(window.start, candidate.start - 40), candidate.start) + behind
    return Unit.PIECE if _each().search(near) else None


def unit_ahead(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """The one thing that stands right before its price: "1本 5,000円"."""
    before = window.before(candidate.start, 12)
    if before.isascii() or not (found := _COUNTED.search(before)):
        return None
    return _COUNTERS.get(found[1] or found[2], Unit.PIECE)


_COUNTERS = {
    **dict.fromkeys(("話", "集", "편"), Unit.EPISODE),
    **dict.fromkeys(("字", "文字", "単語", "ワード", "단어", "글자", "자"), Unit.WORD),
    **dict.fromkeys(
        ("场", "場", "节", "節", "堂", "课", "ステージ", "公演", "コマ", "回", "次", "회차", "회"), Unit.SESSION
    ),
    **dict.fromkeys(("日", "天", "日間", "일"), Unit.DAY),
    **dict.fromkeys(("時間", "小时", "小時", "시간"), Unit.HOUR),
}


@cache
def _counted_at() -> re.Pattern[str]:
    """Things that are counted right before the price of each: "2 Tage à ", "12 shows at "."""
    counted = table("pay_words")["counted"]
    arms = "|".join(f"(?P<{name}>{trie(words)})" for name, words in counted.items() if name != "at")
    return re.compile(rf"(?<!\w)\d{{1,3}}\s?(?:{arms})\s?(?:{trie(counted['at'])})\s?$", re.IGNORECASE)


def unit_counted(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """The unit of what is counted right before a lone price."""
    if candidate.is_range or not candidate.marked:
        return None
    before = window.before(candidate.start, 32)
    found = _counted_at().search(before) if _DIGIT.search(before) else None
    return Unit(found.lastgroup) if found and found.lastgroup else None


def hours_before(candidate: Candidate, window: ContextWindow) -> Decimal | None:
    """The hours that the sentence says before the figure: "For eight hours of work, they will be paid $55"."""
    if candidate.most >= 2000 * size_of(candidate.currency) or not candidate.marked:
        return None
    if ahead := _HOURS_AHEAD.search(window.before(candidate.start, 16)):
        return Decimal(ahead[1])
    found = _FOR_HOURS.search(window.line.slice(max(window.start, candidate.start - 64), candidate.start))
    if not found:
        return None
    hours = _NUMBERS.get(found["n"].lower()) or int(found["n"])
    return Decimal(hours) if 0 < hours <= _LONG_DAY else None


def _of_sentence(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """The unit that an earlier label of the same sentence says: "Hourly rate: National: $20"."""
    if window.cell_start == window.start:
        return None
    cues = [
        cue
        for cue in window.line.cues
        if cue.tag.unit and cue.tag.pay and window.start <= cue.start and cue.end <= window.cell_start
    ]
    return next((cue.tag.unit for cue in reversed(cues) if _is_possible(candidate, cue.tag.unit)), None)


def _is_length(line: Line, start: int, end: int) -> bool:
    """Whether a word of time is a length or a number of hours, and no pay's unit: "40 hours weekly", "weekly hours"."""
    ahead, behind = line.slice(start - 8, start).lower(), line.slice(end, end + 7).lower()
    return behind.startswith((" hours", " hrs", "-hours")) or ahead.rstrip().endswith(
        ("hours", "hrs", "std.", "stunden")
    )


def _of_head(candidate: Candidate, head: Line) -> Unit | None:
    if not head.may_pay:
        return None
    units = [cue.tag.unit for cue in head.cues if cue.tag.unit]
    if not units or not any(cue.tag.pay for cue in head.cues):
        return None
    return next((unit for unit in reversed(units) if _is_possible(candidate, unit)), None)


def _is_possible(candidate: Candidate, unit: Unit | None) -> bool:
    """Whether a unit that does not touch the figure can be its unit, by size alone."""
    if unit is None or breaks_bounds(candidate.least, candidate.most, unit, candidate.currency, candidate.country):
        return False
    if unit in _SHORTER and candidate.least >= 2 * sure_year(candidate):
        return False  # a week that stands in another line pays no 72,000 dollars
    if unit in _OWN_BANDS:
        low, high = band(candidate, unit)
        return low <= 3 * candidate.least and candidate.most <= high * 2
    if unit in BY_THE_PIECE:
        return candidate.most <= ceiling_of(candidate.country, candidate.currency).month * 2
    return True


def unit_below(candidate: Candidate, window: ContextWindow) -> Unit | None:
    """The unit that stands in the next line, and nothing else: a range broken over two lines."""
    if candidate.end != window.context.bounds(window.number)[1] or not (below := window.below):
        return None
    found = unit_after().fullmatch(below)
    return unit_of(found, candidate.currency) if found else None


def wage(candidate: Candidate) -> Wage:
    """The floor of pay in the posting's country and the figure's currency."""
    return wage_of(candidate.country, candidate.currency or "USD")


def band(candidate: Candidate, unit: Unit) -> tuple[Decimal, Decimal]:
    """What a figure without a unit may be, by the hour, month or year, in its country and currency."""
    floor = wage(candidate)
    if unit is Unit.HOUR:
        foreign = floor.country != candidate.country or candidate.country is None
        return floor.hour * Decimal("0.6"), max(
            floor.hour * 35, Decimal(250) * size_of(candidate.currency) if foreign else Decimal(0)
        )
    if unit is Unit.MONTH:
        share = Decimal("0.35") if floor.custom is Unit.MONTH else Decimal("0.6")
        return floor.month * share, floor.month_top
    if floor.custom is Unit.MONTH:
        return floor.month * 6, Decimal(5_000_000) * size_of(candidate.currency)
    return floor.month * Decimal("5.5"), Decimal(5_000_000) * size_of(candidate.currency)


def sure_year(candidate: Candidate) -> Decimal:
    """From here on a figure is a year's pay for certain: a year of the minimum wage, or more than any month pays."""
    floor = wage(candidate)
    if floor.custom is Unit.MONTH:
        return max(floor.month * 12, floor.month_top)
    return floor.month * 12


def infer_unit(candidate: Candidate) -> Unit | None:
    """Give the first unit whose band holds the whole figure; None between the bands."""
    low, high = candidate.least, candidate.most
    if high > 100 * low:
        low = high  # a misprinted end says nothing of the unit
    for unit in _OWN_BANDS:
        thousands = candidate.scaled and candidate.ends[-1].scale == 1000 and candidate.ends[-1].scale_word == "k"
        if unit is Unit.MONTH and (low >= sure_year(candidate) or (thousands and wage(candidate).custom is Unit.YEAR)):
            continue
        least, most = band(candidate, unit)
        if least <= low and high <= most:
            return unit
    return None


def most_of(unit: Unit | None) -> int | None:
    """The most that one unit is believed to pay, in dollars."""
    found: int | None = table("pay_rules")["most"].get(unit.value) if unit else None
    return found
