"""The table of terms, sections and rules, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from db.vocabulary import AiKind

_FOLDS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "‑": "-", "‐": "-", "–": "-", "—": "-", "\n": " "})


def fold(words: str) -> str:
    """One form for apostrophes, hyphens and line ends, so that patterns need not name them all. Length is kept."""
    return words.translate(_FOLDS)


def lower(words: str) -> str:
    """Lower case of the same length: where a letter's lower case is longer, the letter stays."""
    low = words.lower()
    return low if len(low) == len(words) else "".join(c.lower() if len(c.lower()) == 1 else c for c in words)


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    strength: float
    kinds: tuple[AiKind, ...]
    languages: frozenset[str]
    """Where not empty, the languages of the texts in which the term counts."""
    context: bool
    """Whether the term counts only beside a term that needs no other."""
    anchor: str
    """Lower-case words that every match begins with; found first, since plain search is fast."""
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LookAlike:
    name: str
    term: re.Pattern[str]
    near: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    reach: int


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    weight: float | None
    factor: float
    sections: frozenset[str]
    pattern: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    near: bool
    people: re.Pattern[str] | None

    def applies(self, section: str) -> bool:
        return not self.sections or section in self.sections


@dataclass(frozen=True, slots=True)
class Heading:
    section: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Table:
    version: str
    terms: tuple[Term, ...]
    keywords: tuple[Term, ...]
    gate: tuple[str, ...]
    """Anchors of the terms that need no other: a text with none of them says nothing about AI."""
    look_alikes: tuple[LookAlike, ...]
    weights: dict[str, float]
    headings: tuple[Heading, ...]
    inline: re.Pattern[str]
    inline_sections: dict[str, str]
    rules: dict[str, Rule]
    item_opener: re.Pattern[str]
    role_cue: re.Pattern[str]
    role_raises: frozenset[str]
    title: dict[str, re.Pattern[str]]
    game: dict[str, re.Pattern[str]]
    game_words: tuple[int, int]
    """Game words that a text needs for its AI to be game AI: where the title says so, and where it does not."""
    languages: dict[str, frozenset[str]]
    language_least: int
    decide: dict[str, float]
    boilerplate: dict[str, float]


@cache
def table() -> Table:
    data = tomllib.loads(files("tracker.data").joinpath("ai_terms.toml").read_text("utf-8"))
    terms = tuple(term for group in data["term"] for term in _terms(group))
    inline = {
        _plain(cue): row.get("as", name) for name, row in data["section"].items() for cue in row.get("inline", ())
    }
    least = data["languages"]["least"]
    return Table(
        version=data["version"],
        terms=terms,
        keywords=tuple(_terms({"name": "any_keyword", "strength": 0.0, "kinds": [], **data["any_keyword"]})),
        gate=tuple(dict.fromkeys(term.anchor for term in terms if not term.context)),
        look_alikes=tuple(_look_alike(row) for row in data["look_alike"]),
        weights={row.get("as", name): row["weight"] for name, row in data["section"].items()},
        headings=tuple(
            Heading(row.get("as", name), _any(row["headings"]))
            for name, row in data["section"].items()
            if row["headings"]
        ),
        inline=_inline([cue for row in data["section"].values() for cue in row.get("inline", ())]),
        inline_sections=inline,
        rules={name: _rule(name, row) for name, row in data["rule"].items()},
        item_opener=re.compile(r"(?<=[a-z)%\d])\s+(?=(?:" + "|".join(data["items"]["openers"]) + r")\b)"),
        role_cue=_any(data["role_cue"]["patterns"]),
        role_raises=frozenset(data["role_cue"]["raises"]),
        title={key: re.compile(words) for key, words in data["title"].items() if key.endswith("_pattern")},
        game={key: re.compile(words) for key, words in data["game"].items() if key.endswith("_pattern")},
        game_words=(data["game"]["title_words"], data["game"]["text_words"]),
        languages={k: frozenset(v) for k, v in data["languages"].items() if isinstance(v, list)},
        language_least=least,
        decide={k: v for k, v in data["decide"].items() if k != "reason"},
        boilerplate={k: v for k, v in data["boilerplate"].items() if k != "reason"},
    )


def _terms(group: dict[str, Any]) -> list[Term]:
    return [
        _term(group, words, exact) for exact in (False, True) for words in group.get("exact" if exact else "words", ())
    ]


def _term(group: dict[str, Any], words: str, exact: bool) -> Term:
    parts = [re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in words.split()]
    plural = "s?" if exact and words[-1].isalpha() else ""
    pattern = r"(?<![\w@])" + r"[\s/-]{1,2}".join(parts) + plural + r"(?![\w@])"
    return Term(
        name=group["name"],
        strength=group["strength"],
        kinds=tuple(AiKind(kind) for kind in group["kinds"]),
        languages=frozenset(group.get("languages", ())),
        context=bool(group.get("context_exact") if exact and "context_exact" in group else group.get("context")),
        anchor=words.split()[0].rstrip("*").lower(),
        pattern=re.compile(pattern, 0 if exact else re.IGNORECASE),
    )


def _look_alike(row: dict[str, Any]) -> LookAlike:
    near, anywhere = row.get("near_pattern"), row.get("text_pattern")
    return LookAlike(
        row["name"],
        re.compile(row["term_pattern"]),
        re.compile(near) if near else None,
        re.compile(anywhere) if anywhere else None,
        row.get("reach", 0),
    )


def _rule(name: str, row: dict[str, Any]) -> Rule:
    return Rule(
        name=name,
        weight=row.get("weight"),
        factor=row.get("factor", 1.0),
        sections=frozenset(row.get("sections", ())),
        pattern=_any(row["patterns"]) if row["patterns"] else None,
        unless=_any(row["unless"]) if row.get("unless") else None,
        near=row.get("near", False),
        people=re.compile(row["people"], re.IGNORECASE) if "people" in row else None,
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)


def _plain(cue: str) -> str:
    return cue.lower().replace("’", "'")


def _inline(cues: list[str]) -> re.Pattern[str]:
    """Headings inside a flat text: capitalised, and before a capital or a colon."""
    forms = sorted({_cue(cue) for cue in cues}, key=len, reverse=True)
    return re.compile(r"(?:(?<=[^\s]\s)|(?<=^))(" + "|".join(forms) + r")(?=\s?[:?…]|\.{3}|\s[-–—•*A-ZÀ-Ý\d])")


def _cue(cue: str) -> str:
    first, *rest = cue.split()
    words = [re.escape(first)] + [
        f"[{w[0].upper()}{w[0].lower()}]{re.escape(w[1:])}" if w[0].isalpha() else re.escape(w) for w in rest
    ]
    return rf"(?:{' '.join(words)}|{re.escape(cue.upper())})"
