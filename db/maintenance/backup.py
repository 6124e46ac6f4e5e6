"""Back up and check a database."""

import os
import shutil
import sqlite3
import subprocess
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, table
from sqlalchemy.exc import DBAPIError

from db.engine import connect_snapshot, display_url
from db.errors import DatabaseError
from db.maintenance.present_check import find_differences
from db.queries.postings_search import find_search_differences

PAGES_PER_STEP = 1_000
"""SQLite copies this many pages at a time and lets writers in between."""
PROBLEMS_AT_MOST = 20


def back_up(engine: Engine, file: Path) -> None:
    """Write a consistent copy of the database to a new file while others read and write.

    SQLite: an SQLite file, copied by SQLite's online backup and checked before it gets its name. PostgreSQL: an archive
    in pg_dump's custom format. The file is readable by its owner alone, since it holds what the database holds.
    Raises DatabaseError, and leaves no half file.
    """
    if file.exists():
        raise DatabaseError(f"{file} exists already: give the backup another name")
    if not file.parent.is_dir():
        raise DatabaseError(f"{file}: the folder {file.parent} does not exist")
    partial = file.with_name(f".{file.name}.partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(engine, partial)
        else:
            _dump_postgresql(engine, partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def check_database(engine: Engine) -> list[str]:
    """Say what is damaged, a sentence each: at most PROBLEMS_AT_MOST; nothing where all is well.

    SQLite: every page, index and foreign key. PostgreSQL checks its own keys as it writes; there this reads every table
    once, which fails where a page cannot be read. In a database that is whole, `posting_now` is compared with the
    history, and the search with `posting_now`.
    """
    found = _check_file(engine) if engine.dialect.name == "sqlite" else _read_every_table(engine)
    return found or _compare_present(engine)


def _compare_present(engine: Engine) -> list[str]:
    with connect_snapshot(engine) as connection:  # a crawl may end meanwhile
        found = chain(find_differences(connection), find_search_differences(connection))
        return list(islice(found, PROBLEMS_AT_MOST))


def _check_file(engine: Engine) -> list[str]:
    found: list[str] = []
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        pages = cursor.execute(f"PRAGMA integrity_check({PROBLEMS_AT_MOST})")
        found.extend(verdict for (verdict,) in pages if verdict != "ok")
        for child, row_id, parent, _ in cursor.execute("PRAGMA foreign_key_check").fetchmany(PROBLEMS_AT_MOST):
            found.append(f"row {row_id} of {child} names a row of {parent} that is not there")
        cursor.close()
    except sqlite3.DatabaseError as error:  # a page so damaged that the check itself cannot go on
        found.append(str(error))
    finally:
        connection.close()
    return found[:PROBLEMS_AT_MOST]


def _copy_sqlite(engine: Engine, file: Path) -> None:
    source, target = engine.raw_connection(), sqlite3.connect(file)
    try:
        # A few pages at a time: between its steps SQLite lets other processes write.
        source.driver_connection.backup(target, pages=PAGES_PER_STEP)  # type: ignore[union-attr]
        (verdict,) = target.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise DatabaseError(f"the copy of {display_url(engine.url)} is damaged: {verdict}")
    except sqlite3.Error as error:
        raise DatabaseError(f"{display_url(engine.url)} cannot be backed up: {error}") from error
    finally:
        target.close()
        source.close()


def _dump_postgresql(engine: Engine, file: Path) -> None:
    """Run pg_dump, then list the archive with pg_restore, which fails where the archive cannot be read.

    The password travels in the environment: arguments stand in the list of processes for everyone to read.
    """
    url = engine.url
    dump, restore = shutil.which("pg_dump"), shutil.which("pg_restore")
    if dump is None or restore is None:
        raise DatabaseError(
            "pg_dump and pg_restore are needed to back up PostgreSQL: install PostgreSQL's client tools"
        )
    environment = {"PGPASSWORD": str(url.password)} if url.password else None  # None: ours, with its ~/.pgpass
    address = url.set(drivername="postgresql", password=None).render_as_string()
    commands = [[dump, "--format=custom", f"--file={file}", f"--dbname={address}"], [restore, "--list", str(file)]]
    for command in commands:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            why = done.stderr.strip().splitlines()
            raise DatabaseError(f"{display_url(url)} cannot be backed up: {why[-1] if why else 'pg_dump failed'}")


def _read_every_table(engine: Engine) -> list[str]:
    found = []
    for name in sorted(inspect(engine).get_table_names()):
        try:
            with engine.connect() as connection:
                connection.execute(select(func.count()).select_from(table(name)))
        except DBAPIError as error:
            found.append(f"{name} cannot be read: {str(error.orig).strip().splitlines()[0]}")
    return found[:PROBLEMS_AT_MOST]
