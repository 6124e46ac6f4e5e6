"""Patterns of contact details, of which reports print none and no quote may hold a part.

The one table for the readers of pay, which choose where a quote ends, and for reports, which take contact details out
of it: half of a telephone number is no longer known for one. Pure: it stands in this room as both may import it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactPattern:
    """One kind of contact detail, as contact_details.toml has it."""

    name: str
    pattern: re.Pattern[str]
    """Groups: "keep", the label before the detail, and "tail", what proves it behind, stay; "name" is cut before what
    is no name.
    """
    mark: str
    only_with: frozenset[str]
    """Characters of which one stands in every match: a text without them is not searched."""
    only_with_words: tuple[str, ...]
    """The same with parts of words, in small letters."""
    needs: re.Pattern[str] | None
    """Without a match of it the pattern has none."""
    within: int
    """Characters around a match of `needs`, a word of `only_with_words`, a telephone's digits or a mark that hold a
    match; 0: anywhere."""
    reach: int
    """Characters of the longest match."""
    unless_money: bool
    unless_reference: bool
    bare: bool
    """Whether nothing but its digits says that it is a telephone number."""
    least_digits: int
    least_words: int
    removes: tuple[str, ...]
    keeps: tuple[str, ...]

    needs_mark: bool
    """Whether only a contact detail behind, whose mark stands there already, makes it a person."""

    def may_match(self, characters: Iterable[str], lower: str) -> bool:
        """Give False where a text of these characters cannot hold it. `lower`: the text in small letters."""
        if self.only_with and self.only_with.isdisjoint(characters):
            return False
        return not self.only_with_words or any(map(lower.__contains__, self.only_with_words))

    def iter_matches(self, text: str, places: Sequence[tuple[int, int]] | None) -> Iterator[re.Match[str]]:
        """Iterate over the matches. `places`: where words or digits stand of which each holds one; None: not known."""
        if self.needs:
            places = [found.span() for found in self.needs.finditer(text)]
        if not self.within or places is None:
            yield from self.pattern.finditer(text)
            return
        if not places:
            return
        begin = end = 0
        for first, last in places:
            if first - self.within > end:
                yield from self.pattern.finditer(text, begin, end)
                begin = first - self.within
            end = max(end, last + self.within)
        yield from self.pattern.finditer(text, begin, end)


@dataclass(frozen=True, slots=True)
class ContactContext:
    """What beside a match makes it something else than a contact detail."""

    money_before: re.Pattern[str]
    money_behind: re.Pattern[str]
    reference_before: re.Pattern[str]
    after_names: frozenset[str]
    never_names: frozenset[str]


# Full-width forms, in which Japanese addresses and telephone numbers are written; one character each, so that places in
# a text stay the same. The full-width number sign stays: it stands for an @ where addresses are disguised.
_HALF_WIDTH = {code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_HALF_WIDTH |= {ord(wide): ord(narrow) for wide, narrow in zip("＠．－＋（）＿", "@.-+()_", strict=True)}

_ANY_FULL_WIDTH = re.compile(f"[{re.escape(''.join(map(chr, _HALF_WIDTH)))}]")


def to_half_width(text: str) -> str:
    """Write full-width letters, digits and signs of addresses as ASCII; as long as before."""
    # to translate a text of 4 kB takes 170 microseconds, to see that it holds none of these 20
    return text.translate(_HALF_WIDTH) if _ANY_FULL_WIDTH.search(text) else text


@cache
def load_contact_patterns() -> tuple[ContactPattern, ...]:
    """Load the patterns, in the order in which they are tried."""
    table, flags = _load_table(), re.VERBOSE | re.IGNORECASE
    compiled = [re.compile(_fill_parts(row["pattern"], table["parts"]), flags) for row in table["contact"]]
    return tuple(
        ContactPattern(
            name=row["name"],
            pattern=pattern,
            needs_mark="tail" in pattern.groupindex,
            mark=row["mark"],
            only_with=frozenset(row["only_with"]),
            only_with_words=tuple(row.get("only_with_words", ())),
            needs=re.compile(_fill_parts(row["needs"], table["parts"]), flags) if "needs" in row else None,
            within=row.get("within", 0),
            reach=row["reach"],
            unless_money=row["unless_money"],
            unless_reference=row.get("unless_reference", False),
            bare=row.get("bare", False),
            least_digits=row.get("least_digits", 0),
            least_words=row.get("least_words", 0),
            removes=tuple(row["removes"]),
            keeps=tuple(row["keeps"]),
        )
        for row, pattern in zip(table["contact"], compiled, strict=True)
    )


@cache
def load_contact_context() -> ContactContext:
    table = _load_table()
    marks, behind = table["money"]["marks"], table["money"]["behind"]
    number = r"\d[\d\s.,'’]{0,16}"
    return ContactContext(
        # a currency, and perhaps the lower end of a range, or the first groups of the same number's digits
        money_before=re.compile(
            rf"(?:{marks})\s{{0,2}}(?:{number}\s?(?:-|–|—|to|and|bis|à|a)\s?)?(?:\d{{1,3}}[\s.,'’])*$", re.IGNORECASE
        ),
        money_behind=re.compile(rf"\s{{0,2}}(?:{marks}|{behind})", re.IGNORECASE),
        reference_before=re.compile(table["reference"]["before"], re.VERBOSE | re.IGNORECASE),
        after_names=frozenset(table["not_names"]["after"].split()),
        never_names=frozenset(table["not_names"]["never"].split()),
    )


@cache
def _load_table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("contact_details.toml").read_text(encoding="utf-8"))


def _fill_parts(pattern: str, parts: Mapping[str, str]) -> str:
    """Put the parts' patterns in the place of their names, parts within parts too."""
    while (filled := re.sub(r"(?<!P)<(\w+)>", lambda found: parts.get(found[1], found[0]), pattern)) != pattern:
        pattern = filled
    return pattern
