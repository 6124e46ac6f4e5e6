"""Print a range of pay: the one place for receipt, page, findings, charts and claims."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from reports.frames.values import to_amount
from reports.prose import wording
from reports.prose.wording import load_sentences

Row = Mapping[str, Any]


def format_ends(low: Decimal | None, high: Decimal | None, format_end: Callable[[Decimal], str]) -> str:
    """Print both ends: $300,000–$900,000; one figure once; "from" or "up to" where an end was not published."""
    ends = [format_end(end) for end in dict.fromkeys((low, high)) if end is not None]
    prefix = "up to " if low is None else "from " if high is None else ""
    return f"{prefix}{'–'.join(ends)}"


def format_range(low: Any, high: Any, currency: str | None, unit: str | None) -> str:
    """Print pay in its own unit and currency: $300,000–$900,000 a year. One end at least is known."""
    exact = [None if end is None else to_amount(end) for end in (low, high)]
    ends = format_ends(exact[0], exact[1], lambda end: wording.format_money(end, currency or None))
    return f"{ends} {load_sentences()['unit'][unit or 'unknown']}"


def format_pay(row: Row) -> str:
    """Print the pay of a row that has it under the names of postings.csv: pay_minimum, pay_maximum and so on."""
    return format_range(row["pay_minimum"], row["pay_maximum"], row["pay_currency"], row["pay_unit"])


def describe_pay(row: Row) -> str:
    """Say what the pay covers, and whether it is the market's: market range, total compensation."""
    scope = "market range" if row["pay_scope"] == "market_range" else ""
    kind = load_sentences()["kind"][row["pay_kind"] or "unstated"].removeprefix(" in ")
    several = load_sentences()["several"]["short"] if wording.states_several_ranges(row.get("pay_flags")) else ""
    return ", ".join(word for word in (scope, kind, several) if word)
