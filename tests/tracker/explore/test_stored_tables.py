"""The rows that only Python makes are stored, made anew where something has changed, and masked like all words."""

from datetime import UTC, datetime

from sqlalchemy import Engine, text

from db.engine import open_engine, write_sessions
from db.writes.redaction import RedactionOrder, apply_mask
from tests.reports.report_database import actor
from tests.tracker.explore.research_database import fill_research_database
from tracker.explore.sql_console import run_select
from tracker.explore.stored_tables import find_stored_names, refresh_tables


def test_rows_are_made_anew_where_something_has_changed_and_else_left(engine: Engine) -> None:
    assert refresh_tables(engine) == [], "before the first crawl there is nothing to store"
    database = fill_research_database(engine)
    assert refresh_tables(engine) == []
    [(first, count)] = run_select(engine, "select max(as_of), count(*) from changes")[1]
    rows = "select max(id) from stored_row"
    before = run_select(engine, rows)[1]
    assert refresh_tables(engine) == []
    assert run_select(engine, rows)[1] == before
    for _ in range(2):
        database.crawl("realeyes", actor())
    assert refresh_tables(engine, ["changes"]) == []
    [(later, more)] = run_select(engine, "select max(as_of), count(*) from changes")[1]
    assert (later > first, more) == (True, count + 1)
    assert run_select(engine, "select distinct as_of from trend")[1] == [(first,)]


def test_who_may_not_write_is_told_of_when_the_rows_are(engine: Engine) -> None:
    database = fill_research_database(engine)
    refresh_tables(engine, ["leads"])
    database.crawl("realeyes", actor())
    reading = open_engine(engine.url.render_as_string(hide_password=False), read_only=True)
    [said] = refresh_tables(reading, ["leads", "trend"])
    reading.dispose()
    assert said.startswith("leads is as of 2023-07-25T")
    assert "trend is empty" in said


def test_words_are_masked_in_stored_rows_too(engine: Engine) -> None:
    fill_research_database(engine)
    refresh_tables(engine)
    order = RedactionOrder(by="A. Editor", reason="asked for", at=datetime(2026, 11, 22, tzinfo=UTC))
    with write_sessions(engine).begin() as session:
        assert "Film Editor" in str(session.execute(text("select cells from stored_row")).all())
        apply_mask(session, _mask, order)
        assert "Film Editor" not in str(session.execute(text("select cells from stored_row")).all())
    assert ("xxxx xxxxxx",) in run_select(engine, "select title from changes where posting_id = 'netflix:editor'")[1]


def _mask(value: object) -> object:
    if isinstance(value, dict):
        return {name: _mask(each) for name, each in value.items()}
    return value.replace("Film Editor", "xxxx xxxxxx") if isinstance(value, str) else value


def test_a_query_names_the_tables_that_it_may_read() -> None:
    assert find_stored_names('select * from Leads l join "changes" c on true where x = studiosity') == [
        "leads",
        "changes",
    ]
