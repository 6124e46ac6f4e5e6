"""What is counted of groups of postings is what one counts by hand, and a handful is marked as one."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from db.queries.as_of import AsOf
from db.vocabulary import AiLabel
from reports.frames.frames import to_records
from reports.tables import summary_stats
from reports.tables.ai_vs_other import AI_VS_OTHER
from reports.tables.leads import LEADS
from reports.tables.registry import TABLES
from reports.tables.scales_used import SCALES_USED
from reports.tables.seniority import classify_employment, find_level, load_entries
from reports.tables.studios import STUDIOS
from reports.tables.table import Snapshot
from reports.tables.totals import stream_table
from tests.reports.report_database import Job, ReportDatabase, read_table, studio

CORE = {"label": AiLabel.CORE}


def job(key: str, low: str, high: str, title: str = "Clerk", **given: Any) -> Job:
    columns = {"employment_type": "FULL_TIME", "locations": "Los Gatos, California"} | given.pop("columns", {})
    return Job(key, title, low=low, high=high, columns=columns, **given)


@pytest.fixture
def board(engine: Engine) -> ReportDatabase:
    """Five AI jobs and five others that state pay, one AI job in London on a contract, one clerk without pay."""
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"), studio("realeyes", "Realeyes"))
    jobs = [job(f"ai-{n}", f"{100 + n}000", f"{300 + 3 * n}000", "Senior Engineer", **CORE) for n in range(5)]
    jobs += [job(f"other-{n}", f"{50 + n}000", "100000") for n in range(5)]
    jobs += [Job("silent", "Senior Clerk", columns={"employment_type": None})]
    london = {"locations": "London, United Kingdom", "country": "GB", "employment_type": "Contractor"}
    jobs += [job("london", "90000", "180000", "Engineer", columns=london, **CORE)]
    database.crawl("netflix", *jobs)
    database.crawl("realeyes", Job("actor", "Actor", label=AiLabel.ADJACENT))
    return database


def of(database: ReportDatabase, table: Any, *more: Any) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        return to_records(read_table(table, connection, database.at + timedelta(minutes=10), *more))


def test_a_studio_s_widths_multiples_and_small_counts(board: ReportDatabase) -> None:
    netflix, realeyes = of(board, STUDIOS)
    assert (netflix["postings_listed"], netflix["ai_core"], netflix["share_core"]) == (12, 6, Decimal("0.5"))
    assert (netflix["with_pay"], netflix["share_with_pay"]) == (11, Decimal("0.9167"))
    assert (netflix["core_low_median_usd_year"], netflix["core_high_median_usd_year"]) == (101500, 304500)
    assert (netflix["core_width_count"], netflix["core_width_median"]) == (
        6,
        3,
    )  # 300,000 / 100,000 and so on; London: 2
    assert (netflix["other_low_count"], netflix["other_width_median"]) == (5, Decimal("1.9231"))  # 100,000 / 52,000
    # 101,500 and 304,500 beside the 26,470 in force
    assert netflix["core_threshold_high_count"] == 6
    assert (netflix["core_threshold_low_median"], netflix["core_threshold_high_median"]) == (
        Decimal("3.8345"),
        Decimal("11.5036"),
    )
    assert netflix["few"] is None
    assert (realeyes["share_core_adjacent"], realeyes["few"]) == (1, "postings_listed")


def test_ai_jobs_beside_others_of_their_kind(board: ReportDatabase) -> None:
    found = {(row["by"], row["value"]): row for row in of(board, AI_VS_OTHER)}
    assert {row["studio"] for row in found.values()} == {"netflix"}
    everything = found["all", "all"]
    assert (everything["core_listed"], everything["other_listed"]) == (6, 6)
    assert (everything["core_share_with_pay"], everything["other_share_with_pay"]) == (1, Decimal("0.8333"))
    senior = found["level", "senior"]
    assert (senior["core_listed"], senior["core_low_median_usd_year"]) == (5, 102000)
    assert (senior["other_listed"], senior["other_with_pay"], senior["other_low_median_usd_year"]) == (1, 0, None)
    assert senior["few"] == "other_listed"
    assert ("country, level, employment_type", "US, senior, full time") in found
    london = found["place", "London, United Kingdom"]
    assert (london["core_listed"], london["core_low_count"], london["core_low_median_usd_year"]) == (1, 1, None)
    assert "core_low_count" in london["few"]
    assert found["employment_type", "temporary or contract"]["core_listed"] == 1
    assert ("employment_type", "not stated") not in found  # no AI job has that


def test_a_single_amount_is_no_range(board: ReportDatabase) -> None:
    with board.write() as session:
        session.execute(text("update reading set pay_maximum = pay_minimum where pay_minimum is not null"))
    netflix, _ = of(board, STUDIOS)
    assert (netflix["core_width_count"], netflix["other_width_count"]) == (0, 0)
    assert netflix["core_low_median_usd_year"] == 101500


def test_the_ends_of_several_ranges_make_no_width(board: ReportDatabase) -> None:
    with board.write() as session:
        session.execute(text("update reading set pay_flags = 'several_ranges' where pay_minimum is not null"))
    netflix, _ = of(board, STUDIOS)
    assert (netflix["core_width_count"], netflix["other_width_count"]) == (0, 0)
    assert netflix["core_low_median_usd_year"] == 101500
    assert not [row for row in of(board, LEADS) if "its bottom" in row["reasons"]]
    assert [row for row in of(board, LEADS) if row["pay_flags"] == "several_ranges"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Senior Machine Learning Engineer", "senior"),
        ("Software Engineer Intern, AI", "intern"),
        ("Internal Tools Engineer", "not stated"),
        ("Director, Responsible AI", "director"),
        ("Technical Director, Generative AI", "not stated"),
        ("Senior Art Director", "senior"),
        ("SVP, Data", "vice president"),
        ("Vice President, Legal", "vice president"),
        ("Principal Scientist", "principal"),
        ("Staff Writer", "not stated"),
        ("Product Manager, ML", "not stated"),
        ("Engineering Manager", "manager"),
        ("Sr. Animator", "senior"),
        ("Misled Painter", "not stated"),
    ],
)
def test_levels_from_titles(title: str, expected: str) -> None:
    assert find_level(title) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("FULL_TIME", "full time"),
        ("Full-time", "full time"),
        ("Part time", "part time"),
        ("Fixed Term (12 months)", "temporary or contract"),
        ("INTERN", "intern"),
        ("Vollzeit", "other"),
        (None, "not stated"),
        ("", "not stated"),
    ],
)
def test_kinds_of_employment(words: str | None, expected: str) -> None:
    assert classify_employment(words) == expected


def test_the_words_of_levels_are_told_apart_by_their_order() -> None:
    for kind in ("level", "employment_type"):
        names = [entry.name for entry in load_entries(kind)]
        assert len(set(names)) == len(names)


def test_leads_give_their_reasons_in_order(board: ReportDatabase) -> None:
    actor = job("study", "300", "300", "Actors for a Study", label=AiLabel.CORE)
    board.crawl("realeyes", Job("actor", "Actor", label=AiLabel.ADJACENT), actor)
    found = of(board, LEADS)
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    assert [row["points"] for row in found] == sorted((row["points"] for row in found), reverse=True)
    best = next(row for row in found if row["posting_id"] == "netflix:ai-4")
    assert best["reasons"] == "the job is AI work; generative AI; the top of the range is 3.0 times its bottom"
    assert "names a craft" in next(row for row in found if row["posting_id"] == "realeyes:study")["reasons"]
    assert not [row for row in found if row["posting_id"].startswith("netflix:other")]


def test_leads_since_a_date_are_new_or_changed_and_say_which(board: ReportDatabase) -> None:
    since = board.at + timedelta(minutes=30)
    kept = [job(f"ai-{n}", f"{100 + n}000", f"{300 + 3 * n}000", "Senior Engineer", **CORE) for n in range(4)]
    silent = Job("ai-4", "Senior Engineer", columns={"employment_type": "FULL_TIME"}, **CORE)
    board.crawl("netflix", *kept, silent, job("fresh", "100000", "400000", **CORE))
    found = {row["posting_id"]: row for row in of(board, LEADS, since)}
    assert {key: row["news"] for key, row in found.items()} == {"netflix:ai-4": "changed", "netflix:fresh": "new"}
    assert "stated pay before, and states none that can be read now" in found["netflix:ai-4"]["reasons"]
    assert of(board, LEADS, board.at + timedelta(minutes=10)) == []


def test_one_pass_gives_what_each_table_gives_alone(board: ReportDatabase) -> None:
    """A report shares what its tables read; a table alone reads it by itself."""
    at = board.at + timedelta(minutes=10)
    with board.engine.connect() as connection:
        snapshot = Snapshot(connection=connection, as_of=AsOf.plain(at))
        made = {table.name: list(stream_table(table, snapshot)) for table in TABLES}
        for table in (STUDIOS, AI_VS_OTHER, LEADS, SCALES_USED):
            assert to_records(made[table.name][0]) == to_records(read_table(table, connection, at)), table.name


def test_postings_are_not_asked_for_again_by_each_table(board: ReportDatabase) -> None:
    statements: list[str] = []
    event.listen(board.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with board.engine.connect() as connection:
        snapshot = Snapshot(connection=connection, as_of=AsOf.plain(board.at + timedelta(minutes=10)))
        for table in TABLES:
            list(stream_table(table, snapshot))
    assert sum("pay_vs_scale" in text or " AS phrase" in text for text in statements) == 1


def test_a_median_needs_its_number() -> None:
    assert summary_stats.to_median(4, 1.0) is None
    assert summary_stats.to_median(5, 1.23456) == Decimal("1.2346")
    assert summary_stats.name_small_counts({"a": 0, "b": 1, "c": 4, "d": 5}) == "b c"
