"""Files in a folder of this machine, or below an address that fsspec reaches: s3://, gs://, az://, sftp://, memory://.

A folder of this machine needs no fsspec, which comes with the extra `lake`.
"""

import os
import shutil
from pathlib import Path
from typing import Any, Protocol

from tracker.errors import StorageError
from tracker.util.atomic_file import atomic_replace
from tracker.util.place import display_address, is_address


class Storage(Protocol):
    """Files by their names below one folder, with slashes. Each method raises StorageError."""

    address: str
    """As it was given, without a password."""

    def read(self, name: str) -> bytes | None:
        """Give a file's content; None where there is none of this name."""

    def replace(self, name: str, content: bytes) -> None:
        """Put this content in the place of what is there, in one step where the storage has one."""

    def put(self, file: Path, name: str) -> None:
        """Put a copy of a file of this machine there."""

    def fetch(self, name: str, file: Path) -> None:
        """Copy a file from there to this machine."""

    def remove(self, name: str) -> None:
        """Remove a file; nothing where there is none."""

    def list_names(self, below: str = "") -> list[str]:
        """List the files below a folder, all of them without one, sorted."""


def open_storage(place: str) -> Storage:
    """Open a folder by its path, or a storage by its address. Raises StorageError."""
    if place.lower().startswith("file://"):
        place = place[len("file://") :]
    return RemoteStorage(place) if is_address(place) else LocalStorage(Path(place))


class LocalStorage:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, str(folder)
        if folder.exists() and not folder.is_dir():
            raise StorageError(f"{folder} is a file, and no folder")

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(str(self.folder / name), "read", error) from error

    def replace(self, name: str, content: bytes) -> None:
        file = self.folder / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with atomic_replace(file, content):
                pass
        except OSError as error:
            raise _unusable(str(file), "written", error) from error

    def put(self, file: Path, name: str) -> None:
        to = self.folder / name
        partial = to.with_name(f".{to.name}-{os.getpid()}.new")
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            with file.open("rb") as source, partial.open("wb") as out:
                shutil.copyfileobj(source, out)
                out.flush()
                os.fsync(out.fileno())
            partial.replace(to)
        except OSError as error:
            raise _unusable(str(to), "written", error) from error
        finally:
            partial.unlink(missing_ok=True)

    def fetch(self, name: str, file: Path) -> None:
        try:
            shutil.copyfile(self.folder / name, file)
        except OSError as error:
            raise _unusable(str(self.folder / name), "read", error) from error

    def remove(self, name: str) -> None:
        file = self.folder / name
        file.unlink(missing_ok=True)
        while (folder := file.parent) != self.folder and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            file = folder

    def list_names(self, below: str = "") -> list[str]:
        files = (file for file in (self.folder / below).rglob("*") if file.is_file())
        return sorted(file.relative_to(self.folder).as_posix() for file in files)


class RemoteStorage:
    """What fsspec reaches by an address. Its own drivers read their keys from where they always do."""

    def __init__(self, url: str) -> None:
        self.address = display_address(url)
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise StorageError(
                f"{self.address} needs an extra that is not installed: pip install 'labor-tracker[lake]'"
            ) from error
        try:
            # never from fsspec's cache of listings: another machine may write there
            self.files, self.root = url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
        except Exception as error:
            # fsspec's own sentence names the package that an address needs: s3fs, gcsfs, adlfs
            raise StorageError(f"{self.address} cannot be opened: {error}") from error
        self.root = self.root.rstrip("/")

    def read(self, name: str) -> bytes | None:
        try:
            content: bytes = self.files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise _unusable(self._shown(name), "read", error) from error
        return content

    def replace(self, name: str, content: bytes) -> None:
        try:
            self._make_parent(name)
            self.files.pipe_file(self._path(name), content)
        except Exception as error:
            raise _unusable(self._shown(name), "written", error) from error

    def put(self, file: Path, name: str) -> None:
        try:
            self._make_parent(name)
            self.files.put_file(str(file), self._path(name))
        except Exception as error:
            raise _unusable(self._shown(name), "written", error) from error

    def fetch(self, name: str, file: Path) -> None:
        try:
            self.files.get_file(self._path(name), str(file))
        except Exception as error:
            raise _unusable(self._shown(name), "read", error) from error

    def remove(self, name: str) -> None:
        try:
            self.files.rm_file(self._path(name))
        except FileNotFoundError:
            return
        except Exception as error:
            # some servers answer a name that they do not know as they answer any other refusal
            if not self.files.exists(self._path(name)):
                return
            raise _unusable(self._shown(name), "removed", error) from error

    def list_names(self, below: str = "") -> list[str]:
        try:
            found: list[str] = self.files.find(self._path(below) if below else self.root)
        except FileNotFoundError:
            return []
        except Exception as error:
            raise _unusable(self._shown(below), "listed", error) from error
        bare = self.root.strip("/")
        return sorted(each.strip("/")[len(bare) :].lstrip("/") for each in found)

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def _make_parent(self, name: str) -> None:
        """Storages of objects know no folders, and file servers want them first."""
        self.files.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)

    def _shown(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{name}"


def _unusable(what: str, done: str, error: Any) -> StorageError:
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return StorageError(f"{what} cannot be {done}: {' '.join(str(words).split())[:300]}")
