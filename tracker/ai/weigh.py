"""How much each sentence that speaks of AI counts, and by which rule."""

from collections.abc import Collection
from dataclasses import dataclass

from tracker.ai.boilerplate import canonical
from tracker.ai.sections import sections, sentences
from tracker.ai.table import Rule, Table, fold
from tracker.ai.terms import Hit
from tracker.text import Text


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its terms: what it counts, where, and why."""

    start: int
    end: int
    section: str
    rule: str
    weight: float
    hits: tuple[Hit, ...]
    game: bool = False


def passages(text: Text, hits: list[Hit], boilerplate: Collection[str], known: Table) -> list[Passage]:
    """The sentences of `text` that hold hits, weighed. Game AI counts for nothing here."""
    out: list[Passage] = []
    at = 0
    for start, end, section in sections(text, known):
        if at >= len(hits):
            break
        if hits[at].start >= end:
            continue
        for first, last in sentences(text.text, start, end, int(known.decide["longest_sentence"])):
            inside: list[Hit] = []
            while at < len(hits) and hits[at].start < last:
                if hits[at].start >= first:
                    inside.append(hits[at])
                at += 1
            if inside:
                out.append(_passage(text.text, first, last, section, tuple(inside), boilerplate, known))
    return out


def _passage(
    text: str, start: int, end: int, section: str, hits: tuple[Hit, ...], boilerplate: Collection[str], known: Table
) -> Passage:
    words = fold(text[start:end])
    if boilerplate and canonical(text[start:end]) in boilerplate:
        rule = _notice(words, section, known)
        return Passage(start, end, section, rule or "boilerplate", known.boilerplate["weight"], hits)
    raised = "role" if section in known.role_raises and known.role_cue.search(words) else section
    rule, factor = _rule(words, start, raised, section, hits, known)
    weight = known.weights[raised] * factor * strength(hits, known)
    return Passage(start, end, raised, rule, round(weight, 3), hits)


def _notice(words: str, section: str, known: Table) -> str:
    notice = known.rules["hiring_notice"]
    return notice.name if _holds(notice, words, section) else ""


def _rule(words: str, start: int, raised: str, section: str, hits: tuple[Hit, ...], known: Table) -> tuple[str, float]:
    """The first rule that holds, and its factor on the section's weight."""
    for rule in known.rules.values():
        if not rule.applies(section if rule.name == "company_sentence" else raised):
            continue
        if rule.near:
            holds = rule.pattern is not None and any(
                rule.pattern.search(words, max(0, hit.start - start - 90), hit.start - start) for hit in hits
            )
        elif rule.people:
            holds = _partners(rule, words, start, hits)
        else:
            holds = _holds(rule, words, section)
        if holds:
            return rule.name, 0.0 if rule.weight is not None else rule.factor
    return "plain", 1.0


def _holds(rule: Rule, words: str, section: str) -> bool:
    if rule.pattern is None:
        return True
    return bool(rule.pattern.search(words)) and not (rule.unless and rule.unless.search(words))


def _partners(rule: Rule, words: str, start: int, hits: tuple[Hit, ...]) -> bool:
    """Whether every term names people: words of working together before it, people right after it."""
    if rule.pattern is None or rule.people is None or not rule.pattern.search(words, 0, hits[0].start - start):
        return False
    return all(rule.people.search(words, hit.end - start, hit.end - start + 45) for hit in hits)


def strength(hits: tuple[Hit, ...], known: Table) -> float:
    """The strongest term whole, each other distinct one less, a term inside a longer one not at all."""
    outer: dict[str, float] = {}
    last = -1
    for hit in hits:
        if hit.end > last:
            name = hit.term.anchor
            outer[name] = max(outer.get(name, 0.0), hit.term.strength)
            last = hit.end
    each = sorted(outer.values(), reverse=True)
    return min(known.decide["sentence_cap"], sum(value / (1 + 2 * i) for i, value in enumerate(each)))
