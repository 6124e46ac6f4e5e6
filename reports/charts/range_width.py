"""Chart how wide the advertised ranges are: the top of each over its bottom, of AI jobs and of the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt
from pandas import DataFrame

from reports.charts import chart
from reports.charts.chart import Chart, load_templates
from reports.frames.frames import make_frame, to_records
from reports.frames.values import to_amount
from reports.prose import wording
from reports.prose.findings import WIDE_RANGE

Row = Mapping[str, Any]

COLUMNS = "ai_label width_from width_to ranges market_ranges share_of_ranges".split()
SHOWN = (
    ("ai_label", "Label"),
    ("width_from", "From, times"),
    ("width_to", "Below, times"),
    ("ranges", "Ranges"),
    ("market_ranges", "Market ranges"),
)
EDGES = tuple(map(Decimal, ("1", "1.25", "1.5", "1.75", "2", "2.5", "3")))
LABELS = {"core": "AI jobs", "none": "Postings without AI work"}
COLOURS = (chart.BLUE, chart.PALE)

Counted = Counter[tuple[str, int, bool]]
"""By label, place in EDGES, and whether the range is the market's."""


def count_widths(listed: DataFrame) -> Counted:
    """Count by width the ranges of two different ends. `listed`: see listed_postings.read_listed."""
    wanted = listed[listed["ai_label"].isin(list(LABELS)) & (listed["width"] > 1)]
    rows = wanted[["ai_label", "width", "pay_scope"]].itertuples(index=False, name=None)
    return Counter((label, _width_bin(width), scope == "market_range") for label, width, scope in rows)


def _width_bin(width: float) -> int:
    return max(number for number, edge in enumerate(EDGES) if width >= edge)


def chart_data(counts: Counted) -> DataFrame:
    """Make a row for each label that has ranges and each width, in rising order."""
    rows = [
        _width_row(label, number, counts)
        for label in LABELS
        if _count_label(counts, label)
        for number in range(len(EDGES))
    ]
    return make_frame(rows, COLUMNS)


def _count_label(counts: Counted, label: str) -> int:
    return sum(count for (its, _, _), count in counts.items() if its == label)


def _width_row(label: str, number: int, counts: Counted) -> list[Any]:
    market = counts[label, number, True]
    found = market + counts[label, number, False]
    above = EDGES[number + 1] if number + 1 < len(EDGES) else None
    return [label, EDGES[number], above, found, market, to_amount(Decimal(found) / _count_label(counts, label))]


def build_chart(figures: DataFrame) -> Chart | None:
    rows = to_records(figures)
    if not rows:
        return None
    groups = {label: [row for row in rows if row["ai_label"] == label] for label in LABELS}
    known = {label: group for label, group in groups.items() if group}
    templates, words = load_templates("range_width"), _count_values(rows)
    return Chart(
        name="range_width",
        heading=" ".join(
            _label_heading(label if "core" in known else "none_alone", group) for label, group in known.items()
        ),
        subtitle=templates["subtitle"].format_map(words),
        caption=f"{templates['rule'].format_map(words)} {templates['note']}",
        words=templates["alt"].format_map(
            words | {"rows": " ".join(_describe_widths(*each) for each in known.items())}
        ),
        figures=figures,
        columns=SHOWN,
        picture=_draw_widths(known),
    )


def _count_values(rows: Sequence[Row]) -> dict[str, str]:
    return {"ranges": f"{_sum_column(rows):,}", "market": f"{_sum_column(rows, 'market_ranges'):,}"}


def _sum_column(rows: Sequence[Row], column: str = "ranges") -> int:
    return sum(row[column] for row in rows)


def _label_heading(label: str, rows: Sequence[Row]) -> str:
    wide = _sum_column([row for row in rows if row["width_from"] >= WIDE_RANGE])
    words = {
        "wide": f"{wide:,}",
        "ranges": f"{_sum_column(rows):,}",
        "share": wording.format_percent(wide, _sum_column(rows)),
    }
    return str(load_templates("range_width")["heading"][label].format_map(words))


def _format_width(row: Row) -> str:
    low, high = row["width_from"], row["width_to"]
    return f"{low:f} times and more" if high is None else f"{low:f} to {high:f} times"


def _describe_widths(label: str, rows: Sequence[Row]) -> str:
    each = "; ".join(f"{_format_width(row)}: {row['ranges']:,}" for row in rows)
    return f"{_name_group(label, rows)}: {each}."


def _name_group(label: str, rows: Sequence[Row]) -> str:
    return f"{LABELS[label]} ({_sum_column(rows):,} ranges)"


def _make_width_bar(label: str, rows: Sequence[Row], row: Row) -> dict[str, Any]:
    whole = _sum_column(rows)
    return {
        "width": _format_width(row),
        "group": _name_group(label, rows),
        "share": row["ranges"] / whole,
        "value": wording.format_percent(row["ranges"], whole),
        "told": f"{row['ranges']:,} of {whole:,} ({wording.format_percent(row['ranges'], whole)})",
        "market": f"{row['market_ranges']:,}",
    }


def _name_bar(group: str, bars: Sequence[dict[str, Any]]) -> None:
    """Write at the shortest bar of a group whose it is, in the place of a key: there is most room beside it."""
    named = min((bar for bar in bars if bar["group"] == group and bar["share"]), key=lambda bar: bar["share"])
    named["value"] = f"{named['value']} · {group}"


def _draw_widths(groups: Mapping[str, Sequence[Row]]) -> alt.LayerChart:
    bars = [_make_width_bar(label, rows, row) for label, rows in groups.items() for row in rows]
    for label, rows in groups.items():
        _name_bar(_name_group(label, rows), bars)
    names = [_name_group(label, rows) for label, rows in groups.items()]
    colours = [COLOURS[list(LABELS).index(label)] for label in groups]
    widths = list(dict.fromkeys(bar["width"] for bar in bars))
    base = alt.Chart(chart.inline_data(bars)).encode(
        x=alt.X(
            "share:Q",
            title="Share of the ranges of its kind, in per cent",
            axis=alt.Axis(format=".2~%", tickCount=5, domain=False, ticks=False),
        ),
        y=alt.Y(
            "width:N",
            sort=widths,
            title=None,
            axis=alt.Axis(ticks=False, domain=False, labelPadding=8, labelColor=chart.INK),
            scale=alt.Scale(paddingInner=0.3, paddingOuter=0.1),
        ),
        yOffset=alt.YOffset("group:N", sort=names),
        tooltip=[
            alt.Tooltip("group:N", title="Kind"),
            alt.Tooltip("width:N", title="Top over bottom"),
            alt.Tooltip("told:N", title="Ranges"),
            alt.Tooltip("market:N", title="Of them market ranges"),
        ],
    )
    fill = alt.Fill("group:N", scale=alt.Scale(domain=names, range=colours), legend=None)
    bars_drawn = base.mark_bar(stroke=chart.BLUE, strokeWidth=1).encode(fill=fill)
    values = base.mark_text(align="left", baseline="middle", xOffset=5, fontSize=10, color=chart.SOFT)
    return chart.stack_layers(len(widths) * (20 + 18 * len(groups)), bars_drawn, values.encode(text="value:N"))
