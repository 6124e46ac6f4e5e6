"""The cheap first look at a text's numbers dismisses none that the full look would keep."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.pay import scan
from tracker.pay.shape import may_be_money, runs, shape

BESIDE = "$ € £ ¥ ￥ ₹ zł Kč kr kr. Rs. Ft USD C$ R$ euro k K M 万 円 h / , - – ( ) * : [ . ' ’ ? a é É ł".split(" ")
NUMBERS = st.sampled_from(["5", "40", "1998", "1,234.56", "1.234,56", "1 234", "110'000", "110’000", "٣", "１２"])
TEXTS = st.lists(st.sampled_from([*BESIDE, " ", "\n"]) | NUMBERS | st.characters(), max_size=30).map("".join)


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_no_number_beside_money_is_dismissed(text: str) -> None:
    letters = shape(text)
    assert len(letters) == len(text) + 1
    for start, end in runs(letters):
        assert text[start].isascii()
        assert text[start].isdigit()
        assert may_be_money(letters, start, end) or not scan._hints(text, start, end)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_digit_belongs_to_a_number(text: str) -> None:
    within = {place for start, end in runs(shape(text)) for place in range(start, end)}
    assert within >= {place for place, letter in enumerate(text) if letter in "0123456789"}
