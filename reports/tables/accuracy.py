"""Declare accuracy.csv: how often the readers are right.

First what ships with them: pay and AI labels on labelled postings, by group. Then the user's own: AI labels by what
people judged without seeing them. Of the latter there are no rows until AT_LEAST postings were judged so: from fewer, a
share would say more than is known. Only verdicts on the readers in use count, since a reader may have been mended by
what was judged before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pandas import DataFrame

from db.queries.verdicts import select_blind_verdicts
from reports.frames import frames
from reports.frames.values import to_amount
from reports.prose.accuracy_sentences import OWN, SHIPPED, code_of_reader
from reports.tables.reader_accuracy import load_reader_accuracy
from reports.tables.table import PageRows, ReportTable, Snapshot

COLUMNS = (
    "measured_by reader measured_on subject group_by group_value part"
    " ai_labels verdicts read_so judged_so both_so precision precision_low precision_high recall recall_low recall_high"
).split()
KEY = ("measured_by", "subject", "group_by", "group_value", "part")
AT_LEAST = 60
Z = Decimal("1.959963984540054")
"""Of the normal distribution, 95% lies within so many standard deviations."""
COUNTED = {"core": frozenset({"core"}), "core adjacent": frozenset({"core", "adjacent"})}
AI_SUBJECTS = {"core": "ai_core", "core adjacent": "ai_core_or_adjacent"}


@dataclass(frozen=True, slots=True)
class Pair:
    """The label that a reader gave and the one that a person gave."""

    read: str
    judged: str


def read_accuracy(snapshot: Snapshot) -> DataFrame:
    """Give what ships, and measure by the verdicts known by the snapshot's date."""
    return measure_accuracy(_read_pairs(snapshot), load_reader_accuracy())


def measure_accuracy(pairs: Iterable[Pair], shipped: Iterable[Mapping[str, str]] = ()) -> DataFrame:
    """Make a row of each of COUNTED, where at least AT_LEAST pairs are known, and of each row that ships."""
    known = list(pairs)
    rows = [_own_row(name, known) for name in COUNTED] if len(known) >= AT_LEAST else []
    rows += map(_shipped_row, shipped)
    return frames.make_frame(sorted(rows, key=lambda row: [row[COLUMNS.index(name)] for name in KEY]), COLUMNS)


ACCURACY = ReportTable(
    name="accuracy",
    title=(
        "How often pay and AI labels are read right: on the labelled postings that the readers were measured on, and by"
        " your own people who judged postings drawn at random without seeing the label"
    ),
    row_text=(
        "a measure of one reader on one group of postings, with its 95% intervals; your own rows come once sixty"
        " postings were judged blind (`review --random`)"
    ),
    columns=COLUMNS,
    key=KEY,
    order=KEY,
    build=read_accuracy,
    view="accuracy",
    # what was measured beside the texts that a reader was made with stands in the file alone: it flatters
    page_rows=PageRows(
        rank=lambda row: row["judged_so"], group_by="subject", only={"part": ("left_out", "random")}, at_most=100
    ),
)


def wilson_interval(part: int, whole: int) -> tuple[Decimal, Decimal] | None:
    """Compute Wilson's 95% interval of a share (E. B. Wilson, JASA 22, 1927); None of nothing."""
    if not whole:
        return None
    n, share, square = Decimal(whole), Decimal(part) / Decimal(whole), Z * Z
    middle = share + square / (2 * n)
    reach = Z * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
    low, high = ((middle + sign * reach) / (1 + square / n) for sign in (-1, 1))
    return max(low, Decimal(0)), min(high, Decimal(1))


def _own_row(name: str, pairs: list[Pair]) -> list[Any]:
    labels = COUNTED[name]
    read, so = sum(pair.read in labels for pair in pairs), sum(pair.judged in labels for pair in pairs)
    both = sum(pair.read in labels and pair.judged in labels for pair in pairs)
    return [OWN, None, None, AI_SUBJECTS[name], "all", "all", "random", *_measures(name, len(pairs), read, so, both)]


def _shipped_row(row: Mapping[str, str]) -> list[Any]:
    labels = next((labels for labels, subject in AI_SUBJECTS.items() if subject == row["subject"]), None)
    counts = [int(row[name]) for name in ("postings", "read_so", "judged_so", "both_so")]
    where = (row[name] for name in ("subject", "group_by", "group_value", "part"))
    return [SHIPPED, row["reader"], date.fromisoformat(row["measured_on"]), *where, *_measures(labels, *counts)]


def _measures(labels: str | None, postings: int, read: int, judged: int, both: int) -> list[Any]:
    shares = [*_share_with_interval(both, read), *_share_with_interval(both, judged)]
    return [labels, postings, read, judged, both, *shares]


def _share_with_interval(part: int, whole: int) -> list[Decimal | None]:
    bounds = wilson_interval(part, whole)
    if bounds is None:
        return [None, None, None]
    return [to_amount(value) for value in (Decimal(part) / Decimal(whole), *bounds)]


def _read_pairs(snapshot: Snapshot) -> list[Pair]:
    # Blind verdicts on a random sample alone: those on the least certain labels are a biased sample, and those used to
    # mend a reader would flatter it.
    rows = snapshot.connection.execute(select_blind_verdicts(snapshot.as_of)).mappings()
    return [
        Pair(row["read"], row["judged"])
        for row in rows
        if code_of_reader(row["reader"]) == code_of_reader(row["reader_judged"])
    ]
