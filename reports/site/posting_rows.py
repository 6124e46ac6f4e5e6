"""Describe what the site's lists show of postings and of what happened to them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from db.vocabulary import Origin
from reports.prose.marked_edit import mark_change, name_event, shorten_marks
from reports.prose.news import weigh_news
from reports.prose.news_counts import count_by_news, count_news, join_words
from reports.prose.pay_range import describe_pay, format_pay
from reports.receipt.phrases import ORIGIN_PHRASES
from reports.site.addresses import posting_path
from reports.site.site_data import Row


def describe_origin(posting: Mapping[str, Any]) -> str:
    """Whose words a posting is made of, where they are not a board's."""
    return "" if posting["origin"] == Origin.BOARD else ORIGIN_PHRASES[posting["origin"]]


def describe_posting(row: Row) -> dict[str, Any]:
    """What a list shows of a posting."""
    paid = row["pay_minimum"] is not None or row["pay_maximum"] is not None
    # A market range without that word reads as what the post itself pays.
    return {
        "origin": describe_origin(row),
        "page": posting_path(row["posting_id"]),
        "id": row["posting_id"],
        "title": row["title"],
        "brand": row["brand"] or "",
        "locations": row["locations"] or "",
        "ai": row["ai_label"] if row["ai_label"] != "none" else "",
        "pay": ", ".join(filter(None, (format_pay(row), describe_pay(row)))) if paid else "",
        "state": (row["state"] or "supplied").replace("_", " "),
        "first_seen_on": str(row["first_seen_at"])[:10],
    }


def newest_first(changes: Sequence[Row]) -> list[Row]:
    return sorted(changes, key=lambda row: (row["noted_at"], row["posting_id"], row["event"]), reverse=True)


def weightiest_first(changes: Sequence[Row]) -> list[Row]:
    """Sort by week, the newest first, and within a week by weight, since hundreds of postings may go on one day, and
    hide what was edited the day before."""
    alike = sorted(changes, key=lambda row: (weigh_news(row), row["posting_id"], row["event"]))
    return sorted(alike, key=_find_week, reverse=True)


def _find_week(row: Row) -> tuple[int, int]:
    """The year and number of the week in which something was noted (ISO 8601)."""
    return date.fromisoformat(str(row["noted_at"])[:10]).isocalendar()[:2]


def describe_counts(changes: Sequence[Row]) -> str:
    """Count what happened, as the report's page does: of each kind the postings, and of edits the edits."""
    return join_words(count_news(count_by_news(changes)))


def describe_changes(changes: Sequence[Row], postings: Mapping[str, Row]) -> list[dict[str, Any]]:
    """What a list shows of what happened, with what was edited marked word by word: its beginning.

    The posting's own page has all of it.
    """
    return [
        {
            "page": posting_path(row["posting_id"]),
            "title": postings[row["posting_id"]]["title"],
            "studio": row["studio"],
            "origin": describe_origin(postings[row["posting_id"]]),
            "event": name_event(row),
            "on": str(row["noted_at"])[:10],
            "field": (row["field"] or "").replace("_", " "),
            "runs": shorten_marks(mark_change(row)),
            "note": row["note"] or "",
        }
        for row in changes
    ]
