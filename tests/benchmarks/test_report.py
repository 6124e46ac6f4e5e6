"""Reporting a large database, beside the yardstick of merely fetching the rows that the two largest tables have."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from sqlalchemy import select

from db.engine import open_engine
from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.postings import select_postings
from reports.tables.pay_vs_scale import PAY_VS_SCALE
from reports.tables.postings import POSTINGS

POSTINGS_IN_ALL = 100_000
MEMORY = 500 << 20

REPORT = """
import sys
from pathlib import Path
from db.engine import open_engine
from reports import report
with open_engine(sys.argv[1]).connect() as connection:
    report.write_report(connection, Path(sys.argv[2]), program="0", forms=sys.argv[3].split(","))
"""


def build(url: str) -> None:
    spec = spec_from_file_location("big_database", Path(__file__).with_name("big_database.py"))
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main([url, str(POSTINGS_IN_ALL)])


def fetched(url: str) -> float:
    """Seconds of processor time that the rows alone cost."""
    start = time.process_time()
    with open_engine(url).connect() as connection:
        for table, query in ((POSTINGS, select_postings()), (PAY_VS_SCALE, select_pay_vs_scale())):
            inner = query.subquery()
            rows = select(*(inner.c[name] for name in table.columns)).execution_options(yield_per=5000)
            for _ in connection.execute(rows).partitions():
                pass
    return time.process_time() - start


def most_memory(process: subprocess.Popen[bytes]) -> int:
    """Bytes that it held at most, together with what draws for it; looked at twenty times a second until it ends."""
    most = 0
    while process.poll() is None:
        with suppress(OSError):  # one of them has just ended
            mine = Path(f"/proc/{process.pid}")
            its = (mine / f"task/{process.pid}/children").read_text(encoding="ascii").split()
            most = max(most, sum(map(resident, (str(process.pid), *its))))
        time.sleep(0.05)
    return most


def resident(pid: str) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


@pytest.mark.benchmark
def test_a_hundred_thousand_postings(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    url = f"sqlite:///{tmp_path}/big.db"
    build(url)
    yardstick = fetched(url)
    for forms in ("csv,html", "parquet", "xlsx"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        start = time.perf_counter()
        with subprocess.Popen([sys.executable, "-c", REPORT, url, str(tmp_path / "out"), forms]) as process:
            memory = most_memory(process)
        assert process.returncode == 0
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = {
            "processor_seconds": round(spent.ru_utime - before, 1),
            "seconds": round(time.perf_counter() - start, 1),
            "most_memory_mb": memory >> 20,
            "yardstick_seconds": round(yardstick, 1),
        }
        record_property(forms, said)
        print(forms, said)  # noqa: T201
        assert memory < MEMORY, said
        if forms == "csv,html":
            assert said["processor_seconds"] < max(60, 6 * yardstick), said
