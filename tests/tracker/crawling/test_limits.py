"""A crawl has an end, a process a bound, whatever the board."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import ForkServer
from tests.factories import make_posting
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import demo_postings

SAY_LIMIT = """
import resource, sys
from tracker.cli import main
try:
    main()
finally:
    sys.stderr.write(f"LIMIT {resource.getrlimit(resource.RLIMIT_AS)[0]}\\n")
"""


def test_crawl_ends_at_its_limit_keeps_what_came_and_lets_the_next_begin(
    fork_server: ForkServer, tmp_path: Path, new_file: Path, rows: Any
) -> None:
    (file := tmp_path / "labor-tracker.db").write_bytes(new_file.read_bytes())
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
    environment = clean | {
        "LABOR_TRACKER_DATABASE_URL": f"sqlite:///{file}",
        "LABOR_TRACKER_CRAWL_HOURS": "0.0005",
        "LABOR_TRACKER_MEMORY_GB": "3",
    }
    boards = [*demo_postings(), *(make_posting(n) for n in range(200))]
    with FakeBoardServer(boards) as server:
        command = ["crawl", "netflix", "ubisoft", "--via", server.url, "--delay", "0.05"]
        done = fork_server.run(command, folder=tmp_path, environment=environment, code=SAY_LIMIT)
    assert done.returncode == 1
    ended = {
        studio: (outcome, reason) for studio, outcome, reason in rows("select studio, outcome, reason from crawls")
    }
    assert ended["netflix"][0] == "incomplete"
    assert "the crawl took longer than 0.0005 hours, and it was ended" in ended["netflix"][1]
    assert ended["ubisoft"][0]
    [(stored,)] = rows("select count(*) from postings where studio = 'netflix'")
    assert 0 < stored < 200
    assert rows("select count(*) from host_lock where holder <> ''") == [(0,)]
    assert f"LIMIT {3 * 1024**3}\n" in done.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS knows no such limit")
def test_what_is_larger_than_the_limit_is_not_given_to_a_process() -> None:
    code = "from tracker.util.limits import limit_memory; limit_memory(0.5); bytearray(10**9)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.endswith("MemoryError\n")
