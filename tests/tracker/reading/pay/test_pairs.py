"""Real postings whose pay is known, where they lie beside the checkout: the reader stays as good as it was."""

import gzip
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.reading.jsonl import read_lines
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

FLOORS = {"pairs": (0.975, 0.978, 0.005), "notices": (0.925, 0.965, 0.01), "abroad": (0.965, 0.98, 0.01)}
"""Right of stated, precision, invented of silent: no change of the reader may fall below (docs/reading-pay.md)."""
WARNINGS = frozenset(
    "several_ranges unit_inferred unit_unknown currency_unknown currency_assumed implausible likely_misprint"
    " attachment_unsure sources_disagree".split()
)
"""Flags that warn; the others are routine."""


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_real_postings_are_read_right(shared: Path, name: str) -> None:
    postings, score = shared / "pay" / f"{name}.jsonl", shared / "pay" / "score.py"
    with postings.open(encoding="utf-8") as lines:
        readings = "\n".join(read_lines(lines))
    out = subprocess.run(
        [sys.executable, str(score), str(postings)], input=readings, capture_output=True, text=True, check=True
    )
    figures = re.search(r"\(([\d.]+)\); precision ([\d.]+).*?silent \(([\d.]+)\)", out.stdout, re.DOTALL)
    assert figures is not None, out.stdout
    right, precision, invented = map(float, figures.groups())
    least_right, least_precision, most_invented = FLOORS[name]
    assert right >= least_right, out.stdout
    assert precision >= least_precision, out.stdout
    assert invented <= most_invented, out.stdout
    assert _unwarned_and_right(postings, readings) >= 0.985


def _unwarned_and_right(postings: Path, readings: str) -> float:
    """Give the share of postings with one range and no warning whose range is a true one."""
    read_as = {record["id"]: record["pay"] for record in map(json.loads, readings.splitlines())}
    marks = []
    with postings.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            pay = read_as[record["id"]]
            if len(pay) == 1 and WARNINGS.isdisjoint(pay[0]["flags"]):
                truths = record.get("truth_all") or [record["truth"]]
                marks.append(any(truth and _says(pay[0], truth) for truth in truths))
    return sum(marks) / len(marks)


def _says(pay: dict[str, Any], truth: dict[str, Any]) -> bool:
    if (pay["currency"], pay["unit"]) != (truth["currency"], truth["period"]):
        return False
    exact = truth["min"] == truth["max"]
    ends = [(pay["minimum"], truth["min"]), (pay["maximum"], truth["max"])]
    return all(_is_near(read, stated) or (exact and read is None) for read, stated in ends)


def _is_near(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) <= max(0.5, 0.005 * other)


_PRINTED = re.compile(r"\$(\d{1,3}(?:,\d{3})+)\s?[-–—]\s?\$(\d{1,3}(?:,\d{3})+)(?![\dK,])")


@pytest.mark.shared
@pytest.mark.slow
def test_every_range_that_a_real_netflix_posting_prints_is_read(shared: Path) -> None:
    with gzip.open(shared / "boards" / "world.jsonl.gz", "rt", encoding="utf-8") as lines:
        postings = [post for post in map(json.loads, lines) if post["studio"] == "Netflix" and post["origin"] == "real"]
    stating = 0
    for post in postings:
        text = from_description(post["description_html"])
        printed = {tuple(Decimal(end.replace(",", "")) for end in pair) for pair in _PRINTED.findall(text.text)}
        found = {(each.minimum, each.maximum) for each in read("", text, country="US").ranges}
        assert found >= printed, post["key"]
        assert len(found) <= max(len(printed), 1), post["key"]
        stating += bool(found)
    assert stating > 400


@pytest.mark.shared
@pytest.mark.slow
def test_every_quote_of_a_real_posting_is_its_own_words(shared: Path) -> None:
    with (shared / "pay" / "pairs.jsonl").open(encoding="utf-8") as lines:
        for line in read_lines((line for line, _ in zip(lines, range(400), strict=False)), with_text=True):
            record = json.loads(line)
            for pay in record["pay"]:
                assert record["text"][pay["start"] : pay["end"]] == pay["quote"]
