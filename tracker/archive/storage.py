"""Archives behind an address such as s3://bucket/archive: written in a folder of this machine, the outbox, stored there
once they are closed, and copied back by whoever reads them.

A file leaves the outbox when what the storage gives back has the same SHA-256, which stands beside it there in a file
NAME.sha256. While the storage cannot be reached the outbox keeps it, and the next crawl tries again.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker import settings
from tracker.archive.warc_reader import read_warc
from tracker.archive.warc_records import SUFFIX
from tracker.errors import ArchiveError, StorageError
from tracker.util.place import display_address, is_address
from tracker.util.storage import Storage, open_storage

DIGEST = ".sha256"
"""Ends the name of the file that keeps a digest, in the form of sha256sum."""
UNFINISHED_AFTER = timedelta(days=1)
"""A file without its closing record that nobody wrote to for so long is what a stopped crawl left: it is stored too."""


def list_waiting(outbox: Path) -> list[Path]:
    """List the archives that are not stored yet, those that are being written among them."""
    return sorted(outbox.rglob(f"*{SUFFIX}"))


def store_waiting(outbox: Path, address: str) -> Iterator[str]:
    """Store what waits in the outbox and is closed; gives a sentence on what could not be stored.

    Ends with the first failure of the storage: when it is away, the others need not be tried.
    """
    waiting = [file for file in list_waiting(outbox) if _is_closed(file)]
    if not waiting:
        return
    try:
        storage = open_storage(address)
        for file in waiting:
            name = file.relative_to(outbox).as_posix()
            if (known := _read_digests(storage, name)) and _hash_file(file) not in known:
                yield f"{name} stays in {outbox}: {storage.address} has another file of this name"
                continue
            _store_file(storage, file, name)
            file.unlink(missing_ok=True)
    except FileNotFoundError:  # another crawl that ended meanwhile has stored it
        return
    except StorageError as error:
        yield f"{len(list_waiting(outbox))} archives stay in {outbox} until they can be stored: {error}"


class ArchiveCopies:
    """Copies of the archives below an address, or of one with all beside it, in a folder of this machine."""

    def __init__(self, place: str, folder: Path) -> None:
        self.folder = folder
        base, _, last = place.rstrip("/").rpartition("/")
        self.storage = open_storage(base if last.endswith(SUFFIX) else place.rstrip("/"))
        names = [name for name in self.storage.list_names() if not name.endswith(DIGEST)]
        if not names or (last.endswith(SUFFIX) and last not in names):
            raise ArchiveError(f"{display_address(place)}: there is no such archive")
        self.digests = {name: self._copy_file(name) for name in names}
        self.path = folder / last if last.endswith(SUFFIX) else folder

    def _copy_file(self, name: str) -> str:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        self.storage.fetch(name, file)
        digest, known = _hash_file(file), _read_digests(self.storage, name)
        if known and digest not in known:
            raise ArchiveError(f"{self.storage.address}/{name} has another SHA-256 than when it was stored: {digest}")
        return digest

    def store_changes(self) -> None:
        """Store the copies that were rewritten in the place of what they were copied from. Raises StorageError."""
        for file in sorted(each for each in self.folder.rglob("*") if each.is_file()):
            name = file.relative_to(self.folder).as_posix()
            if self.digests.get(name) != (digest := _hash_file(file)):
                _store_file(self.storage, file, name)
                self.digests[name] = digest


@contextmanager
def copy_archives(places: Sequence[str]) -> Iterator[tuple[list[Path], list[ArchiveCopies]]]:
    """Give a path of this machine for each place; what lies behind an address is copied, and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="labor-tracker-archive-") as folder:
        copies: dict[str, ArchiveCopies] = {}
        for number, place in enumerate(places):
            if is_address(place):
                copies[place] = ArchiveCopies(place, Path(folder) / str(number))
        yield [copies[each].path if each in copies else Path(each) for each in places], list(copies.values())


def list_configured_archives() -> tuple[str, ...]:
    """Where archives are, as configured: the folder, or the outbox and the address; or nowhere."""
    if not settings.ARCHIVE_STORE:
        return (settings.ARCHIVE,) if settings.ARCHIVE else ()
    outbox = (settings.ARCHIVE,) if settings.ARCHIVE and Path(settings.ARCHIVE).is_dir() else ()
    return (*outbox, settings.ARCHIVE_STORE)


def store_changes(copies: Sequence[ArchiveCopies]) -> None:
    for each in copies:
        each.store_changes()


def name_addresses(words: str, copies: Sequence[ArchiveCopies]) -> str:
    """Put addresses in the place of the folders of their copies, in words to be printed."""
    for each in copies:
        words = words.replace(str(each.folder), each.storage.address)
    return words


class LatestFiles:
    """A studio's last archives behind an address, fetched as they are asked for."""

    def __init__(self, address: str, studio: str, folder: Path) -> None:
        self.storage, self.studio, self.folder = open_storage(address), studio, folder

    def fetch_last(self, count: int) -> None:
        names = [name for name in self.storage.list_names(self.studio) if name.endswith(SUFFIX)]
        for name in names[-count:]:
            self.fetch(self.folder / Path(name).name)

    def fetch(self, file: Path) -> None:
        """Fetch one of the studio's files to this place in the folder. Raises StorageError."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.storage.fetch(f"{self.studio}/{file.name}", file)


def _store_file(storage: Storage, file: Path, name: str) -> None:
    """Store a file, read it back, and note its digest. Raises StorageError."""
    digest = _hash_file(file)
    if before := _read_digests(storage, name):
        # both while one takes the other's place: a stop in between leaves a file that is known either way
        storage.replace(f"{name}{DIGEST}", "".join(f"{each}  {file.name}\n" for each in {*before, digest}).encode())
    storage.put(file, name)
    with tempfile.TemporaryDirectory(prefix="labor-tracker-archive-") as folder:
        back = Path(folder) / "back"
        storage.fetch(name, back)
        if (found := _hash_file(back)) != digest:
            raise StorageError(f"{storage.address}/{name} came back with SHA-256 {found} instead of {digest}")
    storage.replace(f"{name}{DIGEST}", f"{digest}  {file.name}\n".encode())


def _is_closed(file: Path) -> bool:
    try:
        report = read_warc(file)
        idle = datetime.now(UTC) - datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (ArchiveError, FileNotFoundError):
        return False
    return report.end is not None or idle > UNFINISHED_AFTER


def _read_digests(storage: Storage, name: str) -> set[str]:
    """The digests that a stored file may have: one, and two while it is being rewritten; none where none was noted."""
    lines = (storage.read(f"{name}{DIGEST}") or b"").decode("ascii", "replace").splitlines()
    return {line.partition(" ")[0] for line in lines}


def _hash_file(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
