"""Where the terms of the table stand in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ai.table import LookAlike, Table, Term


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    term: Term


def may_speak_of_ai(low: str, table: Table) -> bool:
    """Whether lower-case words hold the beginning of any term that needs no other: the cheap first test."""
    return any(anchor in low for anchor in table.gate)


def has_keyword(words: str, low: str, table: Table) -> bool:
    """The any-keyword measure: one of the published keywords, anywhere."""
    return any(next(_places(words, low, term), None) for term in table.keywords)


def find(words: str, low: str, language: str | None, table: Table) -> list[Hit]:
    """The terms in `words`, in order, look-alikes left out. `low` is `words` in lower case, of the same length."""
    hits = [
        Hit(start, end, term)
        for term in table.terms
        if not term.languages or (language or "") in term.languages or language is None
        for start, end in _places(words, low, term)
    ]
    hits = sorted(hits, key=lambda hit: (hit.start, -hit.end))[: int(table.decide["most_hits"])]
    if any(hit.term.languages for hit in hits):
        spoken = language or language_of(low, table)
        hits = [hit for hit in hits if not hit.term.languages or spoken in hit.term.languages]
    likely = [each for each in table.look_alikes if any(each.term.fullmatch(words, h.start, h.end) for h in hits)]
    barred = [each for each in likely if each.anywhere is None or each.anywhere.search(words)]
    hits = [hit for hit in hits if not any(_is_look_alike(words, hit, each) for each in barred)]
    if all(hit.term.context for hit in hits):
        return []
    return hits


def language_of(low: str, table: Table) -> str | None:
    """The language with the most common words in the first 4,000 characters; None where too few tell."""
    words = re.findall(r"[^\W\d_]+", low[:4000])
    counts = {name: sum(word in common for word in words) for name, common in table.languages.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= table.language_least else None


def _places(words: str, low: str, term: Term) -> Iterator[tuple[int, int]]:
    at = low.find(term.anchor)
    while at >= 0:
        if found := term.pattern.match(words, at):
            yield found.span()
            at = low.find(term.anchor, found.end())
        else:
            at = low.find(term.anchor, at + 1)


def _is_look_alike(words: str, hit: Hit, look: LookAlike) -> bool:
    if not look.term.fullmatch(words, hit.start, hit.end):
        return False
    if look.near is None:
        return True
    before, after = words[max(0, hit.start - look.reach) : hit.start], words[hit.end : hit.end + look.reach]
    return bool(look.near.search(before) or look.near.search(after))
