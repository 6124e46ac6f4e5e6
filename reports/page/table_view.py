"""Turn a report's rows into cells of the page: their text, what they sort by, and where they lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from reports.frames.columns import describe_columns
from reports.frames.text_diff import Run
from reports.prose import wording

Row = Mapping[str, Any]

ROWS_AT_MOST = 300
"""Rows of one table on the page; the file has all."""


@dataclass(frozen=True, slots=True)
class Heading:
    heading: str
    numeric: bool = False
    prose: bool = False
    """Sentences stand in it: it is given room."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    key: str | None = None
    """What the cell sorts by, where that is not its text; empty: unknown, at the end."""
    note: str = ""
    url: str = ""
    anchor: str = ""
    """The id of a part of the page that the cell leads to."""
    parts: Sequence[Run] = ()
    """The text as it was edited."""


@dataclass(frozen=True, slots=True)
class TableView:
    columns: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    total: int
    ids: Sequence[str] = ()
    """The rows' own ids, so that a link can lead to one."""
    facets: Sequence[tuple[str, Sequence[str]]] = ()
    """By what the rows can be filtered beside their words: a heading, and each row's value."""


ORIGINS = {
    "board": "",
    "archive": "archived page",
    "supplied": "page supplied by a person",
    "press": "as the press has it",
    "reconstructed": "reconstructed, our own words",
}


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


def studio_table(rows: Sequence[Row]) -> TableView:
    columns = [Heading("Studio"), *(Heading(words, True) for words in STUDIO_NUMBERS)]
    return TableView(columns, [_studio_cells(row) for row in rows[:ROWS_AT_MOST]], len(rows))


def _studio_cells(row: Row) -> list[Cell]:
    counts = [row[name] for name in ("postings_listed", "ai_core", "ai_adjacent", "any_keyword_count")]
    shares = ("share_core", "share_core_adjacent", "share_any_keyword")
    return [
        Cell(row["name"], note="" if row["family"] else "no board that can be crawled is known"),
        *map(_count_cell, counts),
        *(share_cell(row, name) for name in shares),
        _count_cell(row["with_pay"]),
        share_cell(row, "share_with_pay"),
        *(median_cell(row, which, end) for which in ("core", "other") for end in ("low", "high")),
    ]


def median_cell(row: Row, which: str, end: str) -> Cell:
    count, value = row[f"{which}_{end}_count"], row[f"{which}_{end}_median_usd_year"]
    note = f"of {count}" if value is not None else f"{count}, too few" if count else ""
    return Cell(_format_usd(value), amount_key(value), note)


COVERAGE_NUMBERS = ("Announced", "On its list", "Held as listed", "With pay", "With description")
OUTCOMES = ("complete", "suspect", "incomplete", "failed")


def coverage_table(rows: Sequence[Row]) -> TableView:
    columns = [Heading(words) for words in ("Studio", "Last visit", "Last complete visit", "Visits")]
    columns += [Heading(words, True) for words in COVERAGE_NUMBERS]
    return TableView(columns, [_coverage_cells(row) for row in rows[:ROWS_AT_MOST]], len(rows))


def _coverage_cells(row: Row) -> list[Cell]:
    counts = {word: row[f"crawls_{word}"] for word in OUTCOMES}
    visits = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    last = "; ".join(word for word in (_format_optional(row["last_crawl_at"]), row["last_reason"]) if word)
    held = ("announced", "listed", "postings_listed", "with_pay", "with_description")
    return [
        Cell(row["name"], note=row["family"] or "no board that can be crawled is known"),
        Cell(row["last_outcome"] or "none yet", note=last),
        Cell(_format_optional(row["last_complete_at"]), _instant_key(row["last_complete_at"])),
        Cell(visits, str(sum(counts.values()))),
        *(_count_cell(row[name]) for name in held),
    ]


def _format_optional(value: datetime | None) -> str:
    return wording.format_instant(value) if value else ""


def _instant_key(value: datetime | None) -> str:
    return str(int(value.timestamp())) if value else ""


def _count_cell(value: int | None) -> Cell:
    return Cell("", "") if value is None else Cell(f"{value:,}", str(value))


SHARES = {
    "share_core": ("ai_core core_listed", "postings_listed"),
    "share_core_adjacent": ("ai_core+ai_adjacent", "postings_listed"),
    "share_any_keyword": ("any_keyword_count", "postings_listed"),
    "share_with_pay": ("with_pay", "postings_listed"),
}
"""Of which counts a share is: the file's has four places, and a percentage made of those may round another way than one
made of the counts. Several names: the one that the row has; with a plus: their sum."""


def share_cell(row: Row, name: str) -> Cell:
    """Make the cell of a share, formatted once from the counts that it is made of."""
    parts, whole = SHARES[name]
    if row[name] is None:
        return Cell("", "")
    part = next(each for each in parts.split() if set(each.split("+")) <= row.keys())
    return Cell(wording.format_percent(sum(row[one] for one in part.split("+")), row[whole]), str(row[name]))


def _format_usd(value: Decimal | None) -> str:
    return "" if value is None else wording.format_money(value.quantize(Decimal(1)), "USD")


def amount_key(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def chart_table(columns: Sequence[tuple[str, str]], rows: Sequence[Row]) -> TableView:
    """Make the table of a chart's own figures, each column by its type."""
    types = {name: describe_columns()[name].type for name, _ in columns}
    headings = [Heading(words, types[name] in NUMERIC) for name, words in columns]
    return TableView(
        headings,
        [
            [
                share_cell(row, name) if types[name] == "share" else plain_cell(row[name], types[name])
                for name, _ in columns
            ]
            for row in rows[:ROWS_AT_MOST]
        ],
        len(rows),
    )


NUMERIC = frozenset({"integer", "amount", "rate", "share"})


def plain_cell(value: Any, type_: str) -> Cell:
    """Make a cell by the column's type. What is unknown stays empty, and sorts at the end."""
    if value is None:
        return Cell("", "")
    if type_ == "instant":
        return Cell(wording.format_instant(value), _instant_key(value))
    if type_ in NUMERIC:
        return Cell(f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}", str(value))
    return Cell(("yes" if value else "no") if isinstance(value, bool) else str(value))
