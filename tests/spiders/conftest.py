"""How the tests of spiders visit boards: real HTTP, a process of its own, one for a whole table of cases."""

import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import ForkServer

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@pytest.fixture(scope="session")
def rows() -> dict[str, dict[str, Any]]:
    """The packaged studios' rows by name."""
    table = tomllib.loads((ROOT / "spiders" / "catalog" / "studios.toml").read_text(encoding="utf-8"))
    return {row["name"]: row for row in table["studio"]}


@pytest.fixture(scope="session")
def visit(fork_server: ForkServer) -> Callable[..., list[dict[str, Any]]]:
    """Cases as in visit.py -> for each what came and the walk, with the outcome that the two amount to."""

    def run(cases: list[dict[str, Any]], at_once: int = 1) -> list[dict[str, Any]]:
        code = (HERE / "visit.py").read_text(encoding="utf-8")
        started = fork_server.start([at_once], folder=ROOT, environment=os.environ, code=code, stdin=json.dumps(cases))
        done = started.complete(timeout=240)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        results = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(results) == len(cases), done.stderr
        return [result | {"outcome": _outcome(result["walk"])} for result in results]

    return run


def _outcome(walk: dict[str, Any]) -> str:
    if walk["refused"]:
        return "failed"
    return "complete" if walk["ended"] and not walk["faults"] else "incomplete"
