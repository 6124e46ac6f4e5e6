"""Take contact details out of words to be printed. Money is never mistaken for a telephone number."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from db.contact_details import ContactPattern, load_contact_context, load_contact_patterns, to_half_width

CACHED_TEXTS = 1 << 18
"""Texts: a posting's title, place and quote stand in one table after another."""
LONGEST_CACHED = 1_000
"""Characters: descriptions repeat less than they weigh."""
IN_URL = "contact-removed"
"""What stands in an address in the place of a contact detail: no blank or bracket, so that it stays an address."""
_URL_DETAIL = re.compile(
    r"(?<=mailto:)[^?#\s]+|(?<=tel:)[^?#\s]+|(?<=linkedin\.com/in/)[^/?#\s]+|(?<=//wa\.me/)[^/?#\s]+"
    r"|[^/?&=#:\s]+(?:@|%40)[^/?&#:\s]+\.[^/?&#:\s]+",
    re.IGNORECASE,
)
_TELEPHONE = "[telephone removed]"
_DIGITS_OF_TELEPHONE = re.compile(r"\d[\d\s()./+\u2010-\u2015-]{4,}\d")
"""What every telephone number holds, and few amounts of money: most quotes are searched for none."""
_URL_SIGNS = ("@", "%40", "mailto:", "tel:", "linkedin.com/in/", "//wa.me/")


def redact(text: str) -> str:
    """Put a mark in square brackets in the place of each e-mail address, telephone number and named contact."""
    return _redact_cached(text) if len(text) <= LONGEST_CACHED else _redact(text, bare_numbers=True)


@lru_cache(maxsize=CACHED_TEXTS)
def _redact_cached(text: str) -> str:
    return _redact(text, bare_numbers=True)


@lru_cache(maxsize=CACHED_TEXTS)
def redact_reference(text: str) -> str:
    """The same in a posting's own number, whose digits are no telephone number where nothing says so."""
    return _redact(text, bare_numbers=False)


def redact_url(url: str) -> str:
    """Take mailboxes, telephone numbers and the names of personal pages out of an address; the rest stays."""
    lower = url.lower()
    return _URL_DETAIL.sub(IN_URL, url) if any(map(lower.__contains__, _URL_SIGNS)) else url


def _redact(text: str, *, bare_numbers: bool) -> str:
    any_of, any_word = _triggers()
    lower = text.lower()
    # most titles and places hold nothing that begins any of them
    if any_of.isdisjoint(text) and not any(map(lower.__contains__, any_word)):
        return text
    # searched in `plain`, written from `text`: the same places, and the words stay as they were published
    plain = to_half_width(text)
    lower = lower if plain is text else plain.lower()
    # Searching a quote of 300 characters took 117 microseconds with the telephone patterns of sixteen languages;
    # without them, where it holds no such digits, 50.
    digits = [found.span() for found in _DIGITS_OF_TELEPHONE.finditer(plain)]
    # most patterns begin with a look for some characters
    characters, changed = frozenset(plain), False
    for rule in load_contact_patterns():
        telephone = rule.mark == _TELEPHONE
        if telephone and not digits:
            continue
        if (
            (bare_numbers or not rule.bare)
            and (not rule.needs_mark or "[" in plain)
            and rule.may_match(characters, lower)
        ):
            pieces, plains, done = [], [], 0
            # where something was taken out, nothing stands in its place any more
            places = digits if telephone and not changed else _find_places(rule, plain, None if changed else lower)
            for found in rule.iter_matches(plain, places):
                if (span := _find_detail(rule, found)) is not None:
                    pieces += [text[done : span[0]], rule.mark]
                    plains += [plain[done : span[0]], rule.mark]
                    done = span[1]
            if done:
                changed = True
                text, plain = "".join((*pieces, text[done:])), "".join((*plains, plain[done:]))
    return text


def _find_places(rule: ContactPattern, plain: str, lower: str | None) -> list[tuple[int, int]] | None:
    """Where the words or marks stand of which each match holds one, in order; None where that cannot be said."""
    if not rule.within or rule.needs:
        return None
    if rule.needs_mark:
        return list(_find_all(plain, "["))
    if lower is None or len(lower) != len(plain):  # some letters are two as small ones
        return None
    return sorted(place for word in rule.only_with_words for place in _find_all(lower, word))


def _find_all(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + 1)


@cache
def _triggers() -> tuple[frozenset[str], tuple[str, ...]]:
    """Characters and parts of words without which a text holds no contact detail."""
    rules = load_contact_patterns()
    characters = frozenset[str]().union(*(rule.only_with for rule in rules if not rule.only_with_words))
    wide = {wide for wide in map(chr, range(0xFF01, 0xFF5F)) if to_half_width(wide) in characters}
    return characters | wide, tuple({word for rule in rules for word in rule.only_with_words})


def _find_detail(rule: ContactPattern, found: re.Match[str]) -> tuple[int, int] | None:
    """Where in the match the detail itself stands; None where it is none."""
    groups, context = found.groupdict(), load_contact_context()
    start, end = found.end("keep") if groups.get("keep") else found.start(), found.end()
    if rule.least_words:
        start, end = found.span("name")
        end = start + len(_cut_name(groups["name"], rule.least_words))
    if rule.needs_mark and not found.string.startswith("[", found.end()):
        return None
    if start == end or sum(character.isdigit() for character in found[0]) < rule.least_digits:
        return None
    if found.string[start] == "(" and ")" not in found.string[start:end]:
        start += 1
    if found.string[end - 1] == ")" and "(" not in found.string[start:end]:
        end -= 1
    before = found.string[max(0, start - 60) : start]
    if rule.unless_money and (
        context.money_before.search(before) or context.money_behind.match(found.string, found.end())
    ):
        return None
    if rule.unless_reference and context.reference_before.search(before):
        return None
    return start, end


def _cut_name(name: str, least_words: int) -> str:
    """The name, up to the first word that only stands behind names; empty where it is no person's, or too short."""
    context, end, count = load_contact_context(), 0, 0
    for word in re.finditer(r"\S+", name):
        plain = word[0].casefold().strip(".")
        if plain in context.never_names or plain.endswith(("'s", "’s")):
            return ""
        if plain in context.after_names:
            break
        end, count = word.end(), count + 1
    return "" if count < least_words or (count == 1 and name[:end].isupper()) else name[:end]
