"""Words of doing around a term: who does what to the AI, in any language of the table."""

import re
import tomllib
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from tracker.reading.ai.text_forms import PREFIX, TOKEN, is_unspaced

_TELLING = 6
"""Letters of a stem that is looked for where the language is not known."""
_KEY = 3
"""Letters by which stems are looked up."""


class Predicate(NamedTuple):
    """One word of doing: what it says, and where it stands in the words."""

    name: str
    start: int
    end: int


class Lexicon(NamedTuple):
    stems: dict[str, tuple[tuple[str, bool, frozenset[str]], ...]]
    """(stem, whether the whole word, names) under the first letters."""
    unspaced: re.Pattern[str] | None
    unspaced_names: dict[str, frozenset[str]]


@lru_cache(maxsize=64)
def lexicon(language: str | None) -> Lexicon:
    """The words of a language and of English, which stands in texts of any; long stems of all where it is not known."""
    data = tomllib.loads(files(__package__).joinpath("ai_predicates.toml").read_text("utf-8"))
    names: dict[str, set[str]] = defaultdict(set)
    for name, row in data.items():
        for spoken, words in row.items():
            if spoken == "reason":
                continue
            for word in words:
                if spoken in ("en", language) or (language is None and len(word) >= _TELLING):
                    names[word.lower()].add(name)
    stems: dict[str, list[tuple[str, bool, frozenset[str]]]] = defaultdict(list)
    unspaced: dict[str, frozenset[str]] = {}
    for word, named in sorted(names.items()):
        if is_unspaced(word) or word == "ai":
            unspaced[word] = frozenset(named)
            continue
        whole, stem = word.startswith("="), word.removeprefix("=")
        stems[stem[:_KEY]].append((stem, whole, frozenset(named)))
    either = "|".join(re.escape(each) for each in sorted(unspaced, key=lambda each: (-len(each), each)))
    return Lexicon(
        {key: tuple(each) for key, each in stems.items()},
        re.compile(rf"(?<![a-z])(?:{either})") if unspaced else None,
        unspaced,
    )


@lru_cache(maxsize=256)
def gates(language: str | None, *names: str) -> frozenset[str]:
    """Tokens, or the first letters of tokens, without which no word of those names stands in a text."""
    groups = lexicon(language).stems.values()
    return frozenset(
        _cut_gate(stem, whole) for group in groups for stem, whole, said in group if not said.isdisjoint(names)
    )


@lru_cache(maxsize=256)
def signs(language: str | None, *names: str) -> tuple[str, ...]:
    """Letters without which no word of those names stands in a sentence."""
    words = lexicon(language)
    stems = {stem for group in words.stems.values() for stem, _, said in group if not said.isdisjoint(names)}
    unspaced = {stem for stem, said in words.unspaced_names.items() if not said.isdisjoint(names)}
    return tuple(sorted(stems | unspaced))


def all_gates() -> frozenset[str]:
    """Those of every language for the words that decide whether a text has to be looked at."""
    data = tomllib.loads(files(__package__).joinpath("ai_predicates.toml").read_text("utf-8"))
    return frozenset(
        _cut_gate(word.lower().removeprefix("="), word.startswith("="))
        for name in ("learner", "machine", "train", "teach", "gather", "assess")
        for spoken, words in data[name].items()
        if spoken != "reason"
        for word in words
    )


def _cut_gate(stem: str, whole: bool) -> str:
    return stem if whole else stem[:PREFIX]


def predicates(low: str, start: int, end: int, language: str | None) -> list[Predicate]:
    """The words of doing in low[start:end], in order."""
    table = lexicon(language)
    out: list[Predicate] = []
    for token in TOKEN.finditer(low, start, end):
        word = token[0]
        said: set[str] = set()
        for stem, whole, names in table.stems.get(word[:_KEY], ()):
            if word == stem or (not whole and word.startswith(stem)):
                said |= names
        if said:
            out += [Predicate(name, token.start(), token.end()) for name in sorted(said)]
    if table.unspaced and is_unspaced(low[start:end]):
        for found in table.unspaced.finditer(low, start, end):
            out += [Predicate(name, found.start(), found.end()) for name in table.unspaced_names[found[0]]]
        out.sort(key=lambda each: each.start)
    return out


def names_of(found: list[Predicate]) -> frozenset[str]:
    return frozenset(each.name for each in found)
