"""Write a report: its tables in every format asked for, the page, and the manifest that names them.

A report is written whole or not at all, and asks no clock: the same database and as-of give the same bytes.
"""

import gc
import glob
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from db.queries.as_of import AsOf, select_last_end
from db.queries.current import find_present
from db.vocabulary import ArticleFact
from reports.charts import catalog, chart_files, vega_bundle
from reports.charts.chart import FOLDER
from reports.errors import NothingToReportError
from reports.formats import data_package, manifest, registry
from reports.formats.manifest import Manifest, WrittenFile
from reports.formats.writer import file_sha256
from reports.frames import frames
from reports.frames.values import to_instant
from reports.page import page
from reports.report_data import ReportData, write_tables
from reports.tables.registry import TABLES
from reports.tables.table import ReportTable, Snapshot

ALLOCATIONS_PER_COLLECTION = 20 * frames.ROWS_PER_CHUNK


def write_report(
    connection: Connection,
    folder: Path,
    *,
    as_of: datetime | None = None,
    since: datetime | None = None,
    program: str,
    facts: Sequence[ArticleFact] = (),
    forms: Collection[str] = registry.DEFAULT,
    excel: bool = False,
    corrected: bool = False,
    progress: Callable[[str, int], None] = lambda _table, _rows: None,
    tables: Sequence[ReportTable] = TABLES,
) -> Manifest:
    """Write the report into a folder, which is made where it is not there; files of the same names are replaced.

    `as_of`: an instant with a time zone; without one, the end of the last crawl, or of the last `reread` after it.
    Raises NothingToReportError.
    `since`: where tables of what changed begin. `forms`: of formats.FORMATS. `progress` is told of rows written.
    `corrected`: apply corrections made after `as_of`, too. `tables`: in the order in which they are written, which
    changes the order of a workbook's sheets and nothing else.
    The connection's transaction is the snapshot: on PostgreSQL let it be REPEATABLE READ while a crawl goes on.
    """
    at, forms = resolve_as_of(connection, as_of), registry.add_required_formats(forms)
    # An older report stays as it was printed; only one that asks for it has the corrections made since (decision 34).
    known = AsOf.amended(at) if corrected else find_present(connection, AsOf.plain(at))
    snapshot = Snapshot(connection=connection, as_of=known, since=since)
    if "html" in forms:
        # First, while the report still holds little: it takes a process of its own with over a hundred megabytes
        # (decision 40).
        vega_bundle.start_bundling()
    # Beside the folder, on the same disk: only there is moving a file one step, so that no reader meets half of one.
    folder.mkdir(parents=True, exist_ok=True)
    with staging_folder(folder.resolve().parent, f".{folder.resolve().name}-") as staged, _relaxed_gc():
        writers = registry.make_writers(staged, forms, excel=excel, as_of=at, since=since, program=program)
        data = ReportData(snapshot, write_tables(snapshot, tables, writers, progress))
        made = data.make_manifest(program=program, facts=facts)
        if "html" in forms:
            source = catalog.source_lines(at, made.origins)
            pictures = chart_files.draw_charts(data.build_charts(), source)
            made = _add_files(made, *chart_files.write_charts(staged, pictures, source, excel=excel))
        if "csv" in forms:
            package = data_package.render_package(made, (*TABLES, *catalog.CHART_FILES), staged, excel=excel)
            made = _add_files(made, _write_text(staged, data_package.FILE, package))
        if "html" in forms:
            html = page.render_page(data.make_page(made, pictures))
            made = _add_files(made, _write_text(staged, page.FILE, html))
        _write_text(staged, manifest.FILE, made.to_json())
        gone = _stale_files(folder) - {file.name for file in made.files}
        _move_files(staged, folder, [*(file.name for file in made.files), manifest.FILE])
        for name in gone:
            (folder / name).unlink(missing_ok=True)
    return made


def _stale_files(folder: Path) -> set[str]:
    """List the page and pictures of the folder's last report: beside newer tables they would show other numbers."""
    try:
        files = json.loads((folder / manifest.FILE).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return set()
    return {name for name in files if name == page.FILE or re.fullmatch(rf"{FOLDER}/\w+\.\w+", name)}


def resolve_as_of(connection: Connection, as_of: datetime | None) -> datetime:
    """Find the instant that a report is as of. Raises NothingToReportError."""
    last = connection.execute(select_last_end(None if as_of is None else AsOf.plain(to_instant(as_of)))).scalar()
    if last is None:
        by = f" by {as_of.isoformat()}" if as_of else ""
        raise NothingToReportError(f"there is nothing to report: no crawl had finished{by}")
    # The last end and not the clock (decision 32): what an interrupted crawl or reread has stored so far is in no
    # report.
    return to_instant(as_of if as_of is not None else last)


@contextmanager
def _relaxed_gc() -> Iterator[None]:
    """Collect garbage less often: rows are in no cycles, and looking through them in vain takes a tenth of the
    time that a large report takes."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS_PER_COLLECTION, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


_LEFT_AFTER_S = 24 * 3600


@contextmanager
def staging_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder, gone afterwards, and with it those of the same prefix that a kill or a power cut left."""
    for left in parent.glob(f"{glob.escape(prefix)}*"):
        # younger ones may be another report's that is being written
        if left.is_dir() and time.time() - left.stat().st_mtime > _LEFT_AFTER_S:
            shutil.rmtree(left, ignore_errors=True)
    staged = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _add_files(made: Manifest, *files: WrittenFile) -> Manifest:
    return replace(made, files=[*made.files, *files])


def _write_text(folder: Path, name: str, text: str) -> WrittenFile:
    # the same bytes on every system
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return WrittenFile(name=name, rows=0, sha256=file_sha256(folder / name))


def _move_files(staged: Path, folder: Path, names: Iterable[str]) -> None:
    """Move the files; the manifest leaves first and comes last, so that a folder without one is no whole report, after
    a kill in between.
    """
    (folder / manifest.FILE).unlink(missing_ok=True)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (staged / name).replace(folder / name)
