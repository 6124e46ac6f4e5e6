"""Fit the weights of tracker/reading/ai/ai_weights.csv, and print what they give on employers left out.

    python -m tests.tracker.reading.ai.fit_weights SHARED [--write]

Two logistic regressions over the rules' own features (core, and any label), by Newton's method with a penalty, from the
labels of labels.csv: ids, labels and the digests of the texts, which are read from SHARED/ai/*.jsonl. Postings that a
rule decides alone are left out. Each of five folds holds all postings of an employer.
"""

import argparse
import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from db.vocabulary import AiKind
from tracker.reading.ai import classify
from tracker.reading.ai.features import Job
from tracker.reading.ai.reader import prepare
from tracker.reading.ai.rules import table
from tracker.reading.text import from_description

HERE = Path(__file__).parent
LABELS = HERE / "labels.csv"
WEIGHTS = Path(classify.__file__).with_name("ai_weights.csv")
KIND_WEIGHTS = WEIGHTS.with_name("ai_kind_weights.csv")
SETS = ("truth", "media", "notices")
FOLDS = 5
PENALTY = 1.0
KINDS = {AiKind.GENERATIVE: 2.1, AiKind.MACHINE_LEARNING: 0.4, AiKind.AI_INFRASTRUCTURE: -0.4}
"""The log-odds from which a job is of the kind: a kind that is printed must be right more often than complete."""
WORTH = {"high": 1.0, "medium": 0.8, "low": 0.4}
"""What a label counts, by how sure the person was who gave it."""
FEATURES = (
    "rules core", "rules any", "sum", "sum made", "title", "title maker", "title craft",
    "any duties used", "requirements used", "any requirements used", "terms", "data title", "lab", "sells", "serves",
    "dense",
)  # fmt: skip
"""The rules' own decision and what corrects it; the sums of every part and rule apart gained nothing."""
MAY_COUNT_AGAINST = ("title craft", "sells", "serves", "bias")


@dataclass(frozen=True, slots=True)
class Labelled:
    set_name: str
    label: str
    kinds: frozenset[str]
    worth: float
    fold: int
    job: Job | None


def read_labels(shared: Path) -> list[Labelled]:
    """The labelled postings, as the rules read them. Raises ValueError where a text is not what was labelled."""
    texts = {
        (name, row["id"]): row
        for name in SETS
        for row in map(json.loads, (shared / "ai" / f"{name}.jsonl").read_text("utf-8").splitlines())
    }
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return [_labelled(row, texts[row["set"], row["id"]]) for row in csv.DictReader(lines)]


def digest(title: str, description: str) -> str:
    return hashlib.sha256(f"{title}\n{description}".encode()).hexdigest()


def _labelled(row: dict[str, str], text: dict[str, str]) -> Labelled:
    if digest(text["title"], text["description"]) != row["sha256"]:
        raise ValueError(f"{row['set']} {row['id']}: the text is not the one that was labelled")
    job = prepare(text["title"], from_description(text["description"])).job
    return Labelled(
        row["set"],
        row["label"],
        frozenset(row["kinds"].split()),
        WORTH[row["confidence"]],
        int(row["employer"], 16) % FOLDS,
        job,
    )


def fit(rows: Iterable[Labelled]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights for core, and for any label."""
    used = [row for row in rows if row.job and not row.job.feeds]
    names = (*FEATURES, "bias")
    found = [classify.all_features(row.job, table()) for row in used if row.job]
    matrix = np.array([[features.get(name, 0.0) for name in names] for features in found])
    worth = np.array([row.worth for row in used])
    core, some = (
        dict(zip(names, _newton(matrix, np.array([row.label in labels for row in used], float), worth), strict=True))
        for labels in (("core",), ("core", "adjacent"))
    )
    return core, some


def _newton(matrix: np.ndarray, target: np.ndarray, worth: np.ndarray) -> list[float]:
    """The weights; what speaks of AI never counts against a label, so where it would, its weight is 0."""
    free = np.ones(matrix.shape[1], bool)
    while True:
        weights = np.zeros(matrix.shape[1])
        weights[free] = _fit(matrix[:, free], target, worth)
        against = free & (weights < 0) & ~np.isin([*FEATURES, "bias"], MAY_COUNT_AGAINST)
        if not against.any():
            return [round(float(each), 3) for each in weights]
        free &= ~against


def _fit(matrix: np.ndarray, target: np.ndarray, worth: np.ndarray) -> np.ndarray:
    penalty = np.full(matrix.shape[1], PENALTY)
    penalty[-1] = 0.001
    weights = np.zeros(matrix.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (worth * (likely - target)) + penalty * weights
        bend = (matrix * (worth * likely * (1 - likely))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def core_jobs(rows: Iterable[Labelled]) -> list[tuple[Labelled, Job]]:
    """The postings labelled core, of which the kinds are known; those of people who give data have that kind alone."""
    return [(row, row.job) for row in rows if row.job and row.label == "core" and not row.job.feeds]


def fit_kind(rows: Iterable[Labelled], kind: AiKind) -> dict[str, float]:
    """The weights of the features of a kind, less the score that a job must reach to be of it."""
    used = core_jobs(rows)
    found = [classify.kind_features(job, kind, table(), classify.weigh_kinds(job)) for _, job in used]
    names = list(found[0])
    matrix = np.array([[features[name] for name in names] for features in found])
    weights = _fit(matrix, np.array([kind in row.kinds for row, _ in used], float), np.ones(len(used)))
    fitted = {name: round(float(each), 3) for name, each in zip(names, weights, strict=True)}
    return {**fitted, "bias": round(fitted["bias"] - KINDS[kind], 3)}


def report_kinds(rows: list[Labelled]) -> None:
    for kind in KINDS:
        learned = [fit_kind((row for row in rows if row.fold != fold), kind) for fold in range(FOLDS)]
        for each in SETS:
            pairs = []
            for row, job in core_jobs(row for row in rows if row.set_name == each):
                known = replace(table(), learned_kinds={kind: learned[row.fold]})
                pairs.append(
                    ("yes" if kind in row.kinds else "no", "yes" if kind in classify.kinds(job, known) else "no")
                )
            print(f"left out     {each:8} {kind:18} {f1(pairs, ('yes',))}")  # noqa: T201


def decide(job: Job | None, learned: tuple[dict[str, float], dict[str, float]]) -> str:
    return classify.decide(job, replace(table(), learned=learned)).label.value


def confidence(job: Job | None, learned: tuple[dict[str, float], dict[str, float]]) -> float:
    return classify.decide(job, replace(table(), learned=learned)).confidence


def f1(pairs: list[tuple[str, str]], positive: tuple[str, ...]) -> str:
    right = sum(label in positive and read in positive for label, read in pairs)
    said, true = sum(read in positive for _, read in pairs), sum(label in positive for label, _ in pairs)
    return f"P {right / max(said, 1):.3f} R {right / max(true, 1):.3f} F1 {2 * right / max(said + true, 1):.3f}"


def report(name: str, rows: list[Labelled], read: list[str]) -> None:
    for each in SETS:
        pairs = [(row.label, label) for row, label in zip(rows, read, strict=True) if row.set_name == each]
        print(f"{name:12} {each:8} core {f1(pairs, ('core',))}   core and adjacent {f1(pairs, ('core', 'adjacent'))}")  # noqa: T201


def by_rules(job: Job | None) -> str:
    if job is None:
        return "none"
    core, some = (True, True) if job.feeds else classify.by_rules(job, table())
    return "core" if core else "adjacent" if some else "none"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path)
    ask.add_argument("--write", action="store_true", help="write the weights fitted on all labels")
    given = ask.parse_args()
    rows = read_labels(given.shared)
    learned = [fit(row for row in rows if row.fold != fold) for fold in range(FOLDS)]
    report("rules alone", rows, [by_rules(row.job) for row in rows])
    report("left out", rows, [decide(row.job, learned[row.fold]) for row in rows])
    report_kinds(rows)
    if given.write:
        KIND_WEIGHTS.write_text(
            "\n".join(
                ["kind,feature,weight"]
                + [f"{kind},{name},{weight}" for kind in KINDS for name, weight in fit_kind(rows, kind).items()]
            )
            + "\n",
            encoding="utf-8",
        )
        core, some = fit(rows)
        lines = ["feature,core,any", *(f"{name},{core[name]},{some[name]}" for name in core)]
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
