"""Where the terms of the table stand in a text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from db.vocabulary import AiKind
from tracker.reading.ai.rules import LookAlike, Table, table
from tracker.reading.ai.term_index import Term, TermIndex, unspaced_key
from tracker.reading.ai.text_forms import Words, spaced

_KANA, _HANGUL, _HAN = (re.compile(f"[{letters}]") for letters in ("\u3041-\u30fa", "\uac00-\ud7af", "\u4e00-\u9fff"))
_SHARE_OF_SCRIPT = 0.1
_TELLING = 2000
"""Characters from which a text's language is told: of 2,937 labelled and recorded ones the rest changed none."""
CREATIVE_TOOLS = frozenset(("tool_image", "tool_video", "tool_audio", "tool_3d"))
"""The named tools that make pictures, films, sounds or shapes."""
_WITH = re.compile(
    r"\b(?:with|in|of|from|by|uses?|using|via|through"
    r"|nutzt|utilise|mit|aus|avec|de|con|da|com|met|uit|med|ur|z|w|в|у) $"
)
"""What stands before a tool that is worked with, where the name alone may mean other things."""
_OWN_NAME = "data scien*"


class Hit(NamedTuple):
    start: int
    end: int
    term: Term


def has_any(words: Words, terms: TermIndex) -> bool:
    return next(_iter_hits(words, terms), None) is not None


def count(words: Words, terms: TermIndex) -> int:
    """How many different terms stand in the words."""
    return len({hit.term.words for hit in _iter_hits(words, terms)})


def find(words: Words, known: Table) -> list[Hit]:
    """The terms in `words`, in order, look-alikes left out, whatever they count beside or in."""
    hits = list(islice(_iter_hits(words, known.terms), int(known.decide["most_hits"])))
    return sorted(_without_look_alikes(words, hits), key=lambda hit: (hit.start, -hit.end, hit.term.rank))


def of_language(hits: list[Hit], language: str | None) -> list[Hit]:
    """The hits without those of terms that count in other languages only."""
    return [hit for hit in hits if not hit.term.languages or language in hit.term.languages]


def with_companions(
    title: Words, text: Words, title_hits: list[Hit], hits: list[Hit], known: Table
) -> tuple[list[Hit], list[Hit]]:
    """The hits of a title and of its text without those that lack the other term they need, anywhere in the posting.

    "ML" needs none where the title is that of somebody who makes it.
    """
    every = [*title_hits, *hits]
    if not every:
        return title_hits, hits
    if any(not hit.term.context for hit in every) or known.title["ml_pattern"].search(spaced(title.low)):
        return title_hits, hits
    names: dict[AiKind, set[str]] = defaultdict(set)
    for hit in every:
        if hit.term.pair:
            for kind in hit.term.kinds:
                names[kind].add(hit.term.words if hit.term.name.startswith("tool_") else hit.term.name)
    enough = {kind for kind, several in names.items() if len(several) > 1}
    if known.title["models_pattern"].search(spaced(title.low)):
        # who makes models means them by "embeddings"; the name "data scientist" itself says nothing more
        lent = {AiKind.MACHINE_LEARNING} - enough
        title_hits, hits = (
            [hit for hit in group if hit.term.words != _OWN_NAME] if lent else group for group in (title_hits, hits)
        )
        enough |= lent
    if known.title["craft_pattern"].search(spaced(title.low)):
        with_it = [
            hit for hit in hits if hit.term.name in CREATIVE_TOOLS and _WITH.search(text.low, hit.start - 12, hit.start)
        ]
        enough |= {kind for hit in with_it for kind in hit.term.kinds}
    kept = [[hit for hit in group if enough.intersection(hit.term.kinds)] for group in (title_hits, hits)]
    return kept[0], kept[1]


def language_of(known: Table, *texts: Words) -> str | None:
    """The language of which the most different common words stand in the texts; None where too few tell.

    Japanese, Korean and Chinese are told apart by their letters.
    """
    if any(text.unspaced for text in texts) and (found := script_of("".join(text.low for text in texts))):
        return found
    there = {word for text in texts for word in known.common_words.find(text.blanked[:_TELLING])}
    counts = dict.fromkeys(known.languages, 0)
    for word in there:
        for name in known.languages_of[word]:
            counts[name] += 1
    first, second, *_ = sorted(counts.values(), reverse=True)
    # letters are looked for only where they can change the answer
    if first - second <= known.letters_worth and not all(text.low.isascii() for text in texts):
        for name, letters in known.letters.items():
            if any(letter in text.low for letter in letters for text in texts):
                counts[name] = counts.get(name, 0) + known.letters_worth
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= known.language_least else None


def likely_language(known: Table, title: Words, text: Words, hits: list[Hit]) -> str | None:
    """The language that a few words tell where a term of some languages only stands in them: "IA" beside "d'outils"."""
    named = sorted({language for hit in hits for language in hit.term.languages} & known.languages.keys())
    there = (
        {word for each in (title, text) for word in known.common_words.find(each.blanked[:_TELLING])} if named else ()
    )
    counts = {name: len(known.languages[name].intersection(there)) for name in named}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is None or counts[best] <= len(known.languages["en"].intersection(there)):
        return None
    return best


def script_of(low: str) -> str | None:
    """The language of a text in which Chinese, Japanese or Korean letters are more than a few among others."""
    kana, hangul, han = (len(letters.findall(low)) for letters in (_KANA, _HANGUL, _HAN))
    if kana + hangul + han < len(low) * _SHARE_OF_SCRIPT:
        return None
    return "ja" if kana * 10 > han + hangul else "ko" if hangul > han else "zh"


def _iter_hits(words: Words, terms: TermIndex) -> Iterator[Hit]:
    for term, places in terms.in_(words.found):
        match = (term.unspaced_pattern if words.unspaced else term.plain_pattern).match
        for at in places:
            if found := match(words.folded, at):
                yield Hit(at, found.end(), term)
    if words.unspaced and terms.unspaced:
        for found in terms.unspaced.finditer(words.low):
            yield Hit(found.start(), found.end(), terms.unspaced_terms[unspaced_key(found[0])])


def _without_look_alikes(words: Words, hits: list[Hit]) -> list[Hit]:
    suspects = [(hit, each) for hit in hits if (each := _find_look_alikes(words.plain[hit.start : hit.end]))]
    if not suspects:
        return hits
    looks = {look.name: look for _, each in suspects for look in each}
    barred = {name for name, look in looks.items() if not look.anywhere or has_any(words, look.anywhere)}
    out = {
        hit
        for hit, each in suspects
        if any(look.name in barred and _is_look_alike(words.plain, hit, look) for look in each)
    }
    return [hit for hit in hits if hit not in out] if out else hits


@lru_cache(maxsize=4096)
def _find_look_alikes(term: str) -> tuple[LookAlike, ...]:
    """The look-alikes of the table that these words may be."""
    return tuple(each for each in table().look_alikes if each.term.fullmatch(term))


def _is_look_alike(words: str, hit: Hit, look: LookAlike) -> bool:
    if look.near is None:
        return True
    # a mark at the far ends, so that what a pattern wants right beside the term is not found there
    before = "\0" + words[max(0, hit.start - look.reach) : hit.start]
    after = words[hit.end : hit.end + look.reach] + "\0"
    return bool(look.near.search(before) or look.near.search(after))
