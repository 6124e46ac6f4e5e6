"""Bring a database's tables and views up to date, and refuse one that is not ours or of another version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, column, inspect, select, table, text

from db.engine import display_url, open_engine, parse_url
from db.errors import DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

VERSION_TABLE = "labor_tracker_version"
"""Alembic's table under a name of our own, so that another program's database is not taken for ours."""

UPGRADE_LOCK = 7_227_180_423
"""The key of the PostgreSQL advisory lock under which tables are changed; any number no other program uses."""


def find_engine(url: str) -> Engine | None:
    """Open a database that is there and holds our tables; None where there is none. Raises DatabaseError."""
    address = parse_url(url)
    if address.get_backend_name() == "sqlite" and address.database and not Path(address.database).exists():
        return None
    engine = open_engine(url, create=False)
    if is_empty(engine):
        engine.dispose()
        return None
    require_current(engine)
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the tables and views up to date; two processes may do so at once. Raises DatabaseError."""
    # SQLite has no advisory lock: its write lock, taken before the revision is read, keeps a second process waiting.
    writing = engine.execution_options(sqlite_begin="IMMEDIATE")
    # SQLite changes a column by making the table anew, which foreign keys would take for a deletion.
    with writing.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        present = _stored_revision(connection)
        if present != _list_revisions(_migrations_folder())[-1]:
            # Found out under the lock: of two processes the second has nothing to do. Nor is Alembic imported then,
            # which costs a command more than all else that it does.
            from alembic import command

            config = _alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_foreign_keys(connection)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let a migration rebuild a table on SQLite, which otherwise refuses to drop one that rows elsewhere name.

    The pragma does nothing inside a transaction, so it is set before and after
    (https://www.sqlite.org/lang_altertable.html#otheralter).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    """Raise DatabaseError, which rolls the migration back, where rows name rows that are not there."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseError(
            f"{display_url(connection.engine.url)} cannot be upgraded: a row of {broken[0]} names a row of {broken[2]} "
            "that is not there"
        )


def require_current(engine: Engine) -> None:
    """Raises DatabaseError, saying what to do, for a database that is not ours, older or newer than this program."""
    with engine.connect() as connection:
        present = _stored_revision(connection)
    if present is None:
        raise DatabaseError(f"{display_url(engine.url)} holds no tables yet: run `labor-tracker db upgrade`")
    if present != _list_revisions(_migrations_folder())[-1]:
        raise DatabaseError(f"{display_url(engine.url)} was made by an older program: run `labor-tracker db upgrade`")


def is_empty(engine: Engine) -> bool:
    """Whether there are no tables yet. Raises DatabaseError for a database that is not ours, or newer."""
    with engine.connect() as connection:
        return _stored_revision(connection) is None


def _migrations_folder() -> Path:
    return Path(__file__).parents[1] / "migrations"


def _list_revisions(folder: Path) -> list[str]:
    """The revisions from the oldest to the newest: each stands at the beginning of its file's name.

    Alembic would read the same from the files themselves; but to import it costs a command more than all else it does.
    """
    return sorted(file.name.partition("_")[0] for file in (folder / "versions").glob("[0-9]*_*.py"))


def _alembic_config() -> "Config":
    from alembic.config import Config

    config = Config()
    # A % in a folder's name would begin a reference of configparser's.
    config.set_main_option("script_location", str(_migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _migration_scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_alembic_config())


def _stored_revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none. Raises DatabaseError for what is not ours, or newer."""
    tables = inspect(connection).get_table_names()
    name = display_url(connection.engine.url)
    if VERSION_TABLE not in tables:
        if tables:
            raise DatabaseError(f"{name} is not a labor-tracker database: it holds {', '.join(sorted(tables)[:3])}")
        return None
    present = connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()
    if present is not None and present not in _list_revisions(_migrations_folder()):
        raise DatabaseError(f"{name} was made by a newer program (its tables are {present}): update labor-tracker")
    return present
