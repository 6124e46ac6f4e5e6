"""Decide to which postings a basket of comparisons applies (data/applicability.toml). Pure.

A posting's occupation follows from its title here; labels, places and units are matched where the postings are, in
db.queries.comparison.baskets.
"""

import hashlib
from collections.abc import Sequence
from functools import cache

from pydantic import Field, field_validator, model_validator

from db.vocabulary import AiKind, AiLabel, Measure, Unit
from tracker.scales.load import packaged_file
from tracker.scales.patterns import TableRow, check_patterns, matches_any, parse_table

OTHER = "other"
"""The occupation of a title that no group's patterns hold."""


class OccupationGroup(TableRow):
    """Occupations that are compared alike, and the titles that name them."""

    occupation: str = Field(pattern="^[a-z_]+$", max_length=40)
    titles: tuple[str, ...] = Field(min_length=1)
    not_titles: tuple[str, ...] = ()

    _compile = field_validator("titles", "not_titles")(check_patterns)


class BasketLimits(TableRow):
    """Limits within which a basket applies, and why it does."""

    basket: str = Field(max_length=40)
    union: str | None = None
    role_starts: str = ""
    measures: tuple[Measure, ...] = ()
    countries: tuple[str, ...] = ()
    studio_groups: tuple[str, ...] = ()
    ai_labels: tuple[AiLabel, ...] = ()
    ai_kind: AiKind | None = None
    occupations: tuple[str, ...] = ()
    pay_units: tuple[Unit, ...] = ()
    reason: str = Field(min_length=1)


class ApplicabilityTable(TableRow):
    """All of applicability.toml."""

    occupation: tuple[OccupationGroup, ...]
    applies: tuple[BasketLimits, ...]

    @model_validator(mode="after")
    def _name_known_occupations(self) -> "ApplicabilityTable":
        known = {group.occupation for group in self.occupation} | {OTHER}
        for limits in self.applies:
            if unknown := sorted(set(limits.occupations) - known):
                raise ValueError(f"basket {limits.basket!r} names the occupation {unknown[0]!r}, which is none")
        return self

    @property
    def sha256(self) -> str:
        """Digest of what decides an occupation: titles that were sorted by other patterns are sorted again."""
        return hashlib.sha256("".join(group.model_dump_json() for group in self.occupation).encode()).hexdigest()


@cache
def load_applicability() -> ApplicabilityTable:
    """Load the packaged table. Raises ScalesError naming every fault."""
    return parse_applicability(packaged_file("applicability.toml").read_text(encoding="utf-8"))


def parse_applicability(toml: str) -> ApplicabilityTable:
    """Validate a table of applicability. Raises ScalesError naming every fault."""
    return parse_table(toml, "applicability.toml", ApplicabilityTable)


def find_occupation(title: str, groups: Sequence[OccupationGroup] | None = None) -> str:
    """Give the group of occupations that a title names: the first that fits, else "other"."""
    for group in load_applicability().occupation if groups is None else groups:
        if matches_any(group.titles, title) and not matches_any(group.not_titles, title):
            return group.occupation
    return OTHER
