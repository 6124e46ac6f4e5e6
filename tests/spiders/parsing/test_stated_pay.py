"""Pay that boards state as data comes over HTTP as they mean it: cents, units, and what is no salary."""

import contextlib
from decimal import Decimal
from typing import Any

import pytest

from spiders.parsing.compose import find_unit_in_label
from spiders.parsing.json_fields import parse_currency, parse_number
from tests.fake_boards.server import FakeBoardServer
from tracker.demo.boards.fixtures import FakePosting

ZONES = [
    {"minimum": 123456, "maximum": 200000.5, "currency": "USD", "unit": "year", "label": "California"},
    {"minimum": 90000, "maximum": 150000, "currency": "CAD", "unit": "year", "label": "Canada"},
]
OFFER = [
    {"kind": "equity", "label": "Zone A"},
    {"minimum": 226000, "maximum": 445000, "currency": "USD", "unit": "year", "label": "Zone A"},
    {"kind": "bonus", "minimum": 10000, "maximum": 20000, "currency": "USD", "unit": "year", "label": "Zone A"},
    {"minimum": 40.5, "maximum": 55.25, "currency": "USD", "unit": "hour", "label": "Zone B"},
]
BOARDS = {
    # studio: the board, its pay, what comes of it
    "riot-games": (
        {"family": "greenhouse", "host": "boards-api.greenhouse.io", "board": "riotgames", "studio": "Riot Games"},
        ZONES,
        ["123456-200000.5 USD None None California", "90000-150000 CAD None None Canada"],
    ),
    "spotify": (
        {"family": "lever", "host": "api.lever.co", "board": "spotify", "studio": "Spotify"},
        OFFER[3:],
        ["40.5-55.25 USD hour base None"],
    ),
    "openai": (
        {"family": "ashby", "host": "api.ashbyhq.com", "board": "openai", "studio": "OpenAI"},
        OFFER,
        [
            "226000-445000 USD year base Zone A",
            "10000-20000 USD year bonus Zone A",
            "40.5-55.25 USD hour base Zone B",
        ],
    ),
}


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ("45.000", "45000"), ("1.234.567", "1234567"), ("45.000,50", "45000.50"), ("18,50", "18.50"), ("18,5", "18.5"),
        ("120,000", "120000"), ("120,000.50", "120000.50"), ("1,234,567", "1234567"), ("18.50", "18.50"),
        (45000, "45000"),
        (Decimal("45.000"), "45.000"), ("0", None), ("about 50", None), (True, None),
    ],
)  # fmt: skip
def test_an_amount_as_boards_print_it(given, amount):
    assert parse_number(given) == (amount and Decimal(amount))


@pytest.mark.parametrize(
    ("given", "currency"),
    [
        (" usd ", "USD"),
        ("EUR", "EUR"),
        ("$", "$"),
        ("CA$", "CA$"),
        ("12345", None),
        ("dollars", None),
        ("", None),
        (None, None),
    ],
)
def test_a_currency_is_a_code_or_a_mark(given, currency):
    assert parse_currency(given) == currency


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Hourly rate", "hour"), ("Annual Base Salary", "year"), ("Pay per hour", "hour"), ("Monthly gross", "month"),
        ("California", None), ("Annual or hourly", None), ("Happy hour bonus", None), (None, None),
    ],
)  # fmt: skip
def test_a_unit_stands_in_a_range_s_title(label, unit):
    assert find_unit_in_label(label) == unit


@pytest.fixture(scope="module")
def postings(rows, visit) -> dict[str, dict[str, Any]]:
    with contextlib.ExitStack() as stack:
        cases = []
        for name, (board, pay, _) in BOARDS.items():
            job = FakePosting(
                **board, key="1", title="Rigger", description_html="<p>Ropes &amp; <b>rigs</b></p>", pay=pay
            )
            cases.append({"studio": rows[name], "via": stack.enter_context(FakeBoardServer([job])).url})
        return {name: result["items"][0] for name, result in zip(BOARDS, visit(cases, at_once=3), strict=True)}


@pytest.mark.parametrize("studio", BOARDS)
def test_stated_pay(studio, postings):
    stated = postings[studio]["stated_pay"]
    told = [f"{p['minimum']}-{p['maximum']} {p['currency']} {p['unit']} {p['kind']} {p['label']}" for p in stated]
    assert told == BOARDS[studio][2]
    assert all(p["text"].startswith("{") for p in stated), "the data as the board gave it"


def test_escaped_words_are_words_again(postings):
    assert postings["riot-games"]["description"].startswith("<p>Ropes &amp; <b>rigs</b></p><div")
    assert "<span>$123,456</span>" in postings["riot-games"]["description"], "the ranges that the page shows"
    assert postings["openai"]["description"] == postings["spotify"]["description"] == "<p>Ropes &amp; <b>rigs</b></p>"
