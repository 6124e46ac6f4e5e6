"""Read a posting's own statement about its coverage. Pure."""

import re
from dataclasses import dataclass

from db.vocabulary import Covers
from tracker.scales.coverage_table import CoverageTable, load_coverage

QUOTE = 240
"""Characters of a posting's own words that a reason may quote."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A posting's own statement about its coverage."""

    covers: Covers
    quote: str


def read_statement(text: str, table: CoverageTable | None = None) -> OwnWords | None:
    """Find the posting's own words about its coverage; a denial outranks an affirmation, a plain one a vague one."""
    table = table or load_coverage()
    order = (Covers.NO, Covers.YES, Covers.LIKELY)
    found = [
        OwnWords(statement.covers, quote)
        for statement in table.statement
        for match in re.finditer(statement.pattern, text, re.IGNORECASE)
        if (quote := _quote_sentence(text, match)) and not _is_limited(quote, match, table)
    ]
    return min(found, key=lambda words: order.index(words.covers), default=None)


def _quote_sentence(text: str, match: re.Match[str]) -> str:
    """Cut the sentence that the words stand in, its white space collapsed."""
    start = max(text.rfind(mark, 0, match.start()) for mark in (". ", "! ", "? ", "\n", "• ")) + 1
    ends = [end for mark in (". ", "! ", "? ", "\n") if (end := text.find(mark, match.end())) >= 0]
    sentence = " ".join(text[start : min(ends, default=len(text)) + 1].split())
    return sentence if len(sentence) <= QUOTE else " ".join(match.group().split())[:QUOTE]


def _is_limited(sentence: str, match: re.Match[str], table: CoverageTable) -> bool:
    """Whether the sentence makes the statement conditional, or about other people's agreements."""
    return re.search(table.statement_limits.around, sentence, re.IGNORECASE) is not None
