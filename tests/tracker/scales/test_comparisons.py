"""From a posting's words to its lines beside the packaged scales: the right lines, and the right silence."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import models
from db.engine import write_sessions
from db.queries.as_of import AsOf
from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.covered_jobs import select_covered_jobs
from db.queries.postings import select_pay_ranges
from db.vocabulary import Origin
from db.writes import crawls
from db.writes.job_coverage import read_unanswered_jobs
from spiders.posting import Place, Posting
from tests.stored_scales import copy_scales
from tracker.editorial.corrections import add_corrections
from tracker.ingest.save_posting import save_posting
from tracker.scales import store
from tracker.scales.coverage_table import load_coverage
from tracker.scales.prices import restate_dollars

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Compare = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def compare(engine: Engine) -> Compare:
    """The lines of one posting, kept as a crawl keeps it."""
    copy_scales(engine)

    def lines(words: str, on: date, *places: str, title: str = "Rigger") -> list[dict[str, Any]]:
        with write_sessions(engine).begin() as session:
            crawls.upsert_studios(session, [models.Studio(studio="s", name="S", named_in_article=False)])
            crawl = crawls.open_crawl(session, "s", NOW, program="test")
            posting = Posting(
                studio="s",
                board_key="1",
                title=title,
                url="https://s.example/1",
                description=f"<p>You rig creatures.</p><p>{words}</p>",
                places=tuple(Place(text=place) for place in places or ("Los Angeles, CA, United States",)),
                posted_on=on,
                posted_on_basis="published",
                fetched_at=NOW,
            )
            save_posting(session, crawl, posting, Origin.BOARD)
            ended = {"announced": 1, "ended": True, "faults": [], "refused": None, "requests": 1}
            crawls.close_crawl(session, crawl, NOW, listed_keys=["1"], **ended)
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(select_pay_vs_scale().subquery())).mappings()]

    return lines


def health(lines: list[dict[str, Any]]) -> dict[str, Any]:
    [line] = [row for row in lines if row["measure"] == "health_threshold_multiple" and row["union"] == "SAG-AFTRA"]
    return line


YEARLY = "The salary range is $100,000 - $200,000 per year."
ACTORS = "Actors and voice talent"


def test_the_threshold_of_the_article_s_month(compare: Compare) -> None:
    line = health(compare("The salary range is $300,000 - $900,000 per year.", date(2023, 7, 14)))
    assert (line["scale_amount"], line["scale_status"]) == (26470, "in_force")
    assert (line["low"], line["middle"], line["high"]) == (11.3336, 22.6672, 34.0008)


@pytest.mark.parametrize(
    ("year", "amount", "since"), [(2022, 25950, "2021"), (2024, 26470, "2023"), (2026, 27540, "2025")]
)
def test_in_a_gap_the_latest_known_figure_stands_in_and_says_so(
    compare: Compare, year: int, amount: int, since: str
) -> None:
    line = health(compare(YEARLY, date(year, 6, 1)))
    assert (line["scale_amount"], line["scale_status"]) == (amount, "latest_known")
    assert f"latest known, from {since}-" in line["basis"]
    assert "not known to be in force" in line["basis"]


def test_pay_in_another_currency_is_compared_at_the_dated_rate_shown(compare: Compare) -> None:
    words, title = "The salary is €100,000 per year.", "Machine Learning Engineer"
    line = health(compare(words, date(2023, 7, 14), "Paris, France", title=title))
    assert line["pay_currency"] == "EUR"
    assert line["fx_on"] == "2023-07-14"
    assert line["low"] == pytest.approx(100000 * line["fx_rate"] / 26470, abs=0.0001)
    assert "1 EUR = " in line["basis"]


def test_pay_without_a_unit_has_no_line(compare: Compare) -> None:
    assert compare("The pay for this engagement is $750.", date(2023, 7, 14)) == []


def test_a_session_is_compared_by_its_hours_and_never_by_the_year(compare: Compare) -> None:
    lines = compare("The session takes two hours and pays $300.", date(2023, 7, 14), title=ACTORS)
    assert {row["measure"] for row in lines} == {"hourly_ratio", "minimum_call_ratio"}
    [call, by_hour] = background(lines)
    assert (call["measure"], by_hour["measure"]) == ("minimum_call_ratio", "hourly_ratio")
    assert call["low"] == call["high"] == 1.6043
    assert by_hour["low"] == by_hour["high"] == 6.4171
    assert "150 USD an hour" in by_hour["basis"]
    assert by_hour["basis"].endswith("see minimum_call_ratio")


def background(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines beside a day of background work, in the order of their ranks."""
    found = [row for row in lines if row["role"].startswith("Background actor")]
    return sorted(found, key=lambda row: row["rank_for_posting"])


def test_a_session_in_another_currency_is_compared_by_its_hours_at_the_rate_shown(compare: Compare) -> None:
    [call, by_hour] = background(
        compare("The session takes two hours and pays €300.", date(2023, 7, 14), "Los Angeles, CA", title=ACTORS)
    )
    assert by_hour["fx_on"] == call["fx_on"] == "2023-07-14"
    assert by_hour["low"] == pytest.approx(150 * by_hour["fx_rate"] * 8 / 187, abs=0.0001)
    assert call["low"] == pytest.approx(300 * call["fx_rate"] / 187, abs=0.0001)
    assert "150 EUR an hour × " in by_hour["basis"]


@pytest.mark.parametrize("unit", ["session", "shift", "visit"])
def test_what_is_paid_for_a_call_is_set_beside_the_contract_s_whole_call(compare: Compare, unit: str) -> None:
    lines = compare(f"Pay: $300 for a two-hour {unit}.", date(2023, 7, 25), title=ACTORS)
    calls = {row["role"]: row["low"] for row in lines if row["measure"] == "minimum_call_ratio"}
    assert calls == {"Background actor, general": 1.6043, "Day performer": 0.2773}
    # a session's scale is no scale of a shift or a visit
    assert not [row for row in lines if row["measure"] == "same_unit_ratio" and row["pay_unit"] != row["scale_unit"]]


def test_a_voice_session_for_an_ai_is_set_beside_a_whole_session_for_a_game(compare: Compare) -> None:
    lines = compare(
        "Voice actors wanted to record speech that trains our AI voice model. Pay: $400 for a two-hour session.",
        date(2025, 8, 1),
        title="Voice actor for AI training data",
    )
    calls = {row["role"]: row["low"] for row in lines if row["measure"] == "minimum_call_ratio"}
    assert calls["Voice performer, up to 3 voices"] == pytest.approx(400 / 1102, abs=1e-4)


def test_total_compensation_stands_beside_the_scale_alone_and_with_what_employers_add(compare: Compare) -> None:
    words = "The total compensation for this role is $300,000 - $900,000 per year, salary and stock options together."
    lines = compare(words, date(2023, 7, 21), title="Machine Learning Engineer")
    highs = {row["measure"]: row for row in lines if row["role"] == "Day performer"}
    assert highs["scale_days"]["high"] == pytest.approx(900_000 / 1082, abs=1e-4)
    pair = highs["scale_days_with_contributions"]
    assert pair["high"] == pytest.approx(900_000 / (1082 * 1.21), abs=1e-4)
    assert (
        "(1,082 USD a day as a day performer + 21 percent of it that employers pay to the plans, latest known,"
        " from 2022-07-01, not known to be in force on 2023-07-21)"
    ) in pair["basis"]
    base = compare("The base salary is $300,000 - $900,000 per year.", date(2023, 7, 21), title="AI Engineer")
    assert not [row for row in base if row["measure"].endswith("with_contributions")]


def test_a_call_longer_than_the_contract_s_is_no_minimum_call(compare: Compare) -> None:
    lines = compare("The session takes 10 hours and pays $900.", date(2023, 7, 14), title=ACTORS)
    assert {row["measure"] for row in lines} == {"hourly_ratio"}


@pytest.mark.parametrize(
    ("words", "measure", "low", "basis"),
    [
        ("The pay is $420 per day.", "scale_days", 2.246, "420 USD a day / 187 USD a day of background work"),
        ("The pay is $1,000 per week.", "scale_weeks", 0.2662, "1,000 USD a week / 3,756 USD a week"),
    ],
)
def test_pay_by_the_day_or_week_is_that_many_at_scale_and_never_a_year_of_them(
    compare: Compare, words: str, measure: str, low: float, basis: str
) -> None:
    [line, *_] = [row for row in compare(words, date(2023, 7, 14), title=ACTORS) if row["measure"] == measure]
    assert line["low"] == line["high"] == low
    assert line["basis"].startswith(basis)


def test_three_places_with_three_ranges_are_compared_by_their_hull(compare: Compare) -> None:
    words = (
        "The salary range in Los Angeles, CA is $100,000 - $150,000 per year. The salary range in New York, NY is "
        "$110,000 - $160,000 per year. The salary range in Austin, TX is $90,000 - $140,000 per year."
    )
    line = health(compare(words, date(2023, 7, 14), "Los Angeles, CA", "New York, NY", "Austin, TX"))
    assert (line["pay_minimum"], line["pay_maximum"]) == (90000, 160000)
    assert line["place"] == "Los Angeles, CA; New York, NY; Austin, TX"


def test_three_places_with_three_currencies_have_no_one_range_and_so_no_line(compare: Compare, engine: Engine) -> None:
    words = (
        "Salary in New York: $100,000 - $150,000 per year. Salary in London: £70,000 - £90,000 per year. "
        "Salary in Paris: €60,000 - €80,000 per year."
    )
    assert compare(words, date(2023, 7, 14), "New York, NY, United States", "London, UK", "Paris, France") == []
    with engine.connect() as connection:
        kept = connection.execute(select(select_pay_ranges().subquery())).mappings().all()
    assert {(row["currency"], row["minimum"]) for row in kept} == {("USD", 100000), ("GBP", 70000), ("EUR", 60000)}


def test_beside_each_job_stands_what_its_occupation_and_place_make_sense_of(engine: Engine) -> None:
    save_jobs(engine, "netflix", *JOBS, on=date(2023, 7, 14))
    with engine.connect() as connection:
        lines = connection.execute(select(select_pay_vs_scale().subquery())).mappings().all()
    union = [row for row in lines if row["scale_kind"] in ("minimum", "threshold", "recommended")]
    beside = {title: {row["union"] for row in union if row["title"] == title} for title, *_ in JOBS}
    assert beside == {title: BESIDE.get(title, set()) for title, *_ in JOBS}
    assert all(row["comparison_reason"] for row in union)
    # a salary that no agreement covers is a size beside the plan's threshold, and no number of anybody's days
    assert {row["measure"] for row in lines if row["title"] == "Account Manager"} == {"health_threshold_multiple"}


US, UK, FRANCE = "Los Angeles, CA, United States", "London, United Kingdom", "Paris, France"
DOLLARS, HOURLY = "The salary is $150,000 per year.", "The pay is $31.00 per hour."
JOBS = [
    ("Machine Learning Engineer", US, DOLLARS),
    ("Account Manager", US, DOLLARS),
    ("Executive Chef", US, DOLLARS),
    ("Line Cook", US, HOURLY),
    ("Video Annotator, AI training data", US, HOURLY),
    ("Machine Learning Intern", US, HOURLY),
    ("Actor", US, HOURLY),
    ("Creature Rigger", US, HOURLY),
    ("Account Manager, EMEA", UK, "The salary is £60,000 per year."),
    ("Voice Artist", UK, "The pay is £40.00 per hour."),
    ("Chef de Cuisine", FRANCE, "The salary is €60,000 per year."),
    ("Chef de projet marketing", FRANCE, "The salary is €60,000 per year."),
    ("Figurant", FRANCE, "The pay is €110 per day."),
]  # fmt: skip
BESIDE = {
    "Machine Learning Engineer": {
        "SAG-AFTRA", "WGA", "DGA", "IATSE Local 839 (The Animation Guild)",
        "IATSE Local 700 (Motion Picture Editors Guild)",
    },
    "Account Manager": {"SAG-AFTRA"},
    "Actor": {"SAG-AFTRA"},
    "Creature Rigger": {"IATSE Local 839 (The Animation Guild)"},
    "Voice Artist": {"Equity (UK)"},
    "Figurant": {"SFA-CGT and other unions (France)"},
}  # fmt: skip


def test_a_statistic_is_of_its_time_and_never_in_force(compare: Compare) -> None:
    lines = compare(YEARLY, date(2023, 7, 14), title="Machine Learning Engineer")
    of_statistics = {row["scale_kind"] == "statistic": " in force " in row["basis"] for row in lines}
    assert of_statistics == {True: False, False: True}
    assert any("; of 2023-05-01 to 2024-04-30" in row["basis"] for row in lines)


def test_pay_beside_its_occupation_s_wages_says_between_which_percentiles_it_lies(compare: Compare) -> None:
    lines = compare("The salary range is $100,000 - $400,000 per year.", date(2026, 2, 2), title="Software Engineer")
    points = [row for row in lines if "Software developers" in row["role"] and row["measure"] == "same_unit_ratio"]
    assert len(points) == 5
    # Los Angeles in May 2025: 98,270 at 10, 127,530 at 25, and 223,150 at 90
    assert {(row["low_percentiles"], row["high_percentiles"]) for row in points} == {("between 10 and 25", "above 90")}
    assert not [row for row in lines if row["low_percentiles"] and row["scale_kind"] != "statistic"]


def test_a_month_whose_index_was_not_published_has_no_money_of_today(compare: Compare) -> None:
    line = health(compare(YEARLY, date(2025, 10, 1)))
    assert (line["pay_minimum_real"], line["scale_amount_real"], line["real_basis"]) == (None, None, None)


def test_dollars_and_no_other_money_stand_in_the_newest_money_too(compare: Compare) -> None:
    line = health(compare(YEARLY, date(2023, 7, 14)))
    for column in ("pay_minimum", "pay_maximum", "scale_amount"):
        real = restate_dollars(Decimal(line[column]), "2023-07")
        assert line[f"{column}_real"] == pytest.approx(float(real.amount), abs=0.01)
    assert line["real_basis"].startswith("US dollars of 2026-05: × ")
    assert "(2023-07), CPI-U" in line["real_basis"]
    euros = "The salary is €100,000 per year."
    abroad = health(compare(euros, date(2023, 7, 14), "Paris, France", title="Machine Learning Engineer"))
    assert (abroad["pay_minimum_real"], abroad["scale_amount_real"] is None) == (None, False)


# What covers the job, by its own unit.

AGREED = "A collective agreement covers this position. "


@pytest.mark.parametrize(
    ("studio", "brand", "title", "place", "words", "on", "covers", "measure", "low"),
    [
        ("disney", "Disney Television Animation", "Character Animator", "Glendale, CA, USA",
         "The pay is $2,300 - $2,800 per week.", date(2023, 7, 6), "yes", "same_unit_ratio", 1.0504),
        ("disney", "Disney Television Animation", "Storyboard Artist", "Burbank, CA, USA",
         "The pay is $70.00 per hour.", date(2026, 9, 1), "yes", "same_unit_ratio", 1.0681),
        ("disney", "20th Century Studios", "Trailer Editor", "Los Angeles, CA, USA",
         "The pay is $52.40 - $70.25 per hour.", date(2023, 7, 26), "likely", "same_unit_ratio", 0.9472),
        ("pixar", None, "Story Artist", "Emeryville, CA, USA",
         AGREED + "The pay is $2,400 - $2,950 per week.", date(2023, 6, 26), "likely", "same_unit_ratio", 1.0961),
        ("ubisoft", None, "Ingénieur gameplay", "Paris, France",
         "The salary is €3,000 per month.", date(2026, 2, 2), "yes", "same_unit_ratio", 1.4052),
        ("ubisoft", None, "Ingénieur gameplay", "Paris, France",
         "The salary is €45,000 per year.", date(2026, 2, 2), "yes", "monthly_ratio", 1.7564),
    ],
)  # fmt: skip
def test_a_job_that_an_agreement_covers_leads_with_its_figure(
    engine: Engine, studio: str, brand: str | None, title: str, place: str, words: str, on: date, covers: str,
    measure: str, low: float,
) -> None:  # fmt: skip
    save_job(engine, studio, brand, title, place, words, on)
    with engine.connect() as connection:
        rows = connection.execute(select(select_pay_vs_scale().subquery())).mappings().all()
    [first] = [row for row in rows if row["rank_for_posting"] == 1]
    assert (first["agreement_covers_job"], first["measure"], first["low"]) == (covers, measure, low)
    assert first["coverage_reason"]
    assert (first["coverage_quote"] or "").startswith("A collective" if words.startswith(AGREED) else "")
    assert [row["rank_for_posting"] for row in sorted(rows, key=lambda row: row["rank_for_posting"])] == list(
        range(1, len(rows) + 1)
    )


def save_job(engine: Engine, studio: str, brand: str | None, title: str, place: str, words: str, on: date) -> None:
    save_jobs(engine, studio, (title, place, words), on=on, brand=brand)


def save_jobs(
    engine: Engine, studio: str, *jobs: tuple[str, str, str], on: date, brand: str | None = None, group: str = "article"
) -> None:
    """Save postings as one crawl does: title, place and words about pay of each."""
    with write_sessions(engine).begin() as session:
        crawls.upsert_studios(session, [models.Studio(studio=studio, name="S", group=group, named_in_article=False)])
        crawl = crawls.open_crawl(session, studio, NOW, program="test")
        for key, (title, place, words) in enumerate(jobs, 1):
            posting = Posting(
                studio=studio,
                board_key=str(key),
                title=title,
                brand=brand,
                url=f"https://s.example/{key}",
                description=f"<p>You make pictures.</p><p>{words}</p>",
                places=(Place(text=place, country=COUNTRIES.get(place.rpartition(", ")[2], "US")),),
                posted_on=on,
                posted_on_basis="published",
                fetched_at=NOW,
            )
            save_posting(session, crawl, posting, Origin.BOARD)
        ended = {"announced": len(jobs), "ended": True, "faults": [], "refused": None, "requests": 1}
        crawls.close_crawl(session, crawl, NOW, listed_keys=[str(key + 1) for key in range(len(jobs))], **ended)
    store.store_scales(engine)


COUNTRIES = {"France": "FR", "United Kingdom": "GB"}


def test_coverage_is_decided_once_and_again_only_by_other_rules(engine: Engine) -> None:
    save_job(engine, "ubisoft", None, "Ingénieur", "Paris, France", "The salary is €3,000 per month.", NOW.date())
    table = load_coverage()
    assert store.store_coverage(engine, table) == 0
    other = table.model_copy(update={"rule": ()})
    assert store.store_coverage(engine, other) == 1
    with engine.connect() as connection:
        assert connection.execute(select(models.JobCoverage.rule)).all() == [(None,)]


def covered_jobs(engine: Engine, as_of: datetime | None = None) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        known = AsOf.plain(as_of) if as_of else None
        rows = connection.execute(select(select_covered_jobs(known).subquery())).mappings()
        return sorted((dict(row) for row in rows), key=lambda row: (row["coverage_rule"], row["scale_unit"]))


def test_a_job_without_pay_has_its_minimum(engine: Engine) -> None:
    save_job(engine, "ubisoft", None, "Ingénieur gameplay", "Paris, France", "", date(2026, 2, 2))
    [row] = covered_jobs(engine)
    assert (row["agreement_covers_job"], row["pay_minimum"], row["pay_unit"]) == ("yes", None, None)
    assert (row["scale_amount"], row["scale_currency"], row["scale_unit"]) == (2135, "EUR", "month")
    assert row["coverage_reason"].startswith("Ubisoft (French companies) is bound by the Convention collective Syntec")


def test_what_a_person_corrects_decides_coverage_at_once_and_no_earlier_report(engine: Engine, tmp_path: Path) -> None:
    save_job(engine, "disney", "ESPN", "Character Animator", "Glendale, CA, USA", "", date(2026, 2, 2))
    assert covered_jobs(engine) == []
    before = datetime.now(UTC)
    correct(engine, tmp_path, "brand", "ESPN", "Disney Television Animation")
    assert {row["agreement_covers_job"] for row in covered_jobs(engine)} == {"yes"}
    assert covered_jobs(engine, before) == []
    correct(engine, tmp_path, "title", "Character Animator", "Animation Producer")
    assert covered_jobs(engine) == []
    with write_sessions(engine).begin() as session:
        assert read_unanswered_jobs(session, store.digest_rules(load_coverage()), 9) == []


def correct(engine: Engine, folder: Path, field: str, old: str, new: str) -> None:
    file = folder / "corrections.csv"
    file.write_text(
        f"posting,field,old value,new value,reason,by,date\ndisney:1,{field},{old},{new},wrong,W,2026-11-23\n"
    )
    add_corrections(engine, file)
