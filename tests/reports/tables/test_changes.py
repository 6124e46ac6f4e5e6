"""What happened to postings, and their pay over time: every event once, with the words that went and came."""

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from db.models import Posting, Repost
from reports.frames.frames import to_records
from reports.receipt.receipt import read_receipt
from reports.receipt.text import render_text
from reports.report import write_report
from reports.tables.changes import CHANGES
from reports.tables.pay_history import PAY_HISTORY
from tests.reports.report_database import Job, ReportDatabase, product_manager, read_table, studio


@pytest.fixture
def lived(engine: Engine) -> ReportDatabase:
    """A month of Netflix: a lead is edited and paid more, a clerk leaves and comes back, a rigger is put up again."""
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"))
    stays = [Job(str(n), "Grip") for n in range(6)]
    clerk = Job("clerk", "Clerk")
    lead = {"low": "100000", "high": "200000"}
    database.crawl("netflix", *stays, clerk, Job("rig", "Rigger"), Job("77", "Lead", quote=_PAID.format(2), **lead))
    lead["high"] = "250000"
    edited = Job("77", "Lead, Platform", quote=_PAID.format(3).replace(" Machines choose them.", ""), **lead)
    database.crawl("netflix", *stays, edited, Job("late", "Late Post"))
    database.crawl("netflix", *stays, edited, fails="503")
    database.crawl("netflix", *stays, edited, Job("rig-2", "Rigger"))
    database.crawl("netflix", *stays, edited, clerk, Job("rig-2", "Rigger"))
    with database.write() as session:
        ids = dict(session.execute(select(Posting.board_key, Posting.id)).all())
        claim = {"posting": ids["rig-2"], "earlier": ids["rig"], "crawl": 4, "score": Decimal("0.9231")}
        session.add(Repost(**claim, reasons="near_identical_text same_title", rule="repost 1"))
    return database


_PAID = "We make films. Machines choose them. Write to jo@netflix.example. Pay is {} hundred thousand."


def told(database: ReportDatabase, as_of: datetime | None = None, since: datetime | None = None) -> list[str]:
    with database.engine.connect() as connection:
        rows = to_records(read_table(CHANGES, connection, as_of or database.at.replace(year=2030), since))
    names = ("field", "before", "after", "earlier_posting_id", "score", "note")
    return [
        " | ".join(str(each) for each in (row["posting_id"][8:], row["event"], *(row[name] for name in names)) if each)
        for row in rows
    ]


EDITED = [
    (
        "77 | pay_changed | pay | $100,000–$200,000 a year; unstated; this post"
        " | $100,000–$250,000 a year; unstated; this post"
    ),
    "77 | text_changed | description | Machines choose them.\nPay is 2 hundred thousand. | Pay is 3 hundred thousand.",
    "77 | text_changed | title | Lead | Lead, Platform",
]
AGAIN = [
    "clerk | back_again | absent from 2 complete crawls in a row",
    "clerk | no_longer_listed | absent from 2 complete crawls in a row",
    "late | arrived",
    "late | no_longer_listed | absent from 2 complete crawls in a row",
    "rig | no_longer_listed | absent from 2 complete crawls in a row",
    "rig-2 | arrived",
    "rig-2 | reposted | netflix:rig | 0.9231 | a claim, by repost 1: near identical text, same title",
]


def test_every_event_is_told_once(lived: ReportDatabase) -> None:
    assert sorted(told(lived)) == sorted([*EDITED, *AGAIN])


def test_only_what_became_known_in_time_is_told(lived: ReportDatabase) -> None:
    ends = [lived.at.replace(hour=hour, minute=10) for hour in range(7, 12)]
    assert told(lived, as_of=ends[0]) == []
    assert sorted(told(lived, as_of=ends[1])) == sorted([*EDITED, "late | arrived"])
    assert sorted([*told(lived, as_of=ends[3]), *told(lived, since=ends[3])]) == sorted([*EDITED, *AGAIN])
    assert {line.split(" | ")[0] for line in told(lived, since=ends[3])} == {"clerk", "late"}


def test_pay_that_two_readers_read_is_no_change_of_pay(lived: ReportDatabase) -> None:
    with lived.write() as session:
        session.connection().exec_driver_sql(
            "update reading set reader = 'pay 0, ai 1' where pay_maximum = 200000"
            + ("0000" if session.get_bind().dialect.name == "sqlite" else "")
        )
    assert EDITED[0] not in told(lived)
    with lived.engine.connect() as connection:
        rows = to_records(read_table(PAY_HISTORY, connection, lived.at.replace(year=2030)))
    assert [(row["pay_maximum"], row["reader_changed"]) for row in rows] == [(200000, False), (250000, True)]
    assert [row["until_at"] for row in rows] == [lived.at.replace(hour=8), None]


def test_a_receipt_shows_the_claim_on_both_postings(lived: ReportDatabase) -> None:
    with lived.engine.connect() as connection:
        for key in ("rig", "rig-2"):
            lines = "\n".join(render_text(read_receipt(connection, f"netflix:{key}")))
            assert "netflix:rig-2 looks like netflix:rig put up again" in lines
            assert "Rests on: near identical text, same title" in lines
        assert "put up again" not in "\n".join(render_text(read_receipt(connection, "netflix:77")))


def test_the_report_has_them(lived: ReportDatabase, tmp_path: Path) -> None:
    lived.crawl("netflix", product_manager(), Job("77", "=Lead"))
    with lived.engine.connect() as connection:
        write_report(connection, tmp_path, program="0.1.0", since=lived.at.replace(hour=11, minute=30))
    with (tmp_path / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [(row["posting_id"], row["event"], row["field"], row["after"]) for row in rows]
    assert ("netflix:pm", "arrived", "", "") in found
    assert ("netflix:77", "text_changed", "title", "'=Lead") in found
    assert "jo@netflix.example" not in (tmp_path / "changes.csv").read_text(encoding="utf-8")
    assert len((tmp_path / "pay_history.csv").read_text(encoding="utf-8").splitlines()) == 5
