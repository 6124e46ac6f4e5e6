"""Write docs/data-dictionary.md: `python -m reports.formats.data_dictionary > docs/data-dictionary.md`."""

import sys
from collections.abc import Iterable, Iterator

from db.queries import postings_search, views
from db.queries.stored_tables import STORED
from reports.charts.catalog import CHART_FILES
from reports.frames.columns import Column
from reports.tables.registry import TABLES
from reports.tables.table import ReportTable, TableFile
from reports.tables.view_columns import describe_rows, describe_view


def render_table_list(tables: Iterable[ReportTable]) -> str:
    """Render README's list of the report's tables, as Markdown."""
    rows = "".join(f"| `{table.path}` | {table.row_text} |\n" for table in tables)
    return f"| file | one row is |\n|---|---|\n{rows}"


def render_dictionary(files: Iterable[TableFile]) -> str:
    """Render the data dictionary as Markdown: the files, and below them the database's views."""
    return "".join(f"{line}\n" for line in _dictionary_lines(files))


def _dictionary_lines(files: Iterable[TableFile]) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        "Written by `python -m reports.formats.data_dictionary`; "
        "change `reports/tables/columns.toml` instead of this page."
    )
    yield from ("", *_PREFACE)
    for file in files:
        yield from ("", f"## {file.path}", "", f"{file.title}.", "", file.order_text, "")
        yield from ("| column | type | unit | meaning | source |", "|---|---|---|---|---|")
        yield from (_column_row(name, column) for name, column in file.described_columns.items())
    yield from ("", "# Views of the database", "")
    yield "As of now, for `labor-tracker query` and `browse`; the same on SQLite and PostgreSQL."
    yield f"No SQL makes the rows of {_name_all(STORED)}: `query`, `browse` and"
    yield "[`tracker.api`](python.md) store them anew where something has changed, and `as_of` says of when they are."
    yield "`changes` and `leads` begin at the first crawl."
    yield ""
    yield f"`{postings_search.NAME}('words')`, in the place of a view, has {_name_all(postings_search.COLUMNS)} of the"
    yield "postings whose title or words hold all of these words as they are now; the lowest rank is the best."
    for view in views.list_view_columns():
        yield from ("", f"## {view}", "", describe_rows(view), "", "| column | meaning |", "|---|---|")
        yield from (f"| `{name}` | {_escape_cell(meaning)} |" for name, meaning in describe_view(view).items())


_PREFACE = (
    "Files are UTF-8 with LF line ends and always a header. An empty cell is unknown, never zero. Amounts are plain",
    "numbers with a point and at most four decimal places; dates are ISO 8601; instants are UTC; booleans are true and",
    "false. E-mail addresses and telephone numbers in a posting's words are replaced by a mark in square brackets. A",
    "text that a spreadsheet would run as a formula (it begins with =, +, - or @) has an apostrophe before it. The",
    "descriptions of postings stay in the database (`description_text` of its view `postings`). Each chart of the page",
    "has its figures in a file of its own, in the folder `charts`: it is there where there is something to draw.",
)


def _name_all(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _column_row(name: str, column: Column) -> str:
    cells = (f"`{name}`", column.type, column.unit, column.meaning, column.source)
    return f"| {' | '.join(map(_escape_cell, cells))} |"


def _escape_cell(words: str) -> str:
    return words.replace("|", "\\|")


def main() -> None:
    sys.stdout.write(render_dictionary((*TABLES, *CHART_FILES)))


if __name__ == "__main__":
    main()
