"""Terms, and the fixed words by which they are found."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from db.vocabulary import AiKind
from tracker.reading.ai.text_forms import UNSPACED, is_unspaced, mark_blanks

_ENDINGS = re.compile(r"([^*(]*)(\*|\([^*()]*\))?")
_LETTER = rf"(?-i:[^\W_{UNSPACED}])"
"""What may not stand right beside a term: a letter or a digit of a script that puts blanks between words.

These have no case: without `(?-i:)` the compiler looks for the other case of each of 40,000 characters, term by term.
"""
_PLAIN_LETTER = r"[^\W_]"
_VARIABLE = re.compile(r"[*(]")


@dataclass(frozen=True, eq=False)
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
    ignore_case: bool
    rank: int = 0
    """Its place among the terms: where two are the same words, the first one's hit stands first."""
    spoken: str | None = None
    """The language whose form of the concept this is; None for English and for what every language shares."""

    # compiled when first needed: a posting meets a few dozen of the thousand terms, and all of them take seconds
    @cached_property
    def plain_pattern(self) -> re.Pattern[str]:
        """For texts without Chinese, Japanese or Korean letters: compiled a hundred times as fast."""
        return re.compile(self.source.replace(_LETTER, _PLAIN_LETTER), self._flags)

    @cached_property
    def unspaced_pattern(self) -> re.Pattern[str]:
        """For texts with them."""
        return re.compile(self.source, self._flags)

    @property
    def _flags(self) -> re.RegexFlag:
        return re.IGNORECASE if self.ignore_case else re.NOFLAG


@dataclass(frozen=True, slots=True)
class TermIndex:
    """Terms under what all their forms begin with, as a WordScanner finds it."""

    by_words: dict[str, tuple[Term, ...]]
    unspaced: re.Pattern[str] | None
    """The terms that hold Chinese, Japanese or Korean letters, in lower case, longest first: they need no boundary."""
    unspaced_terms: dict[str, Term]

    @classmethod
    def of(cls, *groups: dict[str, Any]) -> "TermIndex":
        by_words: dict[str, list[Term]] = defaultdict(list)
        terms = [term for exact in (False, True) for group in groups for term in _make_terms(group, exact)]
        for rank, term in enumerate(terms):
            for words in _scanned_words(term.words, exact=not term.ignore_case):
                by_words[words].append(replace(term, rank=rank))
        unspaced = {unspaced_key(term.words): term for group in groups for term in _unspaced_terms(group)}
        longest_first = sorted(unspaced, key=lambda words: (-len(words), words))
        return cls(
            {words: tuple(terms) for words, terms in by_words.items()},
            re.compile("|".join(map(_unspaced_pattern, longest_first))) if unspaced else None,
            unspaced,
        )

    def in_(self, found: Mapping[str, list[int]]) -> Iterator[tuple[Term, list[int]]]:
        """The terms that may stand in a text, each with the places where its pattern has to be tried."""
        for words in sorted(self.by_words.keys() & found.keys()):
            for term in self.by_words[words]:
                yield term, found[words]


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


def _scanned_words(words: str, exact: bool) -> Iterator[str]:
    """What a scanner has to find for a term: its first two words as far as they are fixed, one or two marks between."""
    fixed = _VARIABLE.split(" ".join(words.split()[:2]), maxsplit=1)[0]
    each = [mark_blanks(part).strip() for part in fixed.split()]
    whole = fixed == words and words[-1].isalnum()
    ends = (" ", "s ") if whole and _may_be_plural(words, exact) else (" ",) if whole else ("",)
    for between in (" ", "  ") if len(each) > 1 else ("",):
        yield from (f" {between.join(each)}{end}" for end in ends)
