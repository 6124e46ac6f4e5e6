"""Measure both readers on the labelled postings, and write reports/tables/reader_accuracy.csv, which ships.

    python -m tests.tracker.reading.write_accuracy SHARED [--on 2026-11-30]

Counts ship, texts do not. To be run after a reader's version changed. SHARED/pay is scored by its own score.py, so that
the counts are those of docs/reading-pay.md; SHARED/ai is read with weights fitted without the posting's employer.
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from db.vocabulary import AiKind
from reports.tables.reader_accuracy import COUNTS, FILE
from tests.tracker.reading.ai import fit_weights
from tracker.reading.ai import classify
from tracker.reading.ai import reader as ai
from tracker.reading.ai.rules import table
from tracker.reading.jsonl import read_lines
from tracker.reading.pay import reader as pay

PAY_SETS = {"pairs": "mostly US technology", "abroad": "some forty countries", "notices": "notices and gigs"}
AI_SETS = {"truth": "first set", "media": "media and games", "notices": "notices and gigs"}
FEWEST = 5
"""Postings that a group has: of fewer nothing is said."""
LEFT_OUT_OF_FIVE = (3, 4)
LEFT_OUT = frozenset({"left_out"})

Row = Mapping[str, Any]
Group = tuple[str, str]


class Judged(NamedTuple):
    """One posting: its own groups, whatever it states; those that it is judged to be in, and those it was read as."""

    own: frozenset[Group]
    judged: frozenset[Group]
    read: frozenset[Group]
    right: bool
    parts: frozenset[str]


def main() -> None:
    """Write the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path)
    ask.add_argument("--on", type=date.fromisoformat, default=datetime.now(UTC).date(), help="the day measured")
    given = ask.parse_args()
    rows = [
        *count_groups("pay", pay.VERSION, given.on, list(judge_pay(given.shared))),
        *(
            row
            for subject in judge_ai(given.shared)
            for row in count_groups(subject[0], ai.VERSION, given.on, subject[1])
        ),
    ]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        to = csv.writer(file, lineterminator="\n")
        to.writerow(COUNTS)
        to.writerows(rows)


def count_groups(subject: str, reader: str, on: date, postings: list[Judged]) -> Iterator[list[Any]]:
    groups = sorted({group for posting in postings for group in posting.judged | posting.read})
    for by, value in [("all", "all"), *(group for group in groups if group[0] != "all")]:
        for part in ("left_out", "all"):
            mine = [posting for posting in postings if part in posting.parts]
            judged = sum((by, value) in posting.judged for posting in mine)
            read = sum((by, value) in posting.read for posting in mine)
            both = sum(posting.right and (by, value) in posting.judged & posting.read for posting in mine)
            seen = sum((by, value) in posting.own | posting.judged | posting.read for posting in mine)
            if judged >= FEWEST:
                yield [subject, reader, on.isoformat(), by, value, part, seen, read, judged, both]


def judge_pay(shared: Path) -> Iterator[Judged]:
    for name, words in PAY_SETS.items():
        file = shared / "pay" / f"{name}.jsonl"
        texts = file.read_text("utf-8").strip().split("\n")
        readings = list(read_lines(texts))
        wrong = _score_pay(shared / "pay" / "score.py", file, readings)
        for posting, reading in zip(map(json.loads, texts), map(json.loads, readings), strict=True):
            # what is silent and read so is right, and is in no group of what states pay
            mark, stated, headline = wrong.get(posting["id"], "right"), posting["truth"], reading["headline"]
            own = frozenset({("all", "all"), ("set", words), *_list_traits(posting)})
            true = own | _name_pay(stated["currency"], stated["period"]) if stated else frozenset()
            mine = true
            if mark != "right":
                mine = own | _name_pay(headline["currency"], headline["unit"]) if headline else own
                mine = frozenset() if mark == "missed" else mine
            part = frozenset({"all", *(["left_out"] if _is_left_out(posting) else [])})
            yield Judged(own, true, mine, mark == "right", part)


def _score_pay(score: Path, file: Path, readings: Iterable[str]) -> dict[str, str]:
    """Give the marks of the postings that were not read right, by id."""
    ran = [sys.executable, str(score), str(file), "--errors"]
    said = subprocess.run(ran, input="\n".join(readings), capture_output=True, text=True, check=True)
    lines = [line for line in said.stdout.splitlines() if " truth " in line and " read " in line]
    return {line[15:].split(" ", 1)[0]: line[:14].strip() for line in lines}


def _list_traits(posting: Row) -> Iterator[Group]:
    language = posting.get("language") or []
    for each in [language] if isinstance(language, str) else language[:1]:
        yield "language", each
    if kind := posting.get("kind_of_notice"):
        yield "notice", kind.replace("_", " ").replace("-", " ")


def _name_pay(currency: str | None, unit: str | None) -> frozenset[Group]:
    return frozenset(group for group in (("currency", currency or ""), ("unit", unit or "")) if group[1])


def _is_left_out(posting: Row) -> bool:
    """Tell whether no text of the posting's employer was read while the version was made (docs/reading-pay.md)."""
    employer = str(posting.get("studio") or posting.get("group") or posting["id"]).lower()
    digest = hashlib.sha256(f"pay5 {employer}".encode()).hexdigest()
    return int(digest[:8], 16) % 5 in LEFT_OUT_OF_FIVE


def judge_ai(shared: Path) -> Iterator[tuple[str, list[Judged]]]:
    """Give each subject of the AI reader with its postings, each read with weights that have not seen its employer."""
    rows = fit_weights.read_labels(shared)
    folds = range(fit_weights.FOLDS)
    learned = [fit_weights.fit(row for row in rows if row.fold != fold) for fold in folds]
    read = [fit_weights.decide(row.job, learned[row.fold]) for row in rows]
    languages = _list_languages(shared)
    for subject, labels in (("ai_core", {"core"}), ("ai_core_or_adjacent", {"core", "adjacent"})):
        found = []
        for row, language, label in zip(rows, languages, read, strict=True):
            own = frozenset({("all", "all"), ("set", AI_SETS[row.set_name]), ("language", language)})
            judged, said = (own if each in labels else frozenset() for each in (row.label, label))
            found.append(Judged(own, judged, said, True, LEFT_OUT))
        yield subject, found
    yield "ai_kind", _judge_kinds(rows, folds)


def _judge_kinds(rows: list[fit_weights.Labelled], folds: range) -> list[Judged]:
    """Judge the kinds of the postings that are labelled core."""
    kinds = fit_weights.KINDS
    learned = [
        {kind: fit_weights.fit_kind([row for row in rows if row.fold != fold], kind) for kind in kinds}
        for fold in folds
    ]
    every = _name_kinds(kind for row in rows for kind in row.kinds)
    found = []
    for row in rows:
        if row.job and row.label == "core":
            known = replace(table(), learned_kinds=learned[row.fold])
            read = _name_kinds(classify.kinds(row.job, known))
            found.append(Judged(every, _name_kinds(row.kinds), read, True, LEFT_OUT))
    return found


def _name_kinds(kinds: Iterable[Any]) -> frozenset[Group]:
    # AI of a game's figures is told apart before kinds are weighed, so that these weights say nothing of it
    return frozenset(("kind", str(kind)) for kind in kinds if kind != AiKind.GAME_AI)


def _list_languages(shared: Path) -> list[str]:
    texts = {
        (name, row["id"]): row.get("lang") or "not known"
        for name in AI_SETS
        for row in map(json.loads, (shared / "ai" / f"{name}.jsonl").read_text("utf-8").splitlines())
    }
    with fit_weights.LABELS.open(encoding="utf-8", newline="") as lines:
        found = [texts[row["set"], row["id"]] for row in csv.DictReader(lines)]
    return [each if isinstance(each, str) else each[0] for each in found]


if __name__ == "__main__":
    main()
