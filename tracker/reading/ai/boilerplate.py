"""Which sentences are the studio's and not the job's: those that stand in the postings of several of its jobs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from tracker.reading.ai.rules import scanner, table
from tracker.reading.ai.sections import Outline
from tracker.reading.ai.text_forms import Words, fold
from tracker.reading.text import Text

_NUMBER = re.compile(r"\d[\d.,]*")
_MARKS = re.compile(r"[^\w#]+")


def learn(texts: Iterable[Text]) -> frozenset[str]:
    """The sentences, in canonical form, that stand in enough of a studio's jobs, in whatever order the texts come."""
    jobs = _merge_adverts([frozenset(canonicals(text)) for text in texts])
    settings = table().boilerplate
    enough = max(settings["jobs"], settings["share"] * len(jobs))
    counts = Counter(sentence for job in jobs for sentence in job)
    return frozenset(sentence for sentence, count in counts.items() if count >= enough)


def differs(learned: frozenset[str], stored: frozenset[str]) -> bool:
    """Whether the sentences differ enough from those stored to take their place; none stored is as an empty set."""
    either = len(learned | stored)
    return bool(either) and len(learned ^ stored) / either > table().boilerplate["renewed_at"]


@lru_cache(maxsize=8192)
def canonical(sentence: str) -> str:
    """The form in which sentences are compared: lower case, marks and white space as one blank, numbers as #."""
    return _MARKS.sub(" ", _NUMBER.sub("#", fold(sentence).lower())).strip()


def canonicals(text: Text) -> Iterator[str]:
    """The canonical form of each sentence that is long enough to tell one text from another."""
    shortest = table().boilerplate["shortest"]
    for start, end, _ in Outline(text, Words(text.text, scanner()), table()).sentences:
        if end - start >= shortest:
            yield canonical(text.text[start:end])


def _merge_adverts(postings: list[frozenset[str]]) -> list[set[str]]:
    """The postings' sentences, those of one job advertised several times (in ten cities, in two years) put together."""
    distinct = list(set(postings))
    leader = list(range(len(distinct)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for one, other in _find_alike(distinct):
        leader[lead(one)] = lead(other)
    jobs: dict[int, set[str]] = defaultdict(set)
    for at, posting in enumerate(distinct):
        jobs[lead(at)] |= posting
    return list(jobs.values())


def _find_alike(postings: list[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of postings that share most of their own sentences: of those, that is, which few postings hold."""
    settings = table().boilerplate
    holders: dict[str, list[int]] = defaultdict(list)
    for at, posting in enumerate(postings):
        for sentence in posting:
            holders[sentence].append(at)
    few = min(settings["few_at_most"], max(settings["few_at_least"], len(postings) * settings["few_share"]))
    own, shared = Counter[int](), Counter[tuple[int, int]]()
    for held in holders.values():
        if len(held) <= few:
            own.update(held)
            shared.update(combinations(held, 2))
    for (one, other), count in shared.items():
        if count >= settings["same_job"] * min(own[one], own[other]):
            yield one, other
