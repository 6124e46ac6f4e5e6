"""The table of terms, sections and rules, compiled once."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import punctuation
from typing import Any

from db.vocabulary import AiKind

_SHARED = 3
"""Terms that make one search for their common first word cheaper than one for each."""
_TOKEN = re.compile(r"[^\W_]+")
_FOLDS = (*((mark, "'") for mark in "’‘ʼ´"), *((mark, "-") for mark in "‑‐–—"), ("\n", " "))


def fold(words: str) -> str:
    """One form for apostrophes, hyphens and line ends, so that patterns need not name them all. Length is kept."""
    for mark, plain in _FOLDS:
        if mark in words:  # much faster than translate: most marks are in no text
            words = words.replace(mark, plain)
    return words


def lower(words: str) -> str:
    """Lower case of the same length: where a letter's lower case is longer, the letter stays."""
    low = words.lower()
    return low if len(low) == len(words) else "".join(c.lower() if len(c.lower()) == 1 else c for c in words)


def _tokens(low: str) -> list[str]:
    if not low.isascii():
        return _TOKEN.findall(low)
    for mark in punctuation:  # twice as fast as the pattern
        if mark in low:
            low = low.replace(mark, " ")
    return low.split()


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in the forms that terms and patterns are looked for in, all of one length."""

    plain: str
    folded: str
    low: str
    """Folded, in lower case."""
    joined: str
    """In lower case, hyphens and slashes as blanks."""
    tokens: frozenset[str]
    """Every run of letters and digits, in lower case."""

    @classmethod
    def of(cls, plain: str) -> "Words":
        folded = fold(plain)
        low = lower(folded)
        return cls(plain, folded, low, low.replace("-", " ").replace("/", " "), frozenset(_tokens(low)))


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


@dataclass(frozen=True, slots=True)
class Anchors:
    by_token: dict[str, tuple[int, ...]]
    """Places in `each`."""
    open: tuple[int, ...]
    """Places of the anchors without tokens."""
    each: tuple[Anchor, ...]

    @classmethod
    def of(cls, *groups: dict[str, Any]) -> "Anchors":
        each = _anchors(*groups)
        by_token: dict[str, list[int]] = defaultdict(list)
        for at, anchor in enumerate(each):
            for token in anchor.tokens:
                by_token[token].append(at)
        return cls(
            {k: tuple(v) for k, v in by_token.items()}, tuple(i for i, a in enumerate(each) if not a.tokens), each
        )

    def in_(self, words: Words) -> Iterator[Anchor]:
        """The anchors that may stand in the words."""
        found = {at for token in self.by_token.keys() & words.tokens for at in self.by_token[token]}
        return (self.each[at] for at in sorted(found.union(self.open)))


@dataclass(frozen=True, slots=True)
class LookAlike:
    name: str
    term: re.Pattern[str]
    near: re.Pattern[str] | None
    anywhere: tuple[str, ...]
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
    data = tomllib.loads(files("tracker.data").joinpath("ai_terms.toml").read_text("utf-8"))
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
        title={key: re.compile(words) for key, words in data["title"].items() if key.endswith("_pattern")},
        game_title=_any(data["game"]["title_patterns"]),
        game_terms=Anchors.of({"name": "game", "strength": 0.0, "kinds": [], **data["game"]}),
        game_words=tuple(data["game"]["surroundings"]),
        game_least=(data["game"]["least_surroundings"], data["game"]["least_terms"]),
        languages={k: frozenset(v) for k, v in data["languages"].items() if isinstance(v, list)},
        language_least=least,
        decide={k: v for k, v in data["decide"].items() if k != "reason"},
        boilerplate={k: v for k, v in data["boilerplate"].items() if k != "reason"},
    )


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
        token = "" if first.endswith("*") else _TOKEN.findall(first.lower())[0]
        words = first if exact or not rest else f"{first} " if firsts[first] >= _SHARED else f"{first} {rest[0]}"
        out.setdefault((token, words.split("*")[0]), []).append(term)
    for (token, words), group in out.items():
        tokens = frozenset({token, token + "s"} if exact else {token}) if token else frozenset()
        yield Anchor(tokens, words.replace("-", " ") if not exact else words, exact, tuple(group))


def _look_alike(row: dict[str, Any]) -> LookAlike:
    near = row.get("near_pattern")
    return LookAlike(
        row["name"],
        re.compile(row["term_pattern"]),
        re.compile(near) if near else None,
        tuple(row.get("text_words", ())),
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
