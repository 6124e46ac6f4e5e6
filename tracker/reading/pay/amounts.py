"""Find the amounts printed in a text, in one pass over its digits."""

import re
from functools import cache

from tracker.reading.pay.amount_parsing import OPENINGS, SYMBOLS, make_amount, mark_ends
from tracker.reading.pay.currencies import marks
from tracker.reading.pay.prefilter import Run, classify_letters, find_runs
from tracker.reading.pay.printed_amount import Amount
from tracker.reading.pay.rules import table

_NEAR = 28
"""Characters within which a number may be the first end of the range whose second end is marked."""
_FULL_WIDTH = re.compile("[０-９，．]+")
_PLAIN = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_PLAIN_RANGE = frozenset(["-", "–", "—", "~", "～", "〜", "至", "到", "to", "a", "bis", "à", "do"])
_HINTS = frozenset("kK€£$万円LM/hm億萬만억元원")
"""What stands right after money without a blank: a scale, a mark, a unit."""
_YEARS = (" years", " yrs", " Years", " Jahre", " ans ", " años")
_PLUS_UNITS = (
    "/",
    " / ",
    " per ",
    " weekly",
    " hourly",
    " monthly",
    " daily",
    " annual",
    " a week",
    " an hour",
    " a month",
    " a day",
    " p.",
    " pw",
)
"""What follows a plus sign behind money, where a number of years would have "years"."""


def plain_digits(text: str) -> str:
    """Make the digits plain that East Asian texts print in full width; the length stays."""
    if text.isascii() or not any(digit in text for digit in "０１２３４５６７８９"):
        return text
    return _FULL_WIDTH.sub(lambda found: found[0].translate(_PLAIN), text)


def find_amounts(text: str, numbers_at: list[Run] | None = None, country: str | None = None) -> list[Amount]:
    """Find every figure that could be money, at most as many as a posting holds; years and counts are left out."""
    rules = table("pay_rules")["text"]
    most, longest = rules["most_figures"], rules["longest_number"]
    found: list[Amount] = []
    waiting: tuple[int, int] | None = None
    after = last = -1
    for start, end, beside_money in find_runs(classify_letters(text)) if numbers_at is None else numbers_at:
        if start < last or end - start > longest:
            continue
        hinted = beside_money and _hints(text, start, end)
        near = start - waiting[1] if waiting else _NEAR + 1
        paired = waiting is not None and near <= 4 and _are_plain_ends(text, waiting, (start, end))
        # most numbers of a posting stand alone, and cost no call
        if not hinted and start > after and end - start < 5 and not paired:
            waiting = (start, end)
            continue
        if waiting and near <= _NEAR and (hinted or paired) and (first := make_amount(text, *waiting, country=country)):
            found.append(first)
        waiting = None
        if amount := make_amount(text, start, end, hinted or start <= after, country, max(last, 0)):
            found.append(amount)
            if hinted:
                after = amount.end + _NEAR
        if len(found) > 1 and _continues_scale(text, found[-2], found[-1]):
            _add_to(found[-2], found.pop())
        last = found[-1].end if found else -1
        if len(found) >= most:
            break
    return found


_COMPOUND = frozenset("万萬만億亿억")


def _continues_scale(text: str, one: Amount, other: Amount) -> bool:
    """Whether a figure goes on below its scale: 21万2,000円, 1억 2,000만원."""
    whole = one.scale_word in _COMPOUND and one.currency is None and one.unit is None and not one.plus
    return whole and text[one.end : other.start] in ("", " ") and other.full < one.scale and other.value >= 1


def _add_to(one: Amount, other: Amount) -> None:
    one.value, one.scale, one.grouped = one.full + other.full, 1, True
    one.currency, one.unit, one.hours, one.plus = other.currency, other.unit, other.hours, other.plus
    one.end, one.money_end = other.end, other.money_end


def _are_plain_ends(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two numbers without any mark are set as the ends of a range, and are no years: "8000-12000"."""
    gap = other[0] - one[1]
    if not (0 < gap <= 4 and one[1] - one[0] == 4 and 4 <= other[1] - other[0] <= 6):
        return False
    if text[one[1] : other[0]].strip() not in _PLAIN_RANGE:
        return False
    first, second = text[one[0] : one[1]], text[other[0] : other[1]]
    return first.isdecimal() and second.isdecimal() and not ("1900" <= first <= "2100" and len(second) == 4)


def _hints(text: str, start: int, end: int) -> bool:
    """Whether a number has a mark, a scale or a unit beside it, by its nearest letters."""
    last, after = text[start - 1 : start], text[end : end + 1]
    if last in SYMBOLS or last.isupper() or after in _HINTS or after.isupper() or after >= "\u0400":
        return True
    if after == "+" and text.startswith(_YEARS, end + 1):
        return False  # years of experience, the commonest number of a posting
    if (after == "," and text[end + 1 : end + 2] in ("-", "–", "—")) or (
        after == "+" and (text.startswith(_PLUS_UNITS, end + 1) or text[end + 1 : end + 4].isupper())
    ):
        return True
    if last in OPENINGS and text[start - 2 : start - 1] in mark_ends():
        # most words before a number end as no mark does, which their last two letters say
        pair = text[max(0, start - 3) : start - 1]
        if (not pair.isalpha() or not pair[-1:].islower() or pair in _pair_ends()) and _marked_before(text, start):
            return True
    if last in _glued_ends() and _marked_before(text, start):
        return True
    if (glued := _glued_marks().get(after)) and text.startswith(glued, end):
        return True
    hints = _far_hints().get(text[end + 1 : end + 2]) if after == " " else None
    return hints is not None and text.startswith(hints, end + 1)


def _marked_before(text: str, start: int) -> bool:
    near = text[max(0, start - 12) : start].rstrip(" *:([")
    last = near[-1:]
    if last in SYMBOLS or near[-2:].isupper():
        return True
    small = _small_marks().get(last)
    return small is not None and near.endswith(small)


@cache
def _pair_ends() -> frozenset[str]:
    """The last two letters of every mark that ends in a small one."""
    return frozenset(mark[-2:] for mark in marks() if mark[-1].islower())


@cache
def _small_marks() -> dict[str, tuple[str, ...]]:
    """Marks that end in a small letter or a stop, by it."""
    small = {mark[-5:] for mark in marks() if not mark[-1].isupper() and mark[-1] not in SYMBOLS}
    return {last: tuple(mark for mark in small if mark[-1] == last) for last in {mark[-1] for mark in small}}


@cache
def _glued_ends() -> frozenset[str]:
    """Small letters with which a mark may touch its figure from before: "zł50,000", "Rp3.500.000"."""
    return frozenset(mark[-1] for mark in marks() if mark[-1] in "psro." or mark[-1] > "\xff")


@cache
def _glued_marks() -> dict[str, tuple[str, ...]]:
    """Marks and scales that may touch their figure from behind with a small letter, by it: "600zł", "20tr"."""
    scales = [scale for scale in table("pay_currencies")["money"]["marked_scales"] if len(scale) > 1]
    small = [mark for mark in (*marks(), *scales) if mark[0].islower()]
    return {first: tuple(mark for mark in small if mark[0] == first) for first in {mark[0] for mark in small}}


@cache
def _far_hints() -> dict[str, tuple[str, ...]]:
    """The tables' hints after a blank, by their first letter."""
    hints = {
        *table("pay_currencies")["hints"]["after_a_blank"],
        *marks(),
        *table("pay_currencies")["money"]["after_a_blank"],
    }
    hints |= {
        word
        for row in table("pay_words")["unit"]
        for word in [*row.get("adverbs", []), *row.get("bare", [])]
        if len(word) > 3
    }
    return {first: tuple(hint for hint in hints if hint[0] == first) for first in {hint[0] for hint in hints}}
