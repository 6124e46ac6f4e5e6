"""Add up what tables, charts and page need of the two large tables, while these are written.

A report reads postings and comparisons once: `stream_table` adds up their totals on the way to the files. A table that
is read on its own gets them from a pass of their own, so that its rows do not depend on what was read before it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

import pandas as pd
from pandas import DataFrame

from db.vocabulary import AiLabel, Covers, Measure, ScaleStatus, State
from reports.frames.frames import convert_frame, make_frame, pack_frame
from reports.frames.values import to_date
from reports.prose.headline_postings import choose_headlines
from reports.tables.pay_vs_scale import PAY_VS_SCALE
from reports.tables.postings import POSTINGS
from reports.tables.table import ReportTable, Snapshot

AI_LABELS = (str(AiLabel.CORE), str(AiLabel.ADJACENT))
LEAD_COLUMNS = (
    "posting_id studio brand origin title url locations posted_on posted_on_basis first_seen_at state words_read_on"
    " ai_label ai_kinds pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope pay_flags"
).split()
THRESHOLD_OF = "SAG-AFTRA"
"""The union whose health plan the article set pay beside; `core_threshold_…` are multiples of its threshold."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PostingTotals:
    """Totals of postings.csv."""

    origins: Counter[str]
    states: Counter[str]
    fx_on: frozenset[date]
    headlines: DataFrame
    """The postings that get a sentence, in its order; columns and values as in postings.csv."""
    lead_candidates: Sequence[DataFrame]
    """LEAD_COLUMNS of the listed postings that may be leads, packed, the values as the database gives them."""

    @property
    def headline_ids(self) -> list[str]:
        return list(self.headlines["posting_id"])


@dataclass(frozen=True, kw_only=True, eq=False)
class ComparisonTotals:
    """Totals of pay_vs_scale.csv."""

    scale_ids: frozenset[str]
    headlines: DataFrame
    """The rows of the postings that get a sentence, in the order of their sentences."""
    threshold_multiples: DataFrame
    """studio, low and high: how many times THRESHOLD_OF's threshold in force the AI jobs listed advertise."""
    lead_comparisons: DataFrame
    """Of the postings that may be leads, by posting_id: threshold (the highest multiple of THRESHOLD_OF's threshold in
    force) and covered."""


Totals = TypeVar("Totals", covariant=True)


class Collector(Protocol[Totals]):
    """Adds up one table's chunks."""

    def add(self, chunk: DataFrame) -> None: ...

    def total(self) -> Totals: ...


class PostingCollector:
    """Adds up chunks of postings.csv."""

    def __init__(self) -> None:
        self.origins: Counter[str] = Counter()
        self.states: Counter[str] = Counter()
        self.fx_on: set[date] = set()
        self.headlines = make_frame([], POSTINGS.columns)
        self.lead_candidates: list[DataFrame] = []

    def add(self, chunk: DataFrame) -> None:
        self.origins.update(chunk["origin"])
        self.states.update(chunk["state"].dropna())
        self.fx_on.update(map(to_date, chunk["fx_on"].dropna()))
        with_pay = chunk["pay_minimum"].notna() | chunk["pay_maximum"].notna()
        core = convert_frame(chunk[(chunk["ai_label"] == str(AiLabel.CORE)) & with_pay])
        # What is not chosen of some rows is not chosen of more: the order is total, and each group's number is fixed.
        rows = _concat([self.headlines, core], POSTINGS.columns)
        self.headlines = _in_posting_order(rows, choose_headlines(rows))
        self.lead_candidates.append(pack_frame(select_lead_candidates(chunk)))

    def total(self) -> PostingTotals:
        return PostingTotals(
            origins=self.origins,
            states=self.states,
            fx_on=frozenset(self.fx_on),
            headlines=self.headlines,
            lead_candidates=self.lead_candidates,
        )


class ComparisonCollector:
    """Adds up chunks of pay_vs_scale.csv. `headline_ids`: the postings that get a sentence, in its order."""

    def __init__(self, headline_ids: Sequence[str]) -> None:
        self.headline_ids = headline_ids
        self.scale_ids: set[str] = set()
        self.headlines: list[DataFrame] = []
        self.threshold_multiples: list[DataFrame] = []
        self.lead_comparisons: list[DataFrame] = []

    def add(self, chunk: DataFrame) -> None:
        self.scale_ids.update(chunk["scale_id"])
        self.headlines.append(convert_frame(chunk[chunk["posting_id"].isin(self.headline_ids)]))
        self.threshold_multiples.append(select_threshold_multiples(chunk))
        self.lead_comparisons.append(pack_frame(select_lead_comparisons(chunk)))

    def total(self) -> ComparisonTotals:
        headlines = _concat(self.headlines, PAY_VS_SCALE.columns)
        leads = self.lead_comparisons
        return ComparisonTotals(
            scale_ids=frozenset(self.scale_ids),
            headlines=_in_posting_order(headlines, self.headline_ids),
            threshold_multiples=_concat(self.threshold_multiples, ("studio", "low", "high")),
            lead_comparisons=pd.concat(leads) if leads else NO_LEAD_COMPARISONS,
        )


def stream_table(table: ReportTable, snapshot: Snapshot) -> Iterator[DataFrame]:
    """Give a table's chunks; of the two large tables, keep the totals in the snapshot once the last has gone by."""
    if table is POSTINGS:
        return _collect(table, snapshot, PostingCollector(), total_postings)
    if table is PAY_VS_SCALE:
        return _collect(
            table, snapshot, ComparisonCollector(snapshot.once(total_postings).headline_ids), total_comparisons
        )
    return table.read_chunks(snapshot)


def total_postings(snapshot: Snapshot) -> PostingTotals:
    """Read the postings for their totals alone; to be asked for by `snapshot.once`."""
    collector = PostingCollector()
    for chunk in POSTINGS.read_chunks(snapshot):
        collector.add(chunk)
    return collector.total()


def total_comparisons(snapshot: Snapshot) -> ComparisonTotals:
    """Read the comparisons for their totals alone; to be asked for by `snapshot.once`."""
    collector = ComparisonCollector(snapshot.once(total_postings).headline_ids)
    for chunk in PAY_VS_SCALE.read_chunks(snapshot):
        collector.add(chunk)
    return collector.total()


def _collect(
    table: ReportTable, snapshot: Snapshot, collector: Collector[Totals], read: Callable[[Snapshot], Totals]
) -> Iterator[DataFrame]:
    for chunk in table.read_chunks(snapshot):
        collector.add(chunk)
        yield chunk
    snapshot.supply(read, collector.total())


def select_lead_candidates(chunk: DataFrame) -> DataFrame:
    """Select of rows of postings those that may be leads: AI jobs, and postings that may have been one."""
    candidate = chunk["ai_label"].isin(AI_LABELS) | (chunk["version_count"] > 1)
    return chunk.loc[(chunk["state"] == str(State.LISTED)) & candidate, LEAD_COLUMNS]


def select_lead_comparisons(chunk: DataFrame) -> DataFrame:
    """Select of rows of pay_vs_scale what a rule of leads.toml can ask for of a posting listed, once a posting."""
    chunk = chunk[chunk["state"] == str(State.LISTED)]
    in_force = chunk["scale_status"] == str(ScaleStatus.IN_FORCE)
    # one plan for all: a ranking by the thresholds of several would set what is of two sizes in one order
    of_plan = (chunk["measure"] == str(Measure.HEALTH_THRESHOLD_MULTIPLE)) & (chunk["union"] == THRESHOLD_OF)
    multiple = in_force & of_plan
    covered = chunk["agreement_covers_job"] == str(Covers.YES)
    upper = chunk["high"].where(chunk["high"].notna(), chunk["low"]).where(multiple)
    made = DataFrame({"posting_id": chunk["posting_id"], "threshold": upper.astype("float64"), "covered": covered})
    return made[multiple | covered].groupby("posting_id", as_index=False).agg({"threshold": "max", "covered": "any"})


NO_LEAD_COMPARISONS = DataFrame({"posting_id": [], "threshold": [], "covered": []})


def select_threshold_multiples(chunk: DataFrame) -> DataFrame:
    """Select of rows of pay_vs_scale how many times THRESHOLD_OF's threshold, in force, AI jobs listed advertise."""
    wanted = {
        "state": str(State.LISTED),
        "measure": str(Measure.HEALTH_THRESHOLD_MULTIPLE),
        "ai_label": str(AiLabel.CORE),
        "union": THRESHOLD_OF,
        "scale_status": str(ScaleStatus.IN_FORCE),
    }
    fits = pd.concat([chunk[name] == word for name, word in wanted.items()], axis=1).all(axis=1)
    return chunk.loc[fits, ["studio", "low", "high"]]


def _concat(parts: Sequence[DataFrame], columns: Sequence[str]) -> DataFrame:
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else make_frame([], columns)


def _in_posting_order(rows: DataFrame, posting_ids: Sequence[str]) -> DataFrame:
    """Sort rows in the order of the ids; within one posting as they were."""
    place = rows["posting_id"].map({key: number for number, key in enumerate(posting_ids)})
    # The place is assigned first: a column assigned to a frame without rows would bring rows of nothing with it.
    return rows.assign(place_=place)[place.notna()].sort_values("place_", kind="stable").drop(columns="place_")
