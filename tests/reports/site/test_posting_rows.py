"""The lists of the site: what comes first in them."""

from typing import Any

from db.vocabulary import Event
from reports.site.posting_rows import weightiest_first


def note(posting_id: str, noted_at: str, event: Event, ai_change: str = "", ai_label: str = "core") -> dict[str, Any]:
    return {
        "posting_id": posting_id,
        "noted_at": f"{noted_at}T06:00:00Z",
        "event": event,
        "ai_change": ai_change,
        "ai_label": ai_label,
    }


def test_what_many_postings_do_on_one_day_hides_no_edit_of_the_same_week() -> None:
    gone = [note(f"a:{n}", "2026-11-29", Event.NO_LONGER_LISTED) for n in range(3)]
    edited = note("a:7", "2026-11-24", Event.TEXT_CHANGED, "ai_sentence_removed")
    before = note("a:8", "2026-11-22", Event.TEXT_CHANGED, "ai_sentence_removed")  # a Sunday: the week before
    assert weightiest_first([before, *gone, edited]) == [edited, *gone, before]
