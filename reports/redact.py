"""Take contact details out of words to be printed. Money is never mistaken for a telephone number."""

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial

from db.contact_details import ContactPattern, load_contact_patterns

_CURRENCY = r"US\$|C\$|A\$|CA\$|\$|€|£|¥|₹|\b(?:USD|EUR|GBP|CAD|AUD|CHF|SEK|NOK|DKK|PLN|INR|JPY|SGD|NZD|MXN|BRL|CNY)"
_MONEY_BEFORE = re.compile(rf"(?:{_CURRENCY})\s{{0,2}}(?:\d[\d\s.,]{{0,16}}\s?(?:-|–|—|to)\s?)?$", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    rf"\s{{0,2}}(?:{_CURRENCY}|dollars?\b|euros?\b|pounds?\b|[km]\b|%|(?:an?|per)\s(?:hour|day|week|month|year)\b"
    r"|/\s?(?:h|hr|hour|day|week|wk|mo|month|yr|year)\b|p\.?\s?a\.?\b|annual|gross)",
    re.IGNORECASE,
)


CACHED_TEXTS = 1 << 18
"""Texts: a posting's title, place and quote stand in one table after another."""


@lru_cache(maxsize=CACHED_TEXTS)
def redact(text: str) -> str:
    """Put a mark in square brackets in the place of each e-mail address, telephone number and named contact."""
    for rule, replace in compiled_replacements():
        if not rule.only_with.isdisjoint(text):
            text = rule.pattern.sub(replace, text)
    return text


@cache
def compiled_replacements() -> tuple[tuple[ContactPattern, Callable[[re.Match[str]], str]], ...]:
    return tuple((rule, partial(_replace_match, rule)) for rule in load_contact_patterns())


def _replace_match(rule: ContactPattern, found: re.Match[str]) -> str:
    keep = found.groupdict().get("keep") or ""
    digits = sum(character.isdigit() for character in found[0])
    if digits < rule.least_digits or (rule.unless_money and _is_money(found, len(keep))):
        return found[0]
    return f"{keep}{rule.mark}"


def _is_money(found: re.Match[str], skip: int) -> bool:
    before = found.string[max(0, found.start() + skip - 40) : found.start() + skip]
    return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(found.string, found.end()))
