"""What many boards give in fields of their own -> Place, StatedPay, and one HTML text of several sections."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from spiders.parsing.json_fields import collapse_spaces, parse_currency, parse_number
from spiders.parsing.jsonld import UNITS
from spiders.parsing.places import find_country_code, parse_place
from spiders.posting import Place, StatedPay

_UNIT_WORD = re.compile(
    r"\b(?:hourly|daily|weekly|monthly|yearly|annual(?:ly)?|(?<=per )(?:hour|day|week|month|year))\b", re.I
)
LONGEST_RECEIPT = 1000
"""Characters kept of pay data as published."""


def make_place(
    locality: str | None = None,
    region: str | None = None,
    country: str | None = None,
    *,
    code: str | None = None,
    remote: bool = False,
) -> Place:
    """A place given part by part, each perhaps missing; `code` is the country's, where the board gives one beside them.

    A region that repeats the locality is left out; one that names the country stands for the country's name.
    """
    locality, region, country = (collapse_spaces(part) if part else None for part in (locality, region, country))
    found = find_country_code(code) or find_country_code(country)
    if found and region and not country and len(region) > 2 and find_country_code(region) == found:
        region, country = None, region
    words = ", ".join(dict.fromkeys(part for part in (locality, region, country) if part))
    read = parse_place(words or ("Remote" if remote else ""), country=found)
    region = region if region not in (locality, country) else None
    return Place(text=read.text, locality=locality, region=region, country=read.country, remote=read.remote or remote)


def make_remote_place(found: Place) -> Place:
    return replace(found, text=found.text or "Remote", remote=True)


def make_stated_pay(
    given: Any, low: Any, high: Any, currency: str | None, unit: str | None, *, kind: str | None = "base"
) -> tuple[StatedPay, ...]:
    """One range of `given`, the data as published; nothing where it names no amount. Words for units as in UNITS."""
    minimum, maximum = parse_number(low), parse_number(high)
    if minimum is None and maximum is None:
        return ()
    pay = StatedPay(
        minimum=minimum,
        maximum=maximum,
        currency=parse_currency(currency),
        unit=UNITS.get((unit or "").upper()),
        kind=kind,
        text=json.dumps(given, ensure_ascii=False, default=str)[:LONGEST_RECEIPT],
    )
    return (pay,)


def find_unit_in_label(label: str | None) -> str | None:
    """The unit that a range's title names ("Hourly rate", "Annual base salary"); None where it names none, or two."""
    units = {UNITS[found[0].upper()] for found in _UNIT_WORD.finditer(label or "")}
    return units.pop() if len(units) == 1 else None


def join_sections(parts: Iterable[tuple[str | None, Any]]) -> str:
    """Titles and HTML texts as one text in their order, each under its title; those without text are left out."""
    found = [(title, text) for title, text in parts if isinstance(text, str) and text.strip()]
    return "\n".join(f"<h3>{title}</h3>\n{text}" if title else text for title, text in found)
