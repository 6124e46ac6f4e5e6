"""The stages of a report. Each takes what the one before made, so that none can be called too early:

1. `write_tables` writes every table and gives WrittenTables: the files, and the rows that the page shows of them.
2. ReportData makes of these and the snapshot the manifest with its sentences, then the charts, then the page.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pandas import DataFrame

from db.queries.crawls import select_gateways
from db.queries.postings import select_postings, select_readers
from db.queries.scales import select_union_scales
from db.vocabulary import ArticleFact, State
from reports.charts import catalog
from reports.charts.chart import Chart
from reports.charts.chart_files import Picture
from reports.formats.manifest import Manifest, WrittenFile
from reports.formats.writer import TableWriter, write_table
from reports.frames.frames import read_frame, to_records
from reports.frames.values import format_csv
from reports.page.happened import Happened, describe_happened
from reports.page.page import PageContent
from reports.page.row_selection import PageSelections, SelectedRows
from reports.page.sections import SORT_KEYS, UNTITLED, make_sections, plain_rows
from reports.prose.accuracy_sentences import describe_accuracy
from reports.prose.findings import make_findings
from reports.prose.news_counts import NewsCount
from reports.receipt.excerpt import make_excerpt
from reports.receipt.receipt import Receipt, read_brief_receipts
from reports.tables.accuracy import ACCURACY, AT_LEAST
from reports.tables.coverage import COVERAGE
from reports.tables.listed_postings import read_listed
from reports.tables.new_boards import read_new_boards
from reports.tables.registry import TABLES
from reports.tables.scales_used import COLUMNS as SCALE_COLUMNS
from reports.tables.scales_used import SCALES_USED
from reports.tables.studios import STUDIOS
from reports.tables.table import ReportTable, Snapshot
from reports.tables.totals import stream_table, total_comparisons, total_postings
from reports.tables.trend import TREND


@dataclass(frozen=True, kw_only=True)
class WrittenTables:
    """What stage 1 leaves: the files of every format, and by table the rows selected for the page."""

    files: Sequence[WrittenFile]
    selected: Mapping[str, SelectedRows]


def write_tables(
    snapshot: Snapshot,
    tables: Sequence[ReportTable],
    writers: Sequence[TableWriter],
    progress: Callable[[str, int], None],
) -> WrittenTables:
    """Write every table in every format, in any order of `tables`. `progress` is told of rows written.

    Postings and comparisons come first in TABLES because that is fastest: their totals, which others need, are added
    up while they are written, and otherwise read in a pass of their own.
    """
    selections = PageSelections()
    for table in tables:
        chunks = selections.watch(table, stream_table(table, snapshot))
        for rows in write_table(table, chunks, writers):
            progress(table.name, rows)
    files = [file for writer in writers for file in sorted(writer.close(), key=_registry_position)]
    return WrittenTables(files=files, selected=selections.by_table)


def _registry_position(file: WrittenFile) -> int:
    """Sort files as TABLES has their tables, whatever the order in which they were written."""
    names = [table.name for table in TABLES]
    stem = file.name.rpartition(".")[0]
    return names.index(stem) if stem in names else len(names)


class ReportData:
    """Makes manifest, charts and page of a snapshot whose tables are written."""

    def __init__(self, snapshot: Snapshot, written: WrittenTables) -> None:
        self.snapshot, self.written = snapshot, written
        self.postings, self.comparisons = snapshot.once(total_postings), snapshot.once(total_comparisons)
        self.studios = STUDIOS.read(snapshot)
        self.studio_names = dict(zip(self.studios["studio"], self.studios["name"], strict=True))

    def make_manifest(self, *, program: str, facts: Sequence[ArticleFact]) -> Manifest:
        """Make the manifest of the tables' files, with the findings beside it."""
        as_of, connection = self.snapshot.as_of, self.snapshot.connection
        count, digest = self._digest_scales()
        return Manifest(
            as_of=as_of.instant,
            since=self.snapshot.since,
            program=program,
            readers=sorted(connection.execute(select_readers(as_of)).scalars()),
            scales=count,
            scales_sha256=digest,
            fx_on=[day.isoformat() for day in sorted(self.postings.fx_on)],
            origins=dict(sorted(self.postings.origins.items())),
            via=sorted(connection.execute(select_gateways(as_of)).scalars()),
            corrected=as_of.is_amended,
            facts=facts,
            files=self.written.files,
            findings=make_findings(
                postings=self.postings.headlines,
                compared=self.comparisons.headlines,
                scales=SCALES_USED.read(self.snapshot),
                studios=self.studios,
                origins=self.postings.origins,
                as_of=as_of.instant,
                facts=facts,
            ),
        )

    def build_charts(self) -> list[Chart]:
        """Build the charts for which there is something to draw."""
        return catalog.build_charts(
            self.snapshot.connection,
            self.snapshot.as_of,
            postings=self.postings.headlines,
            compared=self.comparisons.headlines,
            scales=SCALES_USED.read(self.snapshot),
            studios=self.studios,
            listed=self.snapshot.once(read_listed),
            trend=TREND.read(self.snapshot),
        )

    def make_page(self, manifest: Manifest, pictures: Sequence[Picture]) -> PageContent:
        """Make the page's content; `manifest` names every file that the page links to."""
        receipts = [make_excerpt(number, receipt) for number, receipt in enumerate(self._read_receipts(), 1)]
        return PageContent(
            findings=manifest.findings,
            happened=self._describe_happened(),
            compared=self.comparisons.headlines,
            tiers=self._read_tiers(),
            studios=self.studios,
            coverage=COVERAGE.read(self.snapshot),
            pictures=pictures,
            sections=make_sections(
                self.written.selected,
                self.studio_names,
                {receipt.posting_id: receipt.id for receipt in receipts},
                self._read_titles(),
            ),
            receipts=receipts,
            facts=manifest.facts,
            accuracy=describe_accuracy(to_records(ACCURACY.read(self.snapshot)), manifest.readers, AT_LEAST),
            manifest=manifest,
        )

    def _read_titles(self) -> dict[str, str]:
        """Read the titles of the postings in tables whose files have none."""
        picked = [self.written.selected[name] for name in UNTITLED if name in self.written.selected]
        ids = sorted({row["posting_id"] for each in picked for row in plain_rows(each)})
        query = select_postings(self.snapshot.as_of, ids)
        rows = read_frame(self.snapshot.connection, query, ("posting_id", "title"), ("posting_id",)) if ids else None
        return {} if rows is None else dict(zip(rows["posting_id"], rows["title"], strict=True))

    def _read_tiers(self) -> dict[str, str]:
        scales = SCALES_USED.read(self.snapshot)
        return dict(zip(scales["scale_id"], scales["tier"], strict=True))

    def _describe_happened(self) -> Happened:
        snapshot, changes = self.snapshot, self.written.selected["changes"]
        return describe_happened(
            rows=sorted(plain_rows(changes), key=SORT_KEYS["changes"]),
            counts={kind: NewsCount(count, changes.row_counts[kind]) for kind, count in changes.counts.items()},
            not_seen=self.postings.states[str(State.NOT_SEEN)],
            coverage=to_records(COVERAGE.read(snapshot)),
            boards=read_new_boards(snapshot.connection, snapshot.as_of, snapshot.since),
            names=self.studio_names,
            since=snapshot.since,
            as_of=snapshot.as_of.instant,
        )

    def _read_receipts(self) -> list[Receipt]:
        connection, as_of = self.snapshot.connection, self.snapshot.as_of
        return read_brief_receipts(connection, as_of, self.postings.headlines, self.studio_names)

    def _digest_scales(self) -> tuple[int, str]:
        """Count the union figures known then, and digest their rows."""
        rows = self._read_all_scales()
        lines = ["\t".join(format_csv(value) for value in row) for row in rows.itertuples(index=False, name=None)]
        return len(lines), hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()

    def _read_all_scales(self) -> DataFrame:
        scales = select_union_scales(self.snapshot.as_of)
        return read_frame(self.snapshot.connection, scales, SCALE_COLUMNS, ("scale_id",))
