"""Declare studios.csv: how many of a studio's postings are AI jobs, how many state pay, and how much.

Counted are the postings in the state listed. Medians of fewer than MEDIAN_AT_LEAST figures are not given; the count
stands beside them either way.
"""

from collections.abc import Mapping
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.crawls import select_studios
from db.queries.scales import select_memberships
from db.vocabulary import AiLabel
from reports.frames import frames
from reports.tables import summary_stats
from reports.tables.listed_postings import read_listed
from reports.tables.summary_stats import name_small_counts, to_median, to_share
from reports.tables.table import ReportTable, Snapshot
from reports.tables.totals import total_comparisons

STUDIO = "studio name parent group family board named_in_article terms source_url".split()
SUMS = (
    "postings_listed ai_core ai_adjacent any_keyword_count share_core share_core_adjacent share_any_keyword"
    " with_pay share_with_pay"
).split()
_OF_GROUP = "low_count low_median_usd_year high_count high_median_usd_year width_count width_median".split()
MEDIANS = [f"{which}_{name}" for which in ("core", "other") for name in ("pay_kinds", *_OF_GROUP)]
MULTIPLES = (
    "core_threshold_low_count core_threshold_low_median core_threshold_high_count core_threshold_high_median"
).split()
MEMBERSHIP = ["member_or_signatory_of"]
COLUMNS = STUDIO + MEMBERSHIP + SUMS + MEDIANS + MULTIPLES + ["few"]
ORDER = ("studio",)
MEDIAN_AT_LEAST = summary_stats.AT_LEAST


def read_studios(snapshot: Snapshot) -> DataFrame:
    """Count the postings listed of every studio."""
    studios = frames.read_frame(snapshot.connection, select_studios(snapshot.as_of), STUDIO, ORDER)
    multiples = snapshot.once(total_comparisons).threshold_multiples
    memberships = _read_memberships(snapshot.connection, snapshot.as_of)
    return count_studios(studios, snapshot.once(read_listed), multiples, memberships)


def count_studios(
    studios: DataFrame, listed: DataFrame, compared: DataFrame, memberships: Mapping[str, str]
) -> DataFrame:
    """Add to each studio's row its counts. `compared`: ComparisonTotals.threshold_multiples."""
    labels = {"core": AiLabel.CORE, "other": AiLabel.NONE}
    parts = {which: listed[listed["ai_label"] == str(label)] for which, label in labels.items()}
    groups = {which: summary_stats.count_groups(part, ["studio"]) for which, part in parts.items()}
    kinds = {which: _list_pay_kinds(part) for which, part in parts.items()}
    sums, times = _sum_listed(listed), _threshold_medians(compared)
    rows = []
    for row in studios.itertuples(index=False, name=None):
        made: dict[str, Any] = (
            dict(zip(STUDIO, row, strict=True))
            | sums.get(row[0], _NOTHING_LISTED)
            | _NO_MULTIPLES
            | times.get(row[0], {})
        )
        made[MEMBERSHIP[0]] = memberships.get(row[0])
        for which, group in groups.items():
            found = group.get((row[0],), summary_stats.EMPTY_COUNTS)
            made |= {f"{which}_{name}": found[name] for name in _OF_GROUP}
            made[f"{which}_pay_kinds"] = kinds[which].get(row[0])
        rows.append(made | {"few": _name_few(made)})
    return DataFrame(rows, columns=COLUMNS, dtype=object)


def _name_few(row: Mapping[str, Any]) -> str | None:
    names = [
        "postings_listed",
        *(name for name in COLUMNS if name.endswith(("low_count", "high_count", "width_count"))),
    ]
    return name_small_counts({name: row.get(name, 0) for name in names})


_NOTHING_LISTED: dict[str, Any] = dict.fromkeys(SUMS, 0) | {name: None for name in SUMS if name.startswith("share")}


_NO_MULTIPLES: dict[str, Any] = {name: 0 if name.endswith("count") else None for name in MULTIPLES}


def _sum_listed(listed: DataFrame) -> dict[str, dict[str, Any]]:
    flags = DataFrame(
        {
            "studio": listed["studio"],
            "postings_listed": 1,
            "ai_core": listed["ai_label"] == str(AiLabel.CORE),
            "ai_adjacent": listed["ai_label"] == str(AiLabel.ADJACENT),
            "any_keyword_count": listed["any_keyword"],
            "with_pay": listed["with_pay"],
        }
    )
    sums = flags.groupby("studio", sort=True).sum()
    return {
        str(studio): _add_shares({name: int(value) for name, value in zip(sums.columns, row, strict=True)})
        for studio, row in zip(sums.index, sums.itertuples(index=False, name=None), strict=True)
    }


def _add_shares(row: dict[str, int]) -> dict[str, Any]:
    number, core = row["postings_listed"], row["ai_core"]
    return row | {
        "share_core": to_share(core, number),
        "share_core_adjacent": to_share(core + row["ai_adjacent"], number),
        "share_any_keyword": to_share(row["any_keyword_count"], number),
        "share_with_pay": to_share(row["with_pay"], number),
    }


def _list_pay_kinds(postings: DataFrame) -> dict[str, str]:
    """List by studio the kinds and scopes of the pay behind its medians."""
    paid = postings[postings["low"].notna() | postings["high"].notna()]
    pairs = {
        (str(studio), str(word))
        for name in ("pay_kind", "pay_scope")
        for studio, word in paid[["studio", name]].dropna().drop_duplicates().itertuples(index=False, name=None)
    }
    said: dict[str, list[str]] = {}
    for studio, word in sorted(pairs):
        said.setdefault(studio, []).append(word)
    return {studio: " ".join(found) for studio, found in said.items()}


def _threshold_medians(compared: DataFrame) -> dict[str, dict[str, Any]]:
    groups = compared.assign(**{end: compared[end].astype("float64") for end in ("low", "high")}).groupby("studio")
    made: dict[str, dict[str, Any]] = {}
    for end in ("low", "high"):
        medians = groups[end].median()
        for studio, count in groups[end].count().items():
            row = made.setdefault(str(studio), {})
            row[f"core_threshold_{end}_count"] = int(count)
            row[f"core_threshold_{end}_median"] = to_median(int(count), medians[str(studio)])
    return made


def _read_memberships(connection: Connection, as_of: AsOf) -> dict[str, str]:
    """Read memberships by studio, from sources of that day or before."""
    said: dict[str, list[str]] = {}
    for row in connection.execute(select_memberships(as_of.instant.date())):
        said.setdefault(row.studio, []).append(f"{row.agreement}: {row.standing} ({row.entity}, {row.as_of})")
    return {studio: "; ".join(lines) for studio, lines in said.items()}


STUDIOS = ReportTable(
    name="studios",
    title="Every studio: how many of its postings are AI jobs, how many state pay, and how much",
    row_text="a studio: counts and shares, under two definitions of an AI job",
    columns=COLUMNS,
    key=("studio",),
    order=ORDER,
    build=read_studios,
    view="studios",
    renamed={"group": "studio_group"},
)
