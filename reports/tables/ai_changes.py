"""Tell of an edited posting which of its sentences on AI, and which AI clauses, went, came or were edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from sqlalchemy import Connection

from db.queries.as_of import AsOf
from db.queries.version_changes import select_version_clauses, select_version_sentences
from reports.prose import news

Key = tuple[str, int]
ALIKE = 0.5
"""Two sentences whose words agree so far are one that was edited, not one that went and another that came."""


@dataclass
class AiSentences:
    """The words that counted for AI in each version of the postings that have several, by (posting_id, number)."""

    sentences: dict[Key, list[str]] = field(default_factory=dict)
    clauses: dict[Key, list[str]] = field(default_factory=dict)

    def compare(self, posting_id: str, number: int, before: str, after: str) -> str:
        """Name what happened between a version and the one before it, in words of `reports.prose.news`; empty: nothing.

        `before`, `after`: their whole texts. A sentence went where its words are not in the later text, whoever read
        them.
        """
        found = set()
        went, came = self._find_moved(self.sentences, posting_id, number, before, after)
        for sentence in list(went):
            alike = max(came, key=lambda other: _likeness(sentence, other), default="")
            if alike and _likeness(sentence, alike) >= ALIKE:
                found.add(news.SENTENCE_EDITED)
                went.remove(sentence)
                came.remove(alike)
        found |= {word for word, some in ((news.SENTENCE_REMOVED, went), (news.SENTENCE_ADDED, came)) if some}
        went, came = self._find_moved(self.clauses, posting_id, number, before, after)
        found |= {word for word, some in ((news.CLAUSE_REMOVED, went), (news.CLAUSE_ADDED, came)) if some}
        return " ".join(sorted(found))

    def _find_moved(
        self, known: Mapping[Key, list[str]], posting_id: str, number: int, before: str, after: str
    ) -> tuple[list[str], list[str]]:
        earlier, later = (known.get((posting_id, each), []) for each in (number - 1, number))
        return _missing_from(earlier, after), _missing_from(later, before)


def read_ai_sentences(connection: Connection, as_of: AsOf) -> AiSentences:
    """Read them of all postings with several versions: few have."""
    found = AiSentences()
    pairs = ((select_version_sentences, found.sentences), (select_version_clauses, found.clauses))
    for query, kept in pairs:
        for posting_id, number, quote in connection.execute(query(as_of)):
            kept.setdefault((posting_id, number), []).append(quote)
    return found


def _missing_from(quotes: Iterable[str], text: str) -> list[str]:
    plain = _normalize(text)
    return [quote for quote in dict.fromkeys(map(_normalize, quotes)) if quote and quote not in plain]


def _normalize(text: str) -> str:
    return " ".join(text.split())


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
