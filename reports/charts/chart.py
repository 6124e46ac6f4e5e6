"""Define a chart, and the look that all of them share."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import altair as alt
from pandas import DataFrame

from reports.prose import wording

Spec = dict[str, Any]

FOLDER = "charts"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""One measure under three names: the first is in the program that draws, one of the others on every machine."""

PAPER, INK, SOFT, LINE = "#fdfcf9", "#1c1b19", "#5b5852", "#d9d5cc"
"""The page's own; its style sheet turns them round where the reader's screen is dark."""
NAVY, BLUE, PALE = "#1f4e79", "#4a7fb0", "#b3cbe0"
RED, PURPLE, GREEN, OCHRE = "#c4480c", "#75589f", "#1b7f5c", "#8a6d00"
"""Told apart without red and green, and, with the shapes beside them, in grey."""
SHAPES = ("diamond", "triangle-up", "square", "cross", "triangle-down", "circle")
COLOURS = (RED, PURPLE, GREEN, OCHRE, INK, SOFT)

THOUSANDS = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, '$~r') + 'm' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, '$,~r') + 'k' : format(datum.value, '$~r')"
)
"""How an axis says dollars."""

LABEL_LENGTH = 52
"""Characters over a row of a chart: what a telephone shows on one line."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    name: str
    heading: str
    """What is found, in a sentence."""
    subtitle: str
    """Whose postings are drawn, and how they were chosen; the catalog adds the date."""
    caption: str
    """By what rule it was drawn, and what to know of it."""
    words: str
    """The same in words, with the numbers of `figures`."""
    figures: DataFrame
    """What is drawn: its CSV file."""
    columns: Sequence[tuple[str, str]]
    """Of `figures`, those that the page shows in a table, each with its heading."""
    picture: alt.LayerChart
    """Without heading, width and colours of its ground."""

    def inline_spec(self, width: int | str) -> Spec:
        """Give the Vega-Lite specification for the page; a width of "container" is as wide as there is room."""
        own = {"width": width, "description": self.words, "config": CONFIG, "background": None}
        return self._picture_spec | own | {"autosize": {"type": "fit-x", "contains": "padding"}}

    @cached_property
    def _picture_spec(self) -> Spec:
        """Convert the picture once, unchecked: checking the schema takes longer than drawing, and a test does it."""
        found: Spec = self.picture.to_dict(validate=False)
        return found

    def standalone_spec(self, width: int, source: Sequence[str]) -> Spec:
        """Give the specification of a picture that stands alone, on white, with all that is said of it."""
        inner = self.inline_spec(width)
        shared = {name: inner.pop(name) for name in ("$schema", "datasets", "description", "config")}
        del inner["background"]
        # a picture is cut out and passed on: what the page says around it has to stand in it
        below = [*wrap_words(self.caption, 110), *source]
        inner["title"] = {"text": below, "orient": "bottom", "offset": 14, **SOURCE}
        above = {"text": wrap_words(self.heading, 78), "subtitle": wrap_words(self.subtitle, 108), "offset": 14}
        whole = {**shared, "vconcat": [inner], "title": above, "background": PAPER, "padding": 18}
        found: Spec = json.loads(json.dumps(whole).replace(PAPER, "#ffffff"))
        return found


SOURCE = {"anchor": "start", "fontSize": 11, "fontWeight": "normal", "color": SOFT, "lineHeight": 15}
CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "fontSize": 17,
        "fontWeight": "bold",
        "color": INK,
        "lineHeight": 22,
        "subtitleColor": SOFT,
        "subtitleFontSize": 12,
        "subtitleLineHeight": 16,
        "subtitlePadding": 5,
        "frame": "bounds",
    },
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "titlePadding": 8,
    },
    "legend": {
        "orient": "top",
        "direction": "vertical",
        "columns": 1,
        "title": None,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 340,
        "layout": {"top": {"direction": "vertical", "anchor": "start", "margin": 4}},
        "symbolSize": 90,
        "rowPadding": 3,
        "offset": 12,
    },
    "text": {"color": INK, "fontSize": 12},
}


def wrap_words(text: str, length: int) -> list[str]:
    """Wrap a text into lines of at most so many characters; a longer word stands alone."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def shorten_label(text: str, length: int = LABEL_LENGTH) -> str:
    plain = wording.shorten_title(text)
    return plain if len(plain) <= length else f"{plain[: length - 1].rstrip()}…"


def name_scale(row: Mapping[str, Any]) -> str:
    """Name a union figure in the key of a chart."""
    if row["scale_kind"] == "threshold":
        return f"{_short_union(row)} health plan: earnings that qualify, not a wage"
    whole = ", 52 weeks (a ceiling)" if row["measure"] == "full_year_ratio" else ""
    return f"{_short_union(row)}: {shorten_label(row['role'], 40)}{whole}"


def _short_union(row: Mapping[str, Any]) -> str:
    """Leave out what stands in brackets; the table has the whole name."""
    return str(row["union"]).partition(" (")[0]


def inline_data(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Convert rows to Vega's data: numbers as it counts them, days as it writes them."""
    return alt.InlineData(values=[{name: _to_vega(value) for name, value in row.items()} for row in rows])


def _to_vega(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def label_layers(base: alt.Chart, field: str, down: int, **look: Any) -> list[alt.Chart]:
    """Make a line of words at the left, and below it a ground that keeps the grid off them. What is wider than the
    picture is cut, with an ellipsis."""
    placed: dict[str, Any] = {"align": "left", "baseline": "top", "xOffset": 1, "yOffset": down}
    placed["limit"] = alt.ExprRef("width")
    words = base.encode(x=alt.datum(0), text=field)
    ground = words.mark_text(**placed, **look | {"color": PAPER}, stroke=PAPER, strokeWidth=4, aria=False)
    return [ground, words.mark_text(**placed, **look)]


def stack_layers(height: int, *layers: alt.Chart) -> alt.LayerChart:
    return cast(alt.LayerChart, alt.layer(*layers).properties(height=height))


def load_templates(name: str) -> dict[str, Any]:
    """Load the sentences of a chart from sentences.toml."""
    found: dict[str, Any] = wording.load_sentences()["chart"][name]
    return found
