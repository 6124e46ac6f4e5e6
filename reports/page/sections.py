"""Make a section of the page of each table that has page_rows: its cells, under the words of sentences.toml.

A table's words stand there under [section.NAME], its columns under [section.NAME.columns], in their order.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from db.queries.dated_events import load_dated_events
from reports.frames import frames
from reports.frames.columns import describe_columns
from reports.page import table_view
from reports.page.row_selection import SelectedRows
from reports.page.table_view import Cell, Heading, Row, TableView
from reports.prose import news, wording
from reports.prose.marked_edit import mark_change, name_event
from reports.prose.pay_range import describe_pay, format_pay

NUMERIC = frozenset({"core_low", "core_high", "other_low", "other_high"})
PROSE = frozenset({"reasons_in_full", "marked", "events_by_name", "answer_text", "reason"})
QUOTE_AT_MOST = 160
"""Characters of a text in a cell; the file has all."""


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
    picks: Mapping[str, SelectedRows], names: Mapping[str, str], receipts: Mapping[str, str]
) -> list[Section]:
    """Make the sections that have rows, in the order of sentences.toml. `names`: by studio, what it is called;
    `receipts`: by posting_id, the id of its receipt on the page."""
    rows = {name: plain_rows(picks[name]) for name in wording.load_sentences()["section"] if name in picks}
    for row in rows.get("postings", []):
        row["receipt"] = receipts.get(row["posting_id"], "")
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


def compact_cell(value: Any, type_: str) -> Cell:
    if isinstance(value, datetime):
        return Cell(format_short_instant(value), table_view.plain_cell(value, "instant").key)
    if isinstance(value, date):
        return Cell(wording.format_short_date(value), str(value.toordinal()))
    if type_ == "amount" and isinstance(value, Decimal):
        return Cell(f"{value:,f}", str(value))
    return Cell(shorten_quote(value)) if isinstance(value, str) else table_view.plain_cell(value, type_)


def format_short_instant(value: datetime) -> str:
    return f"{wording.format_short_date(value.date())}, {value:%H:%M} UTC"


def shorten_quote(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= QUOTE_AT_MOST else f"{line[: QUOTE_AT_MOST - 1].rstrip()}…"


def _posting_cell(row: Row, names: Mapping[str, str]) -> Cell:
    posted = f"posted {wording.format_short_date(row['posted_on'])}" if row.get("posted_on") else ""
    whose = (
        names.get(row["studio"], row["studio"]),
        row.get("brand"),
        posted,
        table_view.ORIGINS.get(row.get("origin", "")),
    )
    title = row["title"] if "title" in row else row["posting_id"]
    return Cell(wording.shorten_title(title), note=" · ".join(word for word in whose if word), url=row.get("url") or "")


def _marked_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell("", parts=mark_change(row))


def _label_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(AI_LABELS.get(row["ai_label"], ""), note=(row["ai_kinds"] or "").replace("_", " "))


def _age_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return compact_cell(row["words_read_on"], "date")


def _receipt_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell("receipt", anchor=row["receipt"]) if row["receipt"] else Cell("by explain", note=row["posting_id"])


def _pay_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    if row["pay_minimum"] is None and row["pay_maximum"] is None:
        return Cell("", "")
    high = row["pay_minimum"] if row["pay_maximum"] is None else row["pay_maximum"]
    return Cell(format_pay(row), str(high), describe_pay(row))


def _event_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    note = "; ".join(word for word in (row["field"], row["note"]) if word)
    return Cell(name_event(row), note=note)


def _until_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    note = wording.load_sentences()["section"]["reader_changed"] if row["reader_changed"] else ""
    known = compact_cell(row["until_at"], "instant")
    return Cell(known.text or wording.load_sentences()["section"]["as_last_seen"], known.key, note)


def _studio_cell(row: Row, names: Mapping[str, str]) -> Cell:
    return Cell(names.get(row["studio"], row["studio"]))


def _week_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    cell = compact_cell(row["week_begins_on"], "date")
    words = wording.load_sentences()["section"]
    notes = [
        "" if row["week_whole"] else words["week_not_whole"],
        words["reader_changed"] if row["reader_changed"] else "",
    ]
    return Cell(cell.text, cell.key, "; ".join(note for note in notes if note))


def _events_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    known = {event.event_id: event.name for event in load_dated_events()}
    return Cell("; ".join(known[key] for key in (row["events"] or "").split()))


def _minimum_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    if row["scale_amount"] is None:
        return Cell(wording.load_sentences()["section"]["no_figure_known"], "")
    unit = wording.load_sentences()["unit"].get(row["scale_unit"], f"for: {row['scale_unit']}")
    amount = wording.format_money(row["scale_amount"], row["scale_currency"])
    since = wording.format_short_date(row["scale_effective_from"])
    status = wording.load_sentences()["section"][f"minimum_{row['scale_status']}"]
    return Cell(f"{amount} {unit}", str(row["scale_amount"]), status.replace("{since}", since))


def _coverage_reason_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(row["coverage_reason"])


def _reasons_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(row["reasons"])


def _source_cell(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(row["source_title"], url=row["source_url"] or "")


def _words_cell(column: str, row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(str(row[column] or "").replace("_", " "))


def _median_cell(side: str, end: str, row: Row, _names: Mapping[str, str]) -> Cell:
    return table_view.median_cell(row, side, end)


AI_LABELS = {"core": "AI job", "adjacent": "AI a part of the work"}
NOT_AI = "other"


def _facet_studio(row: Row, names: Mapping[str, str]) -> str:
    return names.get(row["studio"], row["studio"])


FACETS: Mapping[str, Mapping[str, Callable[[Row, Mapping[str, str]], str]]] = {
    "changes": {
        "Studio": _facet_studio,
        "Kind": lambda row, _: str(wording.load_sentences()["happened"]["kind"][news.classify_news(row)]),
        "AI": lambda row, _: "AI" if news.is_of_ai(row) else NOT_AI,
    },
    "postings": {"Studio": _facet_studio, "AI": lambda row, _: AI_LABELS.get(row["ai_label"], NOT_AI)},
}
"""By table, what its rows can be filtered by."""


def _yearly_top(row: Row) -> Decimal:
    return row["pay_usd_year_maximum"] or row["pay_usd_year_minimum"] or Decimal(0)


SORT_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "changes": lambda row: (*news.weigh_news(row), -row["noted_at"].timestamp(), row["posting_id"]),
    "postings": lambda row: (row["ai_label"] != "core", -_yearly_top(row), row["posting_id"]),
}
"""How the page sorts rows where that is not the order of the file."""

CELLS: Mapping[str, Callable[[Row, Mapping[str, str]], Cell]] = {
    "posting": _posting_cell,
    "pay": _pay_cell,
    "event_of_posting": _event_cell,
    "marked": _marked_cell,
    "label": _label_cell,
    "words_age": _age_cell,
    "receipt": _receipt_cell,
    "until": _until_cell,
    "studio": _studio_cell,
    "week": _week_cell,
    "source": _source_cell,
    "events_by_name": _events_cell,
    "reasons_in_full": _reasons_cell,
    "minimum_of_agreement": _minimum_cell,
    "coverage_reason": _coverage_reason_cell,
    "by": partial(_words_cell, "by"),
    "event_kind": partial(_words_cell, "event_kind"),
    "answer": partial(_words_cell, "answer"),
    **{f"{side}_{end}": partial(_median_cell, side, end) for side in ("core", "other") for end in ("low", "high")},
}
"""What is made of more than one column, or said in other words."""
