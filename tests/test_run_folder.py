"""The folder of a run's temporary files."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.run_folder import LOCK, PREFIX, RunFolder


def test_a_run_leaves_nothing_and_removes_what_killed_runs_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (killed := tmp_path / f"{PREFIX}killed").mkdir()
    for file in (killed / LOCK, tmp_path / "anybody's"):
        file.touch()
    first = RunFolder()
    second = RunFolder()  # of a run at the same time
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(second.path)
    Path(tempfile.mkdtemp(), "of a worker that was killed").touch()
    assert not killed.exists()
    assert first.path.exists()
    second.remove()
    first.remove()
    assert [each.name for each in tmp_path.iterdir()] == ["anybody's"]
