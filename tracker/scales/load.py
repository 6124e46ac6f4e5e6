"""The union scales: load them, check them, add a user's own. What each column means: data/union_scales.README.md."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.vocabulary import AiKind, Confidence, Covers, Measure, ScaleKind, ScaleStatus, Tier
from tracker.util import csv_records
from tracker.util.csv_records import CsvError

UNITS = {
    "hour": "one hour",
    "half_day": "half a day, as the source defines it",
    "day": "one day of work",
    "three_days": "three days of work under one engagement",
    "week": "one week of work",
    "year": "one year",
    "session": "one recording session",
    "episode": "one episode or programme",
    "script": "one script, whatever the time it takes",
    "storyboard": "one storyboard",
    "game": "one game, on top of session fees",
    "buyout": "the use of what was recorded, on top of the fee for recording it",
    "day_adjustment": "one day, on top of the day rate",
    "covered_earnings_year": "covered earnings that qualify for one year of a health plan",
    "eligibility_days": "days of work that qualify for one year of a health plan; not money",
    "percent_of_members": "a share of a union's members; not money",
}
NOT_MONEY = {"eligibility_days", "percent_of_members"}
CURRENCIES = set(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY "
    "USD ZAR".split()
)


class ScalesError(CsvError):
    """A table of scales that cannot be used."""


class FromBasis(StrEnum):
    """What the first day of a figure rests on."""

    STATED = "stated"
    ASSUMED = "assumed"
    SURVEY_MONTH = "survey_month"
    LAST_DAY_OF_PERIOD = "last_day_of_period"
    IN_FORCE_ON = "in_force_on"
    LATEST_POSSIBLE = "latest_possible"


class ToBasis(StrEnum):
    """What the last day of a figure rests on."""

    NEXT_FIGURE = "next_figure"
    PERIOD_END = "period_end"
    PLAN_YEAR = "plan_year"
    SURVEY_YEAR = "survey_year"
    MONTH_END = "month_end"
    CERTAIN_UNTIL = "certain_until"
    EVIDENCE_YEAR = "evidence_year"


Series = tuple[str, str, str, str]
"""Union, agreement, role and unit: what is paid for, whenever."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Scale:
    """One dated figure. Both dates belong to it."""

    scale_id: str
    union: str
    agreement: str
    contract: str = ""
    role: str
    kind: ScaleKind
    amount: Decimal
    currency: str = ""
    """ISO 4217; empty where the unit is not money."""
    unit: str
    hours: Decimal | None = None
    """Hours that one unit covers, only where the source states them."""
    days: Decimal | None = None
    country: str | None = None
    effective_from: date
    effective_from_basis: FromBasis = FromBasis.STATED
    effective_to: date
    effective_to_basis: ToBasis = ToBasis.PERIOD_END
    confidence: Confidence
    tier: Tier
    source_title: str
    source_url: str
    original_url: str = ""
    """The union's own document, where the source names the one it copies."""
    second_source_title: str = ""
    second_source_url: str = ""
    note: str = ""

    @property
    def series(self) -> Series:
        return (self.union, self.agreement, self.role, self.unit)


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


@dataclass(kw_only=True, frozen=True, slots=True)
class ComparisonRow:
    """Which scale is set beside which postings: a row of db.models.Comparison."""

    position: int
    basket: str
    union: str
    agreement: str
    role: str
    unit: str
    measure: Measure
    country: str | None
    ai_kind: AiKind | None
    ai_only: bool
    covers: Covers
    covers_reason: str
    words: str

    @property
    def series(self) -> Series:
        return (self.union, self.agreement, self.role, self.unit)


@dataclass(kw_only=True, frozen=True, slots=True)
class ArticleFact:
    """A figure as the article gives it; never a scale. The note says who restates it."""

    name: str
    amount: Decimal
    currency: str | None = None
    unit: str
    source_title: str
    source_url: str
    note: str = ""


@dataclass(kw_only=True, frozen=True, slots=True)
class Signatory:
    """What a studio has to do with an agreement, on the day of the source."""

    studio: str
    entity: str
    agreement: str
    standing: str
    as_of: date
    source_title: str
    source_url: str
    note: str


def load_scales(extra: Sequence[Path] = ()) -> list[Scale]:
    """The packaged scales and the user's own files. Raises ScalesError unless all can be read and pass the check."""
    scales = [scale for path in (_packaged("union_scales.csv"), *extra) for scale in _read(path)]
    _refuse(scales)
    return scales


def check_scales(scales: Iterable[Scale]) -> list[Finding]:
    """Errors first, then the gaps, then the work that is left."""
    ordered = sorted(scales, key=lambda scale: (scale.series, scale.effective_from))
    found = [*_errors(ordered), *_duplicates(ordered), *_neighbours(ordered), *_work(ordered)]
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def count_scales(scales: Iterable[Scale]) -> Counter[tuple[ScaleKind, Confidence]]:
    return Counter((scale.kind, scale.confidence) for scale in scales)


def describe_scales(scales: Iterable[Scale]) -> str:
    """How many figures of each kind there are, by confidence, as lines of a table."""
    counted = count_scales(scales)
    lines = ["".join(f"{word:>12}" for word in ("", *Confidence, "all"))]
    for kind in ScaleKind:
        numbers = [counted[kind, confidence] for confidence in Confidence]
        lines.append(f"{kind:<12}" + "".join(f"{number:>12}" for number in (*numbers, sum(numbers))))
    return "\n".join([*lines, f"{counted.total()} figures"])


def in_force(series: Iterable[Scale], on: date) -> tuple[Scale, ScaleStatus] | None:
    """The figure of one series for a date.

    in_force: effective_from <= date <= effective_to. Where none is, the latest earlier one, as latest_known; else none.
    """
    begun = [scale for scale in series if scale.effective_from <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda scale: scale.effective_from)
    return latest, ScaleStatus.IN_FORCE if on <= latest.effective_to else ScaleStatus.LATEST_KNOWN


def add_scales(file: Path, into: Path) -> int:
    """Append the scales of `file` to the user's file `into`, whole or not at all; gives their number.

    Raises ScalesError, and changes nothing, unless they pass the check beside the packaged scales and those of `into`.
    """
    new = _read(file)
    if not new:
        raise ScalesError([f"{file} holds no scales"])
    kept = _read(into) if into.exists() else []
    _refuse([*load_scales(), *kept, *new])
    csv_records.write_csv(into, [*kept, *new])
    return len(new)


@cache
def comparisons() -> list[ComparisonRow]:
    """The default baskets, in the order of printing."""
    rows = tomllib.loads(_packaged("baskets.toml").read_text(encoding="utf-8"))["comparison"]
    return [_comparison(position, row) for position, row in enumerate(rows, 1)]


def article_facts() -> list[ArticleFact]:
    return csv_records.read_csv(_packaged("article_facts.csv"), ArticleFact)


def signatories() -> list[Signatory]:
    return csv_records.read_csv(_packaged("signatories.csv"), Signatory)


def _packaged(name: str) -> Traversable:
    return files(__package__) / "data" / name


def _read(path: Path | Traversable) -> list[Scale]:
    try:
        return csv_records.read_csv(path, Scale)
    except CsvError as error:
        raise ScalesError(error.faults) from error


def _refuse(scales: Sequence[Scale]) -> None:
    if faults := [finding.text for finding in check_scales(scales) if finding.is_error]:
        raise ScalesError(faults)


def _comparison(position: int, row: dict[str, Any]) -> ComparisonRow:
    kind = row.get("ai_kind")
    typed = {
        "measure": Measure(row["measure"]),
        "covers": Covers(row["covers"]),
        "ai_kind": None if kind is None else AiKind(kind),
        "ai_only": row.get("ai_only", False),
        "country": row.get("country"),
    }
    return ComparisonRow(position=position, **{**row, **typed})


# The check: what can only be seen in a whole row, or in rows beside each other.


def _errors(scales: Iterable[Scale]) -> Iterator[Finding]:
    for scale in scales:
        for text in _faults(scale):
            yield Finding(Level.ERROR, scale.scale_id, f"{scale.scale_id}: {text}")


def _faults(scale: Scale) -> Iterator[str]:
    if scale.unit not in UNITS:
        yield f"unknown unit {scale.unit!r}; known are {', '.join(UNITS)}"
    elif scale.unit in NOT_MONEY and scale.currency:
        yield f"{scale.unit} is not money, but the currency is {scale.currency!r}"
    elif scale.unit not in NOT_MONEY and scale.currency not in CURRENCIES:
        yield f"unknown currency {scale.currency!r}"
    if scale.effective_to < scale.effective_from:
        yield f"ends on {scale.effective_to}, before it begins on {scale.effective_from}"
    if scale.country and not re.fullmatch("[A-Z]{2}", scale.country):
        yield f"country {scale.country!r} is not a code of two capital letters"
    if not scale.source_title:
        yield "has no source"
    for address in (scale.source_url, *filter(None, (scale.original_url, scale.second_source_url))):
        if not _is_web_address(address):
            yield f"source address {address!r} is not a web address"


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text)


def _duplicates(scales: Iterable[Scale]) -> Iterator[Finding]:
    for scale_id, times in Counter(scale.scale_id for scale in scales).items():
        if times > 1:
            yield Finding(Level.ERROR, scale_id, f"{scale_id}: {times} rows have this scale_id")


def _neighbours(ordered: Iterable[Scale]) -> Iterator[Finding]:
    for _, series in groupby(ordered, key=lambda scale: scale.series):
        for one, following in pairwise(series):
            if following.effective_from <= one.effective_to:
                ends = f"from {following.effective_from} to {min(one.effective_to, following.effective_to)}"
                text = f"{one.scale_id} and {following.scale_id} overlap {ends}"
                yield Finding(Level.ERROR, following.scale_id, text)
            elif following.effective_from > one.effective_to + timedelta(days=1):
                text = f"no figure known after {one.effective_to} and before {following.effective_from}"
                yield Finding(Level.NOTE, following.scale_id, f"{', '.join(one.series)}: {text}")


def _work(scales: Iterable[Scale]) -> Iterator[Finding]:
    for scale in scales:
        if scale.tier is not Tier.PRIMARY or scale.confidence is Confidence.INFERRED:
            where = f"; it may be at {scale.original_url}" if scale.original_url else ""
            text = f"{scale.scale_id}: {scale.confidence}, {scale.tier}; needs the original document{where}"
            yield Finding(Level.WORK, scale.scale_id, text)
