"""The manifest of a lake: which files it is made of, as of when, and of which state of the database.

A file that the manifest does not name is no part of the lake. It asks no clock: the same database and as-of give the
same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tracker.errors import LakeError
from tracker.util.storage import Storage

FILE = "manifest.json"
KIND = "labor-tracker lake"
SCHEMA_VERSION = 1
"""Of the folders, the manifest and what a column holds; another one is written anew, and not read."""
JOINED = "joined"
"""The type of a column that stands in the view versions alone: found by posting_id and version."""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file of a lake."""

    rows: int
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class LakeState:
    """Digests of what the rows follow from, by which a later run knows what has changed."""

    shared: str = ""
    """Of what every studio's rows rest on: union figures, rules of redaction, the queries themselves."""
    prices: str = ""
    """The month in whose money real values are given."""
    studios: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By studio and month (2026-11): of what was added in it."""


@dataclass(frozen=True, slots=True)
class LakeManifest:
    as_of: str = ""
    """Empty: nothing was written yet."""
    program: str = ""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By view: each column with its type, text, integer, number or joined."""
    files: Mapping[str, LakeFile] = field(default_factory=dict)
    """By name below the lake's folder."""
    state: LakeState = field(default_factory=LakeState)

    def list_files(self, view: str) -> list[str]:
        return [name for name in self.files if name.startswith(f"{view}/")]

    def to_json(self) -> bytes:
        files = {name: [each.rows, each.size, each.sha256] for name, each in sorted(self.files.items())}
        parts: dict[str, Any] = {
            "kind": KIND,
            "schema_version": SCHEMA_VERSION,
            "as_of": self.as_of,
            "program": self.program,
            "columns": self.columns,
            # three values and not an object with their names: of 100,000 files a line each is most of the manifest
            "file_values": ["rows", "bytes", "sha256"],
            "files": files,
            "state": asdict(self.state),
        }
        lines = [f"{json.dumps(name)}: {_to_lines(value)}" for name, value in parts.items()]
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _to_lines(value: Any) -> str:
    """JSON with a line for each entry of an object."""
    if not isinstance(value, Mapping) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "{\n" + ",\n".join(f" {json.dumps(key)}: {json.dumps(each)}" for key, each in value.items()) + "\n}"


def read_manifest(storage: Storage) -> LakeManifest | None:
    """Read a lake's manifest; None where there is no lake yet. Raises LakeError, StorageError."""
    content = storage.read(FILE)
    if content is None:
        return None
    try:
        parts = json.loads(content)
        if parts["kind"] != KIND:
            raise LakeError(f"{storage.address} is no lake: its {FILE} belongs to something else")
        if parts["schema_version"] > SCHEMA_VERSION:
            raise LakeError(
                f"{storage.address} was written by a later edition of labor-tracker ({parts['program']}): use that one"
            )
        return LakeManifest(
            as_of=parts["as_of"],
            program=parts["program"],
            columns=parts["columns"],
            files={name: LakeFile(*each) for name, each in parts["files"].items()},
            state=LakeState(**parts["state"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LakeError(f"{storage.address} is no lake: its {FILE} is not one of labor-tracker's") from error
