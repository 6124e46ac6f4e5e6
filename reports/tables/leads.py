"""Declare leads.csv: new postings worth a call, each with the reasons that put it in its place.

Candidates are the AI jobs in the state listed, and what was one or stated pay before, itself or in the posting that it
is claimed to repeat. Of them those count that were first seen, changed or claimed to be a repost since the date the
report begins at; all of them where it begins at none. The rules and their points stand in leads.toml beside
this module: they order a list and measure nothing.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from pandas import DataFrame, Series
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.postings import select_repost_claimants
from db.queries.rows import filter_rows, pick_columns
from db.queries.version_changes import select_first_seen_during
from db.vocabulary import Covers, State
from reports.frames import frames
from reports.frames.values import to_amount, to_instant
from reports.prose import wording
from reports.tables.leads_history import read_posting_history
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


def read_leads(snapshot: Snapshot) -> DataFrame:
    """Rank the candidates among the postings listed."""
    connection, as_of, since = snapshot.connection, snapshot.as_of, snapshot.since
    candidates = snapshot.once(total_postings).lead_candidates
    compared = snapshot.once(total_comparisons).lead_comparisons
    before = read_posting_history(connection, as_of)
    lost = before.changes["repost_pay_removed"] | before.changes["repost_ai_removed"]
    if lost - set(candidates["posting_id"]):
        candidates = _add_reposted(candidates, connection, as_of)
    unknown = set(connection.execute(select_first_seen_during(since, as_of)).scalars()) if since else set()
    found = _select_news(before.beside(candidates), since, unknown)
    groups = compared.groupby("posting_id")
    found["threshold"] = found["posting_id"].map(groups["threshold"].max())
    found["covers"] = found["posting_id"].map(groups["covered"].any()).map({True: str(Covers.YES)})
    low, high = (found[name].astype("float64") for name in ("pay_minimum", "pay_maximum"))
    found["width"] = (high / low).where((low > 0) & ~found["pay_flags"].map(wording.is_not_one_range).astype(bool))
    found["threshold"] = found["threshold"].where(~found["pay_flags"].map(wording.is_doubtful).astype(bool))
    return _rank_leads(found)


def _rank_leads(found: DataFrame) -> DataFrame:
    fitting = [(rule, rule.fits(found)) for rule in load_rules()] if len(found) else []
    points = sum((fits * rule.points for rule, fits in fitting), start=Series(0, index=found.index))
    found = found.assign(points=points)[points >= _load_leads_toml()["worth"]]
    rows = [
        row | {"reasons": "; ".join(rule.says(row) for rule, fits in fitting if fits[at])}
        for at, row in zip(found.index, frames.to_records(found), strict=True)
    ]
    rows.sort(key=lambda row: (-row["points"], row["posting_id"]))
    return frames.convert_frame(
        DataFrame([row | {"rank": n} for n, row in enumerate(rows, 1)], columns=COLUMNS, dtype=object)
    )


def _add_reposted(candidates: DataFrame, connection: Connection, as_of: AsOf) -> DataFrame:
    """Add those that are candidates only because of the posting that they are claimed to repeat."""
    listed = filter_rows(select_repost_claimants(as_of), state=str(State.LISTED))
    rows = connection.execute(pick_columns(listed, LEAD_COLUMNS))
    found = DataFrame(list(map(tuple, rows)), columns=LEAD_COLUMNS, dtype=object)
    return pd.concat([candidates, found[~found["posting_id"].isin(candidates["posting_id"])]], ignore_index=True)


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
    build=read_leads,
    view="leads",
    page_rows=PageRows(rank=lambda row: -row["rank"]),
)
