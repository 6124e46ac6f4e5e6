"""Queries read and never write, on both databases."""

import json

import pytest
from sqlalchemy import Engine, text

from tracker.commands.context import report_errors
from tracker.errors import QueryError
from tracker.explore.sql_console import FORMATS, run_select

WRITES = [
    "delete from crawl",
    "insert into host_lock values ('h', 'x', '2026-01-01T00:00:00Z')",
    "update studio set name = 'x'",
    "drop table studio",
    "create table mine (x int)",
    "drop view postings",
]


@pytest.mark.parametrize("sql", WRITES)
def test_a_query_that_would_write_is_refused_and_changes_nothing(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("insert into studio (studio, name, named_in_article) values ('s', 'S', true)"))
    with pytest.raises(QueryError, match="queries only read"):
        run_select(engine, sql)
    assert run_select(engine, "select studio, name from studio") == (["studio", "name"], [("s", "S")])


@pytest.mark.parametrize("sql", ["select 1; delete from studio", "commit; delete from studio"])
def test_a_second_statement_is_refused(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("insert into studio (studio, name, named_in_article) values ('s', 'S', true)"))
    with pytest.raises(QueryError):
        run_select(engine, sql)
    assert len(run_select(engine, "select * from studio")[1]) == 1


def test_a_mistake_is_said_in_the_database_s_words(engine: Engine) -> None:
    with pytest.raises(QueryError, match="nowhere"):
        run_select(engine, "select * from nowhere")


def test_the_database_can_be_written_again_after_a_query(engine: Engine) -> None:
    run_select(engine, "select 1")
    with engine.begin() as connection:
        connection.execute(text("insert into studio (studio, name, named_in_article) values ('s', 'S', true)"))


def test_formats() -> None:
    columns, rows = ["studio", "n", "share"], [("a, b", 2, 0.5), ('say "x"', None, 3.0)]
    assert list(FORMATS["csv"](columns, rows)) == ["studio,n,share", '"a, b",2,0.5', '"say ""x""",,3']
    assert json.loads("\n".join(FORMATS["json"](columns, rows)))[1] == {"studio": 'say "x"', "n": None, "share": 3}
    assert [json.loads(line)["n"] for line in FORMATS["jsonl"](columns, rows)] == [2, None]
    assert list(FORMATS["table"](columns, rows)) == [
        "studio   n  share",
        "-------  -  -----",
        "a, b     2    0.5",
        'say "x"         3',
    ]


def test_an_empty_answer_is_well_formed_in_every_format() -> None:
    assert json.loads("\n".join(FORMATS["json"](["a"], []))) == []
    assert list(FORMATS["csv"](["a"], [])) == ["a"]
    assert list(FORMATS["jsonl"](["a"], [])) == []
    assert list(FORMATS["table"](["a"], [])) == ["a", "-"]


def test_a_reader_who_has_enough_gets_no_error() -> None:
    with pytest.raises(BrokenPipeError), report_errors():
        raise BrokenPipeError(32, "Broken pipe")
