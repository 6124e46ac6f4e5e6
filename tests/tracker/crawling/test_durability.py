"""What cannot be had again is on the disk when it is said to be stored."""

import os
from pathlib import Path

from tests.cli_runner import ForkServer
from tests.factories import make_posting
from tests.fake_boards.server import FakeBoardServer

LISTEN = """
import sys
from sqlalchemy import Engine, event
mode = [""]
def note(connection, cursor, statement, *rest):
    if statement.startswith("PRAGMA synchronous ="):
        mode[0] = statement.rpartition(" ")[2]
    elif statement.startswith("UPDATE crawl SET") and "finished_at" in statement:
        sys.stderr.write(f"END {mode[0]}\\n")
    elif statement.startswith("INSERT INTO version "):
        sys.stderr.write(f"VERSION {mode[0]}\\n")
event.listen(Engine, "before_cursor_execute", note)
from tracker.cli import main
main()
"""


def test_end_of_a_crawl_waits_for_the_disk_and_its_postings_do_not(fork_server: ForkServer, tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
    environment = clean | {"LABOR_TRACKER_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    with FakeBoardServer([make_posting(1)]) as server:
        command = ["crawl", "netflix", "--via", server.url, "--delay", "0"]
        done = fork_server.run(command, folder=tmp_path, environment=environment, code=LISTEN)
    noted = [line for line in done.stderr.splitlines() if line.startswith(("END ", "VERSION "))]
    assert "VERSION NORMAL" in noted
    assert noted[-1] == "END FULL"
