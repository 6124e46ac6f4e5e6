"""What every page of the site says: no clock, nothing loaded from another host."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from reports.prose import wording
from reports.receipt.html import load_template
from reports.site.addresses import chart_path, root_of
from reports.site.bar_chart import BarChart, render_file


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteContext:
    """What every page says."""

    as_of: datetime
    public_url: str
    """Where the site stands, with a slash at its end; empty where nobody said."""
    program: str
    names: Mapping[str, str]
    """Of the studios."""

    def render(self, template: str, path: str, **values: Any) -> str:
        return load_template("reports.site", template).render(
            path=path,
            root=root_of(path),
            canonical=f"{self.public_url}{path}" if self.public_url else "",
            as_of=wording.format_instant(self.as_of),
            program=self.program,
            chart_path=chart_path,
            **values,
        )

    def render_chart(self, page: str, chart: BarChart | None) -> Iterator[tuple[str, str]]:
        """Render the file of a page's chart, where it has one."""
        if chart:
            source = f"Source: studios’ careers boards as read by labor-tracker, as of {self.as_of:%-d %B %Y}."
            yield chart_path(page, chart.name), render_file(chart, source)


def load_asset(name: str) -> bytes:
    return files(__package__).joinpath("templates", name).read_bytes()
