"""A place as a board writes it -> Place, naming a country only where the board's own words name it or a part of it."""

import re
from collections.abc import Iterable
from functools import cache

from spiders.parsing.json_fields import collapse_spaces
from spiders.parsing.place_names import find_region, load_table, only_one, read_place
from spiders.posting import Place

_PARTS = re.compile(r"\s*,\s*|\s+[-–—]\s+")
_REMOTE = re.compile(r"\b(?:remote|telecommute|work from home|home[- ]based)\b", re.IGNORECASE)
_ALPHA_2 = re.compile(r"[A-Za-z]{2}")


@cache
def _load_country_names() -> dict[str, str]:
    """Names of countries in small letters, and the few codes that boards write as names, that mean one country."""
    table = load_table()
    found = {word: next(iter(codes)) for word, codes in table["country"].items() if len(codes) == 1}
    found |= {word: next(iter(codes)) for word, codes in table["code"].items() if len(word) == 3}
    return {"us": "US", **{word: code for word, code in found.items() if word not in table["region"]}}


def find_country_code(words: str | None) -> str | None:
    """The code of a country given by its name, or by a code where the board has a field for it."""
    if not words:
        return None
    named = _load_country_names().get(collapse_spaces(words).casefold())
    return named or (words.strip().upper() if _ALPHA_2.fullmatch(words.strip()) else None)


def parse_place(words: str, *, country: str | None = None) -> Place:
    """Read "Los Angeles,California,United States of America", "Remote, United States", "USA - Remote", "Burbank, CA".

    `country` is the code that the board gives beside the words, which then stands. Locality and region are the parts as
    published where the country is named in the common order; any other words are left to `read_place`.
    """
    text = collapse_spaces(words)
    remote = bool(_REMOTE.search(text))
    parts = [part for part in _PARTS.split(text) if part and not _REMOTE.search(part)]
    several = len({_load_country_names().get(part.casefold()) for part in parts} - {None}) > 1
    named, parts = _take_country(parts)
    code = country or (None if several else named or _find_region_country(parts))
    if code is None:
        return read_place(text)
    locality = parts[0] if parts else None
    region = parts[-1] if len(parts) > 1 else None
    if len(parts) == 1 and code in ("US", "CA") and _find_region_country(parts) == code:
        locality, region = None, locality
    return Place(text=text, locality=locality, region=region, country=code, remote=remote)


def _take_country(parts: list[str]) -> tuple[str | None, list[str]]:
    """The country named by the last part, or by the first ("USA - Remote"), and the other parts."""
    countries = _load_country_names()
    for at in (-1, 0):
        if parts and (code := countries.get(parts[at].casefold())):
            del parts[at]
            return code, parts
    return None, parts


def _find_region_country(parts: list[str]) -> str | None:
    """The country of the last part where that is a state or a province of the United States or Canada."""
    if not parts:
        return None
    last, table = parts[-1], load_table()
    countries = table["region"].get(last.casefold()) or table["region_code"].get(last.casefold(), set())
    if last.casefold() in table["code"] or len(countries) != 1:  # CA and DE are states only where the town says so
        known = find_region(last, parts) if parts[0].casefold() in table["city"] else None
        countries = {known[0]} if known else set()
    code = only_one(countries)
    return code if code in ("US", "CA") else None


def unique_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places in order, each once as first given, those without words left out."""
    found: dict[str, Place] = {}
    for place in places:
        if place.text:
            found.setdefault(place.text, place)
    return tuple(found.values())
