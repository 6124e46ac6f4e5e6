"""A value is written one way, whatever the database gave for it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.frames.values import CONVERTERS, csv_formatter, format_csv


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("amount", 300000.0, "300000"),
        ("amount", Decimal("3E+5"), "300000"),
        ("amount", Decimal("300000.0000"), "300000"),
        ("amount", 34.00079999, "34.0008"),
        ("amount", Decimal("34.00075557"), "34.0008"),
        ("amount", 0.1 + 0.2, "0.3"),
        ("amount", 187.5, "187.5"),
        ("amount", 0, "0"),
        ("amount", 12345678901.25, "12345678901.25"),
        ("rate", 1.1097000001, "1.1097000001"),
        ("integer", 7, "7"),
        ("boolean", 1, "true"),
        ("boolean", 0, "false"),
        ("boolean", True, "true"),
        ("date", "2023-07-25", "2023-07-25"),
        ("date", date(2023, 7, 25), "2023-07-25"),
        ("instant", "2023-07-25T06:00:00.500000Z", "2023-07-25T06:00:00Z"),
        ("instant", datetime(2023, 7, 25, 6, tzinfo=UTC), "2023-07-25T06:00:00Z"),
        ("text", "Los\r\nGatos", "Los\nGatos"),
        ("text", "a\x00b\u202ec\ud800d", "abcd"),
        ("words", "Ask jane@example.com", "Ask [e-mail removed]"),
        ("text", "=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("text", " @SUM(1)", "' @SUM(1)"),
        ("text", "+1", "'+1"),
        ("text", "-2", "'-2"),
        ("text", "A-2", "A-2"),
    ],
)
def test_written(kind: str, value: object, expected: str) -> None:
    assert format_csv(CONVERTERS[kind](value)) == expected


def test_unknown_is_empty() -> None:
    assert format_csv(None) == ""


@given(st.decimals(min_value=0, max_value=10**12, places=4))
def test_an_amount_is_written_exactly_and_without_exponent(value: Decimal) -> None:
    shown = format_csv(CONVERTERS["amount"](value))
    assert Decimal(shown) == value
    assert not set(shown) - set("0123456789.")


@given(st.text())
def test_no_text_reaches_a_spreadsheet_as_a_formula(value: str) -> None:
    shown = format_csv(CONVERTERS["words"](value))
    assert not shown.lstrip().startswith(("=", "+", "-", "@"))
    assert "\x00" not in shown
    shown.encode()


@given(st.one_of(st.floats(0, 1e15), st.floats(-1e9, 1e9).map(lambda x: round(x, 4)), st.decimals(0, 10**12, places=4)))
def test_an_amount_is_written_as_its_plain_value_is(value: float | Decimal) -> None:
    assert csv_formatter("amount")(value) == format_csv(CONVERTERS["amount"](value))
