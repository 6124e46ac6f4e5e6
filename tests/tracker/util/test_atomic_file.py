"""A file is replaced whole or not at all, and stays as readable as it was."""

import stat
from pathlib import Path

import pytest

from tracker.util.atomic_file import atomic_replace


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_the_new_file_is_as_readable_as_the_old(tmp_path: Path) -> None:
    file, plain = tmp_path / "feed.xml", tmp_path / "plain"
    plain.write_text("made as any file")
    with atomic_replace(file, b"first"):
        assert not file.exists()
    assert (file.read_bytes(), mode(file)) == (b"first", mode(plain))
    file.chmod(0o640)
    with atomic_replace(file, b"second"):
        assert file.read_bytes() == b"first"
    assert (file.read_bytes(), mode(file)) == (b"second", 0o640)


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link = tmp_path / "studios.toml"
    link.symlink_to(tmp_path / "kept" / "studios.toml")
    with atomic_replace(link, b"new"):
        pass
    assert link.is_symlink()
    assert (tmp_path / "kept" / "studios.toml").read_bytes() == b"new"


def test_what_fails_meanwhile_leaves_the_old_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"old")

    def refuse(new: Path) -> None:
        raise ValueError(f"no good: {new.read_text()}")

    with pytest.raises(ValueError, match="no good: new"), atomic_replace(file, b"new") as new:
        refuse(new)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
