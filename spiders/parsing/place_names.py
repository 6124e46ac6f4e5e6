"""Read the words of a place, and find its country where they name it. Pure, and without Scrapy, for tracker.reading.

spiders/parsing/places.csv: countries by ISO 3166-1 (code: alpha-2 and alpha-3; country: names), regions by ISO 3166-2
(region_code, region), and cities of one name only, or so much larger than their namesakes that boards print them alone
(city; GeoNames, https://www.geonames.org/, populations). A code that is both a state and a country ("CA", "DE", "IN")
counts as a state only after another place, and only where the other words do not speak for the country; the codes of
_TWINS, which boards print for either, only where the other words speak for the state. A state's code that two countries
have ("WA") is that of the country for which the other words speak.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from spiders.posting import Place

_SPLIT = re.compile(r"[,;|/()\[\]•·\n]| [-–—&+] |\b(?:or|and|und|et|ou|oder)\b", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:remote|hybrid|onsite|on-site|greater|fully|office|anywhere in(?: the)?|home based|home-based)[\s:–-]+"
    r"|[\s:–-]+(?:remote|hybrid|onsite|on-site|office|hq|headquarters|only|metro|metro area|metropolitan area|area"
    r"|timezones?|based|county)$",
    re.IGNORECASE,
)
_REMOTE = re.compile(r"\b(?:remote|télétravail|work from home|wfh|home[- ]office|anywhere|homeoffice)\b", re.IGNORECASE)
_NOT_PLACES = frozenset({"", "remote", "hybrid", "onsite", "on-site", "office", "worldwide", "global", "anywhere"})
_SPACE = re.compile(r"\s+")

_TWINS = frozenset({"DE", "IN", "IL", "SA"})
"""States whose code boards also print for a country after any of its towns: Germany, India, Israel, Saudi Arabia."""
_COUNTRIES_BY_CODE = frozenset({"US", "UK", "GB", "EU"})
"""Codes that stand for these before another country's name, too: "New York, US, Canada"."""

Known = tuple[str, str | None]
"""A country and, for regions, the region's code or name."""


def read_place(words: str) -> Place:
    """Read one place as published: "Burbank, CA", "Remote, United States", "Vancouver,Canada"."""
    text = _SPACE.sub(" ", words).strip()
    parts = split_parts(text)
    country = find_country_of_parts(parts)
    region = next(
        (known[1] for part in reversed(parts) if (known := find_region(part, parts)) and known[0] == country), None
    )
    locality = _find_locality(parts, country)
    return Place(text=text, locality=locality, region=region, country=country, remote=bool(_REMOTE.search(text)))


def split_parts(text: str) -> list[str]:
    found = []
    for part in _SPLIT.split(text):
        part, before = part.strip(" .*") if len(part) > 5 else part.strip(" *"), ""
        while part != before:
            before, part = part, _AROUND.sub("", part).strip()
        if part.lower() not in _NOT_PLACES:
            found.append(part)
    return found


def find_country_of_parts(parts: Sequence[str]) -> str | None:
    """Countries named outright decide; then regions; then cities. Where the strongest disagree, none."""
    parts = _drop_region_code(parts)
    named = {country for part in parts for country in [_find_named_country(part, parts)] if country}
    if named:
        return only_one(named)
    regions = {known[0] for part in parts for known in [find_region(part, parts)] if known}
    if regions:
        return only_one(regions)
    return only_one({country for part in parts for country in load_table()["city"].get(part.lower(), ())})


def _drop_region_code(parts: Sequence[str]) -> Sequence[str]:
    """Leave out a region's code before its country's name, which elsewhere is a country's: "Pune, MH, India"."""
    if len(parts) < 3 or parts[-1].lower() not in load_table()["country"]:
        return parts
    code = parts[-2]
    is_region = len(code) == 2 and code.isupper() and code not in _COUNTRIES_BY_CODE
    return [*parts[:-2], parts[-1]] if is_region else parts


def _find_named_country(part: str, parts: Sequence[str]) -> str | None:
    """The country that a part names: by name, or by a code in capitals that is no state's."""
    table = load_table()
    if names := table["country"].get(part.lower()):
        return only_one(names)
    codes = table["code"].get(part.lower(), set())
    if not codes or not part.isupper():
        return None
    if part.lower() in table["region_code"] and not _is_supported(only_one(codes), parts, part):
        return None
    return only_one(codes)


def find_region(part: str, parts: Sequence[str]) -> Known | None:
    table, low = load_table(), part.lower()
    if low in table["region"]:
        country = only_one(table["region"][low])
        return (country, _load_region_codes().get((country, low))) if country else None
    if low not in table["region_code"] or not part.isupper() or not parts or parts[0] == part:
        return None
    country = _find_country_of_code(table["region_code"][low], parts, part)
    twin = only_one(table["code"].get(low, set()))
    if twin and (_is_supported(twin, parts, part) or (part in _TWINS and not _is_supported(country, parts, part))):
        return None
    return (country, part) if country else None


def _find_country_of_code(countries: set[str], parts: Sequence[str], code: str) -> str | None:
    """The country that a region's code is of: "Perth, WA" and "Tacoma, WA"."""
    if len(countries) == 1:
        return only_one(countries)
    supported = only_one(country for country in countries if _is_supported(country, parts, code))
    return supported or ("US" if "US" in countries else None)


def _is_supported(country: str | None, parts: Iterable[str], but: str) -> bool:
    """Whether another part names a city, a region or the country itself in that country, and in no other."""
    table = load_table()
    kinds = ("city", "region", "country")
    named = [table[kind].get(part.lower(), set()) for part in parts if part != but for kind in kinds]
    codes = [table["region_code"].get(part.lower(), set()) - {"US"} for part in parts if part != but and part.isupper()]
    return country is not None and any(each == {country} for each in [*named, *codes])


def _find_locality(parts: Sequence[str], country: str | None) -> str | None:
    """The first part, where it is neither a region nor a country."""
    if not parts or country is None or len(parts) > 4:
        return None
    first = parts[0]
    plain = first.lower() not in load_table()["country"] and not _find_named_country(first, parts)
    known = first.lower() in load_table()["city"]
    return first if known or (plain and len(parts) > 1 and first.lower() not in load_table()["region"]) else None


def only_one(countries: Iterable[str]) -> str | None:
    found = set(countries)
    return found.pop() if len(found) == 1 else None


@cache
def load_rows() -> list[dict[str, str]]:
    """Load the rows of places.csv: kind, words, country, region."""
    table = files(__package__).joinpath("places.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(table.splitlines()))


@cache
def load_table() -> dict[str, dict[str, set[str]]]:
    """kind -> words in lower case -> the countries that they can name."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in load_rows():
        found[row["kind"]][row["words"].lower()].add(row["country"])
    return {kind: dict(words) for kind, words in found.items()}


@cache
def _load_region_codes() -> dict[tuple[str, str], str]:
    return {(row["country"], row["words"].lower()): row["region"] for row in load_rows() if row["kind"] == "region"}
