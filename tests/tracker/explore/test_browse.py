"""The database opens in Datasette, on this machine alone and for reading only, with its columns explained."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from db.engine import open_engine
from tracker.errors import BrowseError
from tracker.explore.browse import run_datasette


def test_datasette_shows_the_views_with_their_columns_and_writes_nothing(sqlite_databases, tmp_path: Path) -> None:
    pytest.importorskip("datasette")
    url = sqlite_databases(upgraded=True)
    command = [sys.executable, "-m", "tracker.cli", "browse", "--port", "0"]
    clean = {"LABOR_TRACKER_DATABASE_URL": url, "PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=clean) as child:
        try:
            assert child.stderr is not None
            address = next(found[0] for line in child.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            name = Path(url).stem
            with urllib.request.urlopen(f"{address}/{name}.json?_extra=tables") as answer:
                tables = {table["name"]: table["hidden"] for table in json.load(answer)["tables"]}
            assert tables["posting"] is True
            with urllib.request.urlopen(f"{address}/{name}/postings") as answer:
                assert "the same in every database" in answer.read().decode().lower()
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{address}/{name}.json?sql=delete+from+posting")
            with refused.value as error:
                assert error.code == 400
        finally:
            child.send_signal(signal.SIGINT)
            child.communicate(timeout=20)


def test_another_database_than_sqlite_is_named(postgresql_databases) -> None:
    engine = open_engine(postgresql_databases(upgraded=False))
    with pytest.raises(BrowseError, match="reads SQLite files"):
        run_datasette(engine, 0)
    engine.dispose()
