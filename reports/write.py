"""Writes a report: every table as CSV, the page, and the manifest that names them. No half file, and no clock."""

import csv
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

from pandas import DataFrame
from sqlalchemy import Connection, func, select

from db.models import Crawl
from reports import accuracy, coverage, manifest, page, pay_vs_scale, postings, scales_used, studios
from reports.cells import each, instant, written
from reports.gather import Gathered
from reports.manifest import Manifest, WrittenFile
from reports.sentence import ArticleFact

TABLES: tuple[ModuleType, ...] = (postings, pay_vs_scale, studios, coverage, scales_used, accuracy)


class NothingToReportError(Exception):
    """No crawl has finished, or none had by the date asked for."""


def write(
    connection: Connection,
    folder: Path,
    *,
    as_of: datetime | None = None,
    since: datetime | None = None,
    program: str,
    facts: Sequence[ArticleFact] = (),
) -> Manifest:
    """Write the report into a folder, which is made where it is not there; files of the same names are replaced.

    `as_of`: an instant with a time zone; without one, the end of the last finished crawl. Raises NothingToReportError.
    The connection's transaction is the snapshot: on PostgreSQL let it be REPEATABLE READ while a crawl goes on.
    """
    moment = _moment(connection, as_of)
    gathered = Gathered(connection, moment)
    with _beside(folder) as staged:
        files = [_table(staged, table.FILE, table.COLUMNS, parts) for table, parts in gathered.tables()]
        made = gathered.manifest(program=program, since=since, facts=facts, files=files)
        text = page.render(gathered.page(made))
        made = replace(made, files=[*files, _text(staged, page.FILE, text)])
        _text(staged, manifest.FILE, made.text())
        _put(staged, folder, [*(file.name for file in made.files), manifest.FILE])
    return made


def _moment(connection: Connection, as_of: datetime | None) -> datetime:
    finished = select(func.max(Crawl.finished_at)).where(Crawl.finished_at.is_not(None))
    if as_of is not None:
        finished = finished.where(Crawl.finished_at <= instant(as_of))
    last = connection.execute(finished).scalar()
    if last is None:
        by = f" by {as_of.isoformat()}" if as_of else ""
        raise NothingToReportError(f"there is nothing to report: no crawl had finished{by}")
    return instant(as_of if as_of is not None else last)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder on the same disk, gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{folder.resolve().name}-", dir=folder.resolve().parent))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _table(folder: Path, name: str, columns: Sequence[str], parts: Iterable[DataFrame]) -> WrittenFile:
    rows = 0
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        to = csv.writer(file, lineterminator="\n")
        to.writerow(columns)
        for part in parts:
            to.writerows(zip(*(each(written, part[column]) for column in columns), strict=True))
            rows += len(part)
    return WrittenFile(name=name, rows=rows, sha256=_sha256(folder / name))


def _text(folder: Path, name: str, text: str) -> WrittenFile:
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return WrittenFile(name=name, rows=0, sha256=_sha256(folder / name))


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _put(staged: Path, folder: Path, names: Iterable[str]) -> None:
    """The manifest last, so that it never names a file that is not there yet."""
    for name in names:
        (staged / name).replace(folder / name)
