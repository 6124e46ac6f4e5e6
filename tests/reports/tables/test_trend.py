"""A week's stock and flow as one would count them by hand, and never a zero where nothing is known."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, update

from db.models import Reading
from db.queries import series
from db.queries.dated_events import load_dated_events
from db.vocabulary import AiLabel
from reports.frames.frames import to_records
from reports.tables.trend import TREND
from tests.reports.report_database import Job, ReportDatabase, read_table, studio

MONDAY = datetime(2023, 7, 3, tzinfo=UTC)
CORE = {"label": AiLabel.CORE}


@pytest.fixture
def weeks(engine: Engine) -> ReportDatabase:
    """Five weeks: two AI jobs and a clerk; one more AI job; nothing known; the first gone for good; one absent once."""
    database = ReportDatabase(engine)
    database.settle(studio("netflix", "Netflix"), studio("laion", "LAION", family=None, board=None))
    first, second, third, clerk = (Job(key, **({} if key == "clerk" else CORE)) for key in ("a", "b", "c", "clerk"))

    def crawl(week: int, day: int, *jobs: Job, fails: str | None = None) -> None:
        database.at = MONDAY + timedelta(weeks=week, days=day, hours=5)
        database.crawl("netflix", *jobs, fails=fails)

    crawl(0, 1, first, second, clerk)
    crawl(1, 1, first, second, third, clerk)
    crawl(2, 1, fails="the board did not answer")
    crawl(3, 1, second, third, clerk)
    crawl(3, 6, second, third, clerk)
    crawl(4, 1, second, clerk)
    return database


def counted(database: ReportDatabase, as_of: datetime) -> list[tuple[object, ...]]:
    names = "week_begins_on core_listed postings_listed arrived no_longer_listed crawls_complete weeks_unknown_before"
    with database.engine.connect() as connection:
        rows = to_records(read_table(TREND, connection, as_of))
    return [tuple(row[name] for name in names.split()) for row in rows if row["kind"] == "all"]


def test_as_counted_by_hand(weeks: ReportDatabase) -> None:
    assert counted(weeks, MONDAY + timedelta(weeks=5, seconds=-1)) == [
        (date(2023, 7, 3), 2, 3, 0, 0, 1, 0),
        (date(2023, 7, 10), 3, 4, 1, 0, 1, 0),
        (date(2023, 7, 17), None, None, None, None, 0, 0),
        (date(2023, 7, 24), 2, 3, 0, 1, 2, 1),
        (date(2023, 7, 31), 1, 2, 0, 0, 1, 0),
    ]


def test_a_moment_within_a_week_knows_no_more_than_it_could(weeks: ReportDatabase) -> None:
    with weeks.engine.connect() as connection:
        rows = to_records(read_table(TREND, connection, MONDAY + timedelta(weeks=3, days=2)))
    last = [row for row in rows if row["kind"] == "all"][-1]
    assert (last["week_begins_on"], last["week_whole"]) == (date(2023, 7, 24), False)
    assert (last["core_listed"], last["no_longer_listed"]) == (2, 0)  # absent once: not yet no longer listed


def test_a_kind_has_rows_of_its_own_and_a_share_of_a_handful_is_marked(weeks: ReportDatabase) -> None:
    with weeks.engine.connect() as connection:
        rows = to_records(read_table(TREND, connection, MONDAY + timedelta(days=6)))
    assert [(row["kind"], row["core_listed"]) for row in rows] == [("all", 2), ("generative", 2)]
    assert rows[0]["few"] == "postings_listed"


def test_another_reader_is_said_to_be_one(weeks: ReportDatabase) -> None:
    """Only the version of the third posting, which came in the second week, is read by another reader."""
    with weeks.engine.begin() as connection:
        newest = connection.execute(series.select_labels().order_by(None)).all()
        assert {row.reader for row in newest} == {"pay 1, ai 1"}
        connection.execute(update(Reading).where(Reading.version == 4).values(reader="pay 2, ai 2"))
    with weeks.engine.connect() as connection:
        rows = to_records(read_table(TREND, connection, MONDAY + timedelta(weeks=5, seconds=-1)))
    said = [(row["reader"], row["reader_changed"]) for row in rows if row["kind"] == "all"]
    assert said == [("ai 1", None), ("ai 1; ai 2", True), (None, None), ("ai 1; ai 2", False), ("ai 1", True)]


def test_events_mark_their_weeks(weeks: ReportDatabase) -> None:
    with weeks.engine.connect() as connection:
        rows = to_records(read_table(TREND, connection, MONDAY + timedelta(weeks=5, seconds=-1)))
    marked = {row["week_begins_on"]: (row["events"] or "").split() for row in rows}
    assert marked[date(2023, 7, 3)] == ["wga-strike-2023"]
    assert marked[date(2023, 7, 10)] == ["wga-strike-2023", "sag-aftra-strike-2023"]


def test_every_event_has_its_source_and_its_days_in_order() -> None:
    ids = [event.event_id for event in load_dated_events()]
    assert len(set(ids)) == len(ids) >= 25
    for event in load_dated_events():
        assert event.kind in {"strike", "contract", "pay_transparency_law"}
        assert urlsplit(event.source_url).scheme == "https", event.event_id
        assert event.source_title, event.event_id
        assert event.ends_on is None or event.ends_on > event.begins_on
        assert event.kind != "pay_transparency_law" or event.jurisdiction


def test_a_strike_marks_its_last_day_and_no_later_one() -> None:
    strike = next(event for event in load_dated_events() if event.event_id == "wga-strike-2023")
    assert strike.falls_between(date(2023, 9, 25), date(2023, 10, 1))
    assert not strike.falls_between(date(2023, 9, 27), date(2023, 10, 1))
    assert not strike.falls_between(date(2023, 4, 24), date(2023, 5, 1))
    law = next(event for event in load_dated_events() if event.event_id == "pay-law-california")
    assert law.falls_between(date(2022, 12, 26), date(2023, 1, 1))
    assert not law.falls_between(date(2023, 1, 2), date(2023, 1, 8))
