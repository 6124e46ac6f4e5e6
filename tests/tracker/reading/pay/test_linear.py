"""Reading costs work in proportion to the text, whatever the text; the work is counted, not timed."""

import sys
from types import FrameType

import pytest

from tracker.reading.pay import amounts
from tracker.reading.pay.reader import read
from tracker.reading.pay.rules import table
from tracker.reading.text import from_description

HOSTILE = [
    "7",
    "$",
    ",",
    "1,",
    "1,111,",
    "1 - ",
    "$1 - ",
    "$1 ",
    "1 111 ",
    "$1k-$2k ",
    "$5 per ",
    "salary $100,000 ",
    "USD 100,000 - ",
    "$100,000\n",
]
HOSTILE += [
    "100,000 - 200,000\n",
    "40 hour ",
    "$9. A",
    "Minimum $5 ",
    "between 1000 and ",
    "salary bonus ",
    "1k ",
    "(((",
    "***1",
    "$90,000 (Junior) ",
    "Mid £60,000, rest of UK ",
    "薪资：8000-12000元、1万2,000 ",
]


def work(words: str) -> int:
    """How many functions are called while a text is read."""
    text = from_description(words)
    read("", text, country="US")  # what is read once from the tables does not count
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read("", text, country="US")
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_is_at_most_twice_the_work(piece: str) -> None:
    size = 4_000
    once, twice = (work((piece * n)[:n]) for n in (size, 2 * size))
    assert twice <= 2.2 * once + 200


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_yields_more_figures_or_ranges_than_a_posting_holds(piece: str) -> None:
    text = from_description(piece * 20_000)
    limits = table("pay_rules")["text"]
    assert len(amounts.find_amounts(text.text)) <= limits["most_figures"] + 1
    assert len(read("", text, country="US").ranges) <= limits["most_ranges"]
