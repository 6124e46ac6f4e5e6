"""Check a table of scales: what only whole rows, or rows beside each other, can show."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from db.vocabulary import Confidence, ScaleKind, Tier
from tracker.scales.model import CURRENCIES, NOT_MONEY, OWN_FILE, UNITS, Scale, Series


class Level(StrEnum):
    ERROR = "error"
    """The table must not be used."""
    NOTE = "note"
    """A gap between two figures of a series."""
    WORK = "work"
    """A figure that still needs the original document: the union's, the plan's, the law."""


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    scale_id: str
    text: str

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"


def check_scales(scales: Iterable[Scale]) -> list[Finding]:
    """Check the rows of all files together: errors first, then gaps, then figures that need the original document."""
    ordered = sorted(scales, key=lambda scale: (scale.series, scale.effective_from))
    found = [
        *_find_row_errors(ordered),
        *_find_duplicates(ordered),
        *_find_overlaps_and_gaps(ordered),
        *_list_open_work(ordered),
    ]
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def list_stale_series(scales: Iterable[Scale], on: date, first: Collection[Series] = ()) -> list[str]:
    """List each series without a figure in force on a day: those of `first`, then the rest, the longest stale first.

    `first`: the series that reports compare with. A series that begins later is not stale.
    """
    ends: dict[Series, Scale] = {}
    for scale in scales:
        if scale.effective_from <= on and (
            scale.series not in ends or scale.effective_to > ends[scale.series].effective_to
        ):
            ends[scale.series] = scale
    stale = [scale for scale in ends.values() if scale.effective_to < on]
    stale.sort(key=lambda scale: (scale.series not in first, scale.effective_to, scale.series))
    return [_describe_stale(scale, on, scale.series in first) for scale in stale]


def _describe_stale(scale: Scale, on: date, compared: bool) -> str:
    days = f"{(on - scale.effective_to).days:,} days{' (in reports)' if compared else ''}"
    return f"stale: {', '.join(scale.series)}: no figure known after {scale.effective_to}, {days}"


def count_scales(scales: Iterable[Scale]) -> Counter[tuple[ScaleKind, Confidence]]:
    return Counter((scale.kind, scale.confidence) for scale in scales)


def describe_scales(scales: Iterable[Scale]) -> str:
    """Format the number of figures of each kind, by confidence, as lines of a table."""
    counted = count_scales(scales)
    lines = ["".join(f"{word:>12}" for word in ("", *Confidence, "all"))]
    for kind in ScaleKind:
        numbers = [counted[kind, confidence] for confidence in Confidence]
        lines.append(f"{kind:<12}" + "".join(f"{number:>12}" for number in (*numbers, sum(numbers))))
    return "\n".join([*lines, f"{counted.total()} figures"])


def _find_row_errors(scales: Iterable[Scale]) -> Iterator[Finding]:
    for scale in scales:
        for text in _find_faults(scale):
            yield Finding(Level.ERROR, scale.scale_id, f"{scale.scale_id}: {text}")


def _find_faults(scale: Scale) -> Iterator[str]:
    if scale.unit not in UNITS:
        yield f"unknown unit {scale.unit!r}; known are {', '.join(UNITS)}"
    elif scale.unit in NOT_MONEY and scale.currency:
        yield f"{scale.unit} is not money, but the currency is {scale.currency!r}"
    elif scale.unit not in NOT_MONEY and scale.currency not in CURRENCIES:
        yield f"unknown currency {scale.currency!r}"
    # A scale's dates always end: where its source names no end, it ends where its evidence does.
    if scale.effective_to < scale.effective_from:
        yield f"ends on {scale.effective_to}, before it begins on {scale.effective_from}"
    if scale.country and not re.fullmatch("[A-Z]{2}", scale.country):
        yield f"country {scale.country!r} is not a code of two capital letters"
    if not scale.source_title:
        yield "has no source"
    own = scale.source_title.startswith(OWN_FILE)
    always = () if own and not scale.source_url else (scale.source_url,)
    for address in (*always, *filter(None, (scale.original_url, scale.second_source_url))):
        if not _is_web_address(address):
            yield f"source address {address!r} is not a web address"


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text)


def _find_duplicates(scales: Iterable[Scale]) -> Iterator[Finding]:
    for scale_id, times in Counter(scale.scale_id for scale in scales).items():
        if times > 1:
            yield Finding(Level.ERROR, scale_id, f"{scale_id}: {times} rows have this scale_id")


def _find_overlaps_and_gaps(ordered: Iterable[Scale]) -> Iterator[Finding]:
    for _, series in groupby(ordered, key=lambda scale: scale.series):
        for one, following in pairwise(series):
            if following.effective_from <= one.effective_to:
                ends = f"from {following.effective_from} to {min(one.effective_to, following.effective_to)}"
                text = f"{one.scale_id} and {following.scale_id} overlap {ends}"
                yield Finding(Level.ERROR, following.scale_id, text)
            elif following.effective_from > one.effective_to + timedelta(days=1):
                text = f"no figure known after {one.effective_to} and before {following.effective_from}"
                yield Finding(Level.NOTE, following.scale_id, f"{', '.join(one.series)}: {text}")


def _list_open_work(scales: Iterable[Scale]) -> Iterator[Finding]:
    for scale in scales:
        if scale.tier is not Tier.PRIMARY or scale.confidence is Confidence.INFERRED:
            where = f"; it may be at {scale.original_url}" if scale.original_url else ""
            text = f"{scale.scale_id}: {scale.confidence}, {scale.tier}; needs the original document{where}"
            yield Finding(Level.WORK, scale.scale_id, text)
