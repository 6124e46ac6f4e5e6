"""Every column of every table is described, and the data dictionary says so."""

from pathlib import Path

import pytest

from db.queries import views
from db.queries.stored_tables import STORED
from reports.charts.catalog import CHART_FILES
from reports.formats.data_dictionary import render_dictionary, render_table_list
from reports.frames.columns import describe_columns
from reports.frames.values import CONVERTERS
from reports.tables.registry import TABLES, VIEWED_TABLES
from reports.tables.table import ReportTable, TableFile
from reports.tables.view_columns import describe_view

DESCRIBED = (*TABLES, *CHART_FILES)
ROOT = Path(__file__).parents[3]
DICTIONARY, README = ROOT / "docs" / "data-dictionary.md", ROOT / "README.md"


@pytest.mark.parametrize("file", DESCRIBED, ids=lambda file: file.path)
def test_every_column_is_described(file: TableFile) -> None:
    columns = describe_columns(file.name)
    for name in file.columns:
        assert columns[name].meaning.endswith((".", "…")), name
        assert columns[name].source in {
            "posting",
            "reading",
            "crawl",
            "studios",
            "scales",
            "verdicts",
            "answers",
            "events",
            "correction",
            "computed",
        }, name
        assert columns[name].type in CONVERTERS, name


@pytest.mark.parametrize("file", DESCRIBED, ids=lambda file: file.path)
def test_a_file_has_a_title_and_a_stated_order(file: TableFile) -> None:
    assert file.title
    assert file.order_text.endswith(".")
    assert len(set(file.columns)) == len(file.columns)


def test_a_table_is_sorted_by_columns_that_it_has() -> None:
    for table in TABLES:
        assert set(table.order) <= set(table.columns), table.path


@pytest.mark.parametrize(
    "table", [table for table in VIEWED_TABLES if table.name in STORED], ids=lambda table: table.name
)
def test_a_stored_table_has_the_columns_of_its_file(table: ReportTable) -> None:
    kinds = dict.fromkeys(("integer", "boolean"), "integer") | dict.fromkeys(("amount", "share", "rate"), "number")
    file = {name: kinds.get(column.type, "text") for name, column in table.described_columns.items()}
    wanted = [(name, kind) for name, kind in file.items() if name not in table.renamed]
    assert list(STORED[table.name].items()) == wanted, "db/queries/stored_tables.py, and a migration for the view"


def test_the_data_dictionary_is_up_to_date() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == render_dictionary(DESCRIBED), (
        "run: python -m reports.formats.data_dictionary > docs/data-dictionary.md"
    )


def test_the_readme_lists_every_table() -> None:
    assert render_table_list(TABLES) in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("view", list(views.list_view_columns()))
def test_every_column_of_a_view_says_what_it_is_there(view: str) -> None:
    """By view and column: a bare name means one thing in one table and another in the next."""
    assert [name for name, meaning in describe_view(view).items() if not meaning] == []


def test_a_view_s_column_is_not_described_by_another_s() -> None:
    pay, evidence = describe_view("pay_ranges"), describe_view("ai_evidence")
    assert {name for name in ("quote", "quote_start", "quote_end", "rule") if pay[name] == evidence[name]} == set()
    assert describe_view("corrections")["corrected_field"] == describe_columns("corrections")["corrected_field"].meaning
    assert describe_view("crawls")["listed"] != describe_columns()["listed"].meaning
