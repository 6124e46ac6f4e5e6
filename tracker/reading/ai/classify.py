"""From weighed sentences to a label and its kinds."""

from collections import defaultdict
from dataclasses import dataclass

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import Passage, strength
from tracker.reading.ai.terms import Hit
from tracker.reading.ai.words import lower


@dataclass(frozen=True, slots=True)
class Job:
    """What the decision is made from."""

    title: str
    title_hits: tuple[Hit, ...]
    passages: tuple[Passage, ...]
    length: int
    """Characters of the description."""
    feeds: bool = False
    """Whether it records performers from whom an AI learns."""

    @property
    def low_title(self) -> str:
        return lower(self.title)

    def body(self, known: Table, *, made: bool = False) -> float:
        """What the sentences count together, each section as much as the table lets it; `made`: without mere use."""
        sums: dict[str, float] = defaultdict(float)
        for each in self.passages:
            if not (made and each.rule in known.rules and known.rules[each.rule].use):
                sums[each.section] += each.weight
        return sum(min(weight, known.most.get(section, weight)) for section, weight in sums.items())


def label(job: Job, known: Table) -> AiLabel:
    """Core where AI is the job's main output, adjacent where it stands in its own duties."""
    if _is_core(job, known):
        return AiLabel.CORE
    if job.title_hits or job.body(known) >= known.decide["adjacent_body"]:
        return AiLabel.ADJACENT
    return AiLabel.NONE


def _is_core(job: Job, known: Table) -> bool:
    if job.feeds:
        return True
    settings, made = known.decide, job.body(known, made=True)
    whole = min(1.0, job.length / settings["short_text"])
    short = max(settings["shortest_share"], whole)
    untitled = not job.title_hits and known.title["adjacent_untitled_pattern"].search(job.low_title)
    if untitled or known.title["adjacent_pattern"].search(job.low_title):
        return made >= settings["core_body"] * 2
    if job.title_hits and known.title["maker_pattern"].search(job.low_title):
        return True
    if known.title["data_pattern"].search(job.low_title) and (job.title_hits or made >= settings["data_body"]):
        return True
    if job.title_hits and made * strength(job.title_hits, known) >= settings["core_title_body"] * whole:
        return True
    lab = known.title["lab_pattern"].search(job.low_title)
    return made >= (settings["lab_body"] if lab else settings["core_body"]) * short


def kinds(job: Job, known: Table) -> tuple[AiKind, ...]:
    """The kinds that the title or enough of the duties' weight speak of, in the vocabulary's order."""
    found = _by_terms(job, known) | _by_title(job, known) | ({AiKind.DATA_FOR_AI} if job.feeds else set())
    return tuple(kind for kind in AiKind if kind in found)


def _by_terms(job: Job, known: Table) -> set[AiKind]:
    """The kinds of the title's terms, and those that weigh enough in the text; generative takes more than one sentence.

    Most who build language models also name machine learning: beside generative it is a kind of its own only where the
    title says so or where it weighs more.
    """
    titled = {kind for hit in job.title_hits for kind in hit.term.kinds}
    weights, sentences = _weights(job)
    total, settings = max(job.body(known), 0.001), known.decide
    found = set(titled)
    for kind, weight in weights.items():
        name = "generative" if kind is AiKind.GENERATIVE else "kind"
        enough = weight >= settings[f"{name}_weight"] and weight / total >= settings[f"{name}_share"]
        if enough and sentences[kind] >= settings[f"{name}_sentences"]:
            found.add(kind)
    if AiKind.GENERATIVE in found and weights[AiKind.MACHINE_LEARNING] <= weights[AiKind.GENERATIVE]:
        found -= {AiKind.MACHINE_LEARNING} - titled
    return found


def _weights(job: Job) -> tuple[dict[AiKind, float], dict[AiKind, int]]:
    """What the sentences that speak of each kind weigh, and how many of them weigh anything."""
    weights: dict[AiKind, float] = defaultdict(float)
    sentences: dict[AiKind, int] = defaultdict(int)
    for passage in job.passages:
        for kind in {kind for hit in passage.hits for kind in hit.term.kinds}:
            weights[kind] += passage.weight
            sentences[kind] += passage.weight > 0
    return weights, sentences


def _by_title(job: Job, known: Table) -> set[AiKind]:
    pairs = (
        ("research_pattern", AiKind.RESEARCH),
        ("data_pattern", AiKind.DATA_FOR_AI),
        ("product_pattern", AiKind.AI_PRODUCT),
        ("policy_pattern", AiKind.AI_POLICY_LEGAL),
        ("infrastructure_pattern", AiKind.AI_INFRASTRUCTURE),
    )
    return {kind for name, kind in pairs if known.title[name].search(job.low_title)}
