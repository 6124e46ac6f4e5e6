"""What ships is what was counted; of one's own nothing before sixty blind verdicts, then shares with intervals."""

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame
from sqlalchemy import Engine, select

from db.engine import write_sessions
from db.models import Posting, Verdict, Version
from db.vocabulary import AiLabel
from reports.frames.frames import to_records
from reports.prose import accuracy_sentences
from reports.prose.accuracy_sentences import OWN
from reports.report import write_report
from reports.tables import accuracy
from reports.tables.accuracy import AT_LEAST, Pair, measure_accuracy, wilson_interval
from reports.tables.reader_accuracy import COUNTS, load_reader_accuracy
from tests.reports.report_database import Job, ReportDatabase, studio
from tests.tracker.reading import write_accuracy
from tracker.reading.ai import reader as ai
from tracker.reading.pay import reader as pay

# Part, whole, and Wilson's interval worked out apart from this program, to four places
INTERVALS = [
    (0, 10, "0.0000", "0.2775"),
    (10, 10, "0.7225", "1.0000"),
    (5, 10, "0.2366", "0.7634"),
    (1, 60, "0.0029", "0.0886"),
    (57, 60, "0.8630", "0.9829"),
]


@pytest.mark.parametrize(("part", "whole", "low", "high"), INTERVALS)
def test_wilson_s_interval(part: int, whole: int, low: str, high: str) -> None:
    found = wilson_interval(part, whole)
    assert found is not None
    assert [str(value.quantize(Decimal("0.0001"))) for value in found] == [low, high]


def test_nothing_has_no_interval() -> None:
    assert wilson_interval(0, 0) is None


def pairs(**counts: int) -> list[Pair]:
    """`core_none=3`: three read as core and judged none."""
    return [Pair(*name.split("_")) for name, count in counts.items() for _ in range(count)]


def test_core_and_core_with_adjacent_are_measured_apart() -> None:
    rows = measure_accuracy(
        pairs(core_core=8, core_adjacent=2, adjacent_adjacent=5, adjacent_none=5, none_core=2, none_none=58)
    )
    core, wide = (dict(zip(accuracy.COLUMNS, row, strict=True)) for row in rows.itertuples(index=False, name=None))
    assert (core["ai_labels"], core["verdicts"], core["read_so"], core["judged_so"], core["both_so"]) == (
        "core", 80, 10, 10, 8,
    )  # fmt: skip
    assert (core["precision"], core["recall"]) == (Decimal("0.8"), Decimal("0.8"))
    assert (wide["ai_labels"], wide["read_so"], wide["judged_so"], wide["both_so"]) == ("core adjacent", 20, 17, 15)
    assert (wide["precision"], wide["recall"]) == (Decimal("0.75"), Decimal("0.8824"))
    assert core["precision_low"] < core["precision"] < core["precision_high"]


def test_a_share_of_nothing_stays_empty() -> None:
    core = measure_accuracy(pairs(none_core=1, none_none=60)).iloc[0]
    assert core["precision"] is core["precision_low"] is None
    assert core["recall"] == 0
    assert (
        describe_accuracy(measure_accuracy(pairs(none_none=60)))[0]
        == "None of the 60 postings judged is one that the reader calls core."
    )


def test_fewer_than_sixty_say_nothing() -> None:
    assert measure_accuracy(pairs(core_core=AT_LEAST - 1)).empty
    assert not any(
        letter.isdigit()
        for line in describe_accuracy(measure_accuracy([]))
        for letter in line.replace(str(AT_LEAST), "")
    )
    assert len(measure_accuracy(pairs(core_core=AT_LEAST))) == 2


def describe_accuracy(measured: DataFrame, *readers: str) -> list[str]:
    return accuracy_sentences.describe_accuracy(to_records(measured), readers, AT_LEAST)


# ---- what ships


def test_what_ships_says_of_which_reader_it_is() -> None:
    """Where a reader was changed since, the sentences say so; where it was not, there is no such sentence."""
    shipped = measure_accuracy([], load_reader_accuracy())
    measured = {row["reader"] for row in load_reader_accuracy()}
    assert {reader.split()[0] for reader in measured} == {"pay", "ai"}
    said = describe_accuracy(shipped, f"{pay.VERSION}, {ai.VERSION}, boilerplate acme 3")
    assert any("may differ" in line for line in said) is (measured != {pay.VERSION, ai.VERSION})
    assert any("by pay 1, ai 1, and" in line for line in describe_accuracy(shipped, "pay 1, ai 1"))


def test_each_shipped_count_is_part_of_what_it_is_a_share_of() -> None:
    rows = to_records(measure_accuracy([], load_reader_accuracy()))
    assert rows
    for row in rows:
        assert 0 <= row["both_so"] <= min(row["read_so"], row["judged_so"]) <= row["verdicts"], row
        assert row["recall_low"] <= row["recall"] <= row["recall_high"], row
    keys = [tuple(row[name] for name in accuracy.KEY) for row in rows]
    assert keys == sorted(set(keys))


def test_the_sentences_say_the_counts_that_ship() -> None:
    shipped = measure_accuracy([], load_reader_accuracy())
    whole = next(
        row
        for row in to_records(shipped)
        if (row["subject"], row["group_by"], row["part"]) == ("pay", "all", "left_out")
    )
    first = describe_accuracy(shipped)[0]
    assert f"of {whole['judged_so']:,} that state pay it read {whole['both_so']:,} right" in first
    assert f"({whole['reader']}, " in first


@pytest.mark.shared
def test_what_ships_is_what_the_labelled_sets_give(shared: Path) -> None:
    """Of the AI reader, which takes seconds; a reader that was changed has another version, and is another row."""
    rows = [row for row in load_reader_accuracy() if row["subject"].startswith("ai_")]
    if {row["reader"] for row in rows} != {ai.VERSION}:
        pytest.skip(
            f"what ships is of {rows[0]['reader']}, the reader is {ai.VERSION}: write_accuracy measures it anew"
        )
    found = [
        dict(zip(COUNTS, map(str, row), strict=True))
        for subject, postings in write_accuracy.judge_ai(shared)
        for row in write_accuracy.count_groups(
            subject, ai.VERSION, date.fromisoformat(rows[0]["measured_on"]), postings
        )
    ]
    assert found == rows


# ---- from the database


@pytest.fixture
def judged_database(engine: Engine) -> ReportDatabase:
    """A board of eighty postings, forty of them read as core."""
    database = ReportDatabase(engine)
    database.settle(studio("acme", "Acme"))
    jobs = [Job(f"k{n:02}", f"Post {n}", label=AiLabel.CORE if n < 40 else AiLabel.NONE) for n in range(80)]
    database.crawl("acme", *jobs)
    return database


def judge(database: ReportDatabase, many: int, at: datetime, **more: Any) -> None:
    """Verdicts on the first `many` postings: all but the first are judged as they were read."""
    given = {"reader": "pay 1, ai 1", "reviewer": "Ida", "blind": True, **more}
    with write_sessions(database.engine).begin() as session:
        ids = session.scalars(
            select(Version.id).join(Posting, Posting.id == Version.posting).order_by(Posting.board_key).limit(many)
        ).all()
        labels = [AiLabel.CORE if 0 < n < 40 else AiLabel.NONE for n in range(many)]
        session.add_all(
            Verdict(version=version, ai_label=label, judged_at=at, **given)
            for version, label in zip(ids, labels, strict=True)
        )


def rows(database: ReportDatabase, folder: Path, as_of: datetime | None = None) -> list[dict[str, str]]:
    with database.engine.connect() as connection:
        write_report(connection, folder, as_of=as_of, program="0", facts=())
    every = csv.DictReader((folder / "accuracy.csv").read_text(encoding="utf-8").splitlines())
    return [row for row in every if row["measured_by"] == OWN]


def test_sixty_blind_verdicts_make_two_rows_and_their_sentence(judged_database: ReportDatabase, tmp_path: Path) -> None:
    at = judged_database.at
    judge(judged_database, 59, at)
    assert rows(judged_database, tmp_path) == []
    assert "Of your own postings it is not said" in (tmp_path / "report.html").read_text(encoding="utf-8")
    judge(judged_database, 60, at)
    core = rows(judged_database, tmp_path)[0]
    assert (core["verdicts"], core["read_so"], core["judged_so"], core["precision"]) == ("60", "40", "39", "0.975")
    assert (core["recall"], core["recall_high"]) == ("1", "1")
    assert "precision 97.5%, 95% interval 87.1% to 99.6%" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "more",
    [{"blind": False}, {"reader": "pay 1, ai 0"}, {"reader": "pay 1, ai 0, boilerplate acme 1"}],
    ids=["not blind", "of a reader no longer in use", "nor with boilerplate"],
)
def test_verdicts_that_measure_nothing_do_not_count(
    judged_database: ReportDatabase, tmp_path: Path, more: dict[str, Any]
) -> None:
    judge(judged_database, 80, judged_database.at, **more)
    assert rows(judged_database, tmp_path) == []


def test_boilerplate_learned_since_leaves_verdicts_standing(judged_database: ReportDatabase, tmp_path: Path) -> None:
    judge(judged_database, 60, judged_database.at, reader="pay 1, ai 1, boilerplate acme 1")
    assert len(rows(judged_database, tmp_path)) == 2


def test_a_report_counts_what_was_judged_by_its_date_and_each_posting_once(
    judged_database: ReportDatabase, tmp_path: Path
) -> None:
    then, later = judged_database.at + timedelta(hours=1), judged_database.at + timedelta(hours=2)
    judge(judged_database, 60, later)
    assert rows(judged_database, tmp_path, then) == []
    judge(judged_database, 60, later + timedelta(minutes=1), reviewer="Ben")
    assert rows(judged_database, tmp_path, later + timedelta(hours=1))[0]["verdicts"] == "60"
