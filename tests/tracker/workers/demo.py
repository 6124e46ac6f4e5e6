"""`make workers`: two workers visit the demo's boards, one is killed, and everything is done nevertheless.

Leases and heartbeats last seconds here, so that the end of a dead worker need not be waited for.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from db.engine import open_engine
from tests.postgresql import PostgresqlServer, UnavailableError
from tests.tracker.workers.conftest import ROOT, WORKER, until
from tracker.demo.boards.fixtures import demo_postings
from tracker.demo.boards.server import DemoBoardServer
from tracker.demo.run import demo_studios
from tracker.explore.row_formats import FORMATS
from tracker.explore.sql_console import run_select

DONE = "select count(distinct studio) from crawl where outcome = 'complete'"
SUMMARY = """
select studio, count(*) as crawls, sum(case when outcome = 'complete' then 1 else 0 end) as complete,
    sum(case when outcome = 'failed' then 1 else 0 end) as cut_off, max(listed) as postings
from crawls group by studio order by studio
"""


def main() -> None:
    """Print what became of each studio; exit code 1 where something was not done."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = PostgresqlServer(folder)
    try:
        server.start_once()
        server.create_database("workers", "pattern")
        show(server.url("workers"), folder)
    except UnavailableError as error:
        sys.exit(f"no PostgreSQL server can start here: {error}")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def show(url: str, folder: Path) -> None:
    """Crawl with two workers on a fresh database, and kill one in the midst of it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LABOR_TRACKER")}
    clean |= {"LABOR_TRACKER_DATABASE_URL": url, "PYTHONPATH": str(ROOT), "HOLD_S": "8"}
    studios, engine = demo_studios(), open_engine(url)

    def count(sql: str) -> int:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql(sql).scalar() or 0)

    with DemoBoardServer(demo_postings()) as boards:
        options = ["--via", boards.url, "--delay", "0.2"]
        program = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}){WORKER}", "work", *options]
        crawl = [sys.executable, "-m", "tracker.cli", "crawl", "--queue", *studios]
        subprocess.run(crawl, env=clean, check=True)
        workers = [subprocess.Popen(program, env=clean, stderr=subprocess.DEVNULL) for _ in range(2)]
        until(lambda: count("select count(*) from crawl where finished_at is null") > 0, "a crawl")
        workers[0].send_signal(signal.SIGKILL)
        sys.stdout.write("one of two workers was killed with crawls in hand\n")
        until(lambda: count(DONE) == len(studios), "every studio", 180)
        until(lambda: count("select count(*) from procrastinate.procrastinate_jobs") == 0, "the last job")
        workers[1].terminate()
        for worker in workers:
            worker.wait()
    for line in FORMATS["table"](*run_select(engine, SUMMARY)):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"all {len(studios)} studios were crawled completely, and no job is left\n")
    engine.dispose()


if __name__ == "__main__":
    main()
