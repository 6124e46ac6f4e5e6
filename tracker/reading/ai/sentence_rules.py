"""Which rule of the table holds for a sentence that speaks of AI."""

import re
from functools import lru_cache
from typing import NamedTuple

from tracker.reading.ai.predicates import Predicate, predicates
from tracker.reading.ai.rules import Rule, Table, table
from tracker.reading.ai.terms import Hit, script_of
from tracker.reading.ai.text_forms import Words

_VERB_LAST = frozenset(("de", "nl", "ja", "ko", "tr", "zh", "fi", "hu"))
"""Languages in which the word of doing may stand after what is done."""
_REACH, _CLOSE, _REFUSED = 45, 25, 60
"""Characters between a word of doing and the term it is done to, where it may be on either side, and for refusals."""
_NEAR = 90
"""Characters before a term in which the words of making stand."""


_DOING = re.compile(
    r"\b(?:us(?:e|es|ing)|usar|usando|utiliz\w*|utilis\w*|nutz\w*|einsatz|gebruik\w*|använd\w*|korzyst\w*|work\w* with"
    r"|decid\w*|integrat\w*|deploy\w*|implement\w*|roll\w* out|build\w*|creat\w*|develop\w*|entwick\w*|développ\w*)\b"
)
_DONE_WITH = re.compile(r"\s?(?:를|을)? ?(?:활용|사용|이용)|(?:を|の)?(?:活用|使用|利用)")
"""That something is done with a term, before it or right after it."""
_OFFERED = re.compile(
    r"\b(?:products?|platforms?|solutions?|engine|apis?|software|suite|copilot|technology|produkt\w*|lösung\w*|plattform\w*"
    r"|produits?|plateforme|productos?|soluci[oó]n\w*|plataforma|prodott[oi]|soluzion[ei]|piattaforma|produtos?|soluç\w+"
    r"|oplossing\w*|rozwiąza\w+|продукт\w*|рішенн\w*|решени\w*)\b|产品|產品|平台|解决方案|製品|プロダクト|ソリューション|제품|솔루션|플랫폼"
)
"""What is sold where somebody sells AI."""


class Place(NamedTuple):
    """One sentence of the words, with its terms."""

    words: Words
    start: int
    end: int
    hits: tuple[Hit, ...]
    low: str
    """The sentence in lower case, as in `words`."""
    folded: str


def find_rule(at: Place, section: str, raised: str, signs_there: set[str], known: Table) -> Rule:
    """The first rule of the table that holds; `plain` always does."""
    for rule in _list_rules(section, raised, not known.weights[raised]):
        # one search of the sentence for all rules' signs spares most of them their patterns
        if rule.signs and rule.signs.isdisjoint(signs_there):
            continue
        if rule_holds(rule, at):
            return rule
    return known.rules["plain"]


@lru_cache(maxsize=1024)
def _list_rules(section: str, raised: str, weightless: bool) -> tuple[Rule, ...]:
    """The rules that may hold in a part of a posting, in the table's order; `raised`: the part that the words tell.

    Where the part weighs nothing, a rule that multiplies its weight is left out.
    """
    rules = table().rules.values()
    return tuple(
        rule
        for rule in rules
        if not (weightless and rule.weight is None)
        and rule.applies(section if rule.name == "company_sentence" else raised)
    )


def name_rule_by_predicates(at: Place, language: str | None) -> str:
    """The rule that the words of doing around the terms make hold, where no pattern of the table does."""
    if at.words.unspaced:
        language = script_of(at.low) or language
    found = predicates(at.words, at.start, at.end, language)
    names = {each.name for each in found}
    if language not in (None, "en"):
        if "forbid" in names and any(_is_beside(each, at, _REFUSED) for each in found if each.name == "forbid"):
            if names & {"use", "make"}:
                return "forbidden"
            return "a_plus" if "skill" in names else "plain"  # knowledge that nobody needs
        if "optional" in names:
            return "a_plus"
        if any(_is_made(each, at, found, language) for each in found if each.name == "build"):
            return "building"
        if "interest" in names and "use" not in names:
            return "interest"
    if "sell" in names and _OFFERED.search(at.low):
        return "sells"
    return "uses" if any(_is_beside(each, at, _NEAR // 2) for each in found if each.name == "use") else "plain"


def _is_beside(word: Predicate, at: Place, reach: int) -> bool:
    return any(-reach <= word.start - hit.start <= reach + hit.end - hit.start for hit in at.hits)


def _is_made(word: Predicate, at: Place, found: list[Predicate], language: str | None) -> bool:
    """Whether the AI is what is made: the word stands before it without one of use between, or ends the sentence."""
    for hit in at.hits:
        if 0 < hit.start - word.start <= _REACH and not any(
            each.name == "use" and word.end <= each.start < hit.start for each in found
        ):
            return True
        if language in _VERB_LAST and 0 <= word.start - hit.end <= _CLOSE:
            return True
    return False


def rule_holds(rule: Rule, at: Place) -> bool:
    if rule.near:
        return _right_before(rule, at)
    if rule.commas:
        return _in_a_list(rule, at)
    if rule.people:
        return _names_people(rule, at)
    if rule.pattern is None:
        return True
    found = rule.pattern.search(at.low) or (rule.cased and rule.cased.search(at.folded))
    if not found or (rule.needs and not rule.needs.search(at.low)):
        return False
    return not (rule.unless and rule.unless.search(at.low))


def _right_before(rule: Rule, at: Place) -> bool:
    """Whether the pattern ends where one of the terms begins."""
    low = at.words.low
    for start in {hit.start for hit in at.hits}:
        first = max(at.start, start - _NEAR)
        before = low[first:start] if first == at.start else f"x {low[first:start]}"
        if rule.part and rule.part.search(before):
            return True
    return False


def _names_people(rule: Rule, at: Place) -> bool:
    """Whether every term names people: words of working together before it, people in it or right after it."""
    low = at.words.low
    if rule.before and rule.before.search(low[at.start : at.hits[0].start]):
        return True
    if rule.part is None or rule.people is None or not rule.part.search(low, at.start, at.hits[0].start):
        return False
    return all(rule.people.search(low, hit.start, hit.end + _NEAR // 2) for hit in at.hits)


def _in_a_list(rule: Rule, at: Place) -> bool:
    """Whether the terms stand among many other things, commas between them."""
    first, last = at.hits[0].start, max(hit.end for hit in at.hits)
    if rule.part is None or at.low.count(",") < rule.commas or len(outer(at.hits)) > rule.terms:
        return False
    before, after = at.words.low[at.start : first], at.words.low[last : at.end]
    if _DOING.search(before[before.rfind(",") + 1 :]) or _DONE_WITH.match(after):
        return False  # an item that says what is done with it is more than a name among names
    return bool(rule.part.search(before)) and ("," in after[:30] or before.count(",") >= rule.commas - 1)


def outer(hits: tuple[Hit, ...]) -> list[Hit]:
    """The hits that stand in no longer one."""
    out: list[Hit] = []
    for hit in hits:
        if not out or hit.end > out[-1].end:
            out.append(hit)
    return out
