"""A place as a board writes it -> Place, naming a country only where the board's own words name it or a part of it."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from spiders.parsing.json_fields import collapse_spaces
from spiders.posting import Place

_TABLE = Path(__file__).parent / "places.toml"
_PARTS = re.compile(r"\s*,\s*|\s+[-–—]\s+")
_REMOTE = re.compile(r"\b(?:remote|telecommute|work from home|home[- ]based)\b", re.IGNORECASE)
_ALPHA_2 = re.compile(r"[A-Za-z]{2}")


@cache
def _load_words() -> dict[str, dict[str, str]]:
    """countries, regions and cities, each from words in small letters to an ISO 3166-1 alpha-2 code."""
    with _TABLE.open("rb") as file:
        table = tomllib.load(file)
    return {
        kind: {word.casefold(): code for code, words in codes.items() for word in words}
        for kind, codes in table.items()
    }


def find_country_code(words: str | None) -> str | None:
    """The code of a country given by its name, or by a code where the board has a field for it."""
    if not words:
        return None
    named = _load_words()["countries"].get(collapse_spaces(words).casefold())
    return named or (words.strip().upper() if _ALPHA_2.fullmatch(words.strip()) else None)


def parse_place(words: str, *, country: str | None = None) -> Place:
    """Read "Los Angeles,California,United States of America", "Remote, United States", "USA - Remote", "Burbank, CA".

    `country` is the code that the board gives beside the words, which then stands.
    """
    text = collapse_spaces(words)
    remote = bool(_REMOTE.search(text))
    parts = [part for part in _PARTS.split(text) if part and not _REMOTE.search(part)]
    named, parts = _take_country(parts)
    code = country or named or _find_region_country(parts)
    locality = parts[0] if parts and code else None
    region = parts[-1] if len(parts) > 1 and code else None
    if locality and len(parts) == 1 and _load_words()["regions"].get(locality.casefold()) == code:
        locality, region = None, locality
    return Place(text=text, locality=locality, region=region, country=code, remote=remote)


def _take_country(parts: list[str]) -> tuple[str | None, list[str]]:
    """The country named by the last part, or by the first ("USA - Remote"), and the other parts."""
    countries = _load_words()["countries"]
    for at in (-1, 0):
        if parts and (code := countries.get(parts[at].casefold())):
            del parts[at]
            return code, parts
    return None, parts


def _find_region_country(parts: list[str]) -> str | None:
    if not parts:
        return None
    pair = ", ".join(parts[-2:]).casefold()
    return _load_words()["cities"].get(pair) or _load_words()["regions"].get(parts[-1].casefold())


def unique_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places in order, each once as first given, those without words left out."""
    found: dict[str, Place] = {}
    for place in places:
        if place.text:
            found.setdefault(place.text, place)
    return tuple(found.values())
