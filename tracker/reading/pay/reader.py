"""Words -> pay ranges. Pure."""

from collections.abc import Sequence

from spiders.posting import Place, StatedPay
from tracker.reading.pay.confidence import add_confidence
from tracker.reading.pay.extract import from_text, from_title
from tracker.reading.pay.headline import choose_headline, flag_reading
from tracker.reading.pay.model import PayReading
from tracker.reading.pay.structured_pay import read_stated
from tracker.reading.text import Text

VERSION = "pay 5"


def read(
    title: str,
    text: Text,
    *,
    places: Sequence[Place] = (),
    country: str | None = None,
    stated: Sequence[StatedPay] = (),
) -> PayReading:
    """Read what a posting says of money.

    The title is read where nothing else states pay. `country` (ISO 3166-1 alpha-2) decides what a bare $ is, where
    every place of the posting lies in it.
    """
    country = country or _known_country(places)
    data, not_pay_data = read_stated(stated, country)
    prose, not_pay = from_text(text, country, title)
    if not data and not prose:
        prose = from_title(title, country)
    ranges = add_confidence((*data, *prose))
    chosen = choose_headline(ranges, text.text, country, places, title)
    return PayReading(
        ranges=ranges,
        not_pay=(*not_pay_data, *not_pay),
        flags=flag_reading(data, prose),
        headline=chosen.range,
        headline_reason=chosen.reason,
    )


def _known_country(places: Sequence[Place]) -> str | None:
    """The one country that the places name, where some of them name none."""
    countries = {place.country for place in places if place.country}
    return countries.pop() if len(countries) == 1 else None
