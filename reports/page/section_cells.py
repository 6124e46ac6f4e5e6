"""Cells of the page's sections that are made of more than one column, or said in other words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from db.queries.dated_events import load_dated_events
from reports.page import table_view
from reports.page.table_view import Cell, Row
from reports.prose import news, wording
from reports.prose.marked_edit import mark_change, name_event
from reports.prose.pay_range import describe_pay, format_pay

QUOTE_AT_MOST = 160
"""Characters of a text in a cell; the file has all."""

Names = Mapping[str, str]
"""By studio, what it is called."""


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


def _posting_cell(row: Row, names: Names) -> Cell:
    posted = f"posted {wording.format_short_date(row['posted_on'])}" if row.get("posted_on") else ""
    whose = (
        names.get(row["studio"], row["studio"]),
        row.get("brand"),
        posted,
        table_view.ORIGINS.get(row.get("origin", "")),
    )
    title = row.get("title") or row["posting_id"]
    return Cell(wording.shorten_title(title), note=" · ".join(word for word in whose if word), url=row.get("url") or "")


def _marked_cell(row: Row, _names: Names) -> Cell:
    return Cell("", parts=mark_change(row))


def _label_cell(row: Row, _names: Names) -> Cell:
    return Cell(AI_LABELS.get(row["ai_label"], ""), note=_list_kinds(row["ai_kinds"]))


def _list_kinds(kinds: str | None) -> str:
    words = wording.load_sentences()["ai_kind"]
    return ", ".join(words[kind] for kind in (kinds or "").split())


def _age_cell(row: Row, _names: Names) -> Cell:
    return compact_cell(row["words_read_on"], "date")


def _receipt_cell(row: Row, _names: Names) -> Cell:
    return Cell("receipt", anchor=row["receipt"]) if row["receipt"] else Cell("explain", note=row["posting_id"])


def _pay_cell(row: Row, _names: Names) -> Cell:
    if row["pay_minimum"] is None and row["pay_maximum"] is None:
        return Cell("", "")
    high = row["pay_minimum"] if row["pay_maximum"] is None else row["pay_maximum"]
    return Cell(format_pay(row), str(high), describe_pay(row))


def _event_cell(row: Row, _names: Names) -> Cell:
    note = "; ".join(word for word in (row["field"], row["note"]) if word)
    return Cell(name_event(row), note=note)


def _until_cell(row: Row, _names: Names) -> Cell:
    note = wording.load_sentences()["section"]["reader_changed"] if row["reader_changed"] else ""
    known = compact_cell(row["until_at"], "instant")
    return Cell(known.text or wording.load_sentences()["section"]["as_last_seen"], known.key, note)


def _studio_cell(row: Row, names: Names) -> Cell:
    return Cell(names.get(row["studio"], row["studio"]))


def _week_cell(row: Row, _names: Names) -> Cell:
    cell = compact_cell(row["week_begins_on"], "date")
    words = wording.load_sentences()["section"]
    notes = [
        "" if row["week_whole"] else words["week_not_whole"],
        words["reader_changed"] if row["reader_changed"] else "",
    ]
    return Cell(cell.text, cell.key, "; ".join(note for note in notes if note))


def _events_cell(row: Row, _names: Names) -> Cell:
    known = {event.event_id: event.name for event in load_dated_events()}
    return Cell("; ".join(known[key] for key in (row["events"] or "").split()))


def _minimum_cell(row: Row, _names: Names) -> Cell:
    if row["scale_amount"] is None:
        return Cell(wording.load_sentences()["section"]["no_figure_known"], "")
    unit = wording.load_sentences()["unit"].get(row["scale_unit"], f"for: {row['scale_unit']}")
    amount = wording.format_money(row["scale_amount"], row["scale_currency"])
    since = wording.format_short_date(row["scale_effective_from"])
    status = wording.load_sentences()["section"][f"minimum_{row['scale_status']}"]
    return Cell(f"{amount} {unit}", str(row["scale_amount"]), status.replace("{since}", since))


def _coverage_reason_cell(row: Row, _names: Names) -> Cell:
    return Cell(row["coverage_reason"])


def _reasons_cell(row: Row, _names: Names) -> Cell:
    return Cell(row["reasons"])


def _source_cell(row: Row, _names: Names) -> Cell:
    return Cell(row["source_title"], url=row["source_url"] or "")


def _words_cell(column: str, row: Row, _names: Names) -> Cell:
    return Cell(str(row[column] or "").replace("_", " "))


def _median_cell(side: str, end: str, row: Row, _names: Names) -> Cell:
    return table_view.median_cell(row, side, end)


def _clause_cell(row: Row, _names: Names) -> Cell:
    return Cell(wording.load_sentences()["ai_clause"][row["kind"]])


def _subject_cell(row: Row, _names: Names) -> Cell:
    return Cell(wording.load_sentences()["accuracy"]["subject"][row["subject"]])


def _group_cell(row: Row, _names: Names) -> Cell:
    value = "" if row["group_by"] == "all" else row["group_value"]
    value = wording.load_sentences()["ai_kind"].get(value, value.replace("_", " "))
    return Cell(f"{wording.load_sentences()['accuracy']['group'][row['group_by']]} {value}".strip())


def _share_cell(share: str, whole: str, row: Row, _names: Names) -> Cell:
    """Make the cell of a share with its interval: 1,029 of 1,057 (97.4%, 96.2% to 98.2%)."""
    if not row[whole]:
        return Cell(f"0 of {row[whole]:,}", "")
    low, high = (wording.format_percent(int(row[f"{share}_{end}"] * 10_000), 10_000) for end in ("low", "high"))
    said = wording.format_percent(row["both_so"], row[whole])
    return Cell(f"{row['both_so']:,} of {row[whole]:,}", str(row[share]), f"{said} ({low} to {high})")


def _measured_cell(row: Row, _names: Names) -> Cell:
    if row["measured_on"] is None:
        return Cell(wording.load_sentences()["accuracy"]["own"]["by"])
    return Cell(row["reader"], note=wording.format_short_date(row["measured_on"]))


AI_LABELS = {"core": "AI job", "adjacent": "AI a part of the work"}
NOT_AI = "other"


def _facet_studio(row: Row, names: Names) -> str:
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
    "kind_of_clause": _clause_cell,
    "subject_in_words": _subject_cell,
    "group_in_words": _group_cell,
    "found": partial(_share_cell, "recall", "judged_so"),
    "right": partial(_share_cell, "precision", "read_so"),
    "measured": _measured_cell,
    "event_kind": partial(_words_cell, "event_kind"),
    "answer": partial(_words_cell, "answer"),
    "corrected_field": partial(_words_cell, "corrected_field"),
    **{f"{side}_{end}": partial(_median_cell, side, end) for side in ("core", "other") for end in ("low", "high")},
}
"""What is made of more than one column, or said in other words."""
