"""Count what happened: the one count of page, site, brief and messages, and that of SQL over the view `changes`.

A row of changes.csv is one change: a posting that arrived, its pay that changed, or one edited field of it (title,
description, places). Of each kind are counted the postings, and the rows where one posting can have several.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.prose import news, wording

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewsCount:
    """How many postings had changes of a kind, and how many changes these were."""

    postings: int = 0
    changes: int = 0

    def __add__(self, other: "NewsCount") -> "NewsCount":
        return NewsCount(self.postings + other.postings, self.changes + other.changes)


def count_by_news(rows: Collection[Row]) -> dict[str, NewsCount]:
    """Count rows of changes.csv by the kind of news that they are: their column change_kind."""
    changes = Counter(map(news.classify_news, rows))
    postings = Counter(kind for _, kind in {(row["posting_id"], news.classify_news(row)) for row in rows})
    return {kind: NewsCount(postings[kind], changes[kind]) for kind in changes}


def count_news(counts: Mapping[str, NewsCount]) -> list[str]:
    """Say how many postings each kind of news is of, the weightiest kind first; AI postings among them in brackets."""
    templates = wording.load_sentences()["happened"]["count"]
    total = {kind: counts.get(kind, NewsCount()) for kind in news.ORDER}
    of_ai = {kind: total.pop(f"ai_{kind}") for kind in list(total) if f"ai_{kind}" in total}
    return [
        _say_count(templates, kind, whole, of_ai.get(kind, NewsCount()).postings)
        for kind, others in total.items()
        if (whole := others + of_ai.get(kind, NewsCount())).postings
    ]


def _say_count(templates: Mapping[str, Any], kind: str, whole: NewsCount, of_ai: int) -> str:
    ai = templates["of_ai"].format(count=f"{of_ai:,}") if of_ai else ""
    edits = templates["edit"][name_plural(whole.changes)].format(count=f"{whole.changes:,}")
    said = templates[kind][name_plural(whole.postings)].format(count=f"{whole.postings:,}", edits=edits)
    return f"{said}{ai}"


def join_words(words: Sequence[str]) -> str:
    return "; ".join(words)


def name_plural(count: int) -> str:
    return "one" if count == 1 else "many"
