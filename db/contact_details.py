"""Patterns of contact details, of which reports print none and no quote may hold a part.

The one table for the readers of pay, which choose where a quote ends, and for reports, which take contact details out
of it: half of a telephone number is no longer known for one. Pure: it stands in this room as both may import it.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactPattern:
    """One kind of contact detail, as contact_details.toml has it."""

    name: str
    pattern: re.Pattern[str]
    """A group named "keep" is the label before the detail, which stays."""
    mark: str
    only_with: frozenset[str]
    """Characters of which one stands in every match: a text without them is not searched."""
    reach: int
    """Characters of the longest match."""
    unless_money: bool
    least_digits: int
    removes: tuple[str, ...]
    keeps: tuple[str, ...]


@cache
def load_contact_patterns() -> tuple[ContactPattern, ...]:
    """Load the patterns, in the order in which they are tried."""
    text = files(__package__).joinpath("contact_details.toml").read_text(encoding="utf-8")
    return tuple(
        ContactPattern(
            name=row["name"],
            pattern=re.compile(row["pattern"], re.VERBOSE | re.IGNORECASE),
            mark=row["mark"],
            only_with=frozenset(row["only_with"]),
            reach=row["reach"],
            unless_money=row["unless_money"],
            least_digits=row.get("least_digits", 0),
            removes=tuple(row["removes"]),
            keeps=tuple(row["keeps"]),
        )
        for row in tomllib.loads(text)["contact"]
    )
