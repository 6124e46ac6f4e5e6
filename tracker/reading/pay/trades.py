"""Tell the ranges of several jobs in one posting from those of one job's places and levels, by their labels."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from tracker.reading.pay.job_words import levels, role_pattern
from tracker.reading.pay.model import PayRange
from tracker.reading.pay.range_places import names_place
from tracker.reading.pay.rules import table
from tracker.reading.pay.words import lower

_ROW = 160
"""Characters of a row before its figure: "Founding Engineer | London | £60-120k"."""
_ROW_BEGINS = re.compile(
    r"\n|(?:^|\s)[*•·▪●]\s|[;。]\s?|(?<=[^\W\d_]{3})\.\s|\d[^\n;]{0,40}?[,、，]\s(?=[^\W\d_])"
    r"|\)\s?(?:and|und|et|y|e|i|,)\s"
)
_CELLS = re.compile(r"\s?[|(（]\s?|\s[-–—]\s|\s?[,:：、]\s?|^[-–—]\s")
_ARTICLE = re.compile(r"^.*\b(?:an?|une?|eine[nrm]?|una|uno|een|ett?|en)\s(?=[^\W\d_])", re.IGNORECASE)
_LONGEST, _MOST_WORDS = 48, 5


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
    cells = [cell for cell in (each.strip(" *_-–—•") for each in _CELLS.split(row)) if cell]
    if any(letter.isdigit() for letter in row):
        return None
    trades = (_ARTICLE.sub("", cell) for cell in reversed(cells))
    return next((each for each in trades if _is_short(each) and names_trade(each)), None)


def _is_short(words: str) -> bool:
    return len(words) <= _LONGEST and len(words.split()) <= _MOST_WORDS


@cache
def _agent() -> re.Pattern[str]:
    """How nouns of trades end, in the languages whose nouns of trades end alike."""
    endings = table("pay_words")["form"]["agent_endings"]
    spaced = "|".join(each for each in endings if each[0] < "\u2e80")
    glued = "|".join(each for each in endings if each[0] >= "\u2e80")
    return re.compile(rf"(?<!\w)[^\W\d_]{{2,}}(?:{spaced})s?$|(?:{glued})$")


_GENDER = re.compile(
    r"\s?\([^)]*[mwfdh][/|*][^)]*\)|(?<=\w)[/:*_(-]-?(?:innen|in|a|as|o|e|euse|trice|rice|ka)\)?(?=\s|$)", re.IGNORECASE
)


def names_trade(words: str) -> bool:
    """Whether words end in the name of a trade, by the table or by their ending, and are no place, level or zone."""
    low = _GENDER.sub("", lower(words)).strip(" :-–—*_.")
    if role_pattern().search(low):
        return True
    if not low or names_place(words):
        return False
    # the noun of the trade stands last in some languages, and first in others: "operator kamery"
    heads = {low.split()[0], low.split()[-1]} - set(table("pay_words")["form"]["no_agents"])
    return any(_agent().search(head) for head in heads)


def of_title(ranges: Sequence[PayRange], title: str) -> Sequence[PayRange]:
    """Of ranges for several jobs the one whose label is the title itself: "Producer" beside "Senior Producer".

    Where the labels name several trades, the one trade that the title holds is its own: "Extras, short film".
    """
    wanted = _strip_asides(title)
    own = [each for each in ranges if each.label and _strip_asides(each.label) == wanted]
    named = sum(1 for each in ranges if each.label)  # the title alone heads whatever stands below it
    if wanted and named > len(own) == 1:
        return own
    if not name_several_jobs(ranges):
        return ranges
    held = [each for each in ranges if each.label and re.search(rf"\b{re.escape(_strip_asides(each.label))}\b", wanted)]
    return held if len(held) == 1 and _strip_asides(held[0].label or "") else ranges


def _strip_asides(words: str) -> str:
    return " ".join(re.sub(r"\([^)]*m[/|*][wf][^)]*\)|[^\w\s()]", " ", words.lower()).split())


_RANK = re.compile(r"\b(?:[ivx]{1,4}|\d+|level|lvl|l\d|grade|step|zone|tier|sr|jr)\b\.?|[^\w\s]", re.IGNORECASE)


def name_several_jobs(ranges: Sequence[PayRange]) -> bool:
    """Whether the labels name different trades, whatever their levels: "Grip", "Gaffer"; "QA Engineer", "Designer"."""
    found = {
        " ".join(_RANK.sub(" ", levels().sub(" ", each.label)).lower().split())
        for each in ranges
        if each.label and names_trade(each.label)
    }
    return len(found) > 1
