"""Write charts as files: SVG and PNG with heading and source, the figures as CSV, the words as text; and SVG for the
page.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from reports.charts import render_process
from reports.charts.chart import FOLDER, Chart
from reports.errors import UnexpectedMarkupError
from reports.formats.csv_writer import LineSink
from reports.formats.manifest import WrittenFile
from reports.frames.values import format_csv, map_column

WIDTH = 720
"""Of the files; the page's own pictures are as wide as its text."""
SCALE = 2
"""Dots of a PNG for each of its points, for print and for fine screens."""
KINDS = {"svg": "SVG", "png": "PNG", "csv": "CSV", "txt": "text"}
"""The files of a chart, and what the page calls them."""

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = frozenset("svg g path text tspan line rect defs clipPath title desc".split())
_ATTRIBUTES = frozenset(
    "aria-hidden aria-label aria-roledescription class clip-path d display dominant-baseline fill fill-opacity"
    " font-family font-size font-style font-weight height id opacity pointer-events role rx ry stroke stroke-dasharray"
    " stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor transform version"
    " viewBox width x x1 x2 y y1 y2".split()
)


@dataclass(frozen=True, slots=True)
class Picture:
    chart: Chart
    svg: str
    """With heading and source, to go alone."""
    png: bytes
    inline: Markup
    """For the page."""


def draw_charts(charts: Sequence[Chart], source: Sequence[str]) -> list[Picture]:
    """Draw the charts, in their order. Raises DrawingError, UnexpectedMarkupError."""
    wanted = [
        each
        for chart in charts
        for each in ((chart.standalone_spec(WIDTH, source), SCALE), (chart.inline_spec(WIDTH), 0))
    ]
    made = render_process.render_charts(wanted)
    return [
        Picture(chart, f"{svg}\n", png, make_inline_svg(chart.name, within))
        for chart, (svg, png), (within, _) in zip(charts, made[::2], made[1::2], strict=True)
    ]


def make_inline_svg(name: str, svg: str) -> Markup:
    """Make an SVG safe for the page: its elements are checked, its ids made its own. Raises UnexpectedMarkupError."""
    tree = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in tree.iter():
        _check_element(element)
        for attribute in ("id", "clip-path"):
            if value := element.get(attribute):
                element.set(attribute, re.sub(r"^(url\(#)?", rf"\g<1>{name}-", value))
    tree.set("aria-hidden", "true")
    tree.set("focusable", "false")
    return Markup(etree.tostring(tree, encoding="unicode"))  # noqa: S704 (checked element by element)


def _check_element(element: etree._Element) -> None:
    tag = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else "a comment"
    if tag not in _TAGS:
        raise UnexpectedMarkupError(f"a chart holds {tag!r}, which no chart of ours needs")
    if unknown := set(map(str, element.attrib)) - _ATTRIBUTES:
        raise UnexpectedMarkupError(f"a chart's {tag!r} holds {sorted(unknown)}, which no chart of ours needs")


def write_charts(folder: Path, made: Sequence[Picture], source: Sequence[str], *, excel: bool) -> Iterator[WrittenFile]:
    """Write four files a chart into the report's folder of charts, and list them for the manifest. `excel`: the figures
    begin with a byte order mark."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for picture in made:
        chart = picture.chart
        contents = {
            "svg": picture.svg.encode(),
            "png": picture.png,
            "csv": _figures_csv(chart).encode("utf-8-sig" if excel else "utf-8"),
            "txt": _chart_text(chart, source).encode(),
        }
        for kind, content in contents.items():
            name = f"{FOLDER}/{chart.name}.{kind}"
            (folder / name).write_bytes(content)
            rows = len(chart.figures) if kind == "csv" else 0
            yield WrittenFile(name=name, rows=rows, sha256=hashlib.sha256(content).hexdigest())


def _chart_text(chart: Chart, source: Sequence[str]) -> str:
    return f"{chart.heading}\n{chart.subtitle}\n\n{chart.words}\n\n{chart.caption}\n{' '.join(source)}\n"


def _figures_csv(chart: Chart) -> str:
    lines: list[str] = []
    to = csv.writer(LineSink(lines), lineterminator="\n")
    to.writerow(chart.figures.columns)
    columns = (map_column(format_csv, chart.figures[name]) for name in chart.figures.columns)
    to.writerows(zip(*columns, strict=True))
    return "".join(lines)
