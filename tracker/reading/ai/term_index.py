"""Terms, under the words they begin with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from db.vocabulary import AiKind
from tracker.reading.ai.text_forms import PREFIX, TOKEN, UNSPACED, Words, is_unspaced

_ENDINGS = re.compile(r"([^*(]*)(\*|\([^*()]*\))?")
_LETTER = rf"(?-i:[^\W_{UNSPACED}])"
"""What may not stand right beside a term: a letter or a digit of a script that puts blanks between words.

These have no case: without `(?-i:)` the compiler looks for the other case of each of 40,000 characters, term by term.
"""
_PLAIN_LETTER = r"[^\W_]"
_SHARED = 8
"""Terms that make one search for their common first word cheaper than one for each."""


Forms = frozenset[str]
"""The tokens that one word of a term may be."""


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    strength: float
    kinds: tuple[AiKind, ...]
    languages: frozenset[str]
    """Where not empty, the languages of the texts in which the term counts."""
    context: bool
    """Whether the term counts only beside a term that needs no other."""
    pair: bool
    """Whether another such term of the same kind is enough."""
    words: str
    source: str
    plain_source: str
    """The same for texts without Chinese, Japanese or Korean letters: compiled a hundred times as fast."""
    ignore_case: bool
    spoken: str | None = None
    """The language whose form of the concept this is; None for English and for what every language shares."""

    def pattern(self, unspaced: bool) -> re.Pattern[str]:
        """The compiled pattern of a term that may stand in a text."""
        return _compile_lazily(self.source if unspaced else self.plain_source, self.ignore_case)


@cache
def _compile_lazily(source: str, ignore_case: bool) -> re.Pattern[str]:
    """Compile when first needed: a posting meets a few dozen of the thousand terms, and all of them take seconds."""
    return re.compile(source, re.IGNORECASE if ignore_case else re.NOFLAG)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Terms that begin with the same words: those are found first, since plain search is fast."""

    needs: frozenset[Forms]
    """The words that all its terms have, each in its forms: a text that lacks one of them need not be searched."""
    words: str
    exact: bool
    """Whether the words are found as they stand, or in lower case with hyphens and slashes as blanks."""
    terms: tuple[Term, ...]
    nexts: re.Pattern[str] | None
    """Where the terms are many: the words before what one of them goes on with."""
    by_next: dict[str, tuple[Term, ...]]

    def may_stand(self, there: frozenset[str]) -> bool:
        for forms in self.needs:  # noqa: SIM110 (all() is half as fast)
            if there.isdisjoint(forms):
                return False
        return True

    def places(self, where: str) -> Iterator[tuple[int, tuple[Term, ...]]]:
        """Where in the text the words stand, with the terms that may begin there."""
        if self.nexts:
            for found in self.nexts.finditer(where):
                yield found.start(), self.by_next[found[1]]
            return
        at = where.find(self.words)
        while at >= 0:
            yield at, self.terms
            at = where.find(self.words, at + 1)


@dataclass(frozen=True, slots=True)
class Anchors:
    by_token: dict[str, tuple[int, ...]]
    """Places in `each`, under the forms of the longest word that each needs: long words are rare."""
    open: tuple[int, ...]
    """Places of the anchors that need no whole word."""
    each: tuple[Anchor, ...]
    tokens: frozenset[str]
    """All that any of them needs, in any form."""
    unspaced: re.Pattern[str] | None
    """The terms that hold Chinese, Japanese or Korean letters, in lower case, longest first: they need no boundary."""
    unspaced_terms: dict[str, Term]

    @classmethod
    def of(cls, *groups: dict[str, Any]) -> "Anchors":
        each = _make_anchors(*groups)
        unspaced = {unspaced_key(term.words): term for group in groups for term in _unspaced_terms(group)}
        longest_first = sorted(unspaced, key=lambda words: (-len(words), words))
        by_token: dict[str, list[int]] = defaultdict(list)
        for at, anchor in enumerate(each):
            for token in max(anchor.needs, key=lambda forms: (min(map(len, forms)), min(forms)), default=()):
                by_token[token].append(at)
        return cls(
            {token: tuple(places) for token, places in by_token.items()},
            tuple(at for at, anchor in enumerate(each) if not anchor.needs),
            each,
            frozenset(token for anchor in each for forms in anchor.needs for token in forms),
            re.compile("|".join(map(_unspaced_pattern, longest_first))) if unspaced else None,
            unspaced,
        )

    def in_(self, words: Words) -> list[Anchor]:
        """The anchors that may stand in the words."""
        there = words.tokens
        found = {*self.open, *(at for token in self.by_token.keys() & there for at in self.by_token[token])}
        return [self.each[at] for at in sorted(found) if self.each[at].may_stand(there)]


def unspaced_key(words: str) -> str:
    """Words in a script without blanks, in lower case and without those that may stand beside other letters."""
    return re.sub(r"\s", "", words.lower())


def _unspaced_pattern(key: str) -> str:
    """A blank may stand between any two letters of which one is of another script, and between Korean words."""
    out = [re.escape(key[0])]
    for before, letter in pairwise(key):
        korean = "\uac00" <= before <= "\ud7af" and "\uac00" <= letter <= "\ud7af"
        blank = korean or is_unspaced(before) != is_unspaced(letter)
        out.append((r"\s?" if blank else "") + re.escape(letter))
    return "".join(out)


def _term_forms(group: dict[str, Any], exact: bool) -> dict[str, str | None]:
    """The forms of a group's terms, each with the language it is of."""
    out: dict[str, str | None] = dict.fromkeys(group.get("exact" if exact else "words", ()))
    if not exact:
        for language, forms in group.get("forms", {}).items():
            for words in forms:
                out.setdefault(words, language)
    return out


def _make_terms(group: dict[str, Any], exact: bool) -> list[Term]:
    forms = _term_forms(group, exact).items()
    return [_make_term(group, words, exact, spoken) for words, spoken in forms if not is_unspaced(words)]


def _unspaced_terms(group: dict[str, Any]) -> list[Term]:
    return [_make_term(group, words, exact=False) for words in _term_forms(group, exact=False) if is_unspaced(words)]


def _make_term(group: dict[str, Any], words: str, exact: bool, spoken: str | None = None) -> Term:
    plural = "s?" if _may_be_plural(words, exact) else ""
    pattern = (
        rf"(?<!{_LETTER})(?<!@)"
        + r"[\s/-]{1,2}".join(map(_word_pattern, words.split()))
        + rf"{plural}(?!{_LETTER})(?!@)"
    )
    return Term(
        name=group["name"],
        strength=group["strength"],
        kinds=tuple(AiKind(kind) for kind in group["kinds"]),
        languages=frozenset(group.get("languages", ())),
        context=bool(group.get("context_exact") if exact and "context_exact" in group else group.get("context")),
        pair=bool(group.get("pair")),
        words=words,
        source=pattern,
        plain_source=pattern.replace(_LETTER, _PLAIN_LETTER),
        ignore_case=not exact,
        spoken=spoken,
    )


def _may_be_plural(words: str, exact: bool) -> bool:
    return exact and words[-1].isalpha()


def _split_endings(part: str) -> tuple[str, tuple[str, ...] | None]:
    """A word of a term and its endings; None where any will do."""
    stem, ending = _ENDINGS.fullmatch(part).groups()  # type: ignore[union-attr]
    return stem, None if ending == "*" else tuple((ending or "")[1:-1].split("|"))


def _word_pattern(part: str) -> str:
    stem, endings = _split_endings(part)
    return re.escape(stem) + (
        f"{_LETTER}*" if endings is None else f"(?:{'|'.join(endings)})" if endings != ("",) else ""
    )


def _needed_forms(words: str, exact: bool) -> frozenset[Forms]:
    """The words of a term, in their forms; short ones that may have any ending are left out."""
    out: list[Forms] = []
    for part in words.lower().split():
        stem, endings = _split_endings(part)
        *whole, last = TOKEN.findall(stem)
        out += [frozenset({token}) for token in whole]
        if endings is not None:
            out.append(frozenset(last + ending for ending in endings))
        elif len(last) >= PREFIX:
            out.append(frozenset({last[:PREFIX]}))
    if _may_be_plural(words, exact) and out:
        out[-1] |= {token + "s" for token in out[-1]}
    return frozenset(out)


def _make_anchors(*groups: dict[str, Any]) -> tuple[Anchor, ...]:
    return tuple(
        each
        for exact in (False, True)
        for each in _group_by_word([t for g in groups for t in _make_terms(g, exact)], exact)
    )


def _group_by_word(terms: list[Term], exact: bool) -> Iterator[Anchor]:
    """Terms that share their first word share one search; the words of others are searched as far as they are fixed."""
    firsts = Counter(term.words.split()[0] for term in terms)
    out: dict[str, list[Term]] = {}
    for term in terms:
        first, *rest = term.words.split()
        words = first if exact or not rest else f"{first} " if firsts[first] >= _SHARED else f"{first} {rest[0]}"
        out.setdefault(re.split(r"[*(]", words)[0], []).append(term)
    for words, group in out.items():
        needs = _common_needs([_needed_forms(term.words, exact) for term in group])
        words = words if exact else words.replace("-", " ")
        yield Anchor(needs, words, exact, tuple(group), *_index_nexts(words, group))


def _common_needs(each: list[frozenset[Forms]]) -> frozenset[Forms]:
    """What all terms of a group need; where they share nothing, one of the words that each needs."""
    shared = frozenset.intersection(*each)
    if shared or not all(each):
        return shared
    return frozenset(
        {frozenset().union(*(max(needs, key=lambda forms: (min(map(len, forms)), min(forms))) for needs in each))}
    )


def _index_nexts(words: str, group: list[Term]) -> tuple[re.Pattern[str] | None, dict[str, tuple[Term, ...]]]:
    """The beginnings with which the terms of a large group go on, and the terms under each."""
    begins = {term.words: _first_word(term.words.replace("-", " ").removeprefix(words)) for term in group}
    if len(group) < _SHARED or "" in begins.values():
        return None, {}
    longest_first = sorted(set(begins.values()), key=lambda begin: (-len(begin), begin))
    pattern = re.compile(f"{re.escape(words)}(?= ?({'|'.join(map(re.escape, longest_first))}))")
    return pattern, {each: tuple(t for t in group if each.startswith(begins[t.words])) for each in longest_first}


def _first_word(words: str) -> str:
    return re.split(r"[ *(]", words)[0]
