"""Whatever the file system can and allows, a database that is there is opened, or refused in a sentence."""

import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db import engine as engines
from db.engine import display_url, durable_sessions, is_read_only, open_engine, parse_url, write_sessions
from db.errors import DatabaseError


def test_a_database_in_memory_is_opened() -> None:
    engine = open_engine("sqlite://")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "memory"
    engine.dispose()


@pytest.mark.parametrize("vfs", ["unix-dotfile", "unix-none"])
def test_where_there_is_no_shared_memory_the_journal_mode_stays(tmp_path: Path, vfs: str) -> None:
    connection = sqlite3.connect(f"file:{tmp_path / 'a.db'}?vfs={vfs}", uri=True)
    engines._switch_to_wal(connection)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_a_new_file_is_switched_to_wal(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()


def test_a_file_that_may_not_be_written_is_read(tmp_path: Path, sqlite_databases, monkeypatch) -> None:
    """The file alone, copied out of a database in WAL mode."""
    source = sqlite_databases(upgraded=True).removeprefix("sqlite:///")
    shutil.copy(source, tmp_path / "copy.db")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    engine = open_engine(f"sqlite:///{tmp_path / 'copy.db'}", create=False)
    assert is_read_only(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM postings")).scalar() == 0
    with pytest.raises(OperationalError, match="readonly"), write_sessions(engine).begin() as session:
        session.execute(text("DELETE FROM crawl"))
    engine.dispose()


def test_only_durable_sessions_wait_for_the_disk(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    modes = []
    for make in (write_sessions, durable_sessions, write_sessions):
        with make(engine).begin() as session:
            modes.append(session.execute(text("PRAGMA synchronous")).scalar())
    assert modes == [1, 2, 1]
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgres://desk:s3cret@db.example/tracker",
        "postgresql+psycopg://desk:s3cret@db.example/tracker",
        "postgresql://desk:a/s3cret@db.example/tracker",
        "postgresql://desk:a@s3cret@db.example/tracker",
        "postgresql://desk:a#s3cret@db.example/tracker",
        "postgresql://desk:a?s3cret@db.example/tracker",
        "mysql://desk:s3cret@db.example/tracker",
        "nonsense:://desk:s3cret@db.example",
        "://desk:s3cret@db.example",
    ],
)
def test_no_sentence_shows_a_password(url: str) -> None:
    assert "s3cret" not in display_url(url)
    try:
        shown = display_url(parse_url(url))
    except DatabaseError as error:
        shown = str(error)
    assert "s3cret" not in shown


def test_a_new_database_is_its_owner_s_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with write_sessions(engine).begin() as session:
        session.execute(text("CREATE TABLE t (x)"))
        assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
        assert len(list(tmp_path.iterdir())) == 3
    engine.dispose()
