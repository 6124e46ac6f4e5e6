"""Which of several ranges belong to a posting's own place, or to the level that its title names, by their labels."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spiders.parsing.place_names import load_rows, load_table
from spiders.posting import Place
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import whole

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


LEVEL_CODE = r"\b(?:(?:L|IC|P|E|B|M|T)-?\d{1,2}|(?:level|grade|band|tier|stufe)\s(?:\d{1,2}|[ivx]{1,4}))\b"
"""A level by its number: "L4", "IC-3", "Level II"."""


@cache
def levels() -> re.Pattern[str]:
    """The words of a job's level, as whole words; those of scripts without blanks anywhere."""
    known = table("pay_words")["form"]["levels"]
    spaced = whole(word for word in known if word[0] < "\u2e80")
    glued = "|".join(map(re.escape, (word for word in known if word[0] >= "\u2e80")))
    return re.compile(f"{spaced}|{LEVEL_CODE}|{glued}", re.IGNORECASE)


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
    whole = all(each.minimum and each.maximum and each.minimum != each.maximum for each in ranges)
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


@cache
def role_pattern() -> re.Pattern[str]:
    return re.compile(whole(table("pay_words")["form"]["roles"]), re.IGNORECASE)


_ROW = 160
"""Characters of a row before its figure: "Founding Engineer | London | £60-120k"."""
_ROW_BEGINS = re.compile(r"\n|(?:^|\s)[*•·▪●]\s")
_CELLS = re.compile(r"\s?\|\s?|\s[-–—]\s|\s?[,:]\s")


def label_trades(ranges: Sequence[PayRange], figures: Sequence[int], text: str) -> list[PayRange]:
    """Name by the trade at its row's beginning each of several ranges, where every row has one, and none a label.

    `figures`: where each range begins. A range alone needs no such label: its trade is the posting's title.
    """
    if len(ranges) < 2 or len(figures) < len(ranges) or any(each.label for each in ranges):
        return list(ranges)
    trades = [_find_trade(text[max(0, at - _ROW) : at]) for at in figures]
    if not all(trades):
        return list(ranges)
    return [replace(each, label=trade) for each, trade in zip(ranges, trades, strict=True)]


def _find_trade(before: str) -> str | None:
    row = before[max((found.end() for found in _ROW_BEGINS.finditer(before)), default=0) :]
    cells = _CELLS.split(row)
    trade = cells[0].strip()
    named = len(cells) > 1 and len(trade) <= 48 and role_pattern().search(trade) is not None
    return trade if named and not any(letter.isdigit() for letter in row) else None


def of_title(ranges: Sequence[PayRange], title: str) -> Sequence[PayRange]:
    """Of ranges for several jobs the one whose label is the title itself: "Producer" beside "Senior Producer"."""
    wanted = _strip_asides(title)
    own = [each for each in ranges if each.label and _strip_asides(each.label) == wanted]
    named = sum(1 for each in ranges if each.label)  # the title alone heads whatever stands below it
    return own if wanted and named > len(own) == 1 else ranges


def _strip_asides(words: str) -> str:
    return " ".join(re.sub(r"\([^)]*m[/|*][wf][^)]*\)|[^\w\s()]", " ", words.lower()).split())


_PART_TIME = re.compile(r"\b(?:part[- ]time|teilzeit|temps partiel|media jornada|freelance|b2b)\b", re.IGNORECASE)


def of_employment(ranges: Sequence[PayRange]) -> Sequence[PayRange]:
    """Leave out what part-time or freelance work is paid where the same posting states an employee's pay."""
    own = [each for each in ranges if not _PART_TIME.search(each.label or "")]
    return own or ranges


_RANK = re.compile(r"\b(?:[ivx]{1,4}|\d+|level|lvl|l\d|grade|step|zone|tier|sr|jr)\b\.?|[^\w\s]", re.IGNORECASE)


def name_several_jobs(ranges: Sequence[PayRange]) -> bool:
    """Whether the labels name different trades, whatever their levels: "Grip", "Gaffer"; "QA Engineer", "Designer"."""
    found = {
        " ".join(_RANK.sub(" ", levels().sub(" ", each.label)).lower().split())
        for each in ranges
        if each.label and role_pattern().search(each.label)
    }
    return len(found) > 1


def of_level(ranges: Sequence[PayRange], title: str) -> Sequence[PayRange]:
    """Of ranges for several levels those of the levels that the title names."""
    wanted = {found.lower() for found in levels().findall(title)}
    said = [{found.lower() for found in levels().findall(each.label or "")} for each in ranges]
    if not wanted or sum(map(bool, said)) < 2:
        return ranges
    own = [each for each, level in zip(ranges, said, strict=True) if level & wanted]
    return own if own and len(own) < len(ranges) else ranges
