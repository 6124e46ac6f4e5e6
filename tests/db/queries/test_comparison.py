"""Pay beside scale: the right figure on the right date, in its own unit, with the arithmetic in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.models import Comparison, UnionScale
from db.queries.comparison.pay_vs_scale import select_pay_vs_scale
from db.queries.comparison.ranking import comparison_order
from db.writes.scales import replace_comparisons, replace_scales

SCALES = [
    # role, amount, currency, unit, hours, from, to, kind
    ("threshold", "26470", "USD", "covered_earnings_year", None, "2023-01-01", "2023-12-31", "threshold"),
    ("threshold", "27540", "USD", "covered_earnings_year", None, "2025-01-01", "2025-12-31", "threshold"),
    ("background", "182", "USD", "day", "8", "2021-07-01", "2022-06-30", "minimum"),
    ("background", "187", "USD", "day", "8", "2022-07-01", "2023-11-08", "minimum"),
    ("weekly", "3756", "USD", "week", None, "2022-07-01", "2023-11-08", "minimum"),
    ("voice", "956.75", "USD", "session", "4", "2022-11-01", "2024-12-31", "minimum"),
    ("story artist", "56.38", "USD", "hour", None, "2023-01-01", "2024-12-31", "minimum"),
    ("games card", "300", "GBP", "hour", None, "2023-01-01", "2024-12-31", "recommended"),
    ("endless", "100", "USD", "day", "8", "2020-01-01", None, "minimum"),
    ("beginningless", "100", "USD", "day", "8", None, "2030-12-31", "minimum"),
]
WORDS = {"covered_earnings_year": "covered earnings"}


def scales() -> list[UnionScale]:
    return [
        UnionScale(
            scale_id=f"{role} {since}",
            union="U",
            agreement="A",
            role=role,
            kind=kind,
            amount=Decimal(amount),
            currency=currency,
            unit=unit,
            hours=None if hours is None else Decimal(hours),
            effective_from=None if since is None else date.fromisoformat(since),
            effective_to=None if until is None else date.fromisoformat(until),
            confidence="verified",
            tier="primary",
            source_title="t",
            source_url="https://u.example",
        )
        for role, amount, currency, unit, hours, since, until, kind in SCALES
    ]


Row = tuple[str, str, dict[str, Any]]


def basket(*rows: Row) -> list[Comparison]:
    units = {role: unit for role, _, _, unit, *_ in SCALES}
    return [
        Comparison(
            position=position,
            basket="b",
            union="U",
            agreement="A",
            role=role,
            unit=units[role],
            measure=measure,
            words=WORDS.get(units[role], f"a {units[role]} of {role} work"),
            **{"covers": "no", "covers_reason": "a staff job", **limits},
        )
        for position, (role, measure, limits) in enumerate(rows)
    ]


class Desk:
    """Puts one posting beside one scale."""

    def __init__(self, board: Any) -> None:
        self.board = board
        with board.write() as session:
            replace_scales(session, scales())

    def compare(
        self,
        *rows: tuple[str, str, dict[str, Any]],
        on: str = "2023-07-25",
        version: dict[str, Any] | None = None,
        **pay: Any,
    ) -> list[dict[str, Any]]:
        with self.board.write() as session:
            replace_comparisons(session, basket(*rows))
        said = self.board.version(posted_on=date.fromisoformat(on), posted_on_basis="published", **(version or {}))
        self.board.crawl("1", details={"1": (said, self.board.reading(**amounts(pay)))})
        return self.compared()

    def compared(self, **options: Any) -> list[dict[str, Any]]:
        statement = select_pay_vs_scale(**options).subquery()
        with self.board.engine.connect() as connection:
            found = connection.execute(select(statement).order_by(*comparison_order(statement)))
            return [dict(row) for row in found.mappings()]


def amounts(pay: dict[str, Any]) -> dict[str, Any]:
    exact = ("minimum", "maximum", "hours", "rate")
    return {name: Decimal(value) if name.endswith(exact) and value else value for name, value in pay.items()}


@pytest.fixture
def desk(board: Any) -> Desk:
    return Desk(board)


def a_year(low: str | None, high: str | None, currency: str = "USD", **more: Any) -> dict[str, Any]:
    pay = {"minimum": low, "maximum": high, "year_minimum": low, "year_maximum": high, "year_basis": "as posted"}
    return {f"pay_{name}": value for name, value in {**pay, "currency": currency, "unit": "year"}.items()} | more


WIDE = a_year("300000", "900000")
BY_HOUR = {"pay_hour_minimum": "144.2308", "pay_hour_maximum": "432.6923", "pay_hour_basis": "÷ 2,080 hours"}


@pytest.mark.parametrize(
    ("role", "measure", "pay", "ratios", "basis"),
    [
        (
            "threshold",
            "health_threshold_multiple",
            WIDE,
            (11.3336, 22.6672, 34.0008),
            "300,000 to 900,000 USD a year / 26,470 USD covered earnings; in force 2023-01-01 to 2023-12-31",
        ),
        (
            "threshold",
            "health_threshold_multiple",
            a_year(None, "650000"),
            (None, None, 24.5561),
            "up to 650,000 USD a year / 26,470 USD covered earnings; in force 2023-01-01 to 2023-12-31",
        ),
        (
            "threshold",
            "health_threshold_multiple",
            a_year("300000", None),
            (11.3336, None, None),
            "from 300,000 USD a year / 26,470 USD covered earnings; in force 2023-01-01 to 2023-12-31",
        ),
        (
            "background",
            "scale_days",
            WIDE,
            (1604.2781, 3208.5561, 4812.8342),
            "300,000 to 900,000 USD a year / 187 USD a day of background work; in force 2022-07-01 to 2023-11-08",
        ),
        (
            "weekly",
            "scale_weeks",
            WIDE,
            (79.8722, 159.7444, 239.6166),
            "300,000 to 900,000 USD a year / 3,756 USD a week of weekly work; in force 2022-07-01 to 2023-11-08",
        ),
        (
            "weekly",
            "full_year_ratio",
            WIDE,
            (1.536, 3.072, 4.608),
            (
                "300,000 to 900,000 USD a year / (52 × 3,756 USD a week of weekly work)"
                "; in force 2022-07-01 to 2023-11-08; 52 weeks: a ceiling nobody is guaranteed"
            ),
        ),
        (
            "background",
            "hourly_ratio",
            WIDE | BY_HOUR,
            (6.1703, 12.3406, 18.5109),
            (
                "144.2308 to 432.6923 USD an hour / (187 USD a day of background work / 8 hours)"
                "; in force 2022-07-01 to 2023-11-08; ÷ 2,080 hours"
            ),
        ),
        (
            "story artist",
            "hourly_ratio",
            {"pay_minimum": "60", "pay_maximum": "60", "pay_hour_minimum": "60", "pay_hour_maximum": "60"}
            | {"pay_currency": "USD", "pay_unit": "hour", "pay_hour_basis": "as posted"},
            (1.0642, 1.0642, 1.0642),
            "60 USD an hour / 56.38 USD a hour of story artist work; in force 2023-01-01 to 2024-12-31",
        ),
        (
            "voice",
            "hourly_ratio",
            {"pay_minimum": "300", "pay_maximum": "300", "pay_hour_minimum": "150", "pay_hour_maximum": "150"}
            | {"pay_currency": "USD", "pay_unit": "session", "pay_hours": "2", "pay_hour_basis": "300 USD ÷ 2 hours"},
            (0.6271, 0.6271, 0.6271),
            (
                "150 USD an hour / (956.75 USD a session of voice work / 4 hours); in force 2022-11-01 to 2024-12-31"
                "; 300 USD ÷ 2 hours; an hour of a call that the contract pays as a whole: see minimum_call_ratio"
            ),
        ),
    ],
)
def test_each_measure_to_the_digit(
    desk: Desk, role: str, measure: str, pay: dict[str, Any], ratios: tuple[float | None, ...], basis: str
) -> None:
    (row,) = desk.compare((role, measure, {}), **pay)
    assert (row["low"], row["middle"], row["high"]) == ratios
    assert row["basis"] == basis
    assert row["scale_status"] == "in_force"


@pytest.mark.parametrize(
    ("on", "scale_id", "status", "words"),
    [
        ("2022-12-31", None, None, None),
        ("2023-01-01", "threshold 2023-01-01", "in_force", "in force 2023-01-01 to 2023-12-31"),
        ("2023-12-31", "threshold 2023-01-01", "in_force", "in force 2023-01-01 to 2023-12-31"),
        (
            "2024-06-15",
            "threshold 2023-01-01",
            "latest_known",
            "latest known, from 2023-01-01, not known to be in force on 2024-06-15",
        ),
        ("2025-01-01", "threshold 2025-01-01", "in_force", "in force 2025-01-01 to 2025-12-31"),
        (
            "2026-02-03",
            "threshold 2025-01-01",
            "latest_known",
            "latest known, from 2025-01-01, not known to be in force on 2026-02-03",
        ),
    ],
)
def test_the_figure_of_the_postings_date(
    desk: Desk, on: str, scale_id: str | None, status: str | None, words: str | None
) -> None:
    rows = desk.compare(("threshold", "health_threshold_multiple", {}), on=on, **WIDE)
    assert [(row["scale_id"], row["scale_status"]) for row in rows] == ([(scale_id, status)] if scale_id else [])
    assert all(str(words) in row["basis"] for row in rows)


def test_a_figure_without_an_end_is_never_in_force_and_one_without_a_beginning_never_used(desk: Desk) -> None:
    rows = desk.compare(("endless", "scale_days", {}), ("beginningless", "scale_days", {}), **WIDE)
    assert [(row["scale_id"], row["scale_status"]) for row in rows] == [("endless 2020-01-01", "latest_known")]


EUROS = a_year("100000", "200000", "EUR") | {
    "pay_usd_year_minimum": "110560",
    "pay_usd_year_maximum": "221120",
    "pay_hour_minimum": "48.08",
    "pay_hour_maximum": "96.15",
    "pay_hour_basis": "÷ 2,080 hours",
    "fx_rate": "1.1056",
    "fx_on": date(2023, 7, 25),
}


def test_other_currencies_are_compared_in_dollars_at_the_rate_shown(desk: Desk) -> None:
    yearly, hourly = desk.compare(
        ("threshold", "health_threshold_multiple", {}), ("background", "hourly_ratio", {}), **EUROS
    )
    assert (yearly["low"], yearly["high"]) == (4.1768, 8.3536)
    assert (yearly["fx_rate"], yearly["fx_on"]) == (1.1056, "2023-07-25")
    assert yearly["basis"] == (
        "110,560 to 221,120 USD a year / 26,470 USD covered earnings; in force 2023-01-01 to 2023-12-31"
        "; as posted; 1 EUR = 1.1056 USD, ECB 2023-07-25"
    )
    assert (hourly["low"], hourly["high"]) == (2.2741, 4.5477)
    assert hourly["basis"] == (
        "48.08 to 96.15 EUR an hour × 1.1056 / (187 USD a day of background work / 8 hours)"
        "; in force 2022-07-01 to 2023-11-08; ÷ 2,080 hours; 1 EUR = 1.1056 USD, ECB 2023-07-25"
    )


@pytest.mark.parametrize(
    "pay",
    [
        EUROS | {"fx_rate": None, "fx_on": None, "pay_usd_year_minimum": None, "pay_usd_year_maximum": None},
        a_year("100000", "200000") | {"pay_currency": None},
        {"pay_minimum": "300", "pay_maximum": "300", "pay_currency": "USD", "pay_unit": "session"},
        {},
    ],
)
def test_what_cannot_be_compared_gives_no_line(desk: Desk, pay: dict[str, Any]) -> None:
    assert desk.compare(("background", "scale_days", {}), ("background", "hourly_ratio", {}), **pay) == []


def test_no_conversion_but_into_dollars(desk: Desk) -> None:
    assert desk.compare(("games card", "hourly_ratio", {}), **EUROS) == []
    pounds = EUROS | {"pay_currency": "GBP"}
    (row,) = desk.compare(("games card", "hourly_ratio", {}), version={"locations": "London"}, **pounds)
    assert (row["scale_kind"], row["fx_rate"], row["low"]) == ("recommended", None, 0.1603)


@pytest.mark.parametrize(
    ("role", "measure"),
    [
        ("weekly", "hourly_ratio"),
        ("weekly", "scale_days"),
        ("background", "scale_weeks"),
        ("background", "full_year_ratio"),
    ],
)
def test_no_measure_that_does_not_suit_the_figures_unit(desk: Desk, role: str, measure: str) -> None:
    assert desk.compare((role, measure, {}), **WIDE | BY_HOUR) == []


@pytest.mark.parametrize(
    ("limits", "country", "kinds", "compared"),
    [
        ({}, None, "", True),
        ({"country": "CA"}, "CA", "", True),
        ({"country": "CA"}, "US", "", False),
        ({"country": "CA"}, None, "", False),
        ({"ai_kind": "research"}, "US", "generative research", True),
        ({"ai_kind": "data_for_ai"}, "US", "generative research", False),
        ({"ai_kind": "data_for_ai"}, "US", "data-for-ai", False),
        ({"ai_kind": "ai"}, "US", "game_ai", False),
        ({"country": "US", "ai_kind": "research"}, "US", "research", True),
        ({"country": "US", "ai_kind": "research"}, "CA", "research", False),
    ],
)
def test_the_basket_chooses_by_country_and_kind(
    desk: Desk, limits: dict[str, Any], country: str | None, kinds: str, compared: bool
) -> None:
    rows = desk.compare(("background", "scale_days", limits), version={"country": country}, ai_kinds=kinds, **WIDE)
    assert bool(rows) is compared


def test_two_rows_of_the_basket_that_say_the_same_give_one_line(desk: Desk) -> None:
    twice = [("background", "scale_days", {"ai_kind": kind}) for kind in ("generative", "research")]
    rows = desk.compare(*twice, ("background", "hourly_ratio", {}), ai_kinds="generative research", **WIDE | BY_HOUR)
    assert [row["measure"] for row in rows] == ["scale_days", "hourly_ratio"]


def test_pay_by_the_hour_is_compared_by_the_hour_first(desk: Desk) -> None:
    rows = [("threshold", "health_threshold_multiple", {}), ("background", "hourly_ratio", {})]
    assert [row["measure"] for row in desk.compare(*rows, **WIDE | BY_HOUR)] == [
        "health_threshold_multiple",
        "hourly_ratio",
    ]
    by_day = WIDE | BY_HOUR | {"pay_unit": "day"}
    again = desk.compare(*rows, version={"locations": "York"}, **by_day)
    assert [row["measure"] for row in again] == ["hourly_ratio", "health_threshold_multiple"]
    assert again[1]["basis"].endswith("; as posted")


def test_the_line_carries_posting_and_scale(desk: Desk) -> None:
    version = {"brand": "Marvel", "locations": "Burbank", "url": "https://j.example/1"}
    pay = WIDE | {"pay_kind": "total", "pay_scope": "market_range", "pay_quote": "the market range", "ai_label": "core"}
    (row,) = desk.compare(("background", "scale_days", {"covers": "unknown"}), version=version, **pay)
    assert (
        row.items()
        >= {
            "posting_id": "acme:1",
            "studio": "acme",
            "brand": "Marvel",
            "origin": "board",
            "place": "Burbank",
            "posted_on": "2023-07-25",
            "posted_on_basis": "published",
            "ai_label": "core",
            "pay_minimum": 300000,
            "pay_kind": "total",
            "pay_scope": "market_range",
            "pay_quote": "the market range",
            "scale_amount": 187,
            "scale_effective_to": "2023-11-08",
            "scale_confidence": "verified",
            "agreement_covers_job": "unknown",
        }.items()
    )


def test_one_posting_can_be_asked_by_itself(desk: Desk) -> None:
    desk.compare(("background", "scale_days", {}), **WIDE)
    assert len(desk.compared(posting_ids=["acme:1"])) == 1
    assert desk.compared(posting_ids=["acme:2"]) == []
    assert desk.compared(posting_ids=[]) == []


def test_a_date_of_first_sight_chooses_the_figure_too(board: Any, engine: Engine) -> None:
    desk = Desk(board)
    with board.write() as session:
        replace_comparisons(session, basket(("background", "scale_days", {})))
    board.crawl("1", details={"1": (board.version(), board.reading(**amounts(WIDE)))})
    (row,) = desk.compared()
    assert (row["posted_on"], row["posted_on_basis"], row["scale_id"]) == (
        "2023-07-01",
        "first_seen",
        "background 2022-07-01",
    )
