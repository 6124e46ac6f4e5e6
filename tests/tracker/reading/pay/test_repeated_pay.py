"""A range that a board gives as data without a unit, and prints into the words with one, is one range."""

from decimal import Decimal

import pytest

from db.vocabulary import PayFlag, Unit
from spiders.posting import StatedPay
from tracker.reading.pay.reader import read
from tracker.reading.text import from_description

WIDGET = '<div class="pay-range"><span>${}</span><span class="divider">&mdash;</span><span>${} USD</span></div>'
STATED = StatedPay(minimum=Decimal(123456), maximum=Decimal(200000), currency="USD", label="Pay range", text="{…}")


def test_the_range_with_its_unit_is_the_one_to_print():
    found = read("", from_description(WIDGET.format("123,456", "200,000")), stated=[STATED])
    assert found.headline is not None
    assert (found.headline.minimum, found.headline.maximum, found.headline.unit) == (123456, 200000, Unit.YEAR)
    assert found.headline.quote == "$123,456—$200,000 USD"
    assert PayFlag.SEVERAL_RANGES not in found.flags
    assert len(found.ranges) == 2, "both stay to be looked at"


@pytest.mark.parametrize(("low", "high"), [("123,456", "210,000"), ("90,000", "200,000")])
def test_another_range_stays_another(low, high):
    found = read("", from_description(WIDGET.format(low, high)), stated=[STATED])
    assert PayFlag.SEVERAL_RANGES in found.flags
    assert PayFlag.SOURCES_DISAGREE in found.flags
