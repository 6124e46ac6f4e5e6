"""From weighed sentences to a label and its kinds."""

from collections import defaultdict

from db.vocabulary import AiKind, AiLabel
from tracker.reading.ai.features import Job, count_features, is_craft, sum_weights
from tracker.reading.ai.rules import Table
from tracker.reading.ai.score_sentences import strength

_CERTAIN = 9.0
"""The log-odds of what a rule decides alone."""
_LEAST = 0.5


def label(job: Job, known: Table) -> AiLabel:
    """Core where AI is the job's main output, adjacent where it stands in its own duties."""
    core, some = scores(job, known)
    return AiLabel.CORE if core >= 0 and some >= 0 else AiLabel.ADJACENT if some >= 0 else AiLabel.NONE


def scores(job: Job, known: Table) -> tuple[float, float]:
    """How far the job lies above the thresholds of core and of any label, as log-odds; below them, negative.

    People who give data are core and craft with AI never is, whatever the weights say; of a text too short to weigh the
    rules' own thresholds decide.
    """
    if job.feeds:
        return _CERTAIN, _CERTAIN
    if not job.title_hits and not any(each.weight > 0 for each in job.passages):
        return -_CERTAIN, -_CERTAIN
    if job.length < known.decide["least_text"]:
        is_core, has_label = by_rules(job, known)
        return _LEAST if is_core else -_LEAST, _LEAST if has_label else -_LEAST
    found = all_features(job, known)
    core, some = (sum(weights.get(name, 0.0) * found[name] for name in sorted(found)) for weights in known.learned)
    crafted = bool(job.title_hits) and is_craft(job, known)
    return min(core, -_LEAST) if crafted else core, max(some, _LEAST) if crafted else some


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
    total, settings = max(sum_weights(job, known), 0.001), known.decide
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
