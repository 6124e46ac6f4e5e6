"""Chart the share of AI postings by studio: by title and duties, with those where AI is a part, and by any AI word."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
from pandas import DataFrame

from reports.charts import chart
from reports.charts.chart import Chart, load_templates
from reports.frames.frames import make_frame, to_records
from reports.prose import wording
from reports.tables.summary_stats import AT_LEAST

Row = Mapping[str, Any]

COLUMNS = (
    "studio name postings_listed few_postings ai_core ai_adjacent any_keyword_count"
    " share_core share_core_adjacent share_any_keyword"
).split()
SHOWN = (
    ("name", "Studio"),
    ("postings_listed", "Listed"),
    ("share_core", "AI jobs"),
    ("share_core_adjacent", "With AI as a part"),
    ("share_any_keyword", "Any AI word"),
)
STUDIOS_AT_MOST = 20
DEFINITIONS = (
    ("ai_core", "AI jobs, by title and duties", "AI jobs"),
    ("wide", "Also those with AI as a stated part", "with AI as a part"),
    ("any_keyword_count", "Any AI word, anywhere in the posting", "any AI word"),
)
"""What is counted, in full and in the few words that stand at its bar."""
COLOURS = (chart.NAVY, chart.BLUE, chart.PALE)


def chart_data(studios: DataFrame) -> DataFrame:
    """Select the studios that list postings, those with most first."""
    rows = [row for row in to_records(studios) if row["postings_listed"]]
    rows.sort(key=lambda row: (-row["postings_listed"], row["studio"]))
    few = [row | {"few_postings": row["postings_listed"] < AT_LEAST} for row in rows[:STUDIOS_AT_MOST]]
    return make_frame([[row[name] for name in COLUMNS] for row in few], COLUMNS)


def build_chart(figures: DataFrame) -> Chart | None:
    rows = to_records(figures)
    if not rows:
        return None
    words = _caption_values(rows)
    templates = load_templates("ai_share")
    few = [templates["few"].format_map(words)] if any(row["few_postings"] for row in rows) else []
    return Chart(
        name="ai_share",
        heading=templates["heading"].format_map(words),
        subtitle=templates["subtitle"].format_map(words),
        caption=" ".join([templates["rule"].format_map(words), *few, templates["note"]]),
        words=templates["alt"].format_map(words | {"rows": " ".join(map(_describe_studio, rows))}),
        figures=figures,
        columns=SHOWN,
        picture=_draw_bars(rows),
    )


def _caption_values(rows: Sequence[Row]) -> dict[str, str]:
    listed = sum(row["postings_listed"] for row in rows)
    return {
        "most": str(STUDIOS_AT_MOST),
        "fewest": str(AT_LEAST),
        "listed": f"{listed:,}",
        "were": "posting" if listed == 1 else "postings",
        "studios": "one studio" if len(rows) == 1 else f"{len(rows)} studios",
        "core": wording.format_percent(sum(row["ai_core"] for row in rows), listed),
        "any": wording.format_percent(sum(row["any_keyword_count"] for row in rows), listed),
    }


def _count_definition(row: Row, definition: str) -> int:
    return int(row["ai_core"] + row["ai_adjacent"] if definition == "wide" else row[definition])


def _format_share(row: Row, definition: str) -> str:
    return wording.format_percent(_count_definition(row, definition), row["postings_listed"])


def _label_studio(row: Row) -> str:
    return f"{row['name']} · {row['postings_listed']:,} listed{', few' if row['few_postings'] else ''}"


def _describe_studio(row: Row) -> str:
    core, wide, words = (_format_share(row, name) for name, *_ in DEFINITIONS)
    return f"{_label_studio(row)}: {core}, {wide}, {words}."


def _make_bar(row: Row, definition: str, words: str, short: str) -> dict[str, Any]:
    count = _count_definition(row, definition)
    return {
        "studio": row["studio"],
        "label": _label_studio(row),
        "definition": words,
        "share": count / row["postings_listed"],
        "value": f"{_format_share(row, definition)} {short}",
        "told": f"{_format_share(row, definition)} ({count:,} of {row['postings_listed']:,})",
        "few": row["few_postings"],
    }


ROW = 62


def _draw_bars(rows: Sequence[Row]) -> alt.LayerChart:
    bars = [_make_bar(row, *definition) for row in rows for definition in DEFINITIONS]
    names = [words for _, words, _ in DEFINITIONS]
    y = alt.Y("studio:N", sort=[row["studio"] for row in rows], axis=None, scale=alt.Scale(padding=0))
    x = alt.X(
        "share:Q",
        title="Share of the studio’s listed postings, in per cent",
        axis=alt.Axis(format=".2~%", tickCount=5, domain=False, ticks=False),
        scale=alt.Scale(zero=True, nice=True),
    )
    fill = alt.Fill("definition:N", scale=alt.Scale(domain=names, range=list(COLOURS)), legend=None)
    most = max(bar["share"] for bar in bars)
    faint = alt.FillOpacity("few:O", scale=alt.Scale(domain=[False, True], range=[1, 0.25]), legend=None)
    base = alt.Chart(chart.inline_data(bars)).encode(
        y=y, tooltip=[alt.Tooltip(f"{name}:N", title=words) for name, words in _TIP]
    )
    labels = alt.Chart(
        chart.inline_data([{"studio": row["studio"], "label": _label_studio(row)} for row in rows])
    ).encode(y=y)
    return chart.stack_layers(
        ROW * len(rows),
        *(
            base.transform_filter(alt.FieldEqualPredicate(field="definition", equal=name))
            .mark_bar(height=9, yOffset=down, stroke=chart.NAVY, strokeWidth=0.7)
            .encode(x=x, fill=fill, fillOpacity=faint)
            for name, down in zip(names, (-1, 9, 19), strict=True)
        ),
        *(
            layer
            for name, down in zip(names, (-1, 9, 19), strict=True)
            for layer in _value_layers([bar for bar in bars if bar["definition"] == name], most, x, y, down)
        ),
        *chart.label_layers(labels, "label:N", -27, fontWeight="bold"),
    )


INSIDE = 0.6
"""A bar longer than this part of the longest holds its words: beside it they would run out of the picture."""


def _value_layers(bars: Sequence[Row], most: float, x: alt.X, y: alt.Y, down: int) -> Iterator[alt.Chart]:
    """Write at each bar's end its share, and of what: no key is needed."""
    for inside, few in ((False, False), (False, True), (True, False), (True, True)):
        some = [bar for bar in bars if (bar["share"] > INSIDE * most, bar["few"]) == (inside, few)]
        if some:
            placed: dict[str, Any] = {"align": "right" if inside else "left", "xOffset": -5 if inside else 5}
            # ink is read on the palest of the fills, and on those of few postings, which are faint
            light = inside and some[0]["definition"] != DEFINITIONS[-1][1] and not few
            colour = chart.PAPER if light else chart.INK if inside else chart.SOFT
            words = alt.Chart(chart.inline_data(some)).encode(x=x, y=y, text="value:N")
            yield words.mark_text(**placed, baseline="middle", yOffset=down, fontSize=10, color=colour)


_TIP = (("label", "Studio"), ("definition", "Counted"), ("told", "Share"))
