"""Weigh what happened to postings: what a reader of news would be told first, and how it is counted."""

from collections.abc import Mapping
from typing import Any

from db.vocabulary import AiLabel, Event

Row = Mapping[str, Any]

AI_LABELS = (str(AiLabel.CORE), str(AiLabel.ADJACENT))
SENTENCE_REMOVED, SENTENCE_EDITED, SENTENCE_ADDED = "ai_sentence_removed", "ai_sentence_edited", "ai_sentence_added"
CLAUSE_REMOVED, CLAUSE_ADDED = "ai_clause_removed", "ai_clause_added"
ORDER = (
    SENTENCE_REMOVED,
    "pay_changed",
    CLAUSE_REMOVED,
    CLAUSE_ADDED,
    SENTENCE_EDITED,
    SENTENCE_ADDED,
    "ai_gone",
    "ai_arrived",
    "ai_text_changed",
    "ai_back_again",
    "ai_reposted",
    "gone",
    "arrived",
    "back_again",
    "reposted",
    "text_changed",
)
"""Kinds of news, the weightiest first. What an employer takes out of a posting on AI is told before all."""
_OF_EVENTS = {
    str(Event.NO_LONGER_LISTED): ("ai_gone", "gone"),
    str(Event.ARRIVED): ("ai_arrived", "arrived"),
    str(Event.PAY_CHANGED): ("pay_changed", "pay_changed"),
    str(Event.BACK_AGAIN): ("ai_back_again", "back_again"),
    str(Event.REPOSTED): ("ai_reposted", "reposted"),
    str(Event.TEXT_CHANGED): ("ai_text_changed", "text_changed"),
}


def classify_news(row: Row) -> str:
    """Give the kind of news of a row of changes.csv: a word of ORDER."""
    changes = (row["ai_change"] or "").split()
    if changes:
        return min(changes, key=ORDER.index)
    return _OF_EVENTS[row["event"]][not is_of_ai(row)]


def is_of_ai(row: Row) -> bool:
    """Tell whether the posting is an AI posting, or its words on AI changed."""
    return row["ai_label"] in AI_LABELS or bool(row["ai_change"])


def weigh_news(row: Row) -> tuple[int, bool]:
    """Sort key: the smaller, the weightier; of one kind the AI postings first."""
    return ORDER.index(classify_news(row)), not is_of_ai(row)
