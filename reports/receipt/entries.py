"""Say a receipt in words, part by part; text.py and html.py lay them out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.prose.pay_range import format_range
from reports.receipt.phrases import (
    RANGE_POSITIONS,
    describe_date_basis,
    describe_source,
    list_routine_flags,
    list_warnings,
)
from reports.receipt.receipt import Receipt
from reports.redact import redact
from reports.tables.answers import describe_answer
from reports.tables.corrections import describe_correction

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a receipt: a line that says it, and what it rests on as (term, words)."""

    line: str
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    entries: tuple[Entry, ...]


def make_entry(line: str, *pairs: tuple[str, Any]) -> Entry:
    return Entry(line, tuple((name, str(value)) for name, value in pairs if value not in (None, "")))


def receipt_heading(found: Receipt) -> str:
    posting = found.posting
    return f"{posting['title']} — {found.studio_name}" + (f", {posting['brand']}" if posting["brand"] else "")


def receipt_sections(found: Receipt) -> list[Section]:
    """Word the receipt, part by part, for a terminal or a page."""
    posting = found.posting
    about = make_entry(
        f"{found.whose_words}.",
        ("Posting", posting["posting_id"]),
        ("Address", posting["url"]),
        ("Places", posting["locations"]),
        ("Posted on", _format_posted(posting)),
        ("Seen", f"first {posting['first_seen_at']}, last {posting['last_seen_at']}"),
        ("State", (posting["state"] or "").replace("_", " ")),
        *(("Supplied", _describe_supplied(row)) for row in found.supplied),
    )
    return [
        Section("The posting", (about,)),
        Section("Pay", tuple(_pay_entries(found))),
        Section("Beside union figures", tuple(_comparison_entries(found.comparisons))),
        *([Section("Agreements and this job", tuple(map(_covered_entry, found.covered)))] if found.covered else []),
        Section("AI", tuple(_ai_entries(found))),
        *([Section("Asked for comment", tuple(_answer_entries(found)))] if found.asked else []),
        *([Section("Corrections", tuple(map(_correction_entry, found.corrections)))] if found.corrections else []),
        Section("Versions", tuple(_version_entry(row, found.redactions) for row in found.versions)),
        *([Section("Reposts, as claims", tuple(map(_repost_entry, found.reposts)))] if found.reposts else []),
    ]


def _format_posted(posting: Row) -> str | None:
    return f"{posting['posted_on']} (basis: {describe_date_basis(posting)})" if posting["posted_on"] else None


def _describe_supplied(row: Row) -> str:
    captured = f", captured {row['captured_at']}" if row["captured_at"] else ""
    return f"by {row['supplied_by']} on {row['supplied_on']}: {row['given']}{captured}, SHA-256 {row['sha256']}"


def _correction_entry(row: Row) -> Entry:
    return make_entry(
        describe_correction(row),
        ("In version", row["corrected_version"]),
        ("Known since", row["added_at"]),
    )


def _describe_redaction(row: Row) -> str:
    digests = [f"SHA-256 {name} {row[f'sha256_{name}']}" for name in ("before", "after") if row[f"sha256_{name}"]]
    said = f"on {row['redacted_at']} by {row['by']}: {row['reason']} (in {', '.join(row['fields'].split())})"
    return "; ".join([said, *digests])


def _pay_entries(found: Receipt) -> Iterator[Entry]:
    posting = found.posting
    if not found.pay:
        yield make_entry("None can be read in this posting.")
    for row in found.pay:
        at = f"characters {row['start']} to {row['end']}" if row["start"] is not None else describe_source(row)
        yield make_entry(
            f"{format_pay_range(row)}; covers: {row['kind']}; {str(row['scope']).replace('_', ' ')}",
            ("Words", f"“{row['quote']}” ({at})"),
            ("In context", row.get("context")),
            ("For", ", ".join(words for words in (row["label"], row["place"]) if words)),
            ("Rule", f"{row['rule']} ({row['reader']})"),
            ("Know before printing", list_warnings(row["flags"])),
            ("Routine", list_routine_flags(row["flags"])),
        )
    reckoned = make_entry(
        "Reckoned from it",
        ("By the year", posting["pay_year_basis"]),
        ("In dollars a year", format_yearly_dollars(posting)),
        ("Exchange rate", _format_exchange_rate(posting)),
        ("Width of the range", f"top {found.range_width} times the bottom" if found.range_width else None),
    )
    if reckoned.pairs:
        yield reckoned


def format_pay_range(row: Row) -> str:
    """Print a row of the view pay_ranges: $300,000–$900,000 a year; $400 a day, of 8 hours."""
    if row["minimum"] is None and row["maximum"] is None:
        return "no figure"
    hours = f", of {row['hours']} hours" if row["hours"] else ""
    return f"{format_range(row['minimum'], row['maximum'], row['currency'], row['unit'])}{hours}"


def format_yearly_dollars(posting: Row) -> str | None:
    """Print what a posting's pay was reckoned to be in US dollars a year; None where it was not."""
    low, high = posting["pay_usd_year_minimum"], posting["pay_usd_year_maximum"]
    return None if low is None and high is None else format_range(low, high, "USD", "year")


def _format_exchange_rate(posting: Row) -> str | None:
    if posting["fx_rate"] is None:
        return None
    return f"1 {posting['pay_currency']} = {posting['fx_rate']} USD, European Central Bank, {posting['fx_on']}"


def _comparison_entries(comparisons: Sequence[Row]) -> Iterator[Entry]:
    if not comparisons:
        yield make_entry("None is known that this pay can be set beside fairly.")
    for row in comparisons:
        numbers = "; ".join(f"{name} {row[name]}" for name in ("low", "middle", "high") if row[name] is not None)
        yield make_entry(
            f"{row['union']}, {row['role']} ({row['scale_kind']}{_format_status(row)})",
            (row["measure"].replace("_", " "), numbers),
            ("Basis", row["basis"]),
            ("The range", RANGE_POSITIONS.get(row["lies"] or "")),
            ("Occupation's wages, by percentile", _format_percentiles(row)),
            ("Beside it because", row["comparison_reason"]),
            ("Covers this job", f"{row['agreement_covers_job']}: {row['covers_reason']}"),
            ("In today's money", _format_real_values(row)),
            ("Figure", f"{row['scale_id']}, {row['scale_confidence'].replace('_', ' ')}, {row['scale_tier']}"),
            ("Source", f"{row['scale_source_title']} <{row['scale_source_url']}>"),
            ("Second source", row["scale_second_source_url"]),
            ("Note", row["scale_note"]),
        )


def _format_percentiles(row: Row) -> str | None:
    ends = [f"{end} end {row[f'{end}_percentiles']}" for end in ("low", "high") if row[f"{end}_percentiles"]]
    return "; ".join(ends) or None


def _format_real_values(row: Row) -> str | None:
    if row["real_basis"] is None:
        return None
    amounts = ("pay_minimum_real", "pay_maximum_real", "scale_amount_real")
    low, high, figure = (None if row[name] is None else round(row[name], 2) for name in amounts)
    said = [
        "" if low is None and high is None else f"pay {format_range(low, high, 'USD', row['pay_unit'])}",
        "" if figure is None else f"the figure {figure:,.2f} USD",
    ]
    return f"{'; '.join(part for part in said if part)} ({row['real_basis']})"


def _covered_entry(row: Row) -> Entry:
    figure = None
    if row["scale_id"]:
        amount = f"{row['scale_amount']} {row['scale_currency']} per {row['scale_unit']}"
        dates = f"from {row['scale_effective_from']} to {row['scale_effective_to']}{_format_status(row)}"
        figure = f"{amount}, {dates} ({row['scale_id']}) <{row['scale_source_url']}>"
    return make_entry(
        f"{row['union']}, {row['agreement']}: {row['role']}",
        ("Covers this job", f"{row['agreement_covers_job']}: {redact(row['coverage_reason'])}"),
        ("Rule", row["coverage_rule"]),
        ("Minimum", figure or "no figure is known"),
    )


def _format_status(row: Row) -> str:
    """Say whether a figure was in force; a statistic never is."""
    return f", {row['scale_status'].replace('_', ' ')}" if row["scale_kind"] != "statistic" else ""


def _ai_entries(found: Receipt) -> Iterator[Entry]:
    posting = found.posting
    kinds = f" ({posting['ai_kinds']})" if posting["ai_kinds"] else ""
    yield make_entry(
        f"Label: {posting['ai_label']}{kinds}",
        ("Any AI keyword anywhere", "yes" if posting["any_keyword"] else "no"),
        ("Mentions AI in hiring", "yes" if posting["mentions_ai_in_hiring"] else "no"),
    )
    for row in found.ai:
        at = f"{row['field']}, characters {row['start']} to {row['end']}"
        yield make_entry(
            f"“{redact(row['quote'])}”",
            ("Where", f"{at}; section {row['section']}, weight {row['weight']}"),
            ("Rule", f"{row['rule']}: {row['term']} ({row['reader']})"),
        )


def _answer_entries(found: Receipt) -> Iterator[Entry]:
    for row in found.asked:
        yield make_entry(describe_answer(row, found.studio_name), ("SHA-256 of the sheet", row["sheet_sha256"]))


def _repost_entry(row: Row) -> Entry:
    return make_entry(
        f"{row['posting_id']} looks like {row['earlier_posting_id']} put up again",
        ("Titles", f"{row['earlier_title']}; {row['title']}"),
        ("Last seen, and first seen", f"{row['earlier_last_seen_at']}; {row['first_seen_at']}"),
        ("Own sentences in both", f"{row['score']} of those in either"),
        ("Rests on", row["reasons"].replace(" ", ", ").replace("_", " ")),
        ("Rule", row["rule"]),
    )


def _version_entry(row: Row, redactions: Sequence[Row]) -> Entry:
    changed = [
        pair
        for name, (old, new) in row.get("changed", {}).items()
        for pair in ((f"{name} was", old), (f"{name} is", new))
    ]
    text = [
        (kind, words) for each in row.get("changed_text", []) for kind in ("removed", "added") for words in each[kind]
    ]
    return make_entry(
        f"Version {row['number']}, first seen {row['first_seen_at']}",
        ("Fetched", f"{row['fetched_at']} from {row['source_url']}"),
        ("SHA-256 of the answer", row["response_sha256"]),
        ("Archived in", " ".join(str(row[name]) for name in ("archive", "archive_record") if row.get(name))),
        ("SHA-256 of the content", row["content_sha256"]),
        *(
            ("A person’s data taken out", _describe_redaction(each))
            for each in redactions
            if each["version"] == row["number"]
        ),
        *changed,
        *text,
    )
