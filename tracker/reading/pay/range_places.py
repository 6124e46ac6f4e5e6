"""Which of several ranges belong to a posting's own place, or to the level that its title names, by their labels."""

import re
from collections.abc import Sequence
from functools import cache

from spiders.parsing.place_names import load_rows, load_table
from spiders.posting import Place
from tracker.reading.pay.job_words import levels, role_pattern
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.rules import table

_ELSEWHERE = re.compile(
    r"\b(?:rest of|all other|any other"
    r"|other (?:us |u\.s\. |uk )?(?:locations?|states?|cities|areas?|regions?|markets?|offices?)"
    r"|elsewhere|everywhere else|anywhere else|outside(?: of)?|remaining|übrige|restliche|reste de|resto de)\b",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\b(?:outside(?: of)?|except(?: for)?|excluding|other than|not in|beyond|but)\s[^;.]{0,24}$", re.I
)
_REMOTE = re.compile(r"\bremote\b", re.IGNORECASE)
_SPLIT = re.compile(r"[,;/&()|]|\b(?:and|or|und|oder|et|ou|y|o|in|for|the|rest of|of)\b|、|・", re.IGNORECASE)
_MOST_PARTS = 12


def names_group(words: str) -> bool:
    """Whether words name whom a range is for: a level, a place, or all other places."""
    return bool(
        levels().search(words) or role_pattern().search(words) or _ELSEWHERE.search(words) or names_place(words)
    )


def names_place(words: str) -> bool:
    """Whether a part of the words is the name of a city, a region or a country, with a capital where there are any."""
    known = load_table()
    for part in _SPLIT.split(words)[:_MOST_PARTS]:
        name = part.strip(" .*-–:")
        if len(name) < 2 or name[0].islower():
            continue
        if any(name.lower() in known[kind] for kind in ("city", "region", "country")):
            return True
        if name.isupper() and any(name.lower() in known[kind] for kind in ("code", "region_code")):
            return True
    return False


def of_places(ranges: Sequence[PayRange], places: Sequence[Place]) -> Sequence[PayRange]:
    """Of ranges that belong to places those of the posting's own, where some are.

    Each place counts by the finest part of it that a range names: beside a city, another place may be a whole state.
    A place that none names has the range of all other places.
    """
    named = sum(1 for each in ranges if each.place or each.label)
    # one name alone is trusted beside whole ranges: "$60,000 to $70,000; in New York $68,000 to $80,000"
    whole = all(each.minimum and each.maximum for each in ranges)
    if not places or named < (1 if whole else 2):
        return ranges
    own = [each for place in places for each in _of_place(ranges, place)]
    return [each for each in ranges if each in own] or ranges


def _of_place(ranges: Sequence[PayRange], place: Place) -> Sequence[PayRange]:
    wide = place.locality is None and place.region is None and (place.remote or place.country is not None)
    for names in _place_names(place):
        named = [each for each in ranges if _is_named(each, names)]
        if named and len(named) < len(ranges):
            # who may work anywhere in a country is not in its "all other locations" alone
            return [] if wide and all(_ELSEWHERE.search(_label_words(each)) for each in named) else named
    pattern = _REMOTE if place.remote and wide else None if wide else _ELSEWHERE
    return [each for each in ranges if pattern and pattern.search(_label_words(each))]


def _label_words(each: PayRange) -> str:
    return f"{each.place or ''} {each.label or ''}"


def _is_named(each: PayRange, names: Sequence[str]) -> bool:
    """Whether a range's place or label holds one of the names, and does not leave it out; codes in capitals alone."""
    words = _label_words(each)
    for name in names:
        glued = name[0] >= "\u2e80"
        edge = "" if glued else r"(?<!\w)", "" if glued else r"(?!\w)"
        flags = re.IGNORECASE if len(name) > 3 else re.NOFLAG
        found = re.search(f"{edge[0]}{re.escape(name)}{edge[1]}", words, flags)
        if found and not _EXCLUDED.search(words[: found.start()]):
            return True
    return False


def _place_names(place: Place) -> list[list[str]]:
    """What a place is called, from its finest part on: its city, its region, its country."""
    # "New York, NY" may be known by its region alone, and its range may call it by either
    first = place.text.partition(",")[0].strip()
    city = place.locality or (first if len(first) > 1 and not place.remote else "")
    aliases: dict[str, list[str]] = table("pay_rules")["place_aliases"]
    cities = [city, *aliases.get(city.lower(), [])] if city else []
    return [cities, _region_names(place.country, place.region), _country_names(place.country)]


@cache
def _region_names(country: str | None, region: str | None) -> list[str]:
    if not region:
        return []
    from_code = [row for row in _place_rows("region") if row[1:] == (country, region)]
    from_name = [row for row in _place_rows("region") if row[0].lower() == region.lower() and row[1] == country]
    return list(dict.fromkeys([region, *(row[0] for row in from_code), *(row[2] for row in from_name if row[2])]))


@cache
def _country_names(country: str | None) -> list[str]:
    if not country:
        return []
    known = [word for kind in ("country", "code") for word, codes in load_table()[kind].items() if codes == {country}]
    # in small letters a short code is a word: "us", "in"
    return [word.upper() if len(word) <= 3 else word for word in known] + (["U.S."] if country == "US" else [])


@cache
def _place_rows(kind: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((row["words"], row["country"], row["region"]) for row in load_rows() if row["kind"] == kind)
