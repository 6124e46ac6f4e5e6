"""The charts of one report, each where there is something to draw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pandas import DataFrame
from sqlalchemy import Connection

from reports import phrases
from reports.charts import pay, shares, timeline, weeks, widths
from reports.charts.chart import Chart, wrapped
from reports.charts.pay import BY_HOUR, BY_YEAR
from reports.frames import records
from reports.notices import notices


def charts(
    connection: Connection,
    as_of: datetime,
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
    beside = [(basis, pay.frame(basis, postings, compared, scales, names)) for basis in (BY_YEAR, BY_HOUR)]
    marks = [row for _, figures in beside for row in records(figures) if row["scale_id"]]
    found = [
        *(pay.made(*each) for each in beside),
        shares.made(shares.frame(studios)),
        widths.made(widths.frame(widths.counted(listed))),
        weeks.made_stock(weeks.stock(trend, names)),
        weeks.made_flow(weeks.flow(trend)),
        _timeline(connection, as_of, postings, marks, names),
    ]
    return [chart for chart in found if chart is not None]


def _timeline(
    connection: Connection, as_of: datetime, postings: DataFrame, marks: list[dict[str, Any]], names: Mapping[str, str]
) -> Chart | None:
    posting = timeline.chosen(postings)
    if posting is None:
        return None
    own = (posting["posting_id"], posting["pay_currency"]) if posting["pay_unit"] in ("year", "hour") else None
    its = [row for row in marks if (row["posting_id"], "USD") == own and row["scale_amount"] == row["drawn_scale"]]
    mark = its[0] if its else None
    name = names.get(posting["studio"], posting["studio"])
    return timeline.made(timeline.frame(connection, as_of, posting, name, mark), mark)


def source(as_of: datetime, origins: Mapping[str, int]) -> list[str]:
    """What stands under a picture that goes alone: where its words come from, and as of when."""
    words = [notice["text"] for notice in notices(origins, [])]
    words.append(f"Source: studios’ careers boards as read by labor-tracker, as of {phrases.day(as_of.date())}.")
    return [line for text in words for line in wrapped(text, 110)]
