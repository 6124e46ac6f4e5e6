"""The receipt of a posting: the words its pay was read from, where and when they were fetched, and the digests."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.postings import select_version_pay, select_versions
from db.queries.rows import filter_rows
from reports.frames.frames import read_frame, to_records
from reports.prose import wording
from reports.prose.pay_range import format_pay
from reports.tables.answers import ANSWERS, describe_answer
from reports.tables.corrections import CORRECTIONS, describe_correction
from reports.tables.table import Snapshot

Row = Mapping[str, Any]

QUOTE_LENGTH = 500
"""Characters of a quotation on the page; pay_quote in postings.csv has the whole."""

VERSION = (
    "posting_id number first_seen_at source_url fetched_at response_sha256 content_sha256 archive archive_record"
).split()
RANGE = (
    "posting_id position label place kind scope source quote start end rule reader"
    " pay_minimum pay_maximum pay_currency pay_unit"
).split()

WHOSE = {
    "board": "The employer’s words, on its own board",
    "archive": "The employer’s words, from an archived page",
    "supplied": "From a page that a person supplied",
    "press": "As the press has it",
    "reconstructed": "Reconstructed: our own words around known facts",
}

BASES = {
    "published": "the board’s own date of publication",
    "text": "a date in the posting’s words",
    "relative": "counted back from words like “3 days ago”",
    "first_seen": "the day we first saw it",
    "created": "when the board made the record",
    "captured": "the day an archive captured the page, which may be later",
    "supplied": "as the person says who supplied the page",
    "corrected": "corrected by a person",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    text: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    id: str
    posting_id: str
    heading: str
    origin: str
    whose: str
    quotes: Sequence[Quote]
    facts: Sequence[tuple[str, str, str]]
    """(term, value, address or nothing)."""


def of_postings(
    connection: Connection, as_of: datetime, postings: DataFrame, names: Mapping[str, str]
) -> list[Receipt]:
    """`postings`: rows of postings.csv; their receipts in their order."""
    ids = list(postings["posting_id"])
    versions = {row["posting_id"]: row for row in _versions(connection, as_of, ids)}
    ranges = _ranges(connection, as_of, versions.values())
    snapshot = Snapshot(connection=connection, as_of=as_of)
    corrected = to_records(CORRECTIONS.read(snapshot))
    asked = to_records(ANSWERS.read(snapshot))
    return [
        _receipt(
            number, row, versions[row["posting_id"]], _of(row, ranges), names, _of(row, asked), _of(row, corrected)
        )
        for number, row in enumerate(to_records(postings), 1)
    ]


def _versions(connection: Connection, as_of: datetime, ids: Collection[str]) -> list[dict[str, Any]]:
    """The versions in rising order, so that of each posting the newest comes last."""
    statement = filter_rows(select_versions(as_of), posting_id=ids)
    return to_records(read_frame(connection, statement, VERSION, ("posting_id", "number")))


def _ranges(connection: Connection, as_of: datetime, versions: Iterable[Row]) -> list[dict[str, Any]]:
    """The ranges of pay in these versions, by the reading that the report's date knows."""
    keys = [(row["posting_id"], row["number"]) for row in versions]
    return to_records(read_frame(connection, select_version_pay(keys, as_of), RANGE, ("posting_id", "position")))


def _receipt(
    number: int,
    row: Row,
    version: Row,
    ranges: Sequence[Row],
    names: Mapping[str, str],
    asked: Sequence[Row],
    corrected: Sequence[Row],
) -> Receipt:
    studio = names.get(row["studio"], row["studio"])
    return Receipt(
        id=f"receipt-{number}",
        posting_id=row["posting_id"],
        heading=f"{studio}: {wording.shorten_title(row['title'])}",
        origin=row["origin"],
        whose=WHOSE[row["origin"]],
        quotes=_quotes(ranges),
        facts=[
            *_facts(row, version, ranges),
            *(("Asked for comment", describe_answer(each, studio), "") for each in asked),
            *(("Corrected", describe_correction(each), "") for each in corrected),
        ],
    )


def _of(row: Row, rows: Sequence[Row]) -> list[Row]:
    return [each for each in rows if each["posting_id"] == row["posting_id"]]


def passages(ranges: Iterable[Row]) -> list[list[Row]]:
    """Each passage once: every range that was read from it."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in ranges:
        found.setdefault((row["quote"], row["start"], row["source"]), []).append(row)
    return list(found.values())


def _quotes(ranges: Iterable[Row]) -> list[Quote]:
    return [Quote(text=_short(rows[0]["quote"]), note=_note(rows)) for rows in passages(ranges)]


def _note(rows: Sequence[Row]) -> str:
    return "; ".join([_where(rows[0]), *dict.fromkeys(map(_read, rows))])


def _short(text: str) -> str:
    return text if len(text) <= QUOTE_LENGTH else f"{text[: QUOTE_LENGTH - 1].rstrip()}…"


def _where(row: Row) -> str:
    return (
        f"characters {row['start']} to {row['end']} of the description"
        if row["start"] is not None
        else "the title"
        if row["source"] == "text"
        else "the board’s data"
    )


def _read(row: Row) -> str:
    """$141,500–$189,800 a year, for Burbank"""
    whose = row["label"] or row["place"]
    pay = format_pay(row) if row["pay_minimum"] is not None or row["pay_maximum"] is not None else "no amount"
    return f"read by rule {row['rule']} as {pay}{f', for {whose}' if whose else ''}"


def _facts(row: Row, version: Row, ranges: Sequence[Row]) -> list[tuple[str, str, str]]:
    facts = [
        ("Posting", row["posting_id"], ""),
        ("Address", row["url"], row["url"]),
        ("Posted", f"{wording.format_date(row['posted_on'])} ({_basis(row)})" if row["posted_on"] else "", ""),
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
        ("Know before printing", (row["pay_flags"] or "").replace(" ", ", ").replace("_", " "), ""),
    ]
    return [fact for fact in facts if fact[1]]


def _basis(row: Row) -> str:
    return BASES.get(row["posted_on_basis"], str(row["posted_on_basis"]))
