"""How wide the advertised ranges are: the top of each over its bottom, of AI jobs and of the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt
from pandas import DataFrame

from reports.charts import chart
from reports.charts.chart import Chart, said
from reports.frames.frames import make_frame, records
from reports.frames.values import amount
from reports.prose import wording
from reports.prose.findings import WIDE

Row = Mapping[str, Any]

COLUMNS = "ai_label width_from width_to ranges market_ranges share_of_ranges".split()
SHOWN = (
    ("ai_label", "Label"),
    ("width_from", "From, times"),
    ("width_to", "Below, times"),
    ("ranges", "Ranges"),
    ("market_ranges", "Market ranges"),
    ("share_of_ranges", "Share"),
)
EDGES = tuple(map(Decimal, ("1", "1.25", "1.5", "1.75", "2", "2.5", "3")))
LABELS = {"core": "AI jobs", "none": "Postings without AI work"}
COLOURS = (chart.BLUE, chart.PALE)

Counted = Counter[tuple[str, int, bool]]
"""By label, place in EDGES, and whether the range is the market's."""


def counted(listed: DataFrame) -> Counted:
    """Of the postings listed, those whose range has two different ends. `listed`: see figures.read."""
    wanted = listed[listed["ai_label"].isin(list(LABELS)) & (listed["width"] > 1)]
    rows = wanted[["ai_label", "width", "pay_scope"]].itertuples(index=False, name=None)
    return Counter((label, _bin(width), scope == "market_range") for label, width, scope in rows)


def _bin(width: float) -> int:
    return max(number for number, edge in enumerate(EDGES) if width >= edge)


def chart_data(counts: Counted) -> DataFrame:
    """A row for each label that has ranges and each width, in rising order."""
    rows = [_row(label, number, counts) for label in LABELS if _all(counts, label) for number in range(len(EDGES))]
    return make_frame(rows, COLUMNS)


def _all(counts: Counted, label: str) -> int:
    return sum(count for (its, _, _), count in counts.items() if its == label)


def _row(label: str, number: int, counts: Counted) -> list[Any]:
    market = counts[label, number, True]
    found = market + counts[label, number, False]
    above = EDGES[number + 1] if number + 1 < len(EDGES) else None
    return [label, EDGES[number], above, found, market, amount(Decimal(found) / _all(counts, label))]


def build_chart(figures: DataFrame) -> Chart | None:
    rows = records(figures)
    if not rows:
        return None
    groups = {label: [row for row in rows if row["ai_label"] == label] for label in LABELS}
    known = {label: group for label, group in groups.items() if group}
    templates, words = said("range_width"), _words(rows)
    return Chart(
        name="range_width",
        heading=" ".join(_heading(label if "core" in known else "none_alone", group) for label, group in known.items()),
        caption=f"{templates['rule'].format_map(words)} {templates['note']}",
        words=templates["alt"].format_map(words | {"rows": " ".join(_told(*each) for each in known.items())}),
        figures=figures,
        columns=SHOWN,
        picture=_picture(known),
    )


def _words(rows: Sequence[Row]) -> dict[str, str]:
    return {"ranges": f"{_sum(rows):,}", "market": f"{_sum(rows, 'market_ranges'):,}"}


def _sum(rows: Sequence[Row], column: str = "ranges") -> int:
    return sum(row[column] for row in rows)


def _heading(label: str, rows: Sequence[Row]) -> str:
    wide = _sum([row for row in rows if row["width_from"] >= WIDE])
    words = {"wide": f"{wide:,}", "ranges": f"{_sum(rows):,}", "share": wording.percent(wide, _sum(rows))}
    return str(said("range_width")["heading"][label].format_map(words))


def _width(row: Row) -> str:
    low, high = row["width_from"], row["width_to"]
    return f"{low:f} times and more" if high is None else f"{low:f} to {high:f} times"


def _told(label: str, rows: Sequence[Row]) -> str:
    each = "; ".join(f"{_width(row)}: {row['ranges']:,}" for row in rows)
    return f"{_group(label, rows)}: {each}."


def _group(label: str, rows: Sequence[Row]) -> str:
    return f"{LABELS[label]} ({_sum(rows):,} ranges)"


def _bar(label: str, rows: Sequence[Row], row: Row) -> dict[str, Any]:
    whole = _sum(rows)
    return {
        "width": _width(row),
        "group": _group(label, rows),
        "share": row["ranges"] / whole,
        "told": f"{row['ranges']:,} of {whole:,} ({wording.percent(row['ranges'], whole)})",
        "market": f"{row['market_ranges']:,}",
    }


def _picture(groups: Mapping[str, Sequence[Row]]) -> alt.LayerChart:
    bars = [_bar(label, rows, row) for label, rows in groups.items() for row in rows]
    names = [_group(label, rows) for label, rows in groups.items()]
    colours = [COLOURS[list(LABELS).index(label)] for label in groups]
    widths = list(dict.fromkeys(bar["width"] for bar in bars))
    base = alt.Chart(chart.drawn(bars)).encode(
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
    fill = alt.Fill("group:N", scale=alt.Scale(domain=names, range=colours), legend=alt.Legend(symbolType="square"))
    bars_drawn = base.mark_bar(stroke=chart.BLUE, strokeWidth=1).encode(fill=fill)
    return chart.layered(len(widths) * (20 + 18 * len(groups)), bars_drawn)
