"""Declare accuracy.csv: how often the AI labels are right, by what people judged without seeing the label.

Empty until AT_LEAST postings were judged so: from fewer, a share would say more than is known. Only verdicts on the
readers in use count, since a reader may have been mended by what was judged before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pandas import DataFrame

from db.queries.verdicts import select_blind_verdicts
from reports.frames import frames
from reports.frames.values import to_amount
from reports.prose import wording
from reports.tables.table import ReportTable, Snapshot

COLUMNS = (
    "ai_labels verdicts read_so judged_so both_so precision precision_low precision_high recall recall_low recall_high"
).split()
AT_LEAST = 60
Z = Decimal("1.959963984540054")
"""Of the normal distribution, 95% lies within so many standard deviations."""
NOT_YET = (
    "How often the AI labels are right is not said here: fewer than {} postings drawn at random were judged by people "
    "who had not seen the label."
)
COUNTED = {"core": frozenset({"core"}), "core adjacent": frozenset({"core", "adjacent"})}


@dataclass(frozen=True, slots=True)
class Pair:
    """The label that a reader gave and the one that a person gave."""

    read: str
    judged: str


def read_accuracy(snapshot: Snapshot) -> DataFrame:
    """Measure by the verdicts known by the snapshot's date."""
    return measure_accuracy(_read_pairs(snapshot))


def measure_accuracy(pairs: Iterable[Pair]) -> DataFrame:
    """Make a row of each of COUNTED; none where fewer than AT_LEAST pairs are known."""
    known = list(pairs)
    return frames.make_frame(
        [_accuracy_row(name, known) for name in COUNTED] if len(known) >= AT_LEAST else [], COLUMNS
    )


ACCURACY = ReportTable(
    name="accuracy",
    title=(
        "How often the AI labels are right, measured by people who judged postings drawn at random without seeing the"
        " label"
    ),
    row_text=(
        "one measure of how often the AI labels are right; no rows until sixty postings were judged blind"
        " (`review --random`)"
    ),
    columns=COLUMNS,
    order=("ai_labels",),
    build=read_accuracy,
    view="accuracy",
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


def describe_accuracy(measured: DataFrame) -> list[str]:
    """Say what was measured, in sentences for print."""
    if measured.empty:
        return [NOT_YET.format(AT_LEAST)]
    return [_describe_measure(row, *measure) for row in frames.to_records(measured) for measure in _MEASURES]


_MEASURES = (
    ("precision", "read_so", "that the reader calls {}", "people call {:,} so"),
    ("recall", "judged_so", "that people call {}", "the reader calls {:,} so"),
)


def _describe_measure(row: Mapping[str, Any], name: str, whole: str, which: str, found: str) -> str:
    which = which.format(row["ai_labels"].replace(" ", " or "))
    if not row[whole]:
        return f"None of the {row['verdicts']:,} postings judged is one {which}."
    low, high = (wording.format_percent(int(row[f"{name}_{end}"] * 10_000), 10_000) for end in ("low", "high"))
    share = wording.format_percent(row["both_so"], row[whole])
    found = found.format(row["both_so"])
    return f"Of the {row[whole]:,} postings {which}, {found}: {name} {share}, 95% interval {low} to {high}."


def _accuracy_row(name: str, pairs: list[Pair]) -> list[str | int | Decimal | None]:
    labels = COUNTED[name]
    read, so = sum(pair.read in labels for pair in pairs), sum(pair.judged in labels for pair in pairs)
    both = sum(pair.read in labels and pair.judged in labels for pair in pairs)
    return [name, len(pairs), read, so, both, *_share_with_interval(both, read), *_share_with_interval(both, so)]


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
        if _reader_code(row["reader"]) == _reader_code(row["reader_judged"])
    ]


def _reader_code(reader: str) -> str:
    """Leave out of a reader's name the boilerplate it knew, which is learned without anybody's verdict."""
    return reader.partition(", boilerplate ")[0]
