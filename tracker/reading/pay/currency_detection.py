"""Which currency a figure is in, and whether anybody said so."""

import re

from tracker.reading.pay import amounts
from tracker.reading.pay.candidates import Group
from tracker.reading.pay.context import Around
from tracker.reading.pay.rules import table

_CODE = re.compile(
    r"(?:USD|CAD|AUD|NZD|SGD|HKD|MXN|SEK|NOK|DKK|JPY|CNY)(?<![^\W\d_]...)(?![^\W\d_])",
)
"""The currencies whose bare marks are shared, so that a code beside the figure decides."""


def currency(group: Group, around: Around, country: str | None) -> tuple[str | None, bool]:
    """The currency, and whether it was inferred: the figure's own code or mark, a code beside it, the country's."""
    marks = [end.currency for end in group.ends if end.currency]
    exact = [mark for mark in marks if mark not in amounts.BARE]
    if exact:
        return exact[0], False
    rules = table("pay_currencies")
    if not marks:
        return rules["countries"].get(country or around.context.country_by_law or ""), True
    if beside := _code_beside(group, around):
        return beside, False
    return rules[marks[0]].get(country or "", rules[marks[0]].get("default")), True


def _code_beside(group: Group, around: Around) -> str | None:
    """A code in the same sentence, near: "$1,000 a month (gross in USD)", "All figures in CAD: $50,000"."""
    if following := _CODE.search(around.line.slice(group.end, min(around.end, group.end + 60))):
        return following[0]
    leading = _CODE.findall(around.line.slice(max(around.start, group.start - 60), group.start))
    return leading[-1] if leading else None
