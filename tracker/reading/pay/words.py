"""The tables of words, made into expressions that cost time linear in what they read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from db.vocabulary import NotPayKind, PayKind, Unit
from tracker.reading.pay.rules import table

_CJK = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Tag:
    """What one word or phrase of the tables says of money near it."""

    pay: bool = False
    unit: Unit | None = None
    kind: PayKind | None = None
    not_pay: NotPayKind | None = None
    hard: bool = False
    market: bool = False
    weak: bool = False
    """Whether it says pay only where it governs the figure directly."""
    verb: bool = False
    heading: bool = False
    """Whether it heads all that an employer gives, pay included: "Benefits"."""
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
    return _render_branch(root)


def _render_branch(node: dict[str, Any]) -> str:
    arms = [re.escape(letter) + _render_branch(rest) for letter, rest in sorted(node.items()) if letter]
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
            tag = found.setdefault(word, Tag(weak=row.get("weak", False)))
            tag.weak = tag.weak and row.get("weak", False)
            tag.pay, tag.label = True, tag.label or row.get("label", False)
    for row in words["kind"]:
        for word in row["words"]:
            tag = found.setdefault(word, Tag())
            tag.pay, tag.kind, tag.weak = True, PayKind(row["kind"]), False
    for row in words["unit"]:
        for word in row.get("before", []):
            tag = found.setdefault(word, Tag())
            tag.unit, tag.pay = Unit(row["unit"]), tag.pay or any(found.get(part, Tag()).pay for part in word.split())
    for row in words["not_pay"]:
        for word in row["words"]:
            tag = found.setdefault(word, Tag())
            if not tag.pay:
                tag.not_pay, tag.hard = NotPayKind(row["kind"]), row.get("hard", False)
    for word in words["headings"]["words"]:
        if word in found:
            found[word].heading = True
    for word in words["verbs"]["words"]:
        if word in found:
            found[word].verb = True
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
    pay = {cue for cue, tag in tags().items() if tag.pay and re.search(r"\w", cue)}
    return frozenset(
        max(re.findall(r"\w+", cue), key=lambda word: (word in pay, word not in _COMMON, len(word))) for cue in pay
    )


_COMMON = frozenset(["you", "your", "will", "we", "the", "this", "that", "with"])
"""Words that stand in most lines of prose, and so are no sign of anything."""


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


@cache
def unit_after() -> re.Pattern[str]:
    """What may follow a figure to say its unit: "per hour", "/hr", "annually", "brut par an", "per 4-hour session"."""
    between = table("pay_words")["between"]
    named = [word for word, forms in _unit_words().items() if "n" in forms]
    short = trie(word for word in named if len(word) <= 2 and word < "\u0e00")
    nouns = rf"(?:{short})(?![^\W\d_])|{trie(word for word in named if len(word) > 2 or word >= chr(0x0E00))}"
    alone = trie(word for word, forms in _unit_words().items() if "b" in forms)
    number = rf"\d{{1,2}}(?:[.,]\d{{1,2}})?|{_HOURS_IN_WORDS}"
    # what is said of one unit before its name: "per 4-hour session", "/5-day week", "per 60-second spot"
    hours = (
        rf"(?:(?P<hours>{number})[\s-]?h(?:ou)?rs?\s(?:\w+\s)?"
        r"|(?:[2-7]|two|three|four|five|six|seven)[\s-]days?\s(?=w)|\d{1,4}[\s-](?:second|sec|minute|min|word|page)s?\s)?"
    )
    done = trie(between["done"])
    filler = rf"(?:\(?(?:{trie(between['fillers'])})(?![\w$€£])\)?[\s,]?){{0,3}}"
    link = rf"(?:[/／]\s?(?:1\s?)?|(?:{trie(between['links'])})\s(?:1\s)?|(?:{trie(_links_without_blank())}))"
    return re.compile(
        rf"\*{{0,2}}[\s,]?\*{{0,2}}[(\[]?{filler}(?:{link}{hours}(?:(?:{done})\s)??(?P<noun>{nouns})|(?:[/／]\s?)?(?P<alone>{alone})(?!\s(?:{trie(between['lengths'])})\b))(?!(?-i:[a-zß-öø-ÿąćęłńóśźżőűа-яёіїєґě-žα-ω])|'s|\d|(?<=[周週주])\s?[\d一二三四五六七])",
        re.IGNORECASE,
    )


@cache
def many_after() -> re.Pattern[str]:
    """What may follow a figure that pays for several things at once: "for every 100 images", "je 1.000 Wörter"."""
    between = table("pay_words")["between"]
    number = (
        r"\d{1,3}(?:[.,\s]\d{3})+|\d{1,6}|[百千万萬]|(?:a\s)?(?:hundred|thousand|dozen)|ten|twenty|fifty|tausend|mille"
        r"|mil|cien"
    )
    return re.compile(
        rf"[\s,]{{0,2}}(?:[/／]\s?|(?:for\s)?(?:{trie(between['links'])})\s|(?:{trie(_links_without_blank())})|(?=\d))"
        rf"(?P<n>{number})\s?(?:[^\W\d_]+[\s-]){{0,2}}?(?P<noun>{trie(between['many'])})(?![^\W\d_])",
        re.IGNORECASE,
    )


def _links_without_blank() -> list[str]:
    return [link for link in table("pay_words")["between"]["links"] if link[-1] >= "\u0e00"]


@cache
def unit_begins() -> re.Pattern[str]:
    """How a match of `unit_after` can begin, marks aside: a cheap first test, for most figures have none."""
    words = table("pay_words")
    alone = [word.lstrip("(") for word, forms in _unit_words().items() if "b" in forms]
    nouns = [noun for noun, forms in _unit_words().items() if "n" in forms]
    begun = [*alone, *words["between"]["links"], *(word for word in words["between"]["fillers"] if word[0] != "+")]
    spaced = [word for word in begun if not _CJK.search(word)]
    glued = [word for word in begun if _CJK.search(word)]
    after_slash = trie([*alone, *nouns, *_HOURS_IN_WORDS.split("|")])
    either = rf"(?:{trie(spaced)})(?!(?-i:[a-z]))|(?:{trie(glued)})|[/／]\s?\(?(?:\d|{after_slash})"
    return re.compile(rf"(?:\+[+\s,()]{{0,12}})?(?:{either})", re.IGNORECASE)


def unit_of(match: re.Match[str], currency: str | None) -> Unit:
    """The unit that a match of `unit_after` names; `currency` decides between languages that share a word."""
    noun, alone = match["noun"], match["alone"]
    units = _unit_words()[(noun or alone).lower()]["n" if noun else "b"]
    return _AMBIGUOUS.get(((noun or alone).lower(), currency or ""), units[0])


_AMBIGUOUS = {
    ("год", "RUB"): Unit.YEAR,
    ("год", ""): Unit.YEAR,
    ("год", "KZT"): Unit.YEAR,
    ("година", "BGN"): Unit.YEAR,
    ("година", "EUR"): Unit.YEAR,
}
"""Words that name different units in different languages: Ukrainian hours and Russian years are both "год"."""


@cache
def _unit_words() -> dict[str, dict[str, list[Unit]]]:
    """Every word of a unit -> as a noun behind a link (n) and without one (b) -> the units that it can name."""
    found: dict[str, dict[str, list[Unit]]] = {}
    for row in table("pay_words")["unit"]:
        made = [f"hour of {each}" for each in row.get("of", [])]
        made += [f"{done} {hour}" for done in row.get("done", []) for hour in ("hour", *made)]
        made += [f"hour of {done} {each}" for done in row.get("done", []) for each in row.get("of", [])]
        for form, names in (("n", row.get("nouns", []) + made), ("b", row.get("bare", []) + row.get("adverbs", []))):
            for word in names:
                units = found.setdefault(word.lower(), {}).setdefault(form, [])
                if Unit(row["unit"]) not in units:
                    units.append(Unit(row["unit"]))
    return found


@cache
def separator() -> re.Pattern[str]:
    """What stands between the two ends of a range."""
    words = table("pay_words")["range"]
    dash = f"[{re.escape(words['dashes'])}]"
    spoken = _longest_first(words["words"])
    either = rf"{dash}{{1,3}}|â€.|(?:{spoken})(?![^\W\d_])|{dash}\s(?:{spoken})"
    return re.compile(rf"[\s*_)\]\\.]{{0,8}}(?:{either}|/)[\s*_(\[\\Â]{{0,8}}", re.IGNORECASE)


@cache
def joiner() -> re.Pattern[str]:
    """What stands between them where "between" stands before both."""
    words = table("pay_words")["range"]
    return re.compile(
        rf"[\s*_,]{{0,3}}(?:{_longest_first(words['only_after_between'])})(?:\s(?:i|gli|the|les|los|den))?[\s*_]{{0,3}}",
        re.IGNORECASE,
    )


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
    least, most = _longest_first(words["least_after"]), _longest_first(words["most_after"])
    return re.compile(
        rf"[ (]{{0,2}}(?:(?P<least>{least})|(?P<most>{most}))(?!\w|\s?:|\s(?:salary|pay)\b)", re.IGNORECASE
    )


def _longest_first(words: Iterable[str]) -> str:
    """An alternation that tries the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def lower(words: str) -> str:
    """Give lower case of the same length."""
    low = words.lower()
    if len(low) == len(words):
        return low
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in words)
