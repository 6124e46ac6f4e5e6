"""Every query of the cookbook finds rows, the same on both databases; what docs say of files and views is true."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pandas import DataFrame
from sqlalchemy import Engine, text

from db.engine import open_engine
from db.queries.as_of import AsOf
from db.queries.current import find_present
from db.queries.stored_tables import STORED
from db.queries.views import list_view_columns
from reports.frames.frames import convert_frame
from reports.report import resolve_as_of
from reports.tables.registry import TABLES, VIEWED_TABLES
from reports.tables.table import ReportTable, Snapshot
from tests.tracker.explore.research_database import fill_research_database
from tracker.explore.cookbook import load_recipes, render_recipes
from tracker.explore.row_formats import FORMATS
from tracker.explore.sql_console import run_select
from tracker.explore.stored_tables import refresh_tables

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def engines(sqlite_databases: Callable[..., str], postgresql_databases: Callable[..., str]) -> Iterator[list[Engine]]:
    made = [open_engine(new(upgraded=True)) for new in (sqlite_databases, postgresql_databases)]
    for engine in made:
        fill_research_database(engine)
    yield made
    for engine in made:
        engine.dispose()


def test_every_query_of_the_cookbook_finds_the_same_on_both_databases(engines: list[Engine]) -> None:
    assert len(load_recipes()) == 25
    for recipe in load_recipes():
        sqlite, postgresql = (list(FORMATS["jsonl"](*run_select(engine, recipe.example))) for engine in engines)
        assert sqlite == postgresql, recipe.name
        assert sqlite, f"{recipe.name} finds nothing"


@pytest.mark.parametrize("table", VIEWED_TABLES, ids=lambda table: table.name)
def test_a_view_has_the_rows_of_its_table_s_file(engines: list[Engine], table: ReportTable) -> None:
    """Every table of the report has one, whose columns are the file's, but for names that are words of SQL."""
    for engine in engines:
        assert refresh_tables(engine) == []
        with engine.connect() as connection:
            # the others are of this moment: events go by the calendar
            moment = resolve_as_of(connection, None) if table.name in STORED else datetime.now(UTC)
            known = find_present(connection, AsOf.plain(moment))
            assert known.is_present
            file = table.read(Snapshot(connection=connection, as_of=known))
            names = list_view_columns()[table.view]
            view = DataFrame(connection.execute(text(f"SELECT * FROM {table.view}")).all(), columns=names, dtype=object)
        shared = [name for name in table.columns if name not in table.renamed]
        assert set(shared) <= set(names)
        rows = convert_frame(view[shared]).itertuples(index=False, name=None)
        assert Counter(rows) == Counter(file[shared].itertuples(index=False, name=None))
        assert len(file) or table.name in ("accuracy", "answers", "corrections"), table.name


def test_the_cookbook_s_page_prints_these_queries() -> None:
    assert render_recipes() in (DOCS / "cookbook.md").read_text(encoding="utf-8"), (
        "put what `python -m tracker.explore.cookbook` prints between its questions and 'From other programs'"
    )


def test_columns_and_files_that_the_pages_for_researchers_name_are_there() -> None:
    columns = {name for table in TABLES for name in table.columns}
    columns |= {name for view in list_view_columns().values() for name in view} | set(list_view_columns())
    known = {table.name: set(table.columns) for table in TABLES}
    for page in ("for-researchers.md", "cookbook.md"):
        words = (DOCS / page).read_text(encoding="utf-8")
        frames = re.findall(r"report-out/(\w+)\.(?:csv|parquet)", words)
        assert frames
        assert set(frames) <= known.keys(), page
        # in code: a column as df["name"], or by name in a query of a file
        named = set(re.findall(r'\["(\w+)"\]', words)) | set(re.findall(r"median\((\w+)\)", words)) - {"x"}
        named |= set(re.findall(r"`([a-z]+_[a-z_]+)`", words)) - {"percentile_cont"}
        assert named
        assert named - columns == set(), page
