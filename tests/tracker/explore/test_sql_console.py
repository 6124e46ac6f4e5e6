"""Queries read and never write, on both databases."""

import csv
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyarrow.parquet import read_table
from sqlalchemy import Engine, text

from tracker.commands.context import report_errors
from tracker.errors import QueryError
from tracker.explore.row_files import FILE_FORMATS
from tracker.explore.row_formats import FORMATS
from tracker.explore.select_only import check_select, make_role_sql
from tracker.explore.sql_console import (
    QueryLimits,
    find_powers,
    open_query,
    redact_rows,
    run_query,
    run_select,
)

ROOT = Path(__file__).parents[3]
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


@pytest.mark.parametrize(
    ("sql", "meant"),
    [("select * from posting_s", "postings"), ("select titel from postings", "title")],
)
def test_a_mistyped_view_or_column_is_answered_with_the_one_that_was_meant(
    engine: Engine, sql: str, meant: str
) -> None:
    with pytest.raises(QueryError, match=f"did you mean {meant}\\b"):
        run_select(engine, sql)


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


def test_markdown_and_vertical_hold_what_a_posting_says_as_words() -> None:
    columns, rows = ["title", "n"], [("A | <b>b</b>\n_c_", 2), ("d", None)]
    assert list(FORMATS["md"](columns, rows)) == [
        "| title | n |",
        "| --- | --- |",
        r"| A \| &lt;b&gt;b&lt;/b&gt; \_c\_ | 2 |",
        "| d |  |",
    ]
    assert list(FORMATS["vertical"](columns, rows)) == [
        "-- 1 --",
        "title: A | <b>b</b> _c_",
        "    n: 2",
        "-- 2 --",
        "title: d",
        "    n:",
    ]


def test_a_workbook_and_a_parquet_file_keep_numbers_and_hold_no_formula() -> None:
    columns, rows = ["a", "n", "n", "mixed"], [("=1+1", 2, Decimal("0.5"), 1), (None, None, Decimal(3), "x")]
    sheet = load_workbook(BytesIO(FILE_FORMATS["xlsx"](columns, rows)))["query"]
    assert list(sheet.values) == [("a", "n", "n", "mixed"), ("=1+1", 2, 0.5, 1), (None, None, 3, "x")]
    assert sheet["A2"].data_type == "s"
    table = read_table(BytesIO(FILE_FORMATS["parquet"](columns, rows)))
    assert table.column_names == ["a", "n", "n_2", "mixed"]
    assert table.column("n_2").to_pylist() == [Decimal("0.5"), Decimal(3)]
    assert table.column("mixed").to_pylist() == ["1", "x"]
    assert read_table(BytesIO(FILE_FORMATS["parquet"](["a"], []))).num_rows == 0


PAGES = "from tracker.util.terminal import echo_pages; echo_pages(['one'] * 3); echo_pages(['two'] * 40)"


def test_more_lines_than_a_terminal_shows_go_through_its_pager() -> None:
    ours, theirs = pty.openpty()
    environment = {"PAGER": "sed s/two/paged/", "LINES": "24", "COLUMNS": "80", "PATH": os.environ["PATH"]}
    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    subprocess.run([sys.executable, "-c", PAGES], check=True, timeout=60, env=environment, cwd=ROOT, **ends)
    os.close(theirs)
    written = os.read(ours, 10_000).decode().split()
    os.close(ours)
    assert written == ["one"] * 3 + ["paged"] * 40


def test_an_empty_answer_is_well_formed_in_every_format() -> None:
    assert json.loads("\n".join(FORMATS["json"](["a"], []))) == []
    assert list(FORMATS["csv"](["a"], [])) == ["a"]
    assert list(FORMATS["jsonl"](["a"], [])) == []
    assert list(FORMATS["table"](["a"], [])) == ["a", "-"]


def test_a_reader_who_has_enough_gets_no_error() -> None:
    with pytest.raises(BrokenPipeError), report_errors():
        raise BrokenPipeError(32, "Broken pipe")


HARMFUL = [
    "copy (select 1) to program 'id'",
    "copy studio from '/etc/passwd'",
    "select pg_read_file('/etc/passwd')",
    "select pg_catalog.pg_read_binary_file('/etc/passwd')",
    "select PG_LS_DIR('.')",
    "select * from pg_ls_dir('/')",
    "select pg_terminate_backend(pid) from studio, (values (1)) v (pid)",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/x')",
    "select set_config('transaction_read_only', 'off', false)",
    "select query_to_xml('delete from studio', true, true, '')",
    "select pg_advisory_lock(1)",
    "select nextval('crawl_id_seq')",
    "select * from pg_authid",
    "select * from pg_catalog.pg_shadow",
    "with gone as (delete from studio returning *) select * from gone",
    "select (with x as (insert into studio values ('a') returning *) select count(*) from x)",
    "select * into mine from studio",
    "select * from studio for update",
    "explain analyze delete from studio",
    "do $$ begin delete from studio; end $$",
    "call anything()",
    "set transaction read write",
    "begin; select 1",
    "listen x",
    "prepare p as delete from studio",
    "select 1; select 2",
    "",
    "select 1 /* */; --\n drop table studio",
]


@pytest.mark.parametrize("sql", HARMFUL)
def test_what_reaches_past_the_tables_is_refused_before_it_runs(sql: str) -> None:
    with pytest.raises(QueryError):
        check_select(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select studio, count(*) from postings group by 1 order by 2 desc limit 3",
        "table studio",
        "values (1), (2)",
        "with a as (select 1 as x) select x from a union all select 2",
        "select lower(title) || '; drop table x' from postings where title ilike '%pg_read_file(%'",
        "select pg_size_pretty(pg_database_size(current_database()))",
        "select string_agg(title, ', ') filter (where state = 'listed') over () from postings",
        "select $tag$ delete from x $tag$",
    ],
)
def test_what_only_reads_is_let_through(sql: str) -> None:
    check_select(sql)


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


def test_a_query_has_a_limit_of_time(engine: Engine) -> None:
    with pytest.raises(QueryError, match=r"ran longer than 0\.2 seconds"):
        run_query(engine, ENDLESS, QueryLimits(seconds=0.2))


def test_rows_come_before_the_last_one_is_known(engine: Engine) -> None:
    for form in ("csv", "json", "jsonl"):
        with open_query(engine, ENDLESS.replace("count(*)", "i"), QueryLimits(size=None)) as answer:
            lines = list(islice(FORMATS[form](answer.columns, answer.rows), 1_200))
        assert "1199" in lines[-1] or "1200" in lines[-1]


def test_a_query_has_limits_of_rows_and_size(engine: Engine) -> None:
    some = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) select i, 'abcdefgh' from n"
    result = run_query(engine, some, QueryLimits(rows=700))
    assert (len(result.rows), result.cut) == (700, True)
    assert not run_query(engine, some, QueryLimits()).cut
    with pytest.raises(QueryError, match="larger than 0 MB"):
        run_query(engine, some, QueryLimits(size=10_000))


def test_a_role_that_may_write_is_told_of(engine: Engine) -> None:
    powers = find_powers(engine)
    assert powers is None if engine.dialect.name == "sqlite" else powers and "may do more than read" in powers


def test_the_role_that_can_only_read_has_a_name_that_cannot_break_out() -> None:
    sql = make_role_sql('a"; drop table studio; --')
    assert '"a""; drop table studio; --"' in sql


HOSTILE = [
    "\x1b[31mred", "a\x9b2Jb", "\x07", "\u202eevil", "line\rover", "x\x00y", "\ud800", "a\u2066b\u2069",
]  # fmt: skip


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("words", HOSTILE)
def test_no_format_gives_a_terminal_what_steers_it(form: str, words: str) -> None:
    printed = "\n".join(FORMATS[form](["a"], [(words,)]))
    assert all(character.isprintable() or character == "\n" for character in printed)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("=1+1", "'=1+1"),
        ("Artist;=1+1", "Artist;'=1+1"),
        ("Artist ; @SUM(1)", "Artist ; '@SUM(1)"),
        ("a|-2+3", "a|'-2+3"),
        ("Artist;;\t +1", "Artist;;\t '+1"),
        ("a, b; c-d", "a, b; c-d"),
        ("plain", "plain"),
    ],
)
def test_no_cell_begins_a_formula_whatever_parts_cells(words: str, written: str) -> None:
    [_, line] = FORMATS["csv"](["a"], [(words,)])
    assert next(csv.reader([line])) == [written]


def test_people_are_masked_and_keys_and_addresses_stay() -> None:
    columns = ["posting_id", "requisition", "url", "title", "n"]
    row = (
        "netflix:213-555-0123",
        "020-7946-0123",
        "https://x.example/213-555-0123",
        "Call Jane Doe on 213-555-0123",
        1,
    )
    assert list(redact_rows(columns, [row])) == [(*row[:3], "Call [name removed] on [telephone removed]", 1)]
    named = ("a:b", "jane@example.com", "https://x.example/?to=jane@example.com", "Grip", None)
    masked = ("a:b", "[e-mail removed]", "https://x.example/?to=contact-removed", "Grip", None)
    assert list(redact_rows(columns, [named])) == [masked]


def test_both_databases_know_the_median_and_percentiles_to_the_last_bit(engine: Engine) -> None:
    values = "(select 3 as x union all select 1.25 union all select 10 union all select null union all select 7.1) v"
    asked = "median(x), percentile(x, 0), percentile(x, 10), percentile(x, 33.3), percentile(x, 100)"
    [row] = run_select(engine, f"select {asked} from {values}")[1]
    assert row == (5.05, 1.25, 1.7750000000000001, 2.9982499999999996, 10.0)
    assert run_select(engine, f"select median(x), percentile(x, 50) from {values} where x > 99")[1] == [(None, None)]
    groups = (
        "select median(x) from (select 1 as x, 'a' as g union all select 2, 'a' union all select 5, 'b') v group by g"
    )
    assert sorted(run_select(engine, groups)[1]) == [(1.5,), (5.0,)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Datasette has sqlite3 print them
@pytest.mark.parametrize("asked", ["median('a')", "percentile(1, 101)"])
def test_what_has_no_median_is_refused(engine: Engine, asked: str) -> None:
    with pytest.raises(QueryError):
        run_select(engine, f"select {asked}")
