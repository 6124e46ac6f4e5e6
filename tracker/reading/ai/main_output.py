"""Whether AI is the main output of a job, where title and duties say so together: each decides alone."""

from db.vocabulary import AiKind
from tracker.reading.ai.features import Job
from tracker.reading.ai.rules import Table
from tracker.reading.ai.sentence_rules import outer
from tracker.reading.ai.terms import Hit

OWN_SECTIONS = frozenset(("duties", "role_statement", "role", "requirements", "short", "whole", "body"))
DUTY_SECTIONS = OWN_SECTIONS - {"requirements"}
DONE_RULES = frozenset(("building", "uses", "tool_use", "plain", "sells"))
"""The sections that are the job's own, and the rules by which something is done in them."""
_MODELS = frozenset(("machine_learning", "machine_learning_short", "predictive_models", "generative"))
_TASKS = frozenset(("duties", "role_statement", "short"))
_SEVERAL = 3
"""Terms beside which one of rules is enough: who deals with so many deals with AI."""
_OPENING, _SOON = 3, 70
"""Characters before the first duty of a short notice, and in it before the AI."""


def _governs(job: Job, known: Table) -> bool:
    """Whether one who makes rules or applies law does so for AI: the title or several of the duties' terms say so."""
    if not job.title_says("policy") or job.title_says("engineer"):
        return False
    own = [each for each in job.passages if each.weight > 0 and each.section in OWN_SECTIONS]
    terms = {hit.term.words for each in own for hit in each.hits if AiKind.AI_POLICY_LEGAL in hit.term.kinds}
    short = job.length <= known.decide["short_notice"]
    named = {hit.term.words for each in own if each.section in _TASKS for hit in outer(each.hits)}
    return (
        bool(job.title_hits)
        or len(terms) >= known.decide["policy_terms"]
        or (short and bool(terms) and len(named) > _SEVERAL)
    )


def _leads_product(job: Job, known: Table) -> bool:
    """Whether the title is that of one who leads a product and names AI: the product is."""
    sells = job.title_says("adjacent")
    return bool(job.title_hits) and not sells and job.title_says("product")


def _leads_building(job: Job, known: Table) -> bool:
    """Whether the title is that of one who leads and names AI, and the job's own sentences say that AI is built."""
    named = job.title_hits or job.title_says("models")
    if not named or job.title_says("adjacent"):
        return False
    if not job.title_says("leader"):
        return False
    return any(each.weight > 0 and each.section in OWN_SECTIONS and each.rule == "building" for each in job.passages)


def makes_models(job: Job, known: Table) -> bool:
    """Whether the title is that of a data scientist, and the job's own sentences say that models are made."""
    if not job.title_says("modeler"):
        return False
    return any(
        each.weight > 0
        and each.section in DUTY_SECTIONS
        and each.rule == "building"
        and (not each.hits or any(_is_model(hit) for hit in each.hits))
        for each in job.passages
    )


def _is_model(hit: Hit) -> bool:
    """Whether a term names what learns or predicts, not only the trade."""
    return hit.term.name in _MODELS


def _is_first_duty(job: Job, known: Table) -> bool:
    """Whether a short notice to one who builds or makes rules begins with the AI that is built or ruled.

    Who says little says first what the job is.
    """
    if job.length > known.decide["short_notice"] or not job.passages:
        return False
    if job.title_says("models") and job.title_says("engineer") and _builds(job):
        return not (job.title_says("adjacent") or job.title_says("data_engineer"))
    first = job.passages[0]
    at = min((hit.start for hit in first.hits), default=first.start) - first.start
    if first.start > _OPENING or at > _SOON or first.weight <= 0 or first.section not in OWN_SECTIONS:
        return False
    if job.title_says("adjacent") or job.title_says("data_engineer"):
        return False  # whoever feeds models makes tables for them
    if job.title_says("lab") or job.title_says("models"):
        return first.rule in DONE_RULES
    if job.title_says("builder") or job.title_says("engineer"):
        return first.rule == "building"
    governs = any(AiKind.AI_POLICY_LEGAL in hit.term.kinds for hit in first.hits)
    return governs and first.rule in DONE_RULES and job.title_says("policy")


def _builds(job: Job) -> bool:
    """Whether a duty says that models are built."""
    return any(each.weight > 0 and each.section in DUTY_SECTIONS and each.rule == "building" for each in job.passages)


def _is_titled_engineer(job: Job, known: Table) -> bool:
    """Whether nothing but the title speaks of AI, and it is that of an engineer of it."""
    if not job.title_hits or job.length > known.decide["short_notice"]:
        return False
    if any(each.weight > 0 for each in job.passages):
        return False
    sells = job.title_says("adjacent")
    return not sells and job.title_says("engineer")


MAIN_OUTPUT = (_governs, _leads_product, _leads_building, makes_models, _is_first_duty, _is_titled_engineer)
"""Each decides alone that AI is the main output."""
