"""Studios' names that hold a term: saying the name says nothing about the job."""

from bisect import bisect_right
from collections.abc import Iterator

from tracker.reading.ai.rules import Table
from tracker.reading.ai.terms import Hit
from tracker.reading.ai.text_forms import Words

_BEFORE, _AFTER = 60, 30
"""Characters around a term in which a name stands and shows itself as one."""
_ENOUGH = 50


def without_names(words: Words, hits: list[Hit], names: frozenset[str]) -> list[Hit]:
    """The hits that do not stand inside one of the names."""
    for name in names:
        spans = list(_find_spans(name, words.folded))
        hits = [hit for hit in hits if not _is_inside(hit, spans)]
    return hits


def _find_spans(name: str, folded: str) -> Iterator[tuple[int, int]]:
    """Where the name stands as words of its own."""
    # plain search: to compile a pattern for each name costs more than all else here
    at = folded.find(name) if name else -1
    while at >= 0:
        end = at + len(name)
        if not (_joins_letters(folded, at - 1, at) or (end < len(folded) and _is_letter(folded[end]))):
            yield at, end
        at = folded.find(name, end)


def _joins_letters(folded: str, before: int, at: int) -> bool:
    """Whether a letter stands right before a name that begins with one."""
    return before >= 0 and _is_letter(folded[before]) and _is_letter(folded[at])


def _is_letter(mark: str) -> bool:
    return mark.isalnum() or mark == "_"


def _is_inside(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    """Whether a hit stands within one of the spans, which are in order and do not overlap."""
    at = bisect_right(spans, hit.start, key=lambda span: span[0])
    return at > 0 and hit.end <= spans[at - 1][1]


def names(text: Words, hits: list[Hit], studio: str | None, known: Table) -> frozenset[str]:
    """The studio's name, and the names ending in AI that the text itself gives to a studio."""
    return frozenset([studio] if studio else []).union(_infer_names(text, hits, known))


def _infer_names(text: Words, hits: list[Hit], known: Table) -> Iterator[str]:
    for hit in hits[:_ENOUGH]:
        words = text.plain[max(0, hit.start - _BEFORE) : hit.start].rsplit(maxsplit=1)
        if not words or not words[-1][0].isupper() or words[-1].lower() in known.not_names:
            continue
        around = text.plain[max(0, hit.start - _BEFORE) : hit.end + _AFTER]
        for pattern in known.names:
            for found in pattern.finditer(around):
                if known.not_names.isdisjoint(found[1].lower().split()[:-1]):
                    yield found[1]
