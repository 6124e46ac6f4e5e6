"""A report that is stopped leaves neither files of its own nor a lock on anybody else's."""

import os
import time
from pathlib import Path

from db.engine import open_engine
from tests.cli_runner import ForkServer
from tests.reports.report_database import article

STOPPED = """
import os, signal, sys
from tracker.cli import main
def stop(name, arguments):
    if name == "open" and str(arguments[0]).endswith("pay_vs_scale.csv"):
        os.kill(os.getpid(), signal.SIGTERM)
sys.addaudithook(stop)
main()
"""
"""`report`, which gets SIGTERM as it opens one of its last tables."""


def test_sigterm_leaves_no_staging_folder(fork_server: ForkServer, tmp_path: Path, new_file: Path) -> None:
    (file := tmp_path / "labor-tracker.db").write_bytes(new_file.read_bytes())
    engine = open_engine(f"sqlite:///{file}")
    article(engine)
    engine.dispose()
    environment = {**os.environ, "LABOR_TRACKER_DATABASE_URL": f"sqlite:///{file}"}
    command = ["report", "--out", "out", "--format", "csv"]
    stopped = fork_server.run(command, folder=tmp_path, environment=environment, code=STOPPED)
    assert stopped.returncode == 143
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == ["out"]
    assert list((tmp_path / "out").iterdir()) == []
    # what a power cut left is swept once it is old; a young one may be another report's
    for name, age in ((".out-old", 2 * 86_400), (".out-young", 0)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    assert fork_server.run(command, folder=tmp_path, environment=environment).returncode == 0
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == [".out-young", "out"]
