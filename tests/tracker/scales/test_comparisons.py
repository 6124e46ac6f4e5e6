"""From a posting's words to its lines beside the packaged scales: the right lines, and the right silence."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import models
from db.engine import write_sessions
from db.queries.comparison import select_pay_vs_scale
from db.queries.postings import select_pay_ranges
from db.vocabulary import Origin
from db.writes import crawls
from spiders.posting import Place, Posting
from tracker.crawling.pipeline import save_posting
from tracker.scales.store import store_scales

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Compare = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def compare(engine: Engine) -> Compare:
    """The lines of one posting, kept as a crawl keeps it."""

    def lines(words: str, on: date, *places: str, title: str = "Rigger") -> list[dict[str, Any]]:
        store_scales(engine)
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
    line = health(compare("The salary is €100,000 per year.", date(2023, 7, 14), "Paris, France"))
    assert line["pay_currency"] == "EUR"
    assert line["fx_on"] == "2023-07-14"
    assert line["low"] == pytest.approx(100000 * line["fx_rate"] / 26470, abs=0.0001)
    assert "1 EUR = " in line["basis"]


def test_pay_without_a_unit_has_no_line(compare: Compare) -> None:
    assert compare("The pay for this engagement is $750.", date(2023, 7, 14)) == []


def test_a_session_is_compared_by_its_hours_and_never_by_the_year(compare: Compare) -> None:
    lines = compare("The session takes two hours and pays $300.", date(2023, 7, 14))
    assert {row["measure"] for row in lines} == {"hourly_ratio"}
    [background] = [row for row in lines if row["role"].startswith("Background actor")]
    assert background["low"] == background["high"] == 6.4171
    assert "150 USD an hour" in background["basis"]


def test_a_session_in_another_currency_is_compared_by_its_hours_at_the_rate_shown(compare: Compare) -> None:
    lines = compare("The session takes two hours and pays €300.", date(2023, 7, 14), "Los Angeles, CA")
    [background] = [row for row in lines if row["role"].startswith("Background actor")]
    assert background["fx_on"] == "2023-07-14"
    assert background["low"] == pytest.approx(150 * background["fx_rate"] * 8 / 187, abs=0.0001)
    assert "150 EUR an hour × " in background["basis"]


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


def test_the_scales_of_writers_and_directors_stand_beside_ai_work_alone(compare: Compare) -> None:
    assert not {"WGA", "DGA"} & {row["union"] for row in compare(YEARLY, date(2023, 7, 14))}


def test_and_there_they_stand(compare: Compare) -> None:
    lines = compare(YEARLY, date(2023, 7, 14), title="Machine Learning Engineer")
    assert {"WGA", "DGA", "SAG-AFTRA"} <= {row["union"] for row in lines}
    assert {row["agreement_covers_job"] for row in lines} == {"no"}


def test_a_statistic_is_of_its_time_and_never_in_force(compare: Compare) -> None:
    lines = compare(YEARLY, date(2023, 7, 14), title="Machine Learning Engineer")
    of_statistics = {row["scale_kind"] == "statistic": " in force " in row["basis"] for row in lines}
    assert of_statistics == {True: False, False: True}
    assert any("; of 2023-05-01 to 2024-04-30" in row["basis"] for row in lines)
