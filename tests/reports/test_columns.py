"""Every column of every table is described, and the data dictionary says so."""

from pathlib import Path
from types import ModuleType

import pytest

from reports.cells import PLAIN
from reports.columns import described, title_of
from reports.dictionary import dictionary
from reports.write import TABLES

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.FILE)
def test_every_column_is_described(table: ModuleType) -> None:
    columns = described(table.FILE.removesuffix(".csv"))
    for name in table.COLUMNS:
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
        assert columns[name].type in PLAIN, name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.FILE)
def test_a_table_has_a_title_and_a_stated_order(table: ModuleType) -> None:
    assert title_of(table)
    assert len(set(table.COLUMNS)) == len(table.COLUMNS)
    assert set(table.ORDER) <= set(table.COLUMNS)


def test_the_data_dictionary_is_up_to_date() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary(TABLES), (
        "run: python -m reports.dictionary > docs/data-dictionary.md"
    )
