"""Build the charts of one report, each where there is something to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from reports.charts import ai_share, pay, pay_data, range_width, timeline, weekly
from reports.charts.chart import FOLDER, Chart, wrap_words
from reports.charts.pay_data import BY_HOUR, BY_YEAR
from reports.frames.frames import to_records
from reports.prose import wording
from reports.prose.banners import origin_banners
from reports.tables.table import TableFile


def _chart_file(
    name: str,
    columns: Sequence[str],
    title: str,
    order_text: str,
    *,
    key: Sequence[str] = (),
    references: Mapping[str, str] | None = None,
) -> TableFile:
    return TableFile(
        folder=FOLDER,
        name=name,
        title=title,
        columns=columns,
        order_text=order_text,
        key=key,
        references=references or {},
    )


_AS_DRAWN = "In the order drawn: the postings from the top, of each the union figures that stand beside it."
_PAY_REFERENCES = {"posting_id": "postings", "scale_id": "scales_used"}
CHART_FILES = (
    _chart_file(
        BY_YEAR.name,
        pay_data.COLUMNS,
        "Drawn as a chart: pay stated by the year, beside union figures",
        _AS_DRAWN,
        references=_PAY_REFERENCES,
    ),
    _chart_file(
        BY_HOUR.name,
        pay_data.COLUMNS,
        "Drawn as a chart: pay of stated hours, by the hour, beside union figures",
        _AS_DRAWN,
        references=_PAY_REFERENCES,
    ),
    _chart_file(
        "ai_share",
        ai_share.COLUMNS,
        "Drawn as a chart: the share of AI postings by studio, under each definition",
        "The studios that list most first.",
        key=("studio",),
        references={"studio": "studios"},
    ),
    _chart_file(
        "range_width",
        range_width.COLUMNS,
        "Drawn as a chart: how wide advertised ranges are, of AI jobs and of postings without AI work",
        "AI jobs first, each label sorted by width_from.",
        key=("ai_label", "width_from"),
    ),
    _chart_file(
        "trend_stock",
        weekly.STOCK,
        "Drawn as a chart: AI jobs listed week by week, of the studios that listed most",
        "The studios that listed most in any week first, of each the weeks in their order.",
        key=("studio", "week_begins_on"),
        references={"studio": "studios"},
    ),
    _chart_file(
        "trend_flow",
        weekly.FLOW,
        "Drawn as a chart: AI jobs that arrived and that came to be no longer listed, week by week",
        "Sorted by week_begins_on.",
        key=("week_begins_on",),
    ),
    _chart_file(
        "timeline",
        timeline.COLUMNS,
        "Drawn as a chart: one posting over time",
        "The day of posting, the versions, the visits, the union figures; each of them in time.",
        references={"posting_id": "postings"},
    ),
)
"""The charts' own CSV files."""


def build_charts(
    connection: Connection,
    as_of: AsOf,
    *,
    postings: DataFrame,
    compared: DataFrame,
    scales: DataFrame,
    studios: DataFrame,
    listed: DataFrame,
    trend: DataFrame,
) -> list[Chart]:
    """`postings`: the notable ones in their order; `compared`: their rows of pay_vs_scale.csv."""
    names = dict(zip(studios["studio"], studios["name"], strict=True))
    beside = [(basis, pay_data.chart_data(basis, postings, compared, scales, names)) for basis in (BY_YEAR, BY_HOUR)]
    marks = [row for _, figures in beside for row in to_records(figures) if row["scale_id"]]
    found = [
        *(pay.build_chart(*each, as_of.instant.date()) for each in beside),
        ai_share.build_chart(ai_share.chart_data(studios)),
        range_width.build_chart(range_width.chart_data(range_width.count_widths(listed))),
        weekly.build_stock_chart(weekly.stock_data(trend, names)),
        weekly.build_flow_chart(weekly.flow_data(trend)),
        _build_timeline(connection, as_of, postings, marks, names),
    ]
    date = f" As of {wording.format_date(as_of.instant.date())}."
    return [replace(chart, subtitle=chart.subtitle + date) for chart in found if chart is not None]


def _build_timeline(
    connection: Connection, as_of: AsOf, postings: DataFrame, marks: list[dict[str, Any]], names: Mapping[str, str]
) -> Chart | None:
    posting = timeline.choose_posting(connection, as_of, postings)
    if posting is None:
        return None
    own = (posting["posting_id"], posting["pay_currency"]) if posting["pay_unit"] in ("year", "hour") else None
    its = [row for row in marks if (row["posting_id"], "USD") == own and row["scale_amount"] == row["drawn_scale"]]
    mark = its[0] if its else None
    name = names.get(posting["studio"], posting["studio"])
    return timeline.build_chart(timeline.chart_data(connection, as_of, posting, name, mark), mark)


def source_lines(as_of: datetime, origins: Mapping[str, int]) -> list[str]:
    """Say under a picture that travels alone where its words come from, and as of when."""
    words = [notice["text"] for notice in origin_banners(origins, [])]
    words.append(
        f"Source: studios’ careers boards as read by labor-tracker, as of {wording.format_date(as_of.date())}."
    )
    return [line for text in words for line in wrap_words(text, 110)]
