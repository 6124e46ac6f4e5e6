"""Ask a lake in SQL with DuckDB: the database's views with their names and columns, for reading only.

DuckDB runs within this process. It may read the lake's folder and nothing else, load no extension, and no Python
variable is a table to it; its own Parquet reader is built in.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from db.queries.stored_tables import STORED
from tracker.errors import LakeError, QueryError
from tracker.explore.lake.manifest import JOINED, LakeManifest, read_manifest
from tracker.explore.select_only import REFUSED
from tracker.explore.sql_console import QueryClock, QueryLimits, QueryStream
from tracker.util.storage import LocalStorage, RemoteStorage, Storage, open_storage
from tracker.util.suggestions import ask_whether_meant, suggest_names

MEMORY = "2GB"
"""What one query may take of memory; it writes nothing to the disk in its place."""
SOURCE = "versions"
"""The view in which joined columns stand."""
_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
_MACROS = (
    # as the database's own aggregate: p from 0 to 100, between two values where the place is
    "CREATE MACRO percentile(x, p) AS quantile_cont(x, p / 100.0)",
)


def read_lake(place: str) -> tuple[Storage, LakeManifest]:
    """Read the manifest of a lake that is to be asked. Raises LakeError, StorageError."""
    storage = open_storage(place)
    manifest = read_manifest(storage)
    if manifest is None:
        raise LakeError(f"{storage.address} is no lake: there is no manifest in it; `labor-tracker lake` writes one")
    if not manifest.as_of:
        raise LakeError(
            f"{storage.address} is not written yet: its first run was stopped; run `labor-tracker lake` again"
        )
    return storage, manifest


@contextmanager
def open_lake_query(place: str, sql: str, limits: QueryLimits) -> Iterator[QueryStream]:
    """Run one reading statement on a lake within limits; its rows are read inside the context. Raises QueryError,
    LakeError, StorageError."""
    duckdb = _import_duckdb()
    storage, manifest = read_lake(place)
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "memory_limit": MEMORY,
            "temp_directory": "",
        },
    )
    timer = threading.Timer(limits.seconds, connection.interrupt)
    timer.daemon = True
    try:
        _define_views(connection, storage, manifest, sql)
        _check_statement(duckdb, connection, sql)
        timer.start()
        cursor = connection.execute(sql)
        timer.cancel()
        yield QueryStream(cursor, limits, QueryClock(limits.seconds))
    except duckdb.InterruptException as error:
        raise QueryError(f"the query ran longer than {limits.seconds:g} seconds and was ended") from error
    except duckdb.OutOfMemoryException as error:
        raise QueryError(f"the query takes more than {MEMORY} of memory: ask for less at a time") from error
    except duckdb.IOException as error:
        # its files are named in the manifest, and are removed when a later run has put others in their place
        raise LakeError(
            f"{storage.address} is not whole, or was written anew meanwhile: {_first_line(error)}"
        ) from error
    except RuntimeError as error:  # as DuckDB answers a signal that came while it worked: Ctrl-C, SIGTERM
        raise QueryError(f"the query was ended: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise QueryError(_describe_failure(error, manifest)) from error
    finally:
        timer.cancel()
        connection.close()


def _import_duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise LakeError(
            "a lake is asked with an extra that is not installed: pip install 'labor-tracker[lake]'"
        ) from error
    return duckdb


def _define_views(connection: Any, storage: Storage, manifest: LakeManifest, sql: str) -> None:
    """Define the views that a query may read over the files that the manifest names, then shut everything else."""
    root = _find_root(connection, storage)
    # each costs a look into a file: 30 ms for all of them, as much as a query takes
    named = [view for view in manifest.columns if re.search(rf"\b{view}\b", sql, re.IGNORECASE)]
    joined = [view for view in named if JOINED in manifest.columns[view].values()]
    # a view is bound when it is made, so that what others join comes first
    for view in dict.fromkeys((*([SOURCE] if joined else []), *named)):
        made = _select_view(root, view, manifest.columns[view], manifest)
        connection.execute(f"CREATE VIEW {_quote(view)} AS {made}")
    for macro in _MACROS:
        connection.execute(macro)
    connection.execute(f"SET allowed_directories = [{_literal(root + '/')}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _find_root(connection: Any, storage: Storage) -> str:
    if isinstance(storage, LocalStorage):
        return str(storage.folder.resolve())
    if not isinstance(storage, RemoteStorage):
        raise TypeError(f"{storage!r} is no storage that DuckDB can read")
    connection.register_filesystem(storage.files)
    # as DuckDB names the files to itself, and compares with what it may read
    return str(storage.files.unstrip_protocol(storage.root))


def _select_view(root: str, view: str, columns: Mapping[str, str], manifest: LakeManifest) -> str:
    joined = [name for name, kind in columns.items() if kind == JOINED]
    names = manifest.list_files(view)
    if not names:
        empty = (f"CAST(NULL AS {_TYPES.get(kind, 'VARCHAR')}) AS {_quote(name)}" for name, kind in columns.items())
        return f"SELECT {', '.join(empty)} WHERE false"
    files = ", ".join(_literal(f"{root}/{name}") for name in names)
    keys = [part.partition("=")[0] for part in names[0].split("/")[1:-1]]
    # by the folders' names DuckDB knows which files it need not open
    parts = (
        f", hive_partitioning = true, hive_types = {{{', '.join(f'{key}: VARCHAR' for key in keys)}}}" if keys else ""
    )
    rows = f"read_parquet([{files}]{parts}) AS rows"
    if joined:
        # grouped, although each version is one row: only so does DuckDB know that a query which asks for none of these
        # columns needs no join
        words = ", ".join(f"any_value({_quote(name)}) AS {_quote(name)}" for name in joined)
        one = f"SELECT posting_id, number, {words} FROM {SOURCE} GROUP BY posting_id, number"  # noqa: S608 - quoted names
        rows += f" LEFT JOIN ({one}) AS words"
        rows += " ON words.posting_id = rows.posting_id AND words.number = rows.version"
    chosen = (f"{'words' if name in joined else 'rows'}.{_quote(name)}" for name in columns)
    return f"SELECT {', '.join(chosen)} FROM {rows}"  # noqa: S608 - quoted names


def _check_statement(duckdb: Any, connection: Any, sql: str) -> None:
    """Raises QueryError for what is not one SELECT. Within one nothing can write: tables of a lake are views."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError(REFUSED)


SEARCH = "postings_search"
"""The function by which the database searches words, in an index of its own."""
_MISSING_TABLE = re.compile(r"Table with name (\w+) does not exist")
_MISSING_COLUMN = re.compile(r'Referenced column "([^"]+)" not found')


def _describe_failure(error: Exception, manifest: LakeManifest) -> str:
    meant: list[str] = []
    if f"name {SEARCH}" in str(error):
        return (
            f"{SEARCH} is in no lake, which has no index of words: description_text ilike '%two words%' looks for them"
        )
    if (found := _MISSING_TABLE.search(str(error))) and found[1].lower() in STORED:
        return f"{found[1]} is in no lake: `report --format parquet` writes it, and `query` without --lake reads it"
    if found:
        meant = suggest_names(found[1], list(manifest.columns))
    elif found := _MISSING_COLUMN.search(str(error)):
        meant = suggest_names(found[1], sorted({name for columns in manifest.columns.values() for name in columns}))
    return f"the query failed: {_first_line(error)}{ask_whether_meant(meant)}"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
