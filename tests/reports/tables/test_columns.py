"""Every column of every table is described, and the data dictionary says so."""

from pathlib import Path

import pytest

from reports.charts.catalog import CHART_FILES
from reports.formats.data_dictionary import render_dictionary
from reports.frames.columns import describe_columns
from reports.frames.values import CONVERTERS
from reports.tables.registry import TABLES
from reports.tables.table import TableFile

DESCRIBED = (*TABLES, *CHART_FILES)
DICTIONARY = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


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


def test_the_data_dictionary_is_up_to_date() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == render_dictionary(DESCRIBED), (
        "run: python -m reports.formats.data_dictionary > docs/data-dictionary.md"
    )
