"""People's work from which something learns: performers and gigs that are data for AI, also where no AI term stands."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from tracker.reading.ai.clause_patterns import is_promised
from tracker.reading.ai.features import title_says
from tracker.reading.ai.gig_work import LONGEST, goes_into_machine, is_own_duty, judges_answers
from tracker.reading.ai.predicates import Predicate, all_gates, all_unspaced, gates, predicates, signs
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.terms import Hit
from tracker.reading.ai.text_forms import Words, holds_any

RULE = "data_work"
_APART = re.compile(r"\b(?:apart|differen\w+|from)\b")
_NEAR = 70
"""Characters between what learns and the word that says so."""
_TAUGHT, _TRAINED = ("train", "teach", "gather", "assess"), ("train",)
"""What says that something learns, under the title of one who gives data, and under any other."""
_WEAK = frozenset(("gather", "assess"))
_MODEL = "model"
_LONGEST_GIG = 3000
_LEARNERS = ("robot", "humanoid", "chatbot", "assist", "asist", "asyst", "model", "modèle", "search results", "quer")
"""Letters of what is judged or taught where no term stands."""
_ANNOTATING = frozenset(("data_for_ai", "recorded_people"))
_ENOUGH = 12
"""Sentences that are found, at most: more tell nothing more."""
_TERMS, _WORDS = 20, 60
"""Terms and words of doing of one sentence that are looked at: no sentence that people write has more."""
_MOST = 400
"""Sentences that are looked at: who gives data is told at the beginning."""


def is_data_title(title: Words, known: Table) -> bool:
    """Whether the title alone says that the work is data for AI."""
    if not title.unspaced and not holds_any(title.low, known.data_signs["title_signs"]):
        return False
    if known.data_work["strong_title_pattern"].search(title.low):
        return True
    built = known.data_work["not_title_pattern"].search(title.low)
    return not built and known.data_work["work_title_pattern"].search(title.low) is not None


def may_give(title: Words, words: Words, known: Table) -> bool:
    """Whether data_work may find anything where no term stands, in any language: in most texts it cannot."""
    return (
        _is_short(words)
        or (words.unspaced and (len(words.low) <= _LONGEST_GIG or _may_learn_unspaced(words)))
        or _stand_close(words, all_gates("learner"), all_gates("train"))
        or _is_gig(words)
        or _is_taught(words, known)
        or known.data_work["giver_title_pattern"].search(title.low) is not None
    )


def _may_learn_unspaced(words: Words) -> bool:
    return all(holds_any(words.low, all_unspaced(name)) for name in ("learner", "train"))


def _stand_close(words: Words, learners: frozenset[str], trained: frozenset[str]) -> bool:
    """Whether what learns and a word of training stand beside each other anywhere: apart they say nothing."""
    taught = [at for word, places in words.found.items() if word in trained for at in places]
    if not taught:
        return False
    return any(
        abs(at - other) <= _NEAR
        for word, places in words.found.items()
        if word in learners
        for at in places
        for other in taught[:_TERMS]
    )


def data_work(title: Words, outline: Outline, hits: list[Hit], language: str | None, known: Table) -> list[Passage]:
    """The sentences in which something learns from what the job's people do; a term of AI is something that learns."""
    words = outline.words
    if title_says("policy", title.plain) and not is_data_title(title, known):
        return _strong(outline, known)  # who bargains about training feeds nothing
    if known.data_work["not_title_pattern"].search(title.low) and not is_data_title(title, known):
        # a cutter or writer by title may be one who describes clips for a model
        annotates = title_says("craft", title.plain) and any(hit.term.name in _ANNOTATING for hit in hits)
        return _strong(outline, known, language) if annotates else []
    titled = known.data_work["giver_title_pattern"].search(title.low)
    taught = _TAUGHT if titled else _TRAINED
    learns = _may_learn(words, hits, language, taught, titled is not None)
    machine, short = _is_taught(words, known), _is_short(words)
    if not (learns or hits or titled or machine or short or _is_gig(words)):
        return []
    if hits and _asks_for_recordings(words, known):
        learns = True
    if not (learns or machine or short) or known.data_work["expert_title_pattern"].search(title.low):
        return _strong(outline, known)
    named = titled is not None or (short and _has_giving(predicates(title, 0, len(title.plain), language)))
    posing = titled is not None and titled[0].startswith(_MODEL)
    judged = _standing(known.data_signs["judged_signs"], words)
    tell = signs(language, *taught)
    weight = known.decide["data_work_weight"]
    spans = outline.sentences[:_MOST]
    found: list[Passage] = []
    for at, (start, end, section) in enumerate(spans):
        if len(found) == _ENOUGH:
            break
        if not known.weights[section]:
            continue
        if _is_strong(words.low, start, end, judged, known) or (hits and _is_recorded(words.low, start, end, known)):
            found.append(Passage(start, end, section, RULE, weight, ()))
            continue
        if machine and _teaches_machine(outline, at, language, known):
            found.append(Passage(start, end, section, RULE, weight, ()))
            continue
        if short and _is_gig_sentence(outline, at, language, known, titled=named):
            found.append(Passage(start, end, section, RULE, weight, ()))
            continue
        if not holds_any(words.low[start:end], tell):
            continue
        terms = list(_hits_within(hits, start, end))
        there = islice(predicates(words, start, end, language), _WORDS)
        said = [each for each in there if not _is_in(each, terms) and not (posing and _is_person(each, words.low))]
        said = [each for each in said if not _is_told(each, words.low, end)]
        said += [Predicate("learner", hit.start, hit.end) for hit in terms]
        if (
            not _has_learning(said, titled is not None)
            or _is_other(words.low, start, end, known)
            or is_promised(words.low, start, end, language)
        ):
            continue
        if not titled and is_own_duty(words.low, start, said):
            continue
        sure = titled is not None and _has_learning(said, True, weak=False)
        if sure or _has_giving(said) or _is_given_beside(spans, at, words, language):
            found.append(Passage(start, end, section, RULE, weight, ()))
    return found


def _strong(outline: Outline, known: Table, language: str | None = None) -> list[Passage]:
    """The sentences that say by themselves that answers are judged or tasks written for a model.

    `language`, where given: also those that say so by the words of doing in it.
    """
    words = outline.words
    judged = _standing(known.data_signs["judged_signs"], words)
    if not judged:
        return []
    weight = known.decide["data_work_weight"]
    return [
        Passage(start, end, section, RULE, weight, ())
        for start, end, section in outline.sentences[:_MOST]
        if known.weights[section]
        and (
            _is_strong(words.low, start, end, judged, known)
            or (language is not None and judges_answers(words, start, end, language, known))
        )
    ][:_ENOUGH]


def _standing(signs_of: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """The signs that stand in the text at all: no sentence need be searched for the others."""
    return tuple(sign for sign in signs_of if sign in words.low)


def _is_gig(words: Words) -> bool:
    """Whether a text without any AI term may be that of a gig all the same: few words, and what may be judged."""
    return len(words.low) <= _LONGEST_GIG and holds_any(words.low, _LEARNERS)


def _is_strong(low: str, start: int, end: int, judged: tuple[str, ...], known: Table) -> bool:
    if not holds_any(low[start:end], judged):
        return False
    return known.data_work["strong_sentence_pattern"].search(low, start, end) is not None


def _asks_for_recordings(words: Words, known: Table) -> bool:
    return (
        holds_any(words.low, known.data_signs["spoken_signs"])
        and known.data_work["recorded_sentence_pattern"].search(words.low) is not None
    )


def _is_recorded(low: str, start: int, end: int, known: Table) -> bool:
    """Whether so many sentences are to be spoken: where the posting names AI, that is what learns from them."""
    if not holds_any(low[start:end], known.data_signs["spoken_signs"]):
        return False
    return known.data_work["recorded_sentence_pattern"].search(low, start, end) is not None


def _is_taught(words: Words, known: Table) -> bool:
    """Whether a short notice says that a machine learns: in a long one that is a product's or the staff's business."""
    return _is_short(words) and _says_taught(words, 0, len(words.plain), known)


def _is_short(words: Words) -> bool:
    return len(words.plain) <= LONGEST


def _is_gig_sentence(outline: Outline, at: int, language: str | None, known: Table, *, titled: bool) -> bool:
    """Whether a sentence says that people's work goes into something that learns, or that a machine's is judged.

    `titled`: whether the title names the work.
    """
    words, (start, end, _) = outline.words, outline.sentences[at]
    if _is_other(words.low, start, end, known) or is_promised(words.low, start, end, language):
        return False
    if judges_answers(words, start, end, language, known):
        return True
    if not goes_into_machine(words, start, end, language, known):
        return False
    said = predicates(words, start, end, language)
    if is_own_duty(words.low, start, said):
        return False
    if titled:
        return True
    if len(words.plain) <= known.decide["short_notice"]:  # so little is all about one thing
        return _has_giving(predicates(words, 0, len(words.plain), language))
    return _has_giving(said) or _is_given_beside(outline.sentences, at, words, language)


def _says_taught(words: Words, start: int, end: int, known: Table) -> bool:
    return known.data_work["machine_pattern"].search(words.low, start, end) is not None


def _teaches_machine(outline: Outline, at: int, language: str | None, known: Table) -> bool:
    """Whether a machine learns in a sentence, and people's work is named in it or beside it."""
    words, (start, end, _) = outline.words, outline.sentences[at]
    if not _says_taught(words, start, end, known) or _is_other(words.low, start, end, known):
        return False
    if is_promised(words.low, start, end, language):
        return False
    said = predicates(words, start, end, language)
    if is_own_duty(words.low, start, said):
        return False
    return _has_giving(said) or _is_given_beside(outline.sentences, at, words, language)


def _is_given_beside(spans: list[tuple[int, int, str]], at: int, words: Words, language: str | None) -> bool:
    beside = [*spans[max(0, at - 1) : at], *spans[at + 1 : at + 2]]
    return any(_has_giving(predicates(words, start, end, language)) for start, end, _ in beside)


def _may_learn(words: Words, hits: list[Hit], language: str | None, taught: tuple[str, ...], titled: bool) -> bool:
    """Whether both what learns and a word of learning may stand in the text: most texts lack one."""
    if words.unspaced:
        return True
    if titled:  # few titles are those of people who give data
        learners = hits or holds_any(words.low, signs(language, "learner", "machine"))
        return bool(learners) and holds_any(words.low, signs(language, *taught))
    there = words.found.keys()
    if there.isdisjoint(gates(language, *taught)):
        return False
    return bool(hits) or _stand_close(words, gates(language, "learner"), gates(language, *taught))


def _hits_within(hits: list[Hit], start: int, end: int) -> Iterator[Hit]:
    first = bisect_left(hits, start, key=lambda hit: hit.start)
    return takewhile(lambda hit: hit.end <= end, hits[first : first + _TERMS])


def _is_person(word: Predicate, low: str) -> bool:
    """Whether a word that may be what learns is "model", which in a notice to models is somebody who poses."""
    return word.name == "learner" and low.startswith(_MODEL, word.start)


def _is_told(word: Predicate, low: str, end: int) -> bool:
    """Whether "tell" is what people do, to somebody: a machine that learns tells things apart."""
    return word.name == "teach" and low.startswith("tell", word.start) and not _APART.search(low, word.end, end)


def _is_in(word: Predicate, terms: list[Hit]) -> bool:
    """Whether a word is part of a term: "machine learning" does not say that something learns."""
    return any(hit.start <= word.start < hit.end for hit in terms if hit.term.name != "model_work")


def _has_giving(found: list[Predicate]) -> bool:
    return any(each.name == "give" for each in found)


def _has_learning(found: list[Predicate], titled: bool, *, weak: bool = True) -> bool:
    """Whether what learns and the word that says so stand close together.

    Under the title of one who gives, any word of learning will do, and of data (`weak`) where what learns is no mere
    machine.
    """
    learners = [each for each in found if each.name in ("learner", "machine")]
    for learner in learners:
        for each in found:
            loose = titled and (each.name == "teach" or (weak and each.name in _WEAK and learner.name == "learner"))
            wanted = loose or (each.name == "train" and learner.name == "learner")
            if wanted and each.start != learner.start and abs(each.start - learner.start) <= _NEAR:
                return True
    return False


def _is_other(low: str, start: int, end: int, known: Table) -> bool:
    """Whether the sentence tells a story, or what the staff learn."""
    patterns = (known.data_work["fiction_pattern"], known.data_work["staff_pattern"])
    return any(pattern.search(low, start, end) for pattern in patterns)
