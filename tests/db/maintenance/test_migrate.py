import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, vacuum
from db.errors import DatabaseError
from db.maintenance import migrate
from db.models import Base
from db.queries import dated_events

NewDatabase = Callable[..., str]
HEAD = migrate._list_revisions(migrate._migrations_folder())[-1]


@contextmanager
def opened(url: str, **options: bool) -> Iterator[Engine]:
    engine = open_engine(url, **options)
    try:
        yield engine
    finally:
        engine.dispose()


def test_migrations_make_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {
            "version_table": migrate.VERSION_TABLE,
            "compare_type": True,
            "compare_server_default": True,
            # made beside the tables: db.queries.postings_search
            "include_object": lambda _object, name, *_: not (name or "").startswith(("postings_search", "ix_postings")),
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_an_upgraded_database_is_current_and_upgrading_again_changes_nothing(engine: Engine) -> None:
    before = sorted(inspect(engine).get_view_names())
    migrate.upgrade(engine)
    migrate.require_current(engine)
    assert sorted(inspect(engine).get_view_names()) == before


def test_the_newest_migration_for_events_knows_their_file() -> None:
    """The view has the file's rows in it, and only a migration makes views anew."""
    scripts = sorted(migrate._migration_scripts().walk_revisions(), key=lambda script: script.revision)
    digests = [script.module.DATED_EVENTS_SHA256 for script in scripts if hasattr(script.module, "DATED_EVENTS_SHA256")]
    file = Path(dated_events.__file__).with_suffix(".csv")
    assert digests[-1] == hashlib.sha256(file.read_bytes()).hexdigest(), (
        f"{file.name} has changed: add a migration with its new DATED_EVENTS_SHA256, as 0025 has one"
    )


def test_sqlite_is_opened_as_decided(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/a.db") as engine, engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000, "synchronous": 1}


UPGRADE = """
import sys
from db.maintenance import migrate
from db.engine import open_engine
print("ready", flush=True)
input()
engine = open_engine(sys.argv[1])
migrate.upgrade(engine)
migrate.require_current(engine)
"""


def test_processes_may_upgrade_at_once(new_database: NewDatabase, start: Any) -> None:
    url = new_database(upgraded=False)
    processes = [start(UPGRADE, url) for _ in range(3)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no url", "is not a database URL"),
        ("mysql://reader@127.0.0.1/jobs", "only sqlite:/// and postgresql"),
        ("postgresql+nodriver://reader@127.0.0.1/jobs", "needs a driver that is not installed"),
        ("postgresql+psycopg://reader:hush@127.0.0.1:1/jobs", "cannot be opened"),
        ("sqlite:///{tmp}/nowhere/jobs.db", "the folder {tmp}/nowhere does not exist"),
        ("sqlite:///{tmp}", "is a folder"),
        ("sqlite:///{tmp}/notes.txt", "the file is not an SQLite database"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_in_one_sentence(tmp_path: Path, url: str, said: str) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, and no database at all. " * 100)
    with pytest.raises(DatabaseError) as refusal:
        open_engine(url.format(tmp=tmp_path))
    message = str(refusal.value)
    assert said.format(tmp=tmp_path) in message
    assert "hush" not in message
    assert "\n" not in message


def test_a_file_that_is_not_there_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no such file yet"):
        open_engine(f"sqlite:///{tmp_path}/none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_reading_only_refuses_to_write(new_database: NewDatabase) -> None:
    refused = pytest.raises(DBAPIError, match=r"readonly|read-only")
    with opened(new_database(upgraded=True), read_only=True) as engine, engine.connect() as connection, refused:
        connection.execute(text("DELETE FROM studio"))


def refusal(url: str) -> str:
    with opened(url) as engine, pytest.raises(DatabaseError) as caught:
        migrate.require_current(engine)
    return str(caught.value)


def change(url: str, statement: str) -> None:
    with opened(url) as engine, engine.begin() as connection:
        connection.execute(text(statement))


def test_an_empty_database_asks_for_an_upgrade(new_database: NewDatabase) -> None:
    assert "run `labor-tracker db upgrade`" in refusal(new_database(upgraded=False))


def test_another_programs_database_is_left_alone(new_database: NewDatabase) -> None:
    url = new_database(upgraded=False)
    change(url, "CREATE TABLE bird (name TEXT)")
    assert "not a labor-tracker database: it holds bird" in refusal(url)
    with opened(url) as engine, pytest.raises(DatabaseError, match="not a labor-tracker database"):
        migrate.upgrade(engine)


def test_a_database_of_a_newer_program_asks_for_that_program(new_database: NewDatabase) -> None:
    url = new_database(upgraded=True)
    change(url, f"UPDATE {migrate.VERSION_TABLE} SET version_num = '9999'")
    assert "newer program" in refusal(url)


def test_a_database_of_an_older_program_asks_for_an_upgrade_which_keeps_what_it_holds(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = new_database(upgraded=True)
    change(url, "INSERT INTO studio (studio, name, named_in_article) VALUES ('a', 'A', true)")
    monkeypatch.setattr(migrate, "_migrations_folder", lambda: later_program(tmp_path))
    assert "run `labor-tracker db upgrade`" in refusal(url)
    with opened(url) as engine:
        migrate.upgrade(engine)
        migrate.require_current(engine)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT studio, later FROM studio")).all() == [("a", None)]


def later_program(folder: Path) -> Path:
    """The migrations of a program that has one more column."""
    migrations = folder / "migrations"
    if not migrations.exists():
        shutil.copytree(Path(migrate.__file__).parents[1] / "migrations", migrations)
        (migrations / "versions" / "9000_later.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\nrevision, down_revision = "
            f"'9000', '{HEAD}'\n"
            "def upgrade():\n    op.add_column('studio', sa.Column('later', sa.Text()))\n"
        )
    return migrations


def test_vacuum_gives_back_the_room_of_rows_that_went(sqlite_databases: NewDatabase) -> None:
    url = sqlite_databases(upgraded=True)
    with opened(url) as engine:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE bulk AS SELECT zeroblob(2000000) AS b"))
            connection.execute(text("DROP TABLE bulk"))
        before = Path(url.removeprefix("sqlite:///")).stat().st_size
        vacuum(engine)
        assert Path(url.removeprefix("sqlite:///")).stat().st_size < max(before, 2_000_000)
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            with (
                opened(f"{url}?timeout=0") as hurried,
                pytest.raises(DatabaseError, match="locked"),
            ):
                vacuum(hurried)


def test_vacuum_on_postgresql(postgresql_databases: NewDatabase) -> None:
    with opened(postgresql_databases(upgraded=True)) as engine:
        vacuum(engine)
        migrate.require_current(engine)
