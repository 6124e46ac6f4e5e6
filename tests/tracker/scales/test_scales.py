"""The union scales: every figure has a source and dates; a date finds the one in force, or an older one marked so."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from math import prod
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.vocabulary import Confidence, Covers, Measure, ScaleKind, ScaleStatus, Tier
from tracker.cli import main
from tracker.errors import ScalesError
from tracker.scales import check, load, own
from tracker.scales.check import Level
from tracker.scales.comparisons import load_all_comparisons, load_comparisons, with_own_rules
from tracker.scales.coverage import Job, decide_coverage
from tracker.scales.export import export_scales
from tracker.scales.model import UNITS, FromBasis, Scale, Series, ToBasis

DATA = files("tracker.scales") / "data"
SCALES = load.load_scales()
IN_FORCE, LATEST_KNOWN = ScaleStatus.IN_FORCE, ScaleStatus.LATEST_KNOWN
STRIKE_SUMMER = date(2023, 7, 25)

TV = "TV/Theatrical (Codified Basic Agreement and Television Agreement)"
DAY = ("SAG-AFTRA", TV, "Day performer", "day")
WEEK = ("SAG-AFTRA", TV, "Weekly performer", "week")
BACKGROUND = ("SAG-AFTRA", "TV/Theatrical, Schedule X (background actors)", "Background actor, general", "day")
HEALTH = (
    "SAG-AFTRA",
    "SAG-AFTRA Health Plan, earned eligibility",
    "Covered-earnings threshold",
    "covered_earnings_year",
)
VOICE = ("SAG-AFTRA", "Interactive Media Agreement (video games)", "Voice performer, up to 3 voices", "session")
ACTORS = (
    "no union (statistics)",
    "BLS Occupational Employment and Wage Statistics",
    "Actors (27-2011), median",
    "hour",
)


def series(of: Series) -> list[Scale]:
    return [scale for scale in SCALES if scale.series == of]


def picked(of: Series, on: date) -> Scale:
    found = load.find_scale(series(of), on)
    assert found is not None
    return found[0]


def a_scale(**changed: object) -> Scale:
    made = Scale(
        scale_id="a-2024-01-01",
        union="A Union",
        agreement="An Agreement",
        role="A role",
        kind=ScaleKind.MINIMUM,
        amount=Decimal(100),
        currency="USD",
        unit="day",
        effective_from=date(2024, 1, 1),
        effective_to=date(2024, 12, 31),
        confidence=Confidence.ONE_SOURCE,
        tier=Tier.PRIMARY,
        source_title="A contract",
        source_url="https://union.example/contract.pdf",
    )
    return made.model_copy(update=changed)


def errors(*rows: Scale) -> list[str]:
    return [finding.text for finding in check.check_scales(rows) if finding.is_error]


# Which figure a date finds.


@pytest.mark.parametrize(
    ("of", "on", "amount", "status"),
    [
        (HEALTH, "2021-06-30", "25950", IN_FORCE),
        (HEALTH, "2022-01-01", "25950", LATEST_KNOWN),
        (HEALTH, "2022-12-31", "25950", LATEST_KNOWN),
        (HEALTH, "2023-01-01", "26470", IN_FORCE),
        (HEALTH, "2023-12-31", "26470", IN_FORCE),
        (HEALTH, "2024-05-14", "26470", LATEST_KNOWN),
        (HEALTH, "2025-12-31", "27540", IN_FORCE),
        (HEALTH, "2026-01-01", "27540", LATEST_KNOWN),
        (HEALTH, "2026-11-22", "27540", LATEST_KNOWN),
        (DAY, "2023-11-08", "1082", IN_FORCE),
        (DAY, "2023-11-09", "1158", IN_FORCE),
        (BACKGROUND, "2023-07-25", "187", IN_FORCE),
        (BACKGROUND, "2023-11-09", "208", IN_FORCE),
        (WEEK, "2027-07-01", "4456", LATEST_KNOWN),
        (VOICE, "2025-08-01", "1102.00", IN_FORCE),
        (VOICE, "2025-11-01", "1134.95", IN_FORCE),
        (ACTORS, "2023-04-30", "17.94", IN_FORCE),
        (ACTORS, "2023-07-25", "20.50", IN_FORCE),
        (ACTORS, "2026-11-30", "29.05", IN_FORCE),
        (ACTORS, "2027-01-01", "29.05", LATEST_KNOWN),
    ],
)
def test_a_date_finds_the_figure_in_force_or_the_latest_before_it_marked_as_such(
    of: Series, on: str, amount: str, status: ScaleStatus
) -> None:
    found = load.find_scale(series(of), date.fromisoformat(on))
    assert found is not None
    assert (found[0].amount, found[1]) == (Decimal(amount), status)


@pytest.mark.parametrize("on", ["2020-12-31", "1999-01-01"])
def test_a_date_before_the_first_figure_finds_none(on: str) -> None:
    assert load.find_scale(series(HEALTH), date.fromisoformat(on)) is None
    assert load.find_scale([], date.fromisoformat(on)) is None


def test_the_order_of_the_rows_does_not_matter() -> None:
    assert load.find_scale(reversed(series(DAY)), STRIKE_SUMMER) == load.find_scale(series(DAY), STRIKE_SUMMER)


# The worked example: a range of 300,000 to 900,000 beside the figures of July 2023.


@pytest.mark.parametrize(
    ("of", "low", "middle", "high"),
    [
        (HEALTH, "11.33", "22.67", "34.00"),
        (BACKGROUND, "1604", "3209", "4813"),
        (DAY, "277", "555", "832"),
        (WEEK, "80", "160", "240"),
    ],
)
def test_the_article_compares_to_the_digit(of: Series, low: str, middle: str, high: str) -> None:
    amount = picked(of, STRIKE_SUMMER).amount
    for pay, expected in zip((300_000, 600_000, 900_000), (low, middle, high), strict=True):
        assert round(pay / amount, len(expected.partition(".")[2])) == Decimal(expected)


def test_by_the_hour_the_low_end_is_near_a_day_performers_hour() -> None:
    a_year = 2080
    day, background = picked(DAY, STRIKE_SUMMER), picked(BACKGROUND, STRIKE_SUMMER)
    assert day.hours is not None
    assert background.hours is not None
    assert round(Decimal(900_000) / a_year, 2) == Decimal("432.69")
    assert round(Decimal(300_000) / a_year, 2) == Decimal("144.23")
    assert day.amount / day.hours == Decimal("135.25")
    assert round(background.amount / background.hours, 2) == Decimal("23.38")


def test_the_articles_own_basis_stands_apart() -> None:
    facts = {fact.name: fact for fact in load.load_article_facts()}
    assert round(900_000 / facts["health_threshold"].amount, 1) == Decimal("34.6")
    assert facts["background_day"].amount == 200
    assert facts["members_below_health_threshold"].amount == 87
    thresholds = {scale.amount for scale in SCALES if scale.kind in (ScaleKind.THRESHOLD, ScaleKind.STATISTIC)}
    assert thresholds & {Decimal(26000), Decimal(87), Decimal(200000)} == set()
    assert not [scale for scale in SCALES if "intercept" in f"{scale.agreement}{scale.source_title}".lower()]
    assert picked(BACKGROUND, STRIKE_SUMMER).amount != facts["background_day"].amount


# The packaged table.


def test_the_packaged_table_has_no_errors() -> None:
    assert errors(*SCALES) == []
    assert len(SCALES) > 500


def test_what_is_no_hour_has_no_hours() -> None:
    hourless = ("WGA", "Minimum Basic Agreement"), ("DGA", "Basic Agreement")
    for scale in SCALES:
        if "on call" in scale.role or (scale.union, scale.agreement) in hourless:
            assert scale.hours is None, scale.scale_id
        if scale.unit == "hour":
            assert scale.hours == 1, scale.scale_id


def test_recommended_rates_and_statistics_are_never_called_minimums() -> None:
    for scale in SCALES:
        apart = "not a collective agreement" in scale.agreement
        assert (scale.kind is ScaleKind.RECOMMENDED) == apart, scale.scale_id
        assert (scale.kind in (ScaleKind.STATISTIC, ScaleKind.STATUTORY)) == (
            scale.union.startswith("no union") or scale.agreement == "Statements on member earnings"
        ), scale.scale_id


# Where the shipped figures come from. Needs the shared research beside the checkout.

SHIPPED_KINDS = {str(kind) for kind in ScaleKind}
RECKONED = Path(__file__).with_name("reckoned.csv")
BETTER_FOUNDED = (
    "dga-basic-director-",
    "iatse-44-",
    "iatse-80-",
    "iatse-contribution-",
    "sag-aftra-health-covered-earnings-threshold-temporary-strike-extension-",
)
LEFT_OUT = {
    **{
        (agreement, amount): "the increase of 7 % that comes on top at once is added, or three years are printed"
        for agreement, amounts in (
            ("Animation Guild Master Agreement", ("45.01", "48.25", "51.78", "52.69", "52.95", "54.53")),
            ("The Animation Guild Local 839 (AMPTP) Master Agreement", ("50.66", "2026.40")),
        )
        for amount in amounts
    },
    ("Animation Guild Master Agreement", "2533.02"): "a week is 40 hours of the hourly rate",
    ("Animation Guild Master Agreement", "2621.68"): "a week is 40 hours of the hourly rate",
    ("The Animation Guild Local 839 (AMPTP) Master Agreement", "2345.60"): "increases are still added to it",
    ("The Animation Guild Local 839 (AMPTP) Master Agreement", "2595.60"): "increases are still added to it",
    ("SAG-AFTRA statements on member earnings", "87"): "the article's figure, an article fact",
    **{
        (
            "Animation Guild Master Agreement",
            amount,
        ): "no document after 2011 puts technical directors in this pay block"
        for amount in ("51.60", "53.15", "54.74", "56.38", "60.33", "62.74", "64.94")
    },
    **{
        (
            "CCN de la production cinématographique, titre III (artistes-interprètes)",
            amount,
        ): "the official text replaces it"
        for amount in ("412.08", "1248.87", "1548.03")
    },
    ("Convenio estatal de empresas de consultoría y TIC (99001355011983)", "15876"): "from an offer, not the table",
    ("Convenio estatal de empresas de consultoría y TIC (99001355011983)", "17300"): "from an offer, not the table",
    ("Minimum Basic Agreement, fund contributions", "16.75"): "has no first day",
    ("Interactive Media Agreement, health and retirement contributions", "16.5"): "has no first day",
    ("TV/Theatrical 2026, health contribution", "1"): "a step, not a rate",
    ("ZeniMax/Microsoft first agreement, temporary QA workers", "18.00"): "a rate paid, not a minimum",
}
UNIT_OF = {
    "3 days": "three_days",
    "half day": "half_day",
    "day (adjustment on top of day rate)": "day_adjustment",
    "median hourly wage": "hour",
    "median annual wage": "year",
    "eligibility threshold (4 consecutive quarters)": "covered_earnings_year",
    "eligibility threshold (12-month covered earnings)": "covered_earnings_year",
    "eligibility threshold (earnings 2022-07-01 to 2023-06-30)": "covered_earnings_year",
    "eligibility days (12 months)": "eligibility_days",
    "percent of members": "percent_of_members",
    "per game (secondary payment)": "game",
}
CONFIDENCE_OF = {"verified in >= 2 independent sources": "verified", "1 source": "one_source", "inferred": "inferred"}
COUNTRY_OF = {"UK": "GB"}


def source_rows(shared: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for name in ("figures.csv", "figures_2026-11.csv"):
        with (shared / "union" / name).open(encoding="utf-8", newline="") as lines:
            rows += [row for row in csv.DictReader(lines) if row["row_kind"] in SHIPPED_KINDS]
    return rows


def agrees(scale: Scale, row: dict[str, str]) -> bool:
    unit = UNIT_OF.get(row["unit"], row["unit"])
    # The four-hour voice session and the on-camera day are one printed amount, shipped under both units.
    units = {unit, "session"} if "4-hour voice session" in row["hours_or_days_covered"] else {unit}
    return (
        scale.amount == Decimal(row["figure"])
        and scale.currency == row["currency"]
        and scale.unit in units
        and scale.kind == row["row_kind"]
        and (_is_better_founded(scale, row) or scale.confidence == CONFIDENCE_OF[row["confidence"]])
        and (
            _is_better_founded(scale, row)
            or scale.tier == row["source_tier"].replace(" (", "_").replace(" ", "_").rstrip(")")
        )
        and scale.country == COUNTRY_OF.get(row["country"], row["country"])
        # a better source than the one that was researched may stand first, and that one second; or the plan's own
        and (
            scale.second_source_tier is Tier.PRIMARY
            or any(
                url.rstrip("/").removeprefix("https://www.") in row["source_url"]
                for url in (scale.source_url, scale.second_source_url)
                if url
            )
        )
        and _begins(scale, row["effective_from"])
        and _ends(scale, row["effective_to"])
    )


def _is_better_founded(scale: Scale, row: dict[str, str]) -> bool:
    """Tell whether a document of the union or the plan was found for a figure of a second-hand source, which agrees."""
    return scale.scale_id.startswith(BETTER_FOUNDED) and row["source_tier"] == "secondary"


def _begins(scale: Scale, stated: str) -> bool:
    """A figure never begins before its evidence; where only the year was assumed, the ratification came later in it."""
    ours = scale.effective_from.isoformat()
    ratified = scale.effective_from_basis is FromBasis.IN_FORCE_ON and ours[:4] == stated[:4] and ours > stated
    return ours.startswith(stated) or ratified


def _ends(scale: Scale, stated: str) -> bool:
    """A figure never outlives what the research gives it; a survey stands until the next one."""
    ours = scale.effective_to.isoformat()
    later = {ToBasis.SURVEY_YEAR, ToBasis.NEWEST_PUBLISHED, ToBasis.NONE_LATER_BY}
    by_contract = scale.second_source_tier is Tier.PRIMARY and scale.effective_to_basis is ToBasis.PERIOD_END
    return scale.effective_to_basis in later or by_contract or ours < stated or ours.startswith(stated)


def derived() -> dict[str, Decimal]:
    """Figures that follow from one that was researched, and what they must be: a week of the Animation Guild's is 40
    hours, as its agreement prints it beside each hour; the step of 30 July 2023 was 3 %."""
    found = {
        scale.scale_id.replace("-hour-", "-week-"): scale.amount * 40
        for scale in SCALES
        if scale.scale_id.startswith(
            ("iatse-839-animator-journey-hour", "iatse-839-storyboard-artist-journey-hour-2022")
        )
    }
    later = next(s for s in SCALES if s.scale_id == "iatse-839-storyboard-artist-journey-hour-2023-07-30")
    found |= {"iatse-839-storyboard-artist-journey-hour-2022-07-31": round(later.amount / Decimal("1.03"), 2)}
    return found | reckoned()


@cache
def reckoned() -> dict[str, Decimal]:
    """Figures of December 2026, by the steps that an agreement publishes, or as it prints them (follows_from empty)."""
    by_id = {scale.scale_id: scale.amount for scale in SCALES}
    with RECKONED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = {}
    for row in rows:
        base = by_id[row["follows_from"]] if row["follows_from"] else Decimal(1)
        exact = base + Decimal(row["times"]) if row["times"].startswith("+") else base * prod(_factors(row["times"]))
        places = Decimal(1).scaleb(int(by_id[row["scale_id"]].as_tuple().exponent))
        found[row["scale_id"]] = exact.quantize(places, ROUND_HALF_UP)
    return found


def _factors(text: str) -> list[Decimal]:
    return [Decimal(factor) for factor in text.split()]


def test_derived_figures_are_what_they_follow_from_and_say_so() -> None:
    by_id = {scale.scale_id: scale for scale in SCALES}
    assert len(derived()) == 100
    for scale_id, amount in derived().items():
        assert by_id[scale_id].amount == amount, scale_id
        if by_id[scale_id].confidence is not Confidence.ONE_SOURCE:
            assert by_id[scale_id].confidence is Confidence.INFERRED
            assert "Calculated" in by_id[scale_id].note


def test_every_figure_equals_one_that_was_researched_and_none_is_lost(shared: Path) -> None:
    rows = source_rows(shared)
    researched = [scale for scale in SCALES if scale.scale_id not in derived()]
    sources = {scale.scale_id: [i for i, row in enumerate(rows) if agrees(scale, row)] for scale in researched}
    assert [scale_id for scale_id, found in sources.items() if not found] == []
    used: dict[int, str] = {}
    (twin,) = [scale_id for scale_id in sources if not _give(scale_id, sources, used, set())]
    assert twin in {
        "sag-aftra-interactive-voice-performer-up-to-3-voices-session-2025-07-09",
        "sag-aftra-interactive-day-performer-day-2025-07-09",
    }
    lost = {(row["agreement"], row["figure"]) for i, row in enumerate(rows) if i not in used}
    assert lost == set(LEFT_OUT)


def _give(scale_id: str, sources: dict[str, list[int]], used: dict[int, str], tried: set[int]) -> bool:
    """Give each figure a source row of its own (augmenting paths)."""
    for row in sources[scale_id]:
        if row not in tried:
            tried.add(row)
            if row not in used or _give(used[row], sources, used, tried):
                used[row] = scale_id
                return True
    return False


def test_hours_are_only_those_that_the_source_states(shared: Path) -> None:
    rows = source_rows(shared)
    for scale in SCALES:
        if scale.hours is None or scale.unit == "hour" or scale.scale_id in derived():
            continue
        stated = " ".join(row["hours_or_days_covered"] for row in rows if agrees(scale, row))
        # A French film performer's day is paid work and a paid hour of preparation: the unit covers both.
        sums = [str(int(work) + int(more)) for work, more in re.findall(r"(\d+) h of work \+ (\d+) h", stated)]
        hours = f"{scale.hours.normalize():,f}"
        assert re.search(rf"\b{hours}\b", stated) if not sums else hours in sums, scale.scale_id
        assert "assumed" not in stated, scale.scale_id


def test_no_note_is_copied(shared: Path) -> None:
    theirs = (shared / "union" / "NOTES.md").read_text(encoding="utf-8")
    theirs += " ".join(f"{row['notes']} {row['quote']}" for row in source_rows(shared))
    for scale in SCALES:
        for sentence in re.split(r"(?<=[.;]) ", scale.note):
            assert len(sentence) < 40 or sentence.rstrip(".;") not in theirs, sentence


# The check.


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"unit": "lustrum"}, "unknown unit 'lustrum'"),
        ({"currency": "US$"}, "unknown currency 'US$'"),
        ({"currency": ""}, "unknown currency ''"),
        ({"unit": "eligibility_days"}, "eligibility_days is not money, but the currency is 'USD'"),
        ({"effective_to": date(2023, 12, 31)}, "ends on 2023-12-31, before it begins on 2024-01-01"),
        ({"source_title": ""}, "has no source"),
        ({"source_url": ""}, "source address '' is not a web address"),
        ({"source_url": "javascript:alert(1)"}, "source address 'javascript:alert(1)' is not a web address"),
        ({"source_url": "https://[broken"}, "is not a web address"),
        ({"second_source_url": "a book"}, "source address 'a book' is not a web address"),
        ({"country": "usa"}, "country 'usa' is not a code"),
    ],
)
def test_the_check_names_the_row_and_what_is_wrong(changed: dict[str, object], says: str) -> None:
    (error,) = errors(a_scale(**changed))
    assert error.startswith("a-2024-01-01: ")
    assert says in error


def test_two_rows_of_one_series_must_not_overlap() -> None:
    one, other = a_scale(), a_scale(scale_id="b", effective_from=date(2024, 12, 31), effective_to=date(2025, 6, 30))
    assert errors(one, other) == ["a-2024-01-01 and b overlap from 2024-12-31 to 2024-12-31"]
    assert errors(one, other.model_copy(update={"effective_from": date(2025, 1, 1)})) == []
    assert errors(one, other.model_copy(update={"role": "Another role"})) == []


def test_two_rows_must_not_share_an_id() -> None:
    assert errors(a_scale(), a_scale(role="Another role")) == ["a-2024-01-01: 2 rows have this scale_id"]


def test_a_gap_is_named_with_both_dates() -> None:
    later = a_scale(scale_id="b", effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31))
    (gap,) = [finding for finding in check.check_scales([a_scale(), later]) if finding.level is Level.NOTE]
    assert "no figure known after 2024-12-31 and before 2026-01-01" in gap.text
    assert "A Union, An Agreement, A role, day" in gap.text


def test_the_packaged_gaps_are_named() -> None:
    gaps = [finding.text for finding in check.check_scales(SCALES) if finding.level is Level.NOTE]
    threshold = [gap for gap in gaps if gap.startswith(", ".join(HEALTH))]
    assert [re.findall(r"\d{4}-\d\d-\d\d", gap) for gap in threshold] == [
        ["2021-12-31", "2023-01-01"],
        ["2023-12-31", "2025-01-01"],
    ]


@pytest.mark.parametrize(
    ("changed", "listed"),
    [
        ({}, False),
        ({"tier": Tier.SECONDARY}, True),
        ({"tier": Tier.SECONDARY, "confidence": Confidence.VERIFIED}, True),
        ({"confidence": Confidence.INFERRED}, True),
        ({"tier": Tier.COMPUTED}, True),
    ],
)
def test_work_is_listed_for_figures_that_no_original_document_states(changed: dict[str, object], listed: bool) -> None:
    work = [finding for finding in check.check_scales([a_scale(**changed)]) if finding.level is Level.WORK]
    assert bool(work) == listed


def test_the_summary_counts_every_figure_once() -> None:
    assert check.count_scales(SCALES).total() == len(SCALES)
    assert check.count_scales([a_scale(), a_scale()]) == {(ScaleKind.MINIMUM, Confidence.ONE_SOURCE): 2}
    assert check.describe_scales(SCALES).endswith(f"{len(SCALES)} figures")


# A user's own file.

HEADER = [name for name, field in Scale.model_fields.items() if field.is_required()]
GOOD = {
    "scale_id": "mine-2024-01-01",
    "union": "My Union",
    "agreement": "My Agreement",
    "role": "Tester",
    "kind": "minimum",
    "amount": "12.50",
    "currency": "USD",
    "unit": "hour",
    "effective_from": "2024-01-01",
    "effective_to": "2024-12-31",
    "confidence": "one_source",
    "tier": "primary",
    "source_title": "My contract",
    "source_url": "https://union.example/mine.pdf",
}


def a_file(folder: Path, *rows: dict[str, str], name: str = "mine.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]) if rows else list(GOOD))
        table.writeheader()
        table.writerows(rows)
    return path


def test_a_file_with_only_the_required_columns_is_read_beside_the_packaged_one(tmp_path: Path) -> None:
    assert set(HEADER) <= set(GOOD)
    (mine,) = [scale for scale in load.load_scales([a_file(tmp_path, GOOD)]) if scale.union == "My Union"]
    assert (mine.amount, mine.effective_from_basis, mine.country, mine.hours) == (
        Decimal("12.50"),
        FromBasis.STATED,
        None,
        None,
    )


def test_a_file_as_a_spreadsheet_writes_it_is_read(tmp_path: Path) -> None:
    path = a_file(tmp_path, GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load.load_scales([path])) == len(SCALES) + 1


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("amount", "12,50", "amount is '12,50', not an amount such as 1246 or 1102.50"),
        ("amount", "1e3", "'1e3', not an amount"),
        ("amount", "-5", "'-5', not an amount"),
        ("amount", "NaN", "'NaN', not an amount"),
        ("amount", "", "amount is '', which is empty"),
        ("effective_from", "2024", "effective_from is '2024', not a full date"),
        ("effective_from", "20240101", "'20240101', not a full date"),
        ("effective_to", "2024-02-30", "'2024-02-30', not a day of the calendar"),
        ("effective_to", "", "effective_to is '', which is empty"),
        ("kind", "wage", "kind is 'wage', not one of minimum, threshold, recommended, statutory, statistic"),
        ("confidence", "sure", "confidence is 'sure', not one of verified, one_source or inferred"),
        ("tier", "gossip", "tier is 'gossip', not one of primary"),
        ("source_url", "", "mine-2024-01-01: source address '' is not a web address"),
        ("unit", "lustrum", "mine-2024-01-01: unknown unit 'lustrum'"),
    ],
)
def test_a_bad_cell_is_named_by_file_line_column_and_value(tmp_path: Path, column: str, value: str, says: str) -> None:
    path = a_file(tmp_path, GOOD | {column: value})
    with pytest.raises(ScalesError) as refused:
        load.load_scales([path])
    assert says in str(refused.value)
    if column not in ("unit", "source_url"):
        assert str(refused.value).startswith("mine.csv, line 2: ")


def test_all_mistakes_are_named(tmp_path: Path) -> None:
    bad = GOOD | {"amount": "x", "kind": "y"}
    with pytest.raises(ScalesError, match="line 3") as refused:
        load.load_scales([a_file(tmp_path, bad, bad)])
    assert len(refused.value.mistakes) == 4


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "lacks the column scale_id"),
        (b"scale_id,wage\n", "names a column 'wage' that this table does not have"),
        (b"\xff\xfe\x00", "is not a CSV file in UTF-8"),
        (b'"open\n', "is not a CSV file in UTF-8"),
        (",".join(GOOD).encode() + b"\nonly,two\n", "line 2, has more or fewer cells than its header"),
        (",".join(GOOD).encode() + b",unit\n", "names the column unit twice"),
    ],
)
def test_a_file_that_is_no_table_of_scales_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(ScalesError) as refused:
        load.load_scales([path])
    assert any(says in fault for fault in refused.value.mistakes)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScalesError, match=r"cannot read .*nowhere\.csv: No such file"):
        load.load_scales([tmp_path / "nowhere.csv"])


def test_added_scales_are_kept_and_the_next_ones_are_checked_beside_them(tmp_path: Path) -> None:
    into = tmp_path / "kept.csv"
    later = GOOD | {"scale_id": "mine-2025-01-01", "effective_from": "2025-01-01", "effective_to": "2025-12-31"}
    assert len(own.add_scales(a_file(tmp_path, GOOD), into)) == 1
    assert len(own.add_scales(a_file(tmp_path, later), into)) == 1
    ours = [scale for scale in load.load_scales([into]) if scale.union == "My Union"]
    assert [scale.scale_id for scale in ours] == ["mine-2024-01-01", "mine-2025-01-01"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.csv", "mine.csv"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "2 rows have this scale_id"),
        ({"scale_id": "again", "effective_from": "2024-06-01"}, "overlap from 2024-06-01 to 2024-12-31"),
        ({"scale_id": "again", "role": "Other", "unit": "moon"}, "unknown unit 'moon'"),
    ],
)
def test_a_refused_file_changes_nothing(tmp_path: Path, changed: dict[str, str], says: str) -> None:
    into = tmp_path / "kept.csv"
    own.add_scales(a_file(tmp_path, GOOD), into)
    before = into.read_bytes()
    with pytest.raises(ScalesError, match=says):
        own.add_scales(a_file(tmp_path, GOOD | changed), into)
    assert into.read_bytes() == before


def test_an_empty_file_and_one_that_contradicts_the_packaged_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScalesError, match="holds no scales"):
        own.add_scales(a_file(tmp_path), tmp_path / "kept.csv")
    taken = dict(zip(("union", "agreement", "role", "unit"), DAY, strict=True))
    with pytest.raises(ScalesError, match="overlap"):
        own.add_scales(a_file(tmp_path, GOOD | taken), tmp_path / "kept.csv")


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    into = tmp_path / "kept.csv"
    own.add_scales(a_file(tmp_path, GOOD), into)
    before = into.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.util.atomic_file.os.fsync", full)
    later = GOOD | {"scale_id": "mine-2025-01-01", "effective_from": "2025-01-01", "effective_to": "2025-12-31"}
    with pytest.raises(OSError, match="No space left"):
        own.add_scales(a_file(tmp_path, later), into)
    assert into.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.csv", "mine.csv"]


FIVE = "union,role,amount,unit,from\n"


def a_short_table(folder: Path, *rows: str) -> Path:
    path = folder / "short.csv"
    path.write_text(FIVE + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_five_columns_are_enough_and_what_is_assumed_stands_in_the_note(tmp_path: Path) -> None:
    [scale] = own.add_scales(a_short_table(tmp_path, "My Union,Tester,31.50,hour,2026-03-01"), tmp_path / "kept.csv")
    assert (scale.agreement, scale.kind, scale.currency, scale.hours) == ("My Union", ScaleKind.MINIMUM, "USD", 1)
    assert scale.effective_to == date(2026, 12, 31)
    assert scale.effective_to_basis is ToBasis.EVIDENCE_YEAR
    assert "taken as USD" in scale.note
    assert "The end is not stated" in scale.note
    assert scale in load.load_scales([tmp_path / "kept.csv"])


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    rows = (
        "My Union,Tester,thirty,hour,2026-03-01",
        ",Tester,31,hour,2026-03-01",
        "My Union,Tester,31,fortnight,2026-03-01",
        "My Union,Artist,31,hour,March",
    )
    with pytest.raises(ScalesError) as refused:
        own.add_scales(a_short_table(tmp_path, *rows), tmp_path / "kept.csv")
    said = "\n".join(refused.value.mistakes)
    for words in (
        "line 2: amount is 'thirty'",
        "line 3: names neither a union nor an agreement",
        "unknown unit 'fortnight'",
        "line 5: effective_from is 'March'",
    ):
        assert words in said
    assert not (tmp_path / "kept.csv").exists()


def test_own_figures_are_compared_with_the_postings_that_are_named(tmp_path: Path) -> None:
    added = own.add_scales(a_short_table(tmp_path, "My Union,Tester,31.50,hour,2026-03-01"), tmp_path / "kept.csv")
    into = tmp_path / "mine.toml"
    assert own.add_comparisons(added, own.parse_limits("studio=netflix, title=tester"), into) == 1
    assert own.add_comparisons(added, own.parse_limits("country=FR"), into) == 1
    rows = [row for row in load_all_comparisons([into]) if row.union == "My Union"]
    [by_rule] = [row for row in rows if row.rule]
    [by_country] = [row for row in rows if not row.rule]
    assert by_rule.measure is by_country.measure is Measure.SAME_UNIT_RATIO
    assert by_country.country == "FR"
    job = Job(studio="netflix", title="QA Tester", posted_on=date(2026, 4, 1))
    table = with_own_rules([into])
    assert by_rule.rule in {answer.rule for answer in decide_coverage(job, table)}
    assert by_rule.rule not in {answer.rule for answer in decide_coverage(replace(job, studio="disney"), table)}


@pytest.mark.parametrize("limits", ["studio", "studio=", "colour=red"])
def test_limits_that_say_nothing_are_refused(limits: str) -> None:
    with pytest.raises(ScalesError, match="is no limit of a comparison"):
        own.parse_limits(limits)


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[[comparison]]\nunion = 'U'\n", "'agreement' is missing"),
        ("[[comparison]]\nunion = 'U'\nunoin = 'V'\n", "unoin"),
        ("comparisons = 1\n", "unknown key 'comparisons'"),
        ("[[comparison", "is not TOML"),
    ],
)
def test_own_comparisons_with_a_mistake_are_refused_by_name(tmp_path: Path, toml: str, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(ScalesError, match=re.escape(says)):
        load_all_comparisons([path])


def test_stale_series_are_listed_those_of_reports_first_the_longest_first() -> None:
    old = a_scale(role="old", effective_from=date(2020, 1, 1), effective_to=date(2020, 12, 31))
    used = a_scale(scale_id="b", role="used", effective_to=date(2024, 6, 30))
    current = a_scale(scale_id="c", role="current", effective_to=date(2030, 1, 1))
    to_come = a_scale(scale_id="d", role="to come", effective_from=date(2026, 1, 1), effective_to=date(2026, 2, 1))
    lines = check.list_stale_series([old, used, current, to_come], date(2025, 1, 1), {used.series})
    assert [re.findall("used|old", line)[0] for line in lines] == ["used", "old"]
    assert lines[0].endswith("no figure known after 2024-06-30, 185 days (in reports)")


def test_the_exported_package_stands_alone(tmp_path: Path) -> None:
    paths = list(export_scales(tmp_path / "out"))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as lines:
            assert next(csv.reader(lines)) == [field["name"] for field in resource["schema"]["fields"]]
    again = {path.name: path.read_bytes() for path in export_scales(tmp_path / "again")}
    assert again == {path.name: path.read_bytes() for path in paths}
    assert {"CHANGELOG.md", "README.md", "sources.csv", "gaps.csv"} <= set(again)


# Which scales are compared.


def test_every_comparison_names_a_series_that_its_measure_suits() -> None:
    for row in load_comparisons():
        figures = series(row.series)
        assert figures, row
        if row.measure is Measure.HOURLY_RATIO:
            assert all(figure.hours for figure in figures), row
        if row.measure is Measure.HEALTH_THRESHOLD_MULTIPLE:
            assert {figure.kind for figure in figures} == {ScaleKind.THRESHOLD}, row
        suited = {Measure.SCALE_DAYS: "day", Measure.SCALE_WEEKS: "week", Measure.FULL_YEAR_RATIO: "week"}
        assert row.unit == suited.get(row.measure, row.unit), row


def test_comparisons_say_whether_the_agreement_covers_the_job_and_why() -> None:
    rows = load_comparisons()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert len({(row.series, row.measure, row.country, row.ai_kind) for row in rows}) == len(rows)
    for row in rows:
        assert row.covers_reason
        assert row.words
        assert row.covers is not Covers.YES
        assert (row.covers is Covers.UNKNOWN) == (row.basket == "performers")


def test_a_countrys_comparisons_are_in_its_own_unions_figures() -> None:
    for row in load_comparisons():
        if row.country is not None:
            assert {figure.country for figure in series(row.series)} == {row.country}


def test_the_recommended_and_the_median_say_so_where_they_are_printed() -> None:
    said = {ScaleKind.RECOMMENDED: "recommended", ScaleKind.STATISTIC: "median"}
    for row in load_comparisons():
        for figure in series(row.series):
            assert said.get(figure.kind, "") in row.words, row


def test_signatories_are_dated_and_sourced() -> None:
    rows = load.load_signatories()
    assert {"netflix", "disney", "pixar", "ubisoft"} <= {row.studio for row in rows}
    assert {row.standing for row in rows} == {"bound", "member", "signatory", "not_signatory"}
    for row in rows:
        assert row.source_url.startswith(("https://", "http://")), row
        assert date(2000, 1, 1) < row.as_of < date(2027, 1, 1), row


# What is written about the table agrees with it.


def test_the_readme_and_the_data_package_describe_the_table_as_it_is() -> None:
    readme = (DATA / "union_scales.README.md").read_text(encoding="utf-8")
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["path"]: resource["schema"]["fields"] for resource in package["resources"]}
    described = resources["union_scales.csv"]
    assert f"holds {len(SCALES)} dated figures" in readme
    assert [field["name"] for field in described] == list(Scale.model_fields)
    for name in Scale.model_fields:
        assert f"| `{name}` |" in readme
    enums = {field["name"]: field.get("constraints", {}).get("enum") for field in described}
    words = {"kind": ScaleKind, "confidence": Confidence, "tier": Tier}
    for name, kind in (words | {"effective_from_basis": FromBasis, "effective_to_basis": ToBasis}).items():
        assert enums[name] == [str(word) for word in kind]
        assert all(f"`{word}`" in readme for word in kind)
    assert enums["unit"] == list(UNITS)
    assert all(f"| `{unit}` | {meaning} |" in readme for unit, meaning in UNITS.items())


@pytest.mark.parametrize("name", ["union_scales.csv", "article_facts.csv", "signatories.csv"])
def test_the_data_package_names_every_column_of_each_table(name: str) -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    (described,) = [r["schema"]["fields"] for r in package["resources"] if r["path"] == name]
    with (Path(str(DATA)) / name).open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == [field["name"] for field in described]


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_the_command_lists_every_figure_in_each_format(form: str) -> None:
    listed = CliRunner().invoke(main, ["scales", "list", "--format", form])
    assert listed.exit_code == 0, listed.output
    assert sum("26470" in line for line in listed.output.splitlines()) >= 1
    if form == "csv":
        rows = list(csv.DictReader(listed.output.splitlines()))
        assert [row["scale_id"] for row in rows] == [scale.scale_id for scale in SCALES]
