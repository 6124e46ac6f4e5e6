"""Write a static site of the database: a page for each posting, studio, union and week, the data, the method, a search.

The same database and as-of give the same bytes; a second run reads and renders only what changed since.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.crawls import select_gateways
from db.queries.current import find_present
from db.queries.postings import select_readers
from reports.formats.manifest import FILE as REPORT_MANIFEST
from reports.prose.accuracy_sentences import describe_accuracy
from reports.prose.banners import origin_banners
from reports.prose.wording import load_sentences
from reports.receipt.receipt import Receipt
from reports.site.addresses import posting_path, studio_path, union_path, week_path
from reports.site.folder import SiteFolder
from reports.site.list_pages import name_week, render_studio, render_union, render_week
from reports.site.posting_page import render_posting
from reports.site.posting_rows import describe_changes, describe_counts, describe_posting, weightiest_first
from reports.site.search_index import SearchIndex
from reports.site.site_charts import chart_shares
from reports.site.site_context import SiteContext, load_asset
from reports.site.site_data import Row, SiteData, is_listed, read_postings_whole, read_site_data, read_words
from reports.site.site_state import digest_postings, digest_site
from reports.tables.accuracy import AT_LEAST
from reports.tables.registry import TABLES
from reports.tables.table import Snapshot

LICENSE_URL = "https://opensource.org/license/mit"
NEWEST = 25
DATA = "data"
AT_ONCE = 2_000
"""Postings that are read at once: each part reads the whole history's newest versions again, and takes memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteSummary:
    """What a run did."""

    pages: int
    written: int
    removed: int


def write_site(
    connection: Connection,
    folder: Path,
    *,
    as_of: datetime,
    program: str,
    write_data: Callable[[], Path] | None,
    public_url: str = "",
    hidden: Collection[str] = (),
    progress: Callable[[str, int], None] = lambda _what, _count: None,
) -> SiteSummary:
    """Bring a folder up to date with the database as of an instant.

    `write_data`: writes a report's CSV files and gives their folder, called where something changed; they become the
    site's data. None: the site has none. `hidden`: ids of postings under embargo, which get no page and stand in no
    list. `public_url`: where the site will stand, for links that leave it. Raises SiteError.
    """
    site_folder = SiteFolder(folder)
    snapshot = Snapshot(connection=connection, as_of=find_present(connection, AsOf.plain(as_of)))
    about = (program, public_url)
    state = digest_site(connection, snapshot.as_of, [*about, write_data is not None, *sorted(hidden)])
    if site_folder.is_current(state):
        return SiteSummary(pages=len(site_folder.before), written=0, removed=0)
    data_folder = write_data() if write_data else None
    data = read_site_data(snapshot, hidden)
    names = {row["studio"]: row["name"] for row in data.studios}
    site = SiteContext(as_of=as_of, public_url=_end_with_slash(public_url), program=program, names=names)
    index = SearchIndex()
    inputs = digest_postings(connection, snapshot.as_of, data.by_id, [*about, data.accuracy])
    for studio in sorted(data.postings):
        _write_postings(site_folder, site, snapshot, data, sorted(data.postings[studio], key=_posting_id), inputs)
        _index_postings(index, site, snapshot, data.postings[studio])
        progress("postings", len(data.postings[studio]))
    for path, page in _render_front(site, snapshot, data, with_data=data_folder is not None):
        site_folder.write(path, page)
    for path, either in _render_lists(site, data):
        site_folder.write(path, either)
    for name, part in index.files():
        site_folder.write(f"search/{name}", part)
    for file in sorted(data_folder.iterdir()) if data_folder else ():
        if file.is_file() and (file.suffix == ".csv" or file.name in (REPORT_MANIFEST, "datapackage.json")):
            site_folder.write(f"{DATA}/{file.name}", file.read_bytes())
    for name in ("site.css", "search.js"):
        site_folder.write(name, load_asset(name))
    # last of the pages: the sitemap names all that were written before it
    for path, page in _render_crawler_files(site, list(site_folder.files)):
        site_folder.write(path, page)
    site_folder.close({"as_of": as_of.isoformat(), "program": program}, state)
    return SiteSummary(pages=len(site_folder.files), written=site_folder.written, removed=site_folder.removed)


def _write_postings(
    folder: SiteFolder,
    site: SiteContext,
    snapshot: Snapshot,
    data: SiteData,
    rows: Sequence[Row],
    inputs: Mapping[str, str],
) -> None:
    """Write the pages of a studio's postings; those made from the same rows before are neither read nor rendered."""
    known = {row["posting_id"]: inputs.get(row["posting_id"], "") for row in rows}
    changed = [each for each, digest in known.items() if not folder.reuse(posting_path(each), digest)]
    for receipt, versions in _read_in_parts(snapshot, changed):
        posting_id = receipt.posting["posting_id"]
        page = render_posting(site, receipt, versions, data.pay_history.get(posting_id, ()), data.accuracy)
        folder.write(posting_path(posting_id), page, known[posting_id])


def _index_postings(index: SearchIndex, site: SiteContext, snapshot: Snapshot, rows: Sequence[Row]) -> None:
    """Add a studio's postings to the search, every one: a word's file numbers the postings of the whole site."""
    by_id = {row["posting_id"]: row for row in rows}
    for posting_id, text in read_words(snapshot, sorted(by_id)):
        row = by_id[posting_id]
        index.add(_make_result(site, row), [row["title"], row["brand"] or "", row["locations"] or "", text])


def _posting_id(row: Row) -> str:
    return str(row["posting_id"])


def _read_in_parts(snapshot: Snapshot, posting_ids: Sequence[str]) -> Iterator[tuple[Receipt, Sequence[Row]]]:
    for at in range(0, len(posting_ids), AT_ONCE):
        yield from read_postings_whole(snapshot, posting_ids[at : at + AT_ONCE])


def _make_result(site: SiteContext, row: Row) -> list[Any]:
    """A posting's row of the search index; search.js names the places."""
    shown = describe_posting(row)
    name = site.names.get(row["studio"], row["studio"])
    return [
        *(shown["page"], row["title"], row["studio"], shown["brand"], row["ai_label"], row["state"] or ""),
        *(shown["pay"], shown["locations"], name, shown["state"], shown["origin"]),
    ]


def _render_lists(site: SiteContext, data: SiteData) -> Iterator[tuple[str, str | bytes]]:
    for row in data.studios:
        yield from render_studio(site, data, row)
    for union, scales in groupby(data.scales, lambda scale: str(scale["union"])):
        yield from render_union(site, data, union, list(scales))
    for week, changes in _group_by_week(data.changes):
        yield from render_week(site, data, week, changes)


def _group_by_week(changes: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    weeks: dict[str, list[Row]] = {}
    for row in changes:
        weeks.setdefault(name_week(row), []).append(row)
    return sorted(weeks.items(), reverse=True)


def _render_front(
    site: SiteContext, snapshot: Snapshot, data: SiteData, *, with_data: bool
) -> Iterator[tuple[str, str]]:
    by_id = data.by_id
    notices = _find_notices(snapshot, data)
    shares = chart_shares(site, data.studios)
    yield from site.render_chart("index.html", shares)
    yield (
        "index.html",
        site.render(
            "index.html.j2",
            "index.html",
            heading=load_sentences()["site"]["heading"],
            notices=notices,
            listed=sum(map(is_listed, by_id.values())),
            known=len(by_id),
            names=site.names,
            changes=describe_changes(weightiest_first(data.changes)[:NEWEST], by_id),
            counts=describe_counts(data.changes),
            weeks=[(week, week_path(week)) for week, _ in _group_by_week(data.changes)],
            studios=[_describe_studio(row, data) for row in data.studios],
            unions=[
                (union, union_path(union), len(list(scales)))
                for union, scales in groupby(data.scales, lambda scale: str(scale["union"]))
            ],
            tables=[(table.name, table.title) for table in TABLES] if with_data else [],
            dataset=_describe_dataset(site, with_data=with_data),
            chart=shares,
        ),
    )
    yield (
        "search.html",
        site.render("search.html.j2", "search.html", heading="Search all postings", studios=sorted(site.names.items())),
    )
    yield (
        "method.html",
        site.render(
            "method.html.j2",
            "method.html",
            heading="The method",
            notices=notices,
            accuracy=describe_accuracy(data.accuracy, _list_readers(snapshot), AT_LEAST),
            flags=load_sentences()["flag"],
            made_with=[
                ("Program", site.program),
                ("Readers", "; ".join(_list_readers(snapshot))),
                ("Union figures", f"{len(data.scales):,}"),
            ],
        ),
    )


def _list_readers(snapshot: Snapshot) -> list[str]:
    return sorted(snapshot.connection.execute(select_readers(snapshot.as_of)).scalars())


def _find_notices(snapshot: Snapshot, data: SiteData) -> list[dict[str, str]]:
    origins: dict[str, int] = {}
    for row in data.by_id.values():
        origins[row["origin"]] = origins.get(row["origin"], 0) + 1
    via = sorted(snapshot.connection.execute(select_gateways(snapshot.as_of)).scalars())
    return origin_banners(origins, via)


def _describe_studio(row: Row, data: SiteData) -> dict[str, Any]:
    coverage = data.coverage.get(row["studio"], {})
    return {
        "name": row["name"],
        "page": studio_path(row["studio"]),
        "listed": row["postings_listed"],
        "core": row["ai_core"],
        "adjacent": row["ai_adjacent"],
        "last_complete_on": str(coverage.get("last_complete_at") or "")[:10],
    }


def _describe_dataset(site: SiteContext, *, with_data: bool) -> Markup:
    """schema.org/Dataset, by which search engines find data."""
    about = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": load_sentences()["site"]["heading"],
        "description": load_sentences()["site"]["dataset"],
        "isAccessibleForFree": True,
        "temporalCoverage": f"../{site.as_of:%Y-%m-%d}",
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": f"{site.public_url}{DATA}/{table.path}",
            }
            for table in (TABLES if with_data else ())
        ],
        **({"url": site.public_url} if site.public_url else {}),
    }
    # a script element ends at "</" whatever it holds
    return Markup(json.dumps(about, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - escaped just here


def _render_crawler_files(site: SiteContext, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    sitemap = f"Sitemap: {site.public_url}sitemap.txt\n" if site.public_url else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{sitemap}"
    if site.public_url:
        yield "sitemap.txt", "".join(f"{site.public_url}{path}\n" for path in sorted(paths) if path.endswith(".html"))


def _end_with_slash(url: str) -> str:
    return url if not url or url.endswith("/") else f"{url}/"
