"""Words are found in postings as they are now, the same on both databases, and what was taken out is found no more."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db.engine import open_engine, write_sessions
from db.maintenance import backup
from db.queries.postings_search import quote_words, rebuild_search
from db.writes.redaction import RedactionOrder, apply_mask, purge_pages
from tests.reports.report_database import Job
from tests.tracker.explore.research_database import fill_research_database
from tracker.explore.sql_console import run_select

WORDS = "Rig faces at Café Montréal for motion-capture; know AI/ML, C++ and Żółć. Ask Wilhelmine Quistorp."


@pytest.fixture(scope="module")
def engines(sqlite_databases: Callable[..., str], postgresql_databases: Callable[..., str]) -> Iterator[list[Engine]]:
    made = [open_engine(new(upgraded=True)) for new in (sqlite_databases, postgresql_databases)]
    for engine in made:
        database = fill_research_database(engine)
        database.crawl("laion", Job("rigger", "Facial Rigger", quote=WORDS), Job("clerk", "Clerk", quote="Keep books."))
    yield made
    for engine in made:
        engine.dispose()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("rigger faces", {"laion:rigger"}),
        ("RIGGER", {"laion:rigger", "netflix:rig-2"}),
        ('"motion capture"', {"laion:rigger"}),
        ('"capture motion"', set()),
        ("cafe montreal", {"laion:rigger"}),
        ("Café zółc", {"laion:rigger"}),
        ("ml", {"laion:rigger"}),
        ("rigger OR clerk", {"laion:rigger", "netflix:rig-2", "laion:clerk"}),
        ("faces books", set()),
        ("120,000", set()),
        ('"150000 dollars"', {"netflix:editor"}),
    ],
)
def test_both_databases_find_the_same(engines: list[Engine], words: str, found: set[str]) -> None:
    quoted = quote_words(words).replace("'", "''")
    for engine in engines:
        rows = run_select(engine, f"select posting_id, title, words, rank from postings_search('{quoted}')")[1]
        assert {row[0] for row in rows if "clerk-" not in row[0]} == found, engine.dialect.name
        assert all(title and said and rank < 0 for _, title, said, rank in rows)


@pytest.mark.parametrize(
    "words", ["AI/ML", "C++", "motion-capture", "a:b", '"', "NOT", "- *", "(", "x^2", "title:Clerk"]
)
def test_whatever_a_person_types_is_no_mistake_of_syntax(engines: list[Engine], words: str) -> None:
    for engine in engines:
        quoted = quote_words(words).replace("'", "''")
        run_select(engine, f"select posting_id from postings_search('{quoted}')")


def test_words_that_were_masked_are_found_no_more(engine: Engine) -> None:
    fill_research_database(engine).crawl("laion", Job("rigger", "Facial Rigger", quote=WORDS))
    asked = "select posting_id from postings_search('quistorp')"
    assert run_select(engine, asked)[1] == [("laion:rigger",)]
    order = RedactionOrder(by="A. Editor", reason="asked for", at=datetime(2026, 11, 22, tzinfo=UTC))

    def mask(value: object) -> object:
        return value.replace("Wilhelmine Quistorp", "x" * 19) if isinstance(value, str) else value

    with write_sessions(engine).begin() as session:
        apply_mask(session, mask, order)
    assert run_select(engine, asked)[1] == []
    assert run_select(engine, "select posting_id from postings_search('montreal')")[1] == [("laion:rigger",)]
    purge_pages(engine)
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        held = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
        assert b"quistorp" not in held.lower()


def test_an_index_that_fell_behind_is_named_and_made_anew(sqlite_databases: Callable[..., str]) -> None:
    engine = open_engine(sqlite_databases(upgraded=True))
    fill_research_database(engine)
    assert backup.check_database(engine) == []
    with engine.begin() as connection:
        connection.execute(text("delete from postings_search_version where posting = 1"))
    [said] = backup.check_database(engine)
    assert "search" in said
    with engine.begin() as connection:
        rebuild_search(connection)
    assert backup.check_database(engine) == []
    engine.dispose()
