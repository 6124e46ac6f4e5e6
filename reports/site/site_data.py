"""Read what the site's pages share: postings by studio, what happened, and who is beside which union figure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame, Series

from db.queries.postings import select_postings, select_versions
from db.queries.rows import filter_rows, sort_rows
from db.queries.scales import select_union_scales
from db.vocabulary import AiLabel, Confidence, Covers, ScaleKind, ScaleStatus, State
from reports.frames.frames import convert_frame, read_frame, to_records
from reports.frames.values import redact_words
from reports.prose import wording
from reports.prose.comparison_sentences import SOUND_TIERS
from reports.receipt.receipt import Receipt, read_receipts
from reports.tables.accuracy import ACCURACY
from reports.tables.changes import CHANGES
from reports.tables.coverage import COVERAGE
from reports.tables.covered_jobs import COVERED_JOBS
from reports.tables.pay_history import PAY_HISTORY
from reports.tables.pay_vs_scale import PAY_VS_SCALE
from reports.tables.postings import POSTINGS
from reports.tables.scales_used import COLUMNS as SCALE_COLUMNS
from reports.tables.studios import STUDIOS
from reports.tables.table import ReportTable, Snapshot

Row = dict[str, Any]

_COVERED = (str(Covers.YES), str(Covers.LIKELY))
_DRAWN = ("posting_id union agreement role measure scale_amount scale_currency agreement_covers_job low high").split()
_VERSION = ("posting_id", "number", "description_text")


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteData:
    """Everything but the receipts, which are read studio by studio."""

    postings: Mapping[str, Sequence[Row]]
    """Rows of postings.csv by studio, those under embargo left out."""
    by_id: Mapping[str, Row]
    """The same rows by posting_id."""
    studios: Sequence[Row]
    coverage: Mapping[str, Row]
    changes: Sequence[Row]
    changes_by_studio: Mapping[str, Sequence[Row]]
    pay_history: Mapping[str, Sequence[Row]]
    scales: Sequence[Row]
    beside: Mapping[str, Sequence[str]]
    """For each scale the postings whose pay is set beside it."""
    compared: Mapping[str, Sequence[Row]]
    """For each union the comparisons of listed AI jobs with figures that were in force, as a chart needs them."""
    accuracy: Sequence[Row]
    covered: Mapping[str, Mapping[str, Row]]
    """For each union the listed postings that one of its agreements covers or likely covers, with or without pay: the
    row of covered_jobs.csv that says so most surely."""


def read_site_data(snapshot: Snapshot, hidden: Collection[str]) -> SiteData:
    """Read the tables of the report as of the snapshot. `hidden`: postings that the site must not show."""
    postings = _group(_read_rows(POSTINGS, snapshot, hidden), "studio")
    by_id = {row["posting_id"]: row for rows in postings.values() for row in rows}
    changes = [row for row in _read_rows(CHANGES, snapshot, hidden) if row["posting_id"] in by_id]
    beside, compared = _read_beside(snapshot, by_id)
    return SiteData(
        postings=postings,
        by_id=by_id,
        studios=to_records(STUDIOS.read(snapshot)),
        coverage={row["studio"]: row for row in to_records(COVERAGE.read(snapshot))},
        changes=changes,
        changes_by_studio=_group(changes, "studio"),
        pay_history=_group(_read_rows(PAY_HISTORY, snapshot, hidden), "posting_id"),
        scales=_read_scales(snapshot),
        beside=beside,
        compared=compared,
        accuracy=to_records(ACCURACY.read(snapshot)),
        covered=_read_covered(snapshot, hidden),
    )


def read_postings_whole(snapshot: Snapshot, posting_ids: Sequence[str]) -> Iterator[tuple[Receipt, Sequence[Row]]]:
    """Each posting's receipt, and its versions' words without contact details."""
    statement = filter_rows(select_versions(snapshot.as_of), posting_id=posting_ids)
    rows = snapshot.connection.execute(sort_rows(statement, ("posting_id", "number"), _VERSION)).mappings()
    # people's names and addresses are taken out before anything else sees the words
    versions = _group(
        [{**row, "description_text": redact_words(row["description_text"] or "")} for row in rows], "posting_id"
    )
    for receipt in read_receipts(snapshot.connection, posting_ids, snapshot.as_of):
        yield receipt, versions[receipt.posting["posting_id"]]


def read_words(snapshot: Snapshot, posting_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Read the words of each posting as last read, without contact details, in the order of their ids."""
    rows = select_postings(snapshot.as_of, posting_ids)
    for row in snapshot.connection.execute(sort_rows(rows, ("posting_id",), ("posting_id", "description_text"))):
        yield row.posting_id, redact_words(row.description_text or "")


def _read_rows(table: ReportTable, snapshot: Snapshot, hidden: Collection[str]) -> Iterator[Row]:
    for chunk in table.read_chunks(snapshot):
        for row in to_records(convert_frame(chunk)):
            if row["posting_id"] not in hidden:
                yield row


def _read_scales(snapshot: Snapshot) -> list[Row]:
    order = ("union", "agreement", "role", "unit", "effective_from", "scale_id")
    return to_records(read_frame(snapshot.connection, select_union_scales(snapshot.as_of), SCALE_COLUMNS, order))


def _read_beside(snapshot: Snapshot, by_id: Mapping[str, Row]) -> tuple[dict[str, list[str]], dict[str, list[Row]]]:
    """Read which postings stand beside each figure, and for each union the comparisons that a chart may draw."""
    beside: dict[str, dict[str, None]] = defaultdict(dict)  # a posting has several measures of one figure
    compared: dict[str, list[Row]] = defaultdict(list)
    for chunk in PAY_VS_SCALE.read_chunks(snapshot):
        known = chunk[chunk["posting_id"].isin(by_id)]
        for posting_id, scale_id in zip(known["posting_id"], known["scale_id"], strict=True):
            beside[scale_id][posting_id] = None
        for row in to_records(convert_frame(known[list(_DRAWN)][_may_be_drawn(known)])):
            flags = by_id[row["posting_id"]]["pay_flags"]
            if not wording.is_unsure(flags) and not wording.states_several_ranges(flags):
                compared[row["union"]].append(row)
    return {scale_id: list(postings) for scale_id, postings in beside.items()}, compared


def _may_be_drawn(rows: DataFrame) -> "Series[bool]":
    """Mark listed AI jobs with both ends of pay beside a figure in force that is neither inferred nor third-hand."""
    of_ai = (rows["state"] == str(State.LISTED)) & (rows["ai_label"] == str(AiLabel.CORE))
    kind = rows["scale_kind"].isin([str(ScaleKind.MINIMUM), str(ScaleKind.THRESHOLD)])
    firm = rows["scale_tier"].isin(SOUND_TIERS) | (rows["scale_confidence"] == str(Confidence.VERIFIED))
    in_force = (rows["scale_status"] == str(ScaleStatus.IN_FORCE)) & (
        rows["scale_confidence"] != str(Confidence.INFERRED)
    )
    return of_ai & kind & firm & in_force & rows["low"].notna() & rows["high"].notna()


def _read_covered(snapshot: Snapshot, hidden: Collection[str]) -> dict[str, dict[str, Row]]:
    covered: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in _read_rows(COVERED_JOBS, snapshot, hidden):
        before = covered[row["union"]].get(row["posting_id"])
        if is_listed(row) and row["agreement_covers_job"] in _COVERED and (before is None or _is_surer(row, before)):
            covered[row["union"]][row["posting_id"]] = row
    return covered


def _is_surer(row: Row, than: Row) -> bool:
    return _COVERED.index(row["agreement_covers_job"]) < _COVERED.index(than["agreement_covers_job"])


def is_listed(posting: Row) -> bool:
    return bool(posting["state"] == str(State.LISTED))


def _group(rows: Iterator[Row] | Sequence[Row], name: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return groups
