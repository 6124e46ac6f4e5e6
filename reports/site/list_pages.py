"""Render the pages that list postings: of a studio, a union, a week. Each is a pure function of its rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from reports.frames.values import to_instant
from reports.prose import wording
from reports.site.addresses import feed_path, studio_path, union_path, week_path
from reports.site.certainty import describe_measured
from reports.site.feed import FEED_ENTRIES, render_feed
from reports.site.posting_rows import (
    describe_changes,
    describe_counts,
    describe_posting,
    newest_first,
    weightiest_first,
)
from reports.site.site_charts import chart_beside, chart_pay, chart_week
from reports.site.site_context import SiteContext
from reports.site.site_data import Row, SiteData, is_listed

PER_PAGE = 200
"""Rows of a list on one page: more would take a telephone seconds, and 100 kB."""
FIGURES_PER_PAGE, COVERED_PER_PAGE, BESIDE_PER_PAGE = 100, 60, 40
"""All three stand on a union's first page, which has the same bound."""


def render_studio(site: SiteContext, data: SiteData, row: Row) -> Iterator[tuple[str, str | bytes]]:
    """A studio's pages: what it lists, then what it listed, PER_PAGE postings each; then its feed."""
    studio, coverage = row["studio"], data.coverage.get(row["studio"])
    postings = sorted(data.postings.get(studio, ()), key=lambda each: (not is_listed(each), *_by_label(each)))
    changes = newest_first(data.changes_by_studio.get(studio, ()))
    pages = [postings[at : at + PER_PAGE] for at in range(0, len(postings), PER_PAGE)] or [[]]
    first = studio_path(studio)
    paths = _number_paths(first, len(pages))
    chart = chart_pay(site, row, postings)
    yield from site.render_chart(first, chart)
    for number, (path, rows) in enumerate(zip(paths, pages, strict=True)):
        yield (
            path,
            site.render(
                "studio.html.j2",
                path,
                heading=row["name"],
                studio=row,
                coverage=coverage,
                last_complete=wording.format_instant(to_instant(coverage["last_complete_at"]))
                if coverage and coverage["last_complete_at"]
                else "",
                share=wording.format_percent(row["ai_core"], row["postings_listed"]) if row["postings_listed"] else "",
                postings=[describe_posting(each) for each in rows],
                changes=describe_changes(weightiest_first(changes)[:50], data.by_id) if number == 0 else [],
                counts=describe_counts(changes),
                pages=paths,
                number=number,
                total=len(postings),
                feed=feed_path(studio),
                chart=chart if number == 0 else None,
                sure=list(describe_measured(data.accuracy).values()) if number == 0 else [],
            ),
        )
    yield feed_path(studio), render_feed(site, row["name"], studio, changes[:FEED_ENTRIES], data.by_id)


def _by_label(row: Row) -> tuple[int, str, str]:
    labels = {"core": 0, "adjacent": 1}
    return labels.get(row["ai_label"], 2), row["title"].casefold(), row["posting_id"]


def render_union(site: SiteContext, data: SiteData, union: str, scales: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """A union's pages: each figure with dates and source, and on the first the postings listed that it covers, with or
    without pay, and those whose pay stands beside it."""
    by_id, first = data.by_id, union_path(union)
    covered = sorted(data.covered.get(union, {}).values(), key=lambda row: (row["agreement"], row["posting_id"]))
    beside = {each for scale in scales for each in data.beside.get(scale["scale_id"], ()) if is_listed(by_id[each])}
    others = sorted(beside - {row["posting_id"] for row in covered}, key=lambda each: _by_label(by_id[each]))
    parts = [scales[at : at + FIGURES_PER_PAGE] for at in range(0, len(scales), FIGURES_PER_PAGE)]
    paths = _number_paths(first, len(parts))
    chart = chart_beside(site, data, union)
    yield from site.render_chart(first, chart)
    for number, (path, part) in enumerate(zip(paths, parts, strict=True)):
        sources = list(dict.fromkeys((scale["source_title"], scale["source_url"]) for scale in part))
        figures = [_describe_figure(scale, sources, data) for scale in part]
        yield (
            path,
            site.render(
                "union.html.j2",
                path,
                heading=union,
                agreements={name: list(rows) for name, rows in groupby(figures, lambda row: row["agreement"])},
                sources=sources,
                covered=[
                    describe_posting(by_id[row["posting_id"]]) | {name: row[name] for name in _WHY_COVERED}
                    for row in covered[:COVERED_PER_PAGE]
                ],
                covered_count=len(covered),
                beside=[describe_posting(by_id[each]) for each in others[:BESIDE_PER_PAGE]],
                beside_count=len(others),
                chart=chart if number == 0 else None,
                pages=paths,
                number=number,
            ),
        )


def _number_paths(first: str, count: int) -> list[str]:
    return [first if n == 0 else first.replace(".html", f"-{n + 1}.html") for n in range(count)]


def _describe_figure(scale: Row, sources: Sequence[tuple[str, str]], data: SiteData) -> Row:
    beside = [each for each in data.beside.get(scale["scale_id"], ()) if is_listed(data.by_id[each])]
    return {
        **scale,
        "beside": len(beside),
        "money": _format_figure(scale),
        "rests_on": wording.load_sentences()["site"]["rests_on"][scale["confidence"]],
        "source": sources.index((scale["source_title"], scale["source_url"])) + 1,
    }


_WHY_COVERED = ("agreement", "agreement_covers_job", "coverage_reason")


def _format_figure(scale: Row) -> str:
    return wording.format_money(scale["amount"], scale["currency"]) if scale["currency"] else f"{scale['amount']:,f}"


def render_week(site: SiteContext, data: SiteData, week: str, changes: Sequence[Row]) -> Iterator[tuple[str, str]]:
    path, chart = week_path(week), chart_week(site, week, changes)
    yield from site.render_chart(path, chart)
    page = site.render(
        "week.html.j2",
        path,
        heading=f"Week {week}",
        counts=describe_counts(changes),
        changes=describe_changes(weightiest_first(changes)[:PER_PAGE], data.by_id),
        total=len(changes),
        names=site.names,
        chart=chart,
    )
    yield path, page


def name_week(row: Row) -> str:
    """The ISO week in which something was noted: 2026-W48."""
    year, week, _ = datetime.fromisoformat(str(row["noted_at"])).isocalendar()
    return f"{year}-W{week:02}"
