"""One folder for the temporary files of a run of the tests, gone with everything in it when the run ends.

Browsers, databases, worker pools and commands that are killed on purpose leave files in TMPDIR: here they leave them in
a folder of the run's own.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from tests.postgresql import PostgresqlServer

PREFIX = "lt-run-"  # short: a socket's whole path may have 104 characters
LOCK = "run.lock"


class RunFolder:
    """The folder, which TMPDIR names from here on, to this process and to those that it starts."""

    def __init__(self) -> None:
        self.outside = Path(tempfile.gettempdir())
        _remove_abandoned(self.outside)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self.outside))
        self.path.chmod(0o711)  # PostgreSQL's user has to pass through where the tests run as root
        self._lock = _lock(self.path)
        (self.path / "pg").mkdir()
        os.environ["TMPDIR"] = str(self.path)
        # pytest keeps the folders of the last runs for whoever looks into a failure: they stay outside
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(self.outside))
        tempfile.tempdir = None

    def remove(self) -> None:
        _remove(self.path)
        if self._lock:
            self._lock.close()
        os.environ["TMPDIR"] = str(self.outside)
        tempfile.tempdir = None


def _lock(folder: Path) -> IO[str] | None:
    """Lock it for the life of this process; None where another holds it."""
    file = (folder / LOCK).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _remove_abandoned(outside: Path) -> None:
    """Remove what runs left that were killed, and stop their servers."""
    for folder in outside.glob(f"{PREFIX}*"):
        if (folder / LOCK).exists() and os.access(folder / LOCK, os.W_OK) and (lock := _lock(folder)):
            _remove(folder)
            lock.close()


def _remove(folder: Path) -> None:
    PostgresqlServer(folder / "pg").stop()
    shutil.rmtree(folder, ignore_errors=True)
