"""Real postings whose pay is known, where they lie beside the checkout: the reader stays as good as it was."""

import gzip
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tracker.reading.jsonl import read_lines
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description


@pytest.mark.shared
@pytest.mark.slow
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
