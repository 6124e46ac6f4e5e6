"""New postings worth a call, each with the reasons that put it in its place.

Candidates are the AI jobs in the state listed, and what was one or stated pay before, that were first seen or changed
since the date the report begins at; all of them where it begins at none. The rules and their points stand in
reports/leads.toml: they order a list and measure nothing.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from pandas import DataFrame, Series
from sqlalchemy import Connection, select

from db import queries
from db.before import versions_read
from db.vocabulary import AiLabel, Covers, Measure, ScaleStatus, State
from reports import frames, phrases
from reports.cells import amount, instant

FILE = "leads.csv"
POSTING = (
    "posting_id studio brand origin title url locations posted_on posted_on_basis first_seen_at ai_label ai_kinds"
    " pay_minimum pay_maximum pay_currency pay_unit pay_kind pay_scope"
).split()
COLUMNS = ["rank", "points", "reasons", "news", *POSTING]
ORDER = ("rank",)
_AI = (str(AiLabel.CORE), str(AiLabel.ADJACENT))

_NEEDED = [*POSTING, "state", "version_count"]
_COMPARED = "posting_id measure scale_status agreement_covers_job low high".split()


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
        """Of each candidate, whether everything the rule asks for is there."""
        asked = [_true(found)]
        for column, wanted in (("ai_label", self.label), ("pay_unit", self.unit), ("covers", self.covers)):
            asked += [found[column].isin(wanted)] if wanted else []
        for column, words in (("ai_kinds", self.kinds), ("title", self.words)):
            asked += [found[column].map(_having(tuple(words)))] if words else []
        asked += [found["pay_scope"] == self.scope] if self.scope else []
        asked += [found[self.change]] if self.change else []
        asked += [found[self.at_least[0]] >= self.at_least[1]] if self.at_least[0] else []
        return pd.concat(asked, axis=1).astype(bool).all(axis=1)

    def says(self, row: Mapping[str, Any]) -> str:
        return self.reason.format(x=phrases.multiple(amount(row[self.at_least[0]]), 1) if self.at_least[0] else "")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("reports").joinpath("leads.toml").read_text(encoding="utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(**row | ({"at_least": tuple(row["at_least"])} if "at_least" in row else {})) for row in _table()["rule"]
    )


def chunks(connection: Connection, as_of: datetime, since: datetime | None = None) -> Iterator[DataFrame]:
    yield frame(connection, as_of, since)


def frame(connection: Connection, as_of: datetime, since: datetime | None = None) -> DataFrame:
    asked = ((queries.postings(as_of), _NEEDED, postings), (queries.pay_vs_scale(as_of), _COMPARED, comparisons))
    found = []
    for query, columns, kept in asked:
        inner = query.subquery()
        rows = connection.execute(select(*(inner.c[name] for name in columns)))
        found.append(kept(DataFrame(list(map(tuple, rows)), columns=columns, dtype=object)))
    return of(connection, as_of, since, *found)


def postings(part: DataFrame) -> DataFrame:
    """Of rows of postings, those that may be candidates."""
    candidate = part["ai_label"].isin(_AI) | (part["version_count"] > 1)
    return part.loc[(part["state"] == str(State.LISTED)) & candidate, POSTING]


def comparisons(part: DataFrame) -> DataFrame:
    """Of rows of pay_vs_scale, what a rule can ask for."""
    in_force = part["scale_status"] == str(ScaleStatus.IN_FORCE)
    multiple = in_force & (part["measure"] == str(Measure.HEALTH_THRESHOLD_MULTIPLE))
    covered = part["agreement_covers_job"] == str(Covers.YES)
    upper = part["high"].where(part["high"].notna(), part["low"]).where(multiple)
    made = DataFrame({"posting_id": part["posting_id"], "threshold": upper.astype("float64"), "covered": covered})
    return made[multiple | covered]


NOTHING_COMPARED = DataFrame({"posting_id": [], "threshold": [], "covered": []})


def of(
    connection: Connection, as_of: datetime, since: datetime | None, candidates: DataFrame, compared: DataFrame
) -> DataFrame:
    """The leads among `postings`, with what `comparisons` kept."""
    found = _news(_with_history(candidates, connection, as_of), since)
    groups = compared.groupby("posting_id")
    found["threshold"] = found["posting_id"].map(groups["threshold"].max())
    found["covers"] = found["posting_id"].map(groups["covered"].any()).map({True: str(Covers.YES)})
    low, high = (found[name].astype("float64") for name in ("pay_minimum", "pay_maximum"))
    found["width"] = (high / low).where(low > 0)
    return _ranked(found)


def _ranked(found: DataFrame) -> DataFrame:
    fitting = [(rule, rule.fits(found)) for rule in rules()] if len(found) else []
    points = sum((fits * rule.points for rule, fits in fitting), start=Series(0, index=found.index))
    found = found.assign(points=points)[points >= _table()["worth"]]
    rows = [
        row | {"reasons": "; ".join(rule.says(row) for rule, fits in fitting if fits[at])}
        for at, row in zip(found.index, frames.records(found), strict=True)
    ]
    rows.sort(key=lambda row: (-row["points"], row["posting_id"]))
    return frames.plain(DataFrame([row | {"rank": n} for n, row in enumerate(rows, 1)], columns=COLUMNS, dtype=object))


def _with_history(candidates: DataFrame, connection: Connection, as_of: datetime) -> DataFrame:
    """When the newest version came, and what it no longer says. Readings by different readers are not compared."""
    changed: dict[str, datetime] = {}
    gone: dict[str, set[str]] = {"pay_removed": set(), "ai_removed": set()}
    rows = DataFrame(list(map(tuple, connection.execute(versions_read(as_of)))), columns=_VERSIONS, dtype=object)
    for posting_id, versions in rows.groupby("posting_id"):
        told = frames.records(versions)
        newest, earlier = told[-1], [row for row in told[:-1] if row["reader"] == told[-1]["reader"]]
        changed[str(posting_id)] = newest["finished_at"]
        if not newest["paid"] and any(row["paid"] for row in earlier):
            gone["pay_removed"].add(str(posting_id))
        if newest["ai_label"] not in _AI and any(row["ai_label"] in _AI for row in earlier):
            gone["ai_removed"].add(str(posting_id))
    ids = candidates["posting_id"]
    return candidates.assign(
        changed_at=Series([changed.get(key) for key in ids], index=ids.index, dtype=object),
        **{name: ids.isin(keys) for name, keys in gone.items()},
    )


_VERSIONS = "posting_id finished_at ai_label paid reader".split()


def _news(candidates: DataFrame, since: datetime | None) -> DataFrame:
    """The candidates that are new or changed since then, and which of the two."""
    first = candidates["first_seen_at"].map(instant)
    new = first > since if since else _true(candidates)
    changed = candidates["changed_at"].map(lambda at: at is not None and (since is None or at > since)).astype(bool)
    kept = candidates.assign(news=["new" if fresh else "changed" for fresh in new])
    return kept[new | changed].reset_index(drop=True)


def _true(found: DataFrame) -> "Series[bool]":
    return Series(True, index=found.index, dtype=bool)


@cache
def _having(words: tuple[str, ...]) -> Callable[[str | None], bool]:
    """Whether one of these stands in a text, as a whole word."""
    one = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    return lambda text: bool(one.search(text or ""))
