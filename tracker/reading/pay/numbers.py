"""A printed number -> its value, whatever the locale that printed it."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_GROUPED = re.compile(r"[0-9]{1,3}(?:([,.'’ ])[0-9]{3})(?:\1[0-9]{3})*(?:([.,])[0-9]{1,4})?")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+\.[0-9]{2}|[0-9]{1,3}(?:,[0-9]{3})+,[0-9]{2}")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]{1,4}")


class Number(NamedTuple):
    value: Decimal
    grouped: bool
    """Whether its thousands are set apart."""
    ambiguous: Decimal | None = None
    """The other reading of a lone separator before three digits: 2.500 is 2,500, or two and a half."""


@lru_cache(4096)  # the same round figures stand in posting after posting
def parse(printed: str) -> Number | None:
    """Read 1,234.56 · 1.234,56 · 1 234,56 · 110'000 · 1,00,000 · 108670.000; None where the groups make no number."""
    if printed.isdecimal():
        return Number(Decimal(printed), False)
    if (found := _GROUPED.fullmatch(printed)) and found[1] != found[2] and printed[0] != "0":
        return _parse_grouped(printed, found[1])
    if _DOTTED.fullmatch(printed):
        return Number(Decimal(re.sub(r"[.,]", "", printed[:-3]) + "." + printed[-2:]), True)
    if _INDIAN.fullmatch(printed):
        return Number(Decimal(printed.replace(",", "")), True)
    if _DECIMAL.fullmatch(printed):
        return Number(Decimal(printed.replace(",", ".")), False)
    return None


def _parse_grouped(printed: str, mark: str) -> Number:
    value = Decimal(printed.replace(mark, "").replace(",", "."))
    alone = printed.count(mark) == 1 and mark in ",." and len(printed.split(mark)[1]) == 3
    return Number(value, True, Decimal(printed.replace(mark, ".")) if alone else None)
