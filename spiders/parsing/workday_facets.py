"""A list that is longer than a board shows, cut by one of the facets that it can be filtered by."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    counts: Mapping[str, int]
    """By the id of each value: how many postings the board says it holds."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a list, by the values of facets that it is asked with; without any, the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    expected: int | None = None
    """How many postings the facet says it holds; None where no facet was asked."""

    def split_by(self, facet: Facet) -> list["Slice"]:
        return [Slice({**self.values, facet.name: value}, count) for value, count in facet.counts.items()]


def read_facets(given: Any) -> Iterator[Facet]:
    """Workday's facets, groups of facets undone. One with a value that has no id or no count is left out."""
    for each in given if isinstance(given, list) else []:
        values = each.get("values") if isinstance(each, dict) else None
        if not isinstance(values, list):
            continue
        if any(isinstance(value, dict) and "values" in value for value in values):
            yield from read_facets(values)
        elif isinstance(name := each.get("facetParameter"), str) and (counts := _count_values(values)):
            yield Facet(name, counts)


def _count_values(values: list[Any]) -> dict[str, int]:
    counts = {}
    for value in values:
        key, count = (value.get("id"), value.get("count")) if isinstance(value, dict) else (None, None)
        # The counts of a facet are believed by their sum, which one that is missing would falsify.
        if not isinstance(key, str) or not isinstance(count, int) or isinstance(count, bool) or count < 0:
            return {}
        counts[key] = count
    return {key: count for key, count in counts.items() if count}


def choose_facet(facets: Collection[Facet], total: int, window: int, exactly: int | None) -> tuple[Facet | None, bool]:
    """The facet to cut a list by, if there is one, and whether its counts add up to what is known.

    `total`: what the list announces; `window`: the most that a list shows; `exactly`: what the list holds, where
    that is known. Where it is not, two facets that agree are believed, and a single one that nothing contradicts:
    facets with several values to a posting add up to more, and facets that some postings lack to less.
    """
    enough = [facet for facet in facets if facet.total >= total]
    if not enough:
        return None, False
    totals = Counter(facet.total for facet in enough)
    if exactly is not None:
        wanted, sure = exactly, exactly in totals
    else:
        wanted, agreeing = min(totals.items(), key=lambda each: (-each[1], each[0]))
        sure = agreeing > 1 or len(totals) == 1
    fitting = [facet for facet in enough if facet.total == wanted] or enough
    return min(fitting, key=lambda facet: (max(facet.counts.values()) >= window, len(facet.counts), facet.name)), sure
