"""Charts as files: SVG and PNG with heading and source, the figures as CSV, the words as text; and SVG for the page."""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import vl_convert
from lxml import etree
from markupsafe import Markup

from reports.cells import each, written
from reports.charts.chart import FOLDER, Chart
from reports.manifest import WrittenFile

WIDTH = 720
"""Of the files; the page's own pictures are as wide as its text."""
SCALE = 2
"""Dots of a PNG for each of its points, for print and for fine screens."""
KINDS = ("svg", "png", "csv", "txt")

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = frozenset("svg g path text tspan line rect defs clipPath title desc".split())
_ATTRIBUTES = frozenset(
    "aria-hidden aria-label aria-roledescription class clip-path d display dominant-baseline fill fill-opacity"
    " font-family font-size font-style font-weight height id opacity pointer-events role rx ry stroke stroke-dasharray"
    " stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor transform version"
    " viewBox width x x1 x2 y y1 y2".split()
)


class UnexpectedMarkupError(Exception):
    """A picture holds an element or attribute that no chart of ours needs."""


def svg(chart: Chart, source: Sequence[str]) -> str:
    """With heading and source."""
    return str(vl_convert.vegalite_to_svg(chart.framed(WIDTH, source), allowed_base_urls=[])) + "\n"


def png(picture: str) -> bytes:
    return bytes(vl_convert.svg_to_png(picture, scale=SCALE))


def inline(chart: Chart) -> Markup:
    """For the page: checked against what charts are made of, with ids of its own. Raises UnexpectedMarkupError."""
    text = vl_convert.vegalite_to_svg(chart.spec(WIDTH), allowed_base_urls=[])
    tree = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in tree.iter():
        _check(element)
        for name in ("id", "clip-path"):
            if value := element.get(name):
                element.set(name, re.sub(r"^(url\(#)?", rf"\g<1>{chart.name}-", value))
    tree.set("aria-hidden", "true")
    tree.set("focusable", "false")
    return Markup(etree.tostring(tree, encoding="unicode"))  # noqa: S704 (checked element by element)


def _check(element: etree._Element) -> None:
    tag = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else "a comment"
    if tag not in _TAGS:
        raise UnexpectedMarkupError(f"a chart holds {tag!r}, which no chart of ours needs")
    if unknown := set(map(str, element.attrib)) - _ATTRIBUTES:
        raise UnexpectedMarkupError(f"a chart's {tag!r} holds {sorted(unknown)}, which no chart of ours needs")


def write(folder: Path, charts: Sequence[Chart], source: Sequence[str], *, excel: bool) -> Iterator[WrittenFile]:
    """Four files a chart in the folder's own folder of charts, and what they are for the manifest. `excel`: the figures
    begin with a byte order mark."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for chart in charts:
        picture = svg(chart, source)
        made = {
            "svg": picture.encode(),
            "png": png(picture),
            "csv": _csv(chart).encode("utf-8-sig" if excel else "utf-8"),
            "txt": f"{chart.heading}\n\n{chart.words}\n\n{chart.caption}\n{' '.join(source)}\n".encode(),
        }
        for kind, content in made.items():
            name = f"{FOLDER}/{chart.name}.{kind}"
            (folder / name).write_bytes(content)
            rows = len(chart.figures) if kind == "csv" else 0
            yield WrittenFile(name=name, rows=rows, sha256=hashlib.sha256(content).hexdigest())


def _csv(chart: Chart) -> str:
    lines: list[str] = []
    to = csv.writer(_Lines(lines), lineterminator="\n")
    to.writerow(chart.figures.columns)
    columns = (each(written, chart.figures[name]) for name in chart.figures.columns)
    to.writerows(zip(*columns, strict=True))
    return "".join(lines)


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append
