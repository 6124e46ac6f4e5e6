"""Parse one amount: its number, and the mark, scale, unit and hours that touch it on either side."""

import re
from functools import cache

from tracker.reading.pay import numbers, words
from tracker.reading.pay.amount_scales import is_mark_here, scale_and_mark, take_scale_and_mark
from tracker.reading.pay.covered_work import parse_hours, read_hours, read_many, unit_may_follow
from tracker.reading.pay.currencies import currency_of, is_bare, is_local, marks
from tracker.reading.pay.printed_amount import Amount

SYMBOLS = frozenset("$€£¥￥₹₩￦₽₪₺₴₫₱₦₸₾₡₲₵৳฿₮₭៛円元원")
"""Marks of one letter that are nothing but money."""
OPENINGS = frozenset(" *:([")
_EDGES = frozenset(["", *" \n*:([/"])
"""What stands before a mark of one letter: no longer mark holds it."""
_PLANS = frozenset({"401", "403", "457", "529"})
"""Paragraphs of the US tax code that name savings plans: 401(k), 403(b), 457(b), 529."""
_NOTHING_FOLLOWS = frozenset(["", "-", "–", "—", ":", ";", ")", "\n"])
"""What, right after a figure or one blank, says that neither scale nor mark nor unit follows."""
_NATIONS = {"US": "USD", "U.S.": "USD", "USA": "USD", "AU": "AUD", "NZ": "NZD", "HK": "HKD"}
"""Nations before a bare mark and a blank: "US $40"."""
_CENTS = re.compile(r"\scents?(?=\s?/|\s(?:a|an|per|each)\s)")
"""Hundredths of a dollar or euro before what each of them pays: "5 cents a word"."""


@cache
def mark_ends() -> frozenset[str]:
    """What a mark, or a bracket after it, can end with."""
    return frozenset([*OPENINGS, *(mark[-1] for mark in marks() if mark)])


def make_amount(
    text: str, start: int, end: int, hinted: bool = True, country: str | None = None, floor: int = 0
) -> Amount | None:
    """Parse the number at text[start:end] with what touches it; None where it is no amount."""
    if end - start == 3 and _is_plan(text, start, end):
        return None
    number, start = _read_number(text, start, end)
    if number is None:
        return None
    amount = Amount(start, end, number.value, grouped=number.grouped, ambiguous=number.ambiguous, money_end=end)
    if hinted:
        _read_before(text, amount, country, floor)
    before = text[amount.start - 1 : amount.start]
    if amount.currency is None and before and ((before.isalnum() and before < "\u2e80") or before in "_#@"):
        return None
    if hinted:
        _read_after(text, amount, country)
    return amount


def _is_plan(text: str, start: int, end: int) -> bool:
    named = text[start:end] in _PLANS and text[end : end + 2].strip(" (").lower().startswith(("k", "b", "("))
    return named and text[start - 1 : start] not in {*SYMBOLS, "-", "–", "—"}


def _read_number(text: str, start: int, end: int) -> tuple[numbers.Number | None, int]:
    """The number of a run; where blanks have joined two numbers ("2024 100 000"), the last that makes sense."""
    printed = text[start:end]
    number = numbers.parse(printed)
    while number is None and " " in printed:
        start += printed.index(" ") + 1
        printed = text[start:end]
        number = numbers.parse(printed)
    return number, start


def _read_before(text: str, amount: Amount, country: str | None, floor: int) -> None:
    """A mark before the figure, and a code before a bare mark: "$", "CA$", "PLN ", "USD $", "$["."""
    ahead = text[max(floor, amount.start - 14) : amount.start]
    near = ahead.rstrip(" *[(")
    if near[-1:] == ":" and len(near) > 1:
        near = near[:-1].rstrip(" ")
    if len(ahead) - len(near) > 8 or not (mark := _mark_at_end(near)) or not is_mark_here(mark, country):
        return
    near = near[: len(near) - len(mark)]
    amount.currency = marks()[mark]
    rest = near.rstrip(" :)*")
    if is_bare(amount.currency) and len(near) - len(rest) <= 2:
        if (code := _code_at_end(rest)) and not is_local(code):
            amount.currency, near = marks()[code], rest[: len(rest) - len(code)]
        elif near == f"{rest} " and (
            nation := next(
                (each for each in _NATIONS if rest.endswith(each) and not rest[: -len(each)][-1:].isalnum()), None
            )
        ):
            amount.currency, near = _NATIONS[nation], rest[: len(rest) - len(nation)]
    amount.start -= len(ahead) - len(near)


def _code_at_end(before: str) -> str | None:
    code = None if before[-1:].islower() else _mark_at_end(before)
    return code if code and code.isupper() else None


def _mark_at_end(before: str) -> str | None:
    known = marks()
    last = before[-1:]
    if last not in mark_ends():
        return None
    if last in known and before[-2:-1] in _EDGES:
        return last
    near = before[-_longest_mark() :]  # no mark so short holds a blank
    for length in range(len(near) - near.rfind(" ") - 1, 0, -1):
        mark = before[-length:]
        if mark in known and not (mark[0].isalpha() and before[-length - 1 : -length].isalpha() and mark[0] < "\u2e80"):
            return mark
    return None


@cache
def _longest_mark() -> int:
    return min(max(map(len, marks())), 7)


def _read_after(text: str, amount: Amount, country: str | None) -> None:
    """A scale, a mark and a unit after the figure: "k", " million", "€", " PLN", "/hr", " brut par an"."""
    if text[amount.end : amount.end + 2].lstrip(" ")[:1] in _NOTHING_FOLLOWS:
        return
    if amount.currency is None and (cents := _CENTS.match(text, amount.end)):
        amount.value, amount.end = amount.value / 100, cents.end()
        amount.scale_word = "cents"
        amount.currency = "EUR" if currency_of(country) == "EUR" else "$"
    found = scale_and_mark().match(text, amount.end)
    if found is not None and found.end() > amount.end:
        take_scale_and_mark(text, amount, found, country)
    amount.plus = amount.plus or _plus_ends(text, amount.end)
    amount.money_end = amount.end
    unit = words.unit_after().match(text, amount.end) if unit_may_follow(text, amount.end) else None
    if unit and not (
        text[unit.end() - 1].isupper() and text[unit.end() : unit.end() + 1].isupper()
    ):  # no "PA" in "PAYE"
        amount.unit = words.unit_of(unit, currency_of(country) or amount.currency)
        amount.hours = parse_hours(unit["hours"])
        amount.is_counting = bool(unit["alone"])
        amount.end = unit.end()
    elif not read_many(text, amount):
        read_hours(text, amount)


def _plus_ends(text: str, at: int) -> bool:
    """Whether a plus sign after a blank ends what is said: "$80,000 +", and not "$80,000 + bonus"."""
    rest = text[at : at + 12].lstrip(" ")
    if not rest.startswith("+"):
        return False
    rest = rest[1:].lstrip(" ")
    if rest.startswith("per diem"):
        return False
    return not rest or rest[0] in "\n.,;)/|" or rest.startswith(("per ", "p.a", "pa ", "a year", "a "))
