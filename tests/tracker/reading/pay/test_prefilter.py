"""The cheap first look at a text's numbers and lines dismisses none that the full look would keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reading.pay import amounts
from tracker.reading.pay.currencies import marks
from tracker.reading.pay.lines import Line
from tracker.reading.pay.prefilter import classify_letters, find_runs
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import tags

MONEY = table("pay_currencies")
BESIDE = [*marks(), *MONEY["hints"]["after_a_blank"]]
BESIDE += "￥ k K M 万 円 h / , - – ( ) * : [ . ' ’ ? a é É ł".split(" ")
NUMBERS = st.sampled_from(["5", "40", "1998", "1,234.56", "1.234,56", "1 234", "110'000", "110’000", "٣", "１２"])
TEXTS = st.lists(st.sampled_from([*BESIDE, " ", "\n"]) | NUMBERS | st.characters(), max_size=30).map("".join)
CUES = st.sampled_from(sorted(tags()))
WORDS = st.lists(CUES | CUES.map(str.title) | st.sampled_from([*" -_.:;/(’é", "A"]) | st.text(max_size=3), max_size=8)


@given(TEXTS)
def test_no_number_beside_money_is_dismissed(text: str) -> None:
    letters = classify_letters(text)
    assert len(letters) == len(text) + 1
    for start, end, beside_money in find_runs(letters):
        assert text[start].isascii()
        assert text[start].isdigit()
        assert beside_money or not amounts._hints(text, start, end)


@given(TEXTS)
def test_every_digit_belongs_to_a_number(text: str) -> None:
    within = {place for start, end, _ in find_runs(classify_letters(text)) for place in range(start, end)}
    assert within >= {place for place, letter in enumerate(text) if letter in "0123456789"}


@given(WORDS.map("".join))
def test_no_line_that_speaks_of_pay_is_dismissed(words: str) -> None:
    assert Line(0, len(words), words).may_pay or not any(cue.tag.pay for cue in Line(0, len(words), words).cues)


def test_a_line_of_prose_is_dismissed() -> None:
    assert not Line(0, 0, "We plan the week with the crew, order what we need and keep the books.").may_pay


@pytest.mark.parametrize("between", list(" *:(["))
def test_no_mark_before_a_small_number_is_dismissed(between: str) -> None:
    for mark in amounts.marks():
        text = f"{mark}{between}5"
        for start, end, beside_money in find_runs(classify_letters(text)):
            assert beside_money or not amounts._hints(text, start, end), text
