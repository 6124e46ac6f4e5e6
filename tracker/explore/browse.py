"""Datasette on the SQLite file, with what each column means beside it."""

import json
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from typing import Any

from sqlalchemy import Engine, inspect

from db.queries import views
from reports.tables.view_columns import describe_view
from tracker.errors import BrowseError

PRIVATE_TABLES = ("inquiry",)
"""Letters to studios and who is asked there: nobody who browses postings needs them."""


def run_datasette(engine: Engine, port: int, *, private: bool = False) -> int:
    """Serve the database on this machine alone, for reading only, until stopped; gives the exit code.

    `private`: also the tables that hold our own letters, and the file itself. Raises BrowseError.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise BrowseError("Datasette reads SQLite files, and this database is none; `labor-tracker query` reads any")
    if find_spec("datasette") is None:
        raise BrowseError("Datasette is not installed; install it with: pip install 'labor-tracker[browse]'")
    file = Path(engine.url.database).resolve()
    with tempfile.TemporaryDirectory() as folder:
        about = Path(folder) / "metadata.json"
        hidden = () if private else PRIVATE_TABLES
        about.write_text(json.dumps(datasette_metadata(engine, file.stem, hidden)), encoding="utf-8")
        engine.dispose()
        plugins = Path(__file__).parent / "datasette_plugins"
        command = [
            *(sys.executable, "-m", "datasette", "serve", str(file), "-m", str(about), "-p", str(port)),
            # the file as a download would hand over the tables that are barred below
            *("--plugins-dir", str(plugins), "--setting", "allow_download", "on" if private else "off"),
        ]
        try:
            return run(command, check=False).returncode  # noqa: S603 - datasette, on our file
        except KeyboardInterrupt:
            return 0


def datasette_metadata(engine: Engine, database: str, private: Sequence[str] = ()) -> dict[str, Any]:
    """Datasette's metadata: the public views with their columns explained, the tables behind them hidden."""
    shown = {name: {"columns": describe_view(name)} for name in views.list_view_columns()}
    hidden = {name: {"hidden": True} for name in inspect(engine).get_table_names()}
    barred = {name: {"hidden": True, "allow": False} for name in private}
    return {
        "title": "labor-tracker",
        "description": "Words of postings stand here as they are stored, people's names and addresses among them.",
        "databases": {database: {"tables": hidden | shown | barred}},
        "plugins": {"labor_tracker_guard": {"private": list(private)}},
    }
