"""Terms, under the words they begin with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.vocabulary import AiKind
from tracker.ai.words import TOKEN, Words

_SHARED = 3
"""Terms that make one search for their common first word cheaper than one for each."""


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    strength: float
    kinds: tuple[AiKind, ...]
    languages: frozenset[str]
    """Where not empty, the languages of the texts in which the term counts."""
    context: bool
    """Whether the term counts only beside a term that needs no other."""
    words: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Terms that begin with the same words: those are found first, since plain search is fast."""

    tokens: frozenset[str]
    """The first of the words, in its forms: a text without them need not be searched. Empty where it is open."""
    words: str
    exact: bool
    """Whether the words are found as they stand, or in lower case with hyphens and slashes as blanks."""
    terms: tuple[Term, ...]
    by_letter: dict[str, tuple[Term, ...]]
    """Where the terms are many, those that can go on with a letter. Under "" those that can with any other."""

    def at(self, where: str, at: int) -> tuple[Term, ...]:
        """The terms that may stand where the anchor does; the letter that follows dismisses most of many."""
        if not self.by_letter:
            return self.terms
        next_to = at + len(self.words)
        letter = where[next_to : next_to + 2].lstrip()[:1]
        if not (letter.isascii() and letter.isalnum()):
            return self.terms
        return self.by_letter.get(letter) or self.by_letter[""]


@dataclass(frozen=True, slots=True)
class Anchors:
    by_token: dict[str, tuple[int, ...]]
    """Places in `each`."""
    open: tuple[int, ...]
    """Places of the anchors without tokens."""
    each: tuple[Anchor, ...]
    tokens: frozenset[str]
    """The keys of `by_token`."""

    @classmethod
    def of(cls, *groups: dict[str, Any]) -> "Anchors":
        each = _anchors(*groups)
        by_token: dict[str, list[int]] = defaultdict(list)
        for at, anchor in enumerate(each):
            for token in anchor.tokens:
                by_token[token].append(at)
        return cls(
            {k: tuple(v) for k, v in by_token.items()},
            tuple(i for i, a in enumerate(each) if not a.tokens),
            each,
            frozenset(by_token),
        )

    def in_(self, words: Words) -> list[Anchor]:
        """The anchors that may stand in the words."""
        found = set(self.open)
        for token in self.tokens & words.tokens:
            found.update(self.by_token[token])
        return [self.each[at] for at in sorted(found)]


def _terms(group: dict[str, Any], exact: bool) -> list[Term]:
    return [_term(group, words, exact) for words in group.get("exact" if exact else "words", ())]


def _term(group: dict[str, Any], words: str, exact: bool) -> Term:
    parts = [re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in words.split()]
    plural = "s?" if exact and words[-1].isalpha() else ""
    pattern = r"(?<![^\W_])(?<!@)" + r"[\s/-]{1,2}".join(parts) + plural + r"(?![^\W_])(?!@)"
    return Term(
        name=group["name"],
        strength=group["strength"],
        kinds=tuple(AiKind(kind) for kind in group["kinds"]),
        languages=frozenset(group.get("languages", ())),
        context=bool(group.get("context_exact") if exact and "context_exact" in group else group.get("context")),
        words=words,
        pattern=re.compile(pattern, 0 if exact else re.IGNORECASE),
    )


def _anchors(*groups: dict[str, Any]) -> tuple[Anchor, ...]:
    return tuple(
        each for exact in (False, True) for each in _grouped([t for g in groups for t in _terms(g, exact)], exact)
    )


def _grouped(terms: list[Term], exact: bool) -> Iterator[Anchor]:
    """Terms that share their first word share one search; the words of others are searched as far as they are fixed."""
    firsts = Counter(term.words.split()[0] for term in terms)
    out: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        first, *rest = term.words.split()
        token = "" if first.endswith("*") else TOKEN.findall(first.lower())[0]
        words = first if exact or not rest else f"{first} " if firsts[first] >= _SHARED else f"{first} {rest[0]}"
        out.setdefault((token, words.split("*")[0]), []).append(term)
    for (token, words), group in out.items():
        tokens = frozenset({token, token + "s"} if exact else {token}) if token else frozenset()
        words = words if exact else words.replace("-", " ")
        yield Anchor(tokens, words, exact, tuple(group), {} if exact else _by_letter(words, group))


def _by_letter(words: str, group: list[Term]) -> dict[str, tuple[Term, ...]]:
    """The terms of an anchor under the letter that follows it in them, those that may end with it under each."""
    if len(group) < _SHARED:
        return {}
    letters = {term.words: term.words.replace("-", " ").removeprefix(words).lstrip()[:1] for term in group}
    keys = {letter for letter in letters.values() if letter.isascii() and letter.isalnum()}
    open_ended = set(letters.values()) - keys
    return {key: tuple(t for t in group if letters[t.words] in {key} | open_ended) for key in keys | {""}}
