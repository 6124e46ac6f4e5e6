"""Write the database's views as a lake: Parquet files by studio and month, and a manifest that names them.

A second run writes what is new alone. Files are named by their content and written before the manifest, which takes
the old one's place in one step; what no manifest names is removed last. So a kill leaves the lake as it was.
"""

import contextlib
import fcntl
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Engine

from db.engine import connect_snapshot, is_read_only
from db.queries.as_of import AsOf
from db.queries.current import find_present
from reports.formats.manifest import format_instant
from reports.report import resolve_as_of
from tracker import settings
from tracker.editorial.as_of_check import check_as_of
from tracker.errors import LakeError, StorageError
from tracker.explore.lake.manifest import FILE, LakeFile, LakeManifest, LakeState, read_manifest
from tracker.explore.lake.partition_files import PartitionWriter
from tracker.explore.lake.state import find_changed, read_state
from tracker.explore.lake.views import LakeView, list_lake_views
from tracker.scales.store import store_scales
from tracker.util.storage import LocalStorage, Storage, open_storage

STUDIOS_AT_ONCE = 5_000
"""Studios named in one query: SQLite takes 32,766 values."""
ROWS_AT_ONCE = 5_000
REAL_VALUES = "pay_vs_scale"
"""The view whose rows are all restated in the money of the newest month."""
_OWN_FILE = re.compile(r"\w+(?:/studio=[^/]+)?(?:/month=[^/]+)?/[0-9a-f]{16}\.parquet")


@dataclass(frozen=True, slots=True)
class LakeSummary:
    """What a run did."""

    address: str
    as_of: str
    files: int
    rows: int
    size: int
    """Bytes of all files."""
    written: int
    """Files that were not there before."""
    removed: int

    def __str__(self) -> str:
        return (
            f"{self.address}: as of {self.as_of}, {self.rows:,} rows in {self.files:,} files, "
            f"{self.size / 1e6:,.1f} MB; {self.written:,} files written, {self.removed:,} removed"
        )


def write_lake(engine: Engine, place: str, as_of: datetime | None = None) -> LakeSummary:
    """Bring the lake in a folder, or at an address, up to date.

    `as_of`: without one, the end of what is known. Raises LakeError, StorageError, AsOfError, NothingToReportError.
    """
    storage = open_storage(place)
    before = _read_before(storage)
    if not is_read_only(engine):
        store_scales(engine)  # before the snapshot: the lake has to hold the figures that this program ships
    with (
        _sole_writer(storage),
        tempfile.TemporaryDirectory(prefix="labor-tracker-lake-") as folder,
        connect_snapshot(engine) as connection,
    ):
        check_as_of(connection, as_of)
        moment = resolve_as_of(connection, as_of)
        run = _Run(connection, storage, before, find_present(connection, AsOf.plain(moment)), Path(folder))
        if storage.read(FILE) is None:
            # before any file, so that a first run that was stopped leaves a folder that the next knows for its own
            storage.replace(FILE, LakeManifest().to_json())
        return run.write()


def _read_before(storage: Storage) -> LakeManifest:
    found = read_manifest(storage)
    if found is None and any(not name.startswith(".") for name in storage.list_names()):
        raise LakeError(f"{storage.address} holds files that are no lake of ours: name a new or an empty folder")
    return found or LakeManifest()


@contextlib.contextmanager
def _sole_writer(storage: Storage) -> Iterator[None]:
    """Let nobody else on this machine write the lake meanwhile: one run would remove what the other is writing."""
    if not isinstance(storage, LocalStorage):
        yield
        return
    try:
        storage.folder.mkdir(parents=True, exist_ok=True)
        lock = (storage.folder / ".lock").open("w")
    except OSError as error:
        raise StorageError(f"{storage.folder} cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LakeError(f"{storage.address} is being written by another run") from error
        yield


class _Run:
    """One writing of a lake, within one snapshot of the database."""

    def __init__(
        self,
        connection: Connection,
        storage: Storage,
        before: LakeManifest,
        as_of: AsOf,
        folder: Path,
    ) -> None:
        self.connection, self.storage, self.before, self.as_of = connection, storage, before, as_of
        self.folder = folder
        self.files: dict[str, LakeFile] = {}
        self.written = 0

    def write(self) -> LakeSummary:
        state = read_state(self.connection, self.as_of)
        changed = find_changed(self.before, state)
        for view in list_lake_views():
            # what all rows of a view rest on, and the other views do not
            restated = view.name == REAL_VALUES and self.before.state.prices != state.prices
            if changed is None or not view.keys or restated:
                self._write_rows(view, view.select_rows(self.as_of, None))
            else:
                self._update_view(view, *changed)
        return self._finish(state)

    def _update_view(self, view: LakeView, studios: set[str], months: set[tuple[str, str]]) -> None:
        """Keep the files of what has not changed, and write the others anew."""
        by_month = "month" in view.keys

        def is_stale(key: tuple[str, ...]) -> bool:
            return key in months if by_month else key[0] in studios

        for name in self.before.list_files(view.name):
            if not is_stale(_parse_keys(name)):
                self.files[name] = self.before.files[name]
        wanted = sorted({studio for studio, _ in months} if by_month else studios)
        named = sorted({month for _, month in months}) if by_month else None
        for at in range(0, len(wanted), STUDIOS_AT_ONCE):  # sorted, so that no partition stands in two of them
            some = wanted[at : at + STUDIOS_AT_ONCE]
            self._write_rows(view, view.select_rows(self.as_of, some, named), is_stale)

    def _write_rows(self, view: LakeView, query: Any, wanted: Callable[[tuple[str, ...]], bool] | None = None) -> None:
        key_of = _make_key_of(view)
        with self.connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)) as result:
            rows: Iterable[Any] = _iter_rows(result)
            if wanted is not None:
                rows = (row for row in rows if wanted(key_of(row)))
            convert = view.choose_conversions()
            writer = PartitionWriter(self.folder, view.name, view.columns, convert)
            for name, file, path in writer.write(rows, view.keys, key_of):
                self.files[name] = file
                if self.before.files.get(name) != file or self.before.state == LakeState():
                    self.storage.put(path, name)
                    self.written += 1

    def _finish(self, state: LakeState) -> LakeSummary:
        manifest = LakeManifest(
            as_of=format_instant(self.as_of.instant),
            program=settings.VERSION,
            columns={view.name: view.all_columns for view in list_lake_views()},
            files=self.files,
            state=state,
        )
        if (content := manifest.to_json()) != self.storage.read(FILE):
            self.storage.replace(FILE, content)
        # those of runs that were killed, too; and nothing that somebody else has put there
        left = [each for each in self.storage.list_names() if _OWN_FILE.fullmatch(each) and each not in self.files]
        for name in left:
            self.storage.remove(name)
        return LakeSummary(
            address=self.storage.address,
            as_of=manifest.as_of,
            files=len(self.files),
            rows=sum(each.rows for each in self.files.values()),
            size=sum(each.size for each in self.files.values()),
            written=self.written,
            removed=len(left),
        )


def _iter_rows(result: Any) -> Iterator[Any]:
    for part in result.partitions():
        yield from part


def _parse_keys(name: str) -> tuple[str, ...]:
    """The values of the keys in a file's name."""
    return tuple(unquote(part.partition("=")[2]) for part in name.split("/")[1:-1])


def _make_key_of(view: LakeView) -> Callable[[Any], tuple[str, ...]]:
    if not view.keys:
        return lambda row: ()
    studio = list(view.columns).index("studio")
    if "month" not in view.keys:
        return lambda row: (row[studio],)
    return itemgetter(studio, len(view.columns))
