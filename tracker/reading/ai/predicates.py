"""Words of doing around a term: who does what to the AI, in any language of the table."""

import re
import tomllib
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from tracker.reading.ai.text_forms import Words, is_unspaced, mark_blanks, whole_word
from tracker.reading.ai.word_scanner import WordScanner

_TELLING = 6
"""Letters of a stem that is looked for where the language is not known."""


class Predicate(NamedTuple):
    """One word of doing: what it says, and where it stands in the words."""

    name: str
    start: int
    end: int


class Lexicon(NamedTuple):
    names: dict[str, tuple[str, ...]]
    """What each word says, as a WordScanner finds it."""
    scanner: WordScanner
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
    spaced: dict[str, set[str]] = defaultdict(set)
    unspaced: dict[str, frozenset[str]] = {}
    for word, named in sorted(names.items()):
        if is_unspaced(word):
            unspaced[word] = frozenset(named)
        else:
            spaced[_scanned_word(word)] |= named
    either = "|".join(re.escape(each) for each in sorted(unspaced, key=lambda each: (-len(each), each)))
    return Lexicon(
        {word: tuple(sorted(named)) for word, named in spaced.items()},
        WordScanner(spaced),
        re.compile(rf"(?<![a-z])(?:{either})") if unspaced else None,
        unspaced,
    )


@lru_cache(maxsize=256)
def gates(language: str | None, *names: str) -> frozenset[str]:
    """Words, as a WordScanner finds them, without which no word of those names stands in a text."""
    return frozenset(word for word, said in lexicon(language).names.items() if not set(names).isdisjoint(said))


@lru_cache(maxsize=256)
def signs(language: str | None, *names: str) -> tuple[str, ...]:
    """Letters without which no word of those names stands in a sentence."""
    unspaced = {word for word, said in lexicon(language).unspaced_names.items() if not said.isdisjoint(names)}
    return tuple(sorted({word.strip() for word in gates(language, *names)} | unspaced))


@lru_cache(maxsize=16)
def all_gates(name: str) -> frozenset[str]:
    """As `gates`, of every language."""
    rows = tomllib.loads(files(__package__).joinpath("ai_predicates.toml").read_text("utf-8"))[name]
    words = (word for spoken, forms in rows.items() if spoken != "reason" for word in forms)
    return frozenset(_scanned_word(word) for word in words if not is_unspaced(word))


@lru_cache(maxsize=16)
def all_unspaced(name: str) -> tuple[str, ...]:
    """Letters without which no word of that name stands in a text of a script without blanks, in any language."""
    rows = tomllib.loads(files(__package__).joinpath("ai_predicates.toml").read_text("utf-8"))[name]
    words = (word for spoken, forms in rows.items() if spoken != "reason" for word in forms)
    return tuple(sorted({word for word in words if is_unspaced(word)}))


def _scanned_word(word: str) -> str:
    """A word of the table as a WordScanner finds it."""
    return whole_word(word[1:]) if word.startswith("=") else f" {mark_blanks(word)}"


def predicates(words: Words, start: int, end: int, language: str | None) -> list[Predicate]:
    """The words of doing in words[start:end], in order."""
    table = lexicon(language)
    found = table.scanner.find(words.blanked[start:end])
    each = {
        (start + at, name): len(word.strip())
        for word, places in found.items()
        for at in places
        for name in table.names[word]
    }
    out = [Predicate(name, at, at + length) for (at, name), length in sorted(each.items())]
    if words.unspaced and table.unspaced:
        for there in table.unspaced.finditer(words.low, start, end):
            out += [Predicate(name, there.start(), there.end()) for name in sorted(table.unspaced_names[there[0]])]
        out.sort(key=lambda each: each.start)
    return out


def names_of(found: list[Predicate]) -> frozenset[str]:
    return frozenset(each.name for each in found)
