"""Words -> pay ranges. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from db.vocabulary import PayFlag
from spiders.posting import Place, StatedPay
from tracker.reading.pay.amounts import plain_digits
from tracker.reading.pay.confidence import add_confidence
from tracker.reading.pay.extract import from_text, from_title
from tracker.reading.pay.headline import choose_headline, flag_reading
from tracker.reading.pay.model import PayRange, PayReading
from tracker.reading.pay.prefilter import classify_letters, find_runs
from tracker.reading.pay.structured_pay import read_stated
from tracker.reading.pay.work_week import WorkWeek, find_work_week
from tracker.reading.text import Text

VERSION = "pay 7"


def read(
    title: str,
    text: Text,
    *,
    places: Sequence[Place] = (),
    country: str | None = None,
    stated: Sequence[StatedPay] = (),
    employment_type: str | None = None,
) -> PayReading:
    """Read what a posting says of money.

    The title is read where nothing else states pay. `country` (ISO 3166-1 alpha-2) decides what a bare $ is, where
    every place of the posting lies in it. `employment_type`, as the board prints it, says whether the job is part-time.
    """
    country = country or _known_country(places)
    data, not_pay_data = read_stated(stated, country)
    numbers_at = find_runs(classify_letters(plain_digits(text.text)))
    prose, not_pay = from_text(text, country, title, numbers_at)
    if not data and not prose:
        prose = from_title(title, country)
    ranges = add_confidence((*data, *prose))
    if ranges:
        week = find_work_week(plain_digits(text.text), title, numbers_at, employment_type)
        ranges = tuple(_add_week(each, week) for each in ranges)
    chosen = choose_headline(ranges, text.text, country, places, title)
    return PayReading(
        ranges=ranges,
        not_pay=(*not_pay_data, *not_pay),
        flags=flag_reading(data, prose),
        headline=chosen.range,
        headline_reason=chosen.reason,
    )


def _add_week(each: PayRange, week: WorkWeek) -> PayRange:
    """Give a range the week that its posting states, or the flag that none is known."""
    if week.hours is not None:
        return replace(each, week_hours=week.hours)
    return replace(each, flags=(*each.flags, PayFlag.PART_TIME)) if week.is_open else each


def _known_country(places: Sequence[Place]) -> str | None:
    """The one country that the places name, where some of them name none."""
    countries = {place.country for place in places if place.country}
    return countries.pop() if len(countries) == 1 else None
