"""Chart pay ranges against scale: a range as a bar, the figures in force on its posting's date as marks.

A chart has one unit. What is advertised by the year stands among years, what is advertised by the hour, or by a day of
stated hours, among hours; nothing is carried from one to the other. A session, shift or visit is drawn nowhere:
contracts pay a call as a whole, so that an hour of it beside an hour at scale would say the opposite of
minimum_call_ratio. The marks are those that an opening sentence may use: in force, neither inferred nor third-hand.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt
from pandas import DataFrame

from db.queries.comparison.measures import CALLS, WEEKS_A_YEAR
from reports.charts import chart
from reports.charts.chart import Chart, load_templates
from reports.frames.frames import make_frame, to_records
from reports.frames.values import to_amount
from reports.prose import headline_postings, wording
from reports.prose.comparison_sentences import SHORT_UNITS, comparison_sort_key, is_quotable
from reports.prose.pay_range import format_ends, format_pay

Row = Mapping[str, Any]

COLUMNS = (
    "posting_id studio name title origin state words_read_on posted_on pay_minimum pay_maximum pay_currency"
    " pay_unit pay_hours pay_kind pay_scope pay_flags fx_rate fx_on drawn_unit drawn_minimum drawn_maximum"
    " scale_id union agreement role scale_kind scale_amount scale_currency scale_unit scale_effective_from"
    " scale_effective_to scale_source_url agreement_covers_job measure drawn_scale"
).split()
SHOWN = (
    ("name", "Studio"),
    ("title", "Posting"),
    ("drawn_minimum", "Low"),
    ("drawn_maximum", "High"),
    ("union", "Union"),
    ("role", "Figure"),
    ("drawn_scale", "Scale"),
)
SCALES_AT_MOST = 5
"""Different figures in one chart: more shapes nobody tells apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """The unit of a chart, and what in it a posting pays and a figure is worth; None: not to be had in it."""

    name: str
    unit: str
    measures: frozenset[str]
    pay: Callable[[Row], tuple[Decimal | None, Decimal | None] | None]
    scale: Callable[[Row, Mapping[str, Decimal | None]], Decimal | None]


def _yearly_pay(row: Row) -> tuple[Decimal | None, Decimal | None] | None:
    return (row["pay_usd_year_minimum"], row["pay_usd_year_maximum"]) if row["pay_unit"] == "year" else None


def _hourly_pay(row: Row) -> tuple[Decimal | None, Decimal | None] | None:
    hours = Decimal(1) if row["pay_unit"] == "hour" else row["pay_hours"]
    rate = Decimal(1) if row["pay_currency"] == "USD" else row["fx_rate"]
    if row["pay_unit"] not in SHORT_UNITS or row["pay_unit"] in CALLS or not hours or not rate:
        return None
    low, high = (
        None if row[end] is None else to_amount(row[end] * rate / hours) for end in ("pay_minimum", "pay_maximum")
    )
    return low, high


def _yearly_scale(row: Row, hours: Mapping[str, Decimal | None]) -> Decimal | None:
    weeks = WEEKS_A_YEAR if row["measure"] == "full_year_ratio" else 1
    return to_amount(row["scale_amount"] * weeks)


def _hourly_scale(row: Row, hours: Mapping[str, Decimal | None]) -> Decimal | None:
    stated = Decimal(1) if row["scale_unit"] == "hour" else hours.get(row["scale_id"])
    return to_amount(row["scale_amount"] / stated) if stated else None


BY_YEAR = Basis(
    name="pay_by_year",
    unit="US dollars a year",
    measures=frozenset({"health_threshold_multiple", "full_year_ratio"}),
    pay=_yearly_pay,
    scale=_yearly_scale,
)
BY_HOUR = Basis(
    name="pay_by_hour",
    unit="US dollars an hour",
    measures=frozenset({"hourly_ratio"}),
    pay=_hourly_pay,
    scale=_hourly_scale,
)


def chart_data(
    basis: Basis, postings: DataFrame, compared: DataFrame, scales: DataFrame, names: Mapping[str, str]
) -> DataFrame:
    """Make a row for each posting and mark, and one for a posting without; `postings`: the notable ones, in their
    order.
    """
    tiers = dict(zip(scales["scale_id"], scales["tier"], strict=True))
    hours = dict(zip(scales["scale_id"], scales["hours"], strict=True))
    marks: dict[str, list[dict[str, Any]]] = {}
    for row in to_records(compared):
        worth = basis.scale(row, hours) if _is_drawable(row, basis, tiers) else None
        if worth is not None:
            marks.setdefault(row["posting_id"], []).append(row | {"drawn_scale": worth})
    for rows in marks.values():
        rows.sort(key=lambda row: comparison_sort_key(row, row["pay_unit"]))
    found: list[dict[str, Any]] = []
    for row in to_records(postings):
        ends = basis.pay(row)
        if ends is None or ends == (None, None):
            continue
        mine = {"name": names.get(row["studio"], row["studio"]), "drawn_unit": basis.unit}
        mine |= {"drawn_minimum": ends[0], "drawn_maximum": ends[1]}
        found += [row | mine | mark for mark in marks.get(row["posting_id"], [{}])]
    return make_frame([[row.get(name) for name in COLUMNS] for row in _limit_scales(found)], COLUMNS)


def _is_drawable(row: Row, basis: Basis, tiers: Mapping[str, str]) -> bool:
    return row["measure"] in basis.measures and row["scale_currency"] == "USD" and is_quotable(row, tiers)


def _limit_scales(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the marks of those figures only that most postings of the chart share."""
    shared = Counter(chart.name_scale(row) for row in rows if row.get("scale_id"))
    kept = {name for name, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:SCALES_AT_MOST]}
    marked = [row for row in rows if row.get("scale_id") and chart.name_scale(row) in kept]
    have = {row["posting_id"] for row in marked}
    bare = {row["posting_id"]: _without_scale(row) for row in rows if row["posting_id"] not in have}
    order = list(dict.fromkeys(row["posting_id"] for row in rows))
    return sorted([*marked, *bare.values()], key=lambda row: order.index(row["posting_id"]))


def _without_scale(row: dict[str, Any]) -> dict[str, Any]:
    scale = set(COLUMNS[COLUMNS.index("scale_id") :])
    return {name: value for name, value in row.items() if name not in scale}


def build_chart(basis: Basis, figures: DataFrame, today: date) -> Chart | None:
    """Build the chart of one unit; None where no posting has pay in it. `today`: the report's day."""
    rows = [row | {"age": _describe_age(row, today)} for row in to_records(figures)]
    if not rows:
        return None
    postings = list({row["posting_id"]: row for row in rows}.values())
    marks = [row for row in rows if row["scale_id"]]
    words = _heading_values(basis, postings, marks)
    templates = load_templates(basis.name)
    return Chart(
        name=basis.name,
        heading=templates["heading"][_heading_key(postings, marks)].format_map(words),
        subtitle=templates["subtitle"].format_map(words),
        caption=" ".join(
            [
                templates["rule"].format_map(words),
                templates["marks" if marks else "no_marks"].format_map(words),
                *([_describe_coverage(marks), templates["note"]] if marks else []),
            ]
        ),
        words=templates["alt"].format_map(
            words | {"rows": " ".join(_describe_posting(row, marks) for row in postings)}
        ),
        figures=figures,
        columns=SHOWN,
        picture=_draw_ranges(basis, postings, marks),
    )


def _describe_age(row: Row, today: date) -> str:
    """Say what is not as of the report's day: that the posting is gone, and when its words were last read."""
    state = wording.load_sentences()["chart"]["state"].get(row["state"] or "", "")
    read_on = row["words_read_on"]
    old = read_on is not None and read_on < today
    read = f"as last read on {wording.format_short_date(read_on)}" if old else ""
    return "".join(f", {words}" for words in (state, read) if words)


def _describe_coverage(marks: Sequence[Row]) -> str:
    """Say of how many of the pairs drawn the agreement covers the job."""
    count = Counter(str(row["agreement_covers_job"]) for row in marks)
    words = load_templates("coverage")
    if len(count) == 1:
        return str(words["all"][next(iter(count))])
    each = ", ".join(words["some"][name].format(count=f"{count[name]:,}") for name in words["some"] if count[name])
    return str(words["mixed"].format(pairs=f"{len(marks):,}", each=each))


def _heading_key(postings: Sequence[Row], marks: Sequence[Row]) -> str:
    beside = _first_mark(max(postings, key=_top_pay), marks)
    return "alone" if beside is None else str(beside["measure"])


def _top_pay(row: Row) -> Decimal:
    high, low = row["drawn_maximum"], row["drawn_minimum"]
    return Decimal(high if high is not None else low)


def _heading_values(basis: Basis, postings: Sequence[Row], marks: Sequence[Row]) -> dict[str, str]:
    lead = max(postings, key=_top_pay)
    beside = _first_mark(lead, marks)
    words = {
        "count": f"{len(postings):,} AI job" if len(postings) == 1 else f"{len(postings):,} AI jobs",
        "studios": _count_studios(postings),
        "each": ("", "one", "two", "three")[headline_postings.NOTABLE_EACH],
        "most": str(headline_postings.NOTABLE_AT_MOST),
        "scales": str(SCALES_AT_MOST),
        "studio": lead["name"],
        "high": format_cents(_top_pay(lead)),
        "scope": wording.load_sentences()["chart"]["market_range"] if lead["pay_scope"] == "market_range" else "",
        "unit": basis.unit,
    }
    if beside:
        words |= {name: beside[name] for name in ("union", "role")} | {"amount": format_cents(beside["drawn_scale"])}
    return words


def _count_studios(postings: Sequence[Row]) -> str:
    names = list(dict.fromkeys(row["name"] for row in postings))
    return names[0] if len(names) == 1 else f"{len(names)} studios"


def _first_mark(posting: Row, marks: Sequence[Row]) -> Row | None:
    return next((row for row in marks if row["posting_id"] == posting["posting_id"]), None)


def format_cents(value: Decimal) -> str:
    """Print dollars to the cent; the file has four places."""
    return wording.format_money(to_amount(value, 2), "USD")


def _describe_posting(row: Row, marks: Sequence[Row]) -> str:
    beside = [
        f"{chart.name_scale(mark)} {format_cents(mark['drawn_scale'])}"
        for mark in marks
        if mark["posting_id"] == row["posting_id"]
    ]
    return f"{label_posting(row)}: {_format_drawn_range(row)}{'; beside it ' if beside else ''}{'; '.join(beside)}."


def label_posting(row: Row) -> str:
    return f"{row['name']} · {wording.shorten_title(row['title'])}"


def _format_drawn_range(row: Row) -> str:
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
    return f"{ends}{scope}{posted}{row['age']}"


def _format_posted_pay(row: Row) -> str:
    hours = f" of {row['pay_hours'].normalize():f} hours" if row["pay_hours"] and row["pay_unit"] != "hour" else ""
    return f"posted as {format_pay(row)}{hours}"


ROW = 62
"""Height of a posting: a line of words, a line of figures and a bar."""


def _draw_ranges(basis: Basis, postings: Sequence[Row], marks: Sequence[Row]) -> alt.LayerChart:
    bars, order = [_make_span(row) for row in postings], [row["posting_id"] for row in postings]
    y = alt.Y("posting_id:N", sort=order, axis=None, scale=alt.Scale(padding=0))
    base = alt.Chart(chart.inline_data(bars)).encode(
        y=y, tooltip=[alt.Tooltip("label:N", title="Posting"), alt.Tooltip("pay:N", title="Advertised")]
    )
    return chart.stack_layers(
        ROW * len(postings),
        *_span_layers(base, bars, basis),
        *_end_layers(base, bars, basis),
        *_mark_layers(marks, y, basis),
        *chart.label_layers(base, "short:N", -27, fontWeight="bold"),
        *chart.label_layers(base, "pay:N", -11, color=chart.SOFT),
    )


def _amount_axis(basis: Basis, field: str) -> alt.X:
    axis = alt.Axis(labelExpr=chart.THOUSANDS, tickCount=5, domain=False, ticks=False)
    return alt.X(field, title=basis.unit, scale=alt.Scale(zero=True, nice=True), axis=axis)


def _span_layers(base: alt.Chart, bars: Sequence[Row], basis: Basis) -> list[alt.Chart]:
    present = sorted({bar["kind"] for bar in bars if not bar["shape"]}, key=KINDS.index)
    if not present:
        return []
    key = alt.Legend(values=present, symbolType="square", symbolStrokeWidth=1)
    kinds = alt.Color("kind:N", scale=alt.Scale(domain=KINDS, range=[chart.BLUE, chart.PALE]), legend=key)
    drawn = base.mark_bar(height=11, yOffset=14, stroke=chart.BLUE, strokeWidth=1)
    spans = drawn.encode(x=_amount_axis(basis, "drawn_minimum:Q"), x2="drawn_maximum:Q", color=kinds)
    return [spans.transform_filter("datum.shape == ''")]


def _end_layers(base: alt.Chart, bars: Sequence[Row], basis: Basis) -> list[alt.Chart]:
    """Make the layers of pay that is no range, one a shape."""
    return [
        base.mark_point(size=110, yOffset=14, filled=True, color=chart.BLUE, opacity=1, shape=shape)
        .encode(x=_amount_axis(basis, "end:Q"))
        .transform_filter(f"datum.shape == '{shape}'")
        for shape in sorted({bar["shape"] for bar in bars} - {""})
    ]


KINDS = ("Range of the post", "Market range, wider than any one person’s")


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
        "short": chart.shorten_label(label_posting(row)),
        "pay": _format_drawn_range(row),
    }


def _end_shape(low: Decimal | None, high: Decimal | None) -> str:
    """Choose the shape of pay that is no bar: which way it is open, or that it is one figure."""
    if low is None or high is None:
        return "triangle-left" if low is None else "triangle-right"
    return "circle" if low == high else ""


def _mark_layers(marks: Sequence[Row], y: alt.Y, basis: Basis) -> list[alt.Chart]:
    if not marks:
        return []
    known = list(dict.fromkeys(chart.name_scale(row) for row in marks))
    look: dict[str, Any] = {"filled": True, "opacity": 1, "stroke": chart.PAPER, "strokeWidth": 1}
    points = alt.Chart(chart.inline_data([_make_mark(row) for row in marks])).mark_point(size=95, yOffset=14, **look)
    shapes, colours = chart.SHAPES[: len(known)], chart.COLOURS[: len(known)]
    return [
        points.encode(
            y=y,
            x=_amount_axis(basis, "drawn_scale:Q"),
            shape=alt.Shape("figure:N", scale=alt.Scale(domain=known, range=shapes), legend=alt.Legend()),
            fill=alt.Fill("figure:N", scale=alt.Scale(domain=known, range=colours), legend=alt.Legend()),
            tooltip=[alt.Tooltip(f"{name}:N", title=words) for name, words in _TIP],
        )
    ]


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
        "worth": f"{format_cents(row['drawn_scale'])}{_format_stated_scale(row)}",
        "agreement": row["agreement"],
        "dates": wording.format_date_span(row["scale_effective_from"], row["scale_effective_to"]),
        "agreement_covers_job": row["agreement_covers_job"],
        "label": label_posting(row),
    }


def _format_stated_scale(row: Row) -> str:
    if row["drawn_scale"] == row["scale_amount"]:
        return ""
    unit = wording.load_sentences()["unit"].get(row["scale_unit"], row["scale_unit"])
    return f" (stated as {format_cents(row['scale_amount'])} {unit})"
