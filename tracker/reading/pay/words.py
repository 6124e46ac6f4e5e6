"""The tables of words, made into expressions that cost time linear in what they read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from db.vocabulary import NotPayKind, PayKind, Unit
from tracker.reading.pay.rules import table

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Tag:
    """What one word or phrase of the tables says of money near it."""

    pay: bool = False
    unit: Unit | None = None
    kind: PayKind | None = None
    not_pay: NotPayKind | None = None
    hard: bool = False
    market: bool = False
    label: bool = False
    """Whether it names a level, whose label it is."""
    speaks: bool = False
    """Whether it says what money is: pay, or something else."""


def trie(words: Iterable[str]) -> str:
    """An alternation of words that shares their beginnings, so that a search tries each letter once."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    arms = [re.escape(letter) + _branch(rest) for letter, rest in sorted(node.items()) if letter]
    if not arms:
        return ""
    return f"(?:{'|'.join(arms)}){'?' if '' in node else ''}" if len(arms) > 1 or "" in node else arms[0]


def whole(words: Iterable[str]) -> str:
    """Any of the words, as a whole word."""
    return rf"\b(?:{trie(words)})(?!\w)"


@cache
def tags() -> dict[str, Tag]:
    """Every cue of the tables in lower case, and what it says."""
    found: dict[str, Tag] = {}
    words = table("pay_words")
    for row in words["pay"]:
        for word in row["words"]:
            tag = found.setdefault(word, Tag())
            tag.pay, tag.label = True, tag.label or row.get("label", False)
    for row in words["kind"]:
        for word in row["words"]:
            tag = found.setdefault(word, Tag())
            tag.pay, tag.kind = True, PayKind(row["kind"])
    for row in words["unit"]:
        for word in row.get("before", []):
            tag = found.setdefault(word, Tag())
            tag.unit, tag.pay = Unit(row["unit"]), tag.pay or any(found.get(part, Tag()).pay for part in word.split())
    for row in words["not_pay"]:
        for word in row["words"]:
            tag = found.setdefault(word, Tag())
            if not tag.pay:
                tag.not_pay, tag.hard = NotPayKind(row["kind"]), row.get("hard", False)
    for word in words["neutral"]["words"]:
        found[word] = Tag()
    for word in words["market"]["words"]:
        found.setdefault(word, Tag()).market = True
        found[word].pay = True
    for tag in found.values():
        tag.speaks = tag.pay or tag.not_pay is not None
    return found


@cache
def signs_of_pay() -> frozenset[str]:
    """One word of every cue of pay: without one of them no such cue stands in a text."""
    pay = {cue for cue, tag in tags().items() if tag.pay}
    return frozenset(max(re.findall(r"\w+", cue), key=lambda word: (word in pay, len(word))) for cue in pay)


def with_cjk(words: str) -> bool:
    """Whether cues of scripts without blanks may stand in the words."""
    return not words.isascii() and _CJK.search(words) is not None


@cache
def cue_pattern(cjk: bool = True) -> re.Pattern[str]:
    """Every cue as a whole word; those of scripts without blanks anywhere, and only where asked for."""
    spaced = whole(word for word in tags() if not _CJK.search(word))
    others = trie(word for word in tags() if _CJK.search(word))
    return re.compile(f"{spaced}|{others}" if cjk else spaced)


_HOURS_IN_WORDS = "one|two|three|four|five|six|seven|eight|ten|twelve"
_SHIFTS = r"/\s?(?P<shift>8|10|12)\s?(?:hrs?|hours?)\b"
"""A casting notice's day: "$216/8 hrs" pays a day of eight hours."""


@cache
def unit_after() -> re.Pattern[str]:
    """What may follow a figure to say its unit: "per hour", "/hr", "annually", "brut par an", "per 4-hour session"."""
    words, between = table("pay_words"), table("pay_words")["between"]
    nouns = "|".join(f"(?P<n{i}>{trie(row.get('nouns', []))})" for i, row in enumerate(words["unit"]))
    bare = [[*row.get("bare", []), *row.get("adverbs", [])] for row in words["unit"]]
    alone = "|".join(f"(?P<b{i}>{trie(each)})" for i, each in enumerate(bare) if each)
    number = rf"\d{{1,2}}(?:[.,]\d{{1,2}})?|{_HOURS_IN_WORDS}"
    hours = rf"(?:(?P<hours>{number})[\s-]?h(?:ou)?rs?\s(?:\w+\s)?)?"
    filler = rf"(?:\(?(?:{trie(between['fillers'])})(?![\w$€£])\)?[\s,]?){{0,3}}"
    link = rf"(?:[/／]\s?|(?:{trie(between['links'])})\s)"
    return re.compile(
        rf"\s?{_SHIFTS}|\*{{0,2}}[\s,]?\*{{0,2}}\(?{filler}(?:{link}{hours}(?:{nouns})|(?:[/／]\s?)?(?:{alone})(?!\s(?:{trie(between['lengths'])})\b))(?!(?-i:[a-zß-öø-ÿąćęłńóśźżőű]))",
        re.IGNORECASE,
    )


@cache
def unit_begins() -> re.Pattern[str]:
    """How a match of `unit_after` can begin, marks aside: a cheap first test, for most figures have none."""
    words = table("pay_words")
    alone = [word.lstrip("(") for row in words["unit"] for key in ("bare", "adverbs") for word in row.get(key, [])]
    nouns = [noun for row in words["unit"] for noun in row.get("nouns", [])]
    begun = [*alone, *words["between"]["links"], *(word for word in words["between"]["fillers"] if word[0] != "+")]
    after_slash = trie([*alone, *nouns, *_HOURS_IN_WORDS.split("|")])
    either = rf"(?:{trie(begun)})(?!(?-i:[a-z]))|[/／]\s?\(?(?:\d|{after_slash})"
    return re.compile(rf"(?:\+[+\s,()]{{0,12}})?(?:{either})", re.IGNORECASE)


def unit_of(match: re.Match[str]) -> Unit:
    """The unit that a match of `unit_after` names."""
    if match["shift"]:
        return Unit.DAY
    return _units()[match.lastgroup or ""]


@cache
def _units() -> dict[str, Unit]:
    """What each group of `unit_after` says, by its name."""
    rows = enumerate(table("pay_words")["unit"])
    return {f"{form}{i}": Unit(row["unit"]) for i, row in rows for form in "nb"}


@cache
def separator() -> re.Pattern[str]:
    """What stands between the two ends of a range."""
    words = table("pay_words")["range"]
    dash = f"[{re.escape(words['dashes'])}]"
    either = rf"{dash}{{1,3}}|(?:{_longest(words['words'])})(?![^\W\d_])|{dash}\s(?:{_longest(words['words'])})"
    return re.compile(rf"[\s*_)\]\\.]{{0,8}}(?:{either}|/)[\s*_(\[\\Â]{{0,8}}", re.IGNORECASE)


@cache
def joiner() -> re.Pattern[str]:
    """What stands between them where "between" stands before both."""
    words = table("pay_words")["range"]
    return re.compile(rf"[\s*_,]{{0,3}}(?:{_longest(words['only_after_between'])})[\s*_]{{0,3}}", re.IGNORECASE)


@cache
def alternative() -> re.Pattern[str]:
    """What stands between two figures of which one is paid: "300 or 350 €"."""
    return re.compile(rf"\s(?:{trie(table('pay_words')['range']['alternatives'])})\s", re.IGNORECASE)


@cache
def between_before() -> re.Pattern[str]:
    return re.compile(whole(table("pay_words")["range"]["between"]))


@cache
def range_before() -> re.Pattern[str]:
    """What says that a range is coming, though a line breaks it."""
    return re.compile(whole([*table("pay_words")["range"]["between"], *table("pay_words")["range"]["named"]]))


@cache
def range_named() -> re.Pattern[str]:
    """What calls two figures a range, whatever word stands between them."""
    return re.compile(whole(table("pay_words")["range"]["named"]))


@cache
def bounds() -> dict[str, list[tuple[str, str]]]:
    """ "up to", "from" and the like, and which end of a range each names; by their last letter, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    named = [(word, bound) for bound in ("most", "least", "middle") for word in table("pay_words")["bound"][bound]]
    for word, bound in sorted(named, key=lambda each: -len(each[0])):
        found.setdefault(word[-1], []).append((word, bound))
    return found


@cache
def bound_after() -> re.Pattern[str]:
    """ "or more", "maximum" and the like after a figure, unless they begin what follows ("Maximum: …")."""
    words = table("pay_words")["bound"]
    least, most = _longest(words["least_after"]), _longest(words["most_after"])
    return re.compile(
        rf"[ (]{{0,2}}(?:(?P<least>{least})|(?P<most>{most}))(?!\w|\s?:|\s(?:salary|pay)\b)", re.IGNORECASE
    )


def _longest(words: Iterable[str]) -> str:
    """An alternation that tries the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
