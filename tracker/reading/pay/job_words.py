"""The words of jobs in ranges' labels: levels, trades, kinds of employment, and which of them the title names."""

import re
from collections.abc import Sequence
from functools import cache

from tracker.reading.pay.model import PayRange
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import whole

LEVEL_CODE = r"\b(?:(?:L|IC|P|E|B|M|T)-?\d{1,2}|(?:level|grade|band|tier|stufe)\s(?:\d{1,2}|[ivx]{1,4}))\b"
"""A level by its number: "L4", "IC-3", "Level II"."""


@cache
def levels() -> re.Pattern[str]:
    """The words of a job's level, as whole words; those of scripts without blanks anywhere."""
    known = table("pay_words")["form"]["levels"]
    spaced = whole(word for word in known if word[0] < "\u2e80")
    glued = "|".join(map(re.escape, (word for word in known if word[0] >= "\u2e80")))
    return re.compile(f"{spaced}|{LEVEL_CODE}|{glued}", re.IGNORECASE)


@cache
def role_pattern() -> re.Pattern[str]:
    return re.compile(whole(table("pay_words")["form"]["roles"]), re.IGNORECASE)


def of_level(ranges: Sequence[PayRange], title: str) -> Sequence[PayRange]:
    """Of ranges for several levels those of the levels that the title names."""
    wanted = {found.lower() for found in levels().findall(title)}
    said = [{found.lower() for found in levels().findall(each.label or "")} for each in ranges]
    if not wanted or sum(map(bool, said)) < 2:
        return ranges
    own = [each for each, level in zip(ranges, said, strict=True) if level & wanted]
    return own if own and len(own) < len(ranges) else ranges


_PART_TIME = re.compile(
    r"\b(?:part[- ]time|teilzeit|temps partiel|media jornada|freelance|b2b|contractors?|1099|c2c)\b", re.IGNORECASE
)


def of_employment(ranges: Sequence[PayRange]) -> Sequence[PayRange]:
    """Leave out what part-time or freelance work is paid where the same posting states an employee's pay."""
    own = [each for each in ranges if not _PART_TIME.search(each.label or "")]
    return own or ranges
