"""The brand that hires, from the block of labelled lines with which some studios close every posting."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from spiders.parsing.json_fields import one_line

_TAG = re.compile(r"<[^<>]{0,2000}>")
LONGEST_BLOCK = 8_000
"""Characters at the end of a description within which its closing block is looked for."""


def find_brand(description: str, rule: Mapping[str, Any]) -> str | None:
    """Give the value of the first of `rule["from"]` that names one brand; brands only mentioned are never it.

    `rule["labels"]` are the block's labels, at which a value ends; values in `rule["too_wide"]` hold several brands,
    so that the next label is asked. Where each is too wide, the first stands.
    """
    block = find_closing_block(description, rule.get("labels", ()))
    named = [block[label] for label in rule.get("from", ()) if block.get(label)]
    wide = {words.casefold() for words in rule.get("too_wide", ())}
    return next((value for value in named if value.casefold() not in wide), named[0] if named else None)


def find_closing_block(description: str, labels: Sequence[str]) -> dict[str, str]:
    """The block's values by label; the last mention of a label counts."""
    if not labels:
        return {}
    words = unescape(_TAG.sub("\n", description))[-LONGEST_BLOCK:]
    found = re.split("(" + "|".join(map(re.escape, sorted(labels, key=len, reverse=True))) + r")\s*:", words)
    return {label: _first_line(value) for label, value in zip(found[1::2], found[2::2], strict=True)}


def _first_line(words: str) -> str:
    return next((one_line(each) for each in words.splitlines() if one_line(each)), "")
