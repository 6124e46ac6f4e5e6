"""AI jobs week by week: how many stood listed at each studio, and apart from it how many came and went.

A week without a complete visit is a gap in the line. Strikes are drawn as grounds, contracts and laws as rules.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import altair as alt
from pandas import DataFrame

from db.queries.dated_events import LASTING, DatedEvent, load_dated_events
from reports.charts import chart
from reports.charts.chart import Chart, load_templates
from reports.frames.frames import make_frame, to_records
from reports.prose import wording
from reports.tables.trend import ALL_KINDS

Row = Mapping[str, Any]

STOCK = "studio name week_begins_on week_ends_on core_listed postings_listed reader_changed events".split()
FLOW = "week_begins_on week_ends_on arrived no_longer_listed studios_known".split()
SHOWN_STOCK = (
    ("name", "Studio"),
    ("week_begins_on", "Week of"),
    ("core_listed", "AI jobs"),
    ("postings_listed", "Listed"),
)
SHOWN_FLOW = (
    ("week_begins_on", "Week of"),
    ("arrived", "Arrived"),
    ("no_longer_listed", "No longer listed"),
    ("studios_known", "Studios"),
)
STUDIOS_AT_MOST = 5
WEEKS_AT_LEAST = 3
"""Fewer are no trend."""


def stock_data(trend: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """Select the weeks of the studios that listed most AI jobs in any week."""
    rows = [row for row in to_records(trend) if row["kind"] == ALL_KINDS]
    most: dict[str, int] = {}
    for row in rows:
        most[row["studio"]] = max(most.get(row["studio"], 0), row["core_listed"] or 0)
    kept = sorted((studio for studio in most if most[studio]), key=lambda studio: (-most[studio], studio))
    wanted = kept[:STUDIOS_AT_MOST]
    found = [row | {"name": names.get(row["studio"], row["studio"])} for row in rows if row["studio"] in wanted]
    found.sort(key=lambda row: (wanted.index(row["studio"]), row["week_begins_on"]))
    return make_frame([[row[name] for name in STOCK] for row in found], STOCK)


def flow_data(trend: DataFrame) -> DataFrame:
    """Sum all studios by week; a week in which none is known has no row."""
    weeks: dict[date, list[Row]] = {}
    for row in to_records(trend):
        if row["kind"] == ALL_KINDS and row["core_listed"] is not None:
            weeks.setdefault(row["week_begins_on"], []).append(row)
    rows = [
        [monday, known[0]["week_ends_on"], *(sum(row[name] for row in known) for name in FLOW[2:4]), len(known)]
        for monday, known in sorted(weeks.items())
    ]
    return make_frame(rows, FLOW)


def build_stock_chart(figures: DataFrame) -> Chart | None:
    rows = [row for row in to_records(figures) if row["core_listed"] is not None]
    weeks = sorted({row["week_begins_on"] for row in rows})
    if len(weeks) < WEEKS_AT_LEAST:
        return None
    last = [row for row in rows if row["week_begins_on"] == weeks[-1]]
    marked, templates = _events_between(weeks), load_templates("trend_stock")
    words = {
        "last": "; ".join(f"{row['name']} {row['core_listed']:,}" for row in last),
        "week": wording.format_date(weeks[-1]),
        "most": str(STUDIOS_AT_MOST),
        "events": _name_events(marked),
        "rows": " ".join(_describe_stock(name, rows) for name in dict.fromkeys(row["name"] for row in rows)),
    }
    return Chart(
        name="trend_stock",
        heading=templates["heading"].format_map(words),
        subtitle=templates["subtitle"].format_map(words),
        caption=" ".join(templates[name].format_map(words) for name in ("rule", "events" if marked else "no_events")),
        words=templates["alt"].format_map(words),
        figures=figures,
        columns=SHOWN_STOCK,
        picture=_draw_stock(to_records(figures), weeks, marked),
    )


def build_flow_chart(figures: DataFrame) -> Chart | None:
    rows = to_records(figures)
    if len(rows) < WEEKS_AT_LEAST:
        return None
    marked, templates = _events_between([row["week_begins_on"] for row in rows]), load_templates("trend_flow")
    came = sum(row["arrived"] for row in rows)
    words = {
        "arrived": f"{came:,} AI job" if came == 1 else f"{came:,} AI jobs",
        "gone": f"{sum(row['no_longer_listed'] for row in rows):,}",
        "weeks": f"{len(rows):,}",
        "studios": f"{max(row['studios_known'] for row in rows):,}",
        "events": _name_events(marked),
        "rows": " ".join(
            f"Week of {wording.format_short_date(row['week_begins_on'])}: {row['arrived']:,} arrived, "
            f"{row['no_longer_listed']:,} no longer listed."
            for row in rows
        ),
    }
    return Chart(
        name="trend_flow",
        heading=templates["heading"].format_map(words),
        subtitle=templates["subtitle"].format_map(words),
        caption=" ".join(templates[name].format_map(words) for name in ("rule", *(["events"] if marked else []))),
        words=templates["alt"].format_map(words),
        figures=figures,
        columns=SHOWN_FLOW,
        picture=_draw_flow(rows, marked),
    )


def _describe_stock(name: str, rows: Sequence[Row]) -> str:
    mine = [row for row in rows if row["name"] == name]
    each = [f"{wording.format_short_date(row['week_begins_on'])} {row['core_listed']:,}" for row in mine]
    return f"{name}: {'; '.join(each)}."


def _events_between(weeks: Sequence[date]) -> list[DatedEvent]:
    return [event for event in load_dated_events() if event.falls_between(weeks[0], weeks[-1])]


def _name_events(marked: Sequence[DatedEvent]) -> str:
    return "; ".join(f"{event.name} ({wording.format_short_date(event.begins_on)})" for event in marked)


def _event_layers(marked: Sequence[DatedEvent], first: date, last: date) -> list[alt.Chart]:
    spans = [_event_mark(event, first, last) for event in marked if event.kind == LASTING]
    days = [_event_mark(event, first, last) for event in marked if event.kind != LASTING]
    tip = [alt.Tooltip("told:N", title="Event")]
    found = []
    if spans:
        made = alt.Chart(chart.inline_data(spans)).mark_rect(color=chart.LINE, opacity=0.5)
        found.append(made.encode(x=_week_axis(), x2="to:T", tooltip=tip))
    if days:
        made = alt.Chart(chart.inline_data(days)).mark_rule(color=chart.SOFT, strokeDash=[4, 3], strokeWidth=1.5)
        found.append(made.encode(x=_week_axis(), tooltip=tip))
    return found


def _event_mark(event: DatedEvent, first: date, last: date) -> dict[str, Any]:
    begins, ends = max(event.begins_on, first), min(event.ends_on or last, last)
    return {"week": begins, "to": ends, "told": f"{event.name}, {wording.format_short_date(event.begins_on)}"}


def _week_axis() -> alt.X:
    axis = alt.Axis(tickCount=5, grid=False, format="%-d %b %Y", labelOverlap=True)
    return alt.X("week:T", title="Week beginning on", scale=alt.Scale(type="utc"), axis=axis)


WHOLE = "datum.value == floor(datum.value) ? format(datum.value, ',d') : ''"
"""How an axis says counts: between 0 and 2 it has halves, which without decimals would read as whole ones."""


def _count_axis(field: str, title: str) -> alt.Y:
    axis = alt.Axis(tickCount=5, labelExpr=WHOLE, domain=False, ticks=False)
    return alt.Y(field, title=title, scale=alt.Scale(zero=True, nice=True), axis=axis)


def _draw_stock(rows: Sequence[Row], weeks: Sequence[date], marked: Sequence[DatedEvent]) -> alt.LayerChart:
    names = list(dict.fromkeys(row["name"] for row in rows))
    points = [
        {
            "week": row["week_begins_on"],
            "name": row["name"],
            "jobs": row["core_listed"],
            "told": f"week of {wording.format_short_date(row['week_begins_on'])}",
        }
        for row in rows
    ]
    colours, shapes = [chart.BLUE, *chart.COLOURS][: len(names)], chart.SHAPES[: len(names)]
    base = alt.Chart(chart.inline_data(points)).encode(
        x=_week_axis(),
        y=_count_axis("jobs:Q", "AI jobs listed at the week’s end"),
        tooltip=[
            alt.Tooltip("name:N", title="Studio"),
            alt.Tooltip("jobs:Q", title="AI jobs"),
            alt.Tooltip("told:N", title="When"),
        ],
        color=alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=None),
    )
    line = base.mark_line(strokeWidth=2, invalid="break-paths-show-domains")
    dots = base.transform_filter("isValid(datum.jobs)").mark_point(filled=True, size=45, opacity=1)
    shape = alt.Shape("name:N", scale=alt.Scale(domain=names, range=shapes), legend=None)
    grounds = _event_layers(marked, weeks[0], weeks[-1])
    return chart.stack_layers(HEIGHT, *grounds, line, dots.encode(shape=shape), *_name_lines(points, names, colours))


HEIGHT = 260
LABEL_HEIGHT = 14


def _name_lines(points: Sequence[Row], names: Sequence[str], colours: Sequence[str]) -> list[alt.Chart]:
    """Write at each line's last point whose it is and its number; names that would meet are pushed apart."""
    last = {point["name"]: point for point in points if point["jobs"] is not None}
    step = LABEL_HEIGHT * max((point["jobs"] for point in last.values()), default=0) / HEIGHT
    found, above = [], None
    for name in sorted(last, key=lambda name: (last[name]["jobs"], name)):
        wanted = last[name]["jobs"]
        above = wanted if above is None else max(wanted, above + step)
        label = {"week": last[name]["week"], "jobs": above, "words": f"{name} {wanted:,}"}
        words = alt.Chart(chart.inline_data([label])).encode(x=_week_axis(), y="jobs:Q", text="words:N")
        placed: dict[str, Any] = {"align": "right", "baseline": "bottom", "xOffset": -4, "yOffset": -4}
        found.append(words.mark_text(**placed, color=chart.PAPER, stroke=chart.PAPER, strokeWidth=4, aria=False))
        found.append(words.mark_text(**placed, color=colours[names.index(name)], fontWeight="bold"))
    return found


def _draw_flow(rows: Sequence[Row], marked: Sequence[DatedEvent]) -> alt.LayerChart:
    bars = [
        {
            "week": row["week_begins_on"],
            "jobs": row[column] if column == "arrived" else -row[column],
            "way": words,
            "told": f"{row[column]:,}, week of {wording.format_short_date(row['week_begins_on'])}",
        }
        for row in rows
        for column, words in _WAYS
    ]
    ways = [words for _, words in _WAYS]
    made = alt.Chart(chart.inline_data(bars)).mark_bar(size=9, stroke=chart.BLUE, strokeWidth=0.7)
    fill = alt.Fill("way:N", scale=alt.Scale(domain=ways, range=[chart.BLUE, chart.PALE]), legend=None)
    tip = [alt.Tooltip("way:N", title="What"), alt.Tooltip("told:N", title="AI jobs")]
    bars_drawn = made.encode(
        x=_week_axis(),
        y=_count_axis("jobs:Q", "AI jobs: arrived above zero, no longer listed below"),
        fill=fill,
        tooltip=tip,
    )
    grounds = _event_layers(marked, rows[0]["week_begins_on"], rows[-1]["week_begins_on"])
    values = _value_layers(bars) if len(rows) <= WEEKS_WITH_VALUES else []
    return chart.stack_layers(220, *grounds, bars_drawn, *values)


WEEKS_WITH_VALUES = 30
"""More bars have no room for their numbers."""


def _value_layers(bars: Sequence[Row]) -> list[alt.Chart]:
    """Write each bar's number at its end."""
    valued = [{**bar, "value": f"{abs(bar['jobs']):,}"} for bar in bars]
    above, below = [bar for bar in valued if bar["jobs"] > 0], [bar for bar in valued if bar["jobs"] < 0]
    baselines: dict[int, Literal["bottom", "top"]] = {-3: "bottom", 3: "top"}
    return [
        alt.Chart(chart.inline_data(some))
        .mark_text(baseline=baselines[off], yOffset=off, fontSize=10, color=chart.SOFT)
        .encode(x=_week_axis(), y="jobs:Q", text="value:N")
        for some, off in ((above, -3), (below, 3))
        if some
    ]


_WAYS = (("arrived", "Arrived in the week"), ("no_longer_listed", "No longer listed"))
