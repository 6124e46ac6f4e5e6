"""Make a section of the page of each table that has page_rows: its cells, under the words of sentences.toml.

A table's words stand there under [section.NAME], its columns under [section.NAME.columns], in their order.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.frames import frames
from reports.frames.columns import describe_columns
from reports.page import table_view
from reports.page.row_selection import SelectedRows
from reports.page.section_cells import CELLS, FACETS, compact_cell
from reports.page.table_view import Cell, Heading, Row, TableView
from reports.prose import news, wording

UNTITLED = ("answers", "corrections")
"""Tables about postings whose files have no title: the page shows it, as nobody knows a posting by its id."""
NUMERIC = frozenset({"core_low", "core_high", "other_low", "other_high"})
PROSE = frozenset({"reasons_in_full", "marked", "events_by_name", "answer_text", "reason"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    name: str
    contents: str
    """Its words in the page's contents; empty for one that belongs to the section before it."""
    heading: str
    words: str
    caption: str
    table: TableView
    file: str


def make_sections(
    picks: Mapping[str, SelectedRows],
    names: Mapping[str, str],
    receipts: Mapping[str, str],
    titles: Mapping[str, str],
) -> list[Section]:
    """Make the sections that have rows, in the order of sentences.toml. `names`: by studio, what it is called;
    `receipts`: by posting_id, the id of its receipt on the page; `titles`: of the postings of tables without one."""
    rows = {name: plain_rows(picks[name]) for name in wording.load_sentences()["section"] if name in picks}
    for row in rows.get("postings", []):
        row["receipt"] = receipts.get(row["posting_id"], "")
    for name in UNTITLED:
        for row in rows.get(name, []):
            row["title"] = titles.get(row["posting_id"], "")
    for name, key in SORT_KEYS.items():
        rows.get(name, []).sort(key=key)
    marked = {key for row in rows["trend"] for key in (row["events"] or "").split()}
    rows["events"] = [row for row in rows["events"] if row["event_id"] in marked]
    return [_make_section(name, shown, picks[name], names) for name, shown in rows.items() if shown]


def plain_rows(picked: SelectedRows) -> list[dict[str, Any]]:
    """Convert the rows as the files have them: plain values, contact details taken out."""
    rows = [[row[name] for name in picked.table.columns] for row in picked.selected_rows]
    return frames.to_records(frames.make_frame(rows, picked.table.columns))


def _make_section(name: str, rows: list[dict[str, Any]], picked: SelectedRows, names: Mapping[str, str]) -> Section:
    words = wording.load_sentences()["section"][name]
    return Section(
        name=words.get("id", name),
        contents=words.get("contents", ""),
        heading=words["heading"],
        words=words["words"],
        caption=f"{words['caption']} {_count_caption(words, len(rows), picked)}",
        table=section_table(words["columns"], rows, name, names),
        file=picked.table.path,
    )


def _count_caption(words: Mapping[str, Any], count: int, picked: SelectedRows) -> str:
    """Say how many of the file's rows these are, and which."""
    how = [words["fits"]] if picked.suitable < picked.in_file else []
    how += [words["chosen"].format(suitable=f"{picked.suitable:,}")] if count < picked.suitable else []
    said = wording.load_sentences()["section"]["rows"]["some" if count < picked.in_file else "every"]
    file = picked.table.path
    return str(said.format(shown=f"{count:,}", total=f"{picked.in_file:,}", file=file, which=", ".join(how)))


def section_table(
    columns: Mapping[str, str], rows: list[dict[str, Any]], name: str, names: Mapping[str, str]
) -> TableView:
    types = {column: known.type for column, known in describe_columns(name).items()}
    headings = [
        Heading(words, column in NUMERIC or types.get(column, "") in table_view.NUMERIC, column in PROSE)
        for column, words in columns.items()
    ]
    cells = [[_section_cell(column, row, types, names) for column in columns] for row in rows]
    facets = [(words, [value(row, names) for row in rows]) for words, value in FACETS.get(name, {}).items()]
    ids = [make_row_id(row["posting_id"]) for row in rows] if name == "postings" else []
    return TableView(headings, cells, len(rows), ids, facets)


def make_row_id(posting_id: str) -> str:
    """Make an id for a posting's row, the same in every report: board keys have characters that no link should."""
    return f"posting-{hashlib.sha256(posting_id.encode()).hexdigest()[:12]}"


def _section_cell(column: str, row: Row, types: Mapping[str, str], names: Mapping[str, str]) -> Cell:
    if column in CELLS:
        return CELLS[column](row, names)
    if types[column] == "share":
        return table_view.share_cell(row, column)
    cell = compact_cell(row[column], types[column])
    return Cell(cell.text, cell.key, "few") if column in (row.get("few") or "").split() else cell


def _yearly_top(row: Row) -> Decimal:
    return row["pay_usd_year_maximum"] or row["pay_usd_year_minimum"] or Decimal(0)


SORT_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "changes": lambda row: (*news.weigh_news(row), -row["noted_at"].timestamp(), row["posting_id"]),
    "postings": lambda row: (row["ai_label"] != "core", -_yearly_top(row), row["posting_id"]),
}
"""How the page sorts rows where that is not the order of the file."""
