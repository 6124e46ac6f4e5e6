"""The receipt of one posting: every number with its words, digests, rules, conversions and scales."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select

from db.queries.comparison import comparison_order, select_pay_vs_scale
from db.queries.crawls import select_studios
from db.queries.editorial import select_clips, select_inquiry_answers, select_redactions
from db.queries.history import select_reposts_of
from db.queries.postings import select_ai_evidence, select_pay_ranges, select_postings, select_versions
from db.queries.rows import Order, filter_rows, pick_columns, sort_rows
from db.queries.scales import select_union_scales
from reports.errors import ReportsError
from reports.frames.text_diff import diff_sentences
from reports.frames.values import clean_text as shown
from reports.prose import wording
from reports.receipt.excerpt import BASES, WHOSE
from reports.redact import redact
from reports.tables.answers import ANSWERS, describe_answer
from reports.tables.corrections import CORRECTIONS, describe_correction, select_named_corrections

Row = Mapping[str, Any]
Receipt = dict[str, Any]

CONTEXT = 120
"""Characters of the posting's words that are shown on either side of a quote."""
WIDE = 96
PROSE = frozenset("title brand department locations quote pay_quote label place context note answer_text".split())
"""Columns of a posting's own words, from which ways of reaching a person are taken out; ids and digests stay whole."""
WHERE = {
    "above": "the whole range lies above the figure",
    "across": "the range lies across the figure",
    "under": "the whole range lies under the figure",
}
"""Where a range lies. That it lies under a figure of an agreement which does not cover the job breaks nothing."""


class NoSuchPostingError(ReportsError, LookupError):
    """No posting of that id is known, or none was by the date asked for."""


def receipt(connection: Connection, posting_id: str, as_of: datetime | None = None) -> Receipt:
    """Everything that a posting's numbers rest on, as plain values, ready for JSON. Raises NoSuchPostingError."""
    found = _rows(connection, select_postings(as_of), posting_id)
    if not found:
        by = f" by {as_of.isoformat()}" if as_of else ""
        raise NoSuchPostingError(f"no posting {posting_id!r} is known{by}; a posting's id is studio:board_key")
    posting = dict(found[0])
    text = posting.pop("description_text") or ""
    versions = _rows(connection, select_versions(as_of), posting_id, ("number",))
    return {
        "posting": posting,
        "studio_name": _studio(connection, posting["studio"], as_of),
        "whose_words": WHOSE[posting["origin"]],
        "range_width": _width(posting),
        "pay": [
            _in_context(row, text) for row in _rows(connection, select_pay_ranges(as_of), posting_id, ("position",))
        ],
        "ai": [
            _in_context(row, text) for row in _rows(connection, select_ai_evidence(as_of), posting_id, ("position",))
        ],
        "supplied": _rows(connection, select_clips(as_of), posting_id),
        "corrections": _rows(connection, select_named_corrections(as_of), posting_id, CORRECTIONS.order),
        "redactions": _rows(connection, select_redactions(as_of), posting_id),
        "comparisons": _comparisons(connection, posting_id, as_of),
        "asked": _rows(connection, select_inquiry_answers(as_of), posting_id, ANSWERS.order),
        "reposts": _reposts(connection, posting_id, as_of),
        "versions": [_version(row, before) for before, row in zip([None, *versions], versions, strict=False)],
    }


def _rows(connection: Connection, query: Select[Any], posting_id: str, order: Order = ()) -> list[dict[str, Any]]:
    rows = connection.execute(sort_rows(filter_rows(query, posting_id=posting_id), order)).mappings()
    return [{name: _plain(value, prose=name in PROSE) for name, value in row.items()} for row in rows]


def _reposts(connection: Connection, posting_id: str, as_of: datetime | None) -> list[dict[str, Any]]:
    """Claims of which the posting is the later one or the earlier."""
    rows = connection.execute(select_reposts_of(posting_id, as_of)).mappings()
    return [{name: _plain(value, prose=name.endswith("title")) for name, value in row.items()} for row in rows]


def _studio(connection: Connection, studio: str, as_of: datetime | None) -> str:
    found = pick_columns(filter_rows(select_studios(as_of), studio=studio), ["name"])
    return str(connection.execute(found).scalar() or studio)


def _plain(value: Any, *, prose: bool) -> Any:
    if isinstance(value, Decimal | float) and value == int(value):
        return int(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return redact(shown(value)) if prose else shown(value)
    return value


def _width(posting: Row) -> float | None:
    """Top over bottom; a single figure, a range of which one end was not published, and ends that are not known to be
    those of one range have no width."""
    low, high = posting["pay_minimum"], posting["pay_maximum"]
    one = low and high and low != high and not wording.is_not_one_range(posting["pay_flags"])
    return round(high / low, 2) if one else None


def _in_context(row: dict[str, Any], text: str) -> dict[str, Any]:
    start, end = row.get("start"), row.get("end")
    if start is None or end is None or row.get("field") == "title":
        return row
    # what leads to a person is taken out before anything is cut: half of an address would be no address
    before, words, after = (_one_line(part) for part in (text[:start], text[start:end], text[end:]))
    if len(before) > CONTEXT:
        before = f"… {before[-CONTEXT:].partition(' ')[2]}"
    if len(after) > CONTEXT:
        after = f"{after[:CONTEXT].rpartition(' ')[0]} …"
    return row | {"context": " ".join(f"{before}{words}{after}".split())}


def _one_line(words: str) -> str:
    return redact(re.sub(r"\s+", " ", words))


def _comparisons(connection: Connection, posting_id: str, as_of: datetime | None) -> list[dict[str, Any]]:
    sources = {row.scale_id: row for row in connection.execute(select_union_scales(as_of))}
    return [
        row
        | {
            "lies": _lies(row),
            "scale_tier": str(sources[row["scale_id"]].tier),
            "scale_source_title": sources[row["scale_id"]].source_title,
            "scale_note": sources[row["scale_id"]].note,
            "covers_reason": row["coverage_reason"],
        }
        for row in _rows(connection, select_pay_vs_scale(as_of, posting_ids=[posting_id]), posting_id, comparison_order)
    ]


RATIOS = frozenset({"hourly_ratio", "full_year_ratio", "same_unit_ratio", "monthly_ratio", "minimum_call_ratio"})
"""Measures of like to like: what lies above 1 pays more."""


def _lies(row: Row) -> str | None:
    """Where the range lies, for measures that are ratios of like to like; None for counts of days and weeks."""
    low, high = row["low"], row["high"]
    if row["measure"] not in RATIOS or low is None or high is None:
        return None
    return "above" if low > 1 else "under" if high < 1 else "across"


def _version(row: Row, before: Row | None) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("description_text", "posting_id", "studio")}
    if before is None:
        return kept
    fields = ("title", "brand", "requisition", "department", "employment_type", "locations")
    changed = {name: [before[name], row[name]] for name in fields if before[name] != row[name]}
    text = [
        {"removed": [redact(s) for s in each.removed], "added": [redact(s) for s in each.added]}
        for each in diff_sentences(before["description_text"], row["description_text"])
    ]
    return kept | {"changed": changed, "changed_text": text}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a receipt: a line that says it, and what it rests on as (term, words)."""

    line: str
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    entries: tuple[Entry, ...]


def entry(line: str, *pairs: tuple[str, Any]) -> Entry:
    return Entry(line, tuple((name, str(value)) for name, value in pairs if value not in (None, "")))


def heading(found: Receipt) -> str:
    posting = found["posting"]
    return f"{posting['title']} — {found['studio_name']}" + (f", {posting['brand']}" if posting["brand"] else "")


def sections(found: Receipt) -> list[Section]:
    """The receipt in words, part by part, for a terminal or a page."""
    posting = found["posting"]
    about = entry(
        f"{found['whose_words']}.",
        ("Posting", posting["posting_id"]),
        ("Address", posting["url"]),
        ("Places", posting["locations"]),
        ("Posted on", _posted(posting)),
        ("Seen", f"first {posting['first_seen_at']}, last {posting['last_seen_at']}"),
        ("State", (posting["state"] or "").replace("_", " ")),
        *(("Supplied", _supplied(row)) for row in found["supplied"]),
    )
    return [
        Section("The posting", (about,)),
        Section("Pay", tuple(_pay(found))),
        Section("Beside union figures", tuple(_scales(found["comparisons"]))),
        Section("AI", tuple(_ai(found))),
        *([Section("Asked for comment", tuple(_asked(found)))] if found["asked"] else []),
        *([Section("Corrections", tuple(map(_corrected, found["corrections"])))] if found["corrections"] else []),
        Section("Versions", tuple(_seen(row, found["redactions"]) for row in found["versions"])),
        *([Section("Reposts, as claims", tuple(map(_repost, found["reposts"])))] if found["reposts"] else []),
    ]


def _posted(posting: Row) -> str | None:
    basis = posting["posted_on_basis"]
    return f"{posting['posted_on']} (basis: {BASES.get(basis, basis)})" if posting["posted_on"] else None


def _supplied(row: Row) -> str:
    captured = f", captured {row['captured_at']}" if row["captured_at"] else ""
    return f"by {row['supplied_by']} on {row['supplied_on']}: {row['given']}{captured}, SHA-256 {row['sha256']}"


def _corrected(row: Row) -> Entry:
    return entry(
        describe_correction(row),
        ("In version", row["corrected_version"]),
        ("Known since", row["added_at"]),
    )


def _redacted(row: Row) -> str:
    digests = [f"SHA-256 {name} {row[f'sha256_{name}']}" for name in ("before", "after") if row[f"sha256_{name}"]]
    said = f"on {row['redacted_at']} by {row['by']}: {row['reason']} (in {', '.join(row['fields'].split())})"
    return "; ".join([said, *digests])


def as_text(found: Receipt) -> Iterator[str]:
    """The receipt for a terminal, a line each."""
    yield heading(found)
    for section in sections(found):
        yield ""
        yield section.heading.upper()
        for entry in section.entries:
            yield from textwrap.wrap(entry.line, WIDE, initial_indent="  ", subsequent_indent="    ")
            for name, words in entry.pairs:
                yield from textwrap.wrap(
                    f"{name}: {words}", WIDE, initial_indent="    ", subsequent_indent="      ", break_long_words=False
                )


def _elsewhere(row: Row) -> str:
    return "the title" if row["source"] == "text" else "the board's data"


def _pay(found: Receipt) -> Iterator[Entry]:
    posting = found["posting"]
    if not found["pay"]:
        yield entry("None can be read in this posting.")
    for row in found["pay"]:
        at = f"characters {row['start']} to {row['end']}" if row["start"] is not None else _elsewhere(row)
        yield entry(
            f"{money(row)}; covers: {row['kind']}; {str(row['scope']).replace('_', ' ')}",
            ("Words", f"“{row['quote']}” ({at})"),
            ("In context", row.get("context")),
            ("For", ", ".join(words for words in (row["label"], row["place"]) if words)),
            ("Rule", f"{row['rule']} ({row['reader']})"),
            ("Know before printing", (row["flags"] or "").replace(" ", ", ").replace("_", " ")),
        )
    reckoned = entry(
        "Reckoned from it",
        ("By the year", posting["pay_year_basis"]),
        ("In dollars a year", span(posting["pay_usd_year_minimum"], posting["pay_usd_year_maximum"], "USD")),
        ("Exchange rate", _rate(posting)),
        ("Width of the range", f"top {found['range_width']} times the bottom" if found["range_width"] else None),
    )
    if reckoned.pairs:
        yield reckoned


def money(row: Row) -> str:
    pay = span(row["minimum"], row["maximum"], row["currency"] or "(currency not stated)") or "no figure"
    hours = f" of {row['hours']} hours" if row["hours"] else ""
    return f"{pay} by the {row['unit']}{hours}" if row["unit"] else f"{pay}, unit not stated"


def span(low: Any, high: Any, currency: str) -> str | None:
    if low is None and high is None:
        return None
    if low is None:
        return f"up to {high:,} {currency}"
    if high is None:
        return f"from {low:,} {currency}"
    return f"{low:,} {currency}" if low == high else f"{low:,} to {high:,} {currency}"


def _rate(posting: Row) -> str | None:
    if posting["fx_rate"] is None:
        return None
    return f"1 {posting['pay_currency']} = {posting['fx_rate']} USD, European Central Bank, {posting['fx_on']}"


def _scales(comparisons: Sequence[Row]) -> Iterator[Entry]:
    if not comparisons:
        yield entry("None is known that this pay can be set beside fairly.")
    for row in comparisons:
        numbers = "; ".join(f"{name} {row[name]}" for name in ("low", "middle", "high") if row[name] is not None)
        yield entry(
            f"{row['union']}, {row['role']} ({row['scale_kind']}{_status(row)})",
            (row["measure"].replace("_", " "), numbers),
            ("Basis", row["basis"]),
            ("The range", WHERE.get(row["lies"] or "")),
            ("Covers this job", f"{row['agreement_covers_job']}: {row['covers_reason']}"),
            ("Figure", f"{row['scale_id']}, {row['scale_confidence'].replace('_', ' ')}, {row['scale_tier']}"),
            ("Source", f"{row['scale_source_title']} <{row['scale_source_url']}>"),
            ("Note", row["scale_note"]),
        )


def _status(row: Row) -> str:
    """Whether a figure was in force; a statistic never is."""
    return f", {row['scale_status'].replace('_', ' ')}" if row["scale_kind"] != "statistic" else ""


def _ai(found: Receipt) -> Iterator[Entry]:
    posting = found["posting"]
    kinds = f" ({posting['ai_kinds']})" if posting["ai_kinds"] else ""
    yield entry(
        f"Label: {posting['ai_label']}{kinds}",
        ("Any AI keyword anywhere", "yes" if posting["any_keyword"] else "no"),
        ("Mentions AI in hiring", "yes" if posting["mentions_ai_in_hiring"] else "no"),
    )
    for row in found["ai"]:
        at = f"{row['field']}, characters {row['start']} to {row['end']}"
        yield entry(
            f"“{redact(row['quote'])}”",
            ("Where", f"{at}; section {row['section']}, weight {row['weight']}"),
            ("Rule", f"{row['rule']}: {row['term']} ({row['reader']})"),
        )


def _asked(found: Receipt) -> Iterator[Entry]:
    for row in found["asked"]:
        yield entry(describe_answer(row, found["studio_name"]), ("SHA-256 of the sheet", row["sheet_sha256"]))


def _repost(row: Row) -> Entry:
    return entry(
        f"{row['posting_id']} looks like {row['earlier_posting_id']} put up again",
        ("Titles", f"{row['earlier_title']}; {row['title']}"),
        ("Last seen, and first seen", f"{row['earlier_last_seen_at']}; {row['first_seen_at']}"),
        ("Own sentences in both", f"{row['score']} of those in either"),
        ("Rests on", row["reasons"].replace(" ", ", ").replace("_", " ")),
        ("Rule", row["rule"]),
    )


def _seen(row: Row, redactions: Sequence[Row]) -> Entry:
    changed = [
        pair
        for name, (old, new) in row.get("changed", {}).items()
        for pair in ((f"{name} was", old), (f"{name} is", new))
    ]
    text = [
        (kind, words) for each in row.get("changed_text", []) for kind in ("removed", "added") for words in each[kind]
    ]
    return entry(
        f"Version {row['number']}, first seen {row['first_seen_at']}",
        ("Fetched", f"{row['fetched_at']} from {row['source_url']}"),
        ("SHA-256 of the answer", row["response_sha256"]),
        ("Archived in", " ".join(str(row[name]) for name in ("archive", "archive_record") if row.get(name))),
        ("SHA-256 of the content", row["content_sha256"]),
        *(("A person’s data taken out", _redacted(each)) for each in redactions if each["version"] == row["number"]),
        *changed,
        *text,
    )
