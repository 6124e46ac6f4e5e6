"""Tables of the report that no SQL makes: their rows are stored, and a view of each reads them.

They need Python: sentences that differ, words weighed by rules, weeks counted. The rows are those of the file, made
when they were asked for; `as_of` says of which instant they are, and `select_stamp` whether something changed since.
"""

from typing import Any

from sqlalchemy import Select, func, select

from db.dialects.sql import Column, iso_instant, select_any
from db.models import Redaction, Repost, Signatory, StoredFiles, StoredRow, StoredTable, Verdict
from db.queries.current import select_last_change

_COUNTED = (
    "{0}listed:integer {0}with_pay:integer {0}share_with_pay:number {0}low_count:integer {0}low_median_usd_year:number"
    " {0}high_count:integer {0}high_median_usd_year:number {0}width_count:integer {0}width_median:number"
)
_OF_GROUP = (
    "{0}pay_kinds {0}low_count:integer {0}low_median_usd_year:number {0}high_count:integer"
    " {0}high_median_usd_year:number {0}width_count:integer {0}width_median:number"
)
_COLUMNS = {
    "studios": "studio name parent studio_group family board named_in_article:integer terms source_url"
    " member_or_signatory_of postings_listed:integer ai_core:integer ai_adjacent:integer any_keyword_count:integer"
    " share_core:number share_core_adjacent:number share_any_keyword:number with_pay:integer share_with_pay:number"
    f" {_OF_GROUP.format('core_')} {_OF_GROUP.format('other_')}"
    " core_threshold_low_count:integer core_threshold_low_median:number core_threshold_high_count:integer"
    " core_threshold_high_median:number few",
    "ai_vs_other": f"studio name by value {_COUNTED.format('core_')} {_COUNTED.format('other_')} few",
    "levels": "posting_id studio state words_read_on ai_label title employment_type level employment_kind",
    "leads": "rank:integer points:integer reasons news posting_id studio brand origin title url locations posted_on"
    " posted_on_basis first_seen_at state words_read_on ai_label ai_kinds pay_minimum:number pay_maximum:number"
    " pay_currency pay_unit pay_kind pay_scope pay_flags",
    "trend": "studio week_begins_on week_ends_on week_whole:integer kind core_listed:integer postings_listed:integer"
    " share_core:number arrived:integer no_longer_listed:integer crawls_complete:integer weeks_unknown_before:integer"
    " reader reader_changed:integer few events",
    "scales_used": "scale_id union_name agreement role kind amount:number currency unit hours:number effective_from"
    " effective_to confidence tier source_title source_url second_source_title second_source_url second_source_tier"
    " note",
    "changes": "posting_id studio brand origin title url state words_read_on ai_label event noted_at last_seen_at"
    " version:integer field before after ai_change change_kind earlier_posting_id score:number note",
    "accuracy": "measured_by reader measured_on subject group_by group_value part ai_labels"
    " verdicts:integer read_so:integer judged_so:integer both_so:integer precision:number"
    " precision_low:number precision_high:number recall:number recall_low:number recall_high:number",
}
AS_OF = "as_of"
"""The column that a view of stored rows has beside those of the file."""
STORED: dict[str, dict[str, str]] = {
    name: {column.partition(":")[0]: column.partition(":")[2] or "text" for column in columns.split()}
    for name, columns in _COLUMNS.items()
}
"""Each table's columns with the type of their values: text, integer or number. A test holds them equal to a file's."""


def select_stored(name: str) -> Select[Any]:
    """The stored rows of a table, as of the instant at which they were made."""
    columns = (_cell(column, kind).label(column) for column, kind in STORED[name].items())
    return (
        select_any(*columns, iso_instant(StoredTable.as_of).label(AS_OF))
        .join(StoredTable, StoredTable.name == StoredRow.report_table)
        .where(StoredRow.report_table == name)
    )


def _cell(column: str, kind: str) -> Column:
    value: Any = StoredRow.cells[column]
    plain: Column = {"text": value.as_string, "integer": value.as_integer, "number": value.as_float}[kind]()
    return plain


def select_states() -> Select[Any]:
    """Of each table that was stored: `name`, `as_of` and `stamp`."""
    return select_any(StoredTable.name, StoredTable.as_of, StoredTable.stamp)


def select_stamp() -> Select[Any]:
    """What the rows of these tables follow from, as values that change whenever one of them might."""
    scales = select(StoredFiles.sha256).where(StoredFiles.name == "scales").scalar_subquery()
    of_rows = (select(func.max(each.id)).scalar_subquery() for each in (Repost, Verdict, Redaction))
    signatories = select(func.count()).select_from(Signatory).scalar_subquery()
    return select_any(select_last_change().scalar_subquery(), scales, signatories, *of_rows)
