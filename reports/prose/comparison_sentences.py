"""Word the sentences that set a posting's pay beside a union figure, and choose which figure may lead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.vocabulary import ArticleFact
from reports.prose import wording
from reports.prose.sentence import Finding, Sentence, Source
from reports.prose.wording import load_sentences

Row = Mapping[str, Any]

SOUND_TIERS = frozenset({"primary", "primary_as_quoted"})
MEASURES = (
    "health_threshold_multiple",
    "scale_weeks",
    "scale_days",
    "full_year_ratio",
    "same_unit_ratio",
    "monthly_ratio",
    "minimum_call_ratio",
    "hourly_ratio",
    "scale_weeks_with_contributions",
    "scale_days_with_contributions",
)
"""The order in which a comparison leads a sentence; pay by the hour, day or session is compared by the hour first, and
before that by what a contract pays for a call that short. What covers the job leads before all."""
SHORT_MEASURES = ("minimum_call_ratio", "hourly_ratio")
UNIONS = ("SAG-AFTRA", "WGA", "DGA")
"""The order of unions within a measure; the others follow by name."""
COVERED = ("yes", "likely")
SHORT_UNITS = frozenset({"hour", "day", "shift", "session"})


def is_quotable(row: Row, tiers: Mapping[str, str]) -> bool:
    """Tell whether a sentence may use a scale: in force on the posting's date, not inferred, and stated by the
    contract, the union, the plan or the statistics office, or by two independent sources that agree.

    One secondary source alone is third-hand, and what was computed is inferred by another name.
    """
    confidence, tier = row["scale_confidence"], tiers.get(row["scale_id"], "")
    firm = tier in SOUND_TIERS or (tier == "secondary" and confidence == "verified")
    kind = row["scale_kind"] in ("minimum", "threshold")
    return row["scale_status"] == "in_force" and confidence != "inferred" and firm and kind


def may_lead(row: Row, tiers: Mapping[str, str]) -> bool:
    """Tell whether the first sentence may rest on a scale: quotable, and stated by the contract, the union or the plan.

    What two reports agree on may follow it, marked as second-hand.
    """
    return is_quotable(row, tiers) and tiers.get(row["scale_id"]) in SOUND_TIERS


def sort_for_sentences(rows: Sequence[Row], tiers: Mapping[str, str], unit: str | None) -> list[Row]:
    """Select the comparisons that sentences may use: those that may lead, then the second-hand ones, each in order."""
    usable = [row for row in rows if is_quotable(row, tiers)]
    return sorted(usable, key=lambda row: (not may_lead(row, tiers), comparison_sort_key(row, unit)))


@dataclass(frozen=True, slots=True)
class ComparisonSentences:
    """What is said beside a posting's pay, in full and in short; no figure stands in either without its marks."""

    full: list[str]
    short: list[str]


def comparison_sentences(
    made: Sentence, row: Row, rows: list[dict[str, Any]], tiers: Mapping[str, str]
) -> ComparisonSentences:
    if not rows:
        said = [load_sentences()["instead"]["no_figure"]]
        return ComparisonSentences(said, said)
    made.words["posted_on"], made.words["file"] = wording.format_date(rows[0]["posted_on"]), "pay_vs_scale.csv"
    made.sources.append(_date_source(rows[0]))
    unit = row["pay_unit"]
    ranked = sort_for_sentences(rows, tiers, unit)
    lead = ranked[0] if ranked and may_lead(ranked[0], tiers) else None
    # the figure that would lead by its kind alone, where no document of the plan or the union states it
    first = min(ranked, key=lambda row: comparison_sort_key(row, unit), default=None)
    second_hand = None if first is None or may_lead(first, tiers) else first
    led = _compare_with_lead(made, lead) if lead else []
    reason = _explain_other_lead(made, rows, lead, second_hand, unit)
    followed = _compare_second_hand(made, second_hand, lead) if second_hand else []
    return ComparisonSentences(
        [*led, reason, *followed, _place_in_occupation(made, rows)],
        [*led[:1], *led[-1:], *([] if led else [reason]), *followed[:1], *followed[-2:]],
    )


def _compare_with_lead(made: Sentence, lead: Row) -> list[str]:
    """Give the comparison in sentences: the high end first, the coverage last."""
    said = _fill_comparison(made, lead)
    made.basis += _describe_basis(lead)
    note = load_sentences()["compared"][lead["measure"]]["note"]
    return [*said, note, load_sentences()["covers"][lead["agreement_covers_job"]]]


def _compare_second_hand(made: Sentence, row: Row, lead: Row | None) -> list[str]:
    """Give the comparison as `_compare_with_lead` does; the mark that it is second-hand stands before the coverage."""
    said = _fill_comparison(made, row)
    made.basis += _describe_basis(row)
    same_note = lead is not None and lead["measure"] == row["measure"]
    note = "" if same_note else load_sentences()["compared"][row["measure"]]["note"]
    again = lead is not None and lead["agreement_covers_job"] == row["agreement_covers_job"]
    covers = load_sentences()["covers_too" if again else "covers"][row["agreement_covers_job"]]
    return [*said, note, _describe_second_hand(row), covers]


def _describe_basis(row: Row) -> list[str]:
    return [f"{row['basis']}.", f"{row['role']}: {row['scale_source_url']}"]


def _describe_second_hand(row: Row) -> str:
    """Say of a figure that no document of the union, the plan or the contract states it, and what confirms it."""
    confirmed = row.get("scale_second_source_tier") in SOUND_TIERS
    said: str = load_sentences()["instead"]["confirmed" if confirmed else "second_hand"]
    return said


def _place_in_occupation(made: Sentence, rows: Sequence[Row]) -> str:
    """Say between which percentiles of its occupation's wages the pay lies; nothing where none is of its date."""
    known = [
        row
        for row in rows
        if row["scale_status"] == "in_force" and (row.get("low_percentiles") or row.get("high_percentiles"))
    ]
    if not known:
        return ""
    row = min(known, key=lambda row: (row["rank_for_posting"], row["scale_id"]))
    made.file, made.row = "pay_vs_scale.csv", {"scale_id": row["scale_id"], "measure": row["measure"]}
    ends = [end for end in ("low", "high") if row[f"{end}_percentiles"]]
    for end in ends:
        made.add_number(f"{end}_at", row[f"{end}_percentiles"], f"{end}_percentiles", how="words")
    # the office's number of the occupation, and the point that this row is of, are no part of its name
    made.words["occupation"] = re.sub(r" \(\d\d-\d{4}\)|, (?:median|percentile \d+)$", "", row["role"]).lower()
    made.basis.append(f"{row['basis']}: {row['scale_source_url']}")
    one_place = row["low_percentiles"] == row["high_percentiles"]
    template: str = load_sentences()["percentiles"][("same" if one_place else "both") if len(ends) > 1 else ends[0]]
    return made.fill(template)


def describe_comparison(row: Row) -> list[str]:
    """Word what a report says of one comparison, a sentence each. `row`: one of pay_vs_scale."""
    made = Sentence("pay_vs_scale.csv", posting_id=row["posting_id"])
    made.words["posted_on"] = wording.format_date(row["posted_on"])
    compared, covers = load_sentences()["compared"][row["measure"]], load_sentences()["covers"]
    mark = [] if row["scale_tier"] in SOUND_TIERS else [_describe_second_hand(row)]
    return [*_fill_comparison(made, row), compared["note"], *mark, covers[row["agreement_covers_job"]]]


def _date_source(row: Row) -> Source:
    printed = wording.format_date(row["posted_on"])
    return Source(printed=printed, file="pay_vs_scale.csv", column="posted_on", posting_id=row["posting_id"])


def comparison_sort_key(row: Row, unit: str | None) -> tuple[Any, ...]:
    short = tuple(measure for measure in MEASURES if measure not in SHORT_MEASURES)
    measures = SHORT_MEASURES + short if unit in SHORT_UNITS else MEASURES
    union = UNIONS.index(row["union"]) if row["union"] in UNIONS else len(UNIONS)
    covered = COVERED.index(row["agreement_covers_job"]) if row["agreement_covers_job"] in COVERED else len(COVERED)
    return (covered, measures.index(row["measure"]), union, row["union"], row["scale_id"])


def _explain_other_lead(
    made: Sentence, rows: list[dict[str, Any]], lead: Row | None, second_hand: Row | None, unit: str | None
) -> str:
    """Say why the health threshold that would lead does not; empty where it does, or where hours are compared first."""
    reasons: dict[str, str] = load_sentences()["instead"]
    if lead is None:
        return made.fill(reasons["only_second_hand" if second_hand else "none"])
    first = min(rows, key=lambda row: comparison_sort_key(row, unit))
    if first["measure"] != MEASURES[0] or first["scale_id"] == lead["scale_id"]:
        return ""
    made.words["first_union"] = first["union"]
    if first is second_hand:
        return made.fill(reasons["after_lead"])
    return made.fill(reasons["not_sound" if first["scale_status"] == "in_force" else "not_in_force"])


def _fill_comparison(made: Sentence, row: Row) -> list[str]:
    templates = load_sentences()["compared"][row["measure"]]
    made.file, made.row = "pay_vs_scale.csv", {"scale_id": row["scale_id"], "measure": row["measure"]}
    known = [end for end in ("low", "middle", "high") if row[end] is not None]
    for end in known:
        made.add_number(end, wording.format_multiple(row[end], wording.measure_places(row["measure"])), end)
        if "_floor}" in templates["high"]:
            made.add_number(f"{end}_floor", wording.format_floor(row[end]), end, how="floor")
    made.add_number("amount", wording.format_money(row["scale_amount"], row["scale_currency"]), "scale_amount")
    made.words |= {name: row[name] for name in ("union", "role", "agreement")}
    made.words["scale_unit"] = load_sentences()["unit"].get(row["scale_unit"], f"for: {row['scale_unit']}")
    made.words["people"] = load_sentences()["people"].get(row["union"], load_sentences()["people"]["other"])
    return [made.fill(templates[name]) for name in _end_templates(row, known)]


def _end_templates(row: Row, known: list[str]) -> list[str]:
    if "high" not in known:
        return ["low"]
    if "low" not in known:
        return ["high"]
    return ["same"] if row["low"] == row["high"] else ["high", "low_and_middle"]


def date_words(made: Sentence, row: Row, said: str, today: date) -> str:
    """Add to a sentence about a posting when its words were last read, where that was before the report's day."""
    read_on = row.get("words_read_on")
    if read_on is None or read_on >= today:
        return said
    made.file, made.row = "postings.csv", {}
    made.add_number("read_on", wording.format_date(read_on), "words_read_on")
    template: str = load_sentences()["age"]["as_last_read"]
    return template.format(said=said.removesuffix("."), read_on=made.words["read_on"])


def article_finding(row: Row, facts: Sequence[ArticleFact], today: date) -> list[Finding]:
    """Set the lead posting on the article's own basis, beside the comparison with the threshold in force."""
    fact = next((fact for fact in facts if fact.name == "health_threshold"), None)
    yearly = row["pay_unit"] == "year" and fact is not None and row["pay_currency"] == fact.currency
    if fact is None or not yearly:
        return []
    end = "pay_minimum" if row["pay_maximum"] is None else "pay_maximum"
    made = Sentence("postings.csv", posting_id=row["posting_id"])
    made.add_number("amount", wording.format_money(fact.amount, fact.currency), "amount", how="fact", fact=fact.name)
    quotient = wording.format_multiple(row[end] / fact.amount, 1)
    made.add_number("multiple", quotient, end, how="quotient", fact=fact.name)
    template = load_sentences()["fact"]["only_low" if end == "pay_minimum" else "health_threshold"]
    basis = [
        f"{fact.source_title}: {fact.source_url}",
        fact.note,
        "It is no union figure, and stands in no table of them.",
    ]
    return [made.make_finding([date_words(made, row, made.fill(template), today)], basis=basis)]
