"""Describe and load the rules of coverage (data/coverage.toml)."""

import hashlib
from dataclasses import dataclass
from functools import cache

from pydantic import Field, field_validator

from db.vocabulary import Covers, Measure
from tracker.scales.load import load_signatories, packaged_file
from tracker.scales.model import Series, Signatory
from tracker.scales.patterns import TableRow, check_patterns, parse_table


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """A role of a rule, with the words of what its amount is. `percentile`: of a statistic, which point it is."""

    role: str
    words: str
    percentile: int | None = None


class CoverageRule(TableRow):
    """One classification of one agreement, and the titles that name it."""

    rule: str = Field(pattern=r"^[a-z0-9-]+$", max_length=80)
    signatory: str = ""
    union: str
    agreement: str
    role: str
    unit: tuple[str, ...] = Field(min_length=1)
    best: Covers
    one_employer: bool = False
    countries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    titles: tuple[str, ...] = Field(min_length=1)
    not_titles: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    only_brands: tuple[str, ...] = ()
    unlisted_brands: tuple[str, ...] = ()
    studios: tuple[str, ...] = ()
    all_staff: bool = False
    """Binds the employer for all its staff, whatever their titles: never_staff excludes, and not never_titles."""
    fits: str = ""
    """Why a title fits that names no classification; empty: it names one."""
    unknown: str
    words: str
    source_title: str
    source_url: str
    percentiles: tuple[int, ...] = ()
    """Of a statistic: the points of its distribution, a figure each, the first in print first."""
    median_role: str = ""
    measure: Measure | None = None
    """Compared by this alone; None: by the figure's own unit, and by what pay can be made into."""

    _compile = field_validator("places", "titles", "not_titles", "not_brands", "only_brands", "unlisted_brands")(
        check_patterns
    )

    @property
    def figures(self) -> list["RuleFigure"]:
        """Each role that is set beside a job, in the order of print."""
        if not self.percentiles:
            return [RuleFigure(self.role, self.words)]
        templates = [
            (self.median_role if point == 50 and self.median_role else self.role, point) for point in self.percentiles
        ]
        return [
            RuleFigure(role.replace("{percentile}", str(point)), self.words.replace("{percentile}", str(point)), point)
            for role, point in templates
        ]

    @property
    def series(self) -> list[Series]:
        return [(self.union, self.agreement, figure.role, unit) for figure in self.figures for unit in self.unit]

    @property
    def is_context(self) -> bool:
        """A law or a statistic, which covers no job."""
        return not self.signatory


class Statement(TableRow):
    """Words of a posting about its own coverage."""

    pattern: str
    covers: Covers


class StatementLimits(TableRow):
    """Words around a statement that make it conditional, or about something else than this job."""

    around: str


class CoverageTable(TableRow):
    """All of coverage.toml."""

    never_titles: tuple[str, ...]
    never_staff: tuple[str, ...] = ()
    statement: tuple[Statement, ...]
    statement_limits: StatementLimits
    rule: tuple[CoverageRule, ...]

    @field_validator("rule")
    @classmethod
    def _have_names_of_their_own(cls, rules: tuple[CoverageRule, ...]) -> tuple[CoverageRule, ...]:
        names = [rule.rule for rule in rules]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"rule {twice[0]!r} stands twice")
        return rules

    @property
    def sha256(self) -> str:
        """Digest of the rules and the signatories: what was decided by other ones is decided again."""
        words = self.model_dump_json() + "".join(map(repr, load_signatory_rows()))
        return hashlib.sha256(words.encode()).hexdigest()


@cache
def load_signatory_rows() -> tuple[Signatory, ...]:
    return tuple(load_signatories())


@cache
def load_coverage() -> CoverageTable:
    """Load the packaged table. Raises ScalesError naming every fault."""
    return parse_coverage(packaged_file("coverage.toml").read_text(encoding="utf-8"))


def parse_coverage(toml: str) -> CoverageTable:
    """Validate a table of coverage. Raises ScalesError naming every fault."""
    return parse_table(toml, "coverage.toml", CoverageTable)
