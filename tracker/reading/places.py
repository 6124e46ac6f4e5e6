"""Where a posting's job is: read from a place's words where the board gave no more."""

from collections.abc import Iterable

from spiders.parsing.place_names import read_place
from spiders.posting import Place


def locate_place(place: Place) -> Place:
    """Read a place's own words where the board gave no more than words."""
    if place.country:
        return place
    return read_place(place.text)


def find_common_country(places: Iterable[Place]) -> str | None:
    """Find the country in which every place lies; None where one is unknown or they differ."""
    countries = {place.country for place in places}
    return countries.pop() if len(countries) == 1 else None
