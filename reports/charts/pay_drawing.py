"""Draw advertised ranges as bars, each under its own words, and the union figures beside them as marks.

Nothing is left to a key: whose range it is and which figure a mark is stand in words at the bar itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from reports.charts import chart
from reports.charts.chart import load_templates
from reports.charts.pay_data import Basis
from reports.frames.values import to_amount
from reports.prose import wording
from reports.prose.pay_range import format_ends, format_pay

Row = Mapping[str, Any]

ROW, BAR, LINE = 60, 42, 13
"""Height of a posting without its figures, how far down its bar's middle stands, and the height of a figure's line."""


def label_posting(row: Row) -> str:
    return f"{row['name']} · {wording.shorten_title(row['title'])}"


def format_cents(value: Decimal) -> str:
    """Print dollars to the cent; the file has four places."""
    return wording.format_money(to_amount(value, 2), "USD")


def format_drawn_range(row: Row) -> str:
    """Print the range in the chart's unit, and as posted where that is another."""
    low, high = row["drawn_minimum"], row["drawn_maximum"]
    ends = format_ends(low, high, format_cents)
    scope = ", market range" if row["pay_scope"] == "market_range" else ""
    scope += (
        f", {wording.load_sentences()['several']['short']}" if wording.states_several_ranges(row["pay_flags"]) else ""
    )
    posted = (
        "" if row["pay_currency"] == "USD" and row["pay_unit"] in ("year", "hour") else f" ({_format_posted_pay(row)})"
    )
    return f"{ends}{scope}{posted}"


def _format_posted_pay(row: Row) -> str:
    hours = f" of {row['pay_hours'].normalize():f} hours" if row["pay_hours"] and row["pay_unit"] != "hour" else ""
    return f"posted as {format_pay(row)}{hours}"


def draw_ranges(basis: Basis, postings: Sequence[Row], marks: Sequence[Row]) -> alt.LayerChart:
    bars, order = [_make_span(row) for row in postings], [row["posting_id"] for row in postings]
    y = alt.Y("posting_id:N", sort=order, axis=None, scale=alt.Scale(padding=0))
    base = alt.Chart(chart.inline_data(bars)).encode(
        y=y, tooltip=[alt.Tooltip("label:N", title="Posting"), alt.Tooltip("pay:N", title="Advertised")]
    )
    most = max(Counter(row["posting_id"] for row in marks).values(), default=0)
    height = ROW + LINE * most
    top = -(height // 2)
    return chart.stack_layers(
        height * len(postings),
        *_span_layers(base, bars, basis, top),
        *_end_layers(base, bars, basis, top),
        *_mark_layers(marks, y, basis, top),
        *chart.label_layers(base, "label:N", top + 4, fontWeight="bold"),
        *chart.label_layers(base, "pay:N", top + 20, fontSize=11, color=chart.SOFT),
    )


def _amount_axis(basis: Basis, field: str) -> alt.X:
    axis = alt.Axis(labelExpr=chart.THOUSANDS, tickCount=5, domain=False, ticks=False)
    return alt.X(field, title=basis.unit, scale=alt.Scale(zero=True, nice=True), axis=axis)


def _span_layers(base: alt.Chart, bars: Sequence[Row], basis: Basis, top: int) -> list[alt.Chart]:
    if all(bar["shape"] for bar in bars):
        return []
    # whose range it is stands in words over the bar
    kinds = alt.Color("kind:N", scale=alt.Scale(domain=KINDS, range=[chart.BLUE, chart.PALE]), legend=None)
    drawn = base.mark_bar(height=11, yOffset=top + BAR, stroke=chart.BLUE, strokeWidth=1)
    spans = drawn.encode(x=_amount_axis(basis, "drawn_minimum:Q"), x2="drawn_maximum:Q", color=kinds)
    return [spans.transform_filter("datum.shape == ''")]


def _end_layers(base: alt.Chart, bars: Sequence[Row], basis: Basis, top: int) -> list[alt.Chart]:
    """Make the layers of pay that is no range, one a shape."""
    return [
        base.mark_point(size=110, yOffset=top + BAR, filled=True, color=chart.BLUE, opacity=1, shape=shape)
        .encode(x=_amount_axis(basis, "end:Q"))
        .transform_filter(f"datum.shape == '{shape}'")
        for shape in sorted({bar["shape"] for bar in bars} - {""})
    ]


KINDS = ("range of the post", "market range")


def _make_span(row: Row) -> dict[str, Any]:
    low, high = row["drawn_minimum"], row["drawn_maximum"]
    ends = [end for end in (low, high) if end is not None]
    return {
        "posting_id": row["posting_id"],
        "drawn_minimum": low,
        "drawn_maximum": high,
        "end": ends[-1],
        "shape": _end_shape(low, high),
        "kind": KINDS[row["pay_scope"] == "market_range"],
        "label": label_posting(row),
        "pay": f"{format_drawn_range(row)}{row['short_age']}",
    }


def _end_shape(low: Decimal | None, high: Decimal | None) -> str:
    """Choose the shape of pay that is no bar: which way it is open, or that it is one figure."""
    if low is None or high is None:
        return "triangle-left" if low is None else "triangle-right"
    return "circle" if low == high else ""


def _mark_layers(marks: Sequence[Row], y: alt.Y, basis: Basis, top: int) -> list[alt.Chart]:
    """Mark each figure on the bar's line, and write under the bar which they are, one a line."""
    if not marks:
        return []
    places: Counter[str] = Counter()
    drawn = []
    for row in marks:
        drawn.append(_make_mark(row) | {"line": places[row["posting_id"]]})
        places[row["posting_id"]] += 1
    look: dict[str, Any] = {"filled": True, "opacity": 1, "stroke": chart.PAPER, "strokeWidth": 1}
    points = alt.Chart(chart.inline_data(drawn)).mark_point(
        size=95, yOffset=top + BAR, shape="diamond", color=chart.RED, **look
    )
    found = [
        points.encode(
            y=y,
            x=_amount_axis(basis, "drawn_scale:Q"),
            tooltip=[alt.Tooltip(f"{name}:N", title=words) for name, words in _TIP],
        )
    ]
    for line in sorted({mark["line"] for mark in drawn}):
        words = alt.Chart(chart.inline_data([mark for mark in drawn if mark["line"] == line])).encode(y=y)
        found += chart.label_layers(words, "words:N", top + BAR + 11 + LINE * line, fontSize=10, color=chart.RED)
    return found


_TIP = (
    ("figure", "Beside"),
    ("worth", "Figure"),
    ("agreement", "Agreement"),
    ("dates", "In force"),
    ("agreement_covers_job", "Covers the job"),
    ("label", "Posting"),
)


def _make_mark(row: Row) -> dict[str, Any]:
    return {
        "posting_id": row["posting_id"],
        "drawn_scale": row["drawn_scale"],
        "figure": chart.name_scale(row),
        "words": _label_mark(row),
        "worth": f"{format_cents(row['drawn_scale'])}{_format_stated_scale(row)}",
        "agreement": row["agreement"],
        "dates": wording.format_date_span(row["scale_effective_from"], row["scale_effective_to"]),
        "agreement_covers_job": row["agreement_covers_job"],
        "label": label_posting(row),
    }


def _label_mark(row: Row) -> str:
    """Say what a mark is, in a line: ♦ $26,470 in covered earnings qualified for the SAG-AFTRA health plan, no wage."""
    union = str(row["union"]).partition(" (")[0]
    words = load_templates("mark")[str(row["measure"])]
    role = chart.shorten_label(row["role"], 28)
    return str(words.format(amount=format_cents(row["drawn_scale"]), union=union, role=role))


def _format_stated_scale(row: Row) -> str:
    if row["drawn_scale"] == row["scale_amount"]:
        return ""
    unit = wording.load_sentences()["unit"].get(row["scale_unit"], row["scale_unit"])
    return f" (stated as {format_cents(row['scale_amount'])} {unit})"
