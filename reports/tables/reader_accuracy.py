"""Load reader_accuracy.csv: how often both readers were right on labelled postings. Its counts ship, the texts do not.

`python -m tests.tracker.reading.write_accuracy SHARED` writes it anew.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".csv")
COUNTS = "subject reader measured_on group_by group_value part postings read_so judged_so both_so".split()
"""subject: pay, ai_core, ai_core_or_adjacent, ai_kind. part: left_out (of employers whose texts were not read, or that
the weights had not seen, while the reader was made) or all. Of the postings of the group, read_so were read as stating
pay, or as of the label or kind; judged_so are so in truth; both_so were read right."""


@cache
def load_reader_accuracy() -> tuple[Mapping[str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
