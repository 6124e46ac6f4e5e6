"""Which currency a figure is in, and whether anybody said so."""

from tracker.pay import scan
from tracker.pay.context import Around
from tracker.pay.ranges import Group
from tracker.pay.tables import table

_CODES = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "SEK", "NOK", "DKK", "JPY", "CNY")
"""The currencies whose bare marks are shared, so that a code beside the figure decides."""


def currency(group: Group, around: Around, country: str | None) -> tuple[str | None, bool]:
    """The currency, and whether it was inferred: the figure's own code or mark, a code beside it, the country's."""
    marks = [end.currency for end in group.ends if end.currency]
    exact = [mark for mark in marks if mark not in scan.BARE]
    if exact:
        return exact[0], False
    rules = table("pay_currencies")
    if not marks:
        return rules["countries"].get(country or ""), True
    if beside := _code_beside(group, around):
        return beside, False
    return rules[marks[0]].get(country or "", rules[marks[0]].get("default")), True


def _code_beside(group: Group, around: Around) -> str | None:
    """A code in the same sentence, near: "$1,000 a month (gross in USD)", "All figures in CAD: $50,000"."""
    after = around.line.slice(group.end, min(around.end, group.end + 60))
    before = around.line.slice(max(around.start, group.start - 60), group.start)
    following = [(at, code) for code in _CODES if code in after and (at := _word_at(after, code)) >= 0]
    if following:
        return min(following)[1]
    leading = [(at, code) for code in _CODES if code in before and (at := _word_at(before, code)) >= 0]
    return max(leading)[1] if leading else None


def _word_at(words: str, code: str) -> int:
    """Where a code stands as a word of its own; -1 where it does not."""
    at = words.find(code)
    beside = at >= 0 and (words[at - 1 : at].isalpha() or words[at + 3 : at + 4].isalpha())
    return -1 if beside else at
