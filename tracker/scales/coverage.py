"""Decide which agreements cover an advertised job, each with its reason. Pure: no database, no clock.

What decides, in this order: the posting's own words about its coverage, quoted; else a table of signatories, places and
titles (data/coverage.toml, data/signatories.csv). A title that names no classification gives nothing.
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from db.vocabulary import Covers, Measure
from spiders.file_validation import describe_mistakes
from tracker.errors import ScalesError
from tracker.scales.load import load_signatories, packaged_file
from tracker.scales.model import Series, Signatory

QUOTE = 240
"""Characters of a posting's own words that a reason may quote."""


class _Table(BaseModel):
    """A row of coverage.toml. An unknown key is an error: a misspelt limit would widen a rule without a word."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CoverageRule(_Table):
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

    @field_validator("places", "titles", "not_titles", "not_brands", "only_brands", "unlisted_brands")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
        return patterns

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Each role that is set beside a job, with the words of what its amount is."""
        if not self.percentiles:
            return [(self.role, self.words)]
        templates = [
            (self.median_role if point == 50 and self.median_role else self.role, point) for point in self.percentiles
        ]
        return [
            (role.replace("{percentile}", str(point)), self.words.replace("{percentile}", str(point)))
            for role, point in templates
        ]

    @property
    def series(self) -> list[Series]:
        return [(self.union, self.agreement, role, unit) for role, _ in self.figures for unit in self.unit]

    @property
    def is_context(self) -> bool:
        """A law or a statistic, which covers no job."""
        return not self.signatory


class Statement(_Table):
    """Words of a posting about its own coverage."""

    pattern: str
    covers: Covers


class StatementLimits(_Table):
    """Words around a statement that make it conditional, or about something else than this job."""

    around: str


class CoverageTable(_Table):
    """All of coverage.toml."""

    never_titles: tuple[str, ...]
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
        words = self.model_dump_json() + "".join(map(repr, _load_signatories()))
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(kw_only=True, frozen=True, slots=True)
class Job:
    """What of a posting decides its coverage."""

    studio: str
    brand: str | None = None
    hiring_organization: str | None = None
    title: str
    country: str | None = None
    places: str = ""
    """As published, "; " between them."""
    posted_on: date
    text: str = ""


@dataclass(kw_only=True, frozen=True, slots=True)
class Coverage:
    """Whether one classification covers a job, and why. `quote`: the posting's own words, where they decided."""

    rule: str
    covers: Covers
    reason: str
    quote: str | None = None


@cache
def _load_signatories() -> tuple[Signatory, ...]:
    return tuple(load_signatories())


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A posting's own statement about its coverage."""

    covers: Covers
    quote: str


@cache
def load_coverage() -> CoverageTable:
    """Load the packaged table. Raises ScalesError naming every fault."""
    return parse_coverage(packaged_file("coverage.toml").read_text(encoding="utf-8"))


def parse_coverage(toml: str) -> CoverageTable:
    """Validate a table of coverage. Raises ScalesError naming every fault."""
    try:
        return CoverageTable.model_validate(tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        raise ScalesError(f"coverage.toml is not TOML: {error}") from error
    except ValidationError as error:
        raise ScalesError(*describe_mistakes(error, "coverage.toml", CoverageTable)) from error


def decide_coverage(job: Job, table: CoverageTable | None = None) -> list[Coverage]:
    """Give each rule whose classification the job's title names, in the table's order; what covers no job last.

    An agreement answers once: its first rule that fits.
    """
    table = table or load_coverage()
    if _matches_any(table.never_titles, job.title):
        return []
    fitting = [rule for rule in table.rule if _rule_fits(rule, job)]
    own = read_statement(job.text, table) if fitting else None
    found: dict[str, Coverage] = {}
    for rule in fitting:
        answer = _decide_rule(rule, job, own)
        key = rule.rule if rule.rule.startswith("own-") else f"{rule.union} {rule.agreement}"
        if answer and key not in found:
            found[key] = answer
    return sorted(found.values(), key=lambda answer: answer.covers is Covers.NO)


def read_statement(text: str, table: CoverageTable | None = None) -> OwnWords | None:
    """Find the posting's own words about its coverage; a denial outranks an affirmation, a plain one a vague one."""
    table = table or load_coverage()
    order = (Covers.NO, Covers.YES, Covers.LIKELY)
    found = [
        OwnWords(statement.covers, quote)
        for statement in table.statement
        for match in re.finditer(statement.pattern, text, re.IGNORECASE)
        if (quote := _quote_sentence(text, match)) and not _is_limited(quote, match, table)
    ]
    return min(found, key=lambda words: order.index(words.covers), default=None)


def _rule_fits(rule: CoverageRule, job: Job) -> bool:
    if rule.studios and job.studio not in rule.studios:
        return False
    if rule.countries and job.country not in rule.countries:
        return False
    if rule.places and not _matches_any(rule.places, job.places):
        return False
    if rule.only_brands and not _matches_any(rule.only_brands, job.brand or ""):
        return False
    if _matches_any(rule.not_brands, job.brand or "") or _matches_any(rule.not_titles, job.title):
        return False
    return _matches_any(rule.titles, job.title)


def _decide_rule(rule: CoverageRule, job: Job, own: OwnWords | None) -> Coverage | None:
    """Give the answer of a rule that fits; None where nobody who hires is known to have signed."""
    if rule.is_context:
        return Coverage(rule=rule.rule, covers=rule.best, reason=rule.unknown)
    signed = [row for row in _load_signatories() if _has_signed(row, rule, job.studio)]
    if own:
        refused = [row for row in _load_signatories() if _has_signed(row, rule, job.studio, standing="not_signatory")]
        return _by_own_words(rule, own, signed, refused)
    if not signed:
        return None
    named = [row for row in signed if _names_entity(row, job)]
    others = job.brand and any(row.brands for row in signed) and not rule.one_employer
    if not named and others and not _matches_any(rule.unlisted_brands, job.brand or ""):
        return None  # the posting names another part of the studio than those known to have signed
    known = named or signed
    # A signature is evidence from its own date on: for an earlier posting the answer is `likely`, and the reason says
    # why.
    before = [row for row in known if row.as_of <= job.posted_on]
    row = max(before, key=lambda each: each.as_of) if before else min(known, key=lambda each: each.as_of)
    sure = bool(before) and (bool(named) or rule.one_employer) and rule.best is Covers.YES
    relation = "is a member of" if row.standing == "member" else "has signed"
    doubts = [] if named or rule.one_employer else [_doubt_employer(job)]
    if not before:
        doubts.append(f"That {row.entity} {relation} it is known for {row.as_of} alone.")
    reason = f"{row.entity} {relation} the {row.agreement} ({row.source_title})"
    fits = rule.fits or f"the title names the classification “{rule.role}”"
    words = [f"{reason}, and {fits}.", *doubts, rule.unknown]
    return Coverage(rule=rule.rule, covers=Covers.YES if sure else Covers.LIKELY, reason=" ".join(words))


def _doubt_employer(job: Job) -> str:
    if job.brand:
        return f"That {job.brand} works under it is not known: the table of signatories does not name it."
    return "The posting does not name the company that hires."


def _by_own_words(
    rule: CoverageRule, own: OwnWords, signed: Sequence[Signatory], refused: Sequence[Signatory]
) -> Coverage | None:
    """The posting's own words outrank the table; which agreement they mean is known only if the table has it too."""
    says = f"The posting's own words: “{own.quote.rstrip('.')}”"
    if own.covers is Covers.NO:
        return Coverage(rule=rule.rule, covers=Covers.NO, reason=says, quote=own.quote) if signed else None
    named = _names_union(own.quote, rule)
    if named is False:
        return None
    if own.covers is Covers.YES and (named or (signed and rule.best is Covers.YES)):
        return Coverage(rule=rule.rule, covers=Covers.YES, reason=f"{says}. {rule.unknown}", quote=own.quote)
    words = [f"{says}. Which agreement it is they do not say; the title names the classification “{rule.role}”."]
    words += [f"In {row.as_of.year} {row.entity} had not signed this one ({row.source_title})." for row in refused]
    return Coverage(rule=rule.rule, covers=Covers.LIKELY, reason=" ".join(words), quote=own.quote)


def _names_union(quote: str, rule: CoverageRule) -> bool | None:
    """True: the words name the rule's union. False: they name another. None: they name none."""
    locals_named = set(re.findall(r"\blocals? (\d{2,5})\b", quote, re.IGNORECASE))
    ours = set(re.findall(r"\bLocals? (\d{2,5})\b", f"{rule.union} {rule.agreement}"))
    if locals_named:
        return bool(locals_named & ours)
    unions = re.findall(r"\b(?:IATSE|SAG-AFTRA|WGA|DGA|CWA|Teamsters|Animation Guild|Editors Guild)\b", quote)
    return any(name in rule.union for name in unions) if unions else None


def _has_signed(row: Signatory, rule: CoverageRule, studio: str, standing: str = "") -> bool:
    """Whether a row is of the studio and the rule's agreement. A second board is named after its studio."""
    ours = row.studio == studio or studio.startswith(f"{row.studio}-")
    if standing == "not_signatory":
        return ours and row.standing == standing and row.agreement.startswith(rule.signatory.split(" Master ")[0])
    return ours and row.standing in ("signatory", "member") and row.agreement.startswith(rule.signatory)


def _names_entity(row: Signatory, job: Job) -> bool:
    """Whether the posting names the company that signed, by the names that postings give it."""
    stated = {_fold_name(name) for name in (job.brand, job.hiring_organization) if name}
    return bool(stated & {_fold_name(name) for name in (*row.brands.split(";"), row.entity) if name})


def _fold_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def _matches_any(patterns: Sequence[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def _quote_sentence(text: str, match: re.Match[str]) -> str:
    """Cut the sentence that the words stand in, its white space collapsed."""
    start = max(text.rfind(mark, 0, match.start()) for mark in (". ", "! ", "? ", "\n", "• ")) + 1
    ends = [end for mark in (". ", "! ", "? ", "\n") if (end := text.find(mark, match.end())) >= 0]
    sentence = " ".join(text[start : min(ends, default=len(text)) + 1].split())
    return sentence if len(sentence) <= QUOTE else " ".join(match.group().split())[:QUOTE]


def _is_limited(sentence: str, match: re.Match[str], table: CoverageTable) -> bool:
    """Whether the sentence makes the statement conditional, or about other people's agreements."""
    return re.search(table.statement_limits.around, sentence, re.IGNORECASE) is not None
