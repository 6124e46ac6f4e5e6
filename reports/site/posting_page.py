"""Render the page of a posting: a pure function of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.frames.values import to_date, to_instant
from reports.prose import wording
from reports.prose.marked_edit import mark_words
from reports.receipt.entries import receipt_heading, receipt_sections
from reports.receipt.receipt import Receipt
from reports.site.addresses import posting_path, studio_path
from reports.site.certainty import describe_certainty
from reports.site.posting_rows import describe_origin
from reports.site.site_charts import chart_history
from reports.site.site_context import SiteContext
from reports.site.site_data import Row

ENTRIES_UNFOLDED = 3
"""Of each part of the receipt; the others wait behind a click, as a posting may stand beside twenty figures."""


def render_posting(
    site: SiteContext, found: Receipt, versions: Sequence[Row], history: Sequence[Row], accuracy: Sequence[Row]
) -> str:
    """The posting's own page: words, changes, pay over time, and the receipt of every number."""
    posting = found.posting
    path = posting_path(posting["posting_id"])
    return site.render(
        "posting.html.j2",
        path,
        heading=receipt_heading(found),
        posting=posting,
        origin=describe_origin(posting),
        studio=found.studio_name,
        studio_page=studio_path(posting["studio"]),
        sections=receipt_sections(found),
        words=_list_paragraphs(versions[-1]["description_text"]),
        first_words=_list_paragraphs(versions[0]["description_text"]) if len(versions) > 1 else [],
        first_read=_say_instant(found.versions[0]["first_seen_at"]),
        words_read_on=wording.format_date(to_date(posting["words_read_on"] or found.versions[-1]["first_seen_at"])),
        unfolded=ENTRIES_UNFOLDED,
        last_read=_say_instant(found.versions[-1]["first_seen_at"]),
        changes=list(_mark_changes(found.versions, versions)),
        chart=chart_history(history),
        sure=describe_certainty(posting, accuracy),
    )


def _say_instant(value: Any) -> str:
    return wording.format_instant(to_instant(value))


def _list_paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _mark_changes(rows: Sequence[Mapping[str, Any]], versions: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """What each version changed, the newest first: titles and other fields, and sentences marked word by word."""
    for number in range(len(versions) - 1, 0, -1):
        row = rows[number]
        yield {
            "number": row["number"],
            "at": _say_instant(row["first_seen_at"]),
            "fields": [
                {"name": name.replace("_", " "), "runs": mark_words(str(before or ""), str(after or ""))}
                for name, (before, after) in row["changed"].items()
            ],
            "texts": [mark_words(" ".join(each["removed"]), " ".join(each["added"])) for each in row["changed_text"]],
        }
