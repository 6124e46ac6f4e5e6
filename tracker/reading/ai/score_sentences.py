"""How much each sentence that speaks of AI counts, and by which rule."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tracker.reading.ai.boilerplate import canonical
from tracker.reading.ai.clause_patterns import clause_pattern, is_promised
from tracker.reading.ai.predicates import predicates, signs
from tracker.reading.ai.rules import Table
from tracker.reading.ai.sections import Outline, stretches, within
from tracker.reading.ai.sentence_rules import Place, find_rule, name_rule_by_predicates, outer, rule_holds
from tracker.reading.ai.terms import Hit
from tracker.reading.ai.text_forms import Words, holds_any

_LONG, _BEFORE, _AFTER = 300, 160, 110
"""Characters of a sentence that is not looked at whole, and around its terms."""
_OF_DATA = 0.25
"""What a sentence counts that speaks of datasets and labels alone."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its terms: what it counts, where, and why."""

    start: int
    end: int
    section: str
    rule: str
    weight: float
    hits: tuple[Hit, ...]


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
        rule = notice.name if rule_holds(notice, at) else "boilerplate"
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
    found = find_rule(at, section, raised, there, known)
    if found.name == "plain" and known.weights[raised]:
        found = known.rules[name_rule_by_predicates(at, language)]
    # the pattern of promises is long: most sentences hold none of its letters
    if found.weight is None and not there.isdisjoint(known.promise_signs) and _is_protected(at, language):
        found = known.rules["forbidden"]
    elif found.weight is None and _is_copied(at, language):
        found = known.rules["of_worker"]
    whole = known.weights[raised] * found.factor
    if all(hit.term.name == "recorded_people" for hit in at.hits):
        whole *= _OF_DATA  # datasets and labels are other trades' words, too
    weight = whole * strength(at.hits, known) if found.weight is None else found.weight
    return raised, found.name, round(weight, 3)


def _is_copied(at: Place, language: str | None) -> bool:
    """Whether the sentence says that the reader's face or voice is copied."""
    if not clause_pattern("addressed", language).search(at.low):
        return False
    if clause_pattern("replica", language).search(at.low):
        return True
    if not holds_any(at.low, signs(language, "copy")):
        return False
    said = {each.name for each in predicates(at.words, at.start, at.end, language)}
    return {"body", "copy"} <= said and "train" not in said


def _is_protected(at: Place, language: str | None) -> bool:
    """Whether the sentence promises that nothing learns from the worker, and nothing copies them: no duty."""
    if not is_promised(at.low, 0, len(at.low), language):
        return False
    if clause_pattern("addressed", language).search(at.low) or clause_pattern("refusal", language).search(at.low):
        return True
    if not holds_any(at.low, signs(language, "train")):
        return False
    return clause_pattern("worker", language).search(at.low) is not None


def _cut_sentence(start: int, end: int, hits: tuple[Hit, ...]) -> tuple[int, int]:
    """What of a sentence decides: all of it, of a very long one what stands around its terms."""
    if end - start <= _LONG:
        return start, end
    return max(start, hits[0].start - _BEFORE), min(end, hits[-1].end + _AFTER)


def strength(hits: tuple[Hit, ...], known: Table) -> float:
    """The strongest term whole, each other distinct one less, a term inside a longer one not at all."""
    if len(hits) == 1:
        return min(known.decide["sentence_cap"], hits[0].term.strength)
    best: dict[str, float] = {}
    for hit in outer(hits):
        best[hit.term.words] = max(best.get(hit.term.words, 0.0), hit.term.strength)
    each = sorted(best.values(), reverse=True)
    return min(known.decide["sentence_cap"], sum(value / (1 + 2 * i) for i, value in enumerate(each)))
