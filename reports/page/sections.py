"""The tables that the page shows each in a section of its own: of their rows, the cells; their words stand in
sentences.toml under `section`, their columns there too, in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from reports.frames import frames
from reports.page import table_view
from reports.page.row_selection import SelectedRows
from reports.page.table_view import Cell, Heading, Row, TableView
from reports.prose import wording
from reports.tables import labor_events
from reports.tables.columns import described

SECTIONS = ("leads", "changes", "pay_history", "ai_vs_other", "trend", "events", "answers", "corrections")
"""By the names of their tables."""
NUMERIC = frozenset({"core_low", "core_high", "other_low", "other_high"})
PROSE = frozenset({"reasons_in_full", "before", "after", "events_by_name", "answer_text", "reason"})
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


def sections(picks: Mapping[str, SelectedRows], names: Mapping[str, str]) -> list[Section]:
    """Those that have rows. `names`: of the studios."""
    rows = {name: _rows(picks[name]) for name in SECTIONS}
    marked = {key for row in rows["trend"] for key in (row["events"] or "").split()}
    rows["events"] = [row for row in rows["events"] if row["event_id"] in marked]
    return [_section(name, rows[name], picks[name], names) for name in SECTIONS if rows[name]]


def _rows(picked: SelectedRows) -> list[dict[str, Any]]:
    """With plain values, and ways of reaching a person taken out, as in the files."""
    rows = [[row[name] for name in picked.choice.table.COLUMNS] for row in picked.rows]
    return frames.records(frames.make_frame(rows, picked.choice.table.COLUMNS))


def _section(name: str, rows: list[dict[str, Any]], picked: SelectedRows, names: Mapping[str, str]) -> Section:
    words = wording.sentences()["section"][name]
    return Section(
        name=name,
        contents=words.get("contents", ""),
        heading=words["heading"],
        words=words["words"],
        caption=f"{words['caption']} {_counted(words, len(rows), picked)}",
        table=table(words["columns"], rows, name, names),
        file=picked.choice.table.FILE,
    )


def _counted(words: Mapping[str, Any], count: int, picked: SelectedRows) -> str:
    """How many of the file's rows these are, and which."""
    how = [words["fits"]] if picked.suitable < picked.in_file else []
    how += [words["chosen"].format(suitable=f"{picked.suitable:,}")] if count < picked.suitable else []
    said = wording.sentences()["section"]["rows"]["some" if count < picked.in_file else "every"]
    file = picked.choice.table.FILE
    return str(said.format(shown=f"{count:,}", total=f"{picked.in_file:,}", file=file, which=", ".join(how)))


def table(columns: Mapping[str, str], rows: list[dict[str, Any]], name: str, names: Mapping[str, str]) -> TableView:
    types = {column: known.type for column, known in described(name).items()}
    headings = [
        Heading(words, column in NUMERIC or types.get(column, "") in table_view.NUMERIC, column in PROSE)
        for column, words in columns.items()
    ]
    cells = [[_cell(column, row, types, names) for column in columns] for row in rows]
    return TableView(headings, cells, len(rows))


def _cell(column: str, row: Row, types: Mapping[str, str], names: Mapping[str, str]) -> Cell:
    if column in PARTICULAR:
        return PARTICULAR[column](row, names)
    cell = plain(row[column], types[column])
    return Cell(cell.text, cell.key, "few") if column in (row.get("few") or "").split() else cell


def plain(value: Any, type_: str) -> Cell:
    if isinstance(value, datetime):
        return Cell(moment(value), table_view.plain(value, "instant").key)
    if isinstance(value, date):
        return Cell(wording.short_day(value), str(value.toordinal()))
    if type_ == "amount" and isinstance(value, Decimal):
        return Cell(f"{value:,f}", str(value))
    return Cell(short(value)) if isinstance(value, str) else table_view.plain(value, type_)


def moment(value: datetime) -> str:
    return f"{wording.short_day(value.date())}, {value:%H:%M} UTC"


def short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= QUOTE_AT_MOST else f"{line[: QUOTE_AT_MOST - 1].rstrip()}…"


def _posting(row: Row, names: Mapping[str, str]) -> Cell:
    posted = f"posted {wording.short_day(row['posted_on'])}" if row.get("posted_on") else ""
    whose = (
        names.get(row["studio"], row["studio"]),
        row.get("brand"),
        posted,
        table_view.ORIGINS.get(row.get("origin", "")),
    )
    title = row["title"] if "title" in row else row["posting_id"]
    return Cell(wording.title(title), note=" · ".join(word for word in whose if word), url=row.get("url") or "")


def _pay(row: Row, _names: Mapping[str, str]) -> Cell:
    if row["pay_minimum"] is None and row["pay_maximum"] is None:
        return Cell("", "")
    high = row["pay_minimum"] if row["pay_maximum"] is None else row["pay_maximum"]
    return Cell(table_view.pay(row), str(high), table_view.pay_note(row))


def _event(row: Row, _names: Mapping[str, str]) -> Cell:
    note = "; ".join(word for word in (row["field"], row["note"]) if word)
    return Cell(wording.sentences()["news"]["event"][row["event"]], note=note)


def _until(row: Row, _names: Mapping[str, str]) -> Cell:
    note = wording.sentences()["section"]["reader_changed"] if row["reader_changed"] else ""
    known = plain(row["until_at"], "instant")
    return Cell(known.text or wording.sentences()["section"]["as_last_seen"], known.key, note)


def _studio(row: Row, names: Mapping[str, str]) -> Cell:
    return Cell(names.get(row["studio"], row["studio"]))


def _week(row: Row, _names: Mapping[str, str]) -> Cell:
    cell = plain(row["week_begins_on"], "date")
    words = wording.sentences()["section"]
    notes = [
        "" if row["week_whole"] else words["week_not_whole"],
        words["reader_changed"] if row["reader_changed"] else "",
    ]
    return Cell(cell.text, cell.key, "; ".join(note for note in notes if note))


def _events(row: Row, _names: Mapping[str, str]) -> Cell:
    known = {event.event_id: event.name for event in labor_events.events()}
    return Cell("; ".join(known[key] for key in (row["events"] or "").split()))


def _reasons(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(row["reasons"])


def _source(row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(row["source_title"], url=row["source_url"] or "")


def _in_words(column: str, row: Row, _names: Mapping[str, str]) -> Cell:
    return Cell(str(row[column] or "").replace("_", " "))


def _median(side: str, end: str, row: Row, _names: Mapping[str, str]) -> Cell:
    return table_view.median(row, side, end)


PARTICULAR: Mapping[str, Callable[[Row, Mapping[str, str]], Cell]] = {
    "posting": _posting,
    "pay": _pay,
    "event_of_posting": _event,
    "until": _until,
    "studio": _studio,
    "week": _week,
    "source": _source,
    "events_by_name": _events,
    "reasons_in_full": _reasons,
    "by": partial(_in_words, "by"),
    "event_kind": partial(_in_words, "event_kind"),
    "answer": partial(_in_words, "answer"),
    **{f"{side}_{end}": partial(_median, side, end) for side in ("core", "other") for end in ("low", "high")},
}
"""What is made of more than one column, or said in other words."""
