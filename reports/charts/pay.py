"""Pay ranges against scale: a range as a bar, the figures in force on its posting's date as marks.

A chart has one unit. What is advertised by the year stands among years, what is advertised by the hour, or by a
session, day or shift of stated hours, among hours; nothing is carried from one to the other. The marks are those that
an opening sentence may use: in force, neither inferred nor third-hand.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt
from pandas import DataFrame

from db.queries.comparison import WEEKS_A_YEAR
from reports.charts import chart
from reports.charts.chart import Chart, said
from reports.frames.frames import make_frame, records
from reports.frames.values import amount
from reports.page import table_view
from reports.prose import headline_postings, wording
from reports.prose.comparison_sentences import SHORT_UNITS, is_quotable, sort_key

Row = Mapping[str, Any]

COLUMNS = (
    "posting_id studio name title origin state posted_on pay_minimum pay_maximum pay_currency pay_unit pay_hours"
    " pay_kind pay_scope pay_flags fx_rate fx_on drawn_unit drawn_minimum drawn_maximum"
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


def _a_year(row: Row) -> tuple[Decimal | None, Decimal | None] | None:
    return (row["pay_usd_year_minimum"], row["pay_usd_year_maximum"]) if row["pay_unit"] == "year" else None


def _an_hour(row: Row) -> tuple[Decimal | None, Decimal | None] | None:
    hours = Decimal(1) if row["pay_unit"] == "hour" else row["pay_hours"]
    rate = Decimal(1) if row["pay_currency"] == "USD" else row["fx_rate"]
    if row["pay_unit"] not in SHORT_UNITS or not hours or not rate:
        return None
    low, high = (
        None if row[end] is None else amount(row[end] * rate / hours) for end in ("pay_minimum", "pay_maximum")
    )
    return low, high


def _scale_a_year(row: Row, hours: Mapping[str, Decimal | None]) -> Decimal | None:
    weeks = WEEKS_A_YEAR if row["measure"] == "full_year_ratio" else 1
    return amount(row["scale_amount"] * weeks)


def _scale_an_hour(row: Row, hours: Mapping[str, Decimal | None]) -> Decimal | None:
    stated = Decimal(1) if row["scale_unit"] == "hour" else hours.get(row["scale_id"])
    return amount(row["scale_amount"] / stated) if stated else None


BY_YEAR = Basis(
    name="pay_by_year",
    unit="US dollars a year",
    measures=frozenset({"health_threshold_multiple", "full_year_ratio"}),
    pay=_a_year,
    scale=_scale_a_year,
)
BY_HOUR = Basis(
    name="pay_by_hour",
    unit="US dollars an hour",
    measures=frozenset({"hourly_ratio"}),
    pay=_an_hour,
    scale=_scale_an_hour,
)


def chart_data(
    basis: Basis, postings: DataFrame, compared: DataFrame, scales: DataFrame, names: Mapping[str, str]
) -> DataFrame:
    """A row for each posting and mark, and one for a posting without; `postings`: the notable ones, in their order."""
    tiers = dict(zip(scales["scale_id"], scales["tier"], strict=True))
    hours = dict(zip(scales["scale_id"], scales["hours"], strict=True))
    marks: dict[str, list[dict[str, Any]]] = {}
    for row in records(compared):
        worth = basis.scale(row, hours) if _drawable(row, basis, tiers) else None
        if worth is not None:
            marks.setdefault(row["posting_id"], []).append(row | {"drawn_scale": worth})
    for rows in marks.values():
        rows.sort(key=lambda row: sort_key(row, row["pay_unit"]))
    found: list[dict[str, Any]] = []
    for row in records(postings):
        ends = basis.pay(row)
        if ends is None or ends == (None, None):
            continue
        mine = {"name": names.get(row["studio"], row["studio"]), "drawn_unit": basis.unit}
        mine |= {"drawn_minimum": ends[0], "drawn_maximum": ends[1]}
        found += [row | mine | mark for mark in marks.get(row["posting_id"], [{}])]
    return make_frame([[row.get(name) for name in COLUMNS] for row in _few(found)], COLUMNS)


def _drawable(row: Row, basis: Basis, tiers: Mapping[str, str]) -> bool:
    return row["measure"] in basis.measures and row["scale_currency"] == "USD" and is_quotable(row, tiers)


def _few(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the marks of those figures only that most postings of the chart share."""
    shared = Counter(figure(row) for row in rows if row.get("scale_id"))
    kept = {name for name, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:SCALES_AT_MOST]}
    marked = [row for row in rows if row.get("scale_id") and figure(row) in kept]
    have = {row["posting_id"] for row in marked}
    bare = {row["posting_id"]: _bare(row) for row in rows if row["posting_id"] not in have}
    order = list(dict.fromkeys(row["posting_id"] for row in rows))
    return sorted([*marked, *bare.values()], key=lambda row: order.index(row["posting_id"]))


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    scale = set(COLUMNS[COLUMNS.index("scale_id") :])
    return {name: value for name, value in row.items() if name not in scale}


def figure(row: Row) -> str:
    """What a mark stands for, in the key of the chart."""
    if row["scale_kind"] == "threshold":
        return f"{_union(row)} health plan: earnings that qualify, not a wage"
    whole = ", 52 weeks (a ceiling)" if row["measure"] == "full_year_ratio" else ""
    return f"{_union(row)}: {chart.short(row['role'], 40)}{whole}"


def _union(row: Row) -> str:
    """Without what stands in brackets; the table has the whole name."""
    return str(row["union"]).partition(" (")[0]


def build_chart(basis: Basis, figures: DataFrame) -> Chart | None:
    """None where no posting has pay in this unit."""
    rows = records(figures)
    if not rows:
        return None
    postings = list({row["posting_id"]: row for row in rows}.values())
    marks = [row for row in rows if row["scale_id"]]
    words = _words(basis, postings, marks)
    templates = said(basis.name)
    return Chart(
        name=basis.name,
        heading=templates["heading"][_which(postings, marks)].format_map(words),
        caption=" ".join(
            templates[name].format_map(words) for name in ("rule", "marks" if marks else "no_marks", "note")
        ),
        words=templates["alt"].format_map(words | {"rows": " ".join(_told(row, marks) for row in postings)}),
        figures=figures,
        columns=SHOWN,
        picture=_picture(basis, postings, marks),
    )


def _which(postings: Sequence[Row], marks: Sequence[Row]) -> str:
    beside = _beside(max(postings, key=_top), marks)
    return "alone" if beside is None else str(beside["measure"])


def _top(row: Row) -> Decimal:
    high, low = row["drawn_maximum"], row["drawn_minimum"]
    return Decimal(high if high is not None else low)


def _words(basis: Basis, postings: Sequence[Row], marks: Sequence[Row]) -> dict[str, str]:
    lead = max(postings, key=_top)
    beside = _beside(lead, marks)
    words = {
        "count": f"{len(postings):,}",
        "each": ("", "one", "two", "three")[headline_postings.NOTABLE_EACH],
        "most": str(headline_postings.NOTABLE_AT_MOST),
        "scales": str(SCALES_AT_MOST),
        "studio": lead["name"],
        "high": money(_top(lead)),
        "scope": wording.sentences()["chart"]["market_range"] if lead["pay_scope"] == "market_range" else "",
        "unit": basis.unit,
    }
    if beside:
        words |= {name: beside[name] for name in ("union", "role")} | {"amount": money(beside["drawn_scale"])}
    return words


def _beside(posting: Row, marks: Sequence[Row]) -> Row | None:
    return next((row for row in marks if row["posting_id"] == posting["posting_id"]), None)


def money(value: Decimal) -> str:
    """To the cent; the file has four places."""
    return wording.money(amount(value, 2), "USD")


def _told(row: Row, marks: Sequence[Row]) -> str:
    beside = [
        f"{figure(mark)} {money(mark['drawn_scale'])}" for mark in marks if mark["posting_id"] == row["posting_id"]
    ]
    return f"{label(row)}: {_range(row)}{'; beside it ' if beside else ''}{'; '.join(beside)}."


def label(row: Row) -> str:
    return f"{row['name']} · {wording.title(row['title'])}"


def _range(row: Row) -> str:
    """In the chart's unit; and as posted, where that is another."""
    low, high = row["drawn_minimum"], row["drawn_maximum"]
    ends = "–".join(money(end) for end in dict.fromkeys((low, high)) if end is not None)
    prefix = "up to " if low is None else "from " if high is None else ""
    scope = ", market range" if row["pay_scope"] == "market_range" else ""
    scope += f", {wording.sentences()['several']['short']}" if wording.several(row["pay_flags"]) else ""
    posted = "" if row["pay_currency"] == "USD" and row["pay_unit"] in ("year", "hour") else f" ({_posted(row)})"
    return f"{prefix}{ends}{scope}{posted}"


def _posted(row: Row) -> str:
    hours = f" of {row['pay_hours'].normalize():f} hours" if row["pay_hours"] and row["pay_unit"] != "hour" else ""
    return f"posted as {table_view.pay(row)}{hours}"


ROW = 62
"""Height of a posting: a line of words, a line of figures and a bar."""


def _picture(basis: Basis, postings: Sequence[Row], marks: Sequence[Row]) -> alt.LayerChart:
    bars, order = [_bar(row) for row in postings], [row["posting_id"] for row in postings]
    y = alt.Y("posting_id:N", sort=order, axis=None, scale=alt.Scale(padding=0))
    base = alt.Chart(chart.drawn(bars)).encode(
        y=y, tooltip=[alt.Tooltip("label:N", title="Posting"), alt.Tooltip("pay:N", title="Advertised")]
    )
    return chart.layered(
        ROW * len(postings),
        *_spans(base, bars, basis),
        *_ends(base, bars, basis),
        *_marks(marks, y, basis),
        *chart.written(base, "short:N", -27, fontWeight="bold"),
        *chart.written(base, "pay:N", -11, color=chart.SOFT),
    )


def _x(basis: Basis, field: str) -> alt.X:
    axis = alt.Axis(labelExpr=chart.THOUSANDS, tickCount=5, domain=False, ticks=False)
    return alt.X(field, title=basis.unit, scale=alt.Scale(zero=True, nice=True), axis=axis)


def _spans(base: alt.Chart, bars: Sequence[Row], basis: Basis) -> list[alt.Chart]:
    present = sorted({bar["kind"] for bar in bars if not bar["shape"]}, key=KINDS.index)
    if not present:
        return []
    key = alt.Legend(values=present, symbolType="square", symbolStrokeWidth=1)
    kinds = alt.Color("kind:N", scale=alt.Scale(domain=KINDS, range=[chart.BLUE, chart.PALE]), legend=key)
    drawn = base.mark_bar(height=11, yOffset=14, stroke=chart.BLUE, strokeWidth=1)
    spans = drawn.encode(x=_x(basis, "drawn_minimum:Q"), x2="drawn_maximum:Q", color=kinds)
    return [spans.transform_filter("datum.shape == ''")]


def _ends(base: alt.Chart, bars: Sequence[Row], basis: Basis) -> list[alt.Chart]:
    """Pay that is no range, one layer a shape."""
    return [
        base.mark_point(size=110, yOffset=14, filled=True, color=chart.BLUE, opacity=1, shape=shape)
        .encode(x=_x(basis, "end:Q"))
        .transform_filter(f"datum.shape == '{shape}'")
        for shape in sorted({bar["shape"] for bar in bars} - {""})
    ]


KINDS = ("Range of the post", "Market range, wider than any one person’s")


def _bar(row: Row) -> dict[str, Any]:
    low, high = row["drawn_minimum"], row["drawn_maximum"]
    ends = [end for end in (low, high) if end is not None]
    return {
        "posting_id": row["posting_id"],
        "drawn_minimum": low,
        "drawn_maximum": high,
        "end": ends[-1],
        "shape": _shape(low, high),
        "kind": KINDS[row["pay_scope"] == "market_range"],
        "label": label(row),
        "short": chart.short(label(row)),
        "pay": _range(row),
    }


def _shape(low: Decimal | None, high: Decimal | None) -> str:
    """Of a pay that is no bar: which way it is open, or that it is one figure."""
    if low is None or high is None:
        return "triangle-left" if low is None else "triangle-right"
    return "circle" if low == high else ""


def _marks(marks: Sequence[Row], y: alt.Y, basis: Basis) -> list[alt.Chart]:
    if not marks:
        return []
    known = list(dict.fromkeys(figure(row) for row in marks))
    look: dict[str, Any] = {"filled": True, "opacity": 1, "stroke": chart.PAPER, "strokeWidth": 1}
    points = alt.Chart(chart.drawn([_mark(row) for row in marks])).mark_point(size=95, yOffset=14, **look)
    shapes, colours = chart.SHAPES[: len(known)], chart.COLOURS[: len(known)]
    return [
        points.encode(
            y=y,
            x=_x(basis, "drawn_scale:Q"),
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


def _mark(row: Row) -> dict[str, Any]:
    return {
        "posting_id": row["posting_id"],
        "drawn_scale": row["drawn_scale"],
        "figure": figure(row),
        "worth": f"{money(row['drawn_scale'])}{_as_stated(row)}",
        "agreement": row["agreement"],
        "dates": table_view.span(row["scale_effective_from"], row["scale_effective_to"]),
        "agreement_covers_job": row["agreement_covers_job"],
        "label": label(row),
    }


def _as_stated(row: Row) -> str:
    if row["drawn_scale"] == row["scale_amount"]:
        return ""
    unit = wording.sentences()["unit"].get(row["scale_unit"], row["scale_unit"])
    return f" (stated as {money(row['scale_amount'])} {unit})"
