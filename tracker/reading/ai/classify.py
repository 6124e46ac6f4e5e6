"""From weighed sentences to a label and its kinds."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import exp, log1p
from typing import NamedTuple

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai.features import Job, count_features, is_craft, sum_weights
from tracker.reading.ai.main_output import DONE_RULES, DUTY_SECTIONS, MAIN_OUTPUT, OWN_SECTIONS, makes_models
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage, strength
from tracker.reading.ai.terms import CREATIVE_TOOLS

_CERTAIN = 9.0
"""The log-odds of what a rule decides alone."""
_LEAST = 0.5
_WELCOMED, _USED = frozenset(("a_plus", "interest")), frozenset(("tool_use", "uses"))
_ASKED = frozenset(("duties", "role", "requirements"))
_ASKING = frozenset(("building", "uses", "tool_use"))


class Decision(NamedTuple):
    label: AiLabel
    confidence: float
    """How likely the label is right, from 0 to 1."""


def decide(job: Job | None, known: Table) -> Decision:
    """Core where AI is the job's main output, adjacent where it stands in its own duties; no job: no AI."""
    if job is None:
        return Decision(AiLabel.NONE, known.decide["sure_without_evidence"])
    if job.feeds:
        return Decision(AiLabel.CORE, known.decide["sure_of_data"])
    core, some = scores(job, known)
    label = AiLabel.CORE if core >= 0 and some >= 0 else AiLabel.ADJACENT if some >= 0 else AiLabel.NONE
    is_core, has_label = (1 / (1 + exp(-score)) for score in (min(core, some), some))
    of_label = {AiLabel.CORE: is_core, AiLabel.ADJACENT: has_label - is_core, AiLabel.NONE: 1 - has_label}
    return Decision(label, round(of_label[label], 3))


def scores(job: Job, known: Table) -> tuple[float, float]:
    """How far the job lies above the thresholds of core and of any label, as log-odds; below them, negative.

    People who give data are core and craft with AI never is, whatever the weights say; where only a
    title speaks, the rules' own thresholds decide.
    """
    if job.feeds:
        return _CERTAIN, _CERTAIN
    if not job.title_hits and not any(each.weight > 0 for each in job.passages):
        return -_CERTAIN, -_CERTAIN
    core, some = _sum_weights(job, known) if job.passages else _bound_scores(job, known)
    if _is_asked(job) or (job.length <= known.decide["short_notice"] and _is_own(job, known)):
        some = max(some, _LEAST)
    if is_made_with_ai(job, known):
        return min(core, -_LEAST), max(some, _LEAST)
    if any(is_output(job, known) for is_output in MAIN_OUTPUT):
        return max(core, _LEAST), max(some, _LEAST)
    return core, some


def _sum_weights(job: Job, known: Table) -> tuple[float, float]:
    found = all_features(job, known)
    core, some = (sum(weights.get(name, 0.0) * found[name] for name in sorted(found)) for weights in known.learned)
    return core, some


def _bound_scores(job: Job, known: Table) -> tuple[float, float]:
    is_core, has_label = by_rules(job, known)
    return _LEAST if is_core else -_LEAST, _LEAST if has_label else -_LEAST


def _is_asked(job: Job) -> bool:
    """Whether the job's own duties or requirements ask for AI to be used or made: one sentence will do."""
    return any(
        each.weight > 0
        and ((each.section in _ASKED and each.rule in _ASKING and not _is_of_data(each)) or _lists_a_tool(each))
        for each in job.passages
    )


def _lists_a_tool(passage: Passage) -> bool:
    """Whether a duty, one of several in a sentence, is done with a tool that makes pictures, films or sounds."""
    if passage.rule != "one_of_many" or passage.section not in DUTY_SECTIONS:
        return False
    return any(hit.term.name in CREATIVE_TOOLS for hit in passage.hits)


def _is_of_data(passage: Passage) -> bool:
    """Whether a sentence speaks of datasets and labels alone, which other work than AI's has, too."""
    return bool(passage.hits) and all(hit.term.name == "recorded_people" for hit in passage.hits)


def _is_own(job: Job, known: Table) -> bool:
    """Whether a sentence of the job's own says that something is done with AI: in a short notice that is enough.

    Those who hire people for AI name it without doing anything with it.
    """
    done = DONE_RULES - {"plain"} if job.title_says("recruits") else DONE_RULES
    # of what lawyers deal with, one clause of many is about AI
    done = done | {"one_of_many"} if job.title_says("policy") else done
    return any(each.weight > 0 and each.section in OWN_SECTIONS and each.rule in done for each in job.passages)


def all_features(job: Job, known: Table) -> dict[str, float]:
    """The rules' findings, and what the rules alone would decide."""
    core, some = by_rules(job, known)
    return {**count_features(job, known), "rules core": float(core), "rules any": float(some), "bias": 1.0}


def by_rules(job: Job, known: Table) -> tuple[bool, bool]:
    """Whether the hand-set thresholds make the job core, and whether they give it any label."""
    core = _is_core(job, known)
    return core, core or bool(job.title_hits) or sum_weights(job, known) >= known.decide["adjacent_body"]


def _is_core(job: Job, known: Table) -> bool:
    settings, made = known.decide, sum_weights(job, known, made=True)
    whole = min(1.0, job.length / settings["short_text"])
    short = max(settings["shortest_share"], whole)
    untitled = not job.title_hits and (job.title_says("adjacent_untitled") or job.title_says("data_engineer"))
    if untitled or job.title_says("adjacent"):
        return made >= settings["core_body"] * 2
    if job.title_hits and job.title_says("maker"):
        return True
    if job.title_says("data") and (job.title_hits or made >= settings["data_body"]):
        return True
    if job.title_hits and made * strength(job.title_hits, known) >= settings["core_title_body"] * whole:
        return True
    lab = job.title_says("lab")
    return made >= (settings["lab_body"] if lab else settings["core_body"]) * short


def kinds(job: Job, known: Table) -> tuple[AiKind, ...]:
    """The kinds of work that the title and the sentences speak of, in the vocabulary's order."""
    found = {AiKind.DATA_FOR_AI} if job.feeds else _by_title(job, known) | _by_terms(job, known)
    if is_made_with_ai(job, known):
        found |= {AiKind.MADE_WITH_AI, AiKind.GENERATIVE}
    if not found and job.length <= known.decide["short_notice"]:
        found = _by_duties(job)
    return tuple(kind for kind in AiKind if kind in found)


def _by_duties(job: Job) -> set[AiKind]:
    """The kinds of what a short notice says is built: so few sentences weigh too little for the fitted weights."""
    built = (each for each in job.passages if each.weight > 0 and each.rule == "building")
    return {kind for passage in built for hit in passage.hits for kind in hit.term.kinds}


def is_made_with_ai(job: Job, known: Table) -> bool:
    """Whether content through generative AI is the craft: the title of a craft that names it, or duties full of it."""
    if job.feeds or not is_craft(job):
        return False
    if job.title_hits or len(_creative_tools(job)) >= known.decide["creative_tools"]:
        return True
    made = [each for each in job.passages if _is_making(each)]
    most = sum(each.end - each.start for each in made) >= known.decide["making_share"] * max(job.length, 1)
    return most or len(made) >= known.decide["making_sentences"]


def _creative_tools(job: Job) -> set[str]:
    """The named tools that make pictures, films, sounds or shapes."""
    hits = [hit for passage in job.passages if passage.weight > 0 for hit in passage.hits]
    return {hit.term.words for hit in hits if hit.term.name in CREATIVE_TOOLS}


def _is_making(passage: Passage) -> bool:
    """Whether a sentence of the job's own says that pictures, films, sounds or words are made by generative AI."""
    generative = any(AiKind.GENERATIVE in hit.term.kinds for hit in passage.hits)
    return generative and passage.weight > 0 and passage.section in OWN_SECTIONS and passage.rule in DONE_RULES


def _by_terms(job: Job, known: Table) -> set[AiKind]:
    """The kinds whose fitted weights say so, and those of the title's terms and of enough sentences."""
    weighed, settings = weigh_kinds(job), known.decide
    learned = known.learned_kinds.items()
    found = {kind for kind, weights in learned if _kind_score(job, kind, weights, known, weighed) >= 0}
    if is_craft(job) and _creative_tools(job):
        found.add(AiKind.GENERATIVE)
    if any(hit.term.name == "machine_learning" for hit in job.title_hits) or makes_models(job, known):
        found.add(AiKind.MACHINE_LEARNING)
    if job.title_says("adjacent") and any(_is_product(each) for each in job.passages):
        found.add(AiKind.AI_PRODUCT)
    total = max(sum_weights(job, known), 0.001)
    made = job.title_says("engineer")
    for kind in (AiKind.AI_POLICY_LEGAL,) if made else (AiKind.DATA_FOR_AI, AiKind.AI_POLICY_LEGAL):
        weight, sentences = weighed[kind].weight, weighed[kind].sentences
        enough = weight >= settings["kind_weight"] and weight / total >= settings["kind_share"]
        titled = any(kind in hit.term.kinds for hit in job.title_hits)
        if titled or (enough and sentences >= settings["kind_sentences"]):
            found.add(kind)
    return found


def _is_product(passage: Passage) -> bool:
    """Whether a sentence of the job's own names the AI that the employer sells."""
    return passage.weight > 0 and passage.section in DUTY_SECTIONS and passage.rule == "sells"


def _kind_score(
    job: Job, kind: AiKind, weights: dict[str, float], known: Table, weighed: "dict[AiKind, KindWeight]"
) -> float:
    found = kind_features(job, kind, known, weighed)
    return sum(weights.get(name, 0.0) * found[name] for name in sorted(found))


def kind_features(job: Job, kind: AiKind, known: Table, weighed: "dict[AiKind, KindWeight]") -> dict[str, float]:
    """How much of a job speaks of a kind, by the names in ai_kind_weights.csv; `weighed` as weigh_kinds gives it."""
    other = AiKind.MACHINE_LEARNING if kind is AiKind.GENERATIVE else AiKind.GENERATIVE
    titled = {each for hit in job.title_hits for each in hit.term.kinds}
    total = sum(each.weight for each in job.passages)
    mine = weighed[kind]
    return {
        "title": float(kind in titled),
        "weight": log1p(mine.weight),
        "share": min(mine.weight / max(total, 0.001), 1.0),
        "sentences": log1p(mine.sentences),
        "terms": log1p(len(mine.terms)),
        "sure terms": log1p(len(mine.sure_terms)),
        "sure sentences": log1p(mine.sure_sentences),
        "other": log1p(weighed[other].weight),
        "other title": float(other in titled),
        "infrastructure title": float(job.title_says("infrastructure")),
        "bias": 1.0,
    }


@dataclass(slots=True)
class KindWeight:
    """What the sentences that speak of one kind weigh, how many weigh anything, and by which terms.

    `sure`: by terms that need no other beside them.
    """

    weight: float = 0.0
    sentences: int = 0
    terms: set[str] = field(default_factory=set)
    sure_terms: set[str] = field(default_factory=set)
    sure_sentences: int = 0


def weigh_kinds(job: Job) -> dict[AiKind, KindWeight]:
    out: dict[AiKind, KindWeight] = defaultdict(KindWeight)
    for passage in job.passages:
        if passage.weight <= 0 or passage.rule in _WELCOMED:
            continue
        # what engineers write code with says nothing of what they write
        hits = [hit for hit in passage.hits if hit.term.name != "tool_code" or passage.rule not in _USED]
        for kind in {kind for hit in hits for kind in hit.term.kinds}:
            out[kind].weight += passage.weight
            out[kind].sentences += 1
            words = {hit.term.words for hit in hits if kind in hit.term.kinds}
            sure = {hit.term.words for hit in hits if kind in hit.term.kinds and not hit.term.context}
            out[kind].terms |= words
            out[kind].sure_terms |= sure
            out[kind].sure_sentences += bool(sure)
    return out


def _by_title(job: Job, known: Table) -> set[AiKind]:
    """The kinds that the title's words say; those of rules and safety only where the text speaks of them, too."""
    pairs = (
        ("research", AiKind.RESEARCH),
        ("data", AiKind.DATA_FOR_AI),
        ("product", AiKind.AI_PRODUCT),
        ("policy", AiKind.AI_POLICY_LEGAL),
    )
    found = {kind for name, kind in pairs if job.title_says(name)}
    if job.title_says("engineer"):
        found -= {AiKind.AI_POLICY_LEGAL}
    return found
