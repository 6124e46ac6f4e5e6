"""The table of terms, sections and rules, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.reading.ai.term_index import Anchors


@dataclass(frozen=True, slots=True)
class LookAlike:
    name: str
    term: re.Pattern[str]
    near: re.Pattern[str] | None
    anywhere: Anchors | None
    """Where given, one of these words must stand somewhere in the text."""
    reach: int


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    weight: float | None
    factor: float
    use: bool
    """Whether the AI is used, not made: no word for core."""
    sections: frozenset[str]
    signs: tuple[str, ...]
    """Where not empty, one of these must stand in the sentence: cheaper than the pattern."""
    pattern: re.Pattern[str] | None
    cased: re.Pattern[str] | None
    """Beside `pattern`, for what capitals tell."""
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    near: bool
    commas: int
    """Where not 0, the commas that a sentence must have, and in `terms` the most terms."""
    terms: int
    before: re.Pattern[str] | None
    """Right before the first term, enough by itself where `people` is asked for."""
    people: re.Pattern[str] | None

    def applies(self, section: str) -> bool:
        return not self.sections or section in self.sections


@dataclass(frozen=True, slots=True)
class Heading:
    section: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that put a sentence of certain sections into another one."""

    raises: frozenset[str]
    to: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Table:
    version: str
    terms: Anchors
    keywords: Anchors
    look_alikes: tuple[LookAlike, ...]
    names: tuple[re.Pattern[str], ...]
    not_names: frozenset[str]
    weights: dict[str, float]
    most: dict[str, float]
    """What the sentences of a section count together, at most; sections without a limit are left out."""
    headings: tuple[Heading, ...]
    inline: re.Pattern[str]
    inline_sections: dict[str, str]
    rules: dict[str, Rule]
    item_opener: re.Pattern[str]
    cues: tuple[Cue, ...]
    title: dict[str, re.Pattern[str]]
    """As the patterns of performers: for words in lower case."""
    performer_title: re.Pattern[str]
    performer_sentence: re.Pattern[str]
    game_title: re.Pattern[str]
    game_terms: Anchors
    game_words: tuple[str, ...]
    game_least: tuple[int, int]
    """Of the words, and of the terms."""
    languages: dict[str, frozenset[str]]
    language_least: int
    decide: dict[str, float]
    boilerplate: dict[str, float]


@cache
def table() -> Table:
    data = tomllib.loads(files(__package__).joinpath("ai_terms.toml").read_text("utf-8"))
    inline = {
        _plain(cue): row.get("as", name) for name, row in data["section"].items() for cue in row.get("inline", ())
    }
    least = data["languages"]["least"]
    return Table(
        version=data["version"],
        terms=Anchors.of(*data["term"]),
        keywords=Anchors.of({"name": "any_keyword", "strength": 0.0, "kinds": [], **data["any_keyword"]}),
        names=tuple(re.compile(each) for each in data["names"]["inferred_patterns"]),
        not_names=frozenset(data["names"]["not_names"]),
        look_alikes=tuple(_look_alike(row) for row in data["look_alike"]),
        weights={row.get("as", name): row["weight"] for name, row in data["section"].items()},
        most={name: row["most"] for name, row in data["section"].items() if "most" in row},
        headings=tuple(
            Heading(row.get("as", name), _any(row["headings"]))
            for name, row in data["section"].items()
            if row["headings"]
        ),
        inline=_inline([cue for row in data["section"].values() for cue in row.get("inline", ())]),
        inline_sections=inline,
        rules={name: _rule(name, row) for name, row in data["rule"].items()},
        item_opener=re.compile(r"(?<=[a-z)%\d])\s+(?=(?:" + "|".join(data["items"]["openers"]) + r")\b)"),
        cues=tuple(
            Cue(frozenset(row["raises"]), row["to"], _any(row["patterns"]))
            for row in (data["role_cue"], data["duty_cue"])
        ),
        title={key: _any([words]) for key, words in data["title"].items() if key.endswith("_pattern")},
        performer_title=_any([data["performers"]["title_pattern"]]),
        performer_sentence=_any([data["performers"]["sentence_pattern"]]),
        game_title=_any(data["game"]["title_patterns"]),
        game_terms=Anchors.of({"name": "game", "strength": 0.0, "kinds": [], **data["game"]}),
        game_words=tuple(data["game"]["surroundings"]),
        game_least=(data["game"]["least_surroundings"], data["game"]["least_terms"]),
        languages={k: frozenset(v) for k, v in data["languages"].items() if isinstance(v, list)},
        language_least=least,
        decide={k: v for k, v in data["decide"].items() if k != "reason"},
        boilerplate={k: v for k, v in data["boilerplate"].items() if k != "reason"},
    )


@cache
def tokens() -> frozenset[str]:
    """The tokens of all terms: no others of a posting need be kept apart."""
    known = table()
    looks = [look.anywhere for look in known.look_alikes if look.anywhere]
    return frozenset[str]().union(*(each.tokens for each in (known.terms, known.keywords, known.game_terms, *looks)))


def _look_alike(row: dict[str, Any]) -> LookAlike:
    near, anywhere = row.get("near_pattern"), {key: row.get(f"text_{key}", []) for key in ("words", "exact")}
    return LookAlike(
        row["name"],
        re.compile(row["term_pattern"]),
        re.compile(near) if near else None,
        Anchors.of({"name": row["name"], "strength": 0.0, "kinds": [], **anywhere}) if any(anywhere.values()) else None,
        row.get("reach", 0),
    )


def _rule(name: str, row: dict[str, Any]) -> Rule:
    return Rule(
        name=name,
        weight=row.get("weight"),
        factor=row.get("factor", 1.0),
        use=row.get("use", False),
        sections=frozenset(row.get("sections", ())),
        signs=tuple(row.get("signs", ())),
        pattern=_any(row["patterns"]) if row["patterns"] else None,
        cased=re.compile("|".join(f"(?:{each})" for each in row["cased"])) if "cased" in row else None,
        needs=_any([row["needs"]]) if "needs" in row else None,
        unless=_any(row["unless"]) if row.get("unless") else None,
        near=row.get("near", False),
        commas=row.get("commas", 0),
        terms=row.get("terms", 0),
        before=_any(row["before"]) if "before" in row else None,
        people=_any([row["people"]]) if "people" in row else None,
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    """One pattern for words in lower case. Those that begin at a word's beginning are tried only there: much faster."""
    lowered = [_lowered(each) for each in patterns]
    words = [each.removeprefix(r"\b") for each in lowered if each.startswith(r"\b")]
    others = [each for each in lowered if not each.startswith(r"\b")]
    parts = [r"\b(?:" + "|".join(f"(?:{each})" for each in words) + ")"] if words else []
    return re.compile("|".join(parts + [f"(?:{each})" for each in others]))


def _lowered(pattern: str) -> str:
    return re.sub(r"\\.|[^\\]+", lambda part: part[0] if part[0].startswith("\\") else part[0].lower(), pattern)


def _plain(cue: str) -> str:
    return cue.lower().replace("’", "'")


def _inline(cues: list[str]) -> re.Pattern[str]:
    """Headings inside a flat text: capitalised, and before a capital or a colon. Begins with capitals only: fast."""
    forms = sorted({form for cue in cues for form in _forms(cue)}, key=len, reverse=True)
    return re.compile("(" + "|".join(forms) + r")(?=\s?[:?…]|\.{3}|\s[-–—•*A-ZÀ-Ý\d])")


def _forms(cue: str) -> tuple[str, str]:
    first, *rest = cue.split()
    either = [f"[{w[0].upper()}{w[0].lower()}]{re.escape(w[1:])}" if w[0].isalpha() else re.escape(w) for w in rest]
    return " ".join([re.escape(first), *either]), re.escape(cue.upper())
