"""The world's currencies: their codes, the marks that print them, and whose bare mark is whose."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tracker.reading.pay.rules import table

SHARED = ("$", "kr", "¥", "元", "Rs", "£")
"""The marks that several currencies print most."""


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    """ISO 4217."""
    size: int
    """Units that are about one US dollar's worth of pay: bounds of plausibility are scaled by it."""
    countries: frozenset[str]
    """Where it is what pay is paid in (ISO 3166-1 alpha-2)."""
    marks: frozenset[str]
    local_marks: frozenset[str]
    """Marks that are words or letters elsewhere, and count in its own countries alone."""


@cache
def currencies() -> dict[str, Currency]:
    """Read the table of currencies, by code."""
    lines = files(__package__).joinpath("currencies.csv").read_text(encoding="utf-8").splitlines()
    return {
        row["code"]: Currency(
            row["code"],
            int(row["size"]),
            frozenset(row["countries"].split()),
            frozenset(row["marks"].split("|")) - {""},
            frozenset(row["local_marks"].split("|")) - {""},
        )
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
    }


@cache
def currency_of(country: str | None) -> str | None:
    """Find what pay is paid in in a country; None where it is not known."""
    return next((each.code for each in currencies().values() if country in each.countries), None)


@cache
def marks() -> dict[str, str]:
    """Map every mark and code to its ISO code, or to itself where it is shared or counts in its own country alone."""
    found: dict[str, str] = {}
    aliases = table("pay_currencies")["codes"]["aliases"]
    shared = _load_owners()
    for each in currencies().values():
        if each.code not in each.local_marks:
            found[each.code] = each.code
        for mark in each.marks | each.local_marks:
            found[mark] = each.code if len(shared[mark]) == 1 and mark not in each.local_marks else mark
    found.update({code: code for code in aliases.values()})
    found.update(aliases)
    lower = table("pay_currencies")["codes"]["lower"].split()
    found.update({code: code.upper() for code in lower} | {code.title(): code.upper() for code in lower})
    return found


@cache
def _load_owners() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in currencies().values():
        for mark in each.marks | each.local_marks:
            found[mark].add(each.code)
    return {mark: frozenset(codes) for mark, codes in found.items()}


def is_bare(mark: str) -> bool:
    """Whether a mark does not name one currency by itself: "$", "kr", "R"."""
    return mark not in currencies()


@cache
def owners(mark: str) -> frozenset[str]:
    """The currencies that print a mark."""
    return _load_owners().get(mark, frozenset())


@cache
def local_owner(mark: str, country: str | None) -> str | None:
    """The currency of a country, where it prints this mark."""
    code = currency_of(country)
    return code if code is not None and code in owners(mark) else None


@cache
def is_local(mark: str) -> bool:
    """Whether a mark counts in its own countries alone."""
    return all(mark in currencies()[code].local_marks for code in owners(mark)) and mark not in currencies()


@cache
def default_owner(mark: str) -> str | None:
    """The currency that a bare mark nearly always is, whoever prints it; None where no such reading is safe."""
    found: str | None = table("pay_currencies")["bare"].get(mark)
    return found


def size_of(code: str | None) -> int:
    """Units of a currency that are about one dollar's worth; 1 where the currency is not known."""
    known = currencies().get(code or "")
    return known.size if known else 1
