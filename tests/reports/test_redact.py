"""Ways of reaching a person are taken out of a report's words; money never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.contact_details import load_contact_patterns
from reports.redact import redact

REMOVES = [(rule.name, words) for rule in load_contact_patterns() for words in rule.removes]
KEEPS = [(rule.name, words) for rule in load_contact_patterns() for words in rule.keeps]


@pytest.mark.parametrize(("name", "words"), REMOVES)
def test_removes(name: str, words: str) -> None:
    mark = next(rule.mark for rule in load_contact_patterns() if rule.name == name)
    assert mark in redact(f"Apply now. {words} Thank you.")


@pytest.mark.parametrize(("name", "words"), KEEPS)
def test_keeps(name: str, words: str) -> None:
    assert redact(words) == words


@pytest.mark.parametrize(("name", "words"), REMOVES)
def test_once_redacted_stays_as_it_is(name: str, words: str) -> None:
    assert redact(redact(words)) == redact(words)


GROUPS = st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'", ""])
SIGNS = st.sampled_from(["$", "US$", "€", "£", "C$", "USD ", "EUR ", "CAD "])
BETWEEN = st.sampled_from([" - ", "-", " – ", " to ", " and ", "—"])
AFTER = st.sampled_from(["", " a year", "/yr", " per hour", " annually", ".", ", plus bonus", " gross"])


@given(SIGNS, GROUPS, st.integers(10, 9_999_999), st.integers(10, 9_999_999), BETWEEN, AFTER, st.booleans())
def test_money_is_never_a_telephone_number(
    sign: str, group: str, low: int, high: int, between: str, after: str, both: bool
) -> None:
    shown = [f"{amount:,}".replace(",", group) for amount in (low, high)]
    words = f"The range is {sign}{shown[0]}{between}{sign if both else ''}{shown[1]}{after}"
    assert redact(words) == words


@given(
    GROUPS,
    st.integers(10, 9_999_999),
    st.integers(10, 9_999_999),
    BETWEEN,
    st.sampled_from(["USD", "EUR", "€", "dollars"]),
)
def test_money_with_its_currency_behind_is_none_either(
    group: str, low: int, high: int, between: str, sign: str
) -> None:
    shown = [f"{amount:,}".replace(",", group) for amount in (low, high)]
    words = f"The range is {shown[0]}{between}{shown[1]} {sign} a year"
    assert redact(words) == words


@given(st.text(max_size=200))
def test_any_text_is_read(words: str) -> None:
    assert isinstance(redact(words), str)
