"""What was found, in plain sentences. Each number in them stands in a file of the report, and says where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pandas import DataFrame

from db.vocabulary import PayFlag
from reports.frames.frames import records
from reports.prose import wording
from reports.prose.comparison_sentences import article, comparison
from reports.prose.sentence import ArticleFact, Finding, Sentence
from reports.prose.wording import sentences

Row = Mapping[str, Any]


WIDE = 2
"""So many times its bottom, the top of a range is worth a sentence: a choice of ours, no norm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    opening: tuple[Finding, ...]
    postings: tuple[Finding, ...]


def find(
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
    groups = {key: records(part) for key, part in compared.groupby("posting_id")}
    rows = records(postings)
    lines = tuple(_posting(row, groups.get(row["posting_id"], []), tiers, names) for row in rows)
    basis = article(rows[0], facts) if rows else []
    return Findings(opening=(*lines[:1], *basis, _count(studios, origins, as_of)), postings=lines)


def terminal_summary(findings: Findings, folder: str, *, page: bool = True) -> str:
    """What was found and where the files are, in a sentence or two and a line."""
    lead = findings.postings[0].summary if findings.postings else findings.opening[0].text
    return f"{lead}\nThe report is in {folder}{'; open report.html first' if page else ''}."


def _count(studios: DataFrame, origins: Mapping[str, int], as_of: datetime) -> Finding:
    sums = {name: int(studios[name].sum()) for name in ("postings_listed", "ai_core", "ai_adjacent")}
    listed, core = sums["postings_listed"], sums["ai_core"]
    wide, boards = core + sums["ai_adjacent"], int((studios["postings_listed"] > 0).sum()) if listed else len(studios)
    made = Sentence("studios.csv")
    made.words |= {
        "noun": "studio" if boards == 1 else "studios",
        "are_core": "is an AI job" if core == 1 else "are AI jobs",
    }
    made.say("as_of", wording.day(as_of.date()), "", how="as_of")
    made.say("studios", f"{boards:,}", "postings_listed", how="rows", value="above 0" if listed else "")
    if not listed:
        return made.finding([made.filled(sentences()["opening"]["count_none"])])
    made.say("listed", f"{listed:,}", "postings_listed", how="sum")
    made.words["were"] = "posting was" if listed == 1 else "postings were"
    made.say("core", f"{core:,}", "ai_core", how="sum")
    made.say("share_core", wording.percent(core, listed), "ai_core", how="share", whole="postings_listed")
    made.say("wide", f"{wide:,}", "ai_core ai_adjacent", how="sum")
    made.say("share_wide", wording.percent(wide, listed), "ai_core ai_adjacent", how="share", whole="postings_listed")
    ours = set(origins) == {"reconstructed"}
    return made.finding([made.filled(sentences()["opening"]["reconstructed" if ours else "count"])])


def _posting(row: Row, rows: list[dict[str, Any]], tiers: Mapping[str, str], names: Mapping[str, str]) -> Finding:
    made = Sentence("postings.csv", posting_id=row["posting_id"])
    name = names.get(row["studio"], row["studio"])
    made.words |= {"studio": name, "studios": wording.possessive(name), "title": wording.title(row["title"])}
    made.words["advertises"] = sentences()["advertises"][row["state"] or "unknown"]
    made.words["pay"] = pay(made, row)
    subject = [
        made.filled(sentences()["subject"][row["origin"]]),
        *_corrected(row),
        sentences()["state"][row["state"] or "unknown"],
    ]
    width = _width(made, row)
    beside = comparison(made, row, rows, tiers)
    brief = [*subject, *beside[:1], *(said for said in beside if said in sentences()["covers"].values())]
    made.basis += [f"By the year: {row['pay_year_basis']}."] if row["pay_year_basis"] else []
    made.basis += rates(row)
    return made.finding(
        [*subject, *beside, *width],
        made.basis,
        title=made.words["title"],
        summary=" ".join(said for said in brief if said),
    )


def _corrected(row: Row) -> list[str]:
    if not wording.flagged(row["pay_flags"], PayFlag.CORRECTED):
        return []
    return [sentences()["corrected"]["pay"].format(corrections="corrections.csv")]


def _width(made: Sentence, row: Row) -> list[str]:
    """How wide the range is, where it is wide enough to be a finding of its own."""
    low, high = row["pay_minimum"], row["pay_maximum"]
    if not low or not high or high / low < WIDE or wording.no_one_range(row["pay_flags"]):
        return []
    made.say("width", wording.multiple(high / low, 1), "pay_maximum", how="ratio", whole="pay_minimum")
    return [made.filled(sentences()["width"]["wide"])]


def rates(row: Row) -> list[str]:
    """The exchange rate that was used, in words; nothing where none was."""
    if row["fx_rate"] is None:
        return []
    return [
        f"1 {row['pay_currency']} is {row['fx_rate']} US dollars, the European Central Bank's rate of {row['fx_on']}."
    ]


def pay(made: Sentence, row: Row) -> str:
    """The pay as posted, in words: "a range of $300,000 to $900,000 a year"."""
    low, high, currency = row["pay_minimum"], row["pay_maximum"], row["pay_currency"]
    ends = "high" if low is None else "low" if high is None else "same" if low == high else "both"
    for name, column, value in (("low", "pay_minimum", low), ("high", "pay_maximum", high)):
        if value is not None:
            made.say(name, wording.money(value, currency or None), column)
    made.words["unit"] = sentences()["unit"][row["pay_unit"] or "unknown"]
    made.words["kind"] = sentences()["kind"][row["pay_kind"] or "unstated"]
    several = wording.several(row["pay_flags"])
    ends = "several" if several and ends == "both" else ends
    said = made.filled(sentences()["pay"][row["pay_scope"] or "this_post"][ends])
    return f"{said} ({sentences()['several']['note']})" if several else said
