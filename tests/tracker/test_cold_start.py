"""Commands started as a person starts them: what they import decides what each of thousands of crawls costs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import demo_postings

EXPENSIVE = {"duckdb", "fsspec", "pandas", "altair", "pyarrow", "reports", "openpyxl", "xlsxwriter", "vl_convert"}


def imported(folder: Path, *arguments: str) -> set[str]:
    """The top-level packages that the command imported, by Python's own list of them."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tracker.cli", *arguments],
        cwd=folder, env=clean, capture_output=True, text=True, timeout=120, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return set(re.findall(r"^import time: .*\| +(\w+)", done.stderr, re.MULTILINE))


def test_a_crawl_imports_nothing_that_only_a_report_needs(tmp_path: Path) -> None:
    with FakeBoardServer(demo_postings()) as server:
        found = imported(tmp_path, "crawl", "pixar", "--via", server.url, "--delay", "0")
    assert {"scrapy", "sqlalchemy", "tracker", "spiders", "db"} <= found
    assert not EXPENSIVE & found


@pytest.mark.parametrize(
    ("arguments", "needless"),
    [
        (("--help",), EXPENSIVE | {"scrapy", "sqlalchemy"}),
        (("db", "upgrade"), EXPENSIVE | {"scrapy"}),
    ],
    ids=["help", "upgrade"],
)
def test_a_command_imports_what_it_needs_alone(tmp_path: Path, arguments: tuple[str, ...], needless: set[str]) -> None:
    found = imported(tmp_path, *arguments)
    assert {"click", "tracker"} <= found
    assert not needless & found
