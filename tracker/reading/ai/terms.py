"""Where the terms of the table stand in a text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from tracker.reading.ai.rules import LookAlike, Table, table
from tracker.reading.ai.term_index import Anchors, Term
from tracker.reading.ai.words import Words, is_unspaced


class Hit(NamedTuple):
    start: int
    end: int
    term: Term


def has_any(words: Words, terms: Anchors) -> bool:
    return next(_hits(words, terms), None) is not None


def count(words: Words, terms: Anchors) -> int:
    """How many different terms stand in the words."""
    return len({hit.term.words for hit in _hits(words, terms)})


def find(words: Words, language: str | None, known: Table, beside: Words | None = None) -> list[Hit]:
    """The terms in `words`, in order, look-alikes left out; nothing where only terms stand that need another.

    Where `language` is not known and it matters, it is guessed from `words` and from the words `beside` them.
    """
    hits = list(islice(_hits(words, known.terms), int(known.decide["most_hits"])))
    if all(hit.term.context for hit in hits):
        return []
    if [hit for hit in hits if hit.term.languages]:
        spoken = language or language_of(f"{words.low} {beside.low if beside else ''}", known)
        hits = [hit for hit in hits if not hit.term.languages or spoken in hit.term.languages]
    hits = _without_look_alikes(words, hits)
    if all(hit.term.context for hit in hits):
        return []
    return sorted(hits, key=lambda hit: (hit.start, -hit.end))


def language_of(low: str, known: Table) -> str | None:
    """The language with the most common words in the first 4,000 characters; None where too few tell."""
    words = re.findall(r"[^\W\d_]+", low[:4000])
    counts = {name: sum(map(common.__contains__, words)) for name, common in known.languages.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= known.language_least else None


def _hits(words: Words, anchors: Anchors) -> Iterator[Hit]:
    for anchor in anchors.in_(words):
        where = words.folded if anchor.exact else words.joined
        for at, terms in anchor.places(where):
            if not at or not where[at - 1].isalnum() or is_unspaced(where[at - 1]):
                for term in terms:
                    if found := term.pattern.match(words.folded, at):
                        yield Hit(at, found.end(), term)
    if words.unspaced and anchors.unspaced:
        for found in anchors.unspaced.finditer(words.low):
            yield Hit(found.start(), found.end(), anchors.unspaced_terms[found[0]])


def _without_look_alikes(words: Words, hits: list[Hit]) -> list[Hit]:
    suspects = [(hit, _looks(words.plain[hit.start : hit.end])) for hit in hits]
    looks = {look.name: look for _, each in suspects for look in each}
    barred = {name for name, look in looks.items() if not look.anywhere or has_any(words, look.anywhere)}
    return [
        hit
        for hit, each in suspects
        if not any(look.name in barred and _is_look_alike(words.plain, hit, look) for look in each)
    ]


@lru_cache(maxsize=4096)
def _looks(term: str) -> tuple[LookAlike, ...]:
    """The look-alikes of the table that these words may be."""
    return tuple(each for each in table().look_alikes if each.term.fullmatch(term))


def _is_look_alike(words: str, hit: Hit, look: LookAlike) -> bool:
    if look.near is None:
        return True
    before, after = words[max(0, hit.start - look.reach) : hit.start], words[hit.end : hit.end + look.reach]
    return bool(look.near.search(before) or look.near.search(after))
