"""Declare leads.csv: new postings worth a call, each with the reasons that put it in its place.

Candidates are the AI jobs in the state listed, and what was one or stated pay before, itself or in the posting that it
is claimed to repeat. Of them those count that were first seen, changed or claimed to be a repost since the date the
report begins at; all of them where it begins at none. The rules and their points stand in leads.toml beside
this module: they order a list and measure nothing.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from db.queries.postings import select_repost_claimants
from db.queries.rows import filter_rows, pick_columns
from db.queries.version_changes import select_first_seen_during
from db.vocabulary import Covers, State
from reports.frames import frames
from reports.frames.frames import pack_frame, unpack_frame
from reports.frames.values import to_amount, to_instant
from reports.prose import wording
from reports.tables.leads_history import PostingHistory, read_posting_history
from reports.tables.table import PageRows, ReportTable, Snapshot
from reports.tables.totals import LEAD_COLUMNS, total_comparisons, total_postings

COLUMNS = ["rank", "points", "reasons", "news", *LEAD_COLUMNS]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    name: str
    points: int
    reason: str
    label: Sequence[str] = ()
    kinds: Sequence[str] = ()
    words: Sequence[str] = ()
    covers: Sequence[str] = ()
    unit: Sequence[str] = ()
    scope: str = ""
    change: str = ""
    at_least: tuple[str, float] = ("", 0)

    def fits(self, found: DataFrame) -> "Series[bool]":
        """Tell of each candidate whether everything the rule asks for is there."""
        asked = [_all_true(found)]
        for column, wanted in (("ai_label", self.label), ("pay_unit", self.unit), ("covers", self.covers)):
            asked += [found[column].isin(wanted)] if wanted else []
        for column, words in (("ai_kinds", self.kinds), ("title", self.words)):
            asked += [found[column].map(_word_finder(tuple(words)))] if words else []
        asked += [found["pay_scope"] == self.scope] if self.scope else []
        asked += [found[self.change]] if self.change else []
        asked += [found[self.at_least[0]] >= self.at_least[1]] if self.at_least[0] else []
        return pd.concat(asked, axis=1).astype(bool).all(axis=1)

    def says(self, row: Mapping[str, Any]) -> str:
        x = wording.format_multiple(to_amount(row[self.at_least[0]]), 1) if self.at_least[0] else ""
        return self.reason.format(x=x, **row["claim"] or {})


@cache
def _load_leads_toml() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("leads.toml").read_text(encoding="utf-8"))


@cache
def load_rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(**row | ({"at_least": tuple(row["at_least"])} if "at_least" in row else {}))
        for row in _load_leads_toml()["rule"]
    )


def stream_leads(snapshot: Snapshot) -> Iterator[DataFrame]:
    """Rank the candidates among the postings listed; a chunk of them is looked at, and written, at a time."""
    connection, as_of, since = snapshot.connection, snapshot.as_of, snapshot.since
    compared = snapshot.once(total_comparisons).lead_comparisons
    before = read_posting_history(connection, as_of)
    unknown = set(connection.execute(select_first_seen_during(since, as_of)).scalars()) if since else set()
    found = []
    for candidates in _read_candidates(snapshot, before):
        chunk = _select_news(before.beside(candidates), since, unknown)
        found.append(pack_frame(_select_worthy(_add_figures(chunk, compared))))
    yield from _rank_leads(pd.concat(found, ignore_index=True) if found else DataFrame(columns=COLUMNS))


def _read_candidates(snapshot: Snapshot, before: PostingHistory) -> Iterator[DataFrame]:
    """Give the candidates, and then those that are some only because of the posting that they are claimed to repeat."""
    lost = before.changes["repost_pay_removed"] | before.changes["repost_ai_removed"]
    for packed in snapshot.once(total_postings).lead_candidates:
        candidates = unpack_frame(packed)
        lost -= set(candidates["posting_id"])
        yield candidates
    if lost:
        listed = filter_rows(select_repost_claimants(snapshot.as_of), state=str(State.LISTED))
        rows = snapshot.connection.execute(pick_columns(listed, LEAD_COLUMNS))
        yield DataFrame([tuple(row) for row in rows if row.posting_id in lost], columns=LEAD_COLUMNS, dtype=object)


def _add_figures(found: DataFrame, compared: DataFrame) -> DataFrame:
    """Add to candidates what a rule can ask for at least, and whether an agreement covers the job."""
    own = compared[compared["posting_id"].isin(found["posting_id"])]
    groups = own.astype({"posting_id": object}).groupby("posting_id")
    low, high = (found[name].astype("float64") for name in ("pay_minimum", "pay_maximum"))
    threshold = found["posting_id"].map(groups["threshold"].max())
    return found.assign(
        threshold=threshold.where(~found["pay_flags"].map(wording.is_doubtful).astype(bool)),
        covers=found["posting_id"].map(groups["covered"].any()).map({True: str(Covers.YES)}),
        width=(high / low).where((low > 0) & ~found["pay_flags"].map(wording.is_not_one_range).astype(bool)),
    )


def _select_worthy(found: DataFrame) -> DataFrame:
    """Select the candidates with enough points, and give the reasons of each."""
    fitting = [(rule, rule.fits(found)) for rule in load_rules()] if len(found) else []
    points = sum((fits * rule.points for rule, fits in fitting), start=Series(0, index=found.index))
    worthy = found.assign(points=points)[points >= _load_leads_toml()["worth"]]
    reasons = [
        "; ".join(rule.says(row) for rule, fits in fitting if fits[at])
        for at, row in zip(worthy.index, frames.to_records(worthy), strict=True)
    ]
    return DataFrame(worthy.assign(reasons=reasons), columns=COLUMNS[1:])


def _rank_leads(found: DataFrame) -> Iterator[DataFrame]:
    """Sort the leads, those with most points first, and number them."""
    points, ids = found["points"].tolist(), found["posting_id"].tolist()
    order = sorted(range(len(found)), key=lambda at: (-points[at], ids[at]))
    for start in range(0, len(order), frames.ROWS_PER_CHUNK):
        part = found.iloc[order[start : start + frames.ROWS_PER_CHUNK]]
        ranks = range(start + 1, start + len(part) + 1)
        yield frames.convert_frame(unpack_frame(part).assign(rank=ranks)[COLUMNS])


def _select_news(candidates: DataFrame, since: datetime | None, unknown: Collection[str]) -> DataFrame:
    """Select the candidates that are news since then, and say why. `unknown`: seen before then, by a crawl that had not
    ended.
    """
    if since is None:
        return candidates.assign(news="new")
    new = (candidates["first_seen_at"].map(to_instant) > since) | candidates["posting_id"].isin(unknown)
    later = {
        name: candidates[f"{name}_at"].map(lambda at: at is not None and at > since) for name in ("changed", "claimed")
    }
    news = Series(None, index=candidates.index, dtype=object)
    for word, holds in (("reposted", later["claimed"]), ("changed", later["changed"]), ("new", new)):
        news[holds.astype(bool)] = word
    return candidates.assign(news=news)[news.notna()].reset_index(drop=True)


def _all_true(found: DataFrame) -> "Series[bool]":
    return Series(True, index=found.index, dtype=bool)


@cache
def _word_finder(words: tuple[str, ...]) -> Callable[[str | None], bool]:
    """Make the function that tells whether one of these stands in a text, as a whole word."""
    one = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    return lambda text: bool(one.search(text or ""))


LEADS = ReportTable(
    name="leads",
    title="New postings worth a call, each with the reasons that put it in its place",
    row_text="a posting worth a journalist's call: new, changed or reposted, with the reasons and their points",
    columns=COLUMNS,
    key=("rank",),
    references={"posting_id": "postings"},
    order=("rank",),
    stream=stream_leads,
    view="leads",
    page_rows=PageRows(rank=lambda row: -row["rank"]),
)
