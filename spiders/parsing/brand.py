"""The brand that hires, from the labelled lines with which some studios close every posting."""

import re
from collections.abc import Sequence
from html import unescape

from spiders.catalog.studios import BrandRule
from spiders.parsing.json_fields import collapse_spaces

_TAG = re.compile(r"<[^<>]{0,2000}>")
LONGEST_BLOCK = 8_000
"""The closing block is looked for in so many characters at a description's end."""


def find_brand(description: str, rule: BrandRule) -> str | None:
    """Find the first value of the closing block that names one brand; brands mentioned elsewhere do not count.

    If each of the rule's labels holds a value too wide, the first stands.
    """
    block = find_closing_block(description, rule.labels)
    named = [block[label] for label in rule.sources if block.get(label)]
    wide = {value.casefold() for value in rule.too_wide}
    return next((value for value in named if value.casefold() not in wide), named[0] if named else None)


def find_closing_block(description: str, labels: Sequence[str]) -> dict[str, str]:
    """Read the block's values by label; the last mention of a label counts."""
    if not labels:
        return {}
    words = unescape(_TAG.sub("\n", description))[-LONGEST_BLOCK:]
    found = re.split("(" + "|".join(map(re.escape, sorted(labels, key=len, reverse=True))) + r")\s*:", words)
    return {label: _first_line(value) for label, value in zip(found[1::2], found[2::2], strict=True)}


def _first_line(words: str) -> str:
    return next((collapse_spaces(each) for each in words.splitlines() if collapse_spaces(each)), "")
