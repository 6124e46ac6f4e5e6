"""What the words around a figure make of it."""

from dataclasses import dataclass

from db.vocabulary import NotPayKind


@dataclass(slots=True)
class Verdict:
    pay: bool
    sure: bool = False
    """Whether a pay word governs the figure, rather than nothing speaking against it."""
    not_pay: NotPayKind | None = None
    rule: str = ""
    tight: bool = False
    """Whether the pay word touches the figure."""
    unsure: bool = False
    """Whether another word was nearly as near, or the governing one says little."""
