"""Text -> the amounts printed in it, in one pass over its digits."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from db.vocabulary import Unit
from tracker.reading.pay import numbers, words
from tracker.reading.pay.prefilter import Run, runs, shape
from tracker.reading.pay.rules import table

BARE = ("$", "kr", "¥")
"""Marks that several currencies share."""
_NEAR = 28
"""Characters within which a number may be the first end of the range whose second end is marked."""
_FULL_WIDTH = re.compile("[０-９，]+")
_PLAIN = str.maketrans("０１２３４５６７８９，", "0123456789,")
_SLASHES = ("/", "／", "+")
_SYMBOLS = frozenset("$€£¥￥₹₩₽₪₺₴₫₱₦円元원")
_OPENINGS = frozenset(" *:([)")
_SMALL_MARKS = ("kr", "kr.", "Rs", "Rs.", "zł", "Kč", "Ft", "uro", "uros", "Fr.")
_EDGES = frozenset(["", *" \n*:(["])
"""What stands before a mark of one letter: no longer mark holds it."""
_HINTS = frozenset("kK€£$万円LM/hm億")
"""What stands right after money without a blank: a scale, a mark, a unit."""
_PLANS = frozenset({"401", "403", "457", "529"})
"""Paragraphs of the US tax code that name savings plans: 401(k), 403(b), 457(b), 529."""
_NOTHING_FOLLOWS = frozenset(["", "-", "–", "—", ":", ";", ")", "\n"])
"""What, right after a figure or one blank, says that neither scale nor mark nor unit follows."""
_NUMBER_WORDS = dict(
    zip("one two three four five six seven eight ten twelve".split(), [1, 2, 3, 4, 5, 6, 7, 8, 10, 12], strict=True)
)


@dataclass(slots=True)
class Amount:
    """One printed figure with what is attached to it: text[start:end]."""

    start: int
    end: int
    value: Decimal
    scale: int = 1
    currency: str | None = None
    """An ISO code, or a bare mark that several currencies share."""
    grouped: bool = False
    unit: Unit | None = None
    hours: Decimal | None = None
    misprint: bool = False
    plus: bool = False
    """Whether a plus sign says "and more"."""
    ambiguous: Decimal | None = None

    @property
    def priced(self) -> bool:
        """Whether it is printed as prices are, with its thousands set apart and two decimals."""
        return self.grouped and self.value.as_tuple().exponent == -2

    @property
    def full(self) -> Decimal:
        if self.scale == 1:
            return self.value
        full = self.value * self.scale
        return full.to_integral_value() if full == full.to_integral_value() else full

    @property
    def marked(self) -> bool:
        return self.currency is not None or self.scale > 1


@cache
def _marks() -> dict[str, str]:
    money = table("pay_currencies")
    codes = {code: money["codes"]["aliases"].get(code, code) for code in money["codes"]["words"].split()}
    return {**codes, **money["marks"]}


@cache
def _scales() -> dict[str, int]:
    return dict(table("pay_currencies")["scales"])


@cache
def _after() -> re.Pattern[str]:
    marks, scales = words.trie(_marks()), words.trie(_scales())
    far = words.trie(table("pay_currencies")["money"]["after_a_blank"])
    return re.compile(
        rf"(?P<price>(?:,-|,–|,—|\.-|\.–)(?!\s?\d))?(?:(?P<scale>(?i:{scales}))(?=[^\W\d_]{{3}}(?!\w)|[€£$円]|(?![^\W_]))|\+?\s(?P<far>(?i:{far}))(?!\w))?"
        rf"(?P<plus>\+)?\s?\(?(?P<mark>(?:{marks})(?![^\W\d_])(?!\s?[0-9]))?\)?"
    )


def plain_digits(text: str) -> str:
    """The same text, of the same length, with the digits that Japanese print in full width made plain."""
    if "円" not in text and "￥" not in text:
        return text
    return _FULL_WIDTH.sub(lambda found: found[0].translate(_PLAIN), text)


def amounts(text: str, numbers_at: list[Run] | None = None) -> list[Amount]:
    """Every figure that could be money, at most as many as a posting holds; years, counts and codes are left out."""
    rules = table("pay_rules")["text"]
    most, longest = rules["most_figures"], rules["longest_number"]
    found: list[Amount] = []
    waiting: tuple[int, int] | None = None
    after = last = -1
    for start, end, beside_money in runs(shape(text)) if numbers_at is None else numbers_at:
        if end - start > longest or start < last:
            continue
        hinted = beside_money and _hints(text, start, end)
        if not hinted and start > after and end - start < 5:
            waiting = (start, end)
            continue
        if hinted and waiting and start - waiting[1] <= _NEAR and (first := _amount(text, *waiting)):
            found.append(first)
        waiting = None
        if amount := _amount(text, start, end, hinted or start <= after):
            found.append(amount)
            if hinted:
                after = amount.end + _NEAR
        last = found[-1].end if found else -1
        if len(found) >= most:
            break
    return found


def _hints(text: str, start: int, end: int) -> bool:
    """Whether a number has a mark, a scale or a unit beside it, by its nearest letters."""
    last, after = text[start - 1 : start], text[end : end + 1]
    if last in _SYMBOLS or last.isupper() or after in _HINTS or after.isupper():
        return True
    if after == "," and text[end + 1 : end + 2] in ("-", "–", "—"):
        return True
    if last in _OPENINGS and text[start - 2 : start - 1] in _mark_ends() and _marked_before(text, start):
        return True
    hints = _far_hints().get(text[end + 1 : end + 2]) if after == " " else None
    return hints is not None and text.startswith(hints, end + 1)


def _marked_before(text: str, start: int) -> bool:
    near = text[max(0, start - 12) : start].rstrip(" *:([")
    return near[-1:] in _SYMBOLS or near[-2:].isupper() or near.endswith(_SMALL_MARKS)


@cache
def _mark_ends() -> frozenset[str]:
    """What a mark, or a bracket after it, can end with."""
    return frozenset([*_OPENINGS, *(mark[-1] for mark in _marks() if mark)])


@cache
def _far_hints() -> dict[str, tuple[str, ...]]:
    """The tables' hints after a blank, by their first letter."""
    hints = {*table("pay_currencies")["hints"]["after_a_blank"], *_marks()}
    return {first: tuple(hint for hint in hints if hint[0] == first) for first in {hint[0] for hint in hints}}


def _amount(text: str, start: int, end: int, hinted: bool = True) -> Amount | None:
    if end - start == 3 and _is_plan(text, start, end):
        return None
    number, start = _number(text, start, end)
    if number is None:
        return None
    amount = Amount(start, end, number.value, grouped=number.grouped, ambiguous=number.ambiguous)
    if hinted:
        _read_before(text, amount)
    before = text[amount.start - 1 : amount.start]
    if amount.currency is None and before and ((before.isalnum() and before < "\u2e80") or before in "_#@"):
        return None
    if hinted:
        _read_after(text, amount)
    return amount


def _is_plan(text: str, start: int, end: int) -> bool:
    named = text[start:end] in _PLANS and text[end : end + 2].strip(" (").lower().startswith(("k", "b", "("))
    return named and text[start - 1 : start] not in {*_SYMBOLS, "-", "–", "—"}


def _number(text: str, start: int, end: int) -> tuple[numbers.Number | None, int]:
    """The number of a run; where blanks have joined two numbers ("2024 100 000"), the last that makes sense."""
    printed = text[start:end]
    number = numbers.parse(printed)
    while number is None and " " in printed:
        start += printed.index(" ") + 1
        printed = text[start:end]
        number = numbers.parse(printed)
    return number, start


def _read_before(text: str, amount: Amount) -> None:
    """A mark before the figure, and a code before a bare mark: "$", "CA$", "PLN ", "USD $", "$["."""
    ahead = text[max(0, amount.start - 14) : amount.start]
    near = ahead.rstrip(" *[(")
    if len(ahead) - len(near) > 8 or not (mark := _mark_at_end(near)):
        return
    near = near[: len(near) - len(mark)]
    amount.currency = _marks()[mark]
    rest = near.rstrip(" :)*")
    if amount.currency in BARE and len(near) - len(rest) <= 2 and (code := _code_at_end(rest)):
        amount.currency, near = _marks()[code], rest[: len(rest) - len(code)]
    amount.start -= len(ahead) - len(near)


def _code_at_end(words: str) -> str | None:
    code = None if words[-1:].islower() else _mark_at_end(words)
    return code if code and code.isupper() else None


def _mark_at_end(words: str) -> str | None:
    marks = _marks()
    last = words[-1:]
    if last not in _mark_ends():
        return None
    if last in marks and words[-2:-1] in _EDGES:
        return last
    near = words[-_longest_mark() :]  # no mark so short holds a blank
    for length in range(len(near) - near.rfind(" ") - 1, 0, -1):
        mark = words[-length:]
        if mark in marks and not (mark[0].isalpha() and words[-length - 1 : -length].isalpha()):
            return mark
    return None


@cache
def _longest_mark() -> int:
    return min(max(map(len, _marks())), 6)


def _read_after(text: str, amount: Amount) -> None:
    """A scale, a mark and a unit after the figure: "k", " million", "€", " PLN", "/hr", " brut par an"."""
    if text[amount.end : amount.end + 2].lstrip(" ")[:1] in _NOTHING_FOLLOWS:
        return
    found = _after().match(text, amount.end)
    if found is not None and found.end() > amount.end:
        _take_scale_and_mark(amount, found)
    if _unit_may_follow(text, amount.end) and (unit := words.unit_after().match(text, amount.end)):
        amount.unit = words.unit_of(unit)
        amount.hours = _hours(unit["shift"] or unit["hours"])
        amount.end = unit.end()


def _unit_may_follow(text: str, at: int) -> bool:
    """A cheap test of whether what follows a figure begins as a unit does, or as a word that may stand before one."""
    near = text[at : at + 6]
    rest = near.lstrip(" ,*(")
    at += len(near) - len(rest)
    return (rest[:1].isalpha() or rest[:1] in _SLASHES) and words.unit_begins().match(text, at) is not None


def _take_scale_and_mark(amount: Amount, found: re.Match[str]) -> None:
    scale, mark = (found["scale"] or found["far"] or "").lower(), found["mark"]
    if (
        scale
        and not (amount.currency or mark)
        and _scales()[scale] >= 1_000_000
        and scale not in table("pay_currencies")["money"]["scales"]
    ):
        scale = ""
    if scale:
        _apply_scale(amount, scale)
    if mark and (amount.currency is None or amount.currency in BARE):
        amount.currency = _marks()[mark]
    if scale == "lpa":
        amount.currency, amount.unit = amount.currency or "INR", Unit.YEAR
    amount.plus = bool(found["plus"])
    kept = ("mark", "plus", "far", "scale", "price")
    amount.end = found.end() if mark else max([amount.end, *(found.end(name) for name in kept if found[name])])


def _apply_scale(amount: Amount, scale: str) -> None:
    amount.scale = _scales()[scale]
    if amount.scale == 1_000 and amount.value >= 10_000:
        amount.scale, amount.misprint = 1, True
    elif amount.ambiguous is not None:
        amount.value = amount.ambiguous


def _hours(printed: str | None) -> Decimal | None:
    if not printed:
        return None
    return Decimal(_NUMBER_WORDS.get(printed.lower()) or printed.replace(",", "."))
