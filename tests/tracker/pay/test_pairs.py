"""Real postings whose pay is known, where they lie beside the checkout: the reader stays as good as it was."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.records import read_lines


@pytest.mark.shared
def test_real_postings_are_read_right(shared: Path, tmp_path: Path) -> None:
    pairs, score = shared / "pay" / "pairs.jsonl", shared / "pay" / "score.py"
    with pairs.open(encoding="utf-8") as lines:
        readings = "\n".join(read_lines(lines))
    out = subprocess.run(
        [sys.executable, str(score), str(pairs)], input=readings, capture_output=True, text=True, check=True
    )
    figures = re.search(r"\(([\d.]+)\); precision ([\d.]+).*?silent \(([\d.]+)\)", out.stdout, re.DOTALL)
    assert figures is not None, out.stdout
    right, precision, invented = map(float, figures.groups())
    assert right >= 0.97, out.stdout
    assert precision >= 0.97, out.stdout
    assert invented <= 0.005, out.stdout


@pytest.mark.shared
def test_every_quote_of_a_real_posting_is_its_own_words(shared: Path) -> None:
    with (shared / "pay" / "pairs.jsonl").open(encoding="utf-8") as lines:
        for line in read_lines((line for line, _ in zip(lines, range(400), strict=False)), with_text=True):
            record = json.loads(line)
            for pay in record["pay"]:
                assert record["text"][pay["start"] : pay["end"]] == pay["quote"]
