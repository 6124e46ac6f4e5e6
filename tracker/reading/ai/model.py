"""What reading AI gives."""

from dataclasses import dataclass

from db.vocabulary import AiClauseKind, AiKind, AiLabel


@dataclass(kw_only=True, frozen=True, slots=True)
class Evidence:
    """One place in a posting that counted, for a label or for the hiring notice."""

    term: str
    field: str
    """title or description: what `start` and `end` index."""
    section: str
    """The part of the posting it stands in: duties, requirements, company, …"""
    quote: str
    """The sentence, exactly as it stands at start:end."""
    start: int
    end: int
    weight: float
    rule: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence by which a worker's work or likeness may train an AI or be replicated, or is protected from either."""

    kind: AiClauseKind
    field: str
    """title or description: what `start` and `end` index."""
    quote: str
    """The sentence, exactly as it stands at start:end."""
    start: int
    end: int
    rule: str


@dataclass(kw_only=True, frozen=True, slots=True)
class AiReading:
    label: AiLabel = AiLabel.NONE
    kinds: tuple[AiKind, ...] = ()
    mentions_ai_in_hiring: bool = False
    any_keyword: bool = False
    """The second definition: any AI keyword anywhere, as published trackers count."""
    evidence: tuple[Evidence, ...] = ()
    clauses: tuple[Clause, ...] = ()
    confidence: float | None = None
    """How likely the label is right, from 0 to 1."""
