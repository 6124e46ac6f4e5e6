"""The reader on labelled postings, beside which it was developed: floors, so that no change loses what was won."""

import csv
import re
from pathlib import Path

import pytest

from tests.tracker.reading.ai import fit_weights
from tracker.reading.ai.rules import table

FLOORS = {"truth": (0.94, 0.90), "media": (0.90, 0.91), "notices": (0.95, 0.95)}
"""F1 of core, and of core and adjacent, by set; employers that the weights have not seen."""


@pytest.fixture(scope="module")
def labelled(shared: Path) -> list[fit_weights.Labelled]:
    return fit_weights.read_labels(shared)


@pytest.mark.parametrize("name", fit_weights.SETS)
def test_employers_left_out_are_read_above_the_floor(labelled: list[fit_weights.Labelled], name: str) -> None:
    rest = [fit_weights.fit(row for row in labelled if row.fold != fold) for fold in range(fit_weights.FOLDS)]
    pairs = [(row.label, fit_weights.decide(row.job, rest[row.fold])) for row in labelled if row.set_name == name]
    core, some = (float(fit_weights.f1(pairs, labels)[-5:]) for labels in (("core",), ("core", "adjacent")))
    assert core >= FLOORS[name][0]
    assert some >= FLOORS[name][1]


def test_the_least_certain_fifth_holds_most_errors(labelled: list[fit_weights.Labelled]) -> None:
    rest = [fit_weights.fit(row for row in labelled if row.fold != fold) for fold in range(fit_weights.FOLDS)]
    read = sorted(
        (fit_weights.confidence(row.job, rest[row.fold]), fit_weights.decide(row.job, rest[row.fold]) != row.label)
        for row in labelled
    )
    errors = [wrong for _, wrong in read]
    assert sum(errors[: len(errors) // 5]) >= 0.6 * sum(errors)


def test_the_weights_are_those_of_the_labels(labelled: list[fit_weights.Labelled]) -> None:
    assert fit_weights.fit(labelled) == table().learned


def test_labels_ship_as_digests_and_no_words() -> None:
    with fit_weights.LABELS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len({(row["set"], row["id"]) for row in rows})
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) and len(row["id"]) < 12 for row in rows)
