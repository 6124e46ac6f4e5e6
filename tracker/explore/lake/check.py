"""Check a lake: every file that its manifest names is there, and is what was written."""

import hashlib
from collections.abc import Iterator

from tracker.explore.lake.console import read_lake


def check_lake(place: str) -> Iterator[tuple[str, bool]]:
    """Give a line on each problem, and one on the whole; with each, whether it is a problem."""
    storage, manifest = read_lake(place)
    wrong = 0
    for name, file in manifest.files.items():
        content = storage.read(name)
        if content is None or hashlib.sha256(content).hexdigest() != file.sha256:
            wrong += 1
            yield f"{name}: {'is not there' if content is None else 'has another SHA-256 than the manifest says'}", True
    yield f"{storage.address}: as of {manifest.as_of}, {len(manifest.files):,} files, {wrong:,} wrong", bool(wrong)
