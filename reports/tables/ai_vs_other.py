"""Declare ai_vs_other.csv: each studio's AI jobs beside its other jobs, by place, level and kind of employment.

Counted are the postings in the state listed; AI jobs are those labelled core, other jobs those labelled none, and what
lies between is in neither. A row is there for each value that an AI job of the studio has.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pandas import DataFrame

from db.queries.crawls import select_studios
from db.vocabulary import AiLabel
from reports.frames import frames
from reports.tables import summary_stats
from reports.tables.listed_postings import read_listed
from reports.tables.summary_stats import COUNTED, name_small_counts
from reports.tables.table import PageRows, ReportTable, Snapshot

SIDES = {"core": AiLabel.CORE, "other": AiLabel.NONE}
COLUMNS = ["studio", "name", "by", "value", *(f"{side}_{name}" for side in SIDES for name in COUNTED), "few"]
ORDER = ("studio", "by", "value")

BY = {
    "all": (),
    "country": ("country",),
    "country, level, employment_type": ("country", "level", "employment_type"),
    "employment_type": ("employment_type",),
    "level": ("level",),
    "place": ("place",),
}
"""What the column `by` holds, and of what its `value` is made."""


def read_ai_vs_other(snapshot: Snapshot) -> DataFrame:
    """Compare the two sides of the postings listed."""
    studios = frames.read_frame(snapshot.connection, select_studios(snapshot.as_of), ("studio", "name"), ("studio",))
    names = dict(zip(studios["studio"], studios["name"], strict=True))
    return compare_sides(snapshot.once(read_listed), names)


def compare_sides(listed: DataFrame, names: Mapping[str, str]) -> DataFrame:
    with_core = set(listed.loc[listed["ai_label"] == str(AiLabel.CORE), "studio"])
    grouped = listed[listed["studio"].isin(with_core)]
    rows = [
        {"studio": studio, "name": names[studio], "by": by, "value": ", ".join(value) or "all"} | figures_of
        for by, columns in BY.items()
        for (studio, *value), figures_of in _count_sides(grouped, ["studio", *columns])
    ]
    made = DataFrame(rows, columns=COLUMNS, dtype=object)
    return made.sort_values(list(ORDER), kind="stable", ignore_index=True)


def _count_sides(postings: DataFrame, by: list[str]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    core, other = (
        summary_stats.count_groups(postings[postings["ai_label"] == str(label)], by) for label in SIDES.values()
    )
    for key, found in core.items():
        beside = other.get(key, summary_stats.EMPTY_COUNTS)
        row = {f"{side}_{name}": of[name] for side, of in (("core", found), ("other", beside)) for name in COUNTED}
        yield (
            key,
            row | {"few": name_small_counts({name: row[name] for name in row if name.endswith(("_count", "_listed"))})},
        )


AI_VS_OTHER = ReportTable(
    name="ai_vs_other",
    title="Inside each studio: AI jobs beside its other jobs, by place, level and kind of employment",
    row_text="a studio's AI jobs beside its other postings, by place, level and employment type",
    columns=COLUMNS,
    key=("studio", "by", "value"),
    references={"studio": "studios"},
    order=ORDER,
    build=read_ai_vs_other,
    view="ai_vs_other",
    page_rows=PageRows(
        rank=lambda row: row["core_listed"],
        group_by="studio",
        only={"by": ("all", "country", "level", "employment_type")},
    ),
)
