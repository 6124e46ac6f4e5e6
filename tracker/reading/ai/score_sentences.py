"""How much each sentence that speaks of AI counts, and by which rule."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tracker.reading.ai.boilerplate import canonical
from tracker.reading.ai.clause_patterns import clause_pattern, is_promised
from tracker.reading.ai.predicates import Predicate, predicates, signs
from tracker.reading.ai.rules import Rule, Table
from tracker.reading.ai.sections import Outline, stretches, within
from tracker.reading.ai.terms import Hit, script_of
from tracker.reading.ai.text_forms import Words, holds_any

_VERB_LAST = frozenset(("de", "nl", "ja", "ko", "tr", "zh", "fi", "hu"))
"""Languages in which the word of doing may stand after what is done."""
_REACH, _CLOSE, _REFUSED = 45, 25, 60
"""Characters between a word of doing and the term it is done to, where it may be on either side, and for refusals."""
_LONG, _BEFORE, _AFTER = 300, 160, 110
"""Characters of a sentence that is not looked at whole, and around its terms."""
_OF_DATA = 0.25
"""What a sentence counts that speaks of datasets and labels alone."""
_NEAR = 90
"""Characters before a term in which the words of making stand."""


_OFFERED = re.compile(
    r"\b(?:products?|platforms?|solutions?|engine|apis?|software|suite|copilot|technology|produkt\w*|lösung\w*|plattform\w*"
    r"|produits?|plateforme|productos?|soluci[oó]n\w*|plataforma|prodott[oi]|soluzion[ei]|piattaforma|produtos?|soluç\w+"
    r"|oplossing\w*|rozwiąza\w+|продукт\w*|рішенн\w*|решени\w*)\b|产品|產品|平台|解决方案|製品|プロダクト|ソリューション|제품|솔루션|플랫폼"
)
"""What is sold where somebody sells AI."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its terms: what it counts, where, and why."""

    start: int
    end: int
    section: str
    rule: str
    weight: float
    hits: tuple[Hit, ...]


class Place(NamedTuple):
    """One sentence of the words, with its terms."""

    words: Words
    start: int
    end: int
    hits: tuple[Hit, ...]
    low: str
    """The sentence in lower case, as in `words`."""
    folded: str


def passages(
    outline: Outline, hits: list[Hit], boilerplate: Collection[str], language: str | None, known: Table
) -> list[Passage]:
    """The sentences of `text` that hold hits, weighed. Game AI counts for nothing here."""
    words = outline.words
    out: list[Passage] = []
    seen: set[str] = set()
    for first, last, section, inside in _iter_sentences(outline, hits, known):
        same = words.low[first:last]
        if same not in seen:
            seen.add(same)
            out.append(_make_passage(words, first, last, section, inside, boilerplate, language, known))
    return out


def _iter_sentences(outline: Outline, hits: list[Hit], known: Table) -> Iterator[tuple[int, int, str, tuple[Hit, ...]]]:
    """The sentences that hold hits, with their sections; what holds none is not cut up."""
    if not hits:
        return
    at, longest, plain = 0, int(known.decide["longest_sentence"]), outline.words.plain
    for start, end, section in outline.sections:
        if at >= len(hits):
            return
        if hits[at].start >= end:
            continue
        for begin, stop in stretches(plain, start, end):
            if at >= len(hits):
                return
            if hits[at].start >= stop:
                continue
            for first, last in within(plain, begin, stop, longest):
                inside: list[Hit] = []
                while at < len(hits) and hits[at].start < last:
                    if hits[at].start >= first and hits[at].end <= last:
                        inside.append(hits[at])
                    at += 1
                if inside:
                    yield first, last, section, tuple(inside)


def _make_passage(
    words: Words,
    start: int,
    end: int,
    section: str,
    hits: tuple[Hit, ...],
    boilerplate: Collection[str],
    language: str | None,
    known: Table,
) -> Passage:
    first, last = _cut_sentence(start, end, hits)
    at = Place(words, first, last, hits, words.low[first:last], words.folded[first:last])
    if boilerplate and canonical(words.plain[start:end]) in boilerplate:
        notice = known.rules["hiring_notice"]
        rule = notice.name if _rule_holds(notice, at) else "boilerplate"
        return Passage(start, end, section, rule, known.boilerplate["weight"], hits)
    # a board's postings share sentences: what one says is decided once
    spans = tuple((hit.start - first, hit.end - first, hit.term.name, hit.term.words) for hit in hits)
    key = (at.folded, section, language, spans, id(known.rules))
    decided = _DECIDED.get(key)
    if decided is None:
        if len(_DECIDED) >= _MOST_DECIDED:
            _DECIDED.clear()
        decided = _DECIDED[key] = _decide(at, section, language, known)
    raised, rule, weight = decided
    return Passage(start, end, raised, rule, weight, hits)


_DECIDED: dict[tuple[object, ...], tuple[str, str, float]] = {}
"""What sentences were decided to be: their part, rule and weight."""
_MOST_DECIDED = 5000


def _decide(at: Place, section: str, language: str | None, known: Table) -> tuple[str, str, float]:
    """The part in which a sentence stands, the rule that holds for it, and its weight."""
    raised = next((cue.to for cue in known.cues if section in cue.raises and cue.pattern.search(at.low)), section)
    there = known.signs.find(at.low)
    found = _rule(at, section, raised, there, known)
    if found.name == "plain" and known.weights[raised]:
        found = known.rules[_by_predicates(at, language)]
    if found.weight is None and not there.isdisjoint(known.promise_signs) and _is_protected(at, language):
        found = known.rules["forbidden"]
    whole = known.weights[raised] * found.factor
    if all(hit.term.name == "recorded_people" for hit in at.hits):
        whole *= _OF_DATA  # datasets and labels are other trades' words, too
    weight = whole * strength(at.hits, known) if found.weight is None else found.weight
    return raised, found.name, round(weight, 3)


def _is_protected(at: Place, language: str | None) -> bool:
    """Whether the sentence promises that nothing learns from the worker, and nothing copies them: no duty."""
    if not is_promised(at.low, 0, len(at.low), language):
        return False
    if clause_pattern("addressed", language).search(at.low) or clause_pattern("refusal", language).search(at.low):
        return True
    whose = clause_pattern("worker", language).search(at.low)
    return whose is not None and holds_any(at.low, signs(language, "train"))


def _cut_sentence(start: int, end: int, hits: tuple[Hit, ...]) -> tuple[int, int]:
    """What of a sentence decides: all of it, of a very long one what stands around its terms."""
    if end - start <= _LONG:
        return start, end
    return max(start, hits[0].start - _BEFORE), min(end, hits[-1].end + _AFTER)


def _rule(at: Place, section: str, raised: str, signs_there: set[str], known: Table) -> Rule:
    """The first rule of the table that holds; `plain` always does."""
    weightless = not known.weights[raised]
    for rule in known.rules.values():
        if weightless and rule.weight is None:
            continue  # it would only multiply nothing
        if rule.signs and rule.signs.isdisjoint(signs_there):
            continue
        if rule.applies(section if rule.name == "company_sentence" else raised) and _rule_holds(rule, at):
            return rule
    return known.rules["plain"]


def _by_predicates(at: Place, language: str | None) -> str:
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


def _rule_holds(rule: Rule, at: Place) -> bool:
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
    return bool(rule.part.search(before)) and ("," in after[:30] or before.count(",") >= rule.commas - 1)


def outer(hits: tuple[Hit, ...]) -> list[Hit]:
    """The hits that stand in no longer one."""
    out: list[Hit] = []
    for hit in hits:
        if not out or hit.end > out[-1].end:
            out.append(hit)
    return out


def strength(hits: tuple[Hit, ...], known: Table) -> float:
    """The strongest term whole, each other distinct one less, a term inside a longer one not at all."""
    if len(hits) == 1:
        return min(known.decide["sentence_cap"], hits[0].term.strength)
    best: dict[str, float] = {}
    for hit in outer(hits):
        best[hit.term.words] = max(best.get(hit.term.words, 0.0), hit.term.strength)
    each = sorted(best.values(), reverse=True)
    return min(known.decide["sentence_cap"], sum(value / (1 + 2 * i) for i, value in enumerate(each)))
