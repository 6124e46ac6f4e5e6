"""Read the receipt of a posting: every number with its words, digests, rules, conversions and scales.

This module has the data, as plain values. text.py, html.py and excerpt.py render the same object, phrases.py has the
words they share.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection, Select

from db.queries.as_of import AsOf
from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.comparison.ranking import comparison_order
from db.queries.covered_jobs import select_covered_jobs
from db.queries.crawls import select_studios
from db.queries.editorial import select_clips, select_inquiry_answers, select_redactions
from db.queries.postings import (
    select_ai_evidence,
    select_pay_ranges,
    select_postings,
    select_version_pay,
    select_versions,
)
from db.queries.repost_claims import select_reposts_of
from db.queries.rows import Order, filter_rows, sort_rows
from db.queries.scales import select_union_scales
from reports.errors import NoSuchPostingError
from reports.frames.frames import read_frame, to_records
from reports.frames.text_diff import diff_sentences
from reports.frames.values import clean_text
from reports.prose import wording
from reports.receipt.phrases import ORIGIN_PHRASES
from reports.redact import redact, redact_reference, redact_url
from reports.tables.answers import ANSWERS
from reports.tables.corrections import CORRECTIONS, select_named_corrections

Row = Mapping[str, Any]
Groups = dict[str, list[dict[str, Any]]]
"""Rows by posting."""

CONTEXT = 120
"""Characters of the posting's words that are shown on either side of a quote."""
REDACTIONS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(
        "title brand department locations quote pay_quote label place context note answer_text".split(), redact
    ),
    "requisition": redact_reference,
    "url": redact_url,
    "source_url": redact_url,
}
"""Columns of a posting's own words, and how contact details are taken out of them; ids and digests stay whole."""
BRIEF_VERSION = (
    "posting_id number first_seen_at source_url fetched_at response_sha256 content_sha256 archive archive_record"
).split()
BRIEF_PAY = (
    "posting_id position label place kind scope source quote start end rule reader"
    " pay_minimum pay_maximum pay_currency pay_unit"
).split()


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What the numbers of one posting rest on. Rows have the columns of the database's views, with plain values."""

    posting: Row
    studio_name: str
    whose_words: str
    range_width: float | None = None
    """Top over bottom. None: it is not known to be one range with two ends."""
    pay: Sequence[Row] = ()
    """Each range that was read, with `context`: its quote among the words around it."""
    ai: Sequence[Row] = ()
    supplied: Sequence[Row] = ()
    corrections: Sequence[Row] = ()
    redactions: Sequence[Row] = ()
    comparisons: Sequence[Row] = ()
    covered: Sequence[Row] = ()
    """Agreements that cover the job, or that its own words deny, whether or not it states pay."""
    asked: Sequence[Row] = ()
    """When the studio was asked to comment, and what it answered."""
    reposts: Sequence[Row] = ()
    versions: Sequence[Row] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values for JSON."""
        return asdict(self)


def read_receipt(connection: Connection, posting_id: str, as_of: AsOf | None = None) -> Receipt:
    """Read everything that a posting's numbers rest on. Raises NoSuchPostingError."""
    found = read_receipts(connection, [posting_id], as_of)
    if not found:
        by = f" by {as_of.instant.isoformat()}" if as_of else ""
        raise NoSuchPostingError(f"no posting {posting_id!r} is known{by}; a posting's id is studio:board_key")
    return found[0]


def read_receipts(connection: Connection, posting_ids: Sequence[str], as_of: AsOf | None = None) -> list[Receipt]:
    """Read everything that the numbers of these postings rest on, in their order; a posting that is not known has none.

    Each part is one query for all of them: asked one by one, ten thousand postings took half an hour.
    """

    def read(query: Select[Any], order: Order = ()) -> Groups:
        return _read_groups(connection, query, posting_ids, order)

    postings = read(select_postings(as_of, posting_ids))
    pay = read(select_pay_ranges(as_of, posting_ids), ("position",))
    ai = read(select_ai_evidence(as_of, posting_ids), ("position",))
    versions = read(select_versions(as_of), ("number",))
    supplied, redactions = read(select_clips(as_of)), read(select_redactions(as_of))
    corrections = read(select_named_corrections(as_of), CORRECTIONS.order)
    asked = read(select_inquiry_answers(as_of), ANSWERS.order)
    comparisons = _read_comparisons(connection, posting_ids, as_of)
    covered = read(select_covered_jobs(as_of, posting_ids), ("coverage_rule", "scale_unit"))
    reposts = _read_reposts(connection, posting_ids, as_of)
    names = {row.studio: row.name for row in connection.execute(select_studios(as_of))}
    receipts = []
    for posting_id in posting_ids:
        if posting_id not in postings:
            continue
        posting = dict(postings[posting_id][0])
        text = posting.pop("description_text") or ""
        its_versions = versions.get(posting_id, [])
        receipts.append(
            Receipt(
                posting=posting,
                studio_name=str(names.get(posting["studio"]) or posting["studio"]),
                whose_words=ORIGIN_PHRASES[posting["origin"]],
                range_width=_measure_width(posting),
                pay=[add_context(row, text) for row in pay.get(posting_id, [])],
                ai=[add_context(row, text) for row in ai.get(posting_id, [])],
                supplied=supplied.get(posting_id, []),
                corrections=corrections.get(posting_id, []),
                redactions=redactions.get(posting_id, []),
                comparisons=comparisons.get(posting_id, []),
                covered=covered.get(posting_id, []),
                asked=asked.get(posting_id, []),
                reposts=reposts.get(posting_id, []),
                versions=[
                    _diff_version(row, before) for before, row in zip([None, *its_versions], its_versions, strict=False)
                ],
            )
        )
    return receipts


def read_brief_receipts(
    connection: Connection, as_of: AsOf, postings: DataFrame, names: Mapping[str, str]
) -> list[Receipt]:
    """Read what the page shows of several postings: their pay, newest version, answers and corrections.

    `postings`: rows of postings.csv; `names`: of the studios.
    """
    rows = to_records(postings)
    ids = [row["posting_id"] for row in rows]
    statement = filter_rows(select_versions(as_of), posting_id=ids)
    versions = _group_rows(read_frame(connection, statement, BRIEF_VERSION, ("posting_id", "number")))
    # ranges are asked for by key: select_pay_ranges reads every posting's first, which takes long for these few
    keys = [(posting_id, its[-1]["number"]) for posting_id, its in versions.items()]
    pay = _group_rows(read_frame(connection, select_version_pay(keys, as_of), BRIEF_PAY, ("posting_id", "position")))
    asked = _read_grouped(connection, select_inquiry_answers(as_of), ids, ANSWERS.columns, ANSWERS.order)
    corrected = select_named_corrections(as_of)
    corrections = _read_grouped(connection, corrected, ids, CORRECTIONS.columns, CORRECTIONS.order)
    return [
        Receipt(
            posting=row,
            studio_name=names.get(row["studio"], row["studio"]),
            whose_words=ORIGIN_PHRASES[row["origin"]],
            pay=pay.get(row["posting_id"], []),
            corrections=corrections.get(row["posting_id"], []),
            asked=asked.get(row["posting_id"], []),
            versions=versions[row["posting_id"]],
        )
        for row in rows
    ]


def _read_grouped(
    connection: Connection, query: Select[Any], ids: Collection[str], columns: Sequence[str], order: Order
) -> dict[str, list[dict[str, Any]]]:
    return _group_rows(read_frame(connection, filter_rows(query, posting_id=ids), columns, order))


def _group_rows(frame: DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Group rows by posting, in their order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in to_records(frame):
        groups.setdefault(row["posting_id"], []).append(row)
    return groups


def _read_groups(connection: Connection, query: Select[Any], posting_ids: Sequence[str], order: Order = ()) -> Groups:
    """Read the rows of these postings, by posting, each posting's in an order; values are plain."""
    rows = connection.execute(sort_rows(filter_rows(query, posting_id=posting_ids), order)).mappings()
    groups: Groups = {}
    for row in rows:
        groups.setdefault(row["posting_id"], []).append({name: _to_plain(name, value) for name, value in row.items()})
    return groups


def _read_reposts(connection: Connection, posting_ids: Sequence[str], as_of: AsOf | None) -> Groups:
    """Read the claims of which one of these postings is the later one or the earlier, by posting."""
    groups: Groups = {}
    wanted = set(posting_ids)
    for row in connection.execute(select_reposts_of(posting_ids, as_of)).mappings():
        plain = {name: _to_plain(name.rpartition("_")[2], value) for name, value in row.items()}
        for posting_id in {row["posting_id"], row["earlier_posting_id"]} & wanted:
            groups.setdefault(posting_id, []).append(plain)
    return groups


def _to_plain(name: str, value: Any) -> Any:
    if isinstance(value, Decimal | float) and value == int(value):
        return int(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return REDACTIONS.get(name, str)(clean_text(value))
    return value


def _measure_width(posting: Row) -> float | None:
    """Divide top by bottom. None: a single figure, an end that was not published, or ends of more than one range."""
    low, high = posting["pay_minimum"], posting["pay_maximum"]
    one = low and high and low != high and not wording.is_not_one_range(posting["pay_flags"])
    return round(high / low, 2) if one else None


def add_context(row: dict[str, Any], text: str) -> dict[str, Any]:
    """Add to a row with a quote `context`: the quote among the posting's words around it, without contact details."""
    start, end = row.get("start"), row.get("end")
    if start is None or end is None or row.get("field") == "title":
        return row
    # what leads to a person is taken out before anything is cut: half of an address would be no address
    before, words, after = (_join_lines(part) for part in (text[:start], text[start:end], text[end:]))
    if len(before) > CONTEXT:
        before = f"… {before[-CONTEXT:].partition(' ')[2]}"
    if len(after) > CONTEXT:
        after = f"{after[:CONTEXT].rpartition(' ')[0]} …"
    return row | {"context": " ".join(f"{before}{words}{after}".split())}


def _join_lines(words: str) -> str:
    return redact(re.sub(r"\s+", " ", words))


def _read_comparisons(connection: Connection, posting_ids: Sequence[str], as_of: AsOf | None) -> Groups:
    sources = {row.scale_id: row for row in connection.execute(select_union_scales(as_of))}
    found = _read_groups(connection, select_pay_vs_scale(as_of, posting_ids=posting_ids), posting_ids, comparison_order)
    return {
        posting_id: [
            row
            | {
                "lies": _locate_range(row),
                "scale_source_title": sources[row["scale_id"]].source_title,
                "scale_note": sources[row["scale_id"]].note,
                "covers_reason": row["coverage_reason"],
            }
            for row in rows
        ]
        for posting_id, rows in found.items()
    }


RATIOS = frozenset({"hourly_ratio", "full_year_ratio", "same_unit_ratio", "monthly_ratio", "minimum_call_ratio"})
"""Measures of like to like: what lies above 1 pays more."""


def _locate_range(row: Row) -> str | None:
    """Say where the range lies, for measures that are ratios of like to like; None for counts of days and weeks."""
    low, high = row["low"], row["high"]
    if row["measure"] not in RATIOS or low is None or high is None:
        return None
    return "above" if low > 1 else "under" if high < 1 else "across"


def _diff_version(row: Row, before: Row | None) -> dict[str, Any]:
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
