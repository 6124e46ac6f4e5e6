"""The table of terms, sections and rules, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from db.vocabulary import AiKind
from tracker.reading.ai.clause_patterns import promise_signs
from tracker.reading.ai.csv_tables import list_tools, read_rows
from tracker.reading.ai.headings import (
    Heading,
    InlineHeading,
    compile_unspaced,
    escape_phrases,
    index_inline,
    list_bracketed,
    list_phrases,
)
from tracker.reading.ai.patterns import SentencePattern, compile_any, compile_words
from tracker.reading.ai.predicates import all_gates
from tracker.reading.ai.term_index import TermIndex
from tracker.reading.ai.text_forms import is_unspaced, mark_blanks, whole_word
from tracker.reading.ai.word_scanner import SignScanner, WordScanner


@dataclass(frozen=True, slots=True)
class LookAlike:
    name: str
    term: re.Pattern[str]
    near: re.Pattern[str] | None
    anywhere: TermIndex | None
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
    signs: frozenset[str]
    """Where not empty, one of these must stand in the sentence: cheaper than the pattern."""
    pattern: SentencePattern | None
    part: re.Pattern[str] | None
    """In its place for rules that look at a part of the sentence."""
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
        return not self.sections or section in self.sections or (section == "short" and "whole" in self.sections)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that put a sentence of certain sections into another one."""

    raises: frozenset[str]
    to: str
    pattern: SentencePattern


@dataclass(frozen=True, slots=True)
class Table:
    version: str
    terms: TermIndex
    keywords: TermIndex
    look_alikes: tuple[LookAlike, ...]
    names: tuple[re.Pattern[str], ...]
    not_names: frozenset[str]
    weights: dict[str, float]
    most: dict[str, float]
    """What the sentences of a section count together, at most; sections without a limit are left out."""
    headings: tuple[Heading, ...]
    inline: dict[str, tuple[InlineHeading, ...]]
    """Under the first word of each, in lower case; longest first."""
    inline_words: frozenset[str]
    """The same as a WordScanner finds them."""
    reader: re.Pattern[str]
    """Words that speak to the reader."""
    seeks: re.Pattern[str]
    """Words that say who is sought."""
    not_before: frozenset[str]
    """Words after which a noun is no heading."""
    unspaced_inline: re.Pattern[str]
    unspaced_sections: dict[str, str]
    rules: dict[str, Rule]
    signs: SignScanner
    """Of all rules, and of promises."""
    promise_signs: frozenset[str]
    item_opener: re.Pattern[str]
    cues: tuple[Cue, ...]
    title: dict[str, re.Pattern[str]]
    """As the patterns of `data_work`: for words in lower case."""
    data_work: dict[str, re.Pattern[str]]
    data_signs: dict[str, tuple[str, ...]]
    """Letters without which the patterns of `data_work` need not be looked for."""
    game_title: re.Pattern[str]
    game_maker: re.Pattern[str]
    game_terms: TermIndex
    game_words: tuple[str, ...]
    game_least: tuple[int, int, int]
    """Of the words, of the terms, and of the terms under the title of one who makes games."""
    languages: dict[str, frozenset[str]]
    """The common words of each, as a WordScanner finds them."""
    languages_of: dict[str, tuple[str, ...]]
    """The languages of each common word."""
    common_words: WordScanner
    """Of all languages."""
    language_least: int
    letters: dict[str, str]
    letters_worth: int
    decide: dict[str, float]
    boilerplate: dict[str, float]
    replica_wide: frozenset[str]
    """Beginnings of words, as a WordScanner finds them, at which `replica_wide_pattern` is to be tried."""
    replica_wide_pattern: re.Pattern[str]
    replica_words: frozenset[str]
    """As a WordScanner finds them: one of these stands in every text with blanks that speaks of a copy of a person."""
    learned: tuple[dict[str, float], dict[str, float]]
    """The weights of the features for core, and for any label."""
    learned_kinds: dict[AiKind, dict[str, float]]
    """The weights of the features of a kind."""


@cache
def table() -> Table:
    data = _load("ai_terms.toml")
    parts = _load("ai_sections.toml")
    clauses = _load("ai_clauses.toml")
    section_rows = parts["section"]
    inline = index_inline(section_rows)
    least = data["languages"]["least"]
    languages = {k: frozenset(map(whole_word, v)) for k, v in data["languages"].items() if isinstance(v, list)}
    return Table(
        version=data["version"],
        terms=TermIndex.of(*data["term"], *list_tools()),
        keywords=_index("any_keyword", data["any_keyword"]),
        names=tuple(re.compile(each) for each in data["names"]["inferred_patterns"]),
        not_names=frozenset(data["names"]["not_names"]),
        look_alikes=tuple(_look_alike(row) for row in data["look_alike"]),
        weights={row.get("as", name): row["weight"] for name, row in section_rows.items()},
        most={name: row["most"] for name, row in section_rows.items() if "most" in row},
        headings=tuple(
            Heading(row.get("as", name), compile_any([*row["headings"], *escape_phrases(row)]))
            for name, row in section_rows.items()
            if row["headings"]
        ),
        inline=inline,
        inline_words=frozenset(" " + mark_blanks(each.words) for group in inline.values() for each in group),
        reader=compile_words(parts["reader"]["words"]),
        seeks=compile_words(parts["reader"]["seeks"]),
        not_before=frozenset(parts["before"]["words"]),
        unspaced_inline=compile_unspaced(section_rows),
        unspaced_sections={
            words: row.get("as", name)
            for name, row in section_rows.items()
            for words in (*list_phrases(row), *list_bracketed(row))
            if is_unspaced(words)
        },
        rules={name: _rule(name, row) for name, row in data["rule"].items()},
        signs=SignScanner(
            chain(promise_signs(), *(row.get("signs", ()) for row in data["rule"].values())),
        ),
        promise_signs=frozenset(promise_signs()),
        item_opener=re.compile(r"(?<=[a-z)%\d])\s+(?=(?:" + "|".join(data["items"]["openers"]) + r")\b)"),
        cues=tuple(
            Cue(frozenset(row["raises"]), row["to"], SentencePattern.of(row["patterns"]))
            for row in (data["role_cue"], data["requirement_cue"], data["duty_cue"])
        ),
        title={key: compile_any([words]) for key, words in data["title"].items() if key.endswith("_pattern")},
        data_work={key: compile_any([words]) for key, words in data["data_work"].items() if key.endswith("_pattern")},
        data_signs={key: tuple(words) for key, words in data["data_work"].items() if key.endswith("_signs")},
        game_title=compile_any(data["game"]["title_patterns"]),
        game_maker=compile_any(data["game"]["maker_patterns"]),
        game_terms=_index("game", data["game"]),
        game_words=tuple(data["game"]["surroundings"]),
        game_least=(data["game"]["least_surroundings"], data["game"]["least_terms"], data["game"]["least_made"]),
        languages=languages,
        languages_of={
            word: tuple(name for name, common in languages.items() if word in common)
            for words in languages.values()
            for word in words
        },
        common_words=WordScanner(word for words in languages.values() for word in words),
        language_least=least,
        letters={k: v for k, v in data["letters"].items() if k not in ("reason", "worth")},
        letters_worth=data["letters"]["worth"],
        decide={k: v for k, v in data["decide"].items() if k != "reason"},
        boilerplate={k: v for k, v in data["boilerplate"].items() if k != "reason"},
        replica_words=frozenset(map(whole_word, clauses["tokens"])),
        replica_wide=frozenset(f" {mark_blanks(word)}" for word in clauses["wide"]),
        replica_wide_pattern=re.compile(clauses["wide_pattern"]),
        learned=_learned(),
        learned_kinds=_learned_kinds(),
    )


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _learned_kinds() -> dict[AiKind, dict[str, float]]:
    out: dict[AiKind, dict[str, float]] = {}
    for row in read_rows("ai_kind_weights.csv"):
        out.setdefault(AiKind(row["kind"]), {})[row["feature"]] = float(row["weight"])
    return out


def _learned() -> tuple[dict[str, float], dict[str, float]]:
    rows = read_rows("ai_weights.csv")
    core, some = ({row["feature"]: float(row[name]) for row in rows} for name in ("core", "any"))
    return core, some


@cache
def scanner() -> WordScanner:
    """Finds the fixed words of all tables, so that each text is searched once."""
    known = table()
    looks = [look.anywhere for look in known.look_alikes if look.anywhere]
    terms = (each.by_words for each in (known.terms, known.keywords, known.game_terms, *looks))
    return WordScanner(
        [
            *chain(*terms),
            *known.inline_words,
            *all_gates("learner"),
            *all_gates("train"),
            *known.replica_words,
            *known.replica_wide,
        ]
    )


def _index(name: str, row: dict[str, Any]) -> TermIndex:
    """Words that are looked for, and say nothing by themselves."""
    return TermIndex.of({"name": name, "strength": 0.0, "kinds": [], **row})


def _look_alike(row: dict[str, Any]) -> LookAlike:
    near, anywhere = row.get("near_pattern"), {key: row.get(f"text_{key}", []) for key in ("words", "exact")}
    return LookAlike(
        row["name"],
        re.compile(row["term_pattern"]),
        re.compile(near) if near else None,
        TermIndex.of({"name": row["name"], "strength": 0.0, "kinds": [], **anywhere})
        if any(anywhere.values())
        else None,
        row.get("reach", 0),
    )


def _rule(name: str, row: dict[str, Any]) -> Rule:
    in_part = bool(row.get("near") or row.get("commas") or "people" in row)
    return Rule(
        name=name,
        weight=row.get("weight"),
        factor=row.get("factor", 1.0),
        use=row.get("use", False),
        sections=frozenset(row.get("sections", ())),
        signs=frozenset(row.get("signs", ())),
        pattern=SentencePattern.of(row["patterns"]) if row["patterns"] and not in_part else None,
        part=compile_any(row["patterns"]) if row["patterns"] and in_part else None,
        cased=re.compile("|".join(f"(?:{each})" for each in row["cased"])) if "cased" in row else None,
        needs=compile_any([row["needs"]]) if "needs" in row else None,
        unless=compile_any(row["unless"]) if row.get("unless") else None,
        near=row.get("near", False),
        commas=row.get("commas", 0),
        terms=row.get("terms", 0),
        before=compile_any(row["before"]) if "before" in row else None,
        people=compile_any([row["people"]]) if "people" in row else None,
    )
