"""Whether two printed amounts are the ends of one range, and what is printed once for both."""

import re

from tracker.reading.pay import words
from tracker.reading.pay.printed_amount import Amount
from tracker.reading.pay.words import lower

_FURTHEST = 28
"""Characters between the two ends of a range: the longest separator of the tables, with marks and blanks."""


_NOTE = 104


_BRACKETS = re.compile(rf"^\s?(?:\[[^\]\n]{{1,{_NOTE - 4}}}\]|\([^)\n]{{1,{_NOTE - 4}}}\))")
"""A note in brackets on the first end of a range: "$60,000 [entry] to $80,000 [senior]"."""


_NO_WIDTH = re.compile("[\u200b-\u200f\u00ad\u2060]")
"""What is printed as nothing, and stands beside dashes of some sites."""


_THEN_UP_TO = re.compile(
    r",\s(?:bis(?:\szu)?|up\sto|jusqu['’]à|hasta|fino\sa|até|tot|do|upp\still|op\stil)\s", re.IGNORECASE
)


_STEP = re.compile(
    r"[,;–-]?\s?(?:to\s|and\s|bis\s)?(?P<step>step|level|stage|point|stufe|échelon|nivel|livello|trin|steg|schaal|stopień)"
    r"\s?\w{1,3}\s?[:=(–-]?\s?",
    re.IGNORECASE,
)
"""The step of a pay scale between the ends: "Step 1: $28.10, Step 5: $34.55"."""


_WORDED = re.compile(
    r"[^\d\n;:]{2,90}\s(?:and|to|und|bis|et|à|y|e|a|en|till|och)\s(?:up\sto\s)?[^\w\n]{0,2}"
    r"|\s(?:and|und|et|y|e|en|och),\s[^\d\n;:]{2,90},\s[^\w\n]{0,2}",
    re.IGNORECASE,
)


_AGES = frozenset("歳才세岁歲")


_AFTER_STOP = re.compile(r"[.!?]\s+([^\W\d_])")
"""The first letter behind a full stop: a capital begins a sentence, and so ends a range."""


def belongs_to_next(text: str, first: Amount, second: Amount, third: Amount) -> bool:
    """Whether a number that carries no mark only stands before a range: "Group 12 - $35.12 to $44.31"."""
    if first.marked or first.unit or first.grouped or second.currency is None or second.value < first.value * 2:
        return False
    prefixed = not text[second.start].isdigit()
    return prefixed and not second.scale > 1 and is_range(text, second, third)


def is_range(text: str, first: Amount, second: Amount) -> bool:
    if not 0 <= second.start - first.end <= _FURTHEST + _NOTE or not _could_be_money(first, second):
        return False
    if second.currency is None and text[second.end : second.end + 1] in _AGES:
        return False  # "年収例:500万円/28歳"
    between = _BRACKETS.sub("", text[first.end : second.start], count=1)
    if not between.isascii():
        between = _NO_WIDTH.sub("", between)
    if are_steps(text, first, second):
        return True
    if first.unit is not None and second.unit is not None and first.unit is not second.unit:
        return False
    if len(between) > _FURTHEST:
        return _is_worded_range(text, first, second, between)
    if not between.strip(" "):
        return _is_glued(first, second)
    if "\n" in between:
        return _over_lines(text, first, second, between)
    if second.full < first.full and second.currency is None and first.unit is not None:
        return False
    if _THEN_UP_TO.fullmatch(between):
        return first.currency is not None and second.currency is not None and first.full < second.full < first.full * 4
    if (begins := _AFTER_STOP.search(between)) and begins[1].isupper():
        return False  # "$28.75 per hour. A $1,500 bonus": the article, not the Italian or Spanish "to"
    if found := words.separator().fullmatch(between):
        slashed = "/" in found[0]
        return not slashed or (
            (first.currency is not None or second.scale > 1) and second.full < first.full * max(second.scale, 1) * 2
        )
    if words.alternative().fullmatch(between):
        alike = first.full < second.full < first.full * 4 and second.currency is not None
        return alike and _has_words_before(words.range_named(), text, first, 120)
    if words.joiner().fullmatch(between):
        return _has_words_before(words.between_before(), text, first, 60) or _has_words_before(
            words.range_named(), text, first, 40
        )
    return _is_worded_range(text, first, second, between)


def are_steps(text: str, first: Amount, second: Amount) -> bool:
    """Whether two figures are the steps of one pay scale: "Step 1: $28.10, Step 5: $34.55"."""
    if not 0 < second.start - first.end <= _FURTHEST or first.currency is None or second.currency is None:
        return False
    found = _STEP.fullmatch(text, first.end, second.start)
    named = found is not None and found["step"].lower() in lower(text[max(0, first.start - 16) : first.start])
    return named and first.full < second.full < first.full * 3


def _is_worded_range(text: str, first: Amount, second: Amount, between: str) -> bool:
    """Two ends with words between: "between $105,000 in the lowest market and $160,000 in the highest"."""
    if first.currency is None or second.currency is None or not first.full < second.full < first.full * 4:
        return False
    return bool(_WORDED.fullmatch(between)) and _has_words_before(words.between_before(), text, first, 40)


GROUP = re.compile(r"\s?\((?:[^()\d\n]|\b\d\b){2,40}\)")
"""Whom a figure is for, in brackets behind it: "14 € (Bachelor) pro Stunde"."""


def _has_words_before(words_before: re.Pattern[str], text: str, first: Amount, reach: int) -> bool:
    return bool(words_before.search(lower(text[max(0, first.start - reach) : first.start])))


def is_alternative(text: str, first: Amount, second: Amount) -> bool:
    alike = first.scale == second.scale and second.currency is not None and first.full <= second.full <= first.full * 4
    group = GROUP.match(text, first.end) if alike else None
    return alike and words.alternative().fullmatch(text, group.end() if group else first.end, second.start) is not None


def _could_be_money(first: Amount, second: Amount) -> bool:
    """A cheap test that dismisses years, versions and scores before any expression is tried."""
    if first.marked or second.marked or first.unit or second.unit:
        high = second.value * max(second.scale, first.scale)
        return (
            first.currency is not None
            or second.scale > 1
            or high <= first.full * 20
            or _shares_thousands(first, second)
        )
    if _shares_thousands(first, second):
        return True
    if first.value < 1000 or second.value < 1000:
        return False
    return (
        first.grouped
        or first.value >= 10_000
        or (second.value > 2100 and first.value < second.value <= first.value * 4)
    )


def _shares_thousands(first: Amount, second: Amount) -> bool:
    """Thousands printed at the second end alone: 20-25,000."""
    return second.grouped and 8 <= first.value < 1000 and first.value * 1000 < second.full < first.value * 4000


def _is_glued(first: Amount, second: Amount) -> bool:
    """Two prices set side by side, whose dash was lost: $137,000$200,000."""
    both = first.currency is not None and second.currency is not None
    return both and 1000 <= first.full < second.full < first.full * 3


def _over_lines(text: str, first: Amount, second: Amount, between: str) -> bool:
    """A range broken over two lines: a dash is left at the break, or the first line has said that a range is coming."""
    if (
        first.currency is None
        or not (second.currency or second.grouped)
        or not first.full < second.full < first.full * 4
    ):
        return False
    joined = between.replace("\n", " ")
    if words.separator().fullmatch(joined):
        return True
    return (between == "\n" or bool(words.joiner().fullmatch(joined))) and _has_words_before(
        words.range_before(), text, first, 80
    )


def share_marks(first: Amount, second: Amount) -> None:
    """What is printed once for both ends: the thousands of $200-700k, the currency of 190,000-220,000 USD."""
    if (
        first.scale == 1
        and second.scale > 1
        and first.value < 1000
        and not first.misprint
        and first.value * second.scale <= second.full
    ):
        first.scale = second.scale
        if first.ambiguous is not None:
            first.value = first.ambiguous
    if (
        second.scale == 1
        and first.scale > 1
        and second.value < 1000
        and second.value > first.value
        and not second.misprint
    ):
        second.scale = first.scale
    if (
        first.scale == 1
        and second.grouped
        and first.value < 1000
        and first.value * 1000 < second.full < first.value * 4000
    ):
        first.value = first.value * 1000  # $110-145,000
    if first.scale == 1 and second.scale >= 10_000 and first.value < 10_000:
        first.scale = second.scale  # 1.2-1.5万, 4,500 ~ 6,000만원
    if (
        first.scale > 1
        and first.scale_word
        and not second.scale_word
        and second.scale == 1
        and second.value <= 10_000
        and first.scale >= 10_000
    ):
        second.scale = first.scale
    if second.scale_word == "cents" and first.currency is None:
        first.value /= 100  # "50 to 75 cents a word"
    first.unit, first.hours = first.unit or second.unit, first.hours or second.hours
    second.unit, second.hours = first.unit, first.hours


def mend_digits(text: str, one: Amount, other: Amount) -> None:
    """A group that lost a digit beside one that did not: in $100,00 - $720,000 the first is a hundred thousand."""
    lost = "," in text[one.start : one.end] and not one.grouped and one.value.as_tuple().exponent == -2
    if lost and other.grouped and one.scale == 1 and one.full * 100 < other.full:
        one.value, one.misprint = (one.value * 1000).to_integral_value(), True
