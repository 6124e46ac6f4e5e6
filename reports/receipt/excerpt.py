"""Render a receipt for the report's page: the words its pay was read from, when they were fetched, and the digests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.prose import wording
from reports.prose.pay_range import format_pay
from reports.receipt.phrases import (
    describe_date_basis,
    describe_source,
    group_passages,
    list_routine_flags,
    list_warnings,
)
from reports.receipt.receipt import Receipt
from reports.tables.answers import describe_answer
from reports.tables.corrections import describe_correction

Row = Mapping[str, Any]

QUOTE_LENGTH = 500
"""Characters of a quotation on the page; pay_quote in postings.csv has the whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    text: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """A receipt as the page shows it."""

    id: str
    posting_id: str
    heading: str
    origin: str
    whose: str
    quotes: Sequence[Quote]
    facts: Sequence[tuple[str, str, str]]
    """(term, value, address or nothing)."""


def make_excerpt(number: int, receipt: Receipt) -> Excerpt:
    """Render one of `read_brief_receipts`. `number`: its place on the page, from 1."""
    posting, studio = receipt.posting, receipt.studio_name
    return Excerpt(
        id=f"receipt-{number}",
        posting_id=posting["posting_id"],
        heading=f"{studio}: {wording.shorten_title(posting['title'])}",
        origin=posting["origin"],
        whose=receipt.whose_words,
        quotes=make_quotes(receipt.pay),
        facts=[
            *_list_facts(posting, receipt.versions[-1], receipt.pay),
            *(("Asked for comment", describe_answer(row, studio), "") for row in receipt.asked),
            *(("Corrected", describe_correction(row), "") for row in receipt.corrections),
        ],
    )


def make_quotes(ranges: Iterable[Row]) -> list[Quote]:
    """Quote each passage once, with every range that was read from it."""
    passages = group_passages(ranges)
    return [Quote(text=_shorten_passage(rows[0]["quote"]), note=_describe_passage(rows)) for rows in passages]


def _describe_passage(rows: Sequence[Row]) -> str:
    """Say where a passage stands, and what was read from it: $141,500–$189,800 a year, for Burbank."""
    first = rows[0]
    span = f"characters {first['start']} to {first['end']} of the description"
    where = span if first["start"] is not None else describe_source(first)
    return "; ".join([where, *dict.fromkeys(map(_describe_reading, rows))])


def _describe_reading(row: Row) -> str:
    whose = row["label"] or row["place"]
    pay = format_pay(row) if row["pay_minimum"] is not None or row["pay_maximum"] is not None else "no amount"
    return f"read by rule {row['rule']} as {pay}{f', for {whose}' if whose else ''}"


def _shorten_passage(text: str) -> str:
    return text if len(text) <= QUOTE_LENGTH else f"{text[: QUOTE_LENGTH - 1].rstrip()}…"


def _list_facts(row: Row, version: Row, ranges: Sequence[Row]) -> list[tuple[str, str, str]]:
    facts = [
        ("Posting", row["posting_id"], ""),
        ("Address", row["url"], row["url"]),
        (
            "Posted",
            f"{wording.format_date(row['posted_on'])} ({describe_date_basis(row)})" if row["posted_on"] else "",
            "",
        ),
        (
            "First and last seen",
            f"{wording.format_instant(row['first_seen_at'])}; {wording.format_instant(row['last_seen_at'])}",
            "",
        ),
        ("State", (row["state"] or "").replace("_", " "), ""),
        ("Version", f"{version['number']}, first seen {wording.format_instant(version['first_seen_at'])}", ""),
        ("Fetched", wording.format_instant(version["fetched_at"]), ""),
        ("Fetched from", version["source_url"], version["source_url"]),
        ("SHA-256 of the answer", version["response_sha256"], ""),
        ("Archived in", version["archive"] or "", ""),
        ("Record of the archive", version["archive_record"] or "", ""),
        ("SHA-256 of the content", version["content_sha256"], ""),
        ("Read by", "; ".join(sorted({r["reader"] for r in ranges})), ""),
        ("By the year", row["pay_year_basis"] or "", ""),
        ("Know before printing", list_warnings(row["pay_flags"]), ""),
        ("Routine", list_routine_flags(row["pay_flags"]), ""),
    ]
    return [fact for fact in facts if fact[1]]
