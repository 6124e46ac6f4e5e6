"""A lake has the database's rows, is written in parts, and says no more of people than a report."""

import hashlib
import json
import shutil
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, event, text, update

import tracker.explore.lake.writer as lake_writer
from db.engine import open_engine
from db.models import Version
from db.queries.views import VIEWS, list_view_columns
from db.writes.redaction import RedactionOrder, apply_mask
from tests.reports.report_database import Job, ReportDatabase
from tests.stored_scales import copy_scales
from tests.tracker.explore.research_database import editor, fill_research_database
from tracker.archive.masking import Mask
from tracker.errors import LakeError, QueryError, StorageError
from tracker.explore.cookbook import load_recipes
from tracker.explore.lake.check import check_lake
from tracker.explore.lake.console import SEARCH, open_lake_query
from tracker.explore.lake.manifest import FILE
from tracker.explore.lake.views import list_lake_views
from tracker.explore.lake.writer import REAL_VALUES, write_lake
from tracker.explore.row_formats import FORMATS
from tracker.explore.sql_console import BY_DEFAULT, QueryLimits, redact_rows, run_select
from tracker.util.storage import open_storage

REACH = "Apply to jane.doe@example.org or call +1 310 555 0142."


@pytest.fixture(scope="module")
def databases(
    sqlite_databases: Callable[..., str], postgresql_databases: Callable[..., str]
) -> Iterator[list[ReportDatabase]]:
    engines = [open_engine(new(upgraded=True)) for new in (sqlite_databases, postgresql_databases)]
    yield list(map(fill, engines))
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="module")
def lakes(databases: list[ReportDatabase], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One of each database."""
    made = [tmp_path_factory.mktemp("lake") / "lake" for _ in databases]
    for database, folder in zip(databases, made, strict=True):
        write_lake(database.engine, str(folder))
    return made


@pytest.fixture
def database(sqlite_databases: Callable[..., str]) -> Iterator[ReportDatabase]:
    engine = open_engine(sqlite_databases(upgraded=True))
    yield fill(engine)
    engine.dispose()


def fill(engine: Engine) -> ReportDatabase:
    copy_scales(engine)  # stored already when the lake is written, so that the database keeps scales of its own
    return fill_research_database(engine)


def ask(place: object, sql: str, limits: QueryLimits = BY_DEFAULT) -> tuple[list[str], list[tuple[Any, ...]]]:
    with open_lake_query(str(place), sql, limits) as answer:
        return answer.columns, list(answer.rows)


def contents(folder: Path) -> dict[str, str]:
    """The digest of each file of a lake."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != ".lock"
    }


# ---- the same rows


def test_every_query_of_the_cookbook_finds_the_same_in_the_lake(
    databases: list[ReportDatabase], lakes: list[Path]
) -> None:
    for recipe in load_recipes():
        if SEARCH in recipe.sql:  # the database's own index of words
            with pytest.raises(QueryError, match="ilike"):
                ask(lakes[0], recipe.example)
            continue
        stored = list(FORMATS["jsonl"](*run_select(databases[0].engine, recipe.example)))
        for folder in lakes:
            assert list(FORMATS["jsonl"](*ask(folder, recipe.example))) == stored, recipe.name


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_the_same_columns_and_rows_in_the_lake(
    databases: list[ReportDatabase], lakes: list[Path], view: str
) -> None:
    for database, folder in zip(databases, lakes, strict=True):
        columns, rows = run_select(database.engine, f"select * from {view}")
        named, found = ask(folder, f"select * from {view}")
        assert named == columns == list(list_view_columns()[view])
        here, there = Counter(map(plain, found)), Counter(map(plain, redact_rows(columns, rows)))
        if view in (
            "signatories",
            "events",
        ):  # the lake is of the last crawl's time, and the views of the database of now
            assert here <= there
            assert here
        else:
            assert here == there


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(float(value) if isinstance(value, int) else value for value in row)


def test_both_databases_give_one_lake(lakes: list[Path]) -> None:
    # but for the manifest's digests of the databases' own rows
    one, other = ({name: each for name, each in contents(folder).items() if name != FILE} for folder in lakes)
    assert one == other
    assert len(one) > 20


def test_files_stand_by_studio_and_month_and_other_programs_read_them(lakes: list[Path]) -> None:
    names = [name for name in contents(lakes[0]) if name.startswith(("versions/", "postings/"))]
    assert {name.rpartition("/")[0] for name in names} == {
        "postings/studio=netflix", "postings/studio=realeyes",
        "versions/studio=netflix/month=2023-07", "versions/studio=realeyes/month=2023-07",
    }  # fmt: skip
    table = pq.ParquetFile(lakes[0] / names[0])
    assert table.metadata.row_group(0).column(0).compression == "ZSTD"
    assert table.schema_arrow.field("pay_maximum").type == "double"


# ---- written again


def test_a_second_run_writes_nothing_where_nothing_is_new(database: ReportDatabase, tmp_path: Path) -> None:
    write_lake(database.engine, str(tmp_path / "lake"))
    before = contents(tmp_path / "lake")
    made = write_lake(database.engine, str(tmp_path / "lake"))
    assert (made.written, made.removed) == (0, 0)
    assert contents(tmp_path / "lake") == before


def test_what_a_crawl_brings_is_written_as_a_fresh_lake_would_have_it(database: ReportDatabase, tmp_path: Path) -> None:
    lake, fresh = tmp_path / "lake", tmp_path / "fresh"
    write_lake(database.engine, str(lake))
    before = contents(lake)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(f"{given[2]} {given[3]}"))
    for days in (1, 40):  # in the month of the others, and in a later one
        database.at += timedelta(days=days)
        database.crawl("netflix", editor("160000"), Job(f"new-{days}", "Grip"))
        asked.clear()
        write_lake(database.engine, str(lake))
        assert not [sql for sql in asked if "FROM version" in sql and "description_text" in sql and "realeyes" in sql]
        shutil.rmtree(fresh, ignore_errors=True)
        write_lake(database.engine, str(fresh))
        assert contents(lake) == contents(fresh)
    kept = {name for name, digest in contents(lake).items() if before.get(name) == digest}
    # today's money is another in a later month, and every comparison names it
    assert {name for name in before if "studio=realeyes" in name and not name.startswith(REAL_VALUES)} <= kept
    assert {name.split("/")[2] for name in contents(lake) if name.startswith("versions/studio=netflix/")} == {
        "month=2023-07", "month=2023-09",
    }  # fmt: skip


def test_a_redaction_rewrites_what_held_the_words(database: ReportDatabase, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    write_lake(database.engine, str(lake))
    before = contents(lake)
    with database.write() as session:
        order = RedactionOrder(by="A. Editor", reason="asked for", at=database.at)
        apply_mask(session, Mask(["likeness"]).value, order)
    write_lake(database.engine, str(lake))
    assert ask(lake, "select count(*) from ai_clauses where quote like '%likeness%'")[1] == [(0,)]
    for name in contents(lake):
        assert b"your likeness" not in (lake / name).read_bytes()
    gone = before.keys() - contents(lake).keys()
    assert any(name.startswith("versions/studio=realeyes/") for name in gone)
    assert not any(name.startswith("versions/studio=netflix/") for name in gone)


def test_contact_details_stay_out(database: ReportDatabase, tmp_path: Path) -> None:
    with database.write() as session:
        session.execute(update(Version).values(description_text=Version.description_text + " " + REACH))
    write_lake(database.engine, str(tmp_path))
    for view in VIEWS:
        rows = ask(tmp_path, f"select * from {view}")[1]
        assert not [row for row in rows if "jane.doe" in repr(row) or "555 0142" in repr(row)], view
    assert "[e-mail removed]" in ask(tmp_path, "select description_text from postings limit 1")[1][0][0]


# ---- stopped


@pytest.mark.parametrize("step", [1, 4, 9, "manifest", "removing"])
def test_a_stop_leaves_the_lake_as_it_was_and_the_next_run_ends_it(
    database: ReportDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int | str
) -> None:
    lake, fresh = tmp_path / "lake", tmp_path / "fresh"
    write_lake(database.engine, str(lake))
    count = ask(lake, "select count(*) from versions")[1]
    with database.engine.begin() as connection:  # every file is written anew
        connection.execute(
            text("update union_scale set note = 'another' where scale_id = (select min(scale_id) from union_scale)")
        )
    database.crawl("realeyes", Job("new", "Grip"))
    steps = {"manifest": "replace", "removing": "remove"}
    stop_at(monkeypatch, steps.get(str(step), "put"), step if isinstance(step, int) else 1)
    with pytest.raises(KeyboardInterrupt):
        write_lake(database.engine, str(lake))
    monkeypatch.undo()
    if step != "removing":  # the manifest in place, the new lake is whole
        assert ask(lake, "select count(*) from versions")[1] == count
        assert not [line for line, wrong in check_lake(str(lake)) if wrong]
    write_lake(database.engine, str(lake))
    write_lake(database.engine, str(fresh))
    assert contents(lake) == contents(fresh)


def stop_at(monkeypatch: pytest.MonkeyPatch, method: str, step: int) -> None:
    """Let the storage be interrupted, as by a kill, before it does this for the so manieth time."""
    done, real = [], getattr(lake_writer.LocalStorage, method)

    def stop(*given: Any) -> Any:
        done.append(given)
        if len(done) == step:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(lake_writer.LocalStorage, method, stop)


def test_a_first_run_that_was_stopped_is_gone_on_with(
    database: ReportDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(monkeypatch, "put", 3)
    with pytest.raises(KeyboardInterrupt):
        write_lake(database.engine, str(tmp_path / "lake"))
    monkeypatch.undo()
    with pytest.raises(LakeError, match="first run was stopped"):
        ask(tmp_path / "lake", "select 1")
    write_lake(database.engine, str(tmp_path / "lake"))
    write_lake(database.engine, str(tmp_path / "fresh"))
    assert contents(tmp_path / "lake") == contents(tmp_path / "fresh")


# ---- refused


def test_a_folder_of_somebody_s_is_left_alone(database: ReportDatabase, tmp_path: Path) -> None:
    (tmp_path / "thesis.parquet").write_text("mine")
    with pytest.raises(LakeError, match="no lake of ours"):
        write_lake(database.engine, str(tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="is a file"):
        write_lake(database.engine, str(tmp_path / "file"))
    for content in ("{", "[]", '{"kind": "another"}', json.dumps({"kind": "labor-tracker lake", "schema_version": 1})):
        (tmp_path / FILE).write_text(content)
        with pytest.raises(LakeError, match="is no lake"):
            ask(tmp_path, "select 1")
    assert (tmp_path / "thesis.parquet").read_text() == "mine"


def test_a_file_that_is_gone_or_changed_is_named(lakes: list[Path], tmp_path: Path) -> None:
    shutil.copytree(lakes[0], tmp_path / "lake")
    gone, changed = sorted((tmp_path / "lake" / "postings").rglob("*.parquet"))
    gone.unlink()
    changed.write_bytes(b"PAR1")
    problems = [line for line, wrong in check_lake(str(tmp_path / "lake")) if wrong]
    assert f"{gone.relative_to(tmp_path / 'lake')}: is not there" in problems
    assert len(problems) == 3
    with pytest.raises((LakeError, QueryError)):
        ask(tmp_path / "lake", "select * from postings")


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1) to '{lake}/x.csv'", "create table x as select 1", "drop view postings", "attach '{lake}/x.db'",
        "install httpfs", "load httpfs", "set memory_limit = '9GB'", "pragma database_list", "select 1; select 2", "",
        "select * from read_text('/etc/passwd')", "select * from read_text('{lake}/../fresh')",
        "select * from glob('/etc/*')", "select * from 'http://127.0.0.1:1/x.parquet'", "select * from lakes",
    ],
)  # fmt: skip
def test_a_query_reads_the_lake_and_nothing_else(lakes: list[Path], sql: str) -> None:
    before = contents(lakes[0])
    with pytest.raises(QueryError):
        ask(lakes[0], sql.format(lake=lakes[0]))
    assert contents(lakes[0]) == before


def test_a_query_ends_at_its_limits(lakes: list[Path]) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.2 seconds"):
        ask(lakes[0], "select count(*) from range(100000000000) a, range(1000) b", QueryLimits(seconds=0.2))
    with pytest.raises(QueryError, match="larger than 1 MB"):
        ask(lakes[0], "select repeat('x', 1000) from range(2000)", QueryLimits(size=1_000_000))
    with open_lake_query(str(lakes[0]), "select * from postings", QueryLimits(rows=2)) as answer:
        assert len(list(answer.rows)) == 2
        assert answer.cut


@pytest.mark.parametrize(
    ("sql", "meant"), [("select * from posting_s", "postings"), ("select titel from postings", "title")]
)
def test_a_mistyped_name_is_answered_with_the_one_that_was_meant(lakes: list[Path], sql: str, meant: str) -> None:
    with pytest.raises(QueryError, match=f"did you mean.* {meant}\\b"):
        ask(lakes[0], sql)


# ---- behind an address


def test_a_lake_behind_an_address(databases: list[ReportDatabase], lakes: list[Path]) -> None:
    fsspec = pytest.importorskip("fsspec")
    place = f"memory://{uuid.uuid4()}/lake"
    made = write_lake(databases[0].engine, place)
    assert write_lake(databases[0].engine, place).written == 0
    assert made.files == len(contents(lakes[0])) - 1
    assert ask(place, "select * from pay_vs_scale order by all") == ask(
        lakes[0], "select * from pay_vs_scale order by all"
    )
    files = fsspec.filesystem("memory").find(place.removeprefix("memory:/"))
    assert {hashlib.sha256(fsspec.filesystem("memory").cat_file(each)).hexdigest() for each in files} == set(
        contents(lakes[0]).values()
    )


def test_a_column_of_every_view_has_a_type_that_a_lake_can_hold() -> None:
    assert {kind for view in list_lake_views() for kind in view.columns.values()} == {"text", "integer", "number"}


def test_an_extra_that_is_not_installed_is_named(lakes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("duckdb", "fsspec", "fsspec.core"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(LakeError, match=r"labor-tracker\[lake\]"):
        ask(lakes[0], "select 1")
    with pytest.raises(StorageError, match=r"labor-tracker\[lake\]"):
        open_storage("s3://bucket/lake")
    assert not [line for line, wrong in check_lake(str(lakes[0])) if wrong]  # a folder of this machine needs none
