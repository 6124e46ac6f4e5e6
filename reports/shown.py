"""A report's rows as people read them: what stands in a cell of the page, what it sorts by, and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reports import phrases
from reports.columns import described
from reports.phrases import sentences

Row = Mapping[str, Any]

ROWS_AT_MOST = 300
"""Rows of one table on the page; the file has all."""


@dataclass(frozen=True, slots=True)
class Heading:
    heading: str
    numeric: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    key: str | None = None
    """What the cell sorts by, where that is not its text; empty: unknown, at the end."""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    columns: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    total: int


MEASURES = {
    "health_threshold_multiple": "times the threshold",
    "scale_weeks": "weeks at the minimum",
    "scale_days": "days at the minimum",
    "full_year_ratio": "times 52 weeks at the minimum, a ceiling nobody is guaranteed",
    "hourly_ratio": "times the minimum by the hour",
}
KINDS = {
    "minimum": "union minimum",
    "threshold": "eligibility threshold, not a wage",
    "recommended": "recommended, no collective agreement",
    "statutory": "statutory, not a union figure",
    "statistic": "statistic, not a union figure",
}
ORIGINS = {
    "board": "",
    "archive": "archived page",
    "supplied": "page supplied by a person",
    "press": "as the press has it",
    "reconstructed": "reconstructed, our own words",
}
STATUS = {"in_force": "in force", "latest_known": "latest known, not known to be in force"}
CONFIDENCE = {"verified": "two sources", "one_source": "one source", "inferred": "inferred"}


def compared(rows: Sequence[Row], names: Mapping[str, str]) -> Shown:
    columns = [
        Heading(heading) for heading in ("Posting", "Posted", "Advertised", "Beside", "The figure", "Covers the job")
    ]
    columns += [Heading("Measure"), Heading("Low", True), Heading("Middle", True), Heading("High", True)]
    return Shown(columns, [_compared(row, names) for row in rows[:ROWS_AT_MOST]], len(rows))


def _compared(row: Row, names: Mapping[str, str]) -> list[Cell]:
    whose = " · ".join(word for word in (names.get(row["studio"], row["studio"]), ORIGINS[row["origin"]]) if word)
    kind, confidence = KINDS[row["scale_kind"]], CONFIDENCE[row["scale_confidence"]]
    figure = phrases.money(row["scale_amount"], row["scale_currency"] or None)
    dates = f"{STATUS[row['scale_status']]}, {_span(row['scale_effective_from'], row['scale_effective_to'])}"
    return [
        Cell(phrases.title(row["title"]), note=whose, url=row["url"]),
        _day(row["posted_on"]),
        Cell(pay(row), key=_key(row["pay_maximum"] or row["pay_minimum"]), note=_pay_note(row)),
        Cell(row["role"], note=f"{row['union']}, {row['agreement']}"),
        Cell(
            f"{figure} {_unit(row['scale_unit'])}",
            _key(row["scale_amount"]),
            f"{kind}; {dates}; {confidence}",
            row["scale_source_url"] or "",
        ),
        Cell(row["agreement_covers_job"]),
        Cell(MEASURES[row["measure"]]),
        *(_multiple(row[end]) for end in ("low", "middle", "high")),
    ]


def pay(row: Row) -> str:
    """$300,000–$900,000 a year; the words of the posting's own unit and currency."""
    low, high, currency = row["pay_minimum"], row["pay_maximum"], row["pay_currency"] or None
    ends = [phrases.money(end, currency) for end in dict.fromkeys((low, high)) if end is not None]
    prefix = "up to " if low is None else "from " if high is None else ""
    return f"{prefix}{'–'.join(ends)} {sentences()['unit'][row['pay_unit'] or 'unknown']}"


def _pay_note(row: Row) -> str:
    scope = "market range" if row["pay_scope"] == "market_range" else ""
    kind = sentences()["kind"][row["pay_kind"] or "unstated"].removeprefix(" in ")
    return ", ".join(word for word in (scope, kind) if word)


def _unit(unit: str) -> str:
    known: dict[str, str] = sentences()["unit"]
    return known.get(unit, f"({unit.replace('_', ' ')})")


def _span(first: date | None, last: date | None) -> str:
    if first is None:
        return "start not known"
    return f"{phrases.day(first)} to {phrases.day(last)}" if last else f"from {phrases.day(first)}"


STUDIO_NUMBERS = (
    "Listed",
    "AI jobs",
    "AI part of the work",
    "Any AI word",
    "Share AI jobs",
    "Share with part",
    "Share any AI word",
    "State pay",
    "Share stating pay",
    "AI jobs: median low",
    "AI jobs: median high",
    "Other: median low",
    "Other: median high",
)


def studios(rows: Sequence[Row]) -> Shown:
    columns = [Heading("Studio"), *(Heading(words, True) for words in STUDIO_NUMBERS)]
    return Shown(columns, [_studio(row) for row in rows[:ROWS_AT_MOST]], len(rows))


def _studio(row: Row) -> list[Cell]:
    counts = [row[name] for name in ("postings_listed", "ai_core", "ai_adjacent", "any_keyword_count")]
    shares = [row[name] for name in ("share_core", "share_core_adjacent", "share_any_keyword")]
    return [
        Cell(row["name"], note="" if row["family"] else "no board that can be crawled is known"),
        *map(_count, counts),
        *map(_share, shares),
        _count(row["with_pay"]),
        _share(row["share_with_pay"]),
        *(_median(row, which, end) for which in ("core", "other") for end in ("low", "high")),
    ]


def _median(row: Row, which: str, end: str) -> Cell:
    count, value = row[f"{which}_{end}_count"], row[f"{which}_{end}_median_usd_year"]
    note = f"of {count}" if value is not None else f"{count}, too few" if count else ""
    return Cell(_usd(value), _key(value), note)


def coverage(rows: Sequence[Row], columns: Sequence[str]) -> Shown:
    """Every column of coverage.csv, headed by its name in words."""
    heads = [Heading(_words(name), described()[name].type == "integer", described()[name].meaning) for name in columns]
    made = [[_any(described()[name].type, row[name]) for name in columns] for row in rows[:ROWS_AT_MOST]]
    return Shown(heads, made, len(rows))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _any(kind: str, value: Any) -> Cell:
    if value is None:
        return Cell("", "")
    if kind == "instant":
        return Cell(moment(value), str(int(value.timestamp())))
    if kind == "date":
        return _day(value)
    return _count(value) if kind == "integer" else Cell(str(value).replace("_", " "))


def moment(value: datetime) -> str:
    return f"{phrases.day(value.date())}, {value:%H:%M} UTC"


def _day(value: date | None) -> Cell:
    return Cell(phrases.day(value), str(value.toordinal())) if value else Cell("", "")


def _count(value: int | None) -> Cell:
    return Cell("", "") if value is None else Cell(f"{value:,}", str(value))


def _share(value: Decimal | None) -> Cell:
    return Cell("", "") if value is None else Cell(f"{100 * value:.1f}%", str(value))


def _usd(value: Decimal | None) -> str:
    return "" if value is None else phrases.money(value.quantize(Decimal(1)), "USD")


def _multiple(value: Decimal | None) -> Cell:
    return Cell("", "") if value is None else Cell(phrases.multiple(value), str(value))


def _key(value: Decimal | None) -> str:
    return "" if value is None else str(value)
