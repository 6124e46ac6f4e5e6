"""The Python face gives what the files have, on both databases, and its page's examples are true."""

import doctest
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import connect_snapshot, open_engine
from db.queries.as_of import AsOf
from reports.brief.brief import make_brief
from reports.prose.news_counts import NewsCount, count_by_news
from reports.tables.registry import TABLES
from reports.tables.table import Snapshot
from tests.reports.report_database import START
from tests.tracker.explore.research_database import fill_research_database
from tracker.api import open_database
from tracker.errors import AsOfError, QueryError, SelectionError
from tracker.util.instants import parse_instant

NOTEBOOK = Path(__file__).parents[2] / "docs" / "tracker.ipynb"
PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_every_table_has_the_rows_and_columns_of_its_file(new_database: Callable[..., str]) -> None:
    url = new_database(upgraded=True)
    engine = open_engine(url)
    last = fill_research_database(engine).at + timedelta(minutes=10)
    engine.dispose()
    with open_database(url) as database:
        assert list(database.tables) == [table.name for table in TABLES]
        for table in TABLES:
            # the files are written from the same frames, which test_formats holds
            exact, typed = database.table(table.name, exact=True), database.table(table.name)
            assert list(exact.columns) == list(typed.columns) == list(table.columns), table.name
            assert (typed.isna() == exact.isna()).all(axis=None), table.name
        posting = database.table("postings").iloc[0]
        assert posting["posted_on"].date() == date(2023, 7, 18)
        assert posting["last_seen_at"].utcoffset() == timedelta(0)
        for moment in (last, last.isoformat()):
            assert len(database.table("postings", as_of=moment)) == 11
        # a date means its end, and of the rest of the day of the last crawl nothing is known: as for the commands
        for moment in (last.date(), last.date().isoformat(), last + timedelta(seconds=1)):
            with pytest.raises(AsOfError, match="what is known ends with"):
                database.table("postings", as_of=moment)
            with pytest.raises(AsOfError, match="what is known ends with"):
                database.explain(posting["posting_id"], as_of=moment)
        # page, site, brief and messages count by the same function: of each kind postings, and changes
        changes = database.table("changes", since=START)
        by_kind = changes.groupby("change_kind")["posting_id"].agg(["nunique", "size"])
        told = {str(kind): NewsCount(int(each["nunique"]), int(each["size"])) for kind, each in by_kind.iterrows()}
        with connect_snapshot(database.engine) as connection:
            brief = make_brief(Snapshot(connection=connection, as_of=AsOf.plain(last), since=START))
        counted = database.query("select change_kind, count(distinct posting_id), count(*) from changes group by 1")
        asked = {row[0]: NewsCount(row[1], row[2]) for row in counted.itertuples(index=False, name=None)}
        assert brief.counts == told == asked == count_by_news(changes.to_dict("records"))
        assert told["pay_changed"] == NewsCount(1, 1)
        with pytest.raises(SelectionError, match="did you mean postings"):
            database.table("posting")
        with pytest.raises(QueryError, match="queries only read"):
            database.query("delete from studio")


@pytest.fixture
def folder_of_the_examples(
    sqlite_databases: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work where the database that the examples open by its name is."""
    made = Path(sqlite_databases(upgraded=True).removeprefix("sqlite:///"))
    engine: Engine = open_engine(f"sqlite:///{made}")
    fill_research_database(engine)
    engine.dispose()
    made.rename(tmp_path / "labor-tracker.db")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("folder_of_the_examples")
def test_the_examples_of_the_page_are_true() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert (failed, tried > 15) == (0, True)


@pytest.mark.usefixtures("folder_of_the_examples")
def test_every_cell_of_the_notebook_runs() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], [cell["outputs"] for cell in notebook["cells"] if cell.get("outputs")]) == (4, [])
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    assert len(names["first"]) == 3
    assert set(names["changes"]["event"]) >= {"arrived", "pay_changed", "no_longer_listed"}
    assert names["reading"]["ai"]["label"] == "core"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-22", datetime(2026, 11, 22, 23, 59, 59, 999999, UTC)),
        ("2026-11-22T09:00:00+01:00", datetime(2026, 11, 22, 8, tzinfo=UTC)),
    ],
)
def test_a_date_is_its_end(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize("text", ["soon", "2026-11-22T09:00:00", "2026-13-01"])
def test_what_is_no_point_in_time_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_instant(text)
