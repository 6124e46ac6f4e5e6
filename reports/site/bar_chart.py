"""Draw small charts of bars for the site's pages, each with its words and value beside it: no script, no legend.

A chart travels alone: its heading and caption say whose postings are drawn, how they were chosen and as of when, and
stand in the file that can be downloaded, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from xml.sax.saxutils import escape

WIDTH = 600
ROW = 40
_BAR_AT, _BAR_HEIGHT = 19, 12
_LINE = 17
_LETTERS = 88
"""Characters of a line of a file's words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """`start` and `end`: in the chart's unit; a count begins at 0."""

    words: str
    value: str
    """What it comes to, in words."""
    end: Decimal
    start: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class BarChart:
    name: str
    heading: str
    caption: str
    bars: Sequence[Bar]
    mark: Decimal | None = None
    """Where a line stands across all bars."""

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def marks(self) -> list[dict[str, object]]:
        """Each bar as the picture has it: y of its row, words, x and width."""
        return [
            {"y": number * ROW, "words": f"{bar.words}: {bar.value}", "x": self._place(bar.start), "width": width}
            for number, bar in enumerate(self.bars)
            for width in [max(3.0, round(self._place(bar.end) - self._place(bar.start), 1))]
        ]

    @property
    def mark_x(self) -> float | None:
        return None if self.mark is None else self._place(self.mark)

    def _place(self, value: Decimal) -> float:
        top = max([bar.end for bar in self.bars] + [self.mark or Decimal(0)]) or Decimal(1)
        return round(float(value / top) * (WIDTH - 4), 1)


def render_file(chart: BarChart, source: str) -> str:
    """Render a chart as an SVG file that stands alone, on white."""
    head, foot = wrap(chart.heading, _LETTERS - 22), [*wrap(chart.caption, _LETTERS), source]
    top, bottom = 14 + 22 * len(head), chart.height + 14
    height = top + bottom + _LINE * len(foot)
    size = f'viewBox="-14 0 {WIDTH + 28} {height}" width="{WIDTH + 28}" height="{height}"'
    font = 'font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="13"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>',
        f"<title>{escape(chart.heading)}</title>",
        f'<rect x="-14" width="{WIDTH + 28}" height="{height}" fill="#fff"/>',
        *_text_lines(head, 24, 22, 'font-size="17" font-weight="bold" fill="#1c1b19"'),
        f'<g transform="translate(0 {top})" fill="#1c1b19">',
    ]
    for each in chart.marks:
        lines.append(f'<text y="{int(str(each["y"])) + 14}">{escape(str(each["words"]))}</text>')
        y = int(str(each["y"])) + _BAR_AT
        lines.append(f'<rect x="{each["x"]}" y="{y}" width="{each["width"]}" height="{_BAR_HEIGHT}" fill="#1f4e79"/>')
    if chart.mark_x is not None:
        lines.append(f'<line x1="{chart.mark_x}" x2="{chart.mark_x}" y2="{chart.height}" stroke="#c4480c"/>')
    lines += ["</g>", *_text_lines(foot, top + bottom, _LINE, 'fill="#5b5852"'), "</svg>"]
    return "\n".join(lines) + "\n"


def _text_lines(lines: Sequence[str], top: int, step: int, look: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f'<text y="{top + number * step}" {look}>{escape(line)}</text>'
