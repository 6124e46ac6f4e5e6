"""Read and describe the pay on one side of a row that has it twice: before a change, and since."""

from collections.abc import Mapping
from typing import Any

from reports.frames.values import to_amount
from reports.prose.pay_range import format_pay

Row = Mapping[str, Any]

PAY_COLUMNS = tuple(f"pay_{name}" for name in ("minimum", "maximum", "currency", "unit", "hours", "kind", "scope"))


def describe_side(row: Row, side: str) -> str | None:
    """Say the pay of a side: $300,000–$900,000 a year; total; market range. None where no pay could be read.

    `side`: what stands before the names of its columns, "before_" or nothing.
    """
    if (found := read_side(row, side)) is None:
        return None
    hours = f"{to_amount(found['pay_hours'])} hours" if found["pay_hours"] is not None else ""
    terms = [hours, *(str(found[name] or "").replace("_", " ") for name in ("pay_kind", "pay_scope"))]
    return "; ".join(words for words in (format_pay(found), *terms) if words)


def read_side(row: Row, side: str) -> dict[str, Any] | None:
    """Read the pay of a side under the names of postings.csv, both ends exact. None where no pay could be read."""
    found = {name: row[f"{side}{name}"] for name in PAY_COLUMNS}
    ends = {name: None if found[name] is None else to_amount(found[name]) for name in PAY_COLUMNS[:2]}
    return found | ends if any(end is not None for end in ends.values()) else None
