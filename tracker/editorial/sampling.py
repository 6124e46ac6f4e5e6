"""Which postings a person is asked to judge: the least certain label or pay first, or a random sample."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.queries.readings import select_evidence_weights, select_judged, select_review_items
from tracker.reading.ai.confidence import Weighed, decision_margin


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One posting to judge: its newest version, and that version's latest reading."""

    posting_id: str
    studio: str
    """Its full name."""
    title: str
    version: int
    reading: int
    ai_confidence: float | None
    """How likely its label is right; None where its reader did not say."""
    pay_confidence: float | None
    """How likely the least sure of its ranges of pay is right; None where none was read from words."""


def least_certain(session: Session, reviewer: str) -> list[ReviewItem]:
    """Every posting that the reviewer has not judged, the most doubtful first, be the doubt of its label or its pay."""
    judged = set(session.scalars(select_judged(reviewer, blind=False)))
    left = [each for each in _select_items(session) if each.posting_id not in judged]
    unsaid = any(each.ai_confidence is None for each in left)
    evidence = _load_weights(session) if unsaid else defaultdict[int, list[Weighed]](list)
    return sorted(left, key=lambda each: (_estimate_certainty(each, evidence), _draw_number(0, each.posting_id)))


def _estimate_certainty(item: ReviewItem, evidence: dict[int, list[Weighed]]) -> float:
    """The less certain of label and pay: both are probabilities, so that one order serves both."""
    label = _estimate_label_certainty(item, evidence)
    return label if item.pay_confidence is None else min(label, item.pay_confidence)


def _estimate_label_certainty(item: ReviewItem, evidence: dict[int, list[Weighed]]) -> float:
    """What the reader said; of a reading from before readers said so, half and the margin of its weights."""
    if item.ai_confidence is not None:
        return item.ai_confidence
    return 0.5 + min(decision_margin(item.title, evidence[item.reading]), 1.0) / 2


def random_sample(session: Session, reviewer: str, many: int, seed: int) -> list[ReviewItem]:
    """What the reviewer has not judged blind of the `many` postings that the seed draws.

    The same seed draws the same postings in the same order, as long as the database holds the same. A posting whose
    label the reviewer has seen among the uncertain ones stays in: leaving the hard ones out would flatter the reader.
    """
    drawn = sorted(_select_items(session), key=lambda each: _draw_number(seed, each.posting_id))[:many]
    judged = set(session.scalars(select_judged(reviewer, blind=True)))
    return [each for each in drawn if each.posting_id not in judged]


def _draw_number(seed: int, posting_id: str) -> str:
    return hashlib.sha256(f"{seed}:{posting_id}".encode()).hexdigest()


def _select_items(session: Session) -> Iterable[ReviewItem]:
    return [ReviewItem(*row) for row in session.execute(select_review_items())]


def _load_weights(session: Session) -> dict[int, list[Weighed]]:
    """By the reading's id."""
    found: dict[int, list[Weighed]] = defaultdict(list)
    query = select_evidence_weights()
    for reading, where, section, rule, weight in session.execute(query.execution_options(yield_per=5_000)):
        found[reading].append((where, section, rule, weight))
    return found
