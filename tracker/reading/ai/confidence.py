"""How sure a label is whose reader did not say: from the evidence stored with it, by the rules' thresholds. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from tracker.reading.ai.rules import Table, table
from tracker.reading.ai.text_forms import lower

Weighed = tuple[str, str, str, float]
"""One piece of evidence: its field, section, rule and weight."""


def decision_margin(title: str, evidence: Iterable[Weighed]) -> float:
    """How far the weights lie from the nearest threshold that could change the label, as a share of that threshold.

    0 is on it; without any evidence, and where the title decides alone, it is 1.
    """
    known = table()
    pieces = list(evidence)
    titled = any(field == "title" and weight > 0 for field, _, _, weight in pieces)
    if titled and known.title["maker_pattern"].search(lower(title)):
        return 1.0
    body, made = _sum_pieces(pieces, known, made=False), _sum_pieces(pieces, known, made=True)
    decide = known.decide
    near = [(made, decide["core_title_body"])] if titled else [(body, decide["adjacent_body"])]
    return min(abs(weight - threshold) / threshold for weight, threshold in [*near, (made, decide["core_body"])])


def _sum_pieces(pieces: list[Weighed], known: Table, *, made: bool) -> float:
    """As tracker.reading.ai.classify sums them: each section as much as the table lets it; `made`: without mere use."""
    sums: dict[str, float] = defaultdict(float)
    for field, section, rule, weight in pieces:
        if field != "title" and not (made and rule in known.rules and known.rules[rule].use):
            sums[section] += weight
    return sum(min(weight, known.most.get(section, weight)) for section, weight in sums.items())
