"""Decide which agreements cover an advertised job, each with its reason. Pure: no database, no clock.

What decides, in this order: the posting's own words about its coverage, quoted; else a table of signatories, places and
titles (data/coverage.toml, data/signatories.csv). A title that names no classification gives nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.vocabulary import Covers
from tracker.scales.coverage_table import (
    CoverageRule,
    CoverageTable,
    load_coverage,
    load_signatory_rows,
)
from tracker.scales.model import Signatory
from tracker.scales.own_words import OwnWords, read_statement
from tracker.scales.patterns import matches_any

RELATIONS = {"signatory": "has signed", "member": "is a member of", "bound": "is bound by"}
"""What an employer is to an agreement, as a reason says it. A branch agreement binds employers who signed nothing."""


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


def decide_coverage(job: Job, table: CoverageTable | None = None) -> list[Coverage]:
    """Give each rule whose classification the job's title names, in the table's order; what covers no job last.

    An agreement answers once: its first rule that fits.
    """
    table = table or load_coverage()
    leads, is_no_staff = (matches_any(never, job.title) for never in (table.never_titles, table.never_staff))
    fitting = [rule for rule in table.rule if not (is_no_staff if rule.all_staff else leads) and _rule_fits(rule, job)]
    own = read_statement(job.text, table) if fitting else None
    found: dict[str, Coverage] = {}
    for rule in fitting:
        answer = _decide_rule(rule, job, own)
        key = rule.rule if rule.rule.startswith("own-") else f"{rule.union} {rule.agreement}"
        if answer and key not in found:
            found[key] = answer
    return sorted(found.values(), key=lambda answer: answer.covers is Covers.NO)


def _rule_fits(rule: CoverageRule, job: Job) -> bool:
    if rule.studios and job.studio not in rule.studios:
        return False
    if rule.countries and job.country not in rule.countries:
        return False
    if rule.places and not matches_any(rule.places, job.places):
        return False
    if rule.only_brands and not matches_any(rule.only_brands, job.brand or ""):
        return False
    if matches_any(rule.not_brands, job.brand or "") or matches_any(rule.not_titles, job.title):
        return False
    return matches_any(rule.titles, job.title)


def _decide_rule(rule: CoverageRule, job: Job, own: OwnWords | None) -> Coverage | None:
    """Give the answer of a rule that fits; None where nobody who hires is known to have signed."""
    if rule.is_context:
        return Coverage(rule=rule.rule, covers=rule.best, reason=rule.unknown)
    signed = [row for row in load_signatory_rows() if _has_signed(row, rule, job.studio)]
    if own:
        refused = [row for row in load_signatory_rows() if _has_signed(row, rule, job.studio, standing="not_signatory")]
        return _by_own_words(rule, own, signed, refused)
    if not signed:
        return None
    named = [row for row in signed if _names_entity(row, job)]
    others = job.brand and any(row.brands for row in signed) and not rule.one_employer
    if not named and others and not matches_any(rule.unlisted_brands, job.brand or ""):
        return None  # the posting names another part of the studio than those known to have signed
    known = named or signed
    # A signature is evidence from its own date on: for an earlier posting the answer is `likely`, and the reason says
    # why.
    before = [row for row in known if row.as_of <= job.posted_on]
    row = max(before, key=lambda each: each.as_of) if before else min(known, key=lambda each: each.as_of)
    sure = bool(before) and (bool(named) or rule.one_employer) and rule.best is Covers.YES
    relation = RELATIONS[row.standing]
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
    return ours and row.standing in RELATIONS and row.agreement.startswith(rule.signatory)


def _names_entity(row: Signatory, job: Job) -> bool:
    """Whether the posting names the company that signed, by the names that postings give it."""
    stated = {_fold_name(name) for name in (job.brand, job.hiring_organization) if name}
    return bool(stated & {_fold_name(name) for name in (*row.brands.split(";"), row.entity) if name})


def _fold_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
