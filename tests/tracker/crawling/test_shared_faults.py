"""The test boards of the shared data with a fault in every answer, three crawls in a row: no row changes."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.queries import views

pytestmark = pytest.mark.slow

STUDIOS = ("disney", "ubisoft", "realeyes")
FAULTS = "none_listed shape html 403 410 500 redirect empty 503 drop truncate 404 429 latin1 nulls".split()
TABLES = ("postings", "versions", "pay_ranges", "ai_evidence")
HELD = "select 1 from host_lock where holder <> ''"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def boards(shared: Path) -> Iterator[str]:
    """The address of the shared test boards, which speak Workday and SmartRecruiters, and serve a sitemap of pages."""
    command = [sys.executable, str(shared / "boards" / "gateway.py"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as gateway:
        assert gateway.stdout
        yield gateway.stdout.readline().split()[-1]
        gateway.terminate()


def set_faults(boards: str, *kinds: str) -> None:
    faults = [{"host": "*", "path": "*", "kind": kind, "retry_after": 0} for kind in kinds]
    request = urllib.request.Request(f"{boards}_control", data=json.dumps({"faults": faults}).encode())
    with OPENER.open(request, timeout=20) as answer:
        assert answer.status == 200


def test_every_fault_three_times_changes_no_row_and_passes_for_no_whole_crawl(boards: str, run: Any, rows: Any) -> None:
    crawl = ("crawl", *STUDIOS, "--via", boards, "--delay", 0)
    set_faults(boards)
    assert run(*crawl).returncode == 0
    before = read_tables(rows)
    wrong = {}
    for kind in FAULTS:
        set_faults(boards, kind)
        done = [run(*crawl) for _ in range(3)]
        ended = rows("select outcome, reason from crawls order by started_at desc limit 9")
        whole = [outcome for outcome, _ in ended if outcome == "complete"]
        unsaid = [reason for _, reason in ended if not reason or len(reason) > 500]
        loud = [each.stderr for each in done if each.returncode != 1 or "Traceback" in each.stderr]
        if whole or unsaid or loud or read_tables(rows) != before or rows(HELD):
            wrong[kind] = (whole, unsaid, loud)
    assert wrong == {}
    set_faults(boards)
    assert run(*crawl).returncode == 0


def read_tables(rows: Any) -> dict[str, Any]:
    """All that is public of postings, but when last seen: `nulls` spoils one row of a list and shows others."""
    columns = {name: ", ".join(c for c in views.list_view_columns()[name] if c != "last_seen_at") for name in TABLES}
    return {name: rows(f"select {columns[name]} from {name} order by 1, 2, 3") for name in TABLES}
