"""What a report says is found again in its files, number by number, and says no more than is known."""

import csv
import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame
from sqlalchemy import Engine

from db.vocabulary import AiLabel, Origin, Unit
from db.writes.scales import replace_scales
from reports.formats.manifest import Manifest
from reports.page import comparison_blocks
from reports.page import table_view as shown
from reports.page.comparison_blocks import FIGURES_EACH, sort_comparisons
from reports.prose import wording
from reports.prose.comparison_sentences import SOUND_TIERS, is_quotable
from reports.prose.findings import make_findings, terminal_summary
from reports.prose.headline_postings import choose_headlines
from reports.prose.sentence import Finding, Source
from reports.prose.wording import load_sentences
from reports.receipt.phrases import DATE_BASES, ORIGIN_PHRASES
from reports.report import write_report
from reports.tables import leads, totals
from tests.reports.report_database import (
    FACTS,
    Job,
    ReportDatabase,
    article,
    product_manager,
    scale,
    studio,
    technical_director,
)


def report(engine: Engine, folder: Path, forms: tuple[str, ...] = ("csv",)) -> Manifest:
    with engine.connect() as connection:
        return write_report(connection, folder, program="0.1.0", facts=FACTS, forms=forms)


def found(made: Manifest) -> list[Finding]:
    return [*made.findings.opening, *made.findings.postings]


# --- every number stands in a file -------------------------------------------------------------------------------


def number(printed: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", printed))


def cells(folder: Path, source: Source) -> list[dict[str, str]]:
    with (folder / source.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    where = {"posting_id": source.posting_id, "scale_id": source.scale_id, "measure": source.measure}
    return [row for row in rows if all(row[name] == value for name, value in where.items() if value)]


def total(rows: list[dict[str, str]], columns: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows for column in columns.split()), Decimal(0))


def recomputed(folder: Path, source: Source, as_of: datetime) -> str | Decimal:
    """The number as the files give it, reckoned here a second time."""
    if source.how == "as_of":
        return wording.format_date(as_of.date())
    if source.how == "fact":
        return FACTS[0].amount
    rows = cells(folder, source)
    if source.how == "sum":
        return total(rows, source.column)
    if source.how == "share":
        share = 100 * total(rows, source.column) / total(rows, source.whole)
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if source.how == "rows":
        counted = {"": lambda _: True, "above 0": lambda cell: int(cell) > 0}.get(source.value)
        return Decimal(sum((counted or source.value.__eq__)(row[source.column]) for row in rows))
    if source.how == "ratio":
        return Decimal(rows[0][source.column]) / Decimal(rows[0][source.whole])
    value = rows[0][source.column]
    if source.how == "words":
        return value
    assert {row[source.column] for row in rows} == {value}
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return wording.format_date(date.fromisoformat(value))
    if source.how == "floor":
        return Decimal(value).to_integral_value(ROUND_DOWN)
    return Decimal(value) / FACTS[0].amount if source.how == "quotient" else Decimal(value)


def agrees(source: Source, value: str | Decimal) -> bool:
    if isinstance(value, str):
        return source.printed == value
    shown = number(source.printed)
    places = Decimal(1).scaleb(-max(0, -int(shown.as_tuple().exponent)))
    return shown in (value, value.quantize(places, ROUND_HALF_UP), value.quantize(places, ROUND_DOWN))


def test_every_number_in_a_sentence_stands_in_a_file(database: ReportDatabase, tmp_path: Path) -> None:
    made = report(database.engine, tmp_path)
    assert len(made.findings.opening) == 3
    assert [finding.posting_id for finding in made.findings.postings] == ["netflix:pm", "netflix:td", "realeyes:actor"]
    for finding in found(made):
        left = finding.text.replace(finding.title, "") if finding.title else finding.text
        for source in sorted(finding.sources, key=lambda source: -len(source.printed)):
            assert agrees(source, recomputed(tmp_path, source, made.as_of)), source
            left = left.replace(source.printed, "")
        assert not re.search(r"\d", left), left


def test_the_article_again(database: ReportDatabase, tmp_path: Path) -> None:
    lead, basis, _ = report(database.engine, tmp_path).findings.opening
    assert lead.text.startswith(
        "Netflix advertises a market range of $300,000 to $900,000 a year in total compensation for “Product Manager,"
    )
    assert "equals the covered earnings that qualify 34 performers for one year (34.00 times $26,470" in lead.text
    assert "what qualifies 11 (11.33 times)" in lead.text
    assert "what qualifies 22 (22.67 times)" in lead.text
    assert "The agreement does not cover the advertised job." in lead.text
    assert "A salary is not covered earnings" in lead.text
    assert "$26,000, the high end is 34.6 times as much" in basis.text
    assert "26,000" not in lead.text


def test_the_other_postings_of_the_article(database: ReportDatabase, tmp_path: Path) -> None:
    _, director, actor = report(database.engine, tmp_path).findings.postings
    assert "advertises up to $650,000 a year (no low end is stated)" in director.text
    assert "low end equals" not in director.text
    assert "advertises $300 a session" in actor.text
    assert "By the hour, it is 1.11 times" in actor.text


def test_the_terminal_says_what_was_found_and_where(database: ReportDatabase, tmp_path: Path) -> None:
    said = terminal_summary(report(database.engine, tmp_path).findings, "out")
    assert "$300,000 to $900,000" in said
    assert "34 performers" in said
    assert "does not cover" in said
    assert said.endswith("The report is in out; open report.html first.")


# --- words for print ---------------------------------------------------------------------------------------------

FORBIDDEN = re.compile(
    r"\b(offer(s|ed|ing)?|pays|paid|paying|salary of|salaries of|earns?|filled|withdrawn|withdrew|closed|hired|"
    r"removed|deleted|cancel\w*|delist\w*|vacanc\w*|missing|bans?|reveal\w*|admits?|claims?)\b|actors?['’] pay",
    re.IGNORECASE,
)


def templates(found: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        yield path, found
    else:
        for name, value in found.items():
            yield from templates(value, f"{path}.{name}".strip("."))


OTHER_WORDS = {
    "leads": {rule.name: rule.reason for rule in leads.load_rules()},
    "shown": {
        "measures": comparison_blocks.MEASURES,
        "kinds": comparison_blocks.KINDS,
        "origins": shown.ORIGINS,
        "status": comparison_blocks.STATUS,
    },
    "receipts": {"whose": ORIGIN_PHRASES, "bases": DATE_BASES},
}
"""Words of a report that stand beside the table of sentences."""


@pytest.mark.parametrize(("name", "template"), [*templates(load_sentences()), *templates(OTHER_WORDS)])
def test_no_sentence_says_more_than_is_known(name: str, template: str) -> None:
    assert not FORBIDDEN.search(template), template


def posting(**columns: Any) -> dict[str, Any]:
    return {
        "posting_id": "acme:1",
        "studio": "acme",
        "title": "Engineer",
        "origin": "board",
        "state": "listed",
        "pay_minimum": Decimal(100000),
        "pay_maximum": Decimal(200000),
        "pay_currency": "USD",
        "pay_unit": "year",
        "pay_kind": "base",
        "pay_scope": "this_post",
        "pay_year_basis": "as posted",
        "pay_flags": "currency_inferred",
        "fx_rate": None,
        "fx_on": None,
        **columns,
    }


def beside(**columns: Any) -> dict[str, Any]:
    return {
        "posting_id": "acme:1",
        "posted_on": date(2023, 7, 18),
        "scale_id": "s1",
        "union": "SAG-AFTRA",
        "agreement": "TV/Theatrical",
        "role": "Day performer",
        "scale_kind": "minimum",
        "scale_amount": Decimal(1082),
        "scale_currency": "USD",
        "scale_unit": "day",
        "scale_source_url": "https://rates.example/sag",
        "basis": "one divided by the other",
        "scale_status": "in_force",
        "scale_confidence": "verified",
        "scale_second_source_tier": None,
        "agreement_covers_job": "no",
        "measure": "scale_days",
        "low": Decimal("92.4214"),
        "middle": Decimal("138.6322"),
        "high": Decimal("184.8429"),
        **columns,
    }


def said(
    row: dict[str, Any], *compared: dict[str, Any], tier: str = "primary", tiers: dict[str, str] | None = None
) -> Finding:
    import pandas as pd

    findings = make_findings(
        postings=pd.DataFrame([row], dtype=object),
        compared=pd.DataFrame(
            list(compared) or [], columns=list({**beside(), **(compared[0] if compared else {})}), dtype=object
        ),
        scales=pd.DataFrame(list((tiers or {"s1": tier, "s2": tier}).items()), columns=["scale_id", "tier"]),
        studios=pd.DataFrame(
            [["acme", "Acme", 10, 2, 1]], columns=["studio", "name", "postings_listed", "ai_core", "ai_adjacent"]
        ),
        origins={row["origin"]: 10},
        as_of=datetime(2023, 7, 25, tzinfo=UTC),
    )
    return findings.postings[0]


def test_corrected_pay_is_said_to_be_so_at_once() -> None:
    words = "The pay is given as a person corrected it"
    finding = said(posting(pay_flags="corrected currency_inferred"), beside())
    assert finding.sentences[1].startswith(words)
    assert words in finding.summary
    assert words not in said(posting(), beside()).text


@pytest.mark.parametrize("scope", ["this_post", "market_range"])
def test_several_ranges_are_never_said_to_be_one(scope: str) -> None:
    row = posting(pay_maximum=Decimal(300000), pay_scope=scope)
    assert " range of $100,000 to $300,000" in said(row, beside()).text
    assert "3.0 times its bottom" in said(row, beside()).text
    several = said(row | {"pay_flags": "currency_inferred several_ranges"}, beside())
    for text in (several.text, several.summary):
        assert re.search(r"from \$100,000 to \$300,000 a year in base pay \(the posting states several ranges\)", text)
        assert " range of" not in text
        assert "its bottom" not in text


@pytest.mark.parametrize(
    "flag", ["likely_misprint", "sources_disagree", "implausible", "attachment_unsure", "currency_assumed"]
)
def test_pay_of_which_nobody_knows_which_figure_is_meant_gets_no_sentence(flag: str) -> None:
    import pandas as pd

    columns = {"pay_usd_year_minimum": Decimal(100000), "pay_usd_year_maximum": Decimal(200000)}
    rows = [posting(**columns), posting(**columns, posting_id="acme:2")]
    rows[0] |= {"pay_flags": f"currency_inferred {flag}", "pay_usd_year_maximum": Decimal(90_000_000)}
    assert choose_headlines(pd.DataFrame(rows, dtype=object)) == ["acme:2"]


ENDS = [("100", "200"), (None, "200"), ("100", None), ("200", "200")]
CASES = list(
    itertools.product(
        ENDS, load_sentences()["subject"], load_sentences()["state"], load_sentences()["pay"],
        [*load_sentences()["kind"], None],
        [*load_sentences()["unit"], None], load_sentences()["compared"], load_sentences()["covers"],
    )
)[::397]  # fmt: skip


@pytest.mark.parametrize(("ends", "origin", "state", "scope", "kind", "unit", "measure", "covers"), CASES)
def test_every_sentence_can_be_said(
    ends: tuple[str | None, str | None],
    origin: str,
    state: str,
    scope: str,
    kind: str,
    unit: str,
    measure: str,
    covers: str,
) -> None:
    low, high = (Decimal(end) if end else None for end in ends)
    middle = (low + high) / 2 if low is not None and high is not None else None
    finding = said(
        posting(
            origin=origin, state=state, pay_scope=scope, pay_kind=kind, pay_minimum=low, pay_maximum=high,
            pay_unit=None if unit == "unknown" else unit,
        ),
        beside(measure=measure, agreement_covers_job=covers, low=low, middle=middle, high=high),
    )  # fmt: skip
    assert not FORBIDDEN.search(finding.text), finding.text
    assert not re.search(r"[{}]|None|  ", finding.text), finding.text
    assert load_sentences()["covers"][covers] in finding.text
    assert ("market" in finding.text) == (scope == "market_range")
    if origin not in ("board", "archive"):
        assert "advertise" not in finding.text.replace("the advertised job", "")
    if state == "no_longer_listed":
        assert "no longer listed" in finding.text
        assert "advertises" not in finding.text


def test_words_that_are_not_the_employers_are_never_given_as_its_own(sqlite: Engine, tmp_path: Path) -> None:
    database = article(sqlite, Origin.RECONSTRUCTED)
    made = report(database.engine, tmp_path, ("html",))
    assert "8 reconstructed postings were listed on the demo’s boards" in made.findings.opening[-1].text
    for finding in made.findings.postings:
        assert finding.text.startswith("In the demo’s reconstructed postings, ")
        assert "is given as" in finding.text
    page = (tmp_path / "report.html").read_text()
    assert "The employer’s words" not in page
    assert "advertises" not in page


# --- which figure may lead ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "tier", "expected"),
    [
        ({}, "primary", True),
        ({}, "primary_as_quoted", True),
        ({}, "secondary", True),
        ({}, "computed", False),
        ({"scale_confidence": "one_source"}, "primary", True),
        ({"scale_confidence": "one_source"}, "secondary", False),
        ({"scale_confidence": "inferred"}, "primary", False),
        ({"scale_status": "latest_known"}, "primary", False),
        ({"scale_kind": "recommended"}, "primary", False),
        ({"scale_kind": "statutory"}, "primary", False),
        ({"scale_kind": "statistic"}, "primary", False),
        ({"scale_kind": "threshold"}, "primary", True),
    ],
)
def test_which_figures_may_stand_in_a_sentence(columns: dict[str, str], tier: str, expected: bool) -> None:
    assert is_quotable(beside(**columns), {"s1": tier}) is expected
    assert "secondary" not in SOUND_TIERS


HEALTH = {
    "scale_id": "s2",
    "measure": "health_threshold_multiple",
    "agreement": "Health Plan",
    "scale_kind": "threshold",
}


def test_where_the_threshold_is_not_in_force_the_next_figure_leads_and_says_why() -> None:
    text = said(posting(), beside(**HEALTH, scale_status="latest_known"), beside()).text
    assert "equals 184.8 days at $1,082 a day" in text
    assert (
        "No threshold of the SAG-AFTRA health plan is known to be in force on 18 July 2023, so another figure leads."
        in text
    )


def test_where_the_threshold_is_inferred_the_next_figure_leads_and_says_why() -> None:
    text = said(posting(), beside(**HEALTH, scale_confidence="inferred"), beside()).text
    assert "equals 184.8 days" in text
    assert "is inferred or third-hand, so another figure leads." in text


def test_another_unions_threshold_leads_only_with_the_reason() -> None:
    writers = beside(**HEALTH | {"scale_id": "s1", "union": "WGA", "agreement": "Health Fund"})
    text = said(posting(), beside(**HEALTH, scale_status="latest_known"), writers).text
    assert "qualify 184 writers for one year" in text
    assert "No threshold of the SAG-AFTRA health plan is known to be in force on 18 July 2023" in text


PLAN = HEALTH | {"union": "WGA", "agreement": "Health Fund", "scale_amount": Decimal(41773), "high": Decimal("21.54")}


@pytest.mark.parametrize("second", [None, "primary"])
def test_a_second_hand_threshold_stands_after_one_that_its_plan_states(second: str | None) -> None:
    other = beside(**HEALTH | {"scale_id": "s1", "scale_second_source_tier": second})
    finding = said(posting(), beside(**PLAN), other, tiers={"s1": "secondary", "s2": "primary"})
    text = finding.text
    assert text.index("qualify 21 writers") < text.index("is known only second-hand") < text.index("184 performers")
    mark = load_sentences()["instead"]["confirmed" if second else "second_hand"]
    assert text.index("184 performers") < text.index(mark) < text.index("Nor does that agreement cover")
    # the summary, which travels alone, has the same order and the same marks
    said_briefly = [finding.summary.index(words) for words in ("21 writers", "does not cover", "184 performers", mark)]
    assert said_briefly == sorted(said_briefly)
    assert sum("A salary is not covered earnings" in sentence for sentence in finding.sentences) == 1


def test_where_every_usable_figure_is_second_hand_that_is_said_before_it() -> None:
    finding = said(posting(), beside(), tier="secondary")
    words = (
        "from a document of a union, a plan or a contract itself",
        "so a second-hand one follows",
        "184.8 days",
        "two reports agree on it",
    )
    for text in (finding.text, finding.summary):
        found = [text.index(part) for part in words]
        assert found == sorted(found)
        assert "The agreement does not cover the advertised job." in text


def test_where_no_figure_is_sound_none_is_printed() -> None:
    text = said(posting(), beside(scale_confidence="inferred"), beside(**HEALTH, scale_status="latest_known")).text
    assert "1,082" not in text
    assert "No union figure in force on 18 July 2023" in text


def test_the_threshold_leads_where_it_can() -> None:
    text = said(posting(), beside(), beside(**HEALTH)).text
    assert "covered earnings" in text
    assert "another figure" not in text


def test_pay_by_the_hour_is_compared_by_the_hour_first() -> None:
    row = posting(pay_unit="hour", pay_minimum=Decimal(100), pay_maximum=Decimal(200))
    text = said(row, beside(**HEALTH), beside(measure="hourly_ratio")).text
    assert "By the hour, the high end is 184.84 times" in text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("between 25 and 50", "above 90", "the low end lies between 25 and 50 and the high end above 90."),
        ("above 50", "above 50", "both ends lie above 50."),
        ("above 50", None, "the low end lies above 50."),
    ],
)
def test_where_in_its_occupation_the_pay_lies(low: str | None, high: str | None, words: str) -> None:
    row = beside(scale_kind="statistic", role="Software developers (15-1252), median", rank_for_posting=1)
    compared = row | {"low_percentiles": low, "high_percentiles": high}
    assert f"Among the wages of software developers in the statistics of that time, by percentile, {words}" in (
        said(posting(), compared).text
    )


def test_no_figure_at_all() -> None:
    width = "The top of the range is 2.0 times its bottom."
    assert said(posting()).sentences[1:] == ("No union figure is set beside this pay.", width)


# --- how numbers are said ----------------------------------------------------------------------------------------


def test_beside_a_posting_stand_what_covers_it_and_then_what_a_sentence_uses() -> None:
    row = {
        "posting_id": "a:1", "pay_unit": "year", "scale_status": "in_force", "scale_confidence": "verified",
        "scale_kind": "minimum", "union": "WGA", "agreement_covers_job": "no", "measure": "scale_weeks",
    }  # fmt: skip
    given = [
        row | {"scale_id": "weak", "scale_confidence": "inferred", "rank_for_posting": 1},
        row | {"scale_id": "weeks", "rank_for_posting": 2},
        row | {"scale_id": "plan", "measure": "health_threshold_multiple", "union": "SAG-AFTRA", "rank_for_posting": 3},
        row | {"scale_id": "covers", "agreement_covers_job": "likely", "rank_for_posting": 4},
    ]
    tiers = dict.fromkeys(("weak", "weeks", "plan", "covers"), "primary")
    found = sort_comparisons(given, tiers)
    assert [each["scale_id"] for each in found] == ["covers", "plan", "weeks", "weak"]
    # the page begins with the figure that leads the sentence
    found = sort_comparisons(given, tiers | {"plan": "secondary"})
    assert [each["scale_id"] for each in found] == ["covers", "weeks", "plan", "weak"]
    assert FIGURES_EACH == 3


def test_a_percentage_is_made_of_counts_and_not_of_a_rounded_share() -> None:
    row = {"share_core": Decimal("0.5455"), "ai_core": 6, "postings_listed": 11}
    assert shown.share_cell(row, "share_core").text == wording.format_percent(6, 11) == "54.5%"
    adjacent = {"share_core_adjacent": Decimal("0.5455"), "ai_core": 4, "ai_adjacent": 2, "postings_listed": 11}
    assert shown.share_cell(adjacent, "share_core_adjacent").text == "54.5%"


def test_leads_measure_by_the_threshold_of_one_plan_and_name_it() -> None:
    row = {"posting_id": "a:1", "state": "listed", "scale_status": "in_force", "low": None}
    row["measure"] = "health_threshold_multiple"
    plans = [{"union": "SAG-AFTRA", "high": Decimal(21)}, {"union": "WGA", "high": Decimal(50)}]
    chunk = DataFrame([row | plan | {"agreement_covers_job": "no"} for plan in plans], dtype=object)
    assert list(totals.select_lead_comparisons(chunk)["threshold"]) == [21]
    reasons = [rule.reason for rule in leads.load_rules() if rule.at_least[0] == "threshold"]
    assert reasons
    assert all("SAG-AFTRA" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("value", "expected", "floor"),
    [
        ("34.0008", "34.00", "34"),
        ("33.9996", "33.9996", "33"),
        ("34.96", "34.96", "34"),
        ("22.6672", "22.67", "22"),
        ("0.9999", "0.9999", "0"),
        ("4812.8342", "4,812.83", "4,812"),
    ],
)
def test_a_multiple_never_rounds_up_to_the_next_whole(value: str, expected: str, floor: str) -> None:
    assert (wording.format_multiple(Decimal(value)), wording.format_floor(Decimal(value))) == (expected, floor)


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        ("300000", "USD", "$300,000"),
        ("187.5", "USD", "$187.50"),
        ("56.3825", "USD", "$56.3825"),
        ("1006.75", "CAD", "C$1,006.75"),
        ("40000", "SEK", "SEK 40,000"),
        ("40000", None, "40,000 (currency not stated)"),
    ],
)
def test_money(value: str, currency: str | None, expected: str) -> None:
    assert wording.format_money(Decimal(value), currency) == expected


# --- which postings get a sentence -------------------------------------------------------------------------------


def test_where_no_posting_gets_a_sentence_no_row_of_nothing_does() -> None:
    rows = totals._concat([DataFrame([posting()], dtype=object)], ())
    assert totals._in_posting_order(rows, []).empty
    assert list(totals._in_posting_order(rows, ["acme:1"])["posting_id"]) == ["acme:1"]


def test_of_each_studio_the_highest_then_those_by_the_hour(sqlite: Engine, tmp_path: Path) -> None:
    database = ReportDatabase(sqlite)
    database.settle(studio("netflix", "Netflix"), studio("acme", "Acme"))
    core = [
        Job(f"e{n}", f"Engineer {n}", low="100000", high=str(200000 + n), quote="a range", label=AiLabel.CORE)
        for n in range(4)
    ]
    hourly = Job("h", "Labeller", low="20", high="25", unit=Unit.HOUR, quote="by the hour", label=AiLabel.CORE)
    silent = Job("s", "Silent", label=AiLabel.CORE)
    other = Job("o", "Counsel", low="900000", high="990000", quote="a range")
    database.crawl("netflix", technical_director(), product_manager(), other)
    database.crawl("acme", *core, hourly, silent)
    made = report(sqlite, tmp_path)
    expected = ["netflix:pm", "netflix:td", "acme:e3", "acme:e2", "acme:h"]
    assert [finding.posting_id for finding in made.findings.postings] == expected


def test_a_scale_that_gains_a_second_source_may_lead(sqlite: Engine, tmp_path: Path) -> None:
    database = article(sqlite)
    only = scale("sag-week-2022", "Performer, by the week", "3756", "week", confidence="one_source")
    with database.write() as session:
        replace_scales(session, [only])
    assert "3,756" not in report(sqlite, tmp_path / "one").findings.postings[0].text
    with database.write() as session:
        replace_scales(session, [scale("sag-week-2022", "Performer, by the week", "3756", "week")])
    assert "239.6 weeks at $3,756 a week" in report(sqlite, tmp_path / "two").findings.postings[0].text
