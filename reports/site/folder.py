"""A folder of pages that is brought up to date: what has not changed is not written again."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.errors import SiteError

MANIFEST = "site.json"
OWN_FOLDERS = ("postings", "studios", "unions", "weeks", "search", "data")
"""Below these every file is a page of ours; elsewhere somebody may have put files of their own."""
_PARTIAL = ".partial"
"""Ends the name of a page that is being written."""
_NOTHING: dict[str, Any] = {"files": {}, "inputs": {}, "state": ""}
"""The manifest of a folder without one; an older edition's has no inputs and no state."""


class SiteFolder:
    """Writes pages that differ from what is there, and at the end removes those of an earlier site that are gone.

    Each page is replaced in one step, so that a reader of a site that is being written never gets half a page.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = self._read_manifest()
        """What the run before wrote, as its manifest has it."""
        self.before = self.manifest["files"]
        for left in folder.rglob(f".*{_PARTIAL}"):  # by a run that was killed
            left.unlink(missing_ok=True)
        if not (folder / MANIFEST).exists():
            # before any page, so that a first run that was stopped leaves a folder that the next knows for its own
            _replace_file(folder / MANIFEST, b'{"files": {}}\n')
        self.files: dict[str, str] = {}
        """SHA-256 of each page, by its address in the site."""
        self.inputs: dict[str, str] = {}
        """What a page was made from, as a digest, for those that need not be made again while that stays."""
        self.written = 0
        self.removed = 0

    def reuse(self, path: str, inputs: str) -> bool:
        """Keep a page that was made from the same and is as it was written; tells whether it is."""
        if not inputs or self.manifest["inputs"].get(path) != inputs or not self._is_whole(path):
            return False
        self._enter(path, self.before[path], inputs)
        return True

    def is_current(self, state: str) -> bool:
        """Tell whether the site was written whole of this state, and every page is as it was written."""
        return bool(state) and self.manifest["state"] == state and all(map(self._is_whole, self.before))

    def _is_whole(self, path: str) -> bool:
        file = self.folder / path
        # a page that a full disk cut short or a hand changed is written anew
        return path in self.before and file.is_file() and _digest_bytes(file.read_bytes()) == self.before[path]

    def _enter(self, path: str, digest: str, inputs: str) -> None:
        if path in self.files:
            raise SiteError(f"two pages of the site have the address {path}")
        self.files[path] = digest
        if inputs:
            self.inputs[path] = inputs

    def write(self, path: str, content: str | bytes, inputs: str = "") -> None:
        """Bring one page up to date. Raises SiteError where two pages have one address."""
        data = content.encode() if isinstance(content, str) else content
        digest = _digest_bytes(data)
        self._enter(path, digest, inputs)
        file = self.folder / path
        if self.before.get(path) == digest and file.is_file() and file.stat().st_size == len(data):
            return
        _replace_file(file, data)
        self.written += 1

    def close(self, about: Mapping[str, str], state: str = "") -> None:
        """Remove what an earlier site left, then write the manifest: `about`, and every page with its digest.

        `state`: what the whole site was made from, as a digest.
        """
        for path in sorted((set(self.before) | self._list_present()) - set(self.files)):
            file = self.folder / path
            if file.is_file():
                file.unlink()
                self.removed += 1
            _remove_empty(file.parent, self.folder)
        listed = {"files": dict(sorted(self.files.items())), "inputs": dict(sorted(self.inputs.items()))}
        manifest = {**about, "state": state, **listed}
        _replace_file(self.folder / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())

    def _list_present(self) -> set[str]:
        """Pages that are there, those of a run that never came to write its manifest too."""
        files = (file for name in OWN_FOLDERS for file in (self.folder / name).rglob("*") if file.is_file())
        return {file.relative_to(self.folder).as_posix() for file in files}

    def _read_manifest(self) -> dict[str, Any]:
        file = self.folder / MANIFEST
        if not self.folder.exists():
            return dict(_NOTHING)
        if not file.exists():
            # a folder of somebody's is never filled with thousands of files by a slip of the hand
            if any(self.folder.iterdir()):
                raise SiteError(f"{self.folder} holds files that are no site of ours: name a new or empty folder")
            return dict(_NOTHING)
        try:
            found = _NOTHING | json.loads(file.read_text(encoding="utf-8"))
            files: dict[str, str] = {path: digest for path, digest in found["files"].items() if _is_inside(path)}
            return {"files": files, "inputs": dict(found["inputs"]), "state": str(found["state"])}
        except (ValueError, TypeError, AttributeError) as error:
            raise SiteError(f"{file} cannot be read: remove the folder to write the site anew") from error


def _digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_inside(path: str) -> bool:
    return not path.startswith(("/", "\\")) and ".." not in path.split("/")


def _replace_file(file: Path, data: bytes) -> None:
    partial = file.with_name(f".{file.name}{_PARTIAL}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(file)
    except OSError as error:
        raise SiteError(f"{file} cannot be written: {error.strerror}; the next run goes on from here") from error


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
