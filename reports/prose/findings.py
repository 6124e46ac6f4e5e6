"""Say what was found, in plain sentences. Each number in them stands in a file of the report, and says where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pandas import DataFrame

from db.vocabulary import ArticleFact, PayFlag
from reports.frames.frames import to_records
from reports.prose import wording
from reports.prose.comparison_sentences import article_finding, comparison_sentences, date_words
from reports.prose.sentence import Finding, Sentence
from reports.prose.wording import load_sentences

Row = Mapping[str, Any]


WIDE_RANGE = 2
"""So many times its bottom, the top of a range is worth a sentence: a choice of ours, no norm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    opening: tuple[Finding, ...]
    postings: tuple[Finding, ...]


def make_findings(
    *,
    postings: DataFrame,
    compared: DataFrame,
    scales: DataFrame,
    studios: DataFrame,
    origins: Mapping[str, int],
    as_of: datetime,
    facts: Sequence[ArticleFact] = (),
) -> Findings:
    """`postings`: the notable ones in their order; `compared`: their rows of pay_vs_scale.csv."""
    names = dict(zip(studios["studio"], studios["name"], strict=True))
    tiers = dict(zip(scales["scale_id"], scales["tier"], strict=True))
    groups = {key: to_records(part) for key, part in compared.groupby("posting_id")}
    rows = to_records(postings)
    today = as_of.date()
    lines = tuple(_posting_finding(row, groups.get(row["posting_id"], []), tiers, names, today) for row in rows)
    basis = article_finding(rows[0], facts, today) if rows else []
    return Findings(opening=(*lines[:1], *basis, _count_finding(studios, origins, as_of)), postings=lines)


def terminal_summary(findings: Findings, folder: str, *, page: bool = True) -> str:
    """Say what was found and where the files are, in a sentence or two and a line."""
    lead = findings.postings[0].summary if findings.postings else findings.opening[0].text
    return f"{lead}\nThe report is in {folder}{'; open report.html first' if page else ''}."


def _count_finding(studios: DataFrame, origins: Mapping[str, int], as_of: datetime) -> Finding:
    sums = {name: int(studios[name].sum()) for name in ("postings_listed", "ai_core", "ai_adjacent")}
    listed, core = sums["postings_listed"], sums["ai_core"]
    wide, boards = core + sums["ai_adjacent"], int((studios["postings_listed"] > 0).sum()) if listed else len(studios)
    made = Sentence("studios.csv")
    made.words |= {
        "noun": "studio" if boards == 1 else "studios",
        "are_core": "is an AI job" if core == 1 else "are AI jobs",
    }
    made.add_number("as_of", wording.format_date(as_of.date()), "", how="as_of")
    made.add_number("studios", f"{boards:,}", "postings_listed", how="rows", value="above 0" if listed else "")
    if not listed:
        return made.make_finding([made.fill(load_sentences()["opening"]["count_none"])])
    made.add_number("listed", f"{listed:,}", "postings_listed", how="sum")
    made.words["were"] = "posting was" if listed == 1 else "postings were"
    made.add_number("core", f"{core:,}", "ai_core", how="sum")
    made.add_number("share_core", wording.format_percent(core, listed), "ai_core", how="share", whole="postings_listed")
    made.add_number("wide", f"{wide:,}", "ai_core ai_adjacent", how="sum")
    made.add_number(
        "share_wide", wording.format_percent(wide, listed), "ai_core ai_adjacent", how="share", whole="postings_listed"
    )
    ours = set(origins) == {"reconstructed"}
    return made.make_finding([made.fill(load_sentences()["opening"]["reconstructed" if ours else "count"])])


def _posting_finding(
    row: Row, rows: list[dict[str, Any]], tiers: Mapping[str, str], names: Mapping[str, str], today: date
) -> Finding:
    made = Sentence("postings.csv", posting_id=row["posting_id"])
    name = names.get(row["studio"], row["studio"])
    made.words |= {"studio": name, "studios": wording.to_possessive(name), "title": wording.shorten_title(row["title"])}
    made.words["advertises"] = load_sentences()["advertises"][row["state"] or "unknown"]
    made.words["pay"] = fill_pay(made, row)
    subject = [
        date_words(made, row, made.fill(load_sentences()["subject"][row["origin"]]), today),
        *_correction_note(row),
        load_sentences()["state"][row["state"] or "unknown"],
    ]
    width = _width_sentence(made, row)
    beside = comparison_sentences(made, row, rows, tiers)
    brief = [*subject, *beside.short]
    made.basis += [f"By the year: {row['pay_year_basis']}."] if row["pay_year_basis"] else []
    made.basis += exchange_rate_sentences(row)
    return made.make_finding(
        [*subject, *beside.full, *width],
        made.basis,
        title=made.words["title"],
        summary=" ".join(said for said in brief if said),
    )


def _correction_note(row: Row) -> list[str]:
    if not wording.has_flag(row["pay_flags"], PayFlag.CORRECTED):
        return []
    return [load_sentences()["corrected"]["pay"].format(corrections="corrections.csv")]


def _width_sentence(made: Sentence, row: Row) -> list[str]:
    """Say how wide the range is, where it is wide enough to be a finding of its own."""
    low, high = row["pay_minimum"], row["pay_maximum"]
    if not low or not high or high / low < WIDE_RANGE or wording.is_not_one_range(row["pay_flags"]):
        return []
    made.add_number("width", wording.format_multiple(high / low, 1), "pay_maximum", how="ratio", whole="pay_minimum")
    return [made.fill(load_sentences()["width"]["wide"])]


def exchange_rate_sentences(row: Row) -> list[str]:
    """Say the exchange rate that was used; nothing where none was."""
    if row["fx_rate"] is None:
        return []
    return [
        f"1 {row['pay_currency']} is {row['fx_rate']} US dollars, the European Central Bank's rate of {row['fx_on']}."
    ]


def fill_pay(made: Sentence, row: Row) -> str:
    """Word the pay as posted: "a range of $300,000 to $900,000 a year"."""
    low, high, currency = row["pay_minimum"], row["pay_maximum"], row["pay_currency"]
    ends = "high" if low is None else "low" if high is None else "same" if low == high else "both"
    for name, column, value in (("low", "pay_minimum", low), ("high", "pay_maximum", high)):
        if value is not None:
            made.add_number(name, wording.format_money(value, currency or None), column)
    made.words["unit"] = load_sentences()["unit"][row["pay_unit"] or "unknown"]
    made.words["kind"] = load_sentences()["kind"][row["pay_kind"] or "unstated"]
    several = wording.states_several_ranges(row["pay_flags"])
    ends = "several" if several and ends == "both" else ends
    said = made.fill(load_sentences()["pay"][row["pay_scope"] or "this_post"][ends])
    return f"{said} ({load_sentences()['several']['note']})" if several else said
