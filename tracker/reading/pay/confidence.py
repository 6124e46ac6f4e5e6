"""Say how sure a reading of pay is: how often figures read so were right where the reader was not developed.

A logistic model over what is known of a reading: the rule that made it, its flags, whether it is a range. Its weights
are fitted on postings of one part of the employers, its bias on the others; docs/reading-pay.md has both.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from math import exp

from db.vocabulary import PayFlag, PaySource
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.rules import table


def features(rule: str, flags: Sequence[str], unit: str | None, several: bool) -> list[str]:
    """Name what is known of a reading; `several`: whether the posting's words gave more than one range."""
    form, _, word = rule.removeprefix("title:").partition(":")
    found = [f"form_{form}", f"word_{word}", *(f"flag_{flag}" for flag in flags), f"unit_{unit or 'none'}"]
    if rule.startswith("title:"):
        found.append("title")
    if several:
        found.append("several")
    return found


@cache
def _load_weights() -> dict[str, float]:
    return dict(table("pay_confidence")["weights"])


_SUREST = 0.99
"""No reading is certain."""


@lru_cache(4096)
def _score_features(rule: str, flags: tuple[str, ...], unit: str | None, several: bool) -> float:
    weights = _load_weights()
    score = weights["bias"] + sum(weights.get(name, 0.0) for name in features(rule, flags, unit, several))
    return min(round(1 / (1 + exp(-score)), 2), _SUREST)


def add_confidence(ranges: Sequence[PayRange]) -> tuple[PayRange, ...]:
    """Give each range that was read from words its confidence; what a board states as data has none."""
    several = sum(each.source is PaySource.TEXT for each in ranges) > 1
    return tuple(_weigh_range(each, several) if each.source is PaySource.TEXT else each for each in ranges)


def _weigh_range(each: PayRange, several: bool) -> PayRange:
    """Give a range its confidence, and the flag that keeps it out of sentences where that is too low."""
    confidence = _score_features(each.rule, each.flags, each.unit, several)
    unsure = not several and confidence < table("pay_confidence")["sentence"]["least"]
    flags = (*each.flags, PayFlag.ATTACHMENT_UNSURE) if unsure else each.flags
    return replace(each, confidence=confidence, flags=tuple(dict.fromkeys(flags)))
