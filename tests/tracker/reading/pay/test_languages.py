"""The tables know how each language that we read says pay, and for what time."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from db.vocabulary import Unit
from tracker.reading.pay.currencies import currencies, currency_of, marks
from tracker.reading.pay.reader import read
from tracker.reading.pay.rules import table
from tracker.reading.pay.wages import wage_of
from tracker.reading.text import from_description

LANGUAGES = "en de fr es pt it nl pl cs sv da fi hu ro uk ru tr ja zh ko hi-Latn id vi th".split()
"""Norwegian is read with the Danish rows, Slovak with the Czech."""
DOCUMENT = Path(__file__).parents[4] / "docs" / "reading-pay.md"


def units() -> dict[str, set[str]]:
    found = defaultdict(set)
    for row in table("pay_words")["unit"]:
        found[row["language"]].add(row["unit"])
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_pay_and_its_periods(language: str) -> None:
    assert units()[language] >= {Unit.HOUR, Unit.DAY, Unit.MONTH} - ({Unit.DAY} if language == "hi-Latn" else set())
    assert any(row["language"] == language for row in table("pay_words")["pay"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_says_how_well_a_language_is_read(language: str) -> None:
    assert re.search(rf"^\| {re.escape(language)} \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_country_has_one_currency_and_its_wages_are_in_it_or_in_dollars() -> None:
    owners = defaultdict(set)
    for currency in currencies().values():
        for country in currency.countries:
            owners[country].add(currency.code)
    assert {country for country, codes in owners.items() if len(codes) > 1} <= {"MS", "AI", "GI", "FK", "SH"}
    for country in ("US", "BR", "JP", "CZ", "ZA"):
        assert wage_of(country, currency_of(country)).country == country


def test_a_code_is_read_wherever_it_stands() -> None:
    for code in sorted(currencies()):
        if code not in marks():
            continue
        pay = f"{currencies()[code].size * 4_000:,}"
        found = read("", from_description(f"Salary: {code} {pay} per month"), country=None).ranges
        assert [(each.currency, each.unit) for each in found] == [(code, Unit.MONTH)], code


@pytest.mark.parametrize("name", ["nouns", "bare", "adverbs", "before"])
def test_a_unit_s_words_are_in_small_letters(name: str) -> None:
    for row in table("pay_words")["unit"]:
        assert [word for word in row.get(name, []) if word != word.lower()] == []
