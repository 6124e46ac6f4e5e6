"""Group the comparisons of the page by posting: of each a block with its first figures, the others folded under it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from reports.page.table_view import ORIGINS, Cell, Heading, Row, TableView, amount_key
from reports.prose import wording
from reports.prose.comparison_sentences import SOUND_TIERS, comparison_sort_key, is_quotable, may_lead
from reports.prose.pay_range import describe_pay, format_pay
from reports.prose.wording import load_sentences

MEASURES = {
    "health_threshold_multiple": "times the threshold",
    "scale_weeks": "weeks at the figure",
    "scale_days": "days at the figure",
    "full_year_ratio": "times 52 weeks at the figure, a ceiling nobody is guaranteed",
    "hourly_ratio": "times the figure, by the hour",
    "same_unit_ratio": "times the figure, by the same unit",
    "monthly_ratio": "times twelve months at the figure",
    "minimum_call_ratio": "times the minimum for a call that short",
    "scale_days_with_contributions": "days at the figure and what employers add to it",
    "scale_weeks_with_contributions": "weeks at the figure and what employers add to it",
}
KINDS = {
    "minimum": "union minimum",
    "threshold": "eligibility threshold, not a wage",
    "recommended": "recommended, no collective agreement",
    "statutory": "statutory, not a union figure",
    "statistic": "statistic, not a union figure",
    "contribution": "contribution on top of scale",
}
STATUS = {"in_force": "in force", "latest_known": "latest known, not known to be in force"}
CONFIDENCE = {"verified": "two sources", "one_source": "one source", "inferred": "inferred"}

FIGURES_EACH = 3
"""Figures beside one posting that are shown at once, the one that covers the job first; the others are folded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparisonBlock:
    """One posting beside union figures."""

    title: str
    url: str
    note: str
    """Whose posting it is, when it was posted, and where its words come from."""
    pay: str
    pay_note: str
    first: TableView
    others: TableView


def make_blocks(rows: Sequence[Row], tiers: Mapping[str, str], names: Mapping[str, str]) -> Iterator[ComparisonBlock]:
    """Make a block of each posting, in the order of `rows`. `tiers`: of the scales’ sources; `names`: of studios."""
    for _, group in groupby(rows, key=lambda row: row["posting_id"]):
        mine = sort_comparisons(list(group), tiers)
        row = mine[0]
        yield ComparisonBlock(
            title=wording.shorten_title(row["title"]),
            url=row["url"] or "",
            note=_posting_note(row, names),
            pay=format_pay(row),
            pay_note=describe_pay(row),
            first=_make_table(mine[:FIGURES_EACH]),
            others=_make_table(mine[FIGURES_EACH:]),
        )


def sort_comparisons(rows: Sequence[Row], tiers: Mapping[str, str]) -> list[Row]:
    """Sort the comparisons of one posting: what covers the job, then what a sentence may use, as it leads one."""

    def key(row: Row) -> tuple[Any, ...]:
        covered, *led = comparison_sort_key(row, row["pay_unit"])
        quotable = is_quotable(row, tiers)
        return covered, not may_lead(row, tiers), not quotable, led if quotable else [row["rank_for_posting"]]

    return sorted(rows, key=key)


def _make_table(rows: Sequence[Row]) -> TableView:
    columns = [Heading(words) for words in ("Beside", "The figure", "Covers the job")]
    columns += [
        Heading("Low", True),
        Heading("Middle", True),
        Heading("High", True),
        Heading("Low, middle and high are"),
    ]
    return TableView(columns, [_comparison_cells(row) for row in rows], len(rows))


def _comparison_cells(row: Row) -> list[Cell]:
    return [
        Cell(row["role"], note=f"{row['union']}; {row['agreement']}"),
        _scale_cell(row),
        Cell(load_sentences()["covers_short"][row["agreement_covers_job"]]),
        *(_multiple_cell(row[end], row["measure"]) for end in ("low", "middle", "high")),
        Cell(MEASURES[row["measure"]]),
    ]


def _posting_note(row: Row, names: Mapping[str, str]) -> str:
    studio = names.get(row["studio"], row["studio"])
    posted = f"posted {wording.format_short_date(row['posted_on'])}"
    return " · ".join(word for word in (studio, posted, ORIGINS[row["origin"]]) if word)


def _multiple_cell(value: Decimal | None, measure: str) -> Cell:
    return (
        Cell("", "")
        if value is None
        else Cell(wording.format_multiple(value, wording.measure_places(measure)), str(value))
    )


def _scale_cell(row: Row) -> Cell:
    amount = wording.format_money(row["scale_amount"], row["scale_currency"] or None)
    span = wording.format_date_span(row["scale_effective_from"], row["scale_effective_to"])
    dates = f"{STATUS[row['scale_status']]}, {span}"
    note = f"{KINDS[row['scale_kind']]}; {dates}; {CONFIDENCE[row['scale_confidence']]}{_second_hand_note(row)}"
    shown = f"{amount} {_scale_unit(row['scale_unit'])}".strip()
    return Cell(shown, amount_key(row["scale_amount"]), note, row["scale_source_url"] or "")


def _second_hand_note(row: Row) -> str:
    """Mark a figure that no document of the union, the plan or the contract states; what is inferred says so itself."""
    own = row["scale_tier"] in SOUND_TIERS or row["scale_confidence"] == "inferred"
    return "" if own else ", second-hand"


def _scale_unit(unit: str) -> str:
    """Name the unit; a threshold's is said by the role beside it."""
    known: dict[str, str] = load_sentences()["unit"]
    return known.get(unit, "")
