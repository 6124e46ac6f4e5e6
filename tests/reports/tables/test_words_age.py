"""A report says when a posting's words were last read, and how many edits could be unseen."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from reports.prose.findings import Findings
from reports.report import write_report
from reports.tables.changes import CHANGES
from reports.tables.coverage import COVERAGE
from reports.tables.pay_vs_scale import PAY_VS_SCALE
from reports.tables.postings import POSTINGS
from reports.tables.registry import TABLES
from tests.reports.report_database import ReportDatabase, actor, clerks, product_manager, read_table, technical_director


@pytest.fixture
def silent(database: ReportDatabase) -> ReportDatabase:
    """Three days later, a visit sees Netflix's list and reads one posting's words again."""
    database.at += timedelta(days=3)
    database.crawl("netflix", technical_director(), *clerks(1), not_read=["pm", "clerk-00001"])
    return database


@pytest.fixture
def connection(silent: ReportDatabase) -> Iterator[Connection]:
    with silent.engine.connect() as connection:
        yield connection


def read_on(connection: Connection, as_of: Any) -> dict[str, Any]:
    rows = read_table(POSTINGS, connection, as_of)
    return dict(zip(rows["posting_id"], rows["words_read_on"], strict=True))


def test_a_sighting_in_the_list_is_no_reading_of_the_words(silent: ReportDatabase, connection: Connection) -> None:
    now = read_on(connection, silent.at + timedelta(hours=1))
    first, later = date(2023, 7, 25), date(2023, 7, 28)
    assert {key: now[f"netflix:{key}"] for key in ("pm", "td", "clerk-00000", "clerk-00001")} == {
        "pm": first, "td": later, "clerk-00000": later, "clerk-00001": first,
    }  # fmt: skip
    assert set(read_on(connection, silent.at - timedelta(days=1)).values()) == {first}  # and what was known then stays


def test_a_run_of_crawls_that_read_the_words_is_cut_at_the_report_s_date(database: ReportDatabase) -> None:
    for _ in range(3):
        database.at += timedelta(days=1)
        database.crawl("realeyes", actor())
    with database.engine.connect() as connection:
        for days in range(3):
            known = read_on(connection, database.at - timedelta(days=days) + timedelta(hours=1))
            assert known["realeyes:actor"] == date(2023, 7, 28) - timedelta(days=days)


def test_coverage_says_how_many_edits_could_be_unseen_since_when(
    silent: ReportDatabase, connection: Connection
) -> None:
    rows = read_table(COVERAGE, connection, silent.at + timedelta(hours=1)).set_index("studio")
    counts = rows["words_not_reread"]
    assert (counts["netflix"], counts["realeyes"], counts["laion"]) == (2, 0, 0)
    assert rows["words_unseen_since"]["netflix"].date() == date(2023, 7, 25)
    assert rows["words_unseen_since"]["realeyes"] is None


def make(silent: ReportDatabase, folder: Any) -> Findings:
    with silent.engine.connect() as connection:
        return write_report(connection, folder, program="0.1.0").findings


def test_a_sentence_on_older_words_says_when_they_were_read(silent: ReportDatabase, tmp_path: Any) -> None:
    said = {finding.posting_id: finding for finding in make(silent, tmp_path).postings}
    dated = "“Product Manager, Machine Learning Platform”, as last read on 25 July 2023."
    assert dated in said["netflix:pm"].text
    assert dated in said["netflix:pm"].summary
    assert "as last read" not in said["netflix:td"].text


def test_every_table_about_postings_has_their_state_and_the_age_of_their_words(connection: Connection) -> None:
    about = [table for table in TABLES if "posting_id" in table.columns]
    assert {CHANGES, PAY_VS_SCALE, POSTINGS} <= set(about)
    assert [table.name for table in about if not {"state", "words_read_on"} <= set(table.columns)] == []


def test_pay_beside_scale_of_what_is_gone_says_so(silent: ReportDatabase) -> None:
    for _ in range(2):
        silent.crawl("netflix", product_manager(), *clerks(3))
    with silent.engine.connect() as connection:
        rows = read_table(PAY_VS_SCALE, connection, silent.at + timedelta(hours=1))
    states = dict(zip(rows["posting_id"], rows["state"], strict=True))
    assert states["netflix:td"] == "no_longer_listed"
    assert states["netflix:pm"] == "listed"
