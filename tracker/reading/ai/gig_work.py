"""Short notices of gigs that say without any term of AI what becomes of people's work, or whose answers they judge."""

import re
from itertools import islice

from tracker.reading.ai.predicates import Predicate, predicates
from tracker.reading.ai.rules import Table
from tracker.reading.ai.text_forms import Words

LONGEST = 1500
"""Characters of such a notice: in a longer text, what learns from recordings is a product's or the staff's business."""
_WORDS = 60
"""Words of doing of one sentence that are looked at: no sentence that people write has more."""
_NEAR, _JUDGED_NEAR = 130, 90
"""Characters between what is left of the work and what learns from it, and between a machine and its answers."""
_FEW = 5
_OWN_DUTY = re.compile(
    r"[^\w]{0,4}(?:(?:you|we|you.ll|you will|to|help|design|build|develop|create)\W+(?:and\W+)?){0,3}"
)
"""What stands before a verb that is the duty itself."""
_OF_OTHERS = re.compile(r"\b(?:you|your|used?|help\w*|so that|we|our|clients?|its|their|which|that|\w+ed)\b")
"""Words of a list in which somebody else, or something, trains."""
_MACHINES = frozenset(("learner", "machine", "device"))


def goes_into_machine(words: Words, start: int, end: int, language: str | None, known: Table) -> bool:
    """Whether what is left of people's work goes into something that learns.

    "The audio helps an assistant to sound natural": what is left, a word that it is used, and either what learns by its
    nature (a model, a recogniser) or a device and a word of what it then does better.
    """
    found = list(islice(predicates(words, start, end, language), _WORDS))
    outputs = [each for each in found if each.name == "output"]
    low = words.low
    outputs += _find_pattern("output", known.data_work["left_pattern"], low, start, end)
    # words of several parts in one: "Gestenerkennung" begins like no machine
    found += _find_pattern("learner", known.data_work["compound_pattern"], low, start, end)
    if not outputs or not any(each.name == "serve" for each in found):
        return False
    if known.data_work["own_use_pattern"].search(low, start, end):
        return False
    return any(
        _is_beside(output, machine, _NEAR) and (machine.name == "learner" or _does_better(machine, found))
        for output in outputs
        for machine in found
        if machine.name in _MACHINES and machine.start != output.start
    ) and any(each.name in ("better", "gather", "train") for each in found)


def may_be_gig(title: Words, words: Words, language: str | None) -> bool:
    """Whether a short notice without evidence speaks of people's work, of a machine and of a use all the same.

    Most of the gigs that are missed do, and few others.
    """
    if len(words.plain) > LONGEST:
        return False
    said = {each.name for text in (title, words) for each in predicates(text, 0, len(text.plain), language)}
    return {"give", "serve"} <= said and not said.isdisjoint(_MACHINES)


def _find_pattern(name: str, pattern: re.Pattern[str], low: str, start: int, end: int) -> list[Predicate]:
    return [Predicate(name, each.start(), each.end()) for each in islice(pattern.finditer(low, start, end), _FEW)]


def judges_answers(words: Words, start: int, end: int, language: str | None, known: Table) -> bool:
    """Whether answers of a machine are judged: "which of two answers made by a machine is more helpful"."""
    found = list(islice(predicates(words, start, end, language), _WORDS))
    judged = [each for each in found if each.name == "judge"]
    if not judged or known.data_work["own_use_pattern"].search(words.low, start, end):
        return False
    return any(
        _is_beside(answer, machine, _JUDGED_NEAR) and _speaks(machine, words.low, known)
        for answer in found
        if answer.name == "answer"
        for machine in found
        if machine.name in _MACHINES and machine.start != answer.start
    )


def _does_better(machine: Predicate, found: list[Predicate]) -> bool:
    return any(each.name == "better" and _is_beside(machine, each, _NEAR) for each in found)


def _speaks(machine: Predicate, low: str, known: Table) -> bool:
    """Whether a machine is one that answers: a model or an assistant, not a washing machine."""
    return known.data_work["speaks_pattern"].match(low, machine.start) is not None


def _is_beside(one: Predicate, other: Predicate, reach: int) -> bool:
    return abs(one.start - other.start) <= reach


def is_own_duty(low: str, start: int, found: list[Predicate]) -> bool:
    """Whether the job trains the model itself: "Train and evaluate models", "You will train …". That is building it."""
    return any(
        each.name == "train" and (_OWN_DUTY.fullmatch(low, start, each.start) or _is_listed(low[start : each.start]))
        for each in islice(found, _WORDS)
    )


def _is_listed(before: str) -> bool:
    """Whether a verb is one of a list of duties: "clean data, train small classifiers"."""
    return before.endswith((", ", "; ")) and not _OF_OTHERS.search(before)
