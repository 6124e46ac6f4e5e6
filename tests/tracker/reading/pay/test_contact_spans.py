"""No quote cuts a way of reaching a person in two: what was left of it would be known by nothing, and printed."""

import pytest

from db.contact_details import load_contact_patterns
from reports.redact import redact
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

REMOVES = [words for rule in load_contact_patterns() for words in rule.removes]
PAY = "the salary is $120,000 - $150,000 a year"
LONG = "and plain words go on " * 30
"""Longer than a quote, and than what is read around a figure."""


def quote(words: str) -> tuple[str, str]:
    text = from_description(words).text
    (pay,) = [each for each in read("", from_description(words), country="US").ranges if each.minimum == 120_000]
    assert (pay.start, pay.quote) == (text.find(pay.quote, pay.start), text[pay.start : pay.end])
    return text, pay.quote


LAYOUTS = {
    "{long} {words} {filler} {pay} {long}": range(118, 178, 2),
    "{long} {pay} {filler} {words} {long}": range(30, 96, 2),
    "{long}. {pay} {filler} {words} {long}": range(200, 284, 3),
}
"""Where it stands, and how far from the pay, so that the quote's end comes to lie in each part of it."""


@pytest.mark.parametrize("words", REMOVES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_wherever_a_quote_ends_it_shows_no_part_of_what_is_taken_out_of_the_whole(words: str, layout: str) -> None:
    """Taken out of the quote, or quoted from what it was taken out of: it comes to the same."""
    for gap in LAYOUTS[layout]:
        filler = ("so it goes on and " * 20)[:gap]
        pay = PAY.capitalize() if "." in layout else PAY
        text, quoted = quote(layout.format(long=LONG, words=words, filler=filler, pay=pay))
        assert redact(quoted) in redact(text), quoted
        assert PAY.removeprefix("the ") in quoted


def test_where_nothing_leads_to_a_person_a_quote_is_cut_at_the_nearest_blank() -> None:
    numbers = " ".join(f"{low:,} and" for low in range(11_000, 99_000, 1_009))
    lengths = {len(quote(f"{numbers[:gap]} {LONG} {PAY} {LONG}")[1]) for gap in range(60)}
    assert min(lengths) > 280


def test_a_number_beside_the_figure_leaves_the_figure() -> None:
    for gap in range(0, 60, 7):
        _, quoted = quote(f"{LONG} Tel: 020 7946 0123 {PAY} {'x' * gap} {LONG}")
        assert PAY in quoted
